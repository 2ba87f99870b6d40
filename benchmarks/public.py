"""Pages that need no account: ``python -m benchmarks.public``. Server time, requests a second, and the moment of a release.

The site runs as ``openentry serve`` starts it (two processes of four threads) on an embedded database of its own, durable, with a
pool and a round held here. Requests a second are measured by wrk on loopback, on the same cores. Figures go to
``benchmarks/results/public.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.database import service_database
from benchmarks.rounds_service import INVITED, NOW, fill
from benchmarks.service import RESULTS, percentile

PORT = 8943
READ = 60
CONNECTIONS = 16
SECONDS = 6
#: What is read, by what it is.
PAGES = {
    "front page": "/en/",
    "who can apply": "/en/journey/who/",
    "rounds, the list": "/en/rounds/",
    "a round of the department": "/fr/rounds/434/",
    "a round held here": "/en/rounds/held/1/",
    "rounds, Atom": "/en/rounds/feed.xml",
    "rounds, open data": "/open-data/rounds.json",
    "the law": "/fr/law/",
    "one table of the law": "/en/law/funds.table/",
    "the score tool, empty": "/en/tools/check-your-score/",
    "an occupation": "/en/tools/occupations/21232/",
    "updates by email": "/en/follow/",
}
ANSWERS = {
    "age": "29",
    "education": "master",
    "en_test": "levels",
    **{f"en_{ability}": "9" for ability in ("listening", "reading", "writing", "speaking")},
    "canadian_work_years": "1",
    "foreign_work_years": "3",
}
SCORE = "/en/tools/check-your-score/"


@contextmanager
def site() -> Iterator[None]:
    """The site, as it is served, until the end."""
    from openentry_web.config import supervisor

    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "openentry_web.config.settings"}
    running = subprocess.Popen(supervisor.site(PORT), env=environment)
    try:
        for _ in range(300):
            try:
                get("/healthz")
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        running.terminate()
        running.wait(20)


def get(address: str, headers: dict[str, str] | None = None, body: str | None = None) -> tuple[int, bytes, float, Any]:
    """Status, body, seconds and headers of one request on a connection of its own."""
    begun = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    connection.request("POST" if body else "GET", address, body, {"Host": f"localhost:{PORT}"} | (headers or {}))
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content, time.perf_counter() - begun, answer.headers


def typing() -> tuple[dict[str, str], str]:
    """The headers and the body that a browser sends at each key in the score tool."""
    _, page, _, headers = get(SCORE)
    cookie = re.search(r"csrftoken=[^;]+", headers["Set-Cookie"])
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert cookie is not None and token is not None
    sent = {"Cookie": cookie[0], "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}
    return sent, urlencode(ANSWERS | {"csrfmiddlewaretoken": token[1].decode()})


def alone(address: str, headers: dict[str, str] | None = None, body: str | None = None) -> dict[str, Any]:
    """One reader at a time: milliseconds at the median and for 95 of 100, and how long the page is."""
    status, content, _, _ = get(address, headers, body)
    assert status == 200, (address, status)
    seconds = [get(address, headers, body)[2] for _ in range(READ)]
    return {"p50_ms": 1e3 * statistics.median(seconds), "p95_ms": 1e3 * percentile(seconds, 0.95), "bytes": len(content)}


def crowd(address: str, seconds: int = SECONDS, headers: dict[str, str] | None = None, body: str | None = None) -> dict[str, Any]:
    """wrk, with :data:`CONNECTIONS` connections: requests a second, latencies, and answers that were none."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if body is not None:
            lines = [f'wrk.method = "POST"\nwrk.body = {json.dumps(body)}']
            lines += [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in (headers or {}).items()]
            script.write("\n".join(lines))
            script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
        command += ["-s", script.name] if body is not None else []
        said = subprocess.run(
            [*command, f"http://127.0.0.1:{PORT}{address}"], check=True, capture_output=True, text=True, timeout=seconds + 60
        ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate is not None, said
    lost = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    errors = re.search(r"Socket errors: (.*)", said)
    return {
        "a_second": float(rate[1]),
        "crowd_p50_ms": _milliseconds(said, "50%"),
        "crowd_p99_ms": _milliseconds(said, "99%"),
        "not_answered": int(lost[1]) if lost else 0,
        "errors": errors[1] if errors else "",
    }


def _milliseconds(said: str, line: str) -> float:
    found = re.search(rf"{line}\s+([\d.]+)(us|ms|s)", said)
    assert found is not None, said
    return float(found[1]) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[found[2]]


def prepared(number: str) -> Any:
    """A round ready to be released, and the officer who does it."""
    from django.contrib.auth import get_user_model

    from openentry import rounds
    from openentry_web.rounds import services

    people = get_user_model().objects
    first, _ = people.get_or_create(email="first@synthetic.invalid", defaults={"role": "officer"})
    second, _ = people.get_or_create(email="second@synthetic.invalid", defaults={"role": "officer"})
    order = rounds.Instructions.model_validate({"number": number, "moment": NOW, "kind": "general", "size": INVITED})
    services.plan(first, order, NOW)
    services.freeze(number, first, NOW)
    services.approve(number, second, NOW)
    assert services.run(number, first, NOW).state == "selected"
    return second


def release(number: str) -> dict[str, Any]:
    """A round is released while a crowd reads the list of rounds and somebody asks for its page again and again."""
    from openentry_web.rounds import services

    officer = prepared(number)
    page = f"/en/rounds/held/{number}/"
    seen: list[tuple[float, int, float]] = []
    crowds: list[dict[str, Any]] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            status, _, seconds, _ = get(page)
            seen.append((time.perf_counter(), status, seconds))
            time.sleep(0.02)

    readers = [threading.Thread(target=ask), threading.Thread(target=lambda: crowds.append(crowd("/en/rounds/", 14)))]
    for reader in readers:
        reader.start()
    time.sleep(4)
    begun = time.perf_counter()
    assert services.release(number, officer, NOW).state == "released"
    done = time.perf_counter()
    readers[1].join()
    time.sleep(1)  # who asks for the page has it by then
    over.set()
    readers[0].join()
    first = next(at for at, status, _ in seen if status == 200)
    waits = [seconds for at, _, seconds in seen if at > begun]
    return {
        "release_s": done - begun,
        "seen_after_ms": 1e3 * (first - done),
        "statuses": sorted({status for _, status, _ in seen}),
        "page_p50_ms": 1e3 * statistics.median(waits),
        "page_longest_ms": 1e3 * max(waits),
        "list": crowds[0],
        "page": crowd(page),
    }


def write(found: dict[str, Any], load: float, folder: Path) -> None:
    """The figures as a page and as JSON."""
    from benchmarks.machine import this_machine

    machine = this_machine({}, load)
    (folder / "public.json").write_text(json.dumps({"machine": machine.as_json()} | found, indent=1), encoding="utf-8")
    when = found["moment"]
    day = datetime.now(UTC).date()  # noqa: TID251  a report of a run carries its real date
    lines = [
        "# Public pages, measured",
        "",
        f"{day}. {machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, {machine.system}, {machine.python}; load"
        f" before the run {machine.load:.1f}{' (others were at work)' if machine.busy else ''}. PostgreSQL 18, embedded, durable;"
        f" {found['entries']:,} entries in the pool.",
        "",
        f"The site as it is served, two processes of four threads. p50 and p95: one reader, a connection each time, {READ} times."
        f" Requests a second: wrk, {CONNECTIONS} connections, {SECONDS} seconds, on the same"
        " cores. Nothing between: no proxy, no cache.",
        "",
        "| page | p50 ms | p95 ms | requests/s | p50 ms in the crowd | p99 ms in the crowd | kB | lost |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *[
            f"| {name} | {row['p50_ms']:.1f} | {row['p95_ms']:.1f} | {row['a_second']:.0f} | {row['crowd_p50_ms']:.0f} |"
            f" {row['crowd_p99_ms']:.0f} | {row['bytes'] / 1e3:.1f} | {row['not_answered']} |"
            for name, row in found["pages"].items()
        ],
        "",
        "## The moment of a release",
        "",
        f"{INVITED:,} invited, while {CONNECTIONS} connections read the list of rounds without a pause, and one asks for the page"
        " of the round again and again.",
        "",
        "| | |",
        "| --- | ---: |",
        f"| release, seconds | {when['release_s']:.2f} |",
        f"| the page of the round answers, after the release, ms | {when['seen_after_ms']:.0f} |",
        f"| that page, from the beginning of the release on: median, longest, ms | {when['page_p50_ms']:.0f},"
        f" {when['page_longest_ms']:.0f} |",
        f"| answers to who asked for it: before, after | {', '.join(map(str, reversed(when['statuses'])))} |",
        f"| the list of rounds meanwhile, requests/s | {when['list']['a_second']:.0f} |",
        f"| the list of rounds meanwhile, p50 and p99 ms | {when['list']['crowd_p50_ms']:.0f},"
        f" {when['list']['crowd_p99_ms']:.0f} |",
        f"| requests that were not answered | {when['list']['not_answered']} |",
        f"| the page of the round afterwards, requests/s | {when['page']['a_second']:.0f} |",
        "",
    ]
    (folder / "public.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.public", description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--entries", type=int, default=50_000)
    chosen = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("Install wrk (apt-get install wrk), which this measures with.")
    load = os.getloadavg()[0]
    with service_database():
        from openentry_web.rounds import services

        fill(chosen.entries)
        services.release("1", prepared("1"), NOW)
        found: dict[str, Any] = {"entries": chosen.entries, "pages": {}}
        with site():
            for name, address in PAGES.items():
                found["pages"][name] = alone(address) | crowd(address)
                print(name, found["pages"][name], flush=True)
            headers, body = typing()
            name = "the score tool, at each key"
            found["pages"][name] = alone(SCORE, headers, body) | crowd(SCORE, headers=headers, body=body)
            found["moment"] = release("2")
            print(found["moment"], flush=True)
    write(found, load, chosen.results)


if __name__ == "__main__":
    main()
