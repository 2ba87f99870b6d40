"""What every test relies on: the profiles of hypothesis, and the report of the long suite."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.proof_report"]

# `ci` finds the same examples in every run, so that a failure can be had again; `search` looks elsewhere each time, and longer.
settings.register_profile("ci", derandomize=True, deadline=None, database=None, max_examples=100, print_blob=True)
settings.register_profile(
    "search", deadline=None, max_examples=2_000, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_unconfigure(config):
    """The database of the web tests, where there was one, goes with the run."""
    var = Path(os.environ.get("OPENENTRY_VAR", ""))
    if hasattr(config, "workerinput") or not var.is_dir() or not var.name.startswith("openentry-tests-"):
        return
    from openentry_web.config.database import embedded

    embedded(var).remove()
    shutil.rmtree(var, ignore_errors=True)
