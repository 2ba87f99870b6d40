"""A PostgreSQL and the service on it, for a measurement: a database of its own, durable as in service, deleted afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def service_database() -> Iterator[Path]:
    """Django is set up and its tables are there while this lasts. Gives the folder everything lies in."""
    with tempfile.TemporaryDirectory(prefix="oe-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ["OPENENTRY_VAR"] = name
        set_up()
        from django.core.management import call_command

        from openentry_web.config.database import embedded

        server = embedded(folder)
        server.start()
        try:
            server.create("openentry")
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            yield folder
        finally:
            server.remove()


def set_up() -> None:
    """Django in this process, on the database of ``OPENENTRY_VAR``."""
    os.environ.setdefault("OPENENTRY_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openentry_web.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
