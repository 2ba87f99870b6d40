"""The verbs of following: ask, confirm, change, stop; announce.

Nobody learns whether an address follows something: asking is answered the same, and takes the same way, for every address.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from openentry_web.follow import limits, tasks, topics
from openentry_web.follow.models import Announcement, Ask, Follower

#: How long the link that confirms holds, and so how long an address is kept that nobody confirmed.
CONFIRM_WITHIN = timedelta(hours=48)


def ask(address: str, wanted: Sequence[str], language: str, origin: str, at: datetime) -> None:
    """Send a link to ``address`` that confirms it. Silently nothing where that address was sent too many.

    ``origin`` is where the links of its mails lead: ``https://host``.
    """
    if not limits.allows_address(address):
        return
    with transaction.atomic():
        made = Ask.objects.create(
            address=address, language=language, topics=list(wanted), origin=origin, made_at=at, ends_at=at + CONFIRM_WITHIN
        )
        tasks.send_ask.defer(ask_id=made.pk)


def confirm(key: str, at: datetime) -> Follower | None:
    """The address is theirs: it follows what was asked for, beside what it followed before. None where the link was used or has
    ended, which is at its last moment."""
    with transaction.atomic():
        asked = Ask.objects.select_for_update().filter(key=key, ends_at__gt=at).first()
        if asked is None:
            return None
        found = _of(asked.address) or _new(asked, at)
        found.topics = sorted({*found.topics, *asked.topics})
        found.language, found.origin = asked.language, asked.origin
        found.save(update_fields=["topics", "language", "origin"])
        asked.delete()
    return found


def _of(address: str) -> Follower | None:
    return Follower.objects.select_for_update().filter(address__iexact=address).first()


def _new(asked: Ask, at: datetime) -> Follower:
    same = {"language": asked.language, "topics": asked.topics, "origin": asked.origin}
    try:
        with transaction.atomic():
            return Follower.objects.create(address=asked.address, confirmed_at=at, **same)
    except IntegrityError:  # two links of one address at once: the other one has made it
        return Follower.objects.select_for_update().get(address__iexact=asked.address)


def change(follower: Follower, wanted: Sequence[str], language: str) -> None:
    """Follow this and nothing else."""
    Follower.objects.filter(pk=follower.pk).update(topics=list(wanted), language=language)


def stop(key: str) -> None:
    """Follow nothing any more: the address is deleted, with every mail to it that was not sent."""
    Follower.objects.filter(key=key).delete()


def forget_unconfirmed(at: datetime) -> int:
    """Delete the addresses whose link has ended; how many there were."""
    return Ask.objects.filter(ends_at__lte=at).delete()[0]


def announce(
    about: Sequence[str], kind: str, at: datetime, *, key: str, page: str, args: Sequence[str] = (), **params: Any
) -> None:
    """Tell whoever follows one of the topics ``about`` by mail, each once, in the transaction in which it becomes true.

    ``follow.mail.KIND.subject`` and ``.body`` are said with ``params`` (JSON; texts in both languages as ``{"en", "fr"}``); the
    mail leads to ``page``. Nothing where ``key`` was announced before. RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("What is announced must be true: announce it in the transaction that makes it so.")
    made, new = Announcement.objects.get_or_create(
        key=key,
        defaults={"topics": list(about), "kind": kind, "params": params, "page": page, "page_args": list(args), "at": at},
    )
    if new:
        tasks.spread.defer(announcement_id=made.pk)


def announce_law(key: str, name: str, first_day: date, at: datetime, *, withdrawn: bool = False) -> None:
    """A change of the law was published here under ``name``, or withdrawn before it came into force on ``first_day``.

    Called by what publishes it, in its transaction; ``key`` is its number.
    """
    kind = "law_withdrawn" if withdrawn else "law"
    announce([topics.LAW], kind, at, key=f"{kind}:{key}", page="law", name=name, day=first_day.isoformat())
