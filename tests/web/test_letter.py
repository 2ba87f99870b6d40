"""The letter that confirms a profile."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openentry import Profile
from openentry_web import clock
from openentry_web.pool import letter, services

EXAMPLE = Path(__file__).parents[2] / "examples" / "profiles" / "rafael-santos.json"
NOW = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def submitted(person, **names):
    content = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    content["person"] |= names
    services.begin(person, NOW)
    return services.submit(person, Profile.model_validate(content), NOW)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_says_what_is_confirmed(candidate, lang):
    entry = submitted(candidate)
    said = json.dumps(letter.data(entry, NOW, lang), ensure_ascii=False)
    for word in (
        entry.number,
        entry.validation_code,
        "12:30:15.123456",
        "Rafael",
        "Santos",
        entry.decision.law_id[:12],
        str(entry.score),
    ):
        assert word in said, word
    assert ("not an invitation" if lang == "en" else "ni une invitation") in said


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_is_an_accessible_pdf(signed_in, candidate, lang):
    submitted(candidate)
    found = signed_in.get(f"/{lang}/pool/letter/")
    assert found["Content-Type"] == "application/pdf" and "no-store" in found["Cache-Control"]
    assert found.content.startswith(b"%PDF") and b"pdfuaid" in found.content


@pytest.mark.parametrize(
    "name",
    [
        "#let x = 1",
        "$ \\ * _ ` @ <label> // /*",
        "王伟",
        "محمد",
        "🙂🙂",
        "<b>bold</b>",
        "x" * 100,
        '#read("/etc/passwd")',
    ],
)
def test_whatever_a_name_is_there_is_a_letter(candidate, name):
    entry = submitted(candidate, family_name=name)
    assert letter.pdf(entry, NOW, "en").startswith(b"%PDF")


def test_there_is_none_for_a_draft(signed_in, candidate):
    services.begin(candidate, NOW)
    found = signed_in.get("/en/pool/letter/", follow=True)
    assert found.redirect_chain and "A letter confirms a profile that was submitted" in found.content.decode()


def test_it_is_there_for_a_profile_that_is_not_eligible(signed_in, candidate):
    services.begin(candidate, NOW)
    services.submit(candidate, Profile(), NOW)
    assert signed_in.get("/en/pool/letter/").content.startswith(b"%PDF")
