"""The checks find every mistake that is put into a right result, and say nothing of a right one."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openentry.law import load_law
from openentry.messages import LANGUAGES
from openentry.rounds import Invitation, Result, TieBreak, checks, select
from tests.library.rounds_pools import MOMENT, TICK, YEAR_BEFORE, entry, instructions, orders, pools

LAW = load_law(MOMENT.date())
EARLY = datetime(2016, 12, 22, 16, 0, tzinfo=UTC)
EARLY_LAW = load_law(EARLY.date())


def found(pool, order, result, law=LAW):
    failures = checks(pool, order, result, law)
    for failure in failures:
        for lang in LANGUAGES:
            assert failure.message.text(lang)
    return {failure.check for failure in failures}


def ranked(invitations):
    return tuple(dataclasses.replace(one, rank=rank) for rank, one in enumerate(invitations, 1))


def restated(result, invitations):
    """The result with other invitations, its ranks and its published figures made to agree with them."""
    invitations = ranked(invitations)
    last = invitations[-1] if invitations else None
    return dataclasses.replace(
        result,
        invited=invitations,
        cut_off=last.score if last else None,
        tie_break=TieBreak(last.received_at, last.sequence) if last and result.tie_break else None,
    )


def invitation(one, program="cec", rank=1):
    return Invitation(rank, one.id, program, one.score, one.received_at, one.sequence)


# --- one mistake at a time, in any pool ---


@given(pools(min_size=8), orders(), st.data())
def test_one_person_dropped_is_found(pool, order, data):
    result = select(pool, order, LAW)
    assume(result.invited)
    place = data.draw(st.integers(0, len(result.invited) - 1))
    faulty = restated(result, result.invited[:place] + result.invited[place + 1 :])
    assert "number" in found(pool, order, faulty)
    if place < len(result.invited) - 1 or order.size is None:
        assert "omission" in found(pool, order, faulty)


@given(pools(min_size=8), orders(), st.data())
def test_one_person_added_is_found(pool, order, data):
    result = select(pool, order, LAW)
    invited = {one.id for one in result.invited}
    others = [one for one in pool if one.id not in invited]
    assume(others)
    extra = invitation(data.draw(st.sampled_from(others)))
    everyone = sorted((*result.invited, extra), key=lambda one: (-one.score, one.received_at, one.sequence))
    assert "number" in found(pool, order, restated(result, everyone))


@given(pools(min_size=8), orders(), st.data())
def test_one_person_in_the_place_of_another_is_found(pool, order, data):
    result = select(pool, order, LAW)
    invited = {one.id for one in result.invited}
    others = [one for one in pool if one.id not in invited]
    assume(others and result.invited)
    kept = list(result.invited)
    kept.remove(data.draw(st.sampled_from(kept)))
    kept.append(invitation(data.draw(st.sampled_from(others))))
    kept.sort(key=lambda one: (-one.score, one.received_at, one.sequence))
    assert found(pool, order, restated(result, kept)) & {"omission", "intrusion", "excluded"}


@given(pools(min_size=8), orders(), st.data())
def test_two_people_swapped_are_found(pool, order, data):
    result = select(pool, order, LAW)
    assume(len(result.invited) > 1)
    one, other = data.draw(st.lists(st.integers(0, len(result.invited) - 1), min_size=2, max_size=2, unique=True))
    mixed = list(result.invited)
    mixed[one], mixed[other] = mixed[other], mixed[one]
    assert "order" in found(pool, order, dataclasses.replace(result, invited=ranked(mixed)))
    assert "order" in found(pool, order, dataclasses.replace(result, invited=tuple(mixed)))


@given(pools(min_size=8), orders(), st.data())
def test_a_wrong_class_is_found(pool, order, data):
    result = select(pool, order, LAW)
    assume(result.invited)
    place = data.draw(st.integers(0, len(result.invited) - 1))
    right = result.invited[place]
    wrong = data.draw(st.sampled_from([p for p in ("pnp", "cec", "fsw", "fst", "") if p != right.program]))
    invited = list(result.invited)
    invited[place] = dataclasses.replace(right, program=wrong)
    assert found(pool, order, dataclasses.replace(result, invited=tuple(invited))) == {"class"}


@given(pools(min_size=8), orders(), st.sampled_from(["INVITED", "BARRED", "WITHDRAWN", "EXPIRED"]), st.data())
def test_somebody_who_left_the_pool_is_found(pool, order, state, data):
    result = select(pool, order, LAW)
    assume(result.invited)
    gone = data.draw(st.sampled_from(result.invited)).id
    later = [dataclasses.replace(one, state=state) if one.id == gone else one for one in pool]
    assert "excluded" in found(later, order, result)


@given(pools(min_size=8), orders(), st.data())
def test_a_score_or_a_stamp_that_is_not_the_pools_is_found(pool, order, data):
    result = select(pool, order, LAW)
    assume(result.invited)
    place = data.draw(st.integers(0, len(result.invited) - 1))
    right = result.invited[place]
    change = data.draw(st.sampled_from([{"score": right.score + 1}, {"received_at": right.received_at - TICK}, {"sequence": 99}]))
    invited = list(result.invited)
    invited[place] = dataclasses.replace(right, **change)
    assert "intrusion" in found(pool, order, dataclasses.replace(result, invited=tuple(invited)))


@given(pools(min_size=8), orders(), st.sampled_from(["eligible", "cut_off", "tie_break", "at_cut_off"]))
def test_a_wrong_figure_is_found(pool, order, figure):
    result = select(pool, order, LAW)
    wrong: dict[str, Any] = {"eligible": result.eligible + 1, "cut_off": 7, "tie_break": TieBreak(MOMENT, 99), "at_cut_off": -1}
    assert found(pool, order, dataclasses.replace(result, **{figure: wrong[figure]})) == {"figures"}


# --- single cases ---


def test_somebody_unknown_or_twice_is_an_intrusion():
    pool = [entry("A"), entry("B")]
    order = instructions(size=2)
    right = select(pool, order, LAW)
    stranger = restated(right, [right.invited[0], invitation(entry("C"))])
    assert found(pool, order, stranger) >= {"intrusion", "omission"}
    assert found(pool, order, restated(right, [right.invited[0], right.invited[0]])) == {"intrusion", "number", "order"}


def test_the_class_next_in_order_is_wrong_too():
    pool = [entry("A", programs="cec fsw")]
    order = instructions(size=1)
    faulty = restated(select(pool, order, LAW), [invitation(pool[0], "fsw")])
    assert found(pool, order, faulty) == {"class"}


@pytest.mark.parametrize(
    ("keys", "one"),
    [
        ({"kind": "programs", "programs": ["cec"]}, entry("A", programs="fsw")),
        ({"kind": "programs", "programs": ["cec"]}, entry("A", programs="pnp cec", nominated=True)),
        ({"kind": "category", "category": "french"}, entry("A", categories="stem")),
        ({"kind": "category", "category": "french"}, entry("A", programs="pnp cec", categories="french")),
        ({}, entry("A", programs="")),
        ({}, entry("A", programs="cec", nominated=True)),
        ({"lowest_score": 481}, entry("A", 480)),
    ],
)
def test_somebody_the_round_is_not_open_to_is_an_intrusion(keys, one):
    """November 2022: people were invited who should not have been."""
    order = instructions(size=1, **keys)
    faulty = restated(select([entry("B", 900, programs="cec", categories="french")], order, LAW), [invitation(one)])
    assert "intrusion" in found([one], order, faulty)


@pytest.mark.parametrize("one", [entry("A", received_at=MOMENT + TICK), entry("A", received_at=YEAR_BEFORE - TICK)])
def test_somebody_outside_their_time_in_the_pool_is_found(one):
    order = instructions(size=1)
    faulty = restated(select([entry("B")], order, LAW), [invitation(one)])
    assert "excluded" in found([one], order, faulty)


def test_nobody_invited_though_somebody_should_be():
    """May 2026: people were missed who should have been invited."""
    pool = [entry("A"), entry("B")]
    for keys, expected in (({"size": 1}, {"number"}), ({"lowest_score": 0}, {"number", "omission"})):
        nobody = Result((), 2, None, None, 0, {})
        assert found(pool, instructions(**keys), nobody) == expected


def test_somebody_invited_though_nobody_should_be():
    pool = [entry("A")]
    right = select(pool, instructions(size=1), LAW)
    assert "number" in found(pool, instructions(size=0), right)


def test_before_june_2017_cutting_through_the_cut_off_is_an_omission():
    day = datetime(2016, 12, 1, tzinfo=UTC)
    pool = [entry(id_, 475, day, n) for n, id_ in enumerate("ABC")]
    order = instructions(moment=EARLY, size=1)
    right = select(pool, order, EARLY_LAW)
    assert len(right.invited) == 3
    assert found(pool, order, restated(right, right.invited[:1]), EARLY_LAW) == {"omission", "number"}
    more = [*pool, entry("D", 474, day, 9)]
    everyone = select(more, instructions(moment=EARLY, lowest_score=0), EARLY_LAW)
    assert "number" in found(more, order, everyone, EARLY_LAW)
    assert found(pool, order, dataclasses.replace(right, tie_break=TieBreak(day, 2)), EARLY_LAW) == {"figures"}


def test_at_most_twenty_failures_of_one_kind_are_listed():
    pool = [entry(f"E{n}", sequence=n) for n in range(100)]
    failures = checks(pool, instructions(lowest_score=0), Result((), 100, None, None, 0, {}), LAW)
    assert [failure.check for failure in failures] == ["omission"] * 20 + ["number"]
