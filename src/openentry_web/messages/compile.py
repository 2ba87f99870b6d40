"""Compiles the service's catalogues: ``python -m openentry_web.messages.compile [--check]``."""

from __future__ import annotations

import sys

from openentry.messages import compile as library
from openentry_web.messages import DOMAIN, LOCALE


def main(arguments: list[str] | None = None) -> int:
    """As :func:`openentry.messages.compile.main`, for this package."""
    folder = LOCALE.parent / "catalogue"
    return library.main(arguments, folder=folder, locale=LOCALE, domain=DOMAIN, module="openentry_web.messages.compile")


if __name__ == "__main__":
    sys.exit(main())
