"""One person at a time: the tree, the decision, the import and the command: ``python -m benchmarks.decision``.

Every figure is a median. What is compared is measured in the same run: the import beside that of pydantic, the command beside an
interpreter that does nothing.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from openentry import crs, decide, load_book, read_profile

ROOT = Path(__file__).parent.parent
PEOPLE = sorted((ROOT / "examples" / "profiles").glob("*.json"))
DAY = date(2026, 11, 24)
ROUNDS = 40


def each(action: Callable[[int], object], count: int) -> float:
    """Median microseconds of one call, over rounds that go through everybody."""
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for n in range(count):
            action(n)
        took.append((time.perf_counter() - start) / count * 1e6)
    return statistics.median(took)


def process(*arguments: str) -> float:
    """Median milliseconds of a whole process."""
    took = []
    for _ in range(15):
        start = time.perf_counter()
        subprocess.run(arguments, check=True, capture_output=True, cwd=ROOT)
        took.append((time.perf_counter() - start) * 1e3)
    return statistics.median(took)


def main() -> None:
    """Measure and print."""
    book = load_book()
    profiles = [read_profile(path) for path in PEOPLE]
    decisions = [decide(profile, DAY, law=book) for profile in profiles]
    evaluations = [decision.evaluation for decision in decisions]
    count = len(profiles)
    for profile in profiles:
        _ = decide(profile, DAY, law=book).changes_on
    score = each(lambda n: crs.score(evaluations[n].instrument, evaluations[n].sets), count)
    tree = each(lambda n: crs.tree(evaluations[n].instrument, evaluations[n].sets), count)
    decided = each(lambda n: decide(profiles[n], DAY, law=book), count)
    ahead = each(lambda n: decide(profiles[n], DAY, law=book).changes_on, count)
    told = each(lambda n: decide(profiles[n], DAY, law=book).model_dump(), count)
    nothing = process(sys.executable, "-c", "pass")
    pydantic = process(sys.executable, "-c", "import pydantic; pydantic.BaseModel") - nothing
    ours = process(sys.executable, "-c", "import openentry") - nothing
    names = process(sys.executable, "-c", "from openentry import Profile, decide") - nothing
    command = str(Path(sys.executable).with_name("openentry"))
    person = str(PEOPLE[1].relative_to(ROOT))
    json = process(command, "decide", person, "--as-of", DAY.isoformat(), "--format", "json")
    letter = process(command, "decide", person, "--as-of", DAY.isoformat())
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    print(f"{platform.python_implementation()} {platform.python_version()}, {machine}; {count} example people; medians")
    print(f"score of known facts                      {score:9.1f} µs")
    print(f"tree with citations, score included       {tree:9.1f} µs")
    print(f"decide                                    {decided:9.1f} µs")
    print(f"decide and the next change                {ahead:9.1f} µs")
    print(f"decide and the whole document in words    {told:9.1f} µs")
    print(f"import openentry                          {ours:9.1f} ms beside import pydantic {pydantic:.1f} ms")
    print(f"from openentry import Profile, decide     {names:9.1f} ms")
    print(f"openentry decide --format json, process   {json:9.1f} ms beside an empty interpreter {nothing:.1f} ms")
    print(f"openentry decide, the letter, process     {letter:9.1f} ms")


if __name__ == "__main__":
    main()
