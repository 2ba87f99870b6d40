"""Who is invited: order, number, class, who is left out, and the rules of each time."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openentry import lifecycle
from openentry.errors import InputError, InstructionsError
from openentry.law import load_book, load_law
from openentry.law.raw import read_bundle
from openentry.rounds import Entry, Instructions, Line, Opening, Result, TieBreak, checks, line, ranks_within, select
from tests.library.rounds_pools import MOMENT, ORDER, TICK, YEAR_BEFORE, by_hand, entry, instructions, orders, pools

LAW = load_law(MOMENT.date())
EARLY = datetime(2016, 12, 22, 16, 0, tzinfo=UTC)


def ids(result):
    return [one.id for one in result.invited]


def shifted(pool, by):
    return [dataclasses.replace(one, received_at=one.received_at + by) for one in pool]


# --- the whole of it, against one sorted list ---


@given(pools(), orders())
def test_the_selection_is_that_of_one_sorted_list(pool, order):
    result = select(pool, order, LAW)
    assert result.invited == by_hand(pool, order)
    assert result.eligible + sum(result.left_out.values()) == len(pool)
    assert checks(pool, order, result, LAW) == []


@given(pools(), orders(EARLY))
def test_before_june_2017_everyone_at_the_cut_off_is_invited(pool, order):
    law = load_law(EARLY.date())
    pool = [one for one in shifted(pool, EARLY - MOMENT) if one.received_at.date() > date(2015, 1, 1)]
    result = select(pool, order, law)
    assert result.invited == by_hand(pool, order, ties_together=True)
    assert result.tie_break is None
    assert checks(pool, order, result, law) == []


@given(pools(), orders(), st.randoms(use_true_random=False))
def test_the_order_in_which_the_pool_is_given_changes_nothing(pool, order, random):
    mixed = random.sample(pool, len(pool))
    assert select(mixed, order, LAW) == select(pool, order, LAW)


@given(pools(), st.integers(0, 12))
def test_a_larger_round_begins_with_the_smaller_one(pool, size):
    smaller = select(pool, instructions(size=size), LAW)
    larger = select(pool, instructions(size=size + 1), LAW)
    assert larger.invited[: len(smaller.invited)] == smaller.invited
    assert 0 <= len(larger.invited) - len(smaller.invited) <= 1


@given(pools(), orders())
def test_whoever_declines_is_invited_in_the_same_class_next_time(pool, order):
    result = select(pool, order, LAW)
    taken = {one.id for one in result.invited[1:]}  # the first declines: back with the same moment of receipt
    later = [dataclasses.replace(one, state="INVITED") if one.id in taken else one for one in pool]
    again = select(later, order, LAW)
    if result.invited:
        first = result.invited[0]
        assert again.invited[0] == first


# --- order and number ---


def test_score_then_moment_of_receipt_then_sequence_number():
    day = datetime(2025, 5, 1, 9, tzinfo=UTC)
    pool = [
        entry("late", 480, day + TICK, 1),
        entry("second", 480, day, 3),
        entry("first", 480, day, 2),
        entry("top", 481, MOMENT, 4),
    ]
    result = select(pool, instructions(size=3), LAW)
    assert ids(result) == ["top", "first", "second"]
    assert (result.cut_off, result.at_cut_off, result.eligible) == (480, 3, 4)
    assert result.tie_break == TieBreak(day, 3)


def test_a_pool_of_none_and_of_one():
    assert select([], instructions(size=5), LAW) == Result((), 0, None, None, 0, {})
    alone = select([entry("A")], instructions(size=5), LAW)
    assert ids(alone) == ["A"]
    assert alone.invited[0].rank == 1


def test_a_number_of_none_invites_nobody():
    result = select([entry("A")], instructions(size=0), LAW)
    assert (ids(result), result.eligible, result.cut_off, result.tie_break) == ([], 1, None, None)


def test_everyone_alike_is_told_apart_by_the_sequence_number_alone():
    day = datetime(2025, 5, 1, tzinfo=UTC)
    pool = [entry(f"E{n}", 480, day, n) for n in range(1000, 0, -1)]
    result = select(pool, instructions(size=7), LAW)
    assert ids(result) == [f"E{n}" for n in range(1, 8)]
    assert (result.at_cut_off, result.tie_break) == (1000, TieBreak(day, 7))


def test_a_lowest_score_invites_everyone_at_or_above_it():
    pool = [entry("A", 500), entry("B", 480), entry("C", 480), entry("D", 479)]
    assert ids(select(pool, instructions(lowest_score=480), LAW)) == ["A", "B", "C"]
    assert ids(select(pool, instructions(lowest_score=480, size=2), LAW)) == ["A", "B"]
    assert ids(select(pool, instructions(lowest_score=1200), LAW)) == []


def test_the_round_of_22_december_2016_has_no_tie_break_and_the_next_june_it_has():
    pool = [entry(id_, 475, datetime(2016, 12, 1, n, tzinfo=UTC), n) for n, id_ in enumerate("ABC")]
    for moment, invited in ((EARLY, ["A", "B", "C"]), (datetime(2017, 6, 6, tzinfo=UTC), ["A"])):
        order = instructions(moment=moment, size=1)
        result = select(pool, order, load_law(moment.date()))
        assert ids(result) == invited
        assert (result.tie_break is None) is (len(invited) == 3)


def test_the_line_counts_from_the_top():
    histogram = [0] * 1201
    histogram[1200], histogram[480], histogram[0] = 2, 3, 1
    assert line(histogram, instructions(size=2), LAW) == Line(1200, 2)
    assert line(histogram, instructions(size=4), LAW) == Line(480, 2)
    assert line(histogram, instructions(size=100), LAW) == Line(0, 1)
    assert line(histogram, instructions(size=100, lowest_score=1), LAW) == Line(480, 3)
    assert line(histogram, instructions(lowest_score=480), LAW) == Line(480, None)
    assert line(histogram, instructions(size=0), LAW) is None
    assert line([0] * 1201, instructions(size=5), LAW) is None


# --- who is in, and in which class ---


@pytest.mark.parametrize(
    ("keys", "programs", "nominated", "categories", "expected"),
    [
        ({}, "fst fsw cec", False, "", "cec"),
        ({}, "fst fsw", False, "", "fsw"),
        ({}, "fst", False, "", "fst"),
        ({}, "", False, "french", None),
        ({}, "pnp cec", True, "", "pnp"),
        ({}, "pnp cec", False, "", "pnp"),  # the program is met only with an accepted nomination
        ({}, "cec", True, "", None),  # A10.1(1.1): as a nominee or not at all
        ({"kind": "programs", "programs": ["fst"]}, "cec fst", False, "", "fst"),
        ({"kind": "programs", "programs": ["fst", "fsw"]}, "fst fsw cec", False, "", "fsw"),
        ({"kind": "programs", "programs": ["cec"]}, "fsw", False, "", None),
        ({"kind": "programs", "programs": ["cec"]}, "pnp cec", True, "", None),
        ({"kind": "programs", "programs": ["pnp"]}, "pnp cec", True, "", "pnp"),
        ({"kind": "programs", "programs": ["pnp"]}, "cec", False, "", None),
        ({"kind": "programs", "programs": ["cec", "pnp"]}, "pnp cec", True, "", "pnp"),
        ({"kind": "category", "category": "french"}, "fsw cec", False, "french stem", "cec"),
        ({"kind": "category", "category": "french"}, "fsw cec", False, "stem", None),
        ({"kind": "category", "category": "french"}, "pnp fsw", True, "french", None),
        ({"kind": "category", "category": "french"}, "", False, "french", None),
    ],
)
def test_the_class_of_the_invitation(keys, programs, nominated, categories, expected):
    pool = [entry("A", programs=programs, categories=categories, nominated=nominated)]
    result = select(pool, instructions(size=1, **keys), LAW)
    assert [one.program for one in result.invited] == ([expected] if expected else [])


def test_a_program_round_ranks_inside_the_subset():
    pool = [entry("A", 900, programs="fsw"), entry("B", 480, programs="cec"), entry("C", 470, programs="cec fsw")]
    result = select(pool, instructions(kind="programs", programs=["cec"], size=2), LAW)
    assert [(one.rank, one.id) for one in result.invited] == [(1, "B"), (2, "C")]
    assert (result.eligible, result.left_out) == (2, {"other_program": 1})


def test_why_somebody_is_not_ranked():
    order = instructions(kind="category", category="french", size=9)
    pool = [
        entry("A", received_at=MOMENT + TICK, categories="french"),
        entry("B", received_at=YEAR_BEFORE - TICK, categories="french"),
        entry("C", programs="", categories="french"),
        entry("D", categories="stem"),
        entry("E", programs="pnp cec", nominated=True, categories="french"),
        entry("F", programs="cec", nominated=True, categories="french"),
        entry("G", state="WITHDRAWN", categories="french"),
        entry("H", state="INVITED", categories="french"),
    ]
    reasons = {
        "not_yet_received",
        "year_over",
        "no_program",
        "other_category",
        "nominee",
        "nominee_not_met",
        "WITHDRAWN",
        "INVITED",
    }
    result = select(pool, order, LAW)
    assert result.left_out == dict.fromkeys(reasons, 1)
    assert list(result.left_out) == sorted(reasons)


@pytest.mark.parametrize("state", ["INVITED", "BARRED", "WITHDRAWN", "EXPIRED", "INELIGIBLE_IN_POOL", "ITA_LAPSED", "DRAFT"])
def test_nobody_outside_the_pool_is_selected(state):
    assert ids(select([entry("A", state=state), entry("B")], instructions(size=2), LAW)) == ["B"]


@pytest.mark.parametrize(
    ("received", "moment", "in_time"),
    [
        ("2024-02-29T10:00:00", "2025-02-28T10:00:00", True),  # the year of a 29 February ends on the 28th, at its own time
        ("2024-02-29T10:00:00", "2025-02-28T10:00:00.000001", False),
        ("2024-02-28T23:00:00", "2025-02-28T12:00:00", True),
        ("2024-02-29T11:00:00", "2025-02-28T12:00:00", False),
        ("2023-03-01T10:00:00", "2024-03-01T10:00:00", True),
        ("2023-03-01T10:00:00", "2024-03-01T10:00:00.000001", False),
    ],
)
def test_the_last_moment_in_the_pool(received, moment, in_time):
    received, moment = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (received, moment))
    law = load_law(moment.date())
    order = instructions(moment=moment, size=1)
    pool = [entry("A", received_at=received)]
    result = select(pool, order, law)
    assert bool(result.invited) is in_time
    assert checks(pool, order, result, law) == []


def test_a_shorter_time_in_the_pool_is_a_change_of_data(tmp_path):
    source = {"instrument": "OPENENTRY", "at": "", "evidence": "judgement", "note": "A trial."}
    version = {"in_force": "2025-01-01", "source": source}
    content = {"length": 30, "unit": "days", "runs_from": {"en": "receipt", "fr": "la réception"}}
    (tmp_path / "pool.yaml").write_text(
        str({"id": "procedure.pool_years", "versions": [version | {"content": content}]}), encoding="utf-8"
    )
    law = load_book(tmp_path).on(MOMENT.date())
    order = instructions(size=2)
    pool = [entry("A", received_at=MOMENT - timedelta(days=29)), entry("B", received_at=MOMENT - timedelta(days=40))]
    result = select(pool, order, law)
    assert (ids(result), result.left_out) == (["A"], {"year_over": 1})
    assert checks(pool, order, result, law) == []
    last = lifecycle.deadline(law, "pool_years", pool[0].received_at)
    for moment, in_time in ((last, True), (last + TICK, False)):
        order, then = instructions(size=2, moment=moment), law.book.on(moment.date())
        result = select(pool[:1], order, then)
        assert bool(result.invited) is in_time
        assert checks(pool[:1], order, result, then) == []


# --- whole pools in columns take the same steps ---


@given(pools(), orders())
def test_columns_give_the_same_by_the_same_three_steps(pool, order):
    waiting = [one for one in pool if one.state == "IN_POOL" and YEAR_BEFORE <= one.received_at <= MOMENT]
    opening = Opening(order, LAW)
    groups = sorted({(one.programs, one.categories, one.nominated) for one in waiting}, key=repr)
    is_open = np.array([opening.look(*group)[0] is not None for group in groups], dtype=bool)
    group = np.array([groups.index((one.programs, one.categories, one.nominated)) for one in waiting], dtype=int)
    score = np.array([one.score for one in waiting], dtype=int)
    ranked = is_open[group] if len(waiting) else np.zeros(0, dtype=bool)
    end = line(np.bincount(score[ranked], minlength=1201).tolist(), order, LAW)
    kept = [] if end is None else [waiting[place] for place in np.flatnonzero(ranked & (score >= end.score))]
    assert select(kept, order, LAW).invited == select(pool, order, LAW).invited


# --- published tie-breaks ---


def test_received_exactly_at_the_tie_break_is_within(tmp_path):
    moment = datetime(2025, 3, 13, 13, 8, 29, tzinfo=UTC)
    assert ranks_within(476, moment + TICK, 475, moment, LAW)
    assert ranks_within(475, moment - TICK, 475, moment, LAW)
    assert ranks_within(475, moment, 475, moment, LAW)
    assert not ranks_within(475, moment + TICK, 475, moment, LAW)
    assert not ranks_within(474, moment - TICK, 475, moment, LAW)
    assert ranks_within(475, moment + TICK, 475, moment, LAW, published_to="second")
    assert not ranks_within(475, moment + timedelta(seconds=1), 475, moment, LAW, published_to="second")
    assert ranks_within(475, moment + TICK, 475, None, LAW)

    switch = next(d for d in read_bundle()["documents"] if d["id"] == "switch.TIE-EXACT")
    version = switch["versions"][0]
    version = version | {"replaces": version["in_force"], "content": version["content"] | {"choice": "not_invited"}}
    (tmp_path / "tie.yaml").write_text(str({"id": switch["id"], "versions": [version]}), encoding="utf-8")
    other = load_book(tmp_path).on(MOMENT.date())
    assert not ranks_within(475, moment, 475, moment, other)
    assert ranks_within(475, moment - TICK, 475, moment, other)


@given(pools(), st.integers(1, 12))
def test_the_tie_break_says_exactly_who_is_invited_but_for_one_moment(pool, size):
    result = select(pool, instructions(size=size), LAW)
    if result.tie_break is None or result.cut_off is None:
        return
    invited = set(ids(result))
    for one in pool:
        within = ranks_within(one.score, one.received_at, result.cut_off, result.tie_break.received_at, LAW)
        at_it = (one.score, one.received_at) == (result.cut_off, result.tie_break.received_at)
        if one.id in invited:
            assert within
        elif within and not at_it:
            assert select([one], instructions(size=1), LAW).invited == ()


# --- bad input ---


@pytest.mark.parametrize("score", [-1, 1201, float("nan")])
def test_a_score_outside_the_scale_is_refused(score):
    with pytest.raises(InputError, match="not a score"):
        entry("A", score)


def test_a_moment_that_is_not_utc_is_refused():
    for moment in (datetime(2025, 5, 1), datetime.fromisoformat("2025-05-01T09:00:00-04:00")):  # noqa: DTZ001
        with pytest.raises(InputError, match="not in UTC"):
            Entry("A", 480, moment, 1, frozenset())


@pytest.mark.parametrize(("id_", "sequence"), [("A", 2), ("B", 1)])
def test_an_id_or_a_sequence_number_given_twice_is_refused(id_, sequence):
    with pytest.raises(InputError, match="Two entries"):
        select([entry("A", sequence=1), entry(id_, sequence=sequence)], instructions(size=1), LAW)


def test_a_state_that_does_not_exist_is_refused():
    with pytest.raises(InputError, match="in_pool"):
        select([entry("A", state="in_pool")], instructions(size=1), LAW)


def test_the_law_must_be_that_of_the_day_of_the_round():
    with pytest.raises(InstructionsError, match=r"22.July.2025.*1.January.2018"):
        select([], instructions(size=1), load_law(date(2018, 1, 1)))


def test_instructions_the_law_cannot_carry_out_are_refused_before_anything_is_counted():
    with pytest.raises(InstructionsError, match="Did you mean french"):
        select([], instructions(kind="category", category="frensh", size=1), LAW)


def test_the_order_of_classes_is_the_laws():
    assert LAW.content("programs.order").order == ORDER
    assert [key for key, _ in groupby(Opening(instructions(size=1), LAW).open)] == list(ORDER)


def test_instructions_are_not_changed_by_running_them():
    order = instructions(size=1)
    before = order.declared()
    select([entry("A")], order, LAW)
    assert order.declared() == before
    assert Instructions.model_validate(before) == order
