"""The answers as an accessible PDF (PDF/UA-1), in either language."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from openentry import Profile
from openentry.messages import text
from openentry.version import VERSION
from openentry_web.mine import words

SOURCE = Path(__file__).with_name("answers.typ")
_OTHERS = ""  # answers that stand alone at the top of the profile


def pdf(profile: Profile, where: str, day: date, lang: str) -> bytes:
    """The answers on paper. What somebody typed is handed over as data, never as source."""
    import typst

    found = data(profile, where, day, lang)
    try:
        return _set(found)
    except typst.TypstError:  # a name in a script that no font here has: what can be printed is, and the page says so
        return _set(_in_latin(found, text("web.mine.pdf.unreadable", lang)))


def data(profile: Profile, where: str, day: date, lang: str) -> dict[str, Any]:
    """Every word of it."""
    return {
        "lang": lang,
        "title": text("web.mine.pdf.title", lang),
        "made": text(f"web.mine.pdf.{where}", lang, day=day),
        "foot": text("web.mine.pdf.foot", lang, version=VERSION),
        "page": text("web.mine.pdf.page", lang, n="#n", of="#of"),
        "note": "",
        "none": text("web.mine.pdf.nothing", lang),
        "parts": [part for part in parts(profile.declared(), lang) if part["rows"]],
    }


def parts(declared: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """The answers as headed lists of label and value."""
    alone = {key: value for key, value in declared.items() if not _nested(value)}
    found = []
    for key, value in declared.items():
        if _nested(value):
            found += _part(key, value, words.key("", key, lang), lang)
    rows = [[_capital(words.key("", key, lang)), words.value(key, value, lang)] for key, value in alone.items()]
    return [*found, {"title": text("web.mine.pdf.others", lang), "rows": rows}]


def _nested(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))


def _part(owner: str, value: Any, title: str, lang: str) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [part for at, one in enumerate(value) for part in _part(owner, one, words.place(owner, at).text(lang), lang)]
    own = [
        [_capital(words.key(owner, key, lang)), words.value(key, one, lang, owner)]
        for key, one in value.items()
        if not _nested(one)
    ]
    found = [{"title": _capital(title), "rows": own}]
    for key, one in value.items():
        if _nested(one):
            inner = _part(key, one, words.key(owner, key, lang), lang)
            found += [{**part, "title": _capital(f"{title} – {part['title']}")} for part in inner]
    return found


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def _set(found: dict[str, Any]) -> bytes:
    import typst

    made: bytes = typst.compile(
        SOURCE.read_bytes(), sys_inputs={"data": json.dumps(found, ensure_ascii=False)}, pdf_standards=["ua-1"]
    )
    return made


def _in_latin(found: dict[str, Any], note: str) -> dict[str, Any]:
    def shown(said: str) -> str:
        return "".join(one if one.isascii() or not one.isalnum() or _latin(one) else "?" for one in said if one.isprintable())

    def plain(said: str) -> str:
        return "".join(one if ord(one) < 0x2100 or unicodedata.category(one)[0] in "PZ" else "?" for one in shown(said))

    kept = [{**part, "rows": [[label, plain(value)] for label, value in part["rows"]]} for part in found["parts"]]
    return found | {"parts": kept, "note": note}


def _latin(one: str) -> bool:
    return unicodedata.name(one, "").startswith("LATIN")
