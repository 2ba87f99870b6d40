"""The real rounds since 2015: whether the data hold together, and whether cut-offs lie where the published pools imply."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from openentry.errors import InputError
from openentry.law import load_law
from openentry.rounds import Entry, refuse_impossible, select
from openentry.rounds.history import Band, distribution, history, real_round
from openentry.rounds.report import compare, implied_band, more_than_counted

EARLY_CUT = date(2017, 6, 6)


def waits():
    """By round, how long before it the last person invited had been received, where both moments are known."""
    return {r.number: r.moment - r.tie_break for r in history() if r.tie_break and r.moment}


def bands_of(number):
    """The distribution before a round that has one."""
    bands = distribution(number)
    assert bands is not None
    return bands


# --- the data ---


def test_how_many_rounds_there_are_and_of_which_kind():
    held = history()
    assert (len(held), held[0].day, held[-1].day) == (448, date(2015, 1, 31), date(2026, 10, 1))
    assert Counter(r.kind for r in held) == {"general": 178, "programs": 192, "category": 78}
    assert [r.day for r in held] == sorted(r.day for r in held)
    assert len({r.number for r in held}) == 448
    assert [r.number for r in held if not r.number.isdigit()] == ["91a", "91b"]


def test_the_invitations_of_a_year_are_those_of_the_departments_reports():
    """Year-end reports: 86,023 in 2017, 89,800 in 2018, 85,300 in 2019, 107,350 in 2020, 46,539 in 2022, 110,266 in 2023."""
    by_year: Counter[int] = Counter()
    for held in history():
        by_year[held.day.year] += held.invited
    assert {year: by_year[year] for year in (2017, 2018, 2019, 2020, 2022, 2023)} == {
        2017: 86_023,
        2018: 89_800,
        2019: 85_300,
        2020: 107_350,
        2022: 46_539,
        2023: 110_266,
    }


def test_a_round_as_it_was_published():
    held = real_round("246")
    assert (held.moment, held.invited, held.lowest_score) == (datetime(2023, 4, 12, 14, 12, 15, tzinfo=UTC), 3500, 486)
    assert (held.tie_break, held.pool_as_of) == (datetime(2022, 7, 19, 11, 5, 24, tzinfo=UTC), date(2023, 4, 12))
    assert held.programs == ("pnp", "cec", "fsw", "fst")


def test_ties_are_published_since_june_2017_and_never_before():
    """Rounds 64 to 76, of June to October 2017, published none though the rule was in force."""
    assert {r.number for r in history() if r.tie_break} == {r.number for r in history()[76:]}
    assert all(r.day >= EARLY_CUT for r in history() if r.tie_break)


def test_no_tie_break_lies_after_its_round_or_more_than_the_time_in_the_pool_before_it():
    known = waits()
    assert len(known) == 359
    assert [number for number, wait in known.items() if not timedelta(0) <= wait <= timedelta(days=365)] == []


def test_every_round_can_be_held_again_under_the_law_of_its_day():
    for held in history():
        order = held.instructions(held.moment or datetime.combine(held.day, datetime.min.time(), tzinfo=UTC))
        refuse_impossible(order, load_law(order.day))
        assert (order.size is None) is (order.day < EARLY_CUT)


def test_a_round_without_a_time_of_day_needs_one():
    with pytest.raises(InputError, match="447"):
        real_round("447").instructions()


@pytest.mark.parametrize("number", ["0", "91", "448", "", "general"])
def test_a_round_that_was_not_held(number):
    with pytest.raises(InputError, match="from 1 to 447"):
        real_round(number)


def test_distributions_cover_every_score_once():
    known = [r for r in history() if distribution(r.number)]
    assert len(known) == 230
    for held in known:
        bands = bands_of(held.number)
        assert [score for band in reversed(bands) for score in range(band.lowest, band.highest + 1)] == list(range(1201))
        assert all(band.count >= 0 for band in bands)
        assert held.pool_as_of is not None
        assert held.pool_as_of <= held.day
    assert [r.number for r in history() if r.pool_as_of and not distribution(r.number)] == []


def test_the_pool_before_round_214():
    """The feed: 196,685 candidates on 17 January 2022, of whom 899 above 600 and 9,139 from 411 to 420."""
    bands = bands_of("214")
    assert sum(band.count for band in bands) == 196_685
    assert bands[0] == Band(601, 1200, 899)
    assert Band(411, 420, 9_139) in bands
    assert distribution("213") is None


# --- what a distribution implies ---


def test_the_band_in_which_the_number_is_reached():
    bands = [Band(601, 1200, 2), Band(501, 600, 0), Band(0, 500, 3)]
    assert [implied_band(bands, size) for size in range(7)] == [None, bands[0], bands[0], bands[2], bands[2], bands[2], None]


@pytest.mark.parametrize("number", ["227", "246", "294"])
def test_a_pool_made_to_the_distribution_has_its_cut_off_in_the_implied_band(number):
    held, bands = real_round(number), bands_of(number)
    order = held.instructions()
    received = order.moment - timedelta(days=100)
    spread = ((band, n) for band in bands for n in range(band.count))
    scores = [band.lowest + n % (band.highest - band.lowest + 1) for band, n in spread]
    pool = [Entry(str(n), score, received, n, frozenset({"cec"})) for n, score in enumerate(scores) if score >= 450]
    result = select(pool, order, load_law(order.day))
    implied = implied_band(bands, held.invited)
    assert implied is not None
    assert len(result.invited) == held.invited
    assert result.cut_off in range(implied.lowest, implied.highest + 1)


def test_a_round_is_beside_what_was_implied():
    compared = {c.real.number: c for c in compare()}
    assert len(compared) == 38
    assert [number for number, c in compared.items() if not c.holds] == ["238"]
    beside, within = compared["238"], compared["246"]
    assert (beside.implied, beside.above, beside.through, beside.missing) == (Band(491, 500, 3_384), 5_916, 17_764, 417)
    assert (within.implied, within.missing, within.days, within.between) == (Band(481, 490, 2_871), 0, 0, ())


def test_what_lies_beside_the_implied_band_is_never_passed_over():
    """A round of more invitations than its pool held, one that cut too low, and one with another round in between."""
    held = real_round("246")
    too_large = dataclasses.replace(held, invited=10_000_000)
    too_high = dataclasses.replace(held, lowest_score=501, invited=3_500)
    (large,), (high,) = compare([too_large]), compare([too_high])
    assert (large.implied, large.holds) == (None, False)
    assert (high.holds, high.missing) == (False, 3_500 - high.through)
    assert compare([held, dataclasses.replace(held, number="247")])[0].between[0].number == "247"
    assert compare([real_round("213"), real_round("214")]) == ()


def test_more_invited_than_counted():
    more = {held.number: extra for held, extra in more_than_counted()}
    assert (len(more), more["214"], more["350"]) == (38, 1_036 - 899, 125 - 102)
    assert all(real_round(number).programs == ("pnp",) for number in more)
    assert more_than_counted([real_round("246"), real_round("213")]) == ()


@pytest.mark.proof
def test_cut_offs_lie_in_the_band_that_distribution_and_number_imply(proof_figures):
    compared = compare()
    narrow = [c for c in compared if c.implied and c.implied.highest - c.implied.lowest == 9]
    beside = [c for c in compared if not c.holds]
    figures = proof_figures("real-rounds")
    figures["general rounds with a published distribution"] = len(compared)
    figures["cut-off in the band implied"] = f"{len(compared) - len(beside)} ({(len(compared) - len(beside)) / len(compared):.1%})"
    figures["of which in a band of 10 points"] = f"{sum(c.holds for c in narrow)} of {len(narrow)}"
    figures["of which in a band of 100 points"] = (
        f"{sum(c.holds for c in compared if c not in narrow)} of {len(compared) - len(narrow)}"
    )
    days = Counter(c.days for c in compared)
    figures["days from distribution to round"] = "; ".join(f"{n}: {days[n]} rounds" for n in sorted(days))
    figures["rounds with another round in between"] = sum(bool(c.between) for c in compared)
    for c in beside:
        band = f"{c.implied.lowest}-{c.implied.highest}" if c.implied else "none"
        figures[f"exception: round {c.real.number}, {c.real.day}"] = (
            f"implied {band}, cut-off {c.real.lowest_score}: {c.above:,} counted in the bands above the cut-off's for "
            f"{c.real.invited:,} invitations, "
            f"so at least {c.missing:,} of them were not there to be invited; distribution of {c.real.pool_as_of}, "
            f"{len(c.between)} rounds in between"
        )
    assert len(compared) == 38
    assert [c.real.number for c in beside] == ["238"]
    assert (beside[0].above, beside[0].missing, beside[0].between) == (5_916, 417, ())


@pytest.mark.proof
def test_more_were_invited_than_had_been_counted_only_among_nominees(proof_figures):
    more = more_than_counted()
    known = [r for r in history() if distribution(r.number)]
    nominees = [r for r in known if r.programs == ("pnp",)]
    share = sorted(extra / held.invited for held, extra in more)
    figures = proof_figures("real-rounds")
    figures["rounds of every kind with a published distribution"] = len(known)
    figures["invited no more than were counted in the cut-off's band and above"] = len(known) - len(more)
    figures["invited more"] = f"{len(more)}, each one of the {len(nominees)} rounds for provincial nominees"
    figures["how many more"] = f"{share[0]:.1%} to {share[-1]:.1%} of those invited, median {share[len(share) // 2]:.1%}"
    assert len(known) == 230
    assert all(held.programs == ("pnp",) for held, _ in more)


@pytest.mark.proof
def test_tie_breaks_lie_within_the_time_in_the_pool(proof_figures):
    ages = sorted(waits().values())
    figures = proof_figures("real-rounds")
    figures["rounds with a tie-break and a time of day"] = len(ages)
    figures["tie-break before the round, and at most a year before"] = sum(
        timedelta(0) <= age <= timedelta(days=365) for age in ages
    )
    figures["the last person invited had waited, at most"] = f"{ages[-1].days} days"
    figures["the last person invited had waited, median"] = f"{ages[len(ages) // 2].days} days"
    assert timedelta(0) <= ages[0]
    assert ages[-1] <= timedelta(days=365)
