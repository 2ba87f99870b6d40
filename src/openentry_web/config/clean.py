"""``make clean-data``: stops the embedded database and deletes everything a demonstration kept."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from openentry_web.config.database import embedded


def main() -> int:
    """Delete ``var/``, and what lies elsewhere because ``var/`` could not be walked to."""
    var = Path(os.environ.get("OPENENTRY_VAR", "var"))
    if var.exists():
        embedded(var).remove()
        shutil.rmtree(var)
    return 0


if __name__ == "__main__":
    sys.exit(main())
