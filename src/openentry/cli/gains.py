"""Who gains and who loses under another law, as tables to read, as an object for programs, and as a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from openentry.cli.speech import chosen, said
from openentry.errors import FileError
from openentry.messages import write_number

if TYPE_CHECKING:
    from openentry.cli.page import Page
    from openentry.law import Law
    from openentry.pools.gains import Gains, Group

#: How many points one bar may cover, and the most bars of a chart.
_STEPS = (10, 20, 50, 100)
_MOST_BARS = 40
_WIDEST_BAR = 40


def tell(page: Page, gains: Gains, before: Law, after: Law) -> None:
    """Everyone, then for each factor those whose points for it differ; then how many people have each change."""
    page.heading(said("gains.title", count=gains.everyone.people, before=_named(before), after=_named(after)))
    if gains.refused:
        page.say(said("gains.refused", count=gains.refused), indent=2)
    if not gains.everyone.gain and not gains.everyone.lose:
        page.say(said("gains.nobody"), indent=2)
        return
    titles = _titles(before) | _titles(after)
    rows = [[said(f"gains.column.{name}") for name in ("who", "people", "gain", "lose", "same", "mean")]]
    rows.append(_row(said("gains.everyone"), gains.everyone))
    rows += [_row(said("gains.factor", factor=titles.get(name, name)), group) for name, group in gains.factors.items()]
    page.table(rows, indent=2)
    page.blank()
    page.say(said("gains.chart"), indent=2)
    bars, step = _bars(gains.changes)
    most = max(bars.values())
    table = [[said("gains.column.change"), said("gains.column.people"), ""]]
    for at in range(min(bars), max(bars) + 1):
        count = bars.get(at, 0)
        table.append([_range(at, step), write_number(count, chosen()), "█" * -(-count * _WIDEST_BAR // most)])
    page.table(table, indent=2, align="rrl")
    page.blank()
    page.say(said("gains.about"), indent=2, style="quiet")


def summary(gains: Gains, before: Law, after: Law) -> dict[str, Any]:
    """The same as a JSON object: the two laws, everyone, the factors, and how many people have each change of the score."""
    return {
        "before": _law(before),
        "after": _law(after),
        "everyone": _figures(gains.everyone),
        "factors": {name: _figures(group) for name, group in gains.factors.items()},
        "changes": {str(change): gains.changes[change] for change in sorted(gains.changes)},
        "refused": gains.refused,
    }


def draw(path: Path, gains: Gains, before: Law, after: Law) -> None:
    """Write the chart, as SVG. :class:`FileError` where it cannot be written."""
    title = said("gains.title", count=gains.everyone.people, before=_named(before), after=_named(after))
    try:
        path.write_text(chart_of(gains.changes, title), encoding="utf-8")
    except (OSError, ValueError):
        raise FileError.of("error.facts.unwritable", str(path)) from None


def chart_of(changes: Mapping[int, int], title: str) -> str:
    """How many people have each change of the score, as bars, in SVG."""
    by_bin, step = _bars(changes)
    first, last = min([*by_bin, 0]), max([*by_bin, 0])
    width, height, left, foot = 26, 260, 60, 60
    most = max(by_bin.values(), default=0) or 1
    parts = []
    for at in range(first, last + 1):
        count = by_bin.get(at, 0)
        tall = round(height * count / most, 1)
        x = left + (at - first) * width
        kind, colour = ("gain", "#1b6e3c") if at > 0 else ("lose", "#b3401f") if at else ("same", "#767676")
        told = escape(said(f"gains.bar.{kind}", low=step * abs(at) - step + 1, high=step * abs(at), count=count))
        label = f"{at * step:+d}".replace("-", "−") if at else "0"
        bar = f'<rect x="{x + 2}" y="{30 + height - tall}" width="{width - 4}" height="{tall}" fill="{colour}"/>'
        parts.append(
            f'<g><title>{told}</title>{bar}<text x="{x + width / 2}" y="{44 + height}" text-anchor="middle">{label}</text></g>'
        )
    wide = left + (last - first + 1) * width + 20
    head = escape(title)
    parts += [
        f'<text x="{left}" y="18" font-weight="bold">{head}</text>',
        f'<text x="{left - 8}" y="38" text-anchor="end">{most}</text>',
        f'<text x="{left - 8}" y="{30 + height}" text-anchor="end">0</text>',
        f'<path d="M{left} 30V{30 + height}H{wide - 10}" fill="none" stroke="#444"/>',
        f'<text x="{left}" y="{height + foot + 8}">{escape(said("gains.axis", step=step))}</text>',
    ]
    size = f'width="{wide}" height="{height + foot + 24}" viewBox="0 0 {wide} {height + foot + 24}"'
    style = 'font-family="system-ui, sans-serif" font-size="11"'
    body = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {style}>\n<title>{head}</title>\n{body}\n</svg>\n'


def _bars(changes: Mapping[int, int]) -> tuple[dict[int, int], int]:
    """The people in each bar, and how many points one covers. Bar 0 is no change; bar 1 is one point more to ``step``."""
    widest = max(map(abs, changes), default=0)
    step = next((step for step in _STEPS if 2 * -(-widest // step) < _MOST_BARS), _STEPS[-1])
    found: Counter[int] = Counter()
    for change, count in changes.items():
        bar = -(-abs(change) // step)
        found[bar if change > 0 else -bar] += count
    return dict(found), step


def _range(at: int, step: int) -> str:
    if not at:
        return "0"
    near, far = (abs(at) - 1) * step + 1, abs(at) * step
    return said("gains.more" if at > 0 else "gains.fewer", low=near, high=far)


def _row(name: str, group: Group) -> list[str]:
    figures = (group.people, group.gain, group.lose, group.same)
    mean = f"{group.mean:+d}".replace("-", "−") if group.mean else "0"
    return [name, *[write_number(figure, chosen()) for figure in figures], mean]


def _figures(group: Group) -> dict[str, int]:
    return {"people": group.people, "gain": group.gain, "lose": group.lose, "same": group.same, "mean_change": group.mean}


def _law(law: Law) -> dict[str, Any]:
    return {"crs": law.versions["crs"].isoformat(), "digest": law.digest, "overlays": list(law.book.overlays)}


def _named(law: Law) -> str:
    version, overlays = law.versions["crs"], list(law.book.overlays)
    return said("gains.law_with", version=version, overlays=overlays) if overlays else said("gains.law", version=version)


def _titles(law: Law) -> dict[str, str]:
    from openentry.crs.instrument import instrument

    sections = instrument(law).sections
    return {f.id: f.title.in_(chosen()) for section in sections for group in section.groups for f in group.factors}
