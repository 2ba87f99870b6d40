"""Decide the people in ``examples/profiles``: one as a letter, the others as a table, and one under every version of the law; then
hold a real round again with synthetic people.

    python examples/run.py [--lang en|fr]

The day is fixed, so that everyone sees the same answers.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import round_demo

from openentry import Decision, LawBook, decide, load_book, read_profile
from openentry.cli import speech, words
from openentry.cli.letter import letter, who
from openentry.cli.output import prepare
from openentry.cli.page import Page, page_width, show
from openentry.cli.speech import said

PEOPLE = Path(__file__).parent / "profiles"
DAY = date(2026, 11, 24)
IN_FULL, REPLAYED = "amara-okafor", "jose-luis-garcia-marquez"
STATES = {True: "met", False: "not_met", None: "unknown"}


def main() -> None:
    options = argparse.ArgumentParser(description="Decide the people in examples/profiles, and hold a real round again.")
    options.add_argument("--lang", choices=("en", "fr"), default="en")
    speech.use(options.parse_args().lang)
    prepare()
    book = load_book()
    decisions = {file.stem: decide(read_profile(file), DAY, law=book) for file in sorted(PEOPLE.glob("*.json"))}
    show(letter(decisions[IN_FULL], page_width()))
    page = Page(page_width(), [("", "")])
    people(page, [decision for name, decision in decisions.items() if name != IN_FULL])
    replay(page, decisions[REPLAYED], book)
    show(page)
    round_demo.main()


def people(page: Page, decisions: list[Decision]) -> None:
    """A line for each person."""
    page.heading(said("table.people", count=len(decisions), day=DAY))
    head = [said(f"table.{column}") for column in ("name", "eligible", "program", "score", "next_change")]
    page.table([head, *[row(decision) for decision in decisions]], align="lllrl")


def row(decision: Decision) -> list[str]:
    low, high = decision.score_range
    program = decision.program_of_invitation
    return [
        who(decision),
        said(f"table.eligible.{STATES[decision.eligible]}"),
        said(f"program_short.{program}") if program else "",
        words.cell(low) if low == high else said("value.between", low=words.cell(low), high=words.cell(high)),
        decision.changes_on.isoformat() if decision.changes_on else "",
    ]


def replay(page: Page, decision: Decision, book: LawBook) -> None:
    """One person, the same day, under each version of the ranking system: the score, and what the version changed."""
    page.heading(said("replay.title", name=who(decision), day=DAY))
    page.say(said("replay.about"))
    before: Decision | None = None
    for version in book.documents["crs.version"].versions:
        now = decision.under(book.on(version.in_force))
        page.blank()
        page.figure(said("replay.version", day=version.in_force), words.cell(now.total), style="heading")
        page.say(version.content.summary.in_(speech.chosen()), indent=2, style="quiet")
        changed = list(differing(before, now)) if before else []
        for line in changed:
            page.say(line, indent=2, hang=2, first="- ")
        if before and not changed:
            page.say(said("replay.same"), indent=2, hang=2, first="- ")
        before = now


def differing(before: Decision, now: Decision) -> Iterator[str]:
    """Each factor whose points differ between two versions."""
    titles = {f.id: f.title for d in (before, now) for s in d.evaluation.instrument.sections for g in s.groups for f in g.factors}
    for name, (points, _) in now.evaluation.score.factors.items():
        old = before.evaluation.score.factors[name][0]
        if old != points:
            yield said("replay.factor", factor=titles[name].in_(speech.chosen()), old=old, new=points)


if __name__ == "__main__":
    main()
