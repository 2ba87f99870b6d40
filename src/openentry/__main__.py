"""``python -m openentry``: the command ``openentry``."""

from __future__ import annotations

import sys

from openentry.cli import main

if __name__ == "__main__":
    sys.exit(main())
