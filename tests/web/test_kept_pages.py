"""Pages that are kept for the next reader are the same for everybody, and only for those for whom they are."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openentry_web import clock
from openentry_web.public import cached
from tests.web.round_pools import Console, Pool

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cached._kept.clear()


def counted(address, client=None):
    with CaptureQueriesContext(connection) as queries:
        answer = (client or Client()).get(address)
    return answer, len(queries)


def test_the_second_reader_gets_the_same_page_for_less():
    first, _ = counted("/en/rounds/")
    second, _ = counted("/en/rounds/")
    assert first.content == second.content
    assert first.headers["ETag"] == second.headers["ETag"]
    assert len(cached._kept) == 1
    assert {"Content-Security-Policy", "X-Request-ID", "Cache-Control"} <= second.headers.keys()
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_a_release_is_seen_by_the_next_reader():
    before = Client().get("/en/rounds/").content
    pool = Pool()
    pool("a", 480)
    Console().held(size=1)
    after = Client().get("/en/rounds/").content
    assert b"/en/rounds/held/1/" not in before
    assert b"/en/rounds/held/1/" in after


def test_each_language_site_and_question_has_its_own(settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example.org"]
    assert b"http://testserver/" in Client().get("/en/rounds/feed.xml").content
    elsewhere = Client(headers={"host": "other.example.org"}).get("/en/rounds/feed.xml").content
    assert b"testserver" not in elsewhere
    pages = {Client().get(f"/{lang}/rounds/{query}").content for lang in ("en", "fr") for query in ("", "?year=2015", "?page=2")}
    assert len(pages) == 6


def test_whoever_is_signed_in_has_their_own_page_and_leaves_none(signed_in):
    own = signed_in.get("/en/rounds/").content.decode()
    assert "/en/account/logout/" in own
    assert not cached._kept
    assert "/en/account/logout/" not in Client().get("/en/rounds/").content.decode()
    assert "/en/account/logout/" in signed_in.get("/en/rounds/").content.decode()


def test_what_is_said_to_one_reader_is_not_kept():
    client = Client()
    for kept_before in (False, True):
        client.cookies["questionnaire"] = "answers that are gone"
        assert client.get("/en/questionnaire/result/").status_code == 302  # says so on the next page
        assert b'class="note warning"' in client.get("/en/rounds/").content, kept_before
        assert b'class="note warning"' not in Client().get("/en/rounds/").content


def test_the_day_of_a_demonstration_is_that_of_the_page(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 24))
    Client().get("/en/law/")
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 25))
    page = Client().get("/en/law/").content.decode()
    assert re.search("25.November.2026", page)


def test_no_more_are_kept_than_so_many():
    for number in range(cached._MOST_KEPT + 3):
        Client().get(f"/en/law/?{number}")
    assert len(cached._kept) == cached._MOST_KEPT
