"""Charts of the console: a few lines that turn figures into lengths and points of an SVG. Each stands beside its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openentry.law import places
from openentry.messages import has, text
from openentry.rounds.history import history
from openentry_web.pool import law, past_rounds
from openentry_web.rounds import selectors
from openentry_web.rounds.console import words
from openentry_web.rounds.models import Round
from openentry_web.rounds.rehearsing import Cell, Rehearsed
from openentry_web.ui.templatetags.ui import lang

WIDTH, HEIGHT = 640, 220
_LEFT, _BOTTOM = 56, 26
_BESIDE = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A curve: its points as SVG wants them, the ticks of both axes, and the point that is meant."""

    points: str
    x_ticks: list[tuple[str, int]]
    y_ticks: list[tuple[str, int]]
    here: tuple[str, str] | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    bottom: int = HEIGHT - _BOTTOM


def line(points: Sequence[tuple[int, int]], here: tuple[int, int] | None = None) -> Line | None:
    """A curve through (x, y); None where there is nothing to draw."""
    if len(points) < 2:
        return None
    most_x = max(x for x, _ in points) or 1
    low, high = min(y for _, y in points), max(y for _, y in points)
    low, high = low - low % 50, high + (-high) % 50 or 50

    def at_x(x: int) -> float:
        return _LEFT + (WIDTH - _LEFT - 12) * x / most_x

    def at_y(y: int) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - 12) * (y - low) / ((high - low) or 1)

    step = max(50, (high - low) // 5 // 50 * 50)
    return Line(
        " ".join(f"{at_x(x):.1f},{at_y(y):.1f}" for x, y in points),
        [(f"{at_x(x):.1f}", x) for x in _round_steps(most_x)],
        [(f"{at_y(y):.1f}", y) for y in range(low, high + 1, step)],
        (f"{at_x(here[0]):.1f}", f"{at_y(here[1]):.1f}") if here else None,
    )


def _round_steps(most: int) -> list[int]:
    """Four or five whole, round numbers up to ``most``."""
    step = 1
    while most // step > 5:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return list(range(0, most + 1, step))


def bars(counts: Sequence[int | None]) -> list[str]:
    """The length of each bar, in per cent of the longest."""
    longest = max((n for n in counts if n), default=0) or 1
    return [f"{100 * (n or 0) / longest:.1f}" for n in counts]


# --- a rehearsal ---


def of_rehearsal(found: Rehearsed, round_: Round) -> dict[str, Any]:
    """What the page of a rehearsal shows: the curve and its table, who would be invited, and the last rounds beside it."""
    curve = found.curve
    size = found.invited
    here = (size, found.cut_off) if found.cut_off is not None else None
    return {
        "curve": line([(running, score) for score, running in curve], here),
        "curve_rows": _thinned(curve, found.cut_off),
        "breakdowns": [_breakdown(name, cells, found.at.date()) for name, cells in found.breakdowns.items()],
        "beside": _beside(round_),
    }


def _thinned(curve: Sequence[tuple[int, int]], cut_off: int | None) -> list[tuple[int, int, bool]]:
    """Every tenth score and those around the cut-off: score, size, whether it is the cut-off."""
    near = cut_off if cut_off is not None else -100
    shown = [(s, n, s == cut_off) for s, n in curve if s % 10 == 0 or abs(s - near) <= 3]
    return shown or [(s, n, False) for s, n in curve]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Those who would be invited, by one thing: each label with how many (None: fewer than five) and its bar."""

    name: str
    rows: list[tuple[str, int | None, str]]


def _breakdown(name: str, cells: Sequence[Cell], day: Any) -> Breakdown:
    lengths = bars([cell.count for cell in cells])
    return Breakdown(name, [(_label(name, cell.key, day), cell.count, bar) for cell, bar in zip(cells, lengths, strict=True)])


def _label(name: str, key: str, day: Any) -> str:
    if key == "":
        return text("web.console.unknown", lang())
    if name == "program":
        return str(words.program(key, day).in_(lang()))
    if name == "category":
        found = law.book().on(day).get(f"categories.{key}")
        return str(found.name.in_(lang())) if found else key
    if name == "age":
        return text("web.console.age", lang(), band=key.replace("-", "–"))
    if name == "country":
        return places.country_name(key, lang()) if places.is_country(key) else key
    return text(f"education.{key}", lang()) if has(f"education.{key}", lang()) else key


@dataclass(frozen=True, slots=True)
class Beside:
    """A round to compare with."""

    number: str
    day: Any
    who: tuple[Any, ...]
    invited: int
    cut_off: int | None
    here: bool


def _beside(round_: Round) -> list[Beside]:
    """The last rounds of the same kind: those held here, then the department's."""
    alike = selectors.released().filter(kind=round_.kind, category=round_.category, corrects=None)
    if round_.kind == "programs":
        alike = alike.filter(programs=round_.programs)
    own = [Beside(one.number, one.moment.date(), words.whom(one), one.invited or 0, one.cut_off, True) for one in alike[:_BESIDE]]
    real = [
        Beside(one.number, one.day, past_rounds.who(one), one.invited, one.lowest_score, False)
        for one in reversed(history())
        if one.kind == round_.kind
        and (one.category or "") == round_.category
        and (one.kind != "programs" or sorted(one.programs) == sorted(round_.programs))
    ]
    return own + real[:_BESIDE]
