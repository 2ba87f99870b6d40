"""The commands of the service, added to ``openentry`` by the entry-point group ``openentry.commands``."""

from __future__ import annotations

import django  # noqa: F401  without the extra [web] this fails, and the command says how to install it
import typer


def register(app: typer.Typer) -> None:
    """Add them."""
