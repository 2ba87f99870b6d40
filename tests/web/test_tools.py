"""The tools that need no account: the same answers as the library gives, and every mistake said beside its box."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openentry import decide, load_book
from openentry.crs import instrument, of_row, score
from openentry.decision.document import facts_row
from openentry.law.domains import ABILITIES
from openentry.pools.batch import score_batch
from openentry_web.public.tools import fields, scoring
from tests.library.pools_rows import VERSIONS, random_places, table
from tests.library.strategies import profiles

TODAY = date(2026, 11, 24)
BOOK = load_book()
PERSON = {
    "age": "29",
    "education": "master",
    "en_test": "levels",
    **{f"en_{ability}": "9" for ability in ABILITIES},
    "canadian_work_years": "1",
    "foreign_work_years": "3",
}


PEOPLE = given(profiles(complete=True), st.dates(date(2015, 1, 1), date(2027, 12, 31)))
CHECKED: Any = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=150, **CHECKED)
@PEOPLE
def test_the_facts_of_a_profile_score_as_the_profile_does(profile, day):
    same_score(profile, day)


@pytest.mark.proof
@pytest.mark.timeout(3600)
@settings(max_examples=10_000, **CHECKED)
@PEOPLE
def test_the_facts_of_ten_thousand_profiles_score_as_the_profiles_do(profile, day):
    same_score(profile, day)


def same_score(profile, day):
    decision = decide(profile, day, law=BOOK)
    if decision.total is None:
        return
    row = facts_row(decision.evaluation.facts)
    if None in row.values():
        return
    scored = scoring.Scored(decision.evaluation.law, row)
    assert scored.total == decision.total
    assert dict(scored.score.factors) == dict(decision.evaluation.score.factors)


@pytest.mark.parametrize("day", VERSIONS)
def test_random_facts_score_as_whole_pools_do(day):
    law, batch = BOOK.on(day), table(random_places(1500, seed=day.toordinal()))
    expected = score_batch(law, batch)["total"].to_pylist()
    assert [score(instrument(law), [of_row(law, row)]).total[0] for row in batch.to_pylist()] == expected


def test_a_form_gives_the_facts_it_was_filled_with():
    answers = fields.read(PERSON, BOOK, TODAY)
    assert not answers.wrong
    assert answers.row["en_reading"] == 9
    assert answers.row["accompanying_spouse"] is False
    assert scoring.Scored(BOOK.on(TODAY), answers.row).total == 509


def test_scores_of_a_test_are_read_by_its_own_table():
    scores = dict(zip(ABILITIES, ("8.5", "7,5", "7", "7"), strict=True))
    typed = {"age": "29", "en_test": "ielts_general", **{f"en_{ability}": value for ability, value in scores.items()}}
    answers = fields.read(typed, BOOK, TODAY)
    assert answers.levels["en"] == {"listening": 10, "reading": 9, "writing": 9, "speaking": 9}


def test_what_would_raise_it_is_what_scoring_again_gives():
    now = scoring.Scored(BOOK.on(TODAY), fields.read(PERSON, BOOK, TODAY).row)
    found = scoring.raises(now)
    assert found
    assert found[0].says.id == "web.raise.nomination"
    assert found[0].gain == 600
    gains = [one.gain for one in found]
    assert gains == sorted(gains, reverse=True)
    assert min(gains) > 0


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_score_tool_without_scripts(client, lang):
    page = client.get(f"/{lang}/tools/check-your-score/")
    assert page.status_code == 200
    assert len(page.content) < 100_000
    told = client.post(f"/{lang}/tools/check-your-score/", {**PERSON, "other": "2015-01-01"})
    text = told.content.decode()
    assert "<b>509</b>" in text
    assert 'lang="fr"' in text or lang == "en"
    assert ("side by side" if lang == "en" else "côte à côte") in text
    assert "Set-Cookie" not in page.headers or "sessionid" not in page.headers["Set-Cookie"]


@pytest.mark.django_db
def test_as_one_types_only_the_result_comes_back(client):
    told = client.post("/en/tools/check-your-score/", PERSON, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in told
    assert 'hx-swap-oob="innerHTML"' in told
    assert "509" in told
    begun = client.post("/en/tools/check-your-score/", {"age": ""}, headers={"HX-Request": "true"}).content.decode()
    assert "Not yet" in begun


WRONG = ["", "-1", "12.5", "9" * 300, "🙂", "<script>alert(1)</script>", "2\x00", "NaN", "1e3", "٣٠"]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", WRONG)
def test_an_age_that_is_none_is_said_beside_its_box(client, typed):
    text = client.post("/en/tools/check-your-score/", {**PERSON, "age": typed}).content.decode()
    assert 'href="#id_age"' in text
    assert 'id="id_age_error"' in text
    assert "<title>Error:" in text
    assert 'value="master" selected' in text
    assert "<script>alert" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2014-12-31", "2026-11-25x", "9999-99-99", "yesterday", "1"])
def test_a_day_without_law_is_said(client, day):
    text = client.post("/en/tools/check-your-score/", {**PERSON, "day": day}).content.decode()
    assert 'href="#id_day"' in text


@pytest.mark.django_db
def test_results_in_both_languages_ask_which_is_first(client):
    both = PERSON | {"fr_test": "levels", **{f"fr_{ability}": "8" for ability in ABILITIES}}
    text = client.post("/en/tools/check-your-score/", both).content.decode()
    assert 'href="#id_first_language"' in text
    assert "Error:" not in client.post("/en/tools/check-your-score/", both | {"first_language": "fr"}).content.decode()


@pytest.mark.django_db
def test_a_test_that_was_not_yet_accepted_is_said(client):
    pte = {"age": "29", "day": "2020-01-01", "en_test": "pte_core", **{f"en_{ability}": "70" for ability in ABILITIES}}
    assert 'href="#id_en_test"' in client.post("/en/tools/check-your-score/", pte).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_language_levels(client, lang):
    given = {"test": "ielts_general", "listening": "8.5", "reading": "6.5", "writing": "6,5", "speaking": "3"}
    text = client.post(f"/{lang}/tools/language-levels/", given).content.decode()
    assert "10+" in text
    assert ("below 4" if lang == "en" else "sous 4") in text
    wrong = client.post(f"/{lang}/tools/language-levels/", given | {"listening": "8.3"}).content.decode()
    assert 'href="#id_listening"' in wrong
    assert 'value="8.3"' in wrong
    for bad in ({}, {"test": "toefl"}, {"test": "ielts_general"}, {"test": "celpip_general", "reading": "99"}):
        assert "summary-of-errors" in client.post(f"/{lang}/tools/language-levels/", {"x": "1", **bad}).content.decode()


@pytest.mark.django_db
def test_settlement_funds(client):
    text = client.post("/en/tools/settlement-funds/", {"members": "8", "has": "40,000", "day": "2025-07-15"}).content.decode()
    assert "$44,504" in text
    assert "$4,504 short" in text
    older = client.post("/en/tools/settlement-funds/", {"members": "1", "day": "2025-07-06"}).content.decode()
    assert "$14,690" in older
    assert "summary-of-errors" in client.post("/en/tools/settlement-funds/", {"members": "0"}).content.decode()
    assert "one half" in client.get("/en/tools/settlement-funds/").content.decode()


@pytest.mark.django_db
def test_occupations(client):
    assert "31301" in client.get("/en/tools/occupations/?q=nurse").content.decode()
    assert "31301" in client.get("/fr/tools/occupations/?q=infirmière").content.decode()
    assert client.get("/en/tools/occupations/?q=31301").headers["Location"] == "/en/tools/occupations/31301/"
    french = client.get("/fr/tools/occupations/31301/").content.decode()
    assert '<p lang="en">' in french
    assert "en anglais" in french
    assert "21232" in client.get("/en/tools/occupations/?q=2173").content.decode() or "21231" in french
    assert client.get("/en/tools/occupations/99999/").status_code == 404
    assert "Nothing found" in client.get("/en/tools/occupations/", {"q": "zzqx🙂"}).content.decode()
    for words in ("\x00", "<b>", "a" * 10_000, "\u202e", "' OR 1=1"):
        assert client.get("/en/tools/occupations/", {"q": words}).status_code == 200


@pytest.mark.django_db
def test_the_whole_classification_has_pages(client):
    for code in ("00010", "62020", "95109"):
        page = client.get(f"/fr/tools/occupations/{code}/")
        assert page.status_code == 200
        assert len(page.content) < 100_000
