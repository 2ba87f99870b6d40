"""The programs: facts in, verdicts out, requirement by requirement."""

from openentry.programs.cec import cec
from openentry.programs.described import described
from openentry.programs.fst import fst
from openentry.programs.fsw import fsw
from openentry.programs.general import general
from openentry.programs.grid import NO_GRID, Grid, grid
from openentry.programs.pnp import pnp
from openentry.verdict import Finding, Verdict, finding, verdict

__all__ = [
    "NO_GRID",
    "Finding",
    "Grid",
    "Verdict",
    "cec",
    "described",
    "finding",
    "fst",
    "fsw",
    "general",
    "grid",
    "pnp",
    "verdict",
]
