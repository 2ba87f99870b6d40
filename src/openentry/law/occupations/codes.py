"""Which codes are unit groups. Kept apart and small, because every profile asks this and few ask more."""

from __future__ import annotations

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


def is_unit_group(code: str) -> bool:
    """Whether ``code`` is the five-digit code of a NOC 2021 unit group. Reads one file of 3 kB, once."""
    return code in _codes()


def unit_groups() -> tuple[str, ...]:
    """The code of every unit group, in order."""
    return tuple(_codes())


@cache
def _codes() -> dict[str, None]:
    return dict.fromkeys((HERE / "unit_groups.txt").read_text(encoding="ascii").split())
