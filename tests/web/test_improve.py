"""Improve my score: the library's advice, said on a page."""

from __future__ import annotations

import pytest
from django.utils.html import escape

from openentry import Profile, advise
from openentry_web import clock
from openentry_web.mine import advising
from openentry_web.pool import law
from tests.web.people import declared, drafting, in_pool

pytestmark = pytest.mark.django_db
EN, FR = "/en/mine/improve/", "/fr/mine/improve/"


@pytest.fixture(autouse=True)
def _nothing_known():
    advising._kept.clear()


def test_only_for_who_is_signed_in(client):
    assert client.get(EN).status_code == 302


def test_nothing_begun_says_so(signed_in):
    page = signed_in.get(EN).content.decode()
    assert (
        "You have not begun a profile yet" in page and "advice" not in page.split("<main")[1].split("</main")[0].split("class=")[0]
    )


@pytest.mark.parametrize(("address", "lang"), [(EN, "en"), (FR, "fr")])
@pytest.mark.parametrize("name", ["amara-okafor", "kwame-boateng", "daniel-whitford"])
def test_every_suggestion_is_on_the_page_with_gain_effort_day_and_law(signed_in, candidate, name, address, lang):
    in_pool(candidate, name)
    page = signed_in.get(address + "?now=1").content.decode()
    advice = advise(Profile.model_validate(declared(name)), clock.today(), law=law.book())
    assert len(advice) > 3
    for one in (*advice, *advice.pairs):
        assert escape(one.message.text(lang)) in page
        assert escape(one.effort.text(lang)) in page
        for source in one.sources:
            assert escape(source.cite(lang)) in page
    for note in advice.notes:
        assert escape(note.text(lang)) in page


def test_suggestions_stand_in_the_order_of_their_gain(signed_in, candidate):
    in_pool(candidate, "kwame-boateng")
    page = signed_in.get(EN + "?now=1").content.decode()
    advice = advise(Profile.model_validate(declared("kwame-boateng")), clock.today(), law=law.book())
    places = [page.index(f'name="suggestion" value="{one.id}"') for one in advice if one.kind not in ("question", "other_order")]
    assert places == sorted(places)


def test_the_page_comes_at_once_and_fetches_the_rest(signed_in, candidate):
    in_pool(candidate)
    page = signed_in.get(EN).content.decode()
    assert 'hx-trigger="load"' in page and f'href="{EN}?now=1"' in page
    signed_in.get(EN + "?now=1")
    page = signed_in.get(EN).content.decode()
    assert 'hx-trigger="load"' not in page and 'name="suggestion"' in page


def test_the_family_is_reminded_always(signed_in, candidate):
    in_pool(candidate)
    assert "must be declared, whether coming to Canada or not" in signed_in.get(EN).content.decode()


def test_an_empty_draft_is_told_what_to_answer_first(signed_in, candidate):
    drafting(candidate)
    page = signed_in.get(EN + "?now=1").content.decode()
    assert "First: what to answer" in page and "your draft" in page


def test_a_score_off_its_scale_is_explained_not_a_fault(signed_in, candidate):
    test = {"test": "ielts_general", "taken_on": "2026-01-01", "listening": 500, "reading": 7, "writing": 7, "speaking": 7}
    drafting(candidate, {"language_tests": [test]})
    page = signed_in.get(EN + "?now=1")
    assert page.status_code == 200


def test_what_is_kept_is_bounded():
    for year in range(1950, 1950 + advising._MOST + 5):
        advising.advice(Profile.model_validate({"person": {"date_of_birth": f"{year}-01-01"}}), clock.today())
    assert len(advising._kept) == advising._MOST


def test_a_suggestion_becomes_a_scenario(signed_in, candidate):
    in_pool(candidate, "kwame-boateng")
    answer = signed_in.post("/en/mine/scenarios/", {"suggestion": "nomination"}, follow=True)
    page = answer.content.decode()
    assert "This is a scenario, not your profile" in page and "+585" in page
    assert "no longer fits" in signed_in.post("/en/mine/scenarios/", {"suggestion": "x\0<b>"}, follow=True).content.decode()
