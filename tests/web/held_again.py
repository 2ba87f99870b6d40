"""Pools in the shape of the real ones, with a tenth of their people, in which real rounds are held again.

What is not published is who of a band meets which program or belongs to which category. It is taken from the round of the same
kind that was held last *before* the one under test: as many of its pool at or above its cut-off were invited as stood there, so
that is the share of members everywhere; who is one is drawn by lot. Everybody above 600 is a nominee, nobody else is. Where a
category had no round before, the synthetic pool's own members are left as they are.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache

import numpy as np
from django.db import connection

from openentry.pools.population import people
from openentry.rounds import Instructions
from openentry.rounds.history import distribution, history

SCALE = 10
NOMINEE = 600
#: The hour of a round whose hour is not known: that of most others.
HOUR = time(14, 30, tzinfo=UTC)
_YEAR = timedelta(days=364)
_COLUMNS = (
    "person_id state begun_at submit_by received_at expires_at sequence number validation_code version_id decision_id"
    " last_changed_on decided_on score core spouse transferability additional programs categories nominated"
).split()


def published():
    """The real rounds with a distribution, in order."""
    return [real for real in history() if distribution(real.number)]


def stream(real):
    """What rounds are compared with each other: pnp, cec, or the category."""
    return "general" if real.kind == "general" else real.category or "+".join(real.programs)


def moment(real):
    return real.moment or datetime.combine(real.day, HOUR)


def instruction(real):
    """The real instruction, with its number of invitations to scale."""
    found = real.instructions(moment(real)).declared()
    return Instructions.model_validate(found | {"size": max(1, round(real.invited / SCALE))})


def together(rounds):
    """The rounds that are held one after another in one pool: those on one distribution, until a kind comes again."""
    groups = []
    for real in rounds:
        last = groups[-1] if groups else []
        if last and last[0].pool_as_of == real.pool_as_of and stream(real) not in map(stream, last):
            last.append(real)
        else:
            groups.append([real])
    return groups


def band(real):
    """The published band in which the real cut-off lies."""
    return next(one for one in distribution(real.number) if one.lowest <= real.lowest_score <= one.highest)


@cache
def pool(day, number):
    """People in the shape of the distribution of that day, which was published with round ``number``."""
    bands = distribution(number)
    return people(sum(one.count for one in bands) // SCALE, 1, day, bands)


def share(real):
    """Which part of those who are no nominees belongs to the stream of a round, and the earlier round that says so; None, None
    where there was none, and of nominees."""
    if stream(real) == "pnp":
        return None, None
    before = [one for one in published() if stream(one) == stream(real) and history().index(one) < history().index(real)]
    if not before:
        return None, None
    last = before[-1]
    scores = pool(last.pool_as_of, last.number).scores
    there = int(((scores >= last.lowest_score) & (scores <= NOMINEE)).sum()) * SCALE
    return min(1.0, last.invited / there), last


def members(found, scores, real, lot):
    """Who belongs to the stream of a round."""
    if stream(real) == "pnp":
        return scores > NOMINEE
    part, _ = share(real)
    if part is None:
        return np.asarray(found.categories[real.category])
    return (scores <= NOMINEE) & (lot.random(len(scores)) < part)


def fill(rounds, model, accounts):
    """Put the pool before ``rounds``, which share one distribution, into the database. ``accounts``: the ids of as many people."""
    first = rounds[0]
    found, lot = pool(first.pool_as_of, first.number), np.random.default_rng(int(first.number))
    scores = found.scores.astype(int)
    belongs = {stream(real): members(found, scores, real, lot) for real in rounds}
    oldest = max(moment(real) for real in rounds) - _YEAR
    received = [max(oldest, datetime.fromtimestamp(int(at) / 1e6, tz=UTC)) for at in found.received]
    with connection.cursor() as cursor, cursor.copy(f"COPY pool_entry ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
        for place, score in enumerate(scores.tolist()):
            at, nominee = received[place], score > NOMINEE
            # Whoever is no nominee meets the federal program, so that everybody meets one; CEC by lot.
            programs = ["pnp"] if nominee else ["fsw"]
            programs += ["cec"] if "cec" in belongs and belongs["cec"][place] else []
            categories = [real.category for real in rounds if real.category and belongs[real.category][place]]
            base = min(score, NOMINEE)
            ends, number = at + _YEAR + timedelta(days=1), f"R{place:09d}"
            received_as = (accounts[place], "IN_POOL", at, at, at, ends, 10_000_000 + place, number, "0000")
            decided = (model.version_id, model.decision_id, at.date(), at.date(), score, base, 0, 0, score - base)
            copy.write_row((*received_as, *decided, programs, categories, nominee))
    return len(scores)
