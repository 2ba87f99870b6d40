"""What a profile holds: what is missing, what is null, which keys there are, and whole people."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from pydantic import TypeAdapter, ValidationError

from openentry.messages import Message
from openentry.profile import Eca, Education, Family, LanguageTest, Profile, Spouse, Work, problems_of
from tests.library.profile_says import EXAMPLES, example, said, sentence
from tests.library.strategies import profile_dicts

# --- missing, null, empty (C01) ---


def test_a_blank_profile_holds_and_knows_nothing() -> None:
    blank = Profile.model_validate({})
    assert not any(blank.known(name) for name in Profile.model_fields)
    assert blank.declared() == {}


def test_null_is_an_answer_and_a_missing_key_is_not() -> None:
    profile = Profile.model_validate({"job_offer": None, "work": [], "family": {"spouse": None}})
    assert profile.known("job_offer")
    assert profile.known("work")
    assert not profile.known("nomination")
    assert not profile.known("education")
    assert profile.job_offer is None
    assert profile.nomination is None
    assert profile.family is not None
    assert profile.family.known("spouse")
    assert not profile.family.known("size")


def test_asking_for_a_key_that_does_not_exist_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        Profile.model_validate({}).known("jobs")


@pytest.mark.parametrize(
    "data",
    [
        {"job_offer": None, "authorization_to_work": None, "nomination": None},
        {"family": {"spouse": None}},
        {"person": {"passport": None, "given_names": None, "citizenship": None}},
        {"education": [{"completed_on": None, "eca": None, "study_in_canada": None, "institution": None}]},
        {"education": [{"study_in_canada": {"ended_on": None}, "eca": {"reference": None}}]},
        {"work": [{"end": None, "qualified_to_practise_on": None, "employer": None}]},
        {"full_time_study_in_canada": [{"end": None}]},
        {"authorization_to_work": {"expires_on": None, "exemption": None, "noc": None}},
        {"job_offer": {"duration_months": None}},
        {"bars": [{"until": None}]},
    ],
)
def test_where_null_means_that_there_is_none(data: dict[str, Any]) -> None:
    assert Profile.model_validate(data).declared() == data


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"person": None}, "person"),
        ({"family": None}, "family"),
        ({"funds_cad": None}, "funds_cad"),
        ({"intends_to_live_in": None}, "intends_to_live_in"),
        ({"first_official_language": None}, "first_official_language"),
        ({"open_to_provinces": None}, "open_to_provinces"),
        ({"person": {"date_of_birth": None}}, "person.date_of_birth"),
        ({"work": [{"noc": None}]}, "work[0].noc"),
        ({"work": [{"paid": None}]}, "work[0].paid"),
        ({"work": [{"country": None}]}, "work[0].country"),
        ({"work": [{"start": None}]}, "work[0].start"),
        ({"work": [{"hours_per_week": None}]}, "work[0].hours_per_week"),
        ({"language_tests": [{"reading": None}]}, "language_tests[0].reading"),
        ({"family": {"size": None}}, "family.size"),
        ({"person": {"family_name": None}}, "person.family_name"),
    ],
)
def test_where_null_means_nothing(data: dict[str, Any], place: str) -> None:
    assert said(data) == [(place, "null")]


@pytest.mark.parametrize(
    "name",
    "language_tests education full_time_study_in_canada work certificates_of_qualification relatives_in_canada bars".split(),
)
def test_none_of_a_list_is_an_empty_list(name: str) -> None:
    assert said({name: None}) == [(name, "null_list")]
    assert Profile.model_validate({name: []}).declared() == {name: []}


# --- keys ---


@pytest.mark.parametrize(
    ("data", "place", "near"),
    [
        ({"persn": {}}, "persn", "person"),
        ({"work": [{}, {"hours_per_weeks": 40}]}, "work[1].hours_per_weeks", "hours_per_week"),
        ({"work": [{"emploeyr": "Acme"}]}, "work[0].emploeyr", "employer"),
        ({"family": {"spouse": {"acompanying": True}}}, "family.spouse.acompanying", "accompanying"),
        ({"education": [{"eca": {"isued_on": "2025-01-01"}}]}, "education[0].eca.isued_on", "issued_on"),
        ({"job_offer": {"employer": ["Acme"]}}, "job_offer.employer", "employers"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known_name(data: dict[str, Any], place: str, near: str) -> None:
    assert said(data) == [(place, "unknown_key_near")]
    assert f"Did you mean {near}?" in sentence(data)


def test_an_unknown_key_that_is_near_nothing_lists_what_is_known() -> None:
    assert said({"bars": [{"xyzzy": 1}]}) == [("bars[0].xyzzy", "unknown_key")]
    assert "kind and until" in sentence({"bars": [{"xyzzy": 1}]})


def test_the_validation_error_itself_says_it_too() -> None:
    with pytest.raises(ValidationError, match="Did you mean employer") as caught:
        Profile.model_validate({"work": [{"emploeyr": "Acme"}]})
    (error,) = caught.value.errors()
    assert error["type"] == "error.profile.unknown_key_near"
    assert error["loc"] == ("work", 0, "emploeyr")
    assert error["ctx"] == {"key": '"emploeyr"', "near": "employer"}


def test_a_part_read_alone_gets_the_same_words() -> None:
    assert said({"emploeyr": "Acme"}, Work) == [("emploeyr", "unknown_key_near")]
    assert said({"sise": 3}, Family) == [("sise", "unknown_key_near")]


def test_a_part_read_by_pydantic_itself_gets_the_same_words() -> None:
    with pytest.raises(ValidationError) as caught:
        Work(hours_per_week=200, paid="yes", nock="21232")  # type: ignore[arg-type, call-arg]
    assert [p.message.id for p in problems_of(caught.value, "a.json")] == [
        "error.profile.hours.range",
        "error.profile.not_yes_or_no",
        "error.profile.unknown_key_near",
    ]
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(list[Work]).validate_python([{"nock": "21232"}])
    assert problems_of(caught.value, "a.json")[0].text().startswith('a.json: [0].nock: The key "nock" is not known here.')


def test_an_error_of_pydantic_that_has_no_words_of_its_own_still_gets_a_sentence() -> None:
    with pytest.raises(ValidationError) as caught:
        Work().paid = True  # type: ignore[misc]
    (problem,) = problems_of(caught.value)
    assert (problem.place, problem.message) == ("paid", Message("error.profile.other", {"code": "frozen_instance"}))


def test_keys_that_cannot_be_printed_are_shown_safely() -> None:
    for key in ("\x1b[31m", "a\nb", "\u202e", "\ud800", "x" * 1000, ""):
        with pytest.raises(ValidationError) as caught:
            Profile.model_validate({"person": {key: 1}})
        for problem in problems_of(caught.value):
            assert problem.text().isprintable()
            assert len(problem.place) < 60
            problem.text("fr").encode()


def test_keys_that_are_not_text() -> None:
    assert said({"person": {1: 2}}) == [("person[1]", "key_not_text")]


# --- whole profiles ---


def test_a_profile_cannot_be_changed() -> None:
    profile = Profile.model_validate(example("amara-okafor"))
    with pytest.raises(ValidationError):
        profile.funds_cad = 5  # type: ignore[misc]
    assert isinstance(profile.work, tuple)
    assert hash(profile) == hash(Profile.model_validate(example("amara-okafor")))


def test_a_changed_copy_keeps_the_rest() -> None:
    profile = Profile.model_validate({"funds_cad": 5})
    changed = profile.model_copy(update={"job_offer": None})
    assert changed.known("job_offer")
    assert not profile.known("job_offer")


def test_parts_may_be_given_as_models() -> None:
    eca = Eca(body="wes", issued_on=date(2025, 1, 1))
    education = Education(level="master", eca=eca)
    assert Profile(education=(education,)).declared() == {
        "education": [{"level": "master", "eca": {"body": "wes", "issued_on": "2025-01-01"}}]
    }
    assert Spouse(work=()).known("work")


@pytest.mark.parametrize("test", ["ielts_general", "celpip_general", "pte_core", "tef_canada", "tcf_canada"])
def test_each_test_has_a_language(test: str) -> None:
    assert LanguageTest.model_validate({"test": test}).language == ("fr" if test in ("tef_canada", "tcf_canada") else "en")
    assert LanguageTest.model_validate({}).language is None


@given(profile_dicts())
def test_what_is_declared_reads_back_the_same(data: dict[str, Any]) -> None:
    before = copy.deepcopy(data)
    profile = Profile.model_validate(data)
    assert data == before
    assert profile.declared() == data
    assert Profile.model_validate(profile.declared()) == profile
    assert Profile.model_validate_json(json.dumps(data)) == profile


@given(profile_dicts(complete=True))
def test_a_complete_profile_answers_everything(data: dict[str, Any]) -> None:
    profile = Profile.model_validate(data)
    assert all(profile.known(name) for name in Profile.model_fields)
    for job in profile.work or ():
        assert all(job.known(name) for name in Work.model_fields)


# --- the examples ---


def test_there_are_enough_people() -> None:
    assert len(EXAMPLES) >= 14


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_holds_and_answers_everything(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    profile = Profile.model_validate(data)
    assert profile.declared() == data
    if path.stem != "li-wei":
        assert all(profile.known(name) for name in Profile.model_fields)
    assert f"`{path.stem}`" in (path.parent / "README.md").read_text(encoding="utf-8")
