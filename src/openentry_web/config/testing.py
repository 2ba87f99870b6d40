"""Settings of the tests: a demonstration with a database of its own, mails kept in memory, passwords hashed quickly."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("OPENENTRY_DEMO", "1")
os.environ.setdefault("OPENENTRY_DATABASE_FAST", "1")
# The first process of a run decides, and those it starts find it in their environment.
os.environ.setdefault("OPENENTRY_VAR", str(Path(tempfile.gettempdir()) / f"openentry-tests-{os.getpid()}"))

from openentry_web.config.settings import *  # noqa: F403
from openentry_web.config.settings import DATABASES

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A busy machine may take long to give the first connection; what waits for a lock is the test's own time limit.
DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 60  # type: ignore[index]
