"""The law as data: dated, cited tables in YAML, and what loads, checks and compares them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openentry.law.book import Law, LawBook, load_book, load_law

__all__ = ["Law", "LawBook", "load_book", "load_law"]


def __getattr__(name: str) -> Any:
    """The loader's names, on demand: the lists of occupations and places are used without it."""
    if name in __all__:
        from openentry.law import book

        return getattr(book, name)
    raise AttributeError(name)
