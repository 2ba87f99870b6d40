"""Hold a real round again: 20,000 people in the shape of the pool before it, its own instruction, and what really happened.

    python examples/round_demo.py [--lang en|fr]

The people are synthetic (``openentry.pools.population``), so the page says what of the result their shape implies, what it rests
on assumptions, and what cannot be compared.
"""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from openentry import load_law
from openentry.cli import speech
from openentry.cli.output import prepare
from openentry.cli.page import Page, page_width, show
from openentry.cli.speech import said
from openentry.messages import write_number
from openentry.pools import population
from openentry.rounds import Entry, Instructions, Result, checks, select
from openentry.rounds.history import Band, RealRound, distribution, real_round
from openentry.rounds.report import implied_band

#: The last general round before which a distribution of the pool was published.
NUMBER = "294"
SIZE, SEED = 20_000, 1
_READ = ["id", "score", "received_at", "sequence", "programs", "categories", "nomination"]


def main() -> None:
    """Print the page, in the language in use."""
    real = real_round(NUMBER)
    bands = distribution(NUMBER)
    assert bands is not None
    pool = people(real, bands)
    instructions = scaled(real, bands)
    law = load_law(instructions.day)
    result = select(pool, instructions, law)
    failures = checks(pool, instructions, result, law)
    if failures:
        raise SystemExit("\n".join(said(failure.message) for failure in failures))
    page = Page(page_width(), [("", "")])
    tell(page, real, bands, instructions, result)
    show(page)


def people(real: RealRound, bands: tuple[Band, ...]) -> list[Entry]:
    """The pool: as many people as ``SIZE``, their scores in the published bands."""
    table = population.facts_table(SIZE, SEED, real.day, bands).select(_READ)
    return [entry(row) for row in table.to_pylist()]


def entry(row: dict[str, Any]) -> Entry:
    return Entry(
        row["id"],
        row["score"],
        row["received_at"],
        row["sequence"],
        frozenset(row["programs"].split(";")),
        frozenset(filter(None, row["categories"].split(";"))),
        row["nomination"],
    )


def scaled(real: RealRound, bands: tuple[Band, ...]) -> Instructions:
    """The round's own instruction, its number of invitations in the proportion of the pool."""
    waiting = sum(band.count for band in bands)
    return real.instructions().model_copy(update={"size": round(real.invited * SIZE / waiting)})


def tell(page: Page, real: RealRound, bands: tuple[Band, ...], instructions: Instructions, result: Result) -> None:
    """What happened here beside what really happened, and how the two may be read."""
    band = implied_band(bands, real.invited)
    assert band is not None and result.cut_off is not None and result.tie_break is not None and real.tie_break is not None
    waiting = sum(one.count for one in bands)
    page.heading(said("demo.round.title", number=real.number, day=real.day))
    page.say(said("demo.round.about", size=SIZE, waiting=waiting, day=real.pool_as_of))
    page.say(said("demo.round.scaled", invited=real.invited, here=instructions.size, size=SIZE, waiting=waiting))
    page.blank()
    over = band.highest + 1
    above = sum(one.count for one in bands if one.lowest >= over)
    rows = [
        ["", said("demo.round.really"), said("demo.round.here")],
        [said("demo.round.waiting"), number(waiting), number(SIZE)],
        [said("demo.round.invited"), number(real.invited), number(len(result.invited))],
        [said("demo.round.above", lowest=over), number(above), number(sum(one.score >= over for one in result.invited))],
        [said("demo.round.band"), *[f"{band.lowest}-{band.highest}"] * 2],
        [said("demo.round.cut_off"), number(real.lowest_score), number(result.cut_off)],
        [said("demo.round.tie_break"), shown(real.tie_break), shown(result.tie_break.received_at)],
    ]
    page.table(rows, indent=2)
    page.blank()
    for reading in ("implied", "assumed", "not_comparable", "checked"):
        page.say(said(f"demo.round.{reading}", lowest=band.lowest, highest=band.highest), indent=2, hang=2, first="- ")


def number(value: int) -> str:
    return write_number(value, speech.chosen())


def shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Hold a real round again with synthetic people.")
    options.add_argument("--lang", choices=("en", "fr"), default="en")
    speech.use(options.parse_args().lang)
    prepare()
    main()
