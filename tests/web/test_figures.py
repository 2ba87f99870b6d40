"""A figure of the law stands in its data: a sentence names it, and is given it."""

from __future__ import annotations

import re
from datetime import date

import pytest
import yaml

from openentry import load_law
from openentry.messages import LANGUAGES, text
from openentry_web import clock
from openentry_web.messages import LOCALE
from openentry_web.pool.figures import figure

#: Periods of the law in words or figures. What is no period of the law is let through below, with the reason.
_PERIODS = re.compile(
    r"\b(sixty|60) days\b|\b(soixante|60)[  ]jours\b|\bfive years\b|\bcinq (ans|dernières années)\b"
    r"|\blast (three|five|ten) years\b|\b(trois|dix) dernières années\b"
    r"|\bless than two years\b|\bmoins de deux ans\b|\b1[,  ]?200\b"
)
_LET_THROUGH = {
    "journey.documents.later.body": "the department's page on police certificates, which no decision rests on",
    "web.noc.teer.3": "the description of a TEER category",
    "web.would.span.3": "how far back one looks: ours",
}


def sentences():
    for path in sorted((LOCALE.parent / "catalogue").glob("*.yaml")):
        for message_id, said in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for lang in LANGUAGES:
                yield message_id, said[lang]


def test_no_sentence_holds_a_period_of_the_law():
    found = {message_id for message_id, said in sentences() if _PERIODS.search(said)}
    assert found - set(_LET_THROUGH) == set()


def test_every_figure_a_sentence_names_is_known(db):
    named = {name for _, said in sentences() for name in re.findall(r"\{(law_\w+)", said)}
    assert len(named) > 8
    assert {name for name in named if figure(name) is None} == set()
    assert figure("days") is None


@pytest.mark.django_db
def test_a_sentence_says_what_the_law_of_the_day_says(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 24))
    days = load_law(date(2026, 11, 24)).content("procedure.draft_days").length
    assert f"{days}\u00a0days" in text("web.begin.sixty", "en")
    assert f"{days}\u00a0jours" in text("web.begin.sixty", "fr")
    assert f"{figure('law_apply_days')}\u00a0days" in text("journey.apply.apply.body", "en")


@pytest.mark.django_db
def test_a_period_of_another_day_is_that_of_its_law(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2017, 6, 1))
    assert figure("law_apply_days") == 90
