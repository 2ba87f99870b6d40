"""Who would gain and who would lose under the proposal, over a synthetic pool: a table, and a chart as SVG.

    python examples/law/reform-2026-proposal/compare.py [--lang en|fr] [--chart FILE]

The same 20,000 people, with the same facts, are scored under the law in force and under the proposal. Nothing here says what the
reform would do to the real pool: the points of the proposal are invented, and the people are synthetic.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openentry import Profile, decide, load_book
from openentry.cli import speech
from openentry.cli.gains import chart_of
from openentry.cli.output import prepare
from openentry.cli.page import Page, page_width, show
from openentry.cli.speech import said
from openentry.messages import write_number
from openentry.pools import population
from openentry.pools.batch import Scores, score_columns
from openentry.pools.tables import tables
from openentry.rounds.history import distribution

HERE = Path(__file__).parent
#: The last day to which the ranking system was verified, and the first of the proposal.
NOW, THEN = date(2026, 11, 2), date(2027, 7, 1)
SIZE, SEED, LIKE_ROUND = 20_000, 1, "444"
#: How many stand at the top, and of how many people the programs are decided one by one.
TOP, DECIDED = 1_000, 1_000

Yes = NDArray[np.bool_]
Points = NDArray[np.int16]


def main(chart: Path | None = None) -> None:
    """Print the tables, in the language in use, and draw the chart where a file for it is given."""
    people = population.people(SIZE, SEED, NOW, distribution(LIKE_ROUND))
    now = score_columns(tables(load_book().on(NOW), detail=True), people.facts)
    then = score_columns(tables(load_book(HERE).on(THEN), detail=True), people.facts)
    page = Page(page_width(), [("", "")])
    page.heading(said("compare.title", size=SIZE))
    page.say(said("compare.about", round=LIKE_ROUND, now=NOW))
    page.blank()
    gains_and_losses(page, people, now, then)
    ranks(page, now.total, then.total)
    programs(page, people)
    show(page)
    if chart is not None:
        change, count = np.unique(then.total.astype(np.int32) - now.total, return_counts=True)
        drawn = chart_of(dict(zip(change.tolist(), count.tolist(), strict=True)), said("compare.chart"))
        chart.write_text(drawn, encoding="utf-8")


def groups(people: population.People, now: Scores, then: Scores) -> Iterator[tuple[str, Yes]]:
    """Who is looked at apart, by the id of what they are called."""
    in_canada: Yes = people.found["canadian_years"] > 0
    tier = then["high_wage_occupation"]
    named = {
        "tier_1": tier == 60,
        "tier_2": tier == 40,
        "tier_3": tier == 20,
        "french": now["french"] > 0,
        "study": now["canadian_education"] > 0,
        "sibling": now["sibling"] > 0,
    }
    none = ~np.any(list(named.values()), axis=0)
    yield "everyone", np.ones(len(people), np.bool_)
    yield from named.items()
    yield "others_in_canada", none & in_canada
    yield "others_abroad", none & ~in_canada


def gains_and_losses(page: Page, people: population.People, now: Scores, then: Scores) -> None:
    """A row for each group: how many there are, gain, lose and stay, and by how much the score changes on average."""
    change = then.total.astype(np.int32) - now.total
    rows = [[said(f"compare.column.{name}") for name in ("who", "people", "gain", "lose", "same", "mean")]]
    for name, members in groups(people, now, then):
        mine = change[members]
        figures = (len(mine), int((mine > 0).sum()), int((mine < 0).sum()), int((mine == 0).sum()))
        mean = round(float(mine.mean())) if len(mine) else 0
        rows.append([said(f"compare.group.{name}"), *map(number, figures), f"{mean:+d}".replace("-", "−") if mean else "0"])
    page.table(rows, indent=2)


def ranks(page: Page, now: Points, then: Points) -> None:
    """How many of those at the top would still be there."""
    first, later = (set(np.argsort(-scores.astype(np.int32), kind="stable")[:TOP].tolist()) for scores in (now, then))
    page.blank()
    page.say(said("compare.top", top=TOP, stay=len(first & later), leave=len(first - later)))


def programs(page: Page, people: population.People) -> None:
    """Who of some, spread over the pool, would meet no program, and which requirement is the reason."""
    law = load_book(HERE).on(THEN)
    step = len(people) // DECIDED
    lost: Counter[str] = Counter()
    out = 0
    for at, profile in enumerate(population.profiles_of(people)):
        if at % step:
            continue
        decision = decide(Profile.model_validate(profile), NOW).under(law)
        if decision.eligible is False:
            out += 1
            lost.update(str(f.title.in_(speech.chosen())) for f in decision.evaluation.programs["fhs"].findings if f.met is False)
    page.blank()
    page.say(said("compare.programs", decided=DECIDED, out=out))
    for title, count in lost.most_common():
        page.say(said("compare.reason", title=title, count=count), indent=2, hang=2, first="- ")
    page.say(said("compare.nobody_new"))


def number(value: int) -> str:
    return write_number(value, speech.chosen())


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Who would gain and who would lose under the proposal.")
    options.add_argument("--lang", choices=("en", "fr"), default="en")
    options.add_argument("--chart", type=Path, metavar="FILE", help="where to write the chart, as SVG")
    given = options.parse_args()
    speech.use(given.lang)
    prepare()
    main(given.chart)
