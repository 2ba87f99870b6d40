"""Where the database does not answer: a calm page, once waited for, and as little as possible asked on the way."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client

from openentry.messages import text


@pytest.fixture
def asked(monkeypatch):
    """How often the database was asked, which never answers."""
    seen = []

    def gone(self):
        seen.append(self.session_key)
        raise OperationalError("couldn't get a connection")

    monkeypatch.setattr(SessionStore, "_get_session_from_db", gone)
    return seen


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("how", ["get", "post"])
def test_it_is_said_in_the_language_of_the_page_after_one_wait(asked, lang, how):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    answer = getattr(client, how)(f"/{lang}/profile/s/who/name/")
    assert (answer.status_code, answer["Retry-After"], len(asked)) == (503, "60", 1)
    page = answer.content.decode()
    assert f'<html lang="{lang}">' in page
    assert text("web.wrong.unreachable.title", lang) in page and text("web.wrong.unreachable.body", lang) in page
    assert answer["X-Request-ID"] and text("web.wrong.number", lang, number="") in page
    assert "sessionid" not in answer.cookies, "who is signed in stays so"


def test_a_fault_of_ours_is_told_apart(monkeypatch):
    def wrong(self):
        raise ValueError("ours")

    monkeypatch.setattr(SessionStore, "_get_session_from_db", wrong)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    answer = client.get("/fr/pool/")
    assert answer.status_code == 500
    assert text("web.wrong.server_error.title", "fr") in answer.content.decode()
