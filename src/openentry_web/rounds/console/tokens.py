"""One-time tokens of the console's buttons: one officer, one step, one round, as it stood when the page was made.

A press that comes twice, from another account, or from a page that no longer shows what is true, does nothing.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from django.core import signing
from django.core.cache import cache

from openentry.rounds.receipts import canonical
from openentry_web.rounds.models import Round
from openentry_web.rounds.steps import plan_digest

_SALT = "openentry.rounds.console"
_SECONDS = 3600


def seen(round_: Round | None) -> str:
    """What stands for a round as a page shows it: plan, state, snapshot and result."""
    if round_ is None:
        return ""
    snapshot = round_.snapshot.digest if round_.snapshot is not None else ""
    shown = [round_.number, plan_digest(round_), round_.state, round_.snapshot_id, snapshot, round_.list_digest]
    return sha256(canonical(shown)).hexdigest()


def token(by: Any, step: str, round_: Round | None = None) -> str:
    """A token for one press of one button."""
    return signing.dumps([by.pk, step, seen(round_), secrets.token_urlsafe(12)], salt=_SALT)


def wrong(given: str, by: Any, step: str, round_: Round | None = None) -> str | None:
    """The id of the sentence that says why the press does not count; None where it does, and then it never counts again."""
    try:
        whose, what, shown, once = signing.loads(given, salt=_SALT, max_age=_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return "web.console.token.old"
    if whose != by.pk or what != step:
        return "web.console.token.old"
    if shown != seen(round_):
        return "web.console.token.changed"
    return None if cache.add(f"console:{once}", 1, _SECONDS * 2) else "web.console.token.used"
