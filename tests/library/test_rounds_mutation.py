"""Any small mistake in the selection, the checks or the table of states makes some test fail (the long suite)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
#: Mistakes that change nothing, with the reason.
SAME = {
    "Opening.look: if found is None → if True": "what was worked out once is worked out again: slower, and the same",
    "line: size is None or law.content('crs.ties').rule == EVERYONE_AT_THE_SCORE → law.content('crs.ties').rule =="
    " EVERYONE_AT_THE_SCORE": "without a size there are no places to count, which the next line asks again",
    "line: everyone or size is None → everyone": "whoever asks for no size asks for everyone, which the line before has said",
    "_all: 0 → -1": "no score is below 0",
    "select: 1 → 2": "one place more for a score nobody can have",
    "_Term.is_over: if day not in self._of_day → if True": "what was worked out once is worked out again: slower, and the same",
    "_Judge._year_is_over: if self._length.unit != 'years' → if True": "the deadline of the law says the same of years",
}
SAID = {
    "selection": "the selection of the library (openentry/rounds/selection.py)",
    "checks": "the checks before release (openentry/rounds/checks.py)",
    "states": "the tables of states: each transition removed, led elsewhere, from one state fewer and from each other",
}


@pytest.mark.proof
@pytest.mark.parametrize("part", SAID)
def test_every_mistake_is_noticed(part, proof_figures):
    command = [sys.executable, "-m", "tests.library.rounds_mutation", part]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    found = json.loads(run.stdout[run.stdout.index("\n{") :])[part]
    assert found["mistakes"] > 200
    assert [name for name in found["unnoticed"] if name not in SAME] == []
    figures = proof_figures("rounds-mutation")
    figures["what"] = SAID[part]
    figures["mistakes, one at a time"] = found["mistakes"]
    figures["refused by the loader"] = found["refused"]
    figures["noticed by a test of the fast suite"] = found["noticed"]
    figures |= {f"the same with {name}": SAME[name] for name in found["unnoticed"]}
