"""``openentry timeline PROFILE.json``: every day on which the decision changes, as text, as JSON, or as a calendar."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from openentry.cli.decide import ProfileFile, after, profile_of
from openentry.cli.output import Lang, Language, LawDirectory, day, tell, write_json
from openentry.cli.speech import said

if TYPE_CHECKING:
    from openentry.cli.page import Page
    from openentry.decision import Decision
    from openentry.timeline import Step


class Form(StrEnum):
    """How the timeline is written."""

    text = "text"
    json = "json"
    ics = "ics"


def register(app: typer.Typer) -> None:
    """Add the command ``timeline`` to ``app``."""
    app.command("timeline", help=said("cli.help.timeline"))(timeline)


def timeline(
    profile: ProfileFile,
    first: Annotated[date | None, typer.Option("--from", parser=day, metavar="DAY", help=said("cli.help.timeline_from"))] = None,
    last: Annotated[date | None, typer.Option("--to", parser=day, metavar="DAY", help=said("cli.help.timeline_to"))] = None,
    last_changed_on: Annotated[
        date | None, typer.Option("--last-changed-on", parser=day, metavar="DAY", help=said("cli.help.last_changed_on"))
    ] = None,
    law: LawDirectory = None,
    lang: Language = Lang.en,
    form: Annotated[Form, typer.Option("--format", help=said("cli.help.timeline_format"))] = Form.text,
) -> None:
    """Decide on the first day, and print every change up to the last, that day in."""
    from openentry.cli.clock import today
    from openentry.decision import decide
    from openentry.errors import DayError
    from openentry.law import load_book
    from openentry.timeline import ics
    from openentry.timeline import timeline as changes
    from openentry.work import years_after

    since = first or today()
    until = last or date.fromordinal(years_after(since.toordinal(), 1))
    if until <= since:
        raise DayError.of("error.timeline.order", first=since, last=until)
    book = load_book(law)
    declared = profile_of(profile, book)
    if first is None:
        tell(*after(declared, since))
    decision = decide(declared, since, law=book, last_changed_on=last_changed_on)
    steps = list(changes(decision, until))
    match form:
        case Form.json:
            write_json(
                {
                    "from": since.isoformat(),
                    "to": until.isoformat(),
                    "law": decision.evaluation.law.digest,
                    "overlays": list(book.overlays),
                    "eligible": decision.eligible,
                    "total": decision.total,
                    "range": list(decision.score_range),
                    "steps": [step.model_dump(lang) for step in steps],
                }
            )
        case Form.ics:
            _write_calendar(ics(steps, lang, made_on=since, subject=_subject(decision)))
        case Form.text:
            from openentry.cli.page import show

            show(_page(decision, steps, until))


def _write_calendar(calendar: str) -> None:
    """A calendar keeps its own line ends, whatever the system's are."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(newline="")
    sys.stdout.write(calendar)


def _subject(decision: Decision) -> str:
    """What tells one person's events from another's: it stands in a calendar only as a digest."""
    person = decision.evaluation.facts.profile.person
    return f"{person.family_name}|{person.given_names}|{person.date_of_birth}" if person else ""


def _page(decision: Decision, steps: Sequence[Step], until: date) -> Page:
    from openentry.cli.letter import who
    from openentry.cli.page import Page, page_width
    from openentry.timeline import figure

    page = Page(page_width())
    name, days = who(decision), {"first": decision.as_of, "last": until}
    page.say(said("timeline.title", name=name, **days) if name else said("timeline.title_unnamed", **days), style="title")
    page.say(said("timeline.supposed"), style="quiet")
    page.blank()
    state = {True: "eligible", False: "not_eligible", None: "unknown"}[decision.eligible]
    page.say(said(f"timeline.start.{state}", day=decision.as_of, score=figure(decision.score_range)))
    if not steps:
        page.say(said("timeline.nothing"))
    for step in steps:
        page.heading(said("timeline.day", day=step.on, score=figure(step.decision.score_range)))
        for reason in step.because:
            page.say(said("timeline.because", reason=reason), indent=2, hang=2)
        for what in step.what:
            page.say(said(what), indent=2, hang=2, first="- ")
    return page
