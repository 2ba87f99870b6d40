"""Make the bundle from the YAML: ``python -m openentry.law.bundle`` (``--check`` only compares)."""

from __future__ import annotations

import sys

from openentry.law import raw


def fresh() -> bool:
    """Whether ``bundle.json`` is exactly what the YAML says."""
    return raw.BUNDLE.exists() and raw.BUNDLE.read_bytes() == raw.canonical(raw.read_directory(raw.HERE))


def write() -> None:
    """Write ``bundle.json`` from the YAML."""
    raw.BUNDLE.write_bytes(raw.canonical(raw.read_directory(raw.HERE)))


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if fresh() else "bundle.json is not what the YAML says: run python -m openentry.law.bundle")
    write()
