"""A run written down: figures as JSON and as a page, and the growth of cost drawn."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.machine import Machine
from benchmarks.pools import Measure


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that was set, what was reached, and why where it was missed."""

    what: str
    wanted: str
    reached: str
    met: bool
    reason: str

    def row(self) -> str:
        """A row of the table of marks."""
        return f"| {self.what} | {self.wanted} | {self.reached} | {'yes' if self.met else f'**no**: {self.reason}'} |"


def as_json(machine: Machine, day: str, rounds: int, measures: Mapping[str, Measure], marks: Sequence[Mark]) -> dict[str, Any]:
    """Everything, with the seconds of every run."""
    found = [
        {
            "name": name,
            "title": one.title,
            "rows": one.rows,
            "notes": one.notes,
            "extra": one.extra,
            "seconds": {
                way: {"median": statistics.median(seconds), "least": min(seconds), "runs": seconds}
                for way, seconds in one.times.items()
            },
        }
        for name, one in measures.items()
    ]
    told = [{"what": m.what, "wanted": m.wanted, "reached": m.reached, "met": m.met, "reason": m.reason} for m in marks]
    return {"day": day, "machine": machine.as_json(), "rounds": rounds, "marks": told, "measures": found}


def from_json(kept: Mapping[str, Any]) -> dict[str, Measure]:
    """The measures of a run that was written, by name."""
    return {
        one["name"]: Measure(
            one["title"], one["rows"], {way: found["runs"] for way, found in one["seconds"].items()}, one["notes"], one["extra"]
        )
        for one in kept["measures"]
    }


def as_page(machine: Machine, day: str, rounds: int, measures: Sequence[Measure], marks: Sequence[Mark], picture: str) -> str:
    """The page of a run, in Markdown."""
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    lines = [
        f"# Benchmarks of {day}",
        "",
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, {machine.system}; {machine.python}; {versions}.",
        f"One run, everybody in turn; medians of {rounds} rounds after one that is not counted, the least in brackets.",
    ]
    if machine.busy:
        lines.append(
            f"**The machine was shared and busy** (load {machine.load:.1f} on {machine.cores} cores when the run began): "
            f"ratios hold better than times. Of plain NumPy work two threads did {machine.second_thread:.1f} × what one did: "
            "a second thread cannot gain more than that."
        )
    lines += ["", "| Mark | Wanted | Reached | Met |", "|---|---|---|---|", *[mark.row() for mark in marks], ""]
    for one in measures:
        lines += [*_table(one), ""]
    return "\n".join([*lines, "## How cost grows", "", f"![Seconds by number of people]({picture})", ""])


def _table(one: Measure) -> list[str]:
    many = one.rows > 1
    first = one.median(next(iter(one.times)))
    heading = f"## {one.title}" + (f", {one.rows:,} rows" if many else "")
    head = "| | median | " + ("rows a second | " if many else "") + "time of the first = 1 |"
    lines = [heading, "", head, "|---|---:|" + ("---:|" if many else "") + "---:|"]
    for name, seconds in one.times.items():
        median = statistics.median(seconds)
        rate = f"{_large(one.rows / median)} | " if many else ""
        lines.append(f"| {name} | {span(median)} ({span(min(seconds))}) | {rate}{median / first:,.2f} |")
    notes = [*one.notes, *[f"{name.capitalize()}: {value:,}." for name, value in one.extra.items()]]
    return [*lines, "", " ".join(notes)] if notes else lines


def span(seconds: float) -> str:
    """Seconds in a unit one can read."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:,.3g} {unit}" if seconds < 1_000 * size else f"{seconds / size:,.0f} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def _large(number: float) -> str:
    return f"{number / 1e6:,.3g} M" if number >= 1e6 else f"{number:,.0f}"


# --- the drawing: both scales by powers of ten ---

_WIDE, _HIGH, _LEFT, _TOP, _RIGHT, _BOTTOM = 720, 440, 70, 20, 250, 50
_COLOURS = ("#0b5cad", "#5aa0e0", "#006064", "#26a69a", "#b34700", "#6b6b6b", "#2e7d32", "#8e24aa")


def as_picture(lines: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    """Seconds by number of people for each name, as SVG."""
    points = [point for line in lines.values() for point in line]
    least_x, most_x = (round(math.log10(pick(rows for rows, _ in points))) for pick in (min, max))
    low, high = math.floor(math.log10(min(s for _, s in points))), math.ceil(math.log10(max(s for _, s in points)))

    def x(rows: float) -> float:
        return _LEFT + (math.log10(rows) - least_x) / (most_x - least_x) * (_WIDE - _LEFT - _RIGHT)

    def y(seconds: float) -> float:
        return _HIGH - _BOTTOM - (math.log10(seconds) - low) / (high - low) * (_HIGH - _TOP - _BOTTOM)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="sans-serif" font-size="12">',
        "<title>Seconds to score a pool, by number of people</title>",
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>',
    ]
    for power in range(least_x, most_x + 1):
        at = x(10**power)
        drawn.append(f'<path d="M{at:.1f} {_TOP}V{_HIGH - _BOTTOM}" stroke="#ddd"/>')
        drawn.append(f'<text x="{at:.1f}" y="{_HIGH - _BOTTOM + 18}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low, high + 1):
        at = y(10.0**power)
        drawn.append(f'<path d="M{_LEFT} {at:.1f}H{_WIDE - _RIGHT}" stroke="#ddd"/>')
        drawn.append(f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{span(10.0**power)}</text>')
    drawn.append(f'<text x="{(_LEFT + _WIDE - _RIGHT) / 2}" y="{_HIGH - 10}" text-anchor="middle">people</text>')
    for place, (name, line) in enumerate(lines.items()):
        colour = _COLOURS[place % len(_COLOURS)]
        path = " ".join(f"{x(rows):.1f},{y(seconds):.1f}" for rows, seconds in line)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x(rows):.1f}" cy="{y(seconds):.1f}" r="3" fill="{colour}"/>' for rows, seconds in line]
        top = _TOP + 14 + 20 * place
        drawn.append(f'<path d="M{_WIDE - _RIGHT + 12} {top - 4}h20" stroke="{colour}" stroke-width="2"/>')
        drawn.append(f'<text x="{_WIDE - _RIGHT + 38}" y="{top}">{name}</text>')
    return "\n".join([*drawn, "</svg>", ""])
