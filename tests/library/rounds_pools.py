"""Small pools in which everything can be alike, and a round run by the plainest possible means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import strategies as st

from openentry.rounds import Entry, Instructions, Invitation

MOMENT = datetime(2025, 7, 22, 14, 30, tzinfo=UTC)
YEAR_BEFORE = datetime(2024, 7, 22, 14, 30, tzinfo=UTC)
TICK = timedelta(microseconds=1)
ORDER = ("pnp", "cec", "fsw", "fst")


def instructions(**keys):
    """Instructions of 22 July 2025, a general round of one unless ``keys`` say otherwise."""
    return Instructions.model_validate({"number": 1, "moment": MOMENT, "kind": "general", **keys})


def entry(id_, score=480, received_at=None, sequence=None, programs="cec", categories="", **more):
    """An entry in short: programs and categories as texts with spaces; received in the order of its sequence number."""
    sequence = ord(id_[0]) if sequence is None else sequence
    received_at = received_at or datetime(2025, 5, 1, 9, tzinfo=UTC) + timedelta(minutes=sequence)
    return Entry(id_, score, received_at, sequence, frozenset(programs.split()), frozenset(categories.split()), **more)


# Scores, moments and everything else from so few values that ties and edges are the rule.
MOMENTS = (
    YEAR_BEFORE - TICK,  # the year is over
    YEAR_BEFORE,  # its last moment is the moment of the round
    YEAR_BEFORE + TICK,
    datetime(2025, 3, 1, tzinfo=UTC),
    datetime(2025, 3, 1, tzinfo=UTC) + TICK,
    MOMENT,
    MOMENT + TICK,  # not received yet
)
PROGRAMS = [frozenset(c) for size in range(5) for c in combinations(ORDER, size)] + [
    frozenset({p}) for p in ("cec", "fsw", "fst")
] * 3
CATEGORIES = [frozenset(c) for size in range(3) for c in combinations(("french", "stem"), size)]


@st.composite
def pools(draw, min_size=0):
    """Pools of ``min_size`` to 25 entries, sequence numbers unlike each other and in no order."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from([0, 479, 480, 481, 1200]),
                st.sampled_from(MOMENTS),
                st.sampled_from(PROGRAMS),
                st.sampled_from(CATEGORIES),
                st.sampled_from([False, False, False, True]),
                st.sampled_from(["IN_POOL"] * 9 + ["INVITED", "WITHDRAWN", "BARRED"]),
            ),
            min_size=min_size,
            max_size=25,
        )
    )
    numbers = draw(st.permutations(range(1, len(rows) + 1)))
    return [
        Entry(f"E{place}", score, received, number, programs, categories, nominated, state)
        for place, ((score, received, programs, categories, nominated, state), number) in enumerate(zip(rows, numbers, strict=True))
    ]


@st.composite
def orders(draw, moment=MOMENT):
    """Instructions of every kind that can be carried out."""
    keys = draw(
        st.sampled_from(
            [
                {"kind": "general"},
                {"kind": "programs", "programs": ["cec"]},
                {"kind": "programs", "programs": ["pnp"]},
                {"kind": "programs", "programs": ["fst", "fsw"]},
                {"kind": "programs", "programs": ["cec", "pnp"]},
                {"kind": "category", "category": "french"},
            ]
            if moment == MOMENT
            else [{"kind": "general"}, {"kind": "programs", "programs": ["fst", "cec"]}]
        )
    )
    size, lowest = st.integers(0, 12), st.sampled_from([0, 479, 480, 481, 1200])
    keys |= draw(
        st.one_of(
            st.fixed_dictionaries({"size": size}),
            st.fixed_dictionaries({"lowest_score": lowest}),
            st.fixed_dictionaries({"size": size, "lowest_score": lowest}),
        )
    )
    return Instructions.model_validate({"number": 1, "moment": moment, **keys})


def by_hand(pool, order, *, ties_together=False):
    """Who is invited: everyone sorted in one list, which is then cut."""
    ranked = []
    for one in pool:
        over = one.received_at.replace(year=one.received_at.year + 1) < order.moment  # no 29 February in these pools
        if one.state != "IN_POOL" or one.received_at > order.moment or over:
            continue
        if one.nominated and "pnp" not in one.programs:
            continue
        classes = ["pnp"] if "pnp" in one.programs else [p for p in ORDER if p in one.programs]
        if order.kind == "programs":
            classes = [p for p in classes if p in order.programs]
        if order.kind == "category" and (order.category not in one.categories or classes == ["pnp"]):
            classes = []
        if classes and one.score >= (order.lowest_score or 0):
            ranked.append((-one.score, one.received_at, one.sequence, one.id, classes[0]))
    ranked.sort()
    cut = len(ranked) if order.size is None else min(order.size, len(ranked))
    while ties_together and 0 < cut < len(ranked) and ranked[cut][0] == ranked[cut - 1][0]:
        cut += 1
    return tuple(
        Invitation(rank, id_, program, -score, received, sequence)
        for rank, (score, received, sequence, id_, program) in enumerate(ranked[:cut], 1)
    )
