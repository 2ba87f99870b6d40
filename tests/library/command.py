"""Running the command inside the tests' own process."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from openentry.cli import main


@dataclass
class Ran:
    """What a command gave."""

    status: int
    out: str
    err: str

    @property
    def flat(self) -> str:
        """What it printed, in one line: as if it had not been wrapped."""
        return " ".join(self.out.split())


class Command:
    """The command ``openentry``."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Ran:
        status = main([str(argument) for argument in arguments])
        written = self._capsys.readouterr()
        assert "Traceback" not in written.err
        return Ran(status, written.out, written.err)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, on a terminal of 80 columns, in English, with the built-in law."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("OPENENTRY_LAW", raising=False)
    monkeypatch.delenv("OPENENTRY_LANG", raising=False)
    return Command(capsys)
