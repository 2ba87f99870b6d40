"""How far long work is: a bar on a terminal, and nothing where standard error goes elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: What is told how far the work is: how much is done, and of how much where that is known.
Progress = Callable[[int, int | None], None]


@contextmanager
def progress(title: str) -> Iterator[Progress | None]:
    """What shows the progress of the work called ``title``; None where nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def show(done: int, of: int | None) -> None:
            bar.update(task, completed=done, total=of)

        yield show
