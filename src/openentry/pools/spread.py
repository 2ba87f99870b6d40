"""A pool of any size spread over processes or machines by Dask (extra ``[dask]``): each task reads, scores and writes its own part
of storage (``parts``), and only counts and candidates travel. Storage must be reached under the same paths by every worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openentry.errors import FileError, MissingExtraError
from openentry.law import Law
from openentry.pools.parts import ROWS, Pooled, parts_of, put_together, score_part
from openentry.pools.tables import tables


def score_parts(
    paths: Iterable[Path | str],
    law: Law,
    *,
    target: Path | str | None = None,
    size: int = 0,
    rows: int = ROWS,
    client: Any = None,
    lang: str = "en",
) -> Pooled:
    """Score the facts tables ``paths`` (Parquet or Arrow files, or folders of them), and find the exact best ``size`` of all.

    A task takes about ``rows`` rows. With ``target`` each writes its points there, as ``part-00000.parquet`` and so on in the order
    of ``paths``, with ``part-00000.parquet.rejects.csv`` where rows were refused. ``client`` is a ``distributed.Client``; without
    it a cluster on this machine is made, a process for each core, and ended. An id that stands twice is not looked for here.
    :class:`FactsError` or :class:`FileError` as :func:`~openentry.pools.parts.parts_of` and where a task raises it;
    :class:`MissingExtraError` without Dask.
    """
    parts = parts_of(paths, rows)
    folder = Path(target) if target is not None else None
    if folder is not None:
        _prepare(folder)
    names = [folder / f"part-{at:05}.parquet" if folder else None for at in range(len(parts))]
    with _cluster(client) as cluster:

        def run(task: Any, *each: Any) -> Any:
            return cluster.gather(cluster.map(task, *each, pure=False))

        made = cluster.scatter(tables(law, detail=folder is not None), broadcast=True)
        count = len(parts)
        targets = [None if name is None else str(name) for name in names]
        found = run(score_part, parts, [made] * count, [size] * count, targets, [lang] * count)
        return put_together(found, size, run, [name for name in names if name is not None])


def _prepare(folder: Path) -> None:
    """Make the folder. One with files in it is refused: parts of an earlier run would be taken for parts of this one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        empty = next(folder.iterdir(), None) is None
    except OSError:
        raise FileError.of("error.facts.unwritable", str(folder)) from None
    if not empty:
        raise FileError.of("error.pools.not_empty", str(folder))


@contextmanager
def _cluster(client: Any) -> Iterator[Any]:
    if client is not None:
        yield client
        return
    try:
        import distributed
    except ImportError:
        raise MissingExtraError.of("error.pools.needs_dask") from None
    made: Any = distributed.Client
    with made(processes=True, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        yield cluster
