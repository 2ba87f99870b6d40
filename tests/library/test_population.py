"""Synthetic pools: nobody impossible, the shape asked for, and the same people from the same seed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from examples import round_demo
from openentry import Profile, decide, load_book
from openentry.cli import main, speech
from openentry.errors import DayError, FileError, InputError
from openentry.law.domains import ABILITIES
from openentry.pools import population
from openentry.pools.layout import COLUMNS
from openentry.pools.names import KNOWN, check_names, check_types
from openentry.pools.population import Reached, model
from openentry.pools.population.targets import Span, target
from openentry.rounds import Instructions, checks, select
from openentry.rounds.history import distribution, history, real_round
from openentry.rounds.rows import entries

#: Days under different law: the first, before work could be in parts, a leap day, before and after offers lost their points, and
#: the last that was verified.
DAYS = {
    "first": date(2015, 1, 1),
    "2015": date(2015, 3, 1),
    "leap": date(2016, 2, 29),
    "2019": date(2019, 11, 6),
    "2024": date(2024, 4, 23),
    "2025": date(2025, 7, 15),
    "2026": date(2026, 11, 2),
}
PEOPLE = 250


def decided(profile: dict[str, Any], day: date) -> dict[str, Any]:
    """The row of the table that the decision of a profile amounts to, years of work as far as the law counts them."""
    decision = decide(Profile.model_validate(profile), day, law=load_book())
    found = decision.evaluation
    (facts,) = found.sets
    assert not facts.open
    row: dict[str, Any] = {name: facts.known[name] for name in facts.known if name in COLUMNS}
    row |= {f"{code}_{ability}": found.facts.languages[code].at(ability) for code in ("en", "fr") for ability in ABILITIES}
    row["accompanying_spouse"] = facts.accompanying_spouse
    row["first_language"] = found.facts.first_language
    assert all(verdict.met is not None for verdict in found.programs.values())
    row["programs"] = ";".join(name for name, verdict in found.programs.items() if verdict.met)
    row["categories"] = sorted(verdict.id for verdict in found.categories if verdict.met)
    row["score"] = decision.total
    return row


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
def test_everyone_could_exist_and_is_decided_as_the_table_says(day: date) -> None:
    made = population.people(PEOPLE, 11, day)
    steps = decide(Profile(), day).evaluation.instrument.steps
    rows = population.table(made).to_pylist()
    for row, profile in zip(rows, population.profiles_of(made), strict=True):
        expected = decided(profile, day)
        for name in ("canadian_work_years", "foreign_work_years", "spouse_canadian_work_years"):
            row[name] = max(step for step in (0, *steps[name]) if step <= row[name])
        row["categories"] = sorted(filter(None, row["categories"].split(";")))
        assert {name: row[name] for name in expected} == expected, row["id"]
        assert row["programs"]
        # Whoever is in the pool could enter it: the same person met a program on the day of receipt.
        received = decide(Profile.model_validate(profile), row["received_at"].date(), law=load_book())
        assert received.eligible is True, row["id"]
        assert row["received_at"].date() <= day


def test_a_profile_is_complete_and_a_life_has_one_order() -> None:
    day = DAYS["2025"]
    seen: Counter[str] = Counter()
    for data in population.profiles(800, 3, day):
        profile = Profile.model_validate(data)
        assert decide(profile, day).questions == ()
        assert not [w for w in decide(profile, day).warnings if not w.id.startswith(("warning.law_not_verified", "warning.switch"))]
        assert json.loads(json.dumps(data)) == data
        born = profile.person.date_of_birth if profile.person else None
        assert born is not None and profile.work and profile.education is not None
        for job in profile.work:
            assert job.start is not None and (job.start - born).days > 16 * 365
            seen["canadian work" if job.country == "CAN" else "work abroad"] += 1
        if profile.work[0].country == "CAN":
            held = profile.authorization_to_work
            assert held is not None and held.expires_on is not None and held.expires_on > day
        else:
            assert profile.authorization_to_work is None
        completed = [one.completed_on for one in profile.education if one.completed_on]
        assert all(one < job.start for one in completed[:1] for job in profile.work if job.start)
        seen["partner"] += bool(profile.family and profile.family.spouse)
        seen["offer"] += profile.job_offer is not None
        seen["nominee"] += profile.nomination is not None
        seen["trade"] += bool(profile.certificates_of_qualification)
        seen["study"] += bool(profile.full_time_study_in_canada)
    assert min(seen.values()) > 0 and set(seen) == {
        "canadian work", "work abroad", "partner", "offer", "nominee", "trade", "study"
    }  # fmt: skip


@pytest.mark.parametrize("number", ["214", "294", "444"])
def test_the_bands_of_a_real_round_are_met_to_the_person(number: str) -> None:
    bands = distribution(number)
    assert bands is not None
    made = population.people(5_000, 2, real_round(number).day, bands)
    assert len(made) == 5_000
    for one in population.bands_reached(made):
        assert one.found == pytest.approx(one.wanted, abs=1 / 5_000), one


def test_every_published_distribution_can_be_met() -> None:
    """The first of each year, and the last: the shape changed most between years."""
    shown = [r for r in history() if distribution(r.number)]
    chosen = {r.day.year: r for r in reversed(shown)} | {0: shown[-1]}
    for real in chosen.values():
        bands = distribution(real.number)
        made = population.people(400, 5, real.day, bands)
        assert all(abs(one.found - one.wanted) < 1 / 400 for one in population.bands_reached(made))


def test_the_published_shares_come_close() -> None:
    bands = distribution("294")
    made = population.people(40_000, 1, DAYS["2024"], bands)
    for one in population.shares_reached(made):
        assert abs(one.found - one.wanted) < 0.035, one
    wanted: Counter[str] = Counter()
    for one in population.shares_reached(made):
        wanted[one.margin] += one.wanted  # type: ignore[assignment]
    assert {margin: pytest.approx(1) for margin in wanted} == dict(wanted)


def test_without_a_round_the_scores_are_those_of_2021() -> None:
    found = {one.group: one for one in population.bands_reached(population.people(2_000, 1, DAYS["2025"]))}
    assert {name: round(one.wanted, 2) for name, one in found.items()} == {
        "301-350": 0.16, "351-400": 0.31, "401-450": 0.27, "451-500": 0.21, "elsewhere": 0.05
    }  # fmt: skip
    assert all(one.found == pytest.approx(one.wanted) for one in found.values())


def test_the_same_arguments_give_the_same_people_and_another_seed_others() -> None:
    bands = distribution("294")
    one = population.facts_table(700, 9, DAYS["2024"], bands)
    assert one.equals(population.facts_table(700, 9, DAYS["2024"], bands))
    other = population.facts_table(700, 8, DAYS["2024"], bands)
    assert not set(one["id"].to_pylist()) & set(other["id"].to_pylist())
    assert one["score"].to_pylist() != other["score"].to_pylist()
    assert list(population.profiles(40, 9, DAYS["2024"], bands)) == list(population.profiles(40, 9, DAYS["2024"], bands))


def test_the_order_is_that_of_receipt() -> None:
    rows = population.facts_table(600, 4, DAYS["2025"]).to_pylist()
    assert [row["sequence"] for row in rows] == list(range(1, 601))
    moments = [row["received_at"] for row in rows]
    assert moments == sorted(moments) and len(set(moments)) == 600
    assert len({row["id"] for row in rows}) == 600


def test_the_table_is_a_facts_table_and_a_pool() -> None:
    table = population.facts_table(500, 4, DAYS["2024"], distribution("294"))
    check_names(table.column_names, "")
    check_types(table.schema, "")
    assert set(table.column_names) == set(KNOWN) - {"skilled_work_years", "arranged_employment", "state"}
    instructions = real_round("294").instructions()
    law = load_book().on(instructions.day)
    pool = entries(enumerate(table.to_pylist(), 2), instructions, law, "pool", table.column_names)
    few = Instructions.model_validate({"number": 1, "moment": instructions.moment, "kind": "general", "size": 20})
    result = select(pool, few, law)
    assert len(result.invited) == 20 and not checks(pool, few, result, law)


def test_an_empty_pool_and_one_person() -> None:
    empty = population.facts_table(0, 1, DAYS["2025"])
    assert empty.num_rows == 0 and empty.column_names == population.facts_table(1, 1, DAYS["2025"]).column_names
    assert list(population.profiles(0, 1, DAYS["2025"])) == []
    assert {one.found for one in population.bands_reached(population.people(0, 1, DAYS["2025"]))} == {0.0}
    assert len(list(population.profiles(1, 1, DAYS["2025"]))) == 1


def test_what_cannot_be_made_is_refused() -> None:
    day = DAYS["2025"]
    with pytest.raises(InputError, match="from 0 to 20,000,000"):
        population.people(-1, 1, day)
    with pytest.raises(InputError, match="from 0 to 20,000,000"):
        population.people(20_000_001, 1, day)
    with pytest.raises(InputError, match="whole number from 0"):
        population.people(1, -1, day)
    with pytest.raises(DayError, match="2015"):
        population.people(1, 1, date(2014, 12, 31))
    for wrong in ([Span(0, 1201, 5)], [Span(5, 4, 5)], [Span(0, 10, 1), Span(10, 20, 1)], [Span(0, 10, 0)], [Span(0, 9, -1)], []):
        with pytest.raises(InputError, match="bands do not hold"):
            target(wrong)
    with pytest.raises(InputError, match="from 1150 to 1200"):
        population.people(30, 1, day, [Span(0, 400, 1), Span(1150, 1200, 1)])


def test_the_largest_remainders_fill_the_bands() -> None:
    shape = target([Span(0, 300, 1), Span(301, 400, 1), Span(401, 1200, 1)])
    assert shape.quotas(10).tolist() == [4, 3, 3, 0]
    assert shape.quotas(0).tolist() == [0, 0, 0, 0]
    assert shape.of(pa.array([0, 300, 301, 1200], pa.int16()).to_numpy()).tolist() == [0, 0, 1, 2]


def test_occupations_and_assumptions_are_what_the_law_knows() -> None:
    from openentry.law.occupations import is_unit_group, teer

    codes = [one.noc for one in model.occupations()]
    assert len(set(codes)) == len(codes) and all(is_unit_group(code) and (teer(code) or 0) <= 3 for code in codes)
    assert all(one.count > 0 for one in model.shares())
    for name in ("age", "canadian_years", "children", "spouse_education"):
        assert len(model.spread(name).by_lot) == model.LOTS


# --- the command ---


def test_the_command_writes_the_same_bytes_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [tmp_path / f"{at}.parquet" for at in (1, 2)]
    for path in paths:
        assert main(["population", "--size", "300", "--seed", "6", "--like-round", "294", "-o", str(path)]) == 0
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert pq.read_table(paths[0]).num_rows == 300
    told = capsys.readouterr().out
    assert "300 synthetic people" in told and "23 April 2024" in told and "601-1200" in told
    assert [path.name for path in tmp_path.iterdir() if path not in paths] == []


def test_every_kind_of_file_holds_the_same(tmp_path: Path) -> None:
    args = ["population", "--size", "40", "--seed", "1", "--as-of", "2025-07-15"]
    for suffix in ("csv", "ndjson", "parquet"):
        assert main([*args, "-o", str(tmp_path / f"pool.{suffix}")]) == 0
    rows = [json.loads(line) for line in (tmp_path / "pool.ndjson").read_text(encoding="utf-8").splitlines()]
    table = pq.read_table(tmp_path / "pool.parquet")
    assert [row["id"] for row in rows] == table["id"].to_pylist()
    assert [row["score"] for row in rows] == table["score"].to_pylist()
    assert rows[0]["received_at"].endswith("Z") and "." in rows[0]["received_at"]
    text = pacsv.read_csv(tmp_path / "pool.csv", convert_options=pacsv.ConvertOptions(column_types={"received_at": pa.string()}))
    assert text.column_names == table.column_names
    assert text["received_at"].to_pylist() == [row["received_at"] for row in rows]
    assert text["nomination"].to_pylist() == table["nomination"].to_pylist()


def test_profiles_are_written_one_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.ndjson"
    args = ["population", "--size", "5", "--seed", "1", "--as-of", "2025-07-15", "--profiles", "--format", "json", "-o", str(path)]
    assert main(args) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["size"], told["seed"], told["as_of"], told["like_round"]) == (5, 1, "2025-07-15", None)
    assert {row["margin"] for row in told["reached"]} == {
        "band", "canadian_education", "sibling", "age", "education", "language", "residence"
    }  # fmt: skip
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == list(population.profiles(5, 1, date(2025, 7, 15)))


def test_the_day_is_never_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["population", "--size", "1", "--seed", "1", "--format", "json", "-o", str(tmp_path / "p.csv")]) == 0
    assert json.loads(capsys.readouterr().out)["as_of"] == load_book().parts["crs"].verified_until.isoformat()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--size", "1", "--seed", "1", "-o", "pool.txt"], "must end in one of these: .csv, .ndjson and .parquet"),
        (["--size", "1", "--seed", "1", "--profiles", "-o", "pool.csv"], "must end in one of these: .ndjson"),
        (["--size", "1", "--seed", "1", "--like-round", "5", "-o", "pool.csv"], "No distribution of the pool was published"),
        (["--size", "1", "--seed", "1", "--like-round", "x", "-o", "pool.csv"], "x"),
        (["--size", "-1", "--seed", "1", "-o", "pool.csv"], "from 0 to"),
        (["--size", "1", "--seed", "1", "-o", "no/such/folder/pool.csv"], "pool.csv"),
    ],
)  # fmt: skip
def test_what_the_command_refuses(
    args: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["population", *args]) == 1
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_command_speaks_french(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["population", "--size", "9", "--seed", "1", "--lang", "fr", "-o", str(tmp_path / "p.csv")]) == 0
    told = capsys.readouterr().out
    assert "personnes synthétiques" in told and "Résidence : Canada" in told.replace("\u00a0", " ")


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    population.people(500, 1, DAYS["2025"], progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (500, 500) and seen == sorted(seen)


def test_a_suffix_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    from openentry.pools.population.files import write_facts, write_profiles

    with pytest.raises(FileError):
        write_facts(pa.table({}), tmp_path / "a.xls")
    with pytest.raises(FileError):
        write_profiles([], tmp_path / "a.csv")
    assert isinstance(population.bands_reached(population.people(5, 1, DAYS["2025"]))[0], Reached)


# --- the example that holds a real round again ---


def test_the_last_general_round_with_a_distribution_is_held_again(capsys: pytest.CaptureFixture[str]) -> None:
    last = [real for real in history() if real.kind == "general" and distribution(real.number)][-1]
    assert last.number == round_demo.NUMBER
    bands = distribution(last.number)
    assert bands is not None
    waiting = sum(band.count for band in bands)
    instructions = round_demo.scaled(last, bands)
    assert (instructions.kind, instructions.moment) == ("general", last.moment)
    assert instructions.size == round(last.invited * round_demo.SIZE / waiting)
    speech.use("en")
    round_demo.main()
    told = " ".join(capsys.readouterr().out.split())
    for figure in (last.number, f"{last.invited:,}", f"{waiting:,}", str(last.lowest_score), "501-600 501-600", "Not comparable"):
        assert figure in told, figure


# --- the long suite ---


@pytest.mark.proof
def test_twenty_thousand_people_could_exist(proof_figures: Any) -> None:
    """The same as above for the pool of the demonstration."""
    bands, day = distribution("294"), DAYS["2024"]
    made = population.people(20_000, 1, day, bands)
    rows = population.table(made).to_pylist()
    for row, profile in zip(rows, population.profiles_of(made), strict=True):
        expected = decided(profile, day)
        assert (row["score"], row["programs"]) == (expected["score"], expected["programs"])
        received = decide(Profile.model_validate(profile), row["received_at"].date(), law=load_book())
        assert received.eligible is True, row["id"]
    proof_figures("population")["people decided one by one, each as its row of facts says and eligible when received"] = len(rows)


@pytest.mark.proof
def test_a_million_people(proof_figures: Any) -> None:
    figures = proof_figures("population")
    for name, bands, day in (("like round 294", distribution("294"), DAYS["2024"]), ("like 2021", None, DAYS["2025"])):
        start = perf_counter()
        made = population.people(1_000_000, 1, day, bands)
        table = population.table(made)
        seconds = perf_counter() - start
        assert table.num_rows == 1_000_000 and seconds < 30
        figures[f"seconds for a million scored facts {name}"] = round(seconds, 1)
        far = max(abs(one.found - one.wanted) for one in population.shares_reached(made))
        figures[f"largest distance from a published share, in percent, {name}"] = round(100 * far, 1)
        assert all(one.found == pytest.approx(one.wanted, abs=1e-6) for one in population.bands_reached(made))
