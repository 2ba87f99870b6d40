"""The law as data: dated, cited tables in YAML, and what loads, checks and compares them."""

from openentry.law.book import Law, LawBook, load_book, load_law

__all__ = ["Law", "LawBook", "load_book", "load_law"]
