"""The life of an expression of interest: what each transition brings with it, and the readings that decide nothing today."""

from __future__ import annotations

from datetime import date

from openentry.law import load_book, load_law

DAY = date(2025, 7, 15)
# What each transition brings with it, from the sources named at each (A10.1-A10.3; the pages on the profile and on applying).
EFFECTS = """
T1
T2 notify
T3 stamp_received_at
T4 decide notify
T5 decide notify
T6 keep_received_at decide
T7 keep_received_at decide
T8 decide notify
T9 notify
T10 notify
T11 name_class start_apply_period notify
T12 keep_received_at decide notify
T13 notify
T13a keep_received_at decide
T14 bar_this_profile notify
T15 notify
T16 notify
T17 notify
T18
T19 bar_person notify
"""
NOMINATION = """
N1
N2 notify
N3 award_nomination keep_received_at decide notify
N4 notify
N5 notify
N6 remove_nomination keep_received_at decide notify
"""
# Readings that no decision of one person shows: most document a choice made in a table, TIE-EXACT belongs to rounds.
WRITTEN_DOWN = {
    "APPLY-PERIOD-2020": "first_of_march",
    "CANCELLED-INVITATION": "pool",
    "CLASS-ORDER": "later_pages",
    "DAILY-RETEST": "utc_midnight",
    "FRENCH-2026": "2026-02-18",
    "FUNDS-AFTER-INVITATION": "of_the_day",
    "FUNDS-2017-START": "2017-01-27",
    "FUNDS-2024-FIVE": "as_published",
    "FUNDS-2024-START": "2024-05-28",
    "INELIGIBLE-IN-POOL": "closed",
    "INVITED-IN-POOL": "out",
    "NOVEMBER-2026": "not_applied",
    "TCF-SINCE": "since_the_beginning",
    "TIE-EXACT": "invited",
    "UNANSWERED-NOMINATION": "no_nomination",
    "UNREAD-INSTRUCTIONS": "act_and_pages",
    "VALIDATION-CODE": "opaque",
    "YEAR-ENDS-WHILE-INVITED": "may_apply",
}


def effects(document: str) -> dict[str, list[str]]:
    """Each transition of a table with its effects."""
    return {way.id: list(way.effects) for way in load_law(DAY).content(document).transitions}


def written(table: str) -> dict[str, list[str]]:
    """The same from the text above."""
    return {line.split()[0]: line.split()[1:] for line in table.strip().splitlines()}


def test_what_each_transition_brings_with_it() -> None:
    assert effects("procedure.states") == written(EFFECTS)
    assert effects("procedure.nomination") == written(NOMINATION)


def test_a_nomination_never_takes_a_profile_out_of_the_pool_nor_locks_it() -> None:
    states = load_law(DAY).content("procedure.nomination").states
    assert len(states) == 6
    assert all(state.in_pool and state.editable for state in states)


def test_readings_that_are_written_down_only() -> None:
    documents = load_book().documents
    assert {name: documents[f"switch.{name}"].versions[0].content.choice for name in WRITTEN_DOWN} == WRITTEN_DOWN
