"""The rounds and the pool as files: our own tables, and the shape of the department's feed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from openentry import messages
from openentry.rounds.instructions import HIGHEST_SCORE
from openentry.rounds.moments import write_moment
from openentry_web.pool import bands
from openentry_web.public.rounds import sources
from openentry_web.public.rounds.sources import Round

Json = dict[str, Any]
Link = Callable[[Round, str], str]

COLUMNS = (
    "held_by",
    "number",
    "day",
    "moment",
    "name",
    "kind",
    "category",
    "version",
    "programs",
    "invited",
    "lowest_score",
    "tie_break",
    "pool_as_of",
    "note",
)
LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
ATTRIBUTION = (
    "Rounds of the department: published by Immigration, Refugees and Citizenship Canada, read through copies of its feed; "
    "not made by it, nor in affiliation with it."
)


def row(one: Round) -> Json:
    """A round under the names of :data:`COLUMNS`; None where nothing is known."""
    return {
        "held_by": one.held_by,
        "number": one.number,
        "day": one.day.isoformat(),
        "moment": write_moment(one.moment) if one.moment else None,
        "name": one.name.en,
        "kind": one.kind,
        "category": one.category,
        "version": one.version or None,
        "programs": list(one.programs),
        "invited": one.invited,
        "lowest_score": one.lowest_score,
        "tie_break": write_moment(one.tie_break) if one.tie_break else None,
        "pool_as_of": one.pool_as_of.isoformat() if one.pool_as_of else None,
        "note": one.note or None,
    }


def rounds_csv(rounds: Iterable[Round]) -> str:
    """``rounds.csv``."""
    rows = [[";".join(cell) if isinstance(cell, list) else cell for cell in row(one).values()] for one in rounds]
    return _csv(COLUMNS, rows)


def rounds_json(rounds: Iterable[Round]) -> str:
    """``rounds.json``."""
    whole = {
        "source": {"feed": sources.FEED, "as_of": sources.known_to().isoformat(), "attribution": ATTRIBUTION},
        "licence": LICENCE,
        "rounds": [row(one) for one in rounds],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def pool_csv(rounds: Iterable[Round]) -> str:
    """``pool-distribution.csv``: fifteen bands a round, no sums."""
    rows = [
        [one.held_by, one.number, one.pool_as_of, band.lowest, band.highest, band.count]
        for one in rounds
        for band in one.bands or ()
    ]
    return _csv(("held_by", "number", "as_of", "lowest", "highest", "count"), rows)


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(["" if cell is None else cell for cell in cells] for cells in rows)
    return out.getvalue()


def schema() -> Json:
    """The JSON Schema of ``rounds.json``."""
    text: Json = {"type": "string"}
    maybe: Json = {"type": ["string", "null"]}
    day: Json = {"type": "string", "format": "date"}
    moment: Json = {"type": ["string", "null"], "format": "date-time"}
    about = {name: messages.text(f"web.open_data.column.{name}", "en") for name in COLUMNS}
    shapes: dict[str, Json] = {
        **dict.fromkeys(COLUMNS, text),
        **dict.fromkeys(("category", "version", "note"), maybe),
        "held_by": {"enum": ["department", "here"]},
        "day": day,
        "moment": moment,
        "tie_break": moment,
        "pool_as_of": {"type": ["string", "null"], "format": "date"},
        "kind": {"enum": ["general", "programs", "category"]},
        "programs": {"type": "array", "items": {"enum": ["pnp", "cec", "fsw", "fst"]}},
        "invited": {"type": "integer", "minimum": 0},
        "lowest_score": {"type": "integer", "minimum": 0, "maximum": HIGHEST_SCORE},
    }
    one = {name: {**shapes[name], "description": about[name]} for name in COLUMNS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rounds of invitations of Express Entry",
        "type": "object",
        "properties": {
            "source": {
                "type": "object",
                "properties": {"feed": text, "as_of": day, "attribution": text},
                "required": ["feed", "as_of", "attribution"],
            },
            "licence": text,
            "rounds": {
                "type": "array",
                "items": {"type": "object", "properties": one, "required": list(COLUMNS), "additionalProperties": False},
            },
        },
        "required": ["source", "licence", "rounds"],
        "additionalProperties": False,
    }


# --- the department's shape ---

_PROGRAMS = {
    "en": {
        "fsw": "Federal Skilled Worker Program",
        "cec": "Canadian Experience Class",
        "fst": "Federal Skilled Trades Program",
        "pnp": "Provincial Nominee Program",
    },
    "fr": {
        "fsw": "Programme des travailleurs qualifiés (fédéral)",
        "cec": "Catégorie de l’expérience canadienne",
        "fst": "Programme des travailleurs de métiers spécialisés (fédéral)",
        "pnp": "Programme des candidats des provinces",
    },
}
_WORDS = {
    "en": (
        "Invitations to apply for permanent residence under the Express Entry system #{number}",
        "See full text of Ministerial Instruction",
    ),
    "fr": (
        "Invitations à présenter une demande de résidence permanente dans le cadre du système Entrée express nº {number}",
        "Voir le texte intégral de l’instruction ministérielle",
    ),
}


def feed(rounds: Iterable[Round], lang: str, link: Link) -> str:
    """The rounds as the department's feed has them, newest first. ``link``: the address of a round's page in a language."""
    return json.dumps({"classes": "wb-tables", "rounds": [_as_theirs(one, lang, link) for one in rounds]}, ensure_ascii=False)


def _as_theirs(one: Round, lang: str, link: Link) -> dict[str, str]:
    invited_to, see = _WORDS[lang]
    address = link(one, lang)

    def linked(words: str) -> str:
        return f"<a href='{address}'>{words}</a>"

    counts = {(band.lowest, band.highest): band.count for band in one.bands or ()}
    inside = {
        name: sum(count for (low, high), count in counts.items() if least <= low and high <= most)
        for name, (least, most) in bands.fields().items()
    }
    return {
        "drawNumber": one.number,
        "drawNumberURL": linked(one.number),
        "drawDate": one.day.isoformat(),
        "drawDateFull": write_day(one.day, lang),
        "drawName": one.name.in_(lang),
        "drawSize": write_number(one.invited, lang),
        "drawCRS": write_number(one.lowest_score, lang),
        "mitext": linked(invited_to.format(number=one.number)),
        "DrawText1": linked(see),
        "drawText2": _listed([_PROGRAMS[lang][name] for name in _PROGRAMS[lang] if name in one.programs], lang),
        "drawDateTime": write_theirs(one.moment, lang),
        "drawCutOff": write_theirs(one.tie_break, lang),
        "drawDistributionAsOn": write_day(one.pool_as_of or one.day, lang),
        **{name: write_number(count, lang) for name, count in inside.items()},
    }


def _listed(items: Sequence[str], lang: str) -> str:
    return messages.write_list(items, lang)


def write_number(value: int, lang: str) -> str:
    """``20,784``; in French ``20 784`` with a plain space, as that feed has it."""
    return f"{value:,}".replace(",", " ") if lang == "fr" else f"{value:,}"


_ENGLISH = "January February March April May June July August September October November December".split()


def write_day(day: date, lang: str) -> str:
    """``August 7, 2026``; ``7 août 2026``."""
    if lang == "fr":
        return messages.write_date(day, "fr").replace("\u00a0", " ")
    return f"{_ENGLISH[day.month - 1]} {day.day}, {day.year}"


def write_theirs(moment: datetime | None, lang: str) -> str:
    """``August 7, 2026 at 10:08:20 UTC``; ``7 août 2026 à 10:08:20 UTC``; nothing where it is not known."""
    if moment is None:
        return ""
    return f"{write_day(moment.date(), lang)} {'à' if lang == 'fr' else 'at'} {moment:%H:%M:%S} UTC"
