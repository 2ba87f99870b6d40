"""Put one mistake at a time into the selection, the checks and the table of states, and see whether a test notices.

``python -m tests.library.rounds_mutation [selection|checks|states ...]``. The tests are collected once; for each mistake the
process forks, and the child runs them until one fails. A table of states that the loader refuses is noticed too, and counted apart.

Prints one JSON object: for each part how many mistakes, how many noticed, and those that nothing noticed.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from openentry.errors import OpenEntryError
from openentry.law import book as law_book
from openentry.law import raw as law_files
from tests.mutants import mutants, put

ROOT = Path(__file__).parent.parent.parent
_SELECTING = ("tests/library/test_rounds_selection.py", "tests/library/test_rounds_checks.py")
#: The tests that should notice, by what is changed.
NOTICED_BY = {
    "selection": _SELECTING,
    "checks": tuple(reversed(_SELECTING)),
    "states": ("tests/library/test_lifecycle.py",),
}
#: The type of a check's name is for readers and for mypy.
_NO_CODE = ("Check",)
#: Seconds of work after which a mistake has made the tests endless, which is noticed too.
_ENDLESS = 60
Change = Callable[[], None]


def of_module(name: str) -> Iterator[tuple[str, Change]]:
    """Every mistake in a module of the rounds."""
    module = importlib.import_module(f"openentry.rounds.{name}")
    for mutant in mutants(inspect.getsource(module), lambda owner: owner not in _NO_CODE):
        yield mutant.name, lambda mutant=mutant: put(mutant.tree, module)  # type: ignore[misc]


def of_states() -> Iterator[tuple[str, Change]]:
    """Every transition removed; every state added to, or taken from, those a transition leads from; every other way led to."""
    raw = law_files.read_directory(law_files.HERE)
    for at, document in enumerate(raw["documents"]):
        if document["kind"] != "states":
            continue
        for name, changed in _tables(document):
            documents = [*raw["documents"]]
            documents[at] = changed
            yield f"{document['id']}: {name}", lambda law={**raw, "documents": documents}: _under(law)  # type: ignore[misc]


def _tables(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for version, part in enumerate(document["versions"]):
        names = [state["id"] for state in part["content"]["states"]]
        for place, way in enumerate(part["content"]["transitions"]):

            def changed(do: Callable[[list[Any]], Any], version: int = version) -> dict[str, Any]:
                new = copy.deepcopy(document)
                do(new["versions"][version]["content"]["transitions"])
                return new

            yield f"{way['id']} removed", changed(partial(_remove, place))
            for name in names:
                said = "not" if name in way["from_states"] else "also"
                yield f"{way['id']} {said} from {name}", changed(partial(_from, place, name))
                if name != way["to"]:
                    yield f"{way['id']} to {name}", changed(partial(_to, place, name))


def _remove(place: int, ways: list[Any]) -> None:
    del ways[place]


def _from(place: int, name: str, ways: list[Any]) -> None:
    """One state fewer that it leads from, or one more."""
    starts = ways[place]["from_states"]
    if name in starts:
        starts.remove(name)
    else:
        starts.append(name)


def _to(place: int, name: str, ways: list[Any]) -> None:
    ways[place]["to"] = name


def _under(law: dict[str, Any]) -> None:
    """Let everything that loads the law load this one."""
    book, real = law_book.book_of(law), law_book._load_book.__wrapped__
    law_book._load_book = lambda overlay: book if overlay is None else real(overlay)  # type: ignore[assignment]


class Mutator:
    """A plugin of pytest that, instead of running the tests once, runs them against every mistake."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.found: dict[str, dict[str, Any]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for part in self.parts:
            items = _items(session, NOTICED_BY[part])
            if not _unnoticed(items, session, lambda: None):
                raise pytest.UsageError(f"the tests of {part} fail without any mistake: mend them first")
            found: dict[str, Any] = {"mistakes": 0, "refused": 0, "noticed": 0, "unnoticed": []}
            for name, change in of_states() if part == "states" else of_module(part):
                found["mistakes"] += 1
                status = _tried(items, session, change)
                if status == 0:
                    found["unnoticed"].append(name)
                    os.write(2, f"unnoticed: {part} {name}\n".encode())
                else:
                    found["refused" if status == 2 else "noticed"] += 1
            self.found[part] = found
        return True


def _items(session: pytest.Session, files: tuple[str, ...]) -> list[pytest.Item]:
    """The tests of these files; those that search at random last, because they take longest."""

    def place(item: pytest.Item) -> tuple[bool, int]:
        return "hypothesis" in item.keywords, files.index(str(item.path.relative_to(ROOT)))

    return sorted((item for item in session.items if str(item.path.relative_to(ROOT)) in files), key=place)


def _unnoticed(items: list[pytest.Item], session: pytest.Session, change: Change) -> bool:
    return _tried(items, session, change) == 0


def _tried(items: list[pytest.Item], session: pytest.Session, change: Change) -> int:
    """0: no test fails under the change; 1: one does; 2: the loader refuses it."""
    child = os.fork()
    if child == 0:
        os._exit(_notices(items, session, change))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _notices(items: list[pytest.Item], session: pytest.Session, change: Change) -> int:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, _ENDLESS)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    try:
        change()
    except OpenEntryError:
        return 2
    try:
        for item in items:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if session.testsfailed:
                return 1
    except BaseException:  # noqa: BLE001 - whatever it is, the change was noticed
        return 1
    return 0


def main(parts: list[str]) -> dict[str, Any]:
    """Run it for some parts, or for all."""
    mutator = Mutator(parts or list(NOTICED_BY))
    files = sorted({file for part in mutator.parts for file in NOTICED_BY[part]})
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--timeout=0"]
    ended = pytest.main([*files, *options], plugins=[mutator])
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        sys.exit(f"the tests could not be run: {ended!r}")
    return mutator.found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:]), indent=1, ensure_ascii=False))
