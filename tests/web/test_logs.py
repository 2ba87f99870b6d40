"""What is logged names requests and things by their numbers: never a person, an address, a birth date, a score."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.test import Client
from django.urls import reverse

from openentry_web.config import logs
from tests.web.people import declared, in_pool


@pytest.fixture
def logged():
    """Everything that is logged, as it is written."""
    before = logging.root.handlers[:], logging.root.level
    written = io.StringIO()
    logs.configure({})
    handler = logging.root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    for name in ("django", "django.request", "django.security", "openentry_web", "procrastinate"):
        logging.getLogger(name).setLevel(logging.INFO)
        logging.getLogger(name).propagate = True
    logging.root.setLevel(logging.INFO)
    yield written
    logging.root.handlers[:], logging.root.level = before


def leaves(content):
    """Every text and number of a profile that could point to its person."""
    match content:
        case dict():
            return {leaf for value in content.values() for leaf in leaves(value)}
        case list():
            return {leaf for value in content for leaf in leaves(value)}
        case str() if len(content) > 5:
            return {content}
    return set()


@pytest.mark.django_db
def test_a_look_around_leaves_no_fact_in_the_log(logged, candidate):
    content = declared("amara-okafor")
    entry = in_pool(candidate)
    client = Client(raise_request_exception=False)
    client.post(reverse("account_login"), {"login": candidate.email, "password": "wrong"})
    client.post(reverse("account_login"), {"login": candidate.email, "password": "correct horse battery"})
    client.force_login(candidate)
    for name in ("home", "profile", "notices", "improve", "calendar", "account"):
        client.get(reverse(name))
    client.get("/en/no-such-page/")
    text = logged.getvalue()
    told = [fact for fact in leaves(content) | {candidate.email, entry.number} if fact in text]
    assert told == []
    assert f'"{entry.score}"' not in text


@pytest.mark.django_db
def test_a_fault_is_logged_without_what_it_says(logged, monkeypatch, signed_in):
    def broken(*_arguments, **_named):
        raise ValueError("date of birth 1991-02-03 of Okafor")

    monkeypatch.setattr("openentry_web.notices.views.selectors.of", broken)
    signed_in.raise_request_exception = False
    answer = signed_in.get(reverse("notices"))
    assert answer.status_code == 500
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    (fault,) = [line for line in lines if line.get("exception")]
    assert fault["exception"] == "ValueError"
    assert any("broken" in frame for frame in fault["frames"])
    assert fault["request_id"] == answer.headers["X-Request-ID"]
    assert "1991-02-03" not in logged.getvalue()
    assert b"1991-02-03" not in answer.content
    assert fault["request_id"] in answer.content.decode()
