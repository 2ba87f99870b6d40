"""The figures of the service as a page, its numbers as JSON, and how the rank grows as a drawing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.machine import this_machine


def write(found: dict[str, Any], load: float, folder: Path) -> None:
    """``service.md``, ``service.json`` and ``service-rank.svg`` in ``folder``."""
    machine = this_machine({}, load)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "service.json").write_text(json.dumps({"machine": machine.as_json()} | found, indent=1), encoding="utf-8")
    day = datetime.now(UTC).date()  # noqa: TID251  a report of a run carries its real date
    lines = [
        "# The service, measured",
        "",
        f"{day}. {machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, {machine.system}, {machine.python}; load"
        f" before the run {machine.load:.1f}{' (others were at work)' if machine.busy else ''}. PostgreSQL 18, embedded, durable.",
        "",
        "## Rank of one person",
        "",
        f"{1_000:,} people drawn at random at each size; beside it, counting everybody before them, with which it must agree.",
        "",
        "| entries | median ms | p95 ms | counting everybody, median ms | ratio |",
        "| ---: | ---: | ---: | ---: | ---: |",
        *[
            f"| {row['entries']:,} | {row['rank_median_ms']:.2f} | {row['rank_p95_ms']:.2f} | {row['counting_median_ms']:.1f} |"
            f" {row['counting_median_ms'] / row['rank_median_ms']:.0f} |"
            for row in found["ranks"]
        ],
        "",
        "![How the time of a rank grows](service-rank.svg)",
        "",
    ]
    if found["pages"]:
        lines += [
            "## Pages of a person in the pool, at 250,000 entries",
            "",
            "Server time in one process, without a network; queries of a first look.",
            "",
            "| page | median ms | p95 ms | queries | kB |",
            "| --- | ---: | ---: | ---: | ---: |",
            *[
                f"| {name} | {row['median_ms']:.1f} | {row['p95_ms']:.1f} | {row['queries']} | {row['bytes'] / 1e3:.0f} |"
                for name, row in found["pages"].items()
            ],
            "",
        ]
    if found["submissions"]:
        lines += [
            "## Submissions, at 250,000 entries",
            "",
            "Receipt, decision with the next change, record, notice and mail in one durable transaction.",
            "",
            "| processes | a second | median ms | p95 ms |",
            "| ---: | ---: | ---: | ---: |",
            *[
                f"| {row['processes']} | {row['a_second']:.0f} | {row['median_ms']:.1f} | {row['p95_ms']:.1f} |"
                for row in found["submissions"]
            ],
            "",
        ]
    (folder / "service.md").write_text("\n".join(lines), encoding="utf-8")
    (folder / "service-rank.svg").write_text(_drawn(found["ranks"]), encoding="utf-8")


def _drawn(ranks: list[dict[str, Any]]) -> str:
    """Both ways of finding a rank over the size of the pool, both axes in powers of ten."""
    import vl_convert

    names = {"rank_median_ms": "as the service does, median", "rank_p95_ms": "as the service does, p95"}
    names |= {"counting_median_ms": "counting everybody, median"}
    values = [{"entries": row["entries"], "ms": row[key], "how": name} for row in ranks for key, name in names.items()]
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": "Rank of one person",
        "width": 460,
        "height": 240,
        "data": {"values": values},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "entries", "type": "quantitative", "scale": {"type": "log"}, "title": "entries in the pool"},
            "y": {"field": "ms", "type": "quantitative", "scale": {"type": "log"}, "title": "milliseconds"},
            "color": {"field": "how", "type": "nominal", "title": None},
        },
    }
    return str(vl_convert.vegalite_to_svg(spec))
