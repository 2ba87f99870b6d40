"""Change any single cell of the law and some test fails (the long suite)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
#: Cells whose change cannot show in a decision of today, each with its reason.
SILENT = {
    "definitions versions.0.content.common_law_years": "who is a common-law partner: a profile gives the answer",
    "definitions versions.0.content.dependent_child_under": "who counts in a family: a profile gives the number",
}
#: One later in the order of columns is a tie with the next factor, which the place in the file settles as before.
SAME_ORDER = ".content.order"


@pytest.mark.proof
@pytest.mark.timeout(5400)
def test_every_cell_is_held_by_a_test(proof_figures: Callable[[str], dict[str, object]]) -> None:
    run = subprocess.run([sys.executable, "-m", "tests.law.mutation"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    found = json.loads(run.stdout[run.stdout.index("\n{") :])
    assert found["cells"] > 1_000
    figures = proof_figures("law-mutation")
    figures["cells changed, one at a time"] = found["cells"]
    figures["refused by the loader"] = found["refused by the loader"]
    figures["noticed by a test of the law"] = found["noticed by a test"]
    unnoticed = [name for name in found["not noticed"] if name not in SILENT and not name.endswith(SAME_ORDER)]
    figures["noticed by nothing"] = len(unnoticed)
    figures["cannot show in a decision, with the reason in the test"] = len(found["not noticed"]) - len(unnoticed)
    assert not unnoticed
