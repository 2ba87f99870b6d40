"""The service's own sentences: fragments in ``catalogue/``, compiled into ``locale/``; read beside those of the library."""

from __future__ import annotations

from pathlib import Path

from openentry import messages

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "openentry_web"


def use() -> None:
    """From here on :func:`openentry.messages.text` knows these too."""
    messages.add(LOCALE, DOMAIN)
