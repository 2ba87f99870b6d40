"""``openentry clb TEST``: what the scores of a language test stand for."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openentry.cli.output import AsOf, Form, Format, Lang, Language, LawDirectory, day, write, write_json
from openentry.cli.speech import said

if TYPE_CHECKING:
    from openentry.language import CertificateLevels

_ABILITIES = ("listening", "reading", "writing", "speaking")


def register(app: typer.Typer) -> None:
    """Add the command ``clb`` to ``app``."""
    app.command("clb", help=said("cli.help.clb"))(clb)


def score(value: str) -> Decimal:
    """A score given on the command line, its decimals after a point or a comma."""
    if not re.fullmatch(r"\d{1,6}([.,]\d{1,4})?", value, re.ASCII):
        raise typer.BadParameter(said("error.usage.score", value=value))
    return Decimal(value.replace(",", "."))


Score = Annotated[Decimal | None, typer.Option(parser=score, metavar="X", help=said("cli.help.score_option"))]


def clb(
    test: Annotated[str, typer.Argument(metavar="TEST", help=said("cli.help.test"))],
    listening: Score = None,
    reading: Score = None,
    writing: Score = None,
    speaking: Score = None,
    taken_on: Annotated[date | None, typer.Option("--taken-on", parser=day, metavar="DAY", help=said("cli.help.taken_on"))] = None,
    as_of: AsOf = None,
    law: LawDirectory = None,
    lang: Language = Lang.en,
    form: Form = Format.text,
) -> None:
    """Print the level of each ability."""
    from openentry.cli.clock import today
    from openentry.language import clb as levels_of
    from openentry.law import load_law

    given = dict(zip(_ABILITIES, (listening, reading, writing, speaking), strict=True))
    if all(value is None for value in given.values()):
        raise typer.BadParameter(said("error.usage.no_scores"))
    found = levels_of(load_law(as_of or today(), law), test, given, taken_on)
    if form is Format.json:
        write_json(_json(found, lang))
    else:
        write(_lines(found))


def _json(found: CertificateLevels, lang: str) -> dict[str, Any]:
    """One key an ability, with its level; the same with scores, and what the next level takes, under ``details``."""
    abilities = found.abilities.items()
    return {
        "test": found.test,
        "name": found.name,
        "language": found.language,
        "framework": found.framework,
        **{str(ability): one.level for ability, one in abilities},
        "details": {
            str(ability): {
                "score": _number(one.score),
                "level": one.level,
                "next": {"level": one.next.level, "score": _number(one.next.score)} if one.next else None,
            }
            for ability, one in abilities
        },
        "remarks": [remark.text(lang) for remark in found.remarks],
    }


def _number(score: Decimal) -> int | float:
    return int(score) if score == score.to_integral_value() else float(score)


def _lines(found: CertificateLevels) -> list[str]:
    lines = [said("clb.heading", name=found.name, framework=found.framework), ""]
    names = {ability: said(f"ability.{ability}") for ability in found.abilities}
    width = max(map(len, names.values()))
    for ability, one in found.abilities.items():
        sentence = "clb.top" if one.next is None else "clb.next"
        params = {"framework": found.framework, "score": one.score, "level": one.level}
        if one.next is not None:
            params |= {"next": one.next.level, "needs": one.next.score}
        name = names[ability]
        lines.append(f"  {name}{' ' * (width - len(name))}  {said(sentence, **params)}")
    if found.remarks:
        lines += ["", *[said(remark) for remark in found.remarks]]
    return lines
