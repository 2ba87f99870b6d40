"""``openentry population``: a synthetic pool, and how close it comes to the published shape."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openentry.cli.output import Form, Format, Lang, Language, day, write_json
from openentry.cli.progress import progress
from openentry.cli.speech import said

if TYPE_CHECKING:
    from openentry.cli.page import Page
    from openentry.pools.population import People
    from openentry.rounds.history import Band, RealRound

_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")


def register(app: typer.Typer) -> None:
    """Add the command ``population`` to ``app``."""
    app.command("population", help=said("cli.help.population"))(population)


def population(
    size: Annotated[int, typer.Option("--size", metavar="N", help=said("cli.help.population_size"))],
    seed: Annotated[int, typer.Option("--seed", metavar="S", help=said("cli.help.population_seed"))],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="POOL", help=said("cli.help.population_output"))],
    like_round: Annotated[
        str | None, typer.Option("--like-round", metavar="NUMBER", help=said("cli.help.population_like_round"))
    ] = None,
    as_of: Annotated[date | None, typer.Option("--as-of", parser=day, metavar="DAY", help=said("cli.help.population_day"))] = None,
    profiles: Annotated[bool, typer.Option("--profiles", help=said("cli.help.population_profiles"))] = False,
    lang: Language = Lang.en,
    form: Form = Format.text,
) -> None:
    """Draw the people, write them, and say how close they come."""
    from openentry.law import load_book
    from openentry.pools.population import people, profiles_of, table
    from openentry.pools.population.files import check_suffix, write_facts, write_profiles

    check_suffix(output, profiles=profiles)
    real, bands = _round(like_round) if like_round else (None, None)
    on = as_of or (real.day if real else load_book().parts["crs"].verified_until)
    with progress(said("population.progress")) as show_progress:
        made = people(size, seed, on, bands, show_progress)
        if profiles:
            write_profiles(profiles_of(made), output)
        else:
            write_facts(table(made), output)
    if form is Format.json:
        write_json(_summary(made, real, output))
    else:
        from openentry.cli.page import show

        show(_page(made, real, output))


def _round(number: str) -> tuple[RealRound, tuple[Band, ...]]:
    """The real round of that number, and the pool before it."""
    from openentry.errors import InputError
    from openentry.rounds.history import distribution, history, real_round

    real = real_round(number)
    bands = distribution(number)
    if bands is None:
        known = [one.number for one in history() if distribution(one.number)]
        raise InputError.of("error.population.no_distribution", round=number, first=known[0], last=known[-1])
    return real, bands


def _summary(made: People, real: RealRound | None, output: Path) -> dict[str, Any]:
    from openentry.pools.population import bands_reached, shares_reached

    rows = [*bands_reached(made), *shares_reached(made)]
    return {
        "size": len(made),
        "seed": made.seed,
        "as_of": made.day.isoformat(),
        "law": made.law.digest,
        "like_round": real.number if real else None,
        "invited_line": made.line,
        "written": str(output),
        "reached": [
            {"margin": one.margin, "group": one.group, "wanted": round(one.wanted, 6), "found": round(one.found, 6)} for one in rows
        ],
    }


def _page(made: People, real: RealRound | None, output: Path) -> Page:
    from openentry.cli.page import Page, page_width
    from openentry.pools.population import bands_reached, shares_reached

    page = Page(page_width())
    page.say(said("population.written", size=len(made), path=output, seed=made.seed, day=made.day), style="title")
    page.say(said("population.like_round", round=real.number) if real else said("population.like_2021"))
    names = {"elsewhere": said("population.elsewhere")}
    head = [said("population.column.wanted"), said("population.column.found")]
    page.heading(said("population.bands"))
    rows = [[names.get(one.group, one.group), _percent(one.wanted), _percent(one.found)] for one in bands_reached(made)]
    page.table([[said("population.column.band"), *head], *rows], indent=2)
    page.heading(said("population.shares"))
    page.say(said("population.about_shares", line=made.line), indent=2, style="quiet")
    rows = [
        [said("population.group", margin=one.margin, group=one.group), _percent(one.wanted), _percent(one.found)]
        for one in shares_reached(made)
    ]
    page.table([[said("population.column.share"), *head], *rows], indent=2)
    return page


def _percent(share: float) -> str:
    return said("population.percent", value=(Decimal(share) * _HUNDRED).quantize(_TENTH))
