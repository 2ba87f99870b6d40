"""The cases in ``cases/``, which a lawyer can read and check against the law without reading any code.

Every figure in them was worked out from the law by hand. A case is refused when it says something this runner does not know, so
that a slip of the pen cannot make a case that asserts nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from openentry import Profile, crs, decide
from openentry.language import levels
from openentry.law import LawBook, load_book, load_law
from openentry.law.domains import ABILITIES
from openentry.programs.grid import Grid
from openentry.timeline import timeline

CASES = Path(__file__).parent / "cases"
Case = dict[str, Any]
STATES = {"met": True, "not met": False, "not known": None}


def read(name: str) -> Any:
    """One file of cases."""
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


PEOPLE = read("people")


def cases(name: str, needed: set[str], allowed: set[str]) -> list[Any]:
    """The cases of a file as parameters, each checked for its keys and named by its title."""
    found = read(name)
    for case in found:
        keys = set(case)
        assert needed | {"title", "source"} <= keys, f"{name}: {case.get('title')}: {needed - keys} is missing"
        assert keys <= needed | allowed | {"title", "source"}, f"{name}: {case['title']}: {keys} holds an unknown key"
    titles = [str(case["title"]) for case in found]
    assert len(set(titles)) == len(titles), f"{name}: two cases have one title"
    return [pytest.param(case, id=str(case["title"])) for case in found]


def on(value: Any) -> date:
    """A day, however YAML read it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


# The ranking system: points from facts.

FACTS: Case = {
    "age": 29,
    "education": "none",
    "first_language": "en",
    "en": [0, 0, 0, 0],
    "fr": [0, 0, 0, 0],
    "spouse": [0, 0, 0, 0],
    "canadian_work_years": 0,
    "foreign_work_years": 0,
    "certificate_of_qualification": False,
    "accompanying_spouse": False,
    "sibling_in_canada": False,
    "nomination": False,
    "spouse_education": "none",
    "spouse_canadian_work_years": 0,
    "canadian_education": "none",
    "job_offer": "none",
}


def crs_facts(said: Case) -> crs.Facts:
    """The facts of a case in the words of the tables."""
    assert set(said) <= set(FACTS), f"unknown facts: {set(said) - set(FACTS)}"
    facts = FACTS | said
    first, second = ("en", "fr") if facts["first_language"] == "en" else ("fr", "en")
    known = {k: v for k, v in facts.items() if k not in ("en", "fr", "spouse", "first_language", "accompanying_spouse")}
    for who, of in (("first", first), ("second", second), ("spouse", "spouse")):
        known |= {f"{who}_{ability}": level for ability, level in zip(ABILITIES, facts[of], strict=True)}
    known |= {"first_lowest": min(facts[first]), "second_lowest": min(facts[second])}
    known |= {"french_lowest": min(facts["fr"]), "english_for_french": min(facts["en"])}
    return crs.Facts(facts["accompanying_spouse"], known)


def leaves(branch: crs.Branch) -> Iterator[crs.Branch]:
    """The factors of a tree."""
    if not branch.children:
        yield branch
    for child in branch.children:
        yield from leaves(child)


@pytest.mark.parametrize("case", cases("crs", {"as_of", "facts", "total"}, {"points", "sections", "rows", "caps"}))
def test_points(case: Case) -> None:
    instrument = crs.instrument(load_law(on(case["as_of"])))
    facts = crs_facts(case["facts"])
    score = crs.score(instrument, [facts])
    for name, points in case.get("points", {}).items():
        assert score.factors[name] == (points, points), name
    for name, points in case.get("sections", {}).items():
        assert score.sections[name] == (points, points), name
    rows = {leaf.id: [look.row for look in leaf.looks] for leaf in leaves(crs.tree(instrument, [facts], score))}
    for name, row in case.get("rows", {}).items():
        assert rows[name] == [row], name
    if "caps" in case:
        assert set(crs.caps_that_bite(instrument, score, [facts])) == set(case["caps"])
    assert score.total == (case["total"], case["total"])


# Whole people: verdicts from profiles.


def person(case: Case) -> Profile:
    """The person a case names, with what is different about them."""
    said = copy.deepcopy(PEOPLE[case["person"]])
    for path, value in case.get("with", {}).items():
        put(said, path.split("."), value)
    for path in case.get("without", []):
        *way, last = path.split(".")
        del at(said, way)[int(last) if last.isdigit() else last]
    return Profile.model_validate(said)


def at(holder: Any, way: list[str]) -> Any:
    """What stands at a place."""
    for step in way:
        holder = holder[int(step)] if step.isdigit() else holder[step]
    return holder


def put(holder: Any, path: list[str], value: Any) -> None:
    """Put a value at a place. In a list of jobs, what is put is laid over the first job where it is ``{like_first: {...}}``."""
    *way, last = path
    place = at(holder, way)
    if isinstance(value, list):
        first = place[last][0] if isinstance(place, dict) and place.get(last) else {}
        value = [{**first, **part["like_first"]} if isinstance(part, dict) and "like_first" in part else part for part in value]
    if isinstance(place, list):
        place.extend([{}] * (int(last) + 1 - len(place)))
        place[int(last)] = value
    else:
        place[last] = value


def book_for(case: Case, tmp_path: Path) -> LawBook:
    """The law, with another reading of a rule laid over it where the case asks for one."""
    if "reading" not in case:
        return load_book()
    documents = []
    for name, choice in case["reading"].items():
        version = load_book().documents[f"switch.{name}"].versions[0]
        readings = {key: {"en": text.en, "fr": text.fr} for key, text in version.content.readings.items()}
        reason = {"en": "A reading tried by a case.", "fr": "Une lecture essayée par un cas."}
        content = {"choice": choice, "readings": readings, "reason": reason}
        source = {"instrument": "OPENENTRY", "evidence": "judgement"}
        row = {
            "in_force": version.in_force.isoformat(),
            "replaces": version.in_force.isoformat(),
            "source": source,
            "content": content,
        }
        documents.append({"id": f"switch.{name}", "versions": [row]})
    (tmp_path / "reading.yaml").write_text(yaml.safe_dump({"documents": documents}, allow_unicode=True), encoding="utf-8")
    return load_book(tmp_path)


PROFILE_KEYS = {"with", "without", "requirements", "programs", "found", "eligible", "invitation", "grid", "elements", "score"}
PROFILE_KEYS |= {
    "facts",
    "categories",
    "changes_on",
    "last_changed_on",
    "another_live_profile",
    "reading",
    "warns",
    "needed",
    "range",
}


@pytest.mark.parametrize("case", cases("people_decided", {"person", "as_of"}, PROFILE_KEYS))
def test_decision(case: Case, tmp_path: Path) -> None:
    checked = set(case) & {
        "requirements",
        "programs",
        "found",
        "eligible",
        "invitation",
        "grid",
        "elements",
        "score",
        "facts",
        "categories",
        "changes_on",
        "warns",
        "range",
    }
    assert checked, "the case expects nothing"
    changed = on(case["last_changed_on"]) if "last_changed_on" in case else None
    decision = decide(
        person(case),
        on(case["as_of"]),
        law=book_for(case, tmp_path),
        last_changed_on=changed,
        another_live_profile=case.get("another_live_profile", False),
    )
    evaluation = decision.evaluation
    findings = {f.id: f for v in (evaluation.general, *evaluation.programs.values()) for f in v.findings}
    for name, state in case.get("requirements", {}).items():
        assert findings[name].met is STATES[state], f"{name}: {findings[name].message.text()}"
    for name, state in case.get("programs", {}).items():
        assert evaluation.programs[name].met is STATES[state], name
    for name, figure in case.get("found", {}).items():
        assert findings[name].found == figure, name
    for name, figure in case.get("needed", {}).items():
        assert findings[name].needed == figure, name
    if "eligible" in case:
        assert decision.eligible is STATES[case["eligible"]]
    if "invitation" in case:
        assert decision.program_of_invitation == case["invitation"]
    grid: Grid = evaluation.grid
    for name, points in case.get("grid", {}).items():
        assert (grid.total if name == "total" else grid.factors[name]) == (points, points), name
    for name, state in case.get("elements", {}).items():
        assert grid.elements[name] is STATES[state], name
    document = decision.model_dump()
    for name, points in case.get("score", {}).items():
        score = document["score"]
        assert (score[name] if name in score else score["factors"][name]) == points, name
    if "range" in case:
        assert list(decision.score_range) == case["range"]
    for name, value in case.get("facts", {}).items():
        assert document["facts"][name] == value, name
    members = {v.id: v.met for v in evaluation.categories}
    for name, state in case.get("categories", {}).items():
        assert (name not in members) if state == "not in force" else (members[name] is STATES[state]), name
    if "changes_on" in case:
        assert decision.changes_on == on(case["changes_on"])
    assert set(case.get("warns", [])) <= {w.id for w in decision.warnings}


# Language tests and settlement funds.


@pytest.mark.parametrize("case", cases("language", {"test", "scores", "levels"}, {"as_of"}))
def test_levels(case: Case) -> None:
    law = load_law(on(case.get("as_of", "2025-07-15")))
    found = levels(law, case["test"], {ability: Decimal(str(score)) for ability, score in case["scores"].items()})
    assert {ability: level for ability, level in found.items() if level is not None} == case["levels"]


@pytest.mark.parametrize("case", cases("funds", {"as_of", "amounts"}, set()))
def test_settlement_funds(case: Case) -> None:
    table = load_law(on(case["as_of"])).content("funds.table")
    assert {size: table.required(size) for size in case["amounts"]} == case["amounts"]


def test_there_are_enough_cases() -> None:
    assert sum(len(read(name)) for name in ("crs", "people_decided", "language", "funds")) >= 150


def test_a_person_without_changes_is_the_same_every_day() -> None:
    nobody = decide(Profile.model_validate(PEOPLE["nobody"]), date(2025, 7, 15))
    assert [step.on for step in timeline(nobody, date(2025, 7, 16))] == []
