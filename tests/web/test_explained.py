"""The decision of a day, at an address that lasts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import translation

from openentry import Profile, decide
from openentry_web import clock
from openentry_web.pool import explained, law, services

pytestmark = pytest.mark.django_db
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "profiles").glob("*.json"))
NOW = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=UTC)


def profile(name):
    path = next(path for path in EXAMPLES if path.stem == name)
    return Profile.model_validate(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture
def at(monkeypatch):
    def put(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    put(NOW)
    return put


@pytest.fixture
def in_pool(candidate, signed_in, at):
    services.begin(candidate, NOW)
    return services.submit(candidate, profile("rafael-santos"), NOW)


def sums(line):
    """Every branch is the sum of its parts, or its limit where that is less."""
    for inner in line.lines:
        sums(inner)
    if line.lines and line.low == line.high and all(inner.low == inner.high for inner in line.lines):
        apart = sum(inner.high for inner in line.lines)
        assert line.high == min(apart, line.maximum), line.id
        assert bool(line.cap) == (apart > line.maximum), line.id


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_tree_in_words_is_the_decision(path, lang):
    decided = decide(Profile.model_validate(json.loads(path.read_text(encoding="utf-8"))), NOW.date(), law=law.book())
    whole = explained.score(decided, lang)
    assert whole.bounds == decided.score_range
    sums(whole)

    def leaves(line):
        return [leaf for inner in line.lines for leaf in leaves(inner)] if line.lines else [line]

    for leaf in leaves(whole):
        assert leaf.fact and leaf.cited.words and leaf.cited.url.startswith("http"), leaf.id
    programs = explained.programs(decided, lang)
    assert [one.id for one in programs] == list(decided.evaluation.programs)
    for program in programs:
        for one in program.tested:
            assert one.says and one.title and one.cited.url.startswith("http"), one.id
        assert program.state == "yes" or program.brief
    assert len(explained.categories(decided, lang)) == len(decided.evaluation.categories)


def test_the_other_language_is_not_left_behind():
    decided = decide(profile("rafael-santos"), NOW.date(), law=law.book())
    english, french = explained.score(decided, "en"), explained.score(decided, "fr")
    assert english.title == "Total score" and french.title == "Note totale"
    assert explained.score(decided, "en") == english


def test_the_decision_of_a_day_stays_at_its_address(signed_in, candidate, in_pool, at):
    first = in_pool.decision
    at(NOW + timedelta(days=10))
    services.update(candidate, profile("rafael-santos"), NOW + timedelta(days=10))
    for lang in ("en", "fr"):
        with translation.override(lang):
            shown = signed_in.get(reverse("decision", args=["2026-07-03"]))
        assert shown.status_code == 200 and shown.context["kept"] == first and shown.context["same"]
    assert b"It held from 1" in signed_in.get("/en/pool/decisions/2026-07-03/").content
    assert signed_in.get("/en/pool/decisions/2026-07-11/").context["kept"].number == 2
    assert signed_in.get("/en/pool/decisions/2026-07-01/1/").context["kept"] == first


@pytest.mark.parametrize(
    "address",
    [
        "2026-06-30/",
        "2026-07-02/",
        "2014-12-31/",
        "0001-01-01/",
        "9999-12-31/",
        "2026-02-30/",
        "2026-13-01/",
        "2026-7-1/",
        "2026-07-01/99/",
        "2026-07-01/0/",
        "2026-07-01/99999999999999999999/",
        "0000-00-00/",
        "today/",
        "2026-07-01%00/",
        "٢٠٢٦-٠٧-٠١/",
    ],
)
def test_a_day_without_a_decision_has_no_page(signed_in, in_pool, address):
    assert signed_in.get(f"/en/pool/decisions/{address}").status_code == 404


def test_a_decision_of_somebody_else_has_no_page(in_pool, at):
    other = Client()
    other.force_login(get_user_model().objects.create_user("other@example.org", "correct horse battery"))
    assert other.get("/en/pool/decisions/2026-07-01/").status_code == 404
    assert b"No decision yet" in other.get("/en/pool/decisions/").content


def test_every_decision_is_listed_with_its_cause(signed_in, candidate, in_pool, at):
    turn = datetime(in_pool.changes_on.year, in_pool.changes_on.month, in_pool.changes_on.day, 3, tzinfo=UTC)
    services.age([in_pool.pk], turn)
    at(turn)
    shown = signed_in.get("/en/pool/decisions/").content.decode()
    assert "You submitted your profile." in shown
    in_pool.refresh_from_db()
    for why in in_pool.decision.because:
        assert why["text"] in shown.replace("&#x27;", "'")
    assert "Vous avez soumis votre profil." in signed_in.get("/fr/pool/decisions/").content.decode()


def test_every_example_has_its_decision_explained(at):
    for number, path in enumerate(EXAMPLES):
        somebody = get_user_model().objects.create_user(f"p{number}@example.org", "correct horse battery")
        services.begin(somebody, NOW)
        services.submit(somebody, profile(path.stem), NOW)
        browser = Client()
        browser.force_login(somebody)
        for address in ("/en/pool/", "/fr/pool/", "/en/pool/decisions/2026-07-01/", "/fr/pool/decisions/2026-07-01/"):
            shown = browser.get(address)
            assert shown.status_code == 200, (path.stem, address)
            assert shown.context.get("same", True), path.stem
