"""Scenarios: a copy of the facts, changed and set side by side; the real profile is never touched."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model

from openentry import Profile, decide
from openentry.advice.family import swapped
from openentry_web import clock
from openentry_web.mine import facts, scenarios
from openentry_web.mine.models import Scenario
from openentry_web.pool import law
from tests.web.people import EXAMPLES, declared, drafting, in_pool

pytestmark = pytest.mark.django_db
LIST = "/en/mine/scenarios/"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))
DAY = date(2026, 7, 1)


def decision(content, day=DAY):
    return decide(Profile.model_validate(content), day, law=law.book())


# --- facts in and out ---


@pytest.mark.parametrize("name", NAMES)
def test_unchanged_facts_are_untouched(name):
    profile = Profile.model_validate(declared(name))
    found = decision(profile.declared())
    assert facts.write(found, facts.read(found), DAY) == profile.declared()


CHANGES = [
    *({"canada": str(n)} for n in range(6)),
    *({"abroad": str(n)} for n in range(4)),
    {"canada": "2", "abroad": "3"},
    {"canada": "5", "abroad": "3"},
    *({"education": level, "studied": "no"} for level in facts.LEVELS),
    *({"education": level, "studied": "yes"} for level in facts.LEVELS[2:]),
    *({"partner": partner} for partner in facts.PARTNERS),
    {"partner": "coming", "spouse_canada": "3", "spouse_education": "master"},
    *({key: answer} for key in ("certificate", "offer", "sibling") for answer in ("yes", "no")),
    {"nomination": "NS"},
    {"nomination": "none"},
    {"funds": "50000"},
    {"birth": "1999-02-28"},
    {"noc": "31301"},
    dict(zip(facts.test_keys("en"), ["ielts_general", "2026-05-01", "8.5", "8", "7.5", "7"], strict=True)),
    dict(zip(facts.test_keys("fr"), ["tef_canada", "2026-05-01", "298", "248", "371", "371"], strict=True)),
    dict(zip(facts.test_keys("en"), ["none", "", "", "", "", ""], strict=True)),
    {"partner": "coming"} | dict(zip(facts.test_keys("spouse"), ["pte_core", "2026-05-01", "60", "69", "79", "68"], strict=True)),
]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_changed_is_what_is_read_again(name):
    found = decision(declared(name))
    stands = facts.read(found)
    for change in CHANGES:
        wanted = stands | ({"noc": "21232"} if not stands["noc"] else {}) | change
        again = facts.read(decision(facts.write(found, wanted, DAY)))
        assert {key: again[key] for key in change} == change


def test_the_spouse_as_principal_is_the_librarys_swap():
    couples = [name for name in NAMES if facts.other_order(Profile.model_validate(declared(name)))]
    assert couples
    for name in couples:
        assert facts.other_order(Profile.model_validate(declared(name))) == swapped(
            Profile.model_validate(declared(name)).declared()
        )


# --- pages ---


def make(client, name="Mine", start="me"):
    return client.post(LIST, {"name": name, "start": start})


def typed(client, pk, **changes):
    """The form of a scenario as a browser would send it."""
    form = client.get(f"{LIST}{pk}/").context["form"]
    sent = {"name": form.name.said}
    for block in form.blocks:
        for one in block.inputs:
            if one.kind == "day":
                sent |= {f"{one.name}-{part}": value for part, value in one.parts.items()}
            else:
                sent[one.name] = one.said
    return sent | changes


def test_a_scenario_begins_as_a_copy_and_never_touches_the_profile(signed_in, candidate):
    entry = in_pool(candidate)
    before = (entry.version_id, entry.score, entry.version.content)
    assert make(signed_in).status_code == 302
    kept = Scenario.objects.get()
    assert kept.content == entry.version.content
    answer = signed_in.post(f"{LIST}{kept.pk}/", typed(signed_in, kept.pk, nomination="ON"), follow=True)
    assert "Saved and worked out again" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.content["nomination"]["province"] == "ON"
    entry.refresh_from_db()
    assert (entry.version_id, entry.score, entry.version.content) == before


def test_the_page_says_what_it_comes_to_and_what_differs(signed_in, candidate):
    entry = in_pool(candidate)
    make(signed_in)
    kept = Scenario.objects.get()
    signed_in.post(f"{LIST}{kept.pk}/", typed(signed_in, kept.pk, nomination="ON"))
    page = signed_in.get(f"{LIST}{kept.pk}/").content.decode()
    expected = decision(Scenario.objects.get().content, clock.today()).total
    assert f"{expected}" in page and f"+{expected - entry.score}" in page and "Ontario" in page


def test_a_later_day_is_decided_on_that_day(signed_in, candidate):
    in_pool(candidate)
    make(signed_in)
    kept = Scenario.objects.get()
    day = clock.today() + timedelta(days=800)
    later = {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)}
    signed_in.post(f"{LIST}{kept.pk}/", typed(signed_in, kept.pk, **later))
    kept.refresh_from_db()
    assert kept.day == day
    column = signed_in.get(f"{LIST}{kept.pk}/").context["column"]
    assert column.decision.as_of == day
    assert signed_in.get(f"{LIST}{kept.pk}/").context["form"]["day"].parts["year"] == str(day.year)
    signed_in.post(f"{LIST}{kept.pk}/", typed(signed_in, kept.pk, **{"day-day": "", "day-month": "", "day-year": ""}))
    kept.refresh_from_db()
    assert kept.day is None


def test_compare_sets_up_to_four_side_by_side_with_the_spouse_as_principal(signed_in, candidate):
    name = next(name for name in NAMES if facts.other_order(Profile.model_validate(declared(name))))
    in_pool(candidate, name)
    for number in range(5):
        make(signed_in, f"Number {number}")
    page = signed_in.get("/en/mine/compare/")
    assert [column.key for column in page.context["columns"]][:2] == ["me", "other"] and len(page.context["columns"]) == 4
    swapped_score = decision(facts.other_order(Profile.model_validate(declared(name))), clock.today()).score_range
    assert page.context["columns"][1].decision.score_range == swapped_score
    every = [choice.key for choice in page.context["choices"]]
    page = signed_in.get("/en/mine/compare/", {"c": every})
    assert len(page.context["columns"]) == 4 and page.context["left_out"] == len(every) - 4
    assert signed_in.get("/en/mine/compare/", {"c": ["nobody", "<b>", "999999"]}).status_code == 200


def test_twenty_are_kept_and_no_more(signed_in, candidate):
    in_pool(candidate)
    for number in range(scenarios.MOST):
        make(signed_in, f"Number {number}")
    page = signed_in.post(LIST, {"name": "One more", "start": "me"}, follow=True).content.decode()
    assert Scenario.objects.count() == scenarios.MOST and "the most that can be kept" in page
    first = Scenario.objects.earliest("pk")
    signed_in.post(f"{LIST}{first.pk}/delete/")
    assert Scenario.objects.count() == scenarios.MOST - 1


def test_nobody_sees_or_deletes_anothers(signed_in, candidate, client):
    in_pool(candidate)
    make(signed_in)
    kept = Scenario.objects.get()
    stranger = get_user_model().objects.create_user("stranger@example.org", "correct horse battery")
    client.force_login(stranger)
    in_pool(stranger)
    assert client.get(f"{LIST}{kept.pk}/").status_code == 404
    assert client.post(f"{LIST}{kept.pk}/", {"name": "x"}).status_code == 404
    assert client.post(f"{LIST}{kept.pk}/delete/").status_code == 404
    client.post(LIST, {"name": "Copy", "start": str(kept.pk)})
    client.get("/en/mine/compare/", {"c": [str(kept.pk)]})
    assert Scenario.objects.filter(person=stranger).count() == 0 and Scenario.objects.count() == 1
    assert client.get(f"{LIST}{kept.pk}/delete/").status_code == 405


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Give the scenario a name"),
        ("name", "   ", "Give the scenario a name"),
        ("name", "x" * 10_000, "it has 10,000"),
        ("name", "a\0b", "cannot be seen"),
        ("name", "a\u202eb", "cannot be seen"),
        ("education", "wizard", "Choose one of the answers"),
        ("nomination", "QC", "Choose one of the answers"),
        ("birth-day", "31", "real date"),
        ("birth-year", "19999", "real date"),
        ("birth-year", "٢٠٠٠", "real date"),
        ("birth-month", "-3", "real date"),
        ("birth-year", "0001", "1900 to 2200"),
        ("birth-year", "2150", "cannot be after today"),
        ("day-year", "1999", "real date"),
        ("en_listening", "seven", "score in figures"),
        ("en_listening", "8,3", "8"),
        ("en_listening", "-1", "score in figures"),
        ("en_listening", "99999999999", "score in figures"),
        ("en_listening", "", "all four scores"),
        ("en_test", "tef_canada", "Choose one of the answers"),
        ("en_on-day", "", "real date"),
        ("noc", "99999", "five digits"),
        ("noc", "<script>", "five digits"),
        ("noc", "２１２３２", "five digits"),
        ("funds", "-5", "whole Canadian dollars"),
        ("funds", "9" * 40, "Give at most"),
        ("funds", "😀", "whole Canadian dollars"),
        ("canada", "6", "Choose one of the answers"),
        ("partner", "\0", "Choose one of the answers"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(signed_in, candidate, field, value, said):
    in_pool(candidate)
    make(signed_in)
    kept = Scenario.objects.get()
    if field == "birth-day":
        sent = typed(signed_in, kept.pk, **{"birth-day": "31", "birth-month": "2"})
    else:
        sent = typed(signed_in, kept.pk, **{field: value})
    sent["abroad"] = "2"
    answer = signed_in.post(f"{LIST}{kept.pk}/", sent)
    page = answer.content.decode()
    assert answer.status_code == 200 and "Error:" in page.split("</title>")[0] and said in page
    assert "summary-of-errors" in page and "<script>" not in page.split("<main")[1]
    form = answer.context["form"]
    assert form["abroad"].said == "2"
    if "-" not in field and "\0" not in value and "\u202e" not in value:
        assert form[field].said == value
    kept.refresh_from_db()
    assert kept.name == "Mine" and kept.content["work"] == declared("amara-okafor")["work"]


def test_facts_that_contradict_each_other_are_said(signed_in, candidate):
    in_pool(candidate)
    make(signed_in)
    kept = Scenario.objects.get()
    sent = typed(signed_in, kept.pk, **{"birth-year": "2026", "birth-day": "1", "birth-month": "3"})
    answer = signed_in.post(f"{LIST}{kept.pk}/", sent)
    assert answer.context["problems"] and answer.status_code == 200


def test_work_in_an_unskilled_occupation_is_explained(signed_in, candidate):
    in_pool(candidate)
    make(signed_in)
    kept = Scenario.objects.get()
    answer = signed_in.post(f"{LIST}{kept.pk}/", typed(signed_in, kept.pk, noc="65100", abroad="3"))
    assert "TEER category 5" in answer.content.decode()


def test_odd_names_are_kept_as_they_are(signed_in, candidate):
    in_pool(candidate)
    make(signed_in, "Français 7 → 😀 <b>&</b> مرحبا")
    assert Scenario.objects.get().name == "Français 7 → 😀 <b>&</b> مرحبا"
    assert "<b>&</b>" not in signed_in.get(LIST).content.decode()


def test_a_scenario_that_can_no_longer_be_read_is_said_and_can_be_deleted(signed_in, candidate):
    in_pool(candidate)
    make(signed_in)
    Scenario.objects.update(content={"nonsense": 1})
    kept = Scenario.objects.get()
    assert "Cannot be decided" in signed_in.get(LIST).content.decode()
    assert "cannot be decided" in signed_in.get(f"{LIST}{kept.pk}/").content.decode()
    assert signed_in.get("/en/mine/compare/").status_code == 200
    signed_in.post(f"{LIST}{kept.pk}/delete/")
    assert not Scenario.objects.exists()


def test_an_empty_draft_can_be_tried_too(signed_in, candidate):
    drafting(candidate)
    make(signed_in)
    kept = Scenario.objects.get()
    sent = typed(signed_in, kept.pk, noc="21232", canada="3", education="master", studied="yes", partner="coming")
    signed_in.post(f"{LIST}{kept.pk}/", sent)
    column = signed_in.get(f"{LIST}{kept.pk}/").context["column"]
    assert column.decision.score_range[0] > 100


@pytest.mark.parametrize("address", [LIST, "/fr/mine/scenarios/", "/en/mine/compare/", "/fr/mine/compare/"])
def test_nothing_begun(signed_in, address):
    assert signed_in.get(address, follow=True).status_code == 200


def test_pages_are_for_who_is_signed_in(client):
    for address in (LIST, f"{LIST}1/", "/en/mine/compare/"):
        assert client.get(address).status_code == 302
