"""``openentry score FACTS``: the points of every row of a facts table of any size."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openentry.cli.output import AsOf, Form, Format, Lang, Language, LawDirectory, day, tell
from openentry.cli.progress import progress
from openentry.cli.speech import said

if TYPE_CHECKING:
    from openentry.law import Law
    from openentry.pools.files import Report

_STREAM = "-"


def register(app: typer.Typer) -> None:
    """Add the command ``score`` to ``app``."""
    app.command("score", help=said("cli.help.score"))(score)


def score(
    facts: Annotated[str, typer.Argument(metavar="FACTS", help=said("cli.help.score_facts"))],
    output: Annotated[str, typer.Option("-o", "--output", metavar="OUT", help=said("cli.help.score_output"))] = _STREAM,
    rejects: Annotated[Path | None, typer.Option("--rejects", metavar="FILE", help=said("cli.help.score_rejects"))] = None,
    as_of: AsOf = None,
    law: LawDirectory = None,
    against: Annotated[
        date | None, typer.Option("--against", parser=day, metavar="DAY", help=said("cli.help.score_against"))
    ] = None,
    chart: Annotated[Path | None, typer.Option("--chart", metavar="FILE", help=said("cli.help.gains_chart"))] = None,
    lang: Language = Lang.en,
    form: Form = Format.text,
) -> None:
    """Score, and say on standard error what became of the rows."""
    from openentry.cli.clock import today
    from openentry.cli.gains import draw, summary
    from openentry.cli.gains import tell as tell_gains
    from openentry.cli.page import Page, page_width
    from openentry.law import load_law
    from openentry.pools.files import score_file

    on = as_of or today()
    law_of_day = load_law(on, law)
    compared = against is not None or bool(law_of_day.book.overlays)
    if chart is not None and not compared:
        raise typer.BadParameter(said("error.usage.chart_alone", option="--law / --against"))
    before = load_law(against or on) if compared else None
    with progress(said("score.progress")) as show_progress:
        report = score_file(facts, output, law_of_day, rejects=rejects, before=before, lang=lang, progress=show_progress)
    gains = report.gains
    if gains is not None and before is not None and chart is not None:
        draw(chart, gains, before, law_of_day)
    if form is Format.json:
        told = _summary(report, law_of_day, str(on), output)
        if gains is not None and before is not None:
            told["gains"] = summary(gains, before, law_of_day)
        stream = sys.stderr if output == _STREAM else sys.stdout
        stream.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    for part in law_of_day.unverified(on):
        if part.key == "crs":
            tell(said("score.unverified", until=part.verified_until))
    tell(*_lines(report, law_of_day))
    if gains is not None and before is not None:
        page = Page(page_width())
        tell_gains(page, gains, before, law_of_day)
        tell(*page.text())


def _lines(report: Report, law: Law) -> Iterator[str]:
    overlays = law.book.overlays
    version = law.versions["crs"]
    if overlays:
        yield said("score.scored_with", count=report.scored, version=version, overlays=overlays)
    else:
        yield said("score.scored", count=report.scored, version=version)
    if report.refused:
        where = said("score.see", path=report.rejects) if report.rejects else said("score.not_kept")
        yield f"{said('score.refused', count=report.refused)} {where}"
    if report.twice:
        yield said("score.twice", count=report.twice)
    if report.rejects is None:
        for one in report.first:
            yield f"  {one.line}: {one.column}: {said(one.message)}" if one.column else f"  {one.line}: {said(one.message)}"


def _summary(report: Report, law: Law, as_of: str, output: str) -> dict[str, object]:
    return {
        "as_of": as_of,
        "law": {"crs": law.versions["crs"].isoformat(), "digest": law.digest, "overlays": list(law.book.overlays)},
        "scored": report.scored,
        "refused": report.refused,
        "ids_twice": report.twice,
        "written": None if output == _STREAM else output,
        "rejects": str(report.rejects) if report.rejects else None,
    }
