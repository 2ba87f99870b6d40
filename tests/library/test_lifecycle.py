"""The life of an expression of interest: the whole table, and the last moment of every period."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from openentry import lifecycle
from openentry.errors import DayError, InputError, LawGapError
from openentry.law.book import Law, LawBook, load_book
from openentry.law.raw import HERE, read_yaml
from openentry.law.shapes.procedure import Deadline, States
from openentry.law.sources import Instrument, Source, Text

#: id: the states it leads from, the state it leads to, by whom
TABLE: dict[str, tuple[set[str], str, str]] = {
    "T1": (set(), "DRAFT", "person"),
    "T2": ({"DRAFT"}, "DRAFT_LAPSED", "system"),
    "T3": ({"DRAFT"}, "SUBMITTED", "person"),
    "T4": ({"SUBMITTED"}, "IN_POOL", "system"),
    "T5": ({"SUBMITTED"}, "INELIGIBLE_AT_SUBMISSION", "system"),
    "T6": ({"IN_POOL"}, "IN_POOL", "person"),
    "T7": ({"IN_POOL"}, "IN_POOL", "system"),
    "T8": ({"IN_POOL"}, "INELIGIBLE_IN_POOL", "system"),
    "T9": ({"IN_POOL"}, "EXPIRED", "system"),
    "T10": ({"IN_POOL"}, "WITHDRAWN", "person"),
    "T11": ({"IN_POOL"}, "INVITED", "round"),
    "T12": ({"INVITED"}, "IN_POOL", "person"),
    "T13": ({"INVITED"}, "ITA_CANCELLED", "minister"),
    "T13a": ({"ITA_CANCELLED"}, "IN_POOL", "system"),
    "T14": ({"INVITED"}, "ITA_LAPSED", "system"),
    "T15": ({"INVITED"}, "APPLIED", "person"),
    "T16": ({"APPLIED"}, "APP_RETURNED", "officer"),
    "T17": ({"APPLIED"}, "APP_DECIDED", "officer"),
    "T18": (set(), "DRAFT", "person"),
    "T19": ({"DRAFT", "IN_POOL", "INVITED", "APPLIED"}, "BARRED", "officer"),
}
NOMINATION: dict[str, tuple[set[str], str, str]] = {
    "N1": (set(), "DECLARED", "person"),
    "N2": ({"DECLARED"}, "OFFERED", "province"),
    "N3": ({"OFFERED"}, "ACCEPTED", "person"),
    "N4": ({"OFFERED"}, "REJECTED", "person"),
    "N5": ({"OFFERED"}, "LAPSED", "system"),
    "N6": ({"OFFERED", "ACCEPTED"}, "WITHDRAWN_BY_PROVINCE", "province"),
}
TERMINAL = {
    "DRAFT_LAPSED",
    "INELIGIBLE_AT_SUBMISSION",
    "INELIGIBLE_IN_POOL",
    "ITA_LAPSED",
    "WITHDRAWN",
    "EXPIRED",
    "APP_RETURNED",
    "APP_DECIDED",
    "BARRED",
}


@pytest.fixture(scope="module")
def book() -> LawBook:
    return load_book()


@pytest.fixture(scope="module")
def law(book: LawBook) -> Law:
    return book.on(date(2025, 7, 15))


# --- the table ---


@pytest.mark.parametrize(("table", "expected"), [(lifecycle.PROFILE, TABLE), (lifecycle.NOMINATION, NOMINATION)])
def test_the_table_has_exactly_these_transitions(law: Law, table: str, expected: dict[str, tuple[set[str], str, str]]) -> None:
    found = {t.id: (set(t.from_states), t.to, t.who) for t in law.content(table).transitions}
    assert found == expected
    for name, (_, to, _) in expected.items():
        assert lifecycle.transition(law, name, table=table).to == to


def test_every_pair_of_states_is_in_the_table_or_refused(law: Law) -> None:
    names = [s.id for s in lifecycle.states(law)]
    for start in names:
        for to in names:
            ids = [i for i, (starts, end, _) in TABLE.items() if start in starts and end == to]
            if len(ids) == 1:
                assert lifecycle.transition(law, start, to).id == ids[0]
                continue
            with pytest.raises(InputError) as caught:
                lifecycle.transition(law, start, to)
            kind = caught.value.problems[0].message.id
            if ids:
                assert kind == "error.lifecycle.several_transitions"
            else:
                assert kind == f"error.lifecycle.{'terminal' if start in TERMINAL else 'no_transition'}"
            assert caught.value.text("en") != caught.value.text("fr")


def test_nothing_leaves_a_terminal_state_and_every_other_is_left(law: Law) -> None:
    assert {s.id for s in lifecycle.states(law) if s.terminal} == TERMINAL
    for state in lifecycle.states(law):
        assert (lifecycle.may(law, state.id) == ()) is state.terminal


@pytest.mark.parametrize("table", [lifecycle.PROFILE, lifecycle.NOMINATION])
def test_every_state_can_be_reached(law: Law, table: str) -> None:
    reached = {t.to for t in lifecycle.may(law, None, table)}
    for _ in lifecycle.states(law, table):
        reached |= {t.to for name in reached for t in lifecycle.may(law, name, table)}
    assert reached == {s.id for s in lifecycle.states(law, table)}


def test_what_may_be_done_in_a_state(law: Law) -> None:
    assert [t.id for t in lifecycle.may(law, "INVITED")] == ["T12", "T13", "T14", "T15", "T19"]
    assert [t.id for t in lifecycle.may(law, None)] == ["T1", "T18"]


def test_only_one_state_is_in_the_pool_and_two_can_be_edited(law: Law) -> None:
    assert [s.id for s in lifecycle.states(law) if s.in_pool] == ["IN_POOL"]
    assert [s.id for s in lifecycle.states(law) if s.editable] == ["DRAFT", "IN_POOL"]


def test_a_momentary_state_is_left_by_the_system_only(law: Law) -> None:
    momentary = [s.id for s in lifecycle.states(law) if s.momentary]
    assert momentary == ["SUBMITTED", "ITA_CANCELLED"]
    for name in momentary:
        assert {t.who for t in lifecycle.may(law, name)} == {"system"}


def test_the_moment_of_receipt_is_stamped_once_and_kept(law: Law) -> None:
    ways = {t.id: set(t.effects) for t in law.content(lifecycle.PROFILE).transitions}
    assert [i for i, effects in ways.items() if "stamp_received_at" in effects] == ["T3"]
    into_pool = {i for i, (starts, to, _) in TABLE.items() if to == "IN_POOL" and "SUBMITTED" not in starts}
    assert {i for i, effects in ways.items() if "keep_received_at" in effects} == into_pool
    assert all("decide" in ways[i] for i in into_pool | {"T4"})


def test_a_decision_against_is_followed_by_a_new_draft(law: Law) -> None:
    assert lifecycle.transition(law, "T18").after == ("APP_RETURNED", "APP_DECIDED")
    assert "bar_person" in lifecycle.transition(law, "T19").effects
    assert "bar_this_profile" in lifecycle.transition(law, "T14").effects


def test_every_deadline_that_a_transition_names_exists(law: Law) -> None:
    for table in (lifecycle.PROFILE, lifecycle.NOMINATION):
        for way in law.content(table).transitions:
            if way.deadline:
                assert isinstance(law.content(f"procedure.{way.deadline}"), Deadline)


def test_states_are_named_in_both_languages(law: Law) -> None:
    for table in (lifecycle.PROFILE, lifecycle.NOMINATION):
        for state in lifecycle.states(law, table):
            for words in (state.name, state.meaning, state.shown):
                assert words.en and words.fr and words.en != words.fr


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("T99",), "unknown_transition"),
        (("IN_POOL",), "unknown_transition"),
        (("",), "unknown_transition"),
        ((None,), "unknown_transition"),
        (("in_pool", "INVITED"), "unknown_state"),
        (("IN_POOL", "SOMEWHERE"), "unknown_state"),
        (("IN_POOL", "IN_POOL"), "several_transitions"),
        ((None, "DRAFT"), "several_transitions"),
        ((None, "IN_POOL"), "no_transition"),
        (("EXPIRED", "IN_POOL"), "terminal"),
        (("DRAFT", "IN_POOL"), "no_transition"),
    ],
)
def test_what_is_not_in_the_table_is_refused(law: Law, asked: tuple[Any, ...], message: str) -> None:
    with pytest.raises(InputError) as caught:
        lifecycle.transition(law, *asked)
    assert caught.value.problems[0].message.id == f"error.lifecycle.{message}"
    assert caught.value.text("fr") != caught.value.text("en")


def test_a_state_that_does_not_exist(law: Law) -> None:
    assert lifecycle.state(law, "IN_POOL").in_pool
    for ask in (lifecycle.state, lifecycle.may):
        with pytest.raises(InputError, match="is not a state"):
            ask(law, "LIMBO")


# --- periods ---


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("name", "began", "last"),
    [
        ("apply_days", "2025-07-15T00:00:00+00:00", "2025-09-13T23:59:59.999999+00:00"),
        ("apply_days", "2025-07-15T23:59:59.999999+00:00", "2025-09-13T23:59:59.999999+00:00"),
        ("apply_days", "2025-07-16T00:00:00+00:00", "2025-09-14T23:59:59.999999+00:00"),
        ("apply_days", "2024-01-01T12:00:00+00:00", "2024-03-01T23:59:59.999999+00:00"),
        ("draft_days", "2025-01-01T09:30:00+00:00", "2025-03-02T23:59:59.999999+00:00"),
        ("reference_code_days", "2025-01-01T09:30:00+00:00", "2025-03-02T23:59:59.999999+00:00"),
        ("nomination_days", "2025-01-31T09:30:00+00:00", "2025-03-02T23:59:59.999999+00:00"),
        ("restoration_days", "2025-01-01T00:00:00+00:00", "2025-04-01T23:59:59.999999+00:00"),
        ("pool_years", "2025-07-15T12:34:56.789012+00:00", "2026-07-15T12:34:56.789012+00:00"),
        ("pool_years", "2024-02-29T12:34:56.789012+00:00", "2025-02-28T12:34:56.789012+00:00"),
        ("pool_years", "2023-02-28T01:02:03+00:00", "2024-02-28T01:02:03+00:00"),
        ("pool_years", "2023-03-01T00:00:00+00:00", "2024-03-01T00:00:00+00:00"),
        ("misrepresentation_years", "2020-02-29T00:00:00+00:00", "2025-02-28T00:00:00+00:00"),
        ("misrepresentation_years", "2021-06-01T00:00:00+00:00", "2026-06-01T00:00:00+00:00"),
        ("job_bank_days", "2017-06-05T10:00:00+00:00", "2017-07-05T23:59:59.999999+00:00"),
    ],
)
def test_the_last_moment_of_a_period(law: Law, name: str, began: str, last: str) -> None:
    assert lifecycle.deadline(law, name, at(began)) == at(last)


def test_day_sixty_is_in_time_and_a_microsecond_later_is_not(law: Law) -> None:
    last = lifecycle.deadline(law, "apply_days", at("2025-07-15T14:00:00+00:00"))
    assert last.date() == date(2025, 7, 15) + timedelta(days=60)
    assert at("2025-09-13T23:59:59.999999+00:00") <= last < at("2025-09-14T00:00:00+00:00")
    assert (last + MICROSECOND).date() == date(2025, 7, 15) + timedelta(days=61)


@pytest.mark.parametrize(
    ("invited", "days"),
    [
        ("2015-01-31", 60),
        ("2016-11-18", 60),
        ("2016-11-19", 90),
        ("2018-06-25", 90),
        ("2018-06-26", 60),
        ("2020-02-29", 60),
        ("2020-03-01", 90),
        ("2021-06-28", 90),
        ("2021-06-29", 60),
        ("2026-09-16", 60),
    ],
)
def test_the_period_to_apply_is_that_of_the_day_of_the_invitation(book: LawBook, invited: str, days: int) -> None:
    """Whichever day's law is handed in: an invitation keeps the period it was issued with."""
    began = at(f"{invited}T23:00:00+00:00")
    for day in (date(2015, 1, 1), date(2020, 6, 1), date(2025, 7, 15)):
        assert lifecycle.deadline(book.on(day), "apply_days", began).date() == began.date() + timedelta(days=days)


def test_other_time_zones_are_read_as_the_same_moment_in_utc(law: Law) -> None:
    """20:00 in Ottawa on 15 July is 00:00 UTC on the 16th: day 1 is the 17th."""
    eastern = datetime(2025, 7, 15, 20, 0, tzinfo=timezone(timedelta(hours=-4)))
    found = lifecycle.deadline(law, "apply_days", eastern)
    assert found == lifecycle.deadline(law, "apply_days", at("2025-07-16T00:00:00+00:00"))
    assert found.tzinfo is UTC
    assert lifecycle.deadline(law, "pool_years", eastern).tzinfo is UTC


FIRST = datetime(2015, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=20 * 365)).map(lambda after: FIRST + after)


@given(began=moments, name=st.sampled_from(["draft_days", "apply_days", "nomination_days", "restoration_days"]))
def test_a_period_of_days_ends_with_a_day(began: datetime, name: str) -> None:
    law = load_book().on(date(2025, 7, 15))
    last = lifecycle.deadline(law, name, began)
    length = load_book().on(began.date()).content(f"procedure.{name}").length
    assert (last + MICROSECOND).time() == datetime.min.time()
    assert (last.date() - began.date()).days == length
    assert timedelta(days=length) <= last + MICROSECOND - began <= timedelta(days=length + 1)


@given(began=moments)
def test_the_year_in_the_pool_is_a_year(began: datetime) -> None:
    last = lifecycle.deadline(load_book().on(date(2025, 7, 15)), "pool_years", began)
    assert timedelta(days=365) <= last - began <= timedelta(days=366)
    assert last.timetz() == began.timetz()
    assert last.day == began.day or (began.month, began.day, last.day) == (2, 29, 28)


@pytest.mark.parametrize("name", ["apply_days", "pool_years"])
def test_a_moment_without_a_time_zone_is_refused(law: Law, name: str) -> None:
    with pytest.raises(DayError) as caught:
        lifecycle.deadline(law, name, datetime(2025, 7, 15, 12, 0))  # noqa: DTZ001 - the very thing that is refused
    assert caught.value.problems[0].message.id == "error.lifecycle.no_time_zone"
    assert "2025-07-15T12:00:00" in caught.value.text("fr")


@pytest.mark.parametrize("name", ["apply_days", "pool_years"])
def test_a_period_beyond_the_calendar_is_refused(law: Law, name: str) -> None:
    with pytest.raises(DayError) as caught:
        lifecycle.deadline(law, name, datetime.max.replace(tzinfo=UTC))
    assert caught.value.problems[0].message.id == "error.lifecycle.beyond_the_calendar"


def test_a_moment_before_express_entry_is_refused(law: Law) -> None:
    with pytest.raises(DayError) as caught:
        lifecycle.deadline(law, "apply_days", at("2014-12-31T23:59:59.999999+00:00"))
    assert caught.value.problems[0].message.id == "error.day.before_the_law"


@pytest.mark.parametrize(
    ("name", "began"), [("job_bank_days", "2017-06-06T00:00:00+00:00"), ("holidays", "2025-07-15T00:00:00+00:00")]
)
def test_a_period_that_is_not_in_force_is_refused(law: Law, name: str, began: str) -> None:
    with pytest.raises(LawGapError):
        lifecycle.deadline(law, name, at(began))


def test_the_other_reading_of_how_days_are_counted(tmp_path: Path) -> None:
    switches = read_yaml(HERE / "procedure" / "switches.yaml")["documents"]
    document = next(d for d in switches if d["id"] == "switch.DAY-COUNTING")
    version = document["versions"][0] | {"replaces": "2015-01-01"}
    version["content"] = version["content"] | {"choice": "following_the_day_after"}
    (tmp_path / "counting.yaml").write_text(json.dumps({"id": document["id"], "versions": [version]}), encoding="utf-8")
    law = load_book(tmp_path).on(date(2025, 7, 15))
    assert lifecycle.deadline(law, "apply_days", at("2025-07-15T00:00:00+00:00")) == at("2025-09-14T23:59:59.999999+00:00")
    assert lifecycle.deadline(law, "pool_years", at("2025-07-15T00:00:00+00:00")) == at("2026-07-15T00:00:00+00:00")


def test_uncertain_rules_are_named_switches(law: Law) -> None:
    taken = {
        "UNREAD-INSTRUCTIONS": "act_and_pages",
        "DAY-COUNTING": "day_after",
        "INVITED-IN-POOL": "out",
        "INELIGIBLE-IN-POOL": "closed",
        "CANCELLED-INVITATION": "pool",
        "CLASS-ORDER": "later_pages",
        "VALIDATION-CODE": "opaque",
        "UNANSWERED-NOMINATION": "no_nomination",
        "APPLY-PERIOD-2020": "first_of_march",
        "DAILY-RETEST": "utc_midnight",
        "NOVEMBER-2026": "not_applied",
        "YEAR-ENDS-WHILE-INVITED": "may_apply",
    }
    assert {name: law.choice(name) for name in taken} == taken


# --- what is refused as a table ---

PAGE = Instrument("PAGE", Text("Page", "Page"), Text("page", "page"), "https://example.org/")
WORDS = {"en": "Words", "fr": "Mots"}


def a_state(name: str, **change: Any) -> dict[str, Any]:
    flags = {"in_pool": False, "editable": False, "terminal": False}
    return {"id": name, "name": WORDS, "meaning": WORDS, "shown": WORDS} | flags | change


def a_way(name: str, starts: list[str], to: str, **change: Any) -> dict[str, Any]:
    source = Source(PAGE, "", "official", PAGE.url)
    way = {"id": name, "from_states": starts, "to": to, "trigger": WORDS, "who": "person", "effects": [], "source": source}
    return way | change


START, END = a_state("START"), a_state("END", terminal=True)
BEGIN, FINISH = a_way("A", [], "START"), a_way("B", ["START"], "END")


def test_a_small_table_is_taken() -> None:
    shaped = TypeAdapter(States).validate_python({"states": [START, END], "transitions": [BEGIN, FINISH]})
    assert [t.id for t in shaped.transitions] == ["A", "B"]


@pytest.mark.parametrize(
    ("states", "transitions"),
    [
        ([START, START, END], [BEGIN, FINISH]),
        ([START, END], [BEGIN, FINISH, a_way("B", ["START"], "START")]),
        ([START, END], [BEGIN, FINISH, a_way("C", ["START"], "NOWHERE")]),
        ([START, END], [BEGIN, FINISH, a_way("C", ["NOWHERE"], "END")]),
        ([START, END], [BEGIN, FINISH, a_way("C", [], "START", after=["NOWHERE"])]),
        ([START, END], [BEGIN, FINISH, a_way("C", ["END"], "START")]),
        ([START, END, a_state("ISLAND", terminal=True)], [BEGIN, FINISH]),
        ([START, END, a_state("LOOP")], [BEGIN, FINISH, a_way("C", ["LOOP"], "LOOP")]),
        ([START, END, a_state("STUCK")], [BEGIN, FINISH, a_way("C", ["START"], "STUCK")]),
        ([START, END], [FINISH]),
        ([START, END], [BEGIN, a_way("B", ["START"], "END", who="nobody")]),
        ([START, END], [BEGIN, a_way("B", ["START"], "END", effects=["explode"])]),
        ([START | {"colour": "red"}, END], [BEGIN, FINISH]),
    ],
)
def test_a_table_that_does_not_hold_is_refused(states: list[dict[str, Any]], transitions: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(States).validate_python({"states": states, "transitions": transitions})


@pytest.mark.parametrize("change", [{"length": 0}, {"length": "1.5"}, {"unit": "months"}, {"runs_from": {"en": "only"}}])
def test_a_period_that_does_not_hold_is_refused(change: dict[str, Any]) -> None:
    whole = {"length": 60, "unit": "days", "runs_from": WORDS}
    assert TypeAdapter(Deadline).validate_python(whole).length == 60
    with pytest.raises(ValidationError):
        TypeAdapter(Deadline).validate_python(whole | change)
