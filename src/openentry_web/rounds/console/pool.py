"""The page of the pool in figures: each chart with its table and its file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openentry.messages import text, write_date
from openentry_web import clock
from openentry_web.pool import law
from openentry_web.pool import selectors as pool
from openentry_web.rounds.console import figures, words
from openentry_web.rounds.console.charts import bars
from openentry_web.rounds.console.figures import Counted
from openentry_web.rounds.console.views import officers_only
from openentry_web.ui.templatetags.ui import lang

_WIDTH, _HEIGHT, _BOTTOM = 640, 200, 24
#: From the highest band to the lowest; and the four ways in and out.
COLOURS = ("#063b32", "#0b5d4e", "#2f8373", "#6aa99b", "#a3c9bf", "#d2b87a", "#8a6d00")
_FLOW = ("#0b5d4e", "#6aa99b", "#c2571a", "#8a6d00")


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle of a chart."""

    x: str
    y: str
    width: str
    height: str
    colour: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page shows it, with its chart: columns of ``boxes`` over time, or a bar for each row."""

    name: str
    columns: list[str]
    rows: list[tuple[str, list[int | None], str]]
    boxes: list[Box]
    labels: list[tuple[str, str]]
    legend: list[tuple[str, str]]
    most: int = 0


@never_cache
@require_safe
@officers_only
def page(request: HttpRequest) -> HttpResponse:
    """All of them."""
    now = clock.now()
    shown = [_shown(one) for one in figures.tables(now)]
    return render(request, "rounds/figures.html", {"tables": shown, "swept": pool.swept_to(), "now": now})


@never_cache
@require_safe
@officers_only
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One table as CSV; a cell under five is empty."""
    found = next((one for one in figures.tables(clock.now()) if one.name == name), None)
    if found is None:
        raise Http404
    out = StringIO()
    write = csv.writer(out)
    write.writerow(["name" if found.name in ("programs", "categories") else "day", *found.columns])
    write.writerows(["" if cell is None else cell for cell in row] for row in found.rows)
    headers = {"Content-Disposition": f'attachment; filename="openentry-{name}.csv"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _shown(table: Counted) -> Shown:
    columns = [_column(table.name, one) for one in table.columns]
    rows = [(_name(table.name, row[0]), list(row[1:]), "") for row in table.rows]
    if table.name in ("programs", "categories"):
        lengths = bars([row[1] for row in table.rows])
        rows = [(label, cells, length) for (label, cells, _), length in zip(rows, lengths, strict=True)]
        return Shown(table.name, columns, rows, [], [], [])
    colours = COLOURS if table.name == "bands" else _FLOW
    parts = [row[1:-1] if table.name == "bands" else row[1:] for row in table.rows]
    side_by_side = table.name != "bands"
    most = max((max(part) if side_by_side else sum(part) for part in parts), default=0)
    legend = list(zip(colours, columns, strict=False))
    labels = _labels(table.rows)
    return Shown(table.name, columns, rows, _boxes(parts, most or 1, colours, side_by_side), labels, legend, most)


def _boxes(parts: list[Any], most: int, colours: tuple[str, ...], side_by_side: bool) -> list[Box]:
    """Columns: one on top of the other, the lowest band at the foot, or beside each other."""
    room = _WIDTH / max(len(parts), 1)
    high = _HEIGHT - _BOTTOM - 6
    found = []
    for place, part in enumerate(parts):
        foot = 0.0
        width = room * 0.8 / (len(part) if side_by_side else 1)
        for n, count in reversed(list(enumerate(part))):
            tall = high * count / most
            x = place * room + room * 0.1 + (n * width if side_by_side else 0)
            if count:
                found.append(Box(f"{x:.1f}", f"{high + 6 - foot - tall:.1f}", f"{width:.1f}", f"{tall:.1f}", colours[n]))
            foot += 0 if side_by_side else tall
    return found


def _labels(rows: list[tuple[Any, ...]]) -> list[tuple[str, str]]:
    room = _WIDTH / max(len(rows), 1)
    every = max(1, len(rows) // 6)
    return [(f"{place * room + room / 2:.1f}", f"{row[0]:%Y-%m-%d}") for place, row in enumerate(rows) if place % every == 0][:6]


def _column(table: str, name: str) -> str:
    return (
        text("web.figures.band", lang(), band=name.replace("-", "–")) if "-" in name else text(f"web.figures.column.{name}", lang())
    )


def _name(table: str, name: Any) -> str:
    if isinstance(name, date):
        return write_date(name, lang())
    day = clock.today()
    if table == "programs":
        return str(words.program(name, day).in_(lang()))
    found = law.book().on(day).get(f"categories.{name}")
    return str(found.name.in_(lang())) if found else str(name)
