"""Every requirement of every program is reached as met, not met and not known; what is said of it is whole in both languages; and
for anybody, on any day, the decision holds together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import openentry
from openentry.decision import Decision, decide
from openentry.law import load_book
from openentry.law.book import NAMED_PARTS
from openentry.law.domains import EDUCATION
from openentry.messages import LANGUAGES, text, write_money, write_number
from openentry.messages.compile import FRAGMENTS, read_fragments
from openentry.profile import Nomination, Profile
from openentry.profile.study import Test
from openentry.verdict import Finding
from tests.library.requirement_cases import CASES, Case
from tests.library.requirement_people import ENGINEER, ENGLISH, MISSING, OFFER, changed, job, scores
from tests.library.strategies import profile_dicts, profiles

Json = dict[str, Any]
BOOK = load_book()
ENTRIES = read_fragments(FRAGMENTS)
SENTENCES = {message_id: entry.fragment for message_id, entry in ENTRIES.items()}
#: Whether there is another live profile is always known: the caller says so.
NEVER_UNKNOWN = {"GEN-02"}


def findings(decision: Decision) -> dict[str, Finding]:
    found = decision.evaluation
    verdicts = (found.general, *found.programs.values(), *found.categories)
    return {f.id: f for verdict in verdicts for f in verdict.findings}


def reached(case: Case) -> Finding:
    return findings(decide(Profile.model_validate(case.profile), case.day, **case.options))[case.finding]


def assert_whole(sentence: str) -> None:
    """A sentence that can be read: nothing left to fill in, nothing unknown named, a capital and a full stop, no shouting."""
    assert sentence.endswith("."), sentence
    assert sentence[0].isupper() or sentence[0].isdigit(), sentence
    for wrong in ("None", "{", "}", "()", "“”", "«\u00a0\u00a0»", "  ", "..", " .", " ,", "!", "$$"):
        assert wrong not in sentence, (wrong, sentence)


def figures(needed: Any, lang: str) -> list[set[str]]:
    """How each figure that is needed may be written."""
    values = needed.values() if isinstance(needed, dict) else [needed]
    numbers = [value for value in values if type(value) is int]
    return [{write_number(value, lang), write_money(value, lang)} for value in numbers]


# --- case by case ---


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.finding}:{case.sentence}")
def test_a_requirement_is_reached_and_told(case):
    finding = reached(case)
    assert (finding.message.id, finding.met) == (case.sentence, case.met)
    assert finding.source.citation
    if finding.met is None and not finding.informative and not case.sentence.startswith("category.other"):
        assert finding.asks, "what is not known can be asked for"
    for lang in LANGUAGES:
        said = finding.message.text(lang)
        assert_whole(said)
        assert len(re.findall(r"[.!?](?:\s|$)", said)) <= 3, said
        if finding.met is False and finding.id != "PNP-03":
            for ways in figures(finding.needed, lang):
                assert any(way in said for way in ways), (said, ways)


def test_what_is_not_met_is_told_with_its_reason_and_a_way():
    for case in CASES:
        if case.met is False:
            message = reached(case).message
            assert message.text("en").startswith("You do not meet this ")
            assert " because" in message.text("en")
            assert "You can " in message.text("en")
            assert message.text("fr").startswith("Vous ne satisfaites pas ")
            assert ", car" in message.text("fr")
            assert "Vous pouvez " in message.text("fr")


def requirements() -> dict[str, bool]:
    """Every requirement of every version of the programs: whether it is informative in all of them."""
    found: dict[str, bool] = {}
    for document in BOOK.of_part("programs"):
        for version in document.versions:
            content = version.content
            named = dict(getattr(content, "requirements", {}))
            if hasattr(content, "judged_by"):
                named["PNP-06"] = content.requirement
            for name, rule in named.items():
                found[name] = found.get(name, True) and rule.informative
    return found


def test_every_requirement_is_reached_in_every_state():
    known = requirements()
    assert len(known) == 2 + 15 + 11 + 12 + 8
    for name, informative in known.items():
        states = {case.met for case in CASES if case.finding == name}
        if not informative:
            assert states >= {True, False}, name
            assert None in states or name in NEVER_UNKNOWN, name
        elif name == "CEC-10":
            assert states == {True, None}
        else:
            assert states == {True}, name


def test_every_sentence_is_reached_and_none_is_dead():
    of_requirements = {name for name, file in SENTENCES.items() if file in ("programs.yaml", "categories.yaml")}
    assert of_requirements == {case.sentence for case in CASES}


def test_every_other_sentence_of_a_decision_is_named_in_the_code():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(openentry.__file__).parent.rglob("*.py"))
    spoken = {name for name, file in SENTENCES.items() if file == "decision.yaml" and re.match("warning|change|work|score", name)}
    assert len(spoken) > 30
    assert sorted(name for name in spoken if f'"{name}"' not in source) == []
    for name in spoken - {"score.total"}:
        assert all(sentence.endswith((".", "{note}")) for sentence in ENTRIES[name].sentences.values()), name


@pytest.mark.parametrize(
    ("family", "values"),
    [
        ("education", EDUCATION),
        ("nomination_status", get_args(Nomination.model_fields["status"].annotation)[0].__args__),
        ("test", get_args(Test)),
        ("part", NAMED_PARTS),
        ("program", ("pnp", "cec", "fsw", "fst")),
        ("grid", ("language", "education", "experience", "age", "arranged_employment", "adaptability", "total")),
    ],
)
def test_a_family_of_names_has_a_name_for_each_value(family, values):
    named = {name for name, file in SENTENCES.items() if file == "decision.yaml" and name.startswith(f"{family}.")}
    assert named == {f"{family}.{value}" for value in values}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_are_those_of_the_law(lang):
    for name, title in BOOK.documents["programs.order"].versions[0].content.names.items():
        assert text(f"program.{name}", lang) == title.in_(lang)
    for part in NAMED_PARTS:
        assert text(f"part.{part}", lang) == BOOK.parts[part].title.in_(lang)


# --- categories: every version of each ---


def category_versions() -> list[tuple[str, date]]:
    documents = [d for name, d in BOOK.documents.items() if name.startswith("categories.")]
    return [(d.id.removeprefix("categories."), version.in_force) for d in documents for version in d.versions]


@pytest.mark.parametrize(("name", "day"), category_versions())
def test_every_category_is_reached_in_every_state(name, day):
    rule = BOOK.documents[f"categories.{name}"].need(day).content.rule
    start = {"start": date(day.year - 2, day.month, day.day).isoformat()}
    dated = {"taken_on": day.isoformat(), "result_on": day.isoformat()}
    key: str
    met: Any
    not_met: Any
    if rule.kind == "language":
        key, met, not_met = "language_tests", [scores("tcf_canada", 480, 480, 11, 11) | dated], [ENGLISH]
    elif rule.tested_on == "work":
        key, met, not_met = "work", [job(rule.codes[-1], **start)], [job("64100", **start)]
    else:
        key, met, not_met = "job_offer", OFFER | {"noc": rule.codes[-1]}, OFFER
    for value, expected in ((met, True), (not_met, False), (MISSING, None)):
        profile = Profile.model_validate(changed(ENGINEER, {key: value}))
        finding = findings(decide(profile, day))[f"{name}-01"]
        assert finding.met is expected
        for lang in LANGUAGES:
            assert_whole(finding.message.text(lang))


# --- for anybody, on any day ---

DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))


def said(value: Any, key: str = "") -> Iterator[str]:
    """Every sentence of a decision as JSON."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from said(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from said(inner, key)
    elif key in ("text", "message"):
        yield value


def every(values: list[bool | None]) -> bool | None:
    return False if False in values else (None if None in values else True)


def some(values: list[bool | None]) -> bool | None:
    return True if True in values else (None if None in values else False)


def assert_truths(document: Json) -> None:
    """The table of contract C41, worked out again from the requirements."""
    for verdict in (document["general"], *document["programs"].values(), *document["categories"]):
        assert verdict["met"] is every([r["met"] for r in verdict["requirements"] if not r.get("informative")])
    programs = {name: verdict["met"] for name, verdict in document["programs"].items()}
    barred = document["general"]["met"] is False
    assert document["eligible"] is (False if barred else some(list(programs.values())))
    first = next((name for name in ("pnp", "cec", "fsw", "fst") if programs[name]), None)
    assert document["program_of_invitation"] == (first if document["eligible"] else None)
    if programs["pnp"]:
        assert any(programs[name] for name in ("cec", "fsw", "fst"))


def assert_tree(branch: Json) -> None:
    """The points of a branch are those of its children, cut at its maximum."""
    low, high = branch["range"]
    assert 0 <= low <= high <= branch["maximum"]
    assert branch["points"] == (low if low == high else None)
    assert branch["citation"]
    if "looks" in branch:
        assert low == high == min(sum(look["points"] for look in branch["looks"]), branch["maximum"])
    children = branch.get("children", [])
    if children:
        sums = [sum(child["range"][bound] for child in children) for bound in (0, 1)]
        assert [low, high] == [min(total, branch["maximum"]) for total in sums]
        assert branch["uncapped"] == sums[1]
        assert branch["capped"] is (sums[1] > high)
    for child in children:
        assert_tree(child)


@given(profiles(), DAYS)
def test_a_decision_can_be_said_to_anybody_on_any_day(profile, day):
    decision = decide(profile, day)
    for lang in LANGUAGES:
        document = decision.model_dump(lang=lang)
        sentences = list(said(document))
        assert len(sentences) >= len(findings(decision))
        for sentence in sentences:
            assert_whole(sentence)
        assert_truths(document)


@given(profiles(), profiles(complete=True), DAYS)
def test_the_points_of_a_tree_are_those_of_its_parts(partial, whole, day):
    decisions = decide(partial, day), decide(whole, day)
    for decision in decisions:
        tree = decision.model_dump()["score"]["tree"]
        assert (tree["points"], tuple(tree["range"])) == (decision.total, decision.score_range)
        # where a question that turns the whole table is open, the least of a sum may not be the sum of the least
        if len(decision.evaluation.sets) == 1:
            assert_tree(tree)
    assert decisions[1].total is not None, "a profile without a gap has a score"


@given(profile_dicts(), DAYS)
def test_the_same_profile_day_and_law_give_the_same_bytes(profile, day):
    once, twice = (json.dumps(decide(Profile.model_validate(profile), day).model_dump()) for _ in range(2))
    assert once == twice


def test_what_is_said_of_a_verdict_does_not_depend_on_the_language():
    profile = Profile.model_validate(ENGINEER)
    english, french = (decide(profile, date(2025, 7, 15)).model_dump(lang=lang) for lang in LANGUAGES)
    assert [r["message_id"] for r in english["programs"]["cec"]["requirements"]] == [
        r["message_id"] for r in french["programs"]["cec"]["requirements"]
    ]
    assert english["programs"]["cec"]["requirements"][0]["message"] != french["programs"]["cec"]["requirements"][0]["message"]
