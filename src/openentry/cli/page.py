"""A page of text: lines wrapped to a width, with a style for a terminal that shows styles. What is said is the same without."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from openentry.cli.output import write

#: The lines are no longer than this however wide the terminal is: longer ones are hard to read.
WIDEST, NARROWEST = 100, 40
#: How each kind of line looks on a terminal.
STYLES = {"title": "bold", "heading": "bold", "met": "green", "not_met": "red", "unknown": "yellow", "quiet": "dim"}


@dataclass
class Page:
    """Lines and their styles, in order."""

    width: int
    lines: list[tuple[str, str]] = field(default_factory=list)

    def blank(self) -> None:
        """One empty line, never two."""
        if self.lines and self.lines[-1][0]:
            self.lines.append(("", ""))

    def say(self, text: str, indent: int = 0, hang: int = 0, style: str = "", first: str = "") -> None:
        """A paragraph. ``first`` stands before its first line; later lines are ``hang`` further in."""
        inner = " " * indent
        found = textwrap.wrap(
            text,
            self.width,
            initial_indent=inner + first,
            subsequent_indent=inner + " " * hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        self.lines += [(line, style) for line in found or [(inner + first).rstrip()]]

    def heading(self, text: str, style: str = "heading") -> None:
        """A line that names what follows."""
        self.blank()
        self.say(text, style=style)

    def figure(self, left: str, right: str, indent: int = 0, style: str = "") -> None:
        """Words on the left, a figure at the right margin."""
        *above, last = _wrapped(left, self.width - indent - width_of(right) - 2)
        for line in above:
            self.lines.append((" " * indent + line, style))
        gap = max(self.width - indent - width_of(last) - width_of(right), 2)
        self.lines.append((" " * indent + last + " " * gap + right, style))

    def table(self, rows: Sequence[Sequence[str]], indent: int = 0, align: str = "") -> None:
        """Rows under the names of their columns. A letter a column in ``align``: l or r; without it all but the first are figures.

        Where there is too little room, the names of the columns wrap, then the first column.
        """
        head, *body = rows
        align = align or "l" + "r" * (len(head) - 1)
        names = [[name] for name in head]
        widths = [max([width_of(row[at]) for row in rows]) for at in range(len(head))]
        room = self.width - indent - 2 * (len(head) - 1)
        if sum(widths) > room:
            words = [max(map(width_of, name.split() or [""])) for name in head]
            widths[1:] = [max([word, *[width_of(row[at]) for row in body]]) for at, word in enumerate(words) if at]
            widths[0] = min(widths[0], max(room - sum(widths[1:]), 12))
            names = [_wrapped(name, width) for name, width in zip(head, widths, strict=True)]
        self._row(names, widths, align, indent, "quiet")
        for row in body:
            self._row([_wrapped(row[0], widths[0]), *[[cell] for cell in row[1:]]], widths, align, indent, "")

    def _row(self, cells: list[list[str]], widths: list[int], align: str, indent: int, style: str) -> None:
        """One row, each of its cells of one or more lines, the last of which stand beside one another."""
        height = max(map(len, cells))
        for at in range(height):
            parts = [cell[at - height] if height - at <= len(cell) else "" for cell in cells]
            padded = [_padded(part, width, side) for part, width, side in zip(parts, widths, align, strict=True)]
            self.lines.append(((" " * indent + "  ".join(padded)).rstrip(), style))

    def text(self) -> list[str]:
        """The lines alone."""
        return [_spaces(line) for line, _ in self.lines]


def width_of(text: str) -> int:
    """How many columns a text takes on a terminal: ideographs take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(cell: str, width: int, side: str) -> str:
    space = " " * (width - width_of(cell))
    return space + cell if side == "r" else cell + space


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 5), break_long_words=False, break_on_hyphens=False) or [""]


def page_width() -> int:
    """As wide as the terminal, within reason; 80 columns where there is none."""
    return max(NARROWEST, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))


def show(page: Page) -> None:
    """Write a page to standard output: with styles on a terminal, plain where another program reads or NO_COLOR is set."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        write(page.text())
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for line, style in page.lines:
        console.print(Text(_spaces(line), style=STYLES.get(style, "")))


def _spaces(line: str) -> str:
    """Spaces that do not break have done their work once lines are broken: plain ones can be searched for."""
    return line.replace("\u00a0", " ").replace("\u202f", " ")
