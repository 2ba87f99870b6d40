"""What stands in a facts table is checked cell by cell before it is packed."""

from __future__ import annotations

import decimal
import re
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from openentry.errors import FactsError
from openentry.law import load_law
from openentry.pools.batch import score_batch
from openentry.pools.cells import read_cells
from openentry.pools.layout import COLUMNS, ROW
from openentry.pools.names import KNOWN

LAW = load_law(date(2025, 7, 15))


def _batch(**columns: Any) -> pa.RecordBatch:
    columns.setdefault("age", [30] * len(next(iter(columns.values()))))
    return pa.RecordBatch.from_pydict(columns)


def _problems(batch: pa.RecordBatch) -> list[str]:
    with pytest.raises(FactsError) as refused:
        score_batch(LAW, batch)
    for problem in refused.value.problems:
        assert problem.text("fr") != problem.text("en")
    return [problem.text() for problem in refused.value.problems]


def _code(column: str, value: Any, kind: Any = None) -> int:
    reading = read_cells(_batch(**{column: pa.array([value], kind)}))
    assert not reading.rejects
    return int(reading.columns.codes[ROW[column], 0])


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("age", "29", 29),
        ("age", " 29 ", 29),
        ("age", "029", 29),
        ("age", "+29", 29),
        ("age", "29.0", 29),
        ("age", 29.0, 29),
        ("age", decimal.Decimal("29"), 29),
        ("age", 120, 120),
        ("canadian_work_years", 61, 60),
        ("canadian_work_years", "120", 60),
        ("canadian_work_years", 7.0, 7),
        ("canadian_work_years", "", 0),
        ("en_reading", 12, 12),
        ("nomination", "true", 1),
        ("nomination", "TRUE", 1),
        ("nomination", " False ", 0),
        ("nomination", True, 1),
        ("education", "doctorate", 7),
        ("education", " master ", 6),
        ("education", "", 0),
        ("job_offer", "major_group_00", 2),
        ("first_language", "fr", 1),
    ],
)
def test_a_cell_is_read(column: str, value: Any, code: int) -> None:
    assert _code(column, value) == code
    if isinstance(value, str):
        assert _code(column, value, pa.large_string()) == code
        assert _code(column, value, pa.string_view()) == code
        assert _code(column, value.encode(), pa.binary()) == code
        reading = read_cells(_batch(**{column: pa.array([value]).dictionary_encode()}))
        assert int(reading.columns.codes[ROW[column], 0]) == code


@pytest.mark.parametrize(
    "kind", [pa.int8(), pa.uint8(), pa.int16(), pa.uint32(), pa.int64(), pa.uint64(), pa.float32(), pa.float64()]
)
def test_numbers_of_any_width_are_read(kind: Any) -> None:
    assert _code("age", 44, kind) == 44
    assert _code("spouse_canadian_work_years", None, kind) == 0
    reading = read_cells(_batch(age=pa.array([31, 30, 31], kind).dictionary_encode()))
    assert reading.columns.codes[ROW["age"]].tolist() == [31, 30, 31]


@pytest.mark.parametrize("kind", [pa.null(), pa.string(), pa.binary(), pa.bool_()])
def test_an_empty_cell_is_the_first_value(kind: Any) -> None:
    assert _code("sibling_in_canada", None, kind) == 0


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("age", None, "The age is missing. Give completed years, a whole number."),
        ("age", "", "The age is missing."),
        ("age", "thirty", "“thirty” cannot be age. Give a whole number from 0 to 120."),
        ("age", "-1", "“-1” cannot be age."),
        ("age", "30.5", "“30.5” cannot be age."),
        ("age", "1e1", "“1e1” cannot be age."),
        ("age", "NaN", "“NaN” cannot be age."),
        ("age", "٣٠", "“٣٠” cannot be age."),
        ("age", "9" * 5_000, "“9999999999999999999999999999999999999999…” cannot be age."),
        ("age", -1, "“-1” cannot be age."),
        ("age", 121, "“121” cannot be age."),
        ("age", 256 + 30, "“286” cannot be age."),
        ("age", 2**63 - 1, "“9223372036854775807” cannot be age."),
        ("age", 30.5, "“30.5” cannot be age."),
        ("age", float("nan"), "“nan” cannot be age."),
        ("age", float("inf"), "“inf” cannot be age."),
        ("age", float("-inf"), "“-inf” cannot be age."),
        ("foreign_work_years", float("nan"), "“nan” cannot be foreign_work_years. Give a whole number from 0 to 120."),
        ("foreign_work_years", 121, "“121” cannot be foreign_work_years."),
        ("fr_speaking", 13, "“13” cannot be fr_speaking. Give a whole number from 0 to 12."),
        ("fr_speaking", "-0.5", "“-0.5” cannot be fr_speaking."),
        ("spouse_reading", 300, "“300” cannot be spouse_reading."),
        ("nomination", "yes", "“yes” cannot be nomination. Give false or true."),
        ("nomination", "1", "“1” cannot be nomination."),
        ("education", "masters", "“masters” cannot be education. Did you mean master? It can be one of none, secondary, one_year"),
        ("education", "Bachelor", "“Bachelor” cannot be education. Did you mean bachelor?"),
        ("education", "xyz", "“xyz” cannot be education. Give one of none, secondary"),
        ("first_language", "English", "“English” cannot be first_language. Give one of en and fr."),
        ("canadian_occupation", "99999", "“99999” is not a unit group of the National Occupational Classification 2021."),
        ("canadian_occupation", "a\nb\x00", "“a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}” is not a unit group"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(column: str, value: Any, said: str) -> None:
    good = {"age": 30, "nomination": True} | (
        {column: None} if column != "age" else {"age": "30"} if isinstance(value, str) else {}
    )
    batch = pa.RecordBatch.from_pylist([good, good | {column: value}])
    (problem,) = _problems(batch)
    assert problem.startswith(f"[1].{column}: {said}")


def test_every_bad_cell_of_every_row_is_named_in_order() -> None:
    batch = _batch(age=["30", "x", "200", "31"], education=["none", "none", "phd", None], en_reading=[13, 1, -1, 5])
    assert [problem.split(":")[0] for problem in _problems(batch)] == [
        *("[0].en_reading", "[1].age"),
        *("[2].age", "[2].education", "[2].en_reading"),
    ]
    reading = read_cells(batch)
    assert reading.kept.tolist() == [3]
    assert reading.columns.codes[ROW["en_reading"]].tolist() == [5]
    assert [reject.found for reject in reading.rejects] == ["13", "x", "200", "phd", "-1"]


def test_the_first_language_is_asked_for_only_where_both_have_levels() -> None:
    rows: list[dict[str, Any]] = [
        {"age": 30, "en_reading": 5},
        {"age": 30, "fr_reading": 5},
        {"age": 30},
        {"age": 30, "en_reading": 5, "fr_reading": 5, "first_language": "en"},
        {"age": 30, "en_reading": 5, "first_language": "fr"},
    ]
    reading = read_cells(
        pa.RecordBatch.from_pylist([{"en_reading": None, "fr_reading": None, "first_language": None} | r for r in rows])
    )
    assert not reading.rejects
    assert reading.columns.codes[ROW["first_language"]].tolist() == [0, 1, 0, 0, 1]
    both = _batch(en_reading=[4], fr_speaking=["1"])
    assert _problems(both)[0].startswith(
        "[0].first_language: Both languages have levels, so the first official language must be given"
    )


def test_ids_are_text_whole_numbers_or_nothing() -> None:
    assert read_cells(_batch(id=["a", None, ""])).ids.to_pylist() == ["a", None, ""]
    assert read_cells(_batch(id=[7, 8])).ids.to_pylist() == ["7", "8"]
    assert read_cells(_batch(id=pa.array(["é", "é"]).dictionary_encode())).ids.to_pylist() == ["é", "é"]
    assert read_cells(_batch(age=[1, 2])).ids.to_pylist() == [None, None]
    broken = _batch(id=[b"ok", b"caf\xe9", None], age=[30, 30, 30])
    assert _problems(broken)[0].startswith("[1].id: The id is not UTF-8 text.")
    reading = read_cells(broken)
    assert reading.ids.to_pylist() == ["ok", None]


def test_an_occupation_is_its_five_digits_as_text_or_number() -> None:
    reading = read_cells(_batch(canadian_occupation=[10, 21231, None]))
    assert not reading.rejects
    texts = read_cells(_batch(canadian_occupation=["00010", "21231", "none"]))
    assert reading.columns.occupation is not None
    assert texts.columns.occupation is not None
    assert reading.columns.occupation.tolist() == texts.columns.occupation.tolist()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["age", "canadian_work"], "There is no column “canadian_work” in a facts table. Did you mean canadian_work_years?"),
        (["Age"], "There is no column “Age” in a facts table. Did you mean age?"),
        (["Age"], "There is no column age, without which nobody can be scored."),
        (
            ["age", "zzz"],
            "There is no column “zzz” in a facts table. Leave it out, or give it one of these names: id, accompanying_spouse",
        ),
        (["age", "en_reading", "en_reading"], "The column “en_reading” stands more than once. Keep one."),
        (["education"], "There is no column age, without which nobody can be scored."),
        ([""], "There is no column “” in a facts table."),
    ],
)
def test_a_table_with_other_columns_is_refused(names: list[str], said: str) -> None:
    batch = pa.RecordBatch.from_arrays([pa.array(["1"])] * len(names), names=names)
    assert any(problem.startswith(said) for problem in _problems(batch))


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("age", [[30]]),
        ("age", [{"years": 30}]),
        ("age", [True]),
        ("age", [datetime(2020, 1, 1, tzinfo=UTC)]),
        ("age", [date(2020, 1, 1)]),
        ("education", [4]),
        ("first_language", [0.0]),
        ("nomination", [1]),
        ("id", [1.5]),
        ("canadian_occupation", [21231.0]),
    ],
)
def test_a_column_of_a_type_that_cannot_hold_its_values_is_refused(column: str, values: list[Any]) -> None:
    (problem,) = _problems(_batch(**{column: values}))
    assert problem.startswith(f"The column {column} holds ")


def test_columns_of_the_pool_that_are_not_facts_are_let_through() -> None:
    batch = _batch(received_at=[datetime(2025, 1, 1, tzinfo=UTC)], programs=[["cec"]], categories=["french"], sequence=[1])
    assert score_batch(LAW, batch).num_rows == 1


def test_every_fact_that_a_rule_can_look_at_has_a_column_or_is_worked_out() -> None:
    from openentry.law.domains import FACT_NAMES

    assert {name for name in FACT_NAMES if name not in COLUMNS} == set(ROW) - set(COLUMNS)


def test_the_published_schema_has_the_same_columns_and_values() -> None:
    from openentry.schema import facts_schema

    shapes = facts_schema()["properties"]
    assert set(shapes) == set(KNOWN)
    for name, column in COLUMNS.items():
        if column.is_number:
            assert (shapes[name]["minimum"], shapes[name]["maximum"]) == (0, column.most)
        elif name == "canadian_occupation":
            assert all(re.fullmatch(shapes[name]["pattern"], value) for value in column.values)
        elif not column.is_yes_no:
            assert set(shapes[name]["enum"]) - {None} == set(column.values)
