"""What ``make examples`` does: everyone decided, one in full, one under every version of the law, and a real round held again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from openentry import load_book
from openentry.messages import write_date
from tests.library.profile_says import EXAMPLES

ROUND = {
    "en": {
        "implied": "Implied by the input: the band.",
        "assumed": "Resting on assumptions: where in the band.",
        "not_comparable": "Not comparable: the tie-break.",
        "checked": "Checked, as in every round: no intrusion, no omission",
    },
    "fr": {
        "implied": "Impliqué par les données : la tranche.",
        "assumed": "Fondé sur des hypothèses : la place dans la tranche.",
        "not_comparable": "Non comparable : le départage.",
        "checked": "Vérifié, comme pour toute ronde : aucune intrusion, aucune omission",
    },
}
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("lang", "title"), [("en", "Express Entry: where Amara"), ("fr", "Entrée express : Amara")])
def test_it_decides_the_examples(lang, title):
    done = subprocess.run(
        [sys.executable, "examples/run.py", "--lang", lang],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "80"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(title)
    for path in EXAMPLES:
        assert json.loads(path.read_text(encoding="utf-8"))["person"]["family_name"] in done.stdout
    replayed = " ".join(done.stdout.split())
    for version in load_book().documents["crs.version"].versions:
        assert write_date(version.in_force, lang).replace("\u00a0", " ") in replayed
        assert version.content.summary.in_(lang).replace("\u00a0", " ") in replayed
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert "600 → 50" in done.stdout
    assert replayed.count("501-600") >= 2
    for reading in ("implied", "assumed", "not_comparable", "checked"):
        assert ROUND[lang][reading] in replayed
