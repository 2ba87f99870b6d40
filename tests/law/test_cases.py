"""The cases in ``cases/``, which a lawyer can read and check against the law without reading any code.

Every figure in them was worked out from the law by hand. What a case may say is in ``case_shapes.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pydantic import ValidationError

from openentry import Decision, Profile, crs, decide
from openentry.errors import LanguageScoreError, OpenEntryError
from openentry.language import levels
from openentry.law import load_law
from openentry.pools.batch import score_batch
from openentry.profile import problems_of
from openentry.verdict import Finding
from openentry.work import months_after
from tests.law.case_shapes import KINDS, STATES, CrsCase, FundsCase, GridCase, LevelCase, PersonCase, RefusedCase
from tests.law.casebook import PARTS, book_for, cases, person, said, whole


def leaves(branch: crs.Branch) -> Iterator[crs.Branch]:
    """The factors of a tree."""
    if not branch.children:
        yield branch
    for child in branch.children:
        yield from leaves(child)


def check_points(case: CrsCase | PersonCase, instrument: crs.Instrument, score: crs.Score, tree: crs.Branch) -> None:
    """The row chosen at each named factor, the caps that bite, and that the tree sums."""
    factors = {leaf.id: leaf for leaf in leaves(tree)}
    for name, row in case.rows.items():
        assert [look.row for look in factors[name].looks] == (row if isinstance(row, list) else [row]), name
        assert factors[name].source.cite("en"), name
    if case.caps is not None:
        bites = {f"{s.id}.{g.id}" for s in tree.children for g in s.children if g.children and g.capped}
        bites |= {s.id for s in tree.children if s.capped} | ({"total"} if tree.capped else set())
        assert bites == set(case.caps)
    if score.total[0] == score.total[1]:
        assert sum(section.points[0] for section in tree.children) == tree.points[0] == score.total[0]


@pytest.mark.parametrize("case", cases("crs"))
def test_points(case: CrsCase) -> None:
    instrument = crs.instrument(load_law(case.as_of))
    facts = case.facts.of_the_tables()
    score = crs.score(instrument, [facts])
    for name, points in case.points.items():
        assert score.factors[name] == (points, points), name
    for group, points in case.groups.items():
        assert score.groups["transferability", group] == (points, points), group
    for section, points in case.sections.items():
        assert score.sections[section] == (points, points), section
    check_points(case, instrument, score, crs.tree(instrument, [facts], score))
    assert score.total == (case.total, case.total)


@pytest.mark.parametrize("day", sorted({case["as_of"] for _, case in said("crs")}), ids=str)
def test_points_of_all_of_a_day_as_one_pool(day: date) -> None:
    """The same cases as rows of a facts table, through the tables compiled for whole pools."""
    of_the_day = [CrsCase.model_validate(case) for _, case in said("crs") if case["as_of"] == day]
    scored = score_batch(load_law(day), pa.RecordBatch.from_pylist([case.facts.as_row() for case in of_the_day])).to_pylist()
    for case, row in zip(of_the_day, scored, strict=True):
        expected = {"total": case.total, **case.sections, **case.points}
        assert {name: row[name] for name in expected} == expected, case.title


@pytest.mark.parametrize("case", cases("people"))
def test_person(case: PersonCase, tmp_path: Path) -> None:
    decision = decide(
        Profile.model_validate(person(case.person, case.with_, case.without)),
        case.as_of,
        law=book_for(case.reading, tmp_path),
        last_changed_on=case.last_changed_on,
        another_live_profile=case.another_live_profile,
    )
    check_verdicts(case, decision)
    check_score(case, decision)
    check_rest(case, decision)


def check_verdicts(case: PersonCase, decision: Decision) -> None:
    """Programs and their requirements."""
    found = decision.evaluation
    findings: dict[str, Finding] = {f.id: f for v in (found.general, *found.programs.values()) for f in v.findings}
    for name, state in case.requirements.items():
        assert findings[name].met is STATES[state], f"{name}: {findings[name].message.text()}"
    for program, state in case.programs.items():
        assert found.programs[program].met is STATES[state], program
    for name, value in case.found.items():
        assert findings[name].found == value, name
    for name, value in case.needed.items():
        assert findings[name].needed == value, name
    for name in case.informative:
        assert findings[name].informative and findings[name].met is True, name
    if case.general:
        assert found.general.met is STATES[case.general]
    if case.eligible:
        assert decision.eligible is STATES[case.eligible]
    if case.invitation:
        assert decision.program_of_invitation == (None if case.invitation == "none" else case.invitation)
    for name, state in case.elements.items():
        assert found.grid.elements[name] is STATES[state], name
    check_grid(case.grid, decision)
    members = {v.id: v.met for v in found.categories}
    for name, member in case.categories.items():
        assert (name not in members) if member == "not in force" else (members[name] is STATES[member]), name


def check_grid(expected: Mapping[str, int | list[int]], decision: Decision) -> None:
    """Points of the selection grid, or the least and the most."""
    grid = decision.evaluation.grid
    found = {**grid.factors, "total": grid.total}
    for name, points in expected.items():
        assert found[name] == (tuple(points) if isinstance(points, list) else (points, points)), name


def check_score(case: PersonCase, decision: Decision) -> None:
    """Points and the rows they come from."""
    score = decision.evaluation.score
    found = {"total": score.total, **score.sections, **score.factors}
    for name, points in case.score.items():
        low, high = found[name]
        assert (low if low == high else None) == points, name
    if case.range is not None:
        assert list(decision.score_range) == case.range
    check_points(case, decision.evaluation.instrument, score, decision.tree)


def check_rest(case: PersonCase, decision: Decision) -> None:
    """Facts, the versions of the law, the next change, warnings."""
    document: dict[str, Any] = decision.model_dump()
    for name, value in case.facts.items():
        assert document["facts"][name] == value, name
    for part, day in case.law.items():
        assert document["law"][part] == day.isoformat(), part
    if case.changes_on is not None:
        assert decision.changes_on == (None if case.changes_on == "never" else case.changes_on)
    assert set(case.because) <= {m.id for m in decision.changes_because}
    warned = {w.id for w in decision.warnings}
    assert set(case.warns) <= warned
    assert not warned.intersection(case.does_not_warn)


@pytest.mark.parametrize("case", cases("refused"))
def test_refused(case: RefusedCase) -> None:
    assert problems_in(case) == case.refused


def problems_in(case: RefusedCase) -> dict[str, str]:
    """The places of what is wrong with a profile, or with the day it is decided on, and what is said of each."""
    try:
        decide(Profile.model_validate(person(case.person, case.with_)), case.as_of or date(2025, 7, 15))
    except ValidationError as wrong:
        problems = problems_of(wrong)
    except OpenEntryError as wrong:
        problems = list(wrong.problems)
    else:
        problems = []
    return {problem.place or "as_of": problem.message.id for problem in problems}


# The selection grid.

#: A result at each level: a CELPIP level is the CLB; of the TCF Canada the lowest score of the level in each ability.
TCF = {0: (0, 0, 0, 0), 4: (331, 342, 4, 4), 5: (369, 375, 6, 6), 6: (398, 406, 7, 7), 7: (458, 453, 10, 10)}
TCF |= {8: (503, 499, 12, 12), 9: (523, 524, 14, 14), 10: (549, 549, 16, 16)}
ABILITIES = ("listening", "reading", "writing", "speaking")


def of_the_grid(case: GridCase) -> dict[str, Any]:
    """A person with no more than a case of the grid says of them."""
    day, made = case.as_of, person("nobody")
    tested = day - timedelta(days=30)
    made["person"]["date_of_birth"] = day.replace(year=day.year - case.age)
    made["first_official_language"] = case.first_language
    dated = {"taken_on": tested, "result_on": tested}
    if case.en:
        made["language_tests"].append({"test": "celpip_general", **dated, **dict(zip(ABILITIES, case.en, strict=True))})
    if case.fr:
        scores = {ability: TCF[level][at] for at, (ability, level) in enumerate(zip(ABILITIES, case.fr, strict=True))}
        made["language_tests"].append({"test": "tcf_canada", **dated, **scores})
    schooling = ["bachelor", "one_year"] if case.education == "two_or_more" else [case.education]
    degree = whole({"like": "Canadian degree", "completed_on": tested})
    made["education"] = [{**degree, "level": level} for level in schooling if level != "none"]
    if case.skilled_work_months:
        first = date.fromordinal(months_after(day.toordinal(), -case.skilled_work_months)) + timedelta(days=1)
        made["work"] = [{**whole({"like": "job abroad"}), "start": first}]
    if case.offer:
        made |= whole(PARTS[f"offer {case.offer}"])
    for element in case.adaptability:
        for place, value in PARTS[element].items():
            if place == "family":
                spouse = (made["family"].get("spouse") or whole({"like": "partner"})) | whole(value)
                made["family"] = {"marital_status": "married", "size": 2, "spouse": spouse}
            else:
                made[place] = made[place] + whole(value)
    return made


@pytest.mark.parametrize("case", cases("grid"))
def test_grid(case: GridCase) -> None:
    decision = decide(Profile.model_validate(of_the_grid(case)), case.as_of)
    check_grid(case.points, decision)
    if case.passes is not None:
        findings = {f.id: f for f in decision.evaluation.programs["fsw"].findings}
        assert findings["FSW-07"].met is case.passes
        assert findings["FSW-07"].needed == 67


# Language tests and settlement funds.


@pytest.mark.parametrize("case", cases("language"))
def test_levels(case: LevelCase) -> None:
    law = load_law(case.as_of)
    if case.refused:
        with pytest.raises(LanguageScoreError) as wrong:
            levels(law, case.test, {ability: Decimal(str(score)) for ability, score in case.scores.items()})
        assert [problem.message.id for problem in wrong.value.problems] == [case.refused]
        return
    for score, level in case.levels.items():
        assert case.ability is not None
        assert levels(law, case.test, {case.ability: Decimal(str(score))})[case.ability] == level, score
    found = levels(law, case.test, {ability: Decimal(str(score)) for ability, score in case.scores.items()})
    assert {ability: level for ability, level in found.items() if level is not None} == case.gives
    assert case.levels or case.gives


@pytest.mark.parametrize("case", cases("funds"))
def test_settlement_funds(case: FundsCase) -> None:
    table = load_law(case.as_of).content("funds.table")
    assert {size: table.required(size) for size in case.amounts} == case.amounts


# The runner itself.


def test_there_are_enough_cases() -> None:
    assert sum(len(list(said(kind))) for kind in KINDS) >= 700


@pytest.mark.parametrize(
    "slip",
    [
        {"points": {"age": 110}, "totals": 482},
        {"total": 482, "facts": {"age": 29, "educatoin": "bachelor"}},
        {"total": 482, "points": {}},
        {"total": "482"},
        {},
    ],
    ids=["an unknown word", "an unknown fact", "an expectation of nothing", "a figure as text", "nothing expected"],
)
def test_a_slip_of_the_pen_is_refused(slip: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        CrsCase.model_validate({"title": "A", "source": "MI s. 8", "as_of": date(2025, 3, 25), "facts": {"age": 29}} | slip)


def test_a_case_of_a_person_expects_something() -> None:
    with pytest.raises(ValueError, match="expects nothing"):
        PersonCase.model_validate(
            {"title": "A", "source": "MI", "as_of": date(2025, 3, 25), "person": "nobody", "without": ["bars"]}
        )
