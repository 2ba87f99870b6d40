"""The list of rounds with its filters: what the form holds, what it leaves, and the page that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from openentry_web.public.rounds import would_be
from openentry_web.public.rounds.sources import GROUPS, Round

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Listing:
    """``kind``, ``category``, ``year``: the filters in force, "" for none. ``query`` carries them from page to page."""

    kind: str
    category: str
    year: str
    kinds: list[str]
    categories: tuple[str, ...]
    years: list[str]
    found: int
    rounds: Sequence[Round]
    page: int
    pages: int

    @property
    def query(self) -> str:
        """The filters as they stand in an address, with the name of the page last."""
        given = {name: value for name in ("kind", "category", "year") if (value := getattr(self, name))}
        return "?" + urlencode(given) + ("&" if given else "") + "page="

    @property
    def filtered(self) -> bool:
        """Whether any filter is in force."""
        return bool(self.kind or self.category or self.year)


def listing(rounds: Sequence[Round], asked: Mapping[str, str]) -> Listing:
    """The rounds asked for, newest first. A filter that names nothing is no filter; a page beyond the last is the last."""
    kinds = [name for name in GROUPS if any(one.group == name for one in rounds)]
    years = sorted({str(one.day.year) for one in rounds}, reverse=True)
    categories = would_be.categories()
    kind = asked.get("kind", "") if asked.get("kind") in kinds else ""
    category = asked.get("category", "") if asked.get("category") in categories else ""
    year = asked.get("year", "") if asked.get("year") in years else ""
    found = [
        one
        for one in reversed(rounds)
        if (not kind or one.group == kind)
        and (not category or one.category == category)
        and (not year or str(one.day.year) == year)
    ]
    pages = max(1, -(-len(found) // ON_A_PAGE))
    wanted = asked.get("page", "1")
    page = min(pages, max(1, int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 1))
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return Listing(kind, category, year, kinds, categories, years, len(found), shown, page, pages)
