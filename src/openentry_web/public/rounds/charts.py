"""Charts of the rounds over time: specifications here, drawn once in a process of their own, kept as files.

Drawing takes a second and 120 MB the first time, so that no web process does it: ``draw_charts`` draws them ahead of time, and the
first request after the figures changed starts that command and waits. Each file is named by what it shows, so that a chart out of
date is never served. Every chart stands on a page beside its table.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from openentry import messages
from openentry.version import VERSION
from openentry_web.pool import bands
from openentry_web.public.rounds import sources
from openentry_web.public.rounds.sources import GROUPS, Round

NAMES = ("cut-offs", "invitations", "pool")
#: Width and height of what is drawn, for a wide screen and for a telephone.
SIZES = {"wide": (860, 340), "narrow": (300, 300)}
#: Colours that stay apart for colour-blind eyes, each with its own shape.
_COLOURS = ("#0b5d4e", "#c2571a", "#1f6fb2", "#7a3b8f", "#8a6d00", "#4a5b55", "#b0134f")
_SHAPES = ("circle", "triangle-up", "square", "diamond", "cross", "triangle-down", "triangle-right")
_BANDS = ("#063b32", "#0b5d4e", "#2f8373", "#6aa99b", "#a3c9bf", "#d2b87a", "#e7d9b5")

Json = dict[str, Any]


def folder() -> Path:
    """Where drawn charts are kept."""
    return Path(settings.VAR) / "charts"


def mark(rounds: Sequence[Round]) -> str:
    """What names the charts of these rounds: the figures, and the program that draws them."""
    return _mark_of_department() if rounds is sources.department() else _mark(rounds)


@cache
def _mark_of_department() -> str:
    return _mark(sources.department())


def _mark(rounds: Sequence[Round]) -> str:
    figures = [(one.number, one.held_by, one.day.isoformat(), one.invited, one.lowest_score, one.group) for one in rounds]
    code = Path(__file__).read_bytes()
    return hashlib.sha256(json.dumps([VERSION, figures]).encode() + code).hexdigest()[:16]


def path(name: str, size: str, lang: str, of: str) -> Path:
    """The file of a chart."""
    return folder() / of / f"{name}-{size}-{lang}.svg"


def svg(name: str, size: str, lang: str, of: str) -> bytes | None:
    """A chart, drawn now where it is not yet; None where it cannot be."""
    file = path(name, size, lang, of)
    if not file.exists():
        command = [sys.executable, "-m", "openentry_web", "draw_charts"]
        try:
            subprocess.run(command, check=True, timeout=60, capture_output=True, env=dict(os.environ))
        except (OSError, subprocess.SubprocessError):
            return None
    return file.read_bytes() if file.exists() else None


def draw_all() -> int:
    """Draw every chart that there is no file of yet; how many were drawn."""
    import vl_convert

    rounds = sources.every()
    of, drawn = mark(rounds), 0
    for lang in messages.LANGUAGES:
        for size in SIZES:
            for name in NAMES:
                file = path(name, size, lang, of)
                if file.exists():
                    continue
                file.parent.mkdir(parents=True, exist_ok=True)
                draft = file.with_suffix(f".{os.getpid()}")
                draft.write_text(vl_convert.vegalite_to_svg(spec(name, size, lang, rounds)), encoding="utf-8")
                draft.replace(file)
                drawn += 1
    return drawn


def spec(name: str, size: str, lang: str, rounds: Sequence[Round]) -> Json:
    """The chart as Vega-Lite has it."""
    width, height = SIZES[size]
    made = {"cut-offs": _cut_offs, "invitations": _invitations, "pool": _pool}[name](lang, rounds, size == "narrow")
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "background": "#ffffff",
        "padding": 6,
        "config": {
            "font": "system-ui, sans-serif",
            "axis": {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "titlePadding": 10,
                "gridColor": "#e6e8e2",
                "labelColor": "#14231f",
                "titleColor": "#14231f",
            },
            "legend": {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "orient": "bottom",
                "columns": 1 if size == "narrow" and name == "cut-offs" else 3 if size == "narrow" or name == "cut-offs" else 7,
                "columnPadding": 24,
                "labelLimit": 260,
            },
            "view": {"stroke": None},
        },
        **made,
    }


def _say(message: str, lang: str, **params: Any) -> str:
    return messages.text(message, lang, **params)


def _years(narrow: bool) -> Json:
    return {"format": "%Y", "title": None, "tickCount": {"interval": "year", "step": 3 if narrow else 1}, "labelOverlap": True}


def _numbers(lang: str, title: str) -> Json:
    if lang == "fr":
        return {"title": title, "labelExpr": "replace(format(datum.value, ','), /,/g, ' ')"}
    return {"title": title, "format": ",d"}


def _cut_offs(lang: str, rounds: Sequence[Round], narrow: bool) -> Json:
    groups = [name for name in GROUPS if any(one.group == name for one in rounds)]
    names = {name: _say(f"web.public_rounds.group.{name}", lang) for name in groups}
    values = [{"on": one.day.isoformat(), "score": one.lowest_score, "type": names[one.group]} for one in rounds]
    scale = [names[name] for name in groups]
    return {
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 22 if narrow else 34, "opacity": 0.85},
        "encoding": {
            "x": {"field": "on", "type": "temporal", "axis": _years(narrow)},
            "y": {
                "field": "score",
                "type": "quantitative",
                "scale": {"zero": False},
                "axis": _numbers(lang, _say("web.public_rounds.lowest", lang)),
            },
            "color": {
                "field": "type",
                "type": "nominal",
                "title": None,
                "scale": {"domain": scale, "range": _COLOURS[: len(scale)]},
            },
            "shape": {
                "field": "type",
                "type": "nominal",
                "title": None,
                "scale": {"domain": scale, "range": _SHAPES[: len(scale)]},
            },
        },
    }


def _invitations(lang: str, rounds: Sequence[Round], narrow: bool) -> Json:
    values = [
        {"on": f"{year.year}-{month:02}-01", "n": n}
        for year in sources.by_month(rounds)
        for month, n in enumerate(year.months, 1)
        if n
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "color": _COLOURS[0]},
        "encoding": {
            "x": {"field": "on", "type": "temporal", "timeUnit": "yearmonth", "axis": _years(narrow)},
            "y": {"field": "n", "type": "quantitative", "axis": _numbers(lang, _say("web.public_rounds.invitations", lang))},
        },
    }


def _pool(lang: str, rounds: Sequence[Round], narrow: bool) -> Json:
    names = [_say("web.public_rounds.band", lang, low=low, high=high) for low, high in bands.wide()]
    values = [
        {"on": pool.as_of.isoformat(), "n": count, "band": name, "order": at}
        for pool in sources.pools(rounds)
        for at, (name, count) in enumerate(zip(names, pool.counts, strict=True))
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "area", "stroke": "#ffffff", "strokeWidth": 0.7},
        "encoding": {
            "x": {"field": "on", "type": "temporal", "axis": _years(False)},
            "y": {
                "field": "n",
                "type": "quantitative",
                "stack": "zero",
                "axis": _numbers(lang, _say("web.public_rounds.candidates", lang)),
            },
            "color": {
                "field": "band",
                "type": "nominal",
                "title": _say("web.public_rounds.score", lang),
                "scale": {"domain": names, "range": list(_BANDS)},
            },
            "order": {"field": "order", "type": "quantitative", "sort": "descending"},
        },
    }
