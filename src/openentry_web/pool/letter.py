"""The letter that confirms a profile: an accessible PDF (PDF/UA-1), in either language."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

from openentry import lifecycle
from openentry.messages import text, write_number
from openentry_web.pool import deciding, explained, law
from openentry_web.pool.models import Decision, Entry

SOURCE = Path(__file__).with_name("letter.typ")
_DEPTH = 2


def pdf(entry: Entry, now: datetime, lang: str) -> bytes:
    """The letter about a profile that was received. What somebody typed is handed over as data, never as source."""
    import typst

    found = data(entry, now, lang)
    try:
        return _set(found)
    except typst.TypstError:  # a name in a script that no font here has: what can be printed is, and the letter says so
        return _set(_in_latin(found, lang))


def _set(found: dict[str, Any]) -> bytes:
    import typst

    words = json.dumps(found, ensure_ascii=False)
    made: bytes = typst.compile(SOURCE.read_bytes(), sys_inputs={"data": words}, pdf_standards=["ua-1"])
    return made


def _in_latin(found: dict[str, Any], lang: str) -> dict[str, Any]:
    (title, name), *others = found["identity"]
    shown = "".join(one if one.isascii() or unicodedata.name(one, "").startswith("LATIN") else "?" for one in name)
    return found | {"identity": [(title, f"{shown} ({text('web.letter.unreadable', lang)})"), *others]}


def data(entry: Entry, now: datetime, lang: str) -> dict[str, Any]:
    """Every word of the letter. :class:`ValueError` for a draft, which no letter confirms."""
    if entry.received_at is None or entry.expires_at is None or entry.decision_id is None:
        raise ValueError("a letter confirms a profile that was received")
    kept = Decision.objects.select_related("version", "law").get(pk=entry.decision_id)
    decided = deciding.again(kept)
    score = explained.score(decided, lang)
    versions = decided.evaluation.law.versions
    checked = {part.key: part for part in decided.evaluation.law.unverified(decided.as_of)}

    def say(message_id: str, **params: Any) -> str:
        return text(message_id, lang, **params)

    def moment(at: datetime, *, exact: bool = False) -> str:
        return say("web.moment", day=at.date(), time=f"{at:%H:%M:%S.%f}" if exact else f"{at:%H:%M}")

    def version(part: str) -> str:
        named = say(f"part.{part}")
        if part in checked:
            return say("letter.law.version_until", part=named, day=versions[part], until=checked[part].verified_until)
        return say("letter.law.version", part=named, day=versions[part])

    person = deciding.profile_of(entry).person
    name = " ".join(one for one in (person.given_names, person.family_name) if one) if person else ""
    state = lifecycle.state(law.book().on(now.date()), entry.state)
    identity = [
        (say("web.letter.name"), _printable(name)),
        (say("web.pool.number"), entry.number or ""),
        (say("web.pool.code"), entry.validation_code),
        (say("web.pool.received"), moment(entry.received_at, exact=True)),
        (say("web.pool.valid_until"), moment(entry.expires_at)),
        (say("web.letter.state"), state.name.in_(lang)),
    ]
    programs = explained.programs(decided, lang)
    return {
        "lang": lang,
        "title": say("web.letter.title", number=entry.number),
        "made": say("web.letter.made", day=now.date(), time=f"{now:%H:%M}"),
        "foot": say(
            "web.decision.made_with", day=kept.as_of, digest=decided.evaluation.law.digest[:12], version=kept.library_version
        ),
        "page": say("web.letter.page", n="#n", of="#of"),
        "identity": [row for row in identity if row[1]],
        "promise": say("web.pool.no_promise"),
        "job": {"title": say("web.letter.job"), "body": say("web.letter.job.body")},
        "score": {
            "title": say("web.letter.score", score=_points(score.bounds, lang), maximum=score.maximum),
            "on": say("web.letter.score.on", day=kept.as_of, since=versions["crs"]),
            "counts": say("web.letter.counts", low=score.low) if score.low != score.high else "",
            "part": say("web.letter.part"),
            "points": say("web.verdict.points"),
            "rows": [row for line in score.lines for row in _rows(line, 0, lang)],
            "total": (say("web.letter.total"), _points(score.bounds, lang)),
        },
        "programs": {
            "title": say("web.letter.programs"),
            "program": say("web.letter.program"),
            "status": say("web.letter.status"),
            "rows": [(f"{at}", one.name, say(f"web.state.program.{one.state}")) for at, one in enumerate(programs, 1)],
        },
        "law": {"title": say("web.decision.law"), "rows": [version(part) for part in versions]},
        "no": {"title": say("web.letter.not.heading"), "body": say("web.letter.not.body")},
    }


def _rows(line: explained.Line, depth: int, lang: str) -> list[tuple[int, str, str]]:
    inner = [row for one in line.lines for row in _rows(one, depth + 1, lang)] if depth < _DEPTH else []
    title = text("web.letter.capped", lang, title=line.title, maximum=line.maximum) if line.cap else line.title
    return [(depth, title, _points(line.bounds, lang)), *inner]


def _points(bounds: tuple[int, int], lang: str) -> str:
    low, high = bounds
    return write_number(low, lang) if low == high else text("web.pool.range", lang, low=low, high=high)


def _printable(name: str) -> str:
    """A name without what no letter has: control characters and what breaks lines."""
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())
