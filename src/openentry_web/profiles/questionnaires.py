"""Answers to the public questionnaire: kept for a day under a random cookie, until a code is made of them or nobody wants them.

Nothing here belongs to a person: a row says what somebody answered, not who, when they came or from where.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from openentry_web.profiles import services
from openentry_web.profiles.answers import Answered
from openentry_web.profiles.models import Questionnaire, ReferenceCode

T = TypeVar("T")
#: How long answers wait for the next one, how long for a code once the verdict was read, how long a code is shown again.
ANSWERING, READ, SHOWN = timedelta(hours=24), timedelta(hours=1), timedelta(minutes=10)
#: How long after its end a code is still known, without its answers, so that its person can be told that it ended.
KNOWN = timedelta(days=30)


def begin(at: datetime) -> str:
    """New answers, none yet; what the cookie says."""
    token = secrets.token_urlsafe(32)
    Questionnaire.objects.create(key=_key(token), ends_at=at + ANSWERING)
    return token


def state_of(token: str, at: datetime) -> Answered | None:
    """The answers, to be looked at; None where there are none under that cookie, or their time is over."""
    kept = _kept(token, at).filter(code="").first()
    return None if kept is None else Answered(content=kept.content, typed=kept.typed, keys=kept.keys)


def change(token: str, at: datetime, act: Callable[[Answered], T]) -> tuple[Answered, T] | None:
    """Change the answers, one window at a time; None where there are none."""
    with transaction.atomic():
        kept = _kept(token, at).select_for_update().filter(code="").first()
        if kept is None:
            return None
        state = Answered(content=kept.content, typed=kept.typed, keys=kept.keys)
        done = act(state)
        kept.content, kept.typed, kept.ends_at = state.content, state.typed, at + ANSWERING
        kept.keys = {path: named for path, named in state.named.items() if named}
        kept.save()
        return state, done


def read(token: str, at: datetime) -> None:
    """The verdict was shown: the answers stay a little longer for a code to be asked for."""
    _kept(token, at).filter(code="", ends_at__gt=at + READ).update(ends_at=at + READ)


def give_code(token: str, at: datetime) -> ReferenceCode | None:
    """Move the answers that hold under a new code; the same code once more where the form came twice. None where there are none."""
    with transaction.atomic():
        kept = _kept(token, at).select_for_update().first()
        if kept is None:
            return None
        if kept.code:
            return ReferenceCode.objects.filter(pk=kept.code).first()
        if not kept.content:
            return None
        made = services.make_code(kept.content, at)
        kept.content, kept.typed, kept.keys, kept.code, kept.ends_at = {}, {}, {}, made.code, at + SHOWN
        kept.save()
        return made


def end(token: str) -> None:
    """Delete the answers: nobody wants them kept."""
    Questionnaire.objects.filter(key=_key(token)).delete()


def delete_ended(at: datetime) -> None:
    """Delete answers whose time is over, and those under codes that ended or were used (then they stand in a profile)."""
    Questionnaire.objects.filter(ends_at__lt=at).delete()
    over = ReferenceCode.objects.filter(Q(ends_at__lt=at) | Q(used_at__isnull=False))
    over.exclude(content={}).update(content={})
    ReferenceCode.objects.filter(ends_at__lt=at - KNOWN).delete()


def _key(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _kept(token: str, at: datetime) -> QuerySet[Questionnaire]:
    return Questionnaire.objects.filter(key=_key(token), ends_at__gte=at)
