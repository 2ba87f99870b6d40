"""A change of law as a change of data: the proposal of 2026 laid over the law, programs described by data, and repeal."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest

from openentry import Profile, decide, load_book, read_profile
from openentry.cli import main, speech
from openentry.cli.gains import chart_of
from openentry.errors import LawError, LawFileError, UncitedError
from openentry.law.book import LawBook
from openentry.law.compare import differences
from openentry.pools.batch import score_batch
from openentry.rounds import Entry, Instructions, checks, select
from openentry.verdict import Finding

ROOT = Path(__file__).parents[2]
PROPOSAL = ROOT / "examples" / "law" / "reform-2026-proposal"
NOW, EVE, THEN = date(2026, 11, 2), date(2027, 6, 30), date(2027, 7, 1)
REPEALED = ("crs.sibling", "crs.french", "crs.canadian_education")


@pytest.fixture(scope="module")
def book() -> LawBook:
    return load_book(PROPOSAL)


def job(noc: str = "21231", **changes: Any) -> dict[str, Any]:
    """A job in Canada of more than a year, still going on on the first day of the proposal."""
    yes = "paid authorized temporary_resident_status physically_in_canada lead_statement main_duties primary_occupation"
    no = "self_employed full_time_student"
    found: dict[str, Any] = {
        "noc": noc,
        "employer": "A",
        "country": "CAN",
        "employer_country": "CAN",
        "start": "2026-01-05",
        "end": None,
    }
    found |= {"hours_per_week": 40} | dict.fromkeys(yes.split(), True) | dict.fromkeys(no.split(), False)
    return found | changes


def ielts(listening: float, reading: float, writing: float, speaking: float) -> dict[str, Any]:
    """A sitting."""
    scores = {"listening": listening, "reading": reading, "writing": writing, "speaking": speaking}
    return {"test": "ielts_general", "taken_on": "2026-09-01"} | scores


def person(**changes: Any) -> dict[str, Any]:
    """Somebody who meets everything the proposed class asks, with nothing to spare."""
    return {
        "person": {"date_of_birth": "1998-03-14"},
        "family": {"marital_status": "never_married", "size": 1, "spouse": None},
        "language_tests": [ielts(5.5, 5, 5.5, 5.5)],
        "first_official_language": "en",
        "education": [{"level": "secondary", "country": "CAN", "completed_on": "2016-06-20", "study_in_canada": None}],
        "full_time_study_in_canada": [],
        "work": [job()],
        "certificates_of_qualification": [],
        "job_offer": None,
        "authorization_to_work": None,
        "nomination": None,
        "funds_cad": 0,
        "relatives_in_canada": [],
        "intends_to_live_in": "ON",
        "bars": [],
    } | changes


def findings(profile: dict[str, Any], book: LawBook, day: date = THEN) -> dict[str, Finding]:
    verdict = decide(Profile.model_validate(profile), day, law=book).evaluation.programs["fhs"]
    return {found.id: found for found in verdict.findings}


# --- the overlay ---


def test_the_law_holds_together_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "check", "--law", str(PROPOSAL)]) == 0
    assert "holds together" in capsys.readouterr().out


def test_every_version_of_it_says_that_it_is_a_proposal(book: LawBook) -> None:
    laid = [v for document in book.documents.values() for v in document.versions if v.overlay]
    assert laid and {v.in_force for v in laid} == {THEN}
    sources = [v.source for v in laid] + [v.repealed_by for d in REPEALED for v in book.documents[d].versions if v.repealed_by]
    assert len(sources) == len(laid) + len(REPEALED)
    for source in sources:
        assert source.instrument.key == "CONSULTATION-2026" and "PROPOSAL" in source.cite("en")
        assert "INVENTED" in source.note
    assert "PROPOSAL, not law" in book.instruments["CONSULTATION-2026"].title.en
    points = [v for v in laid if v.document.startswith("crs.")]
    assert points and all(v.source.evidence == "judgement" for v in points)


def test_until_its_first_day_nothing_is_different(book: LawBook) -> None:
    for file in sorted((ROOT / "examples" / "profiles").glob("*.json")):
        profile = read_profile(file)
        with_it, without = (decide(profile, EVE, law=law).evaluation for law in (book, load_book()))
        assert with_it.score.total == without.score.total and with_it.score.groups == without.score.groups
        assert dict(with_it.score.factors) == {**without.score.factors, "high_wage_occupation": (0, 0)}
        assert {n: [f.met for f in v.findings] for n, v in with_it.programs.items()} == {
            n: [f.met for f in v.findings] for n, v in without.programs.items()
        }
        assert [w.id for w in with_it.warnings if w not in without.warnings] == ["warning.overlay"]


def test_tables_are_changed(book: LawBook) -> None:
    def points(day: date, **changes: Any) -> dict[str, tuple[int, int]]:
        return dict(decide(Profile.model_validate(person(**changes)), day, law=book).evaluation.score.factors)

    assert (points(EVE)["canadian_work"], points(THEN)["canadian_work"]) == ((40, 40), (52, 52))
    weak = [ielts(5, 4, 5, 5)]
    assert (points(EVE, language_tests=weak)["first_language"], points(THEN, language_tests=weak)["first_language"]) == (
        (24, 24),
        (0, 0),
    )
    assert points(EVE)["first_language"] == points(THEN)["first_language"] == (36, 36)


@pytest.mark.parametrize(("noc", "points"), [("31102", 60), ("21231", 40), ("72200", 20), ("62020", 0)])
def test_the_new_factor_has_three_tiers(book: LawBook, noc: str, points: int) -> None:
    found = decide(Profile.model_validate(person(work=[job(noc)])), THEN, law=book)
    assert found.evaluation.score.factors["high_wage_occupation"] == (points, points)
    assert found.evaluation.score.sections["additional"] == (points, points)
    before = decide(Profile.model_validate(person(work=[job(noc)])), EVE, law=book)
    assert before.evaluation.score.factors["high_wage_occupation"] == (0, 0)


def test_the_tier_is_that_of_the_occupation_with_most_canadian_work_of_a_year_or_more(book: LawBook) -> None:
    def tier(*work: dict[str, Any]) -> tuple[int, int]:
        return decide(Profile.model_validate(person(work=list(work))), THEN, law=book).evaluation.score.factors[
            "high_wage_occupation"
        ]

    short = job("31102", start="2026-12-01", primary_occupation=False)
    assert tier(short) == (0, 0)
    assert tier(job("62020", start="2020-01-06", end="2025-12-31", primary_occupation=False), job("21231")) == (0, 0)
    assert tier(job("72200", start="2024-01-08", end="2025-12-31", primary_occupation=False), short) == (20, 20)
    assert tier(job("31102", country="IND", employer_country="IND", physically_in_canada=False)) == (0, 0)
    unknown = {k: v for k, v in job("31102").items() if k != "authorized"}
    assert tier(unknown) == (0, 60)


def test_repealed_factors_give_nothing_and_are_still_there_for_the_past(book: LawBook) -> None:
    sibling = [{"relation": "sibling", "of": "self", "citizen_or_permanent_resident": True, "lives_in_canada": True, "adult": True}]
    profile = Profile.model_validate(person(relatives_in_canada=sibling))
    before, after = (decide(profile, day, law=book).evaluation.score.factors["sibling"] for day in (EVE, THEN))
    assert (before, after) == ((15, 15), (0, 0))
    for name in REPEALED:
        document = book.documents[name]
        assert document.on(EVE) is not None and document.on(THEN) is None
        assert document.versions[-1].until == EVE
        assert load_book().documents[name].on(THEN) is not None


def test_whole_pools_are_scored_by_it(book: LawBook) -> None:
    rows = [
        {"age": 30, "canadian_work_years": 1, "canadian_occupation": code, "sibling_in_canada": True}
        for code in ("00012", "21231", "72300", "62020", "none")
    ]
    now, then = (score_batch(book.on(day), pa.RecordBatch.from_pylist(rows)) for day in (EVE, THEN))
    assert then["high_wage_occupation"].to_pylist() == then["additional"].to_pylist() == [60, 40, 20, 0, 0]
    assert now["additional"].to_pylist() == now["sibling"].to_pylist() == [15] * 5
    assert then["sibling"].to_pylist() == [0] * 5


def test_what_differs_is_shown_cell_by_cell(book: LawBook, capsys: pytest.CaptureFixture[str]) -> None:
    found = differences(book, "crs", NOW, THEN)
    assert {one.document.id for one in found} == {
        *REPEALED, "crs.version", "crs.canadian_work", "crs.first_language", "crs.high_wage_occupation"
    }  # fmt: skip
    assert all(one.new is None and one.after is None for one in found if one.document.id in REPEALED)
    order = {one.place: (one.old, one.new) for one in differences(book, "programs.order", NOW, THEN)}
    assert order["order", "cec"] == (True, None) and order["order", "fhs"] == (None, True)
    assert main(["law", "diff", "crs", "2026-11-02", "2027-07-01", "--law", str(PROPOSAL)]) == 0
    told = capsys.readouterr().out
    assert "PROPOSAL" in told and "Not in force on 1 July 2027" in told


# --- one class in place of three ---


def test_three_classes_become_one(book: LawBook) -> None:
    before, after = (decide(Profile.model_validate(person()), day, law=book) for day in (EVE, THEN))
    assert list(before.evaluation.programs) == ["pnp", "cec", "fsw", "fst"]
    assert list(after.evaluation.programs) == ["pnp", "fhs"]
    assert (after.eligible, after.program_of_invitation) == (True, "fhs")
    assert before.eligible is False  # level 6 is not enough for an occupation of TEER 1
    change = before.change
    assert change is not None and change.on == THEN
    row = after.model_dump()
    assert list(row["programs"]) == ["pnp", "fhs"] and "grid" not in row["programs"]["fhs"]
    assert row["law"]["overlays"] == ["reform-2026-proposal"] and row["law"]["programs"] == row["law"]["crs"] == "2027-07-01"


def test_a_nominee_rests_on_the_new_class(book: LawBook) -> None:
    nomination = {"province": "ON", "status": "accepted", "on": "2027-05-01", "enhanced": True, "passive_investment": False}
    met = decide(Profile.model_validate(person(nomination=nomination)), THEN, law=book)
    assert met.program_of_invitation == "pnp"
    assert met.evaluation.programs["pnp"]["PNP-03"].found == ["fhs"]
    none = decide(Profile.model_validate(person(nomination=nomination, education=[])), THEN, law=book)
    assert none.eligible is False and none.evaluation.programs["pnp"].met is False


def test_an_incomplete_profile_is_not_known(book: LawBook) -> None:
    for found in findings({}, book).values():
        assert found.met is None or found.informative
        assert found.asks or found.informative
    assert decide(Profile(), THEN, law=book).eligible is None


TCF = {"test": "tcf_canada", "taken_on": "2026-09-01", "listening": 458, "reading": 453, "writing": 10, "speaking": 10}
UNASSESSED = {"level": "doctorate", "country": "IND", "completed_on": "2016-06-20", "eca": None, "study_in_canada": None}
ABROAD: dict[str, Any] = {"country": "IND", "employer_country": "IND", "physically_in_canada": False}


@pytest.mark.parametrize(
    ("requirement", "met", "changes"),
    [
        ("FHS-01", True, {}),
        ("FHS-01", False, {"education": []}),
        ("FHS-01", False, {"education": [UNASSESSED]}),
        ("FHS-01", None, {"education": [{"level": "secondary", "country": "IND", "completed_on": "2016-06-20"}]}),
        ("FHS-01", True, {"education": [{"country": "CAN", "completed_on": "2016-06-20"}]}),
        ("FHS-02", True, {}),
        ("FHS-02", False, {"language_tests": []}),
        ("FHS-02", False, {"language_tests": [ielts(5.5, 5, 5, 5.5)]}),
        ("FHS-02", True, {"language_tests": [TCF]}),
        ("FHS-02", None, {"language_tests": [{k: v for k, v in ielts(5.5, 5, 5.5, 5.5).items() if k != "speaking"}]}),
        ("FHS-03", True, {}),
        ("FHS-03", True, {"work": [job(**ABROAD)]}),
        ("FHS-03", True, {"work": [job(self_employed=True, full_time_student=True, temporary_resident_status=False)]}),
        ("FHS-03", False, {"work": [job(authorized=False)]}),
        ("FHS-03", False, {"work": [job(paid=False)]}),
        ("FHS-03", False, {"work": [job(lead_statement=False)]}),
        ("FHS-03", False, {"work": [job("65201")]}),
        ("FHS-03", False, {"work": []}),
        ("FHS-03", False, {"work": [job(start="2023-01-02", end="2024-06-30")]}),
        ("FHS-03", None, {"work": [{k: v for k, v in job().items() if k != "noc"}]}),
        ("FHS-03", None, {"work": [{k: v for k, v in job().items() if k != "paid"}]}),
        ("FHS-04", True, {}),
        ("FHS-04", False, {"intends_to_live_in": "QC"}),
    ],
)  # fmt: skip
def test_each_requirement_is_reached(book: LawBook, requirement: str, met: bool | None, changes: dict[str, Any]) -> None:
    found = findings(person(**changes), book)[requirement]
    assert found.met is met
    for lang in ("en", "fr"):
        assert found.message.text(lang)
    assert (found.asks != ()) == (met is None)


def test_a_year_is_reached_on_the_day_it_is(book: LawBook) -> None:
    start = date(2026, 8, 3)
    work = [job(start=start.isoformat())]
    last_short, first = date(2027, 8, 1), date(2027, 8, 2)
    assert findings(person(work=work), book, last_short)["FHS-03"].met is False
    assert findings(person(work=work), book, first)["FHS-03"].met is True
    assert findings(person(work=work), book, last_short)["FHS-03"].then is not None
    change = decide(Profile.model_validate(person(work=work)), last_short, law=book).change
    assert change is not None and change.on == first and "change.described_work" in {m.id for m in change.because}


def test_two_jobs_of_other_occupations_add_up(book: LawBook) -> None:
    halves = [
        job("21231", start="2026-01-05", end="2026-07-31"),
        job("62020", start="2026-08-03", end="2027-02-28", primary_occupation=False),
    ]
    assert findings(person(work=halves), book)["FHS-03"].met is True
    assert findings(person(work=halves[:1]), book)["FHS-03"].met is False


def test_a_round_can_be_held_for_it(book: LawBook) -> None:
    moment = datetime(2027, 7, 2, 15, 0, tzinfo=UTC)
    order = Instructions.model_validate({"number": 1, "moment": moment, "kind": "programs", "programs": ["fhs"], "size": 5})
    pool = [Entry(str(at), 400 + at, moment - timedelta(days=at + 1), at, frozenset({"fhs"})) for at in range(9)]
    result = select(pool, order, book.on(order.day))
    assert [one.id for one in result.invited] == ["8", "7", "6", "5", "4"] and {one.program for one in result.invited} == {"fhs"}
    assert not checks(pool, order, result, book.on(order.day))


# --- other programs described by data ---

SOURCE = {"instrument": "OPENENTRY", "at": "", "evidence": "judgement", "note": "A trial."}
Write = Callable[..., LawBook]


@pytest.fixture
def lay(tmp_path: Path) -> Write:
    """Lay documents over the law."""

    def write(*documents: dict[str, Any]) -> LawBook:
        folder = tmp_path / "trial"
        folder.mkdir(exist_ok=True)
        (folder / "trial.yaml").write_text(json.dumps({"documents": documents}), encoding="utf-8")
        from openentry.law.book import _load_book

        _load_book.cache_clear()
        return load_book(folder)

    return write


def program(rules: dict[str, Any], told: tuple[str, ...] = (), in_force: str = "2025-07-01") -> dict[str, Any]:
    named: dict[str, dict[str, Any]] = {name: {"title": {"en": name, "fr": name}, "source": SOURCE} for name in rules}
    named |= {name: {"title": {"en": name, "fr": name}, "source": SOURCE, "informative": True} for name in told}
    version = {"in_force": in_force, "source": SOURCE, "content": {"requirements": named, "rules": rules}}
    return {
        "id": "programs.trial",
        "part": "programs",
        "kind": "described_program",
        "title": {"en": "Trial", "fr": "Essai"},
        "versions": [version],
    }


def order(*names: str, named: tuple[str, ...] | None = None) -> dict[str, Any]:
    content = {"order": list(names), "names": {n: {"en": n, "fr": n} for n in (names if named is None else named)}}
    return {"id": "programs.order", "versions": [{"in_force": "2025-07-01", "source": SOURCE, "content": content}]}


def met(book: LawBook, **changes: Any) -> dict[str, Finding]:
    verdict = decide(Profile.model_validate(person(**changes)), THEN, law=book).evaluation.programs["trial"]
    return {found.id: found for found in verdict.findings}


def test_work_in_canada_alone_counts_as_the_experience_class_counts_it(lay: Write) -> None:
    rule = {"kind": "work", "months": 12, "window_years": 3, "teer": [0, 1], "where": "canada"}
    book = lay(program({"T-1": rule}), order("trial", "cec"))
    assert met(book)["T-1"].met is True
    american: dict[str, Any] = {"employer_country": "USA"}
    student, own, no_status = {"full_time_student": True}, {"self_employed": True}, {"temporary_resident_status": False}
    for changes in (ABROAD, american, student, own, no_status):
        assert met(book, work=[job(**changes)])["T-1"].met is False
    assert met(book, work=[job("62020")])["T-1"].met is False
    found = met(book, work=[{k: v for k, v in job().items() if k != "temporary_resident_status"}])["T-1"]
    assert found.met is None and found.asks == ("work[0].temporary_resident_status",)
    assert "in Canada" in found.message.text() or "your work" in found.message.text()


def test_continuous_work_allows_no_empty_month(lay: Write) -> None:
    halves = [job(start="2025-01-06", end="2025-08-31"), job(start="2025-11-03", end="2026-05-31")]
    for continuous in (False, True):
        rule = {"kind": "work", "months": 12, "window_years": 3, "teer": [1], "continuous": continuous}
        book = lay(program({"T-1": rule}), order("trial"))
        assert met(book, work=halves)["T-1"].met is not continuous


def test_funds_and_the_offers_that_take_their_place(lay: Write) -> None:
    book = lay(program({"T-1": {"kind": "funds"}}), order("trial"))
    assert met(book, funds_cad=0)["T-1"].met is False
    assert met(book, funds_cad=100_000)["T-1"].met is True
    offer: dict[str, Any] = {"noc": "21231", "employers": ["A"], "duration_months": None, "support": "lmia_permit"}
    offer |= dict.fromkeys(("full_time", "paid", "in_writing", "indeterminate"), True)
    offer |= dict.fromkeys(("seasonal", "ineligible_employer", "diplomatic_mission"), False)
    permit = {"kind": "lmia_permit", "exemption": None, "noc": "21231", "employers": ["A"], "expires_on": "2028-01-01"}
    holds = {"job_offer": offer, "authorization_to_work": permit, "funds_cad": 0}
    assert met(book, **holds)["T-1"].met is False
    exempting = lay(program({"T-1": {"kind": "funds", "exempting_offers": ["a", "b"]}}), order("trial"))
    assert met(exempting, **holds)["T-1"].met is True
    unsure = {k: v for k, v in person(funds_cad=0).items() if k != "job_offer"}
    verdict = decide(Profile.model_validate(unsure), THEN, law=exempting).evaluation.programs["trial"]
    assert verdict["T-1"].met is None and verdict["T-1"].asks == ("job_offer",)
    for lang in ("en", "fr"):
        assert verdict["T-1"].message.text(lang)


def test_a_higher_level_of_education(lay: Write) -> None:
    book = lay(program({"T-1": {"kind": "education", "at_least": "master"}}), order("trial"))
    assert met(book)["T-1"].met is False
    assert met(book, education=[{"level": "doctorate", "country": "CAN", "completed_on": "2020-06-20"}])["T-1"].met is True
    open_level = [{"country": "CAN", "completed_on": "2020-06-20"}]
    assert met(book, education=open_level)["T-1"].met is None


def test_built_in_programs_can_stand_beside_it(lay: Write) -> None:
    book = lay(program({"T-1": {"kind": "language", "level": 6}}, told=("T-2",)), order("trial", "cec", "pnp"))
    found = decide(Profile.model_validate(person()), THEN, law=book)
    assert list(found.evaluation.programs) == ["trial", "cec", "pnp"] and found.program_of_invitation == "trial"
    assert found.evaluation.programs["trial"]["T-2"].informative
    assert decide(Profile.model_validate(person()), date(2025, 6, 30), law=book).evaluation.programs.keys() == {
        "pnp",
        "cec",
        "fsw",
        "fst",
    }


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"T-1": {"kind": "grid", "at_least": 67}},
        {"T-1": {"kind": "language", "level": 0}},
        {"T-1": {"kind": "language", "level": 13}},
        {"T-1": {"kind": "language", "level": 6, "abilities": 4}},
        {"T-1": {"kind": "education", "at_least": "none"}},
        {"T-1": {"kind": "education", "at_least": "college"}},
        {"T-1": {"kind": "work", "months": 12, "window_years": 3, "teer": []}},
        {"T-1": {"kind": "work", "months": 12, "window_years": 3, "teer": [6]}},
        {"T-1": {"kind": "work", "months": 0, "window_years": 3, "teer": [1]}},
        {"T-1": {"kind": "work", "months": 12, "window_years": 3, "teer": [1], "where": "abroad"}},
        {"T-1": {"months": 12}},
        {"T-1": "language"},
    ],
)
def test_a_rule_that_cannot_be_one_is_refused(lay: Write, rules: dict[str, Any]) -> None:
    with pytest.raises(LawFileError, match=r"trial\.yaml"):
        lay(program(rules), order("trial"))


def test_each_requirement_has_its_rule(lay: Write) -> None:
    document = program({"T-1": {"kind": "outside_quebec"}})
    document["versions"][0]["content"]["rules"]["T-9"] = {"kind": "outside_quebec"}
    with pytest.raises(LawFileError, match="has a rule with its id"):
        lay(document, order("trial"))


@pytest.mark.parametrize(
    ("names", "named"),
    [
        ((), ()),
        (("other",), None),
        (("trial", "trial"), None),
        (("trial", "cec"), ("trial",)),
    ],
)
def test_an_order_that_names_what_is_not_there_is_refused(
    lay: Write, names: tuple[str, ...], named: tuple[str, ...] | None
) -> None:
    with pytest.raises(LawError, match="The order must have one or more of the programs cec, fst, fsw, pnp and trial"):
        lay(program({"T-1": {"kind": "outside_quebec"}}), order(*names, named=named))


def test_a_program_must_be_in_force_when_the_order_names_it(lay: Write) -> None:
    with pytest.raises(LawError, match="needs a document of the kind described_program in force from that day"):
        lay(program({"T-1": {"kind": "outside_quebec"}}, in_force="2025-08-01"), order("trial"))


# --- repeal ---


def repeal(document: str, day: str = "2025-07-01", **row: Any) -> dict[str, Any]:
    return {"id": document, "versions": [{"in_force": day, "repealed": True, "source": SOURCE} | row]}


def test_a_repeal_closes_the_version_in_force(lay: Write) -> None:
    book = lay(repeal("crs.sibling"))
    (version,) = book.documents["crs.sibling"].versions
    assert (version.in_force, version.until, version.overlay) == (date(2017, 6, 6), date(2025, 6, 30), "")
    assert version.repealed_by is not None and version.repealed_by.note == "A trial."
    assert date(2025, 7, 1) in book.change_days
    assert book.digest != load_book().digest


def test_what_is_repealed_can_come_back(lay: Write) -> None:
    content = load_book().documents["crs.sibling"].versions[0].written
    book = lay(
        {
            "id": "crs.sibling",
            "versions": [repeal("crs.sibling")["versions"][0], {"in_force": "2026-01-01", "source": SOURCE, "content": content}],
        }
    )
    document = book.documents["crs.sibling"]
    days = (date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [document.on(day) is not None for day in days] == [True, False, False, True]


@pytest.mark.parametrize(
    ("document", "error", "said"),
    [
        (repeal("crs.sibling", "2017-06-06"), LawFileError, "nothing to repeal"),
        (repeal("crs.sibling", "2016-01-01"), LawFileError, "nothing to repeal"),
        (repeal("crs.job_offer", "2025-07-01"), LawFileError, "nothing to repeal"),
        (repeal("crs.french", "2020-10-20"), LawFileError, "nothing to repeal"),
        ({"id": "crs.sibling", "versions": repeal("crs.sibling")["versions"] * 2}, LawFileError, "nothing to repeal"),
        (repeal("crs.sibling", repealed=False), LawFileError, "written as true or left out"),
        (repeal("crs.sibling", repealed="yes"), LawFileError, "written as true or left out"),
        (repeal("crs.sibling", source=None), UncitedError, "."),
        (repeal("crs.sibling", content={}), LawFileError, "content"),
        (repeal("crs.sibling", "soon"), LawFileError, "not a day"),
        (repeal("programs.cec"), LawError, "programs.cec"),
        (repeal("crs.caps"), LawError, "crs.caps"),
    ],
)
def test_a_repeal_that_cannot_be_one_is_refused(lay: Write, document: dict[str, Any], error: type[LawError], said: str) -> None:
    with pytest.raises(error, match=said):
        lay(document)


# --- gains and losses ---


@pytest.fixture(scope="module")
def compare() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compare", PROPOSAL / "compare.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_the_proposal_shows_what_the_comparison_says(
    compare: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    speech.use("en")
    compare.main(tmp_path / "chart.svg")
    told = capsys.readouterr().out
    page = (PROPOSAL / "README.md").read_text(encoding="utf-8")
    shown = page.split("```text\n")[1].split("\n```")[0]
    assert shown in told
    assert (tmp_path / "chart.svg").read_text(encoding="utf-8") == (PROPOSAL / "gains-and-losses.svg").read_text(encoding="utf-8")


def test_the_chart_counts_everybody() -> None:
    import re

    speech.use("en")
    svg = chart_of({-11: 1, -10: 1, -1: 1, 0: 2, 1: 1, 10: 1, 11: 1}, "A proposal")
    said = re.findall(r"<g><title>([^<]+)</title>", svg)
    assert said == [
        "11 to 20 points fewer: 1\u00a0person", "1 to 10 points fewer: 2\u00a0people", "the same score: 2\u00a0people",
        "1 to 10 points more: 2\u00a0people", "11 to 20 points more: 1\u00a0person",
    ]  # fmt: skip
    import xml.etree.ElementTree as ElementTree

    assert ElementTree.fromstring(svg).tag.endswith("svg")
