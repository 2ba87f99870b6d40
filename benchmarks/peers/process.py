"""A peer in a Python of its own, asked line by line, so that its packages never meet ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[2]
#: Each peer: its name, its module here, its package, and the variable that names the Python it is installed in.
PEERS = {
    "OpenFisca-Core": ("benchmarks.peers.openfisca", "openfisca_core", "OPENENTRY_OPENFISCA"),
    "PolicyEngine-Core": ("benchmarks.peers.policyengine", "policyengine_core", "OPENENTRY_POLICYENGINE"),
}


def python_of(name: str) -> str | None:
    """The Python that has the peer: the one its variable names, else this one where it is installed; None where there is none."""
    _, package, variable = PEERS[name]
    return os.environ.get(variable) or (sys.executable if find_spec(package) else None)


class Peer:
    """A running peer. Use as a context manager."""

    def __init__(self, name: str, python: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [python, "-W", "ignore", "-m", PEERS[name][0]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        self.version: str = self._answer()["version"]

    def ask(self, command: str) -> dict[str, Any]:
        """Send one command and wait for the answer. RuntimeError when the peer ended instead."""
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with {self._process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
