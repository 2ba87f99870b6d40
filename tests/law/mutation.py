"""Change the law one cell at a time, and see whether anything notices: ``python -m tests.law.mutation [DOCUMENT ...]``.

The tests of the law are collected once. Then, for each cell of each document, the process forks; the child puts a law with that one
cell changed in place of the real one and runs the tests that could notice, until one fails. A cell that the loader itself refuses
to have changed (a sum that no longer holds, a row that is missing) is noticed too, and counted apart.

Prints one JSON object: how many cells, how many refused, how many noticed by a test, and the cells nobody noticed.
"""

from __future__ import annotations

import copy
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from openentry.errors import OpenEntryError
from openentry.law import book as law_book
from openentry.law import raw as law_files
from openentry.law.occupations import unit_groups

ROOT = Path(__file__).parent.parent.parent
#: Words and addresses: what they say cannot be tested, that they are there is.
WORDS = frozenset({"title", "name", "names", "source", "summary", "note", "reason", "readings", "accepted", "entered", "published"})
WORDS |= {"round_version", "evidence", "effect", "who", "trigger", "user_sees", "meaning", "says"}
#: Which tests could notice a change, by the part of the law. The first named is run first.
NOTICED_BY = {
    "crs": (
        "tests/law/test_crs_tables.py",
        "tests/law/test_procedure.py",
        "tests/law/test_edges.py",
        "tests/law/test_cases.py",
        "tests/library/test_rounds_selection.py",
    ),
    "programs": (
        "tests/law/test_grid_tables.py",
        "tests/law/test_edges.py",
        "tests/law/test_cases.py",
        "tests/library/test_example_people.py",
    ),
    "language": (
        "tests/law/test_procedure.py",
        "tests/law/test_edges.py",
        "tests/library/test_language.py",
        "tests/law/test_cases.py",
    ),
    "funds": ("tests/law/test_procedure.py", "tests/law/test_edges.py", "tests/library/test_funds.py", "tests/law/test_cases.py"),
    "categories": (
        "tests/law/test_procedure.py",
        "tests/law/test_edges.py",
        "tests/library/test_category_lists.py",
        "tests/law/test_cases.py",
    ),
    "procedure": (
        "tests/law/test_procedure.py",
        "tests/law/test_after.py",
        "tests/law/test_edges.py",
        "tests/library/test_lifecycle.py",
        "tests/library/test_rounds_selection.py",
    ),
}
Path_ = tuple[str | int, ...]


def cells(document: dict[str, Any]) -> Iterator[tuple[Path_, Any]]:
    """Every cell of a document that can be changed: its place, and what to put there instead (None = take it out of its list)."""
    for at, version in enumerate(document["versions"]):
        yield ("versions", at, "in_force"), _day(version["in_force"])
        if version.get("until"):
            yield ("versions", at, "until"), _day(version["until"], -1)
        yield from _inside(version["content"], ("versions", at, "content"))


def _inside(value: Any, place: Path_) -> Iterator[tuple[Path_, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key in WORDS or set(part if isinstance(part, dict) else ()) == {"en", "fr"}:
                continue
            if key == "choice":
                yield (*place, key), next(other for other in value["readings"] if other != part)
            else:
                yield from _inside(part, (*place, key))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            if isinstance(part, str):
                yield (*place, at), None
            yield from _inside(part, (*place, at))
    elif isinstance(value, bool):
        yield place, not value
    elif isinstance(value, int | float):
        yield place, value + 1
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield place, _day(value)
    elif isinstance(value, str) and re.fullmatch(r"\d{5}", value):
        codes = unit_groups()
        yield place, codes[(codes.index(value) + 7) % len(codes)]
    elif isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value):
        yield place, str(float(value) + 1) if "." in value else str(int(value) + 1)


def _day(text: str, days: int = 1) -> str:
    return (date.fromisoformat(text) + timedelta(days=days)).isoformat()


def changed(document: dict[str, Any], place: Path_, value: Any) -> dict[str, Any]:
    """A copy of the document with one cell changed."""
    new = copy.deepcopy(document)
    *way, last = place
    holder: Any = new
    for step in way:
        holder = holder[step]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return new


class Mutator:
    """A plugin of pytest that, instead of running the tests once, runs them against every changed law."""

    def __init__(self, documents: set[str]) -> None:
        self.raw = law_files.read_directory(law_files.HERE)
        self.documents = documents
        self.found: dict[str, Any] = {"cells": 0, "refused by the loader": 0, "noticed by a test": 0, "not noticed": []}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._control(session)
        for at, document in enumerate(self.raw["documents"]):
            if self.documents and document["id"] not in self.documents:
                continue
            items = self._items(session, document["part"])
            for place, value in cells(document):
                self.found["cells"] += 1
                self._try(session, items, at, changed(document, place, value), f"{document['id']} {'.'.join(map(str, place))}")
        return True

    def _control(self, session: pytest.Session) -> None:
        """Under the law as it is, nothing may be noticed: else every change would be."""
        book = law_book.book_of(self.raw)
        for part in NOTICED_BY:
            if not self._unnoticed(session, self._items(session, part), book):
                raise pytest.UsageError(f"the tests of {part} fail under the law as it is: mend them first")

    def _items(self, session: pytest.Session, part: str) -> list[pytest.Item]:
        """The tests that could notice: by their file, without those that search at random or lay an overlay of their own."""
        order = NOTICED_BY[part]

        def file(item: pytest.Item) -> str:
            return str(item.path.relative_to(ROOT))

        def serves(item: pytest.Item) -> bool:
            own_law = "tmp_path" in getattr(item, "fixturenames", ()) and file(item) != "tests/law/test_cases.py"
            return file(item) in order and "hypothesis" not in item.keywords and not own_law

        return sorted(filter(serves, session.items), key=lambda item: order.index(file(item)))

    def _try(self, session: pytest.Session, items: list[pytest.Item], at: int, document: dict[str, Any], name: str) -> None:
        documents = [*self.raw["documents"]]
        documents[at] = document
        try:
            book = law_book.book_of({**self.raw, "documents": documents})
        except OpenEntryError:
            self.found["refused by the loader"] += 1
            return
        if self._unnoticed(session, items, book):
            self.found["not noticed"].append(name)
            os.write(2, f"not noticed: {name}\n".encode())
        else:
            self.found["noticed by a test"] += 1

    @staticmethod
    def _unnoticed(session: pytest.Session, items: list[pytest.Item], book: law_book.LawBook) -> bool:
        child = os.fork()
        if child == 0:
            os._exit(_notices(session, items, book))
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status) == 0


def _notices(session: pytest.Session, items: list[pytest.Item], book: law_book.LawBook) -> int:
    """1 when a test fails under the changed law, 0 when none does."""
    real = law_book._load_book.__wrapped__
    law_book._load_book = lambda overlay: book if overlay is None else real(overlay)  # type: ignore[assignment]
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    try:
        for item in items:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if session.testsfailed:
                return 1
    except BaseException:  # noqa: BLE001 - whatever it is, the change was noticed
        return 1
    return 0


def main(documents: list[str]) -> dict[str, Any]:
    """Run it for some documents, or for all."""
    mutator = Mutator(set(documents))
    files = sorted({file for names in NOTICED_BY.values() for file in names if (ROOT / file).exists()})
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--timeout=0"]
    ended = pytest.main([*files, *options], plugins=[mutator])
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        sys.exit(f"the tests of the law could not be run: {ended!r}")
    return mutator.found


if __name__ == "__main__":
    found = main(sys.argv[1:])
    print(json.dumps(found, indent=1))
