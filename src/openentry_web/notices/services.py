"""Telling somebody something, once, in the transaction in which it became true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from openentry_web.notices.models import Mail, Notice
from openentry_web.notices.outbox import defer_paced
from openentry_web.notices.tasks import send_mail


def tell(
    person_id: int, kind: str, at: datetime, *, key: str = "", link: str = "", mail: bool = True, **params: Any
) -> Notice | None:
    """A message in the account of ``person_id``, and a mail that there is one. None when ``key`` was said before, or when the
    account is closed and nobody would read it.

    RuntimeError outside a transaction: what is told must be true.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A notice is made in the transaction of what it tells.")
    if key and Notice.objects.filter(person_id=person_id, key=key).exists():
        return None
    user = get_user_model().objects.get(pk=person_id)
    if user.deleted_at is not None:
        return None
    made = Notice.objects.create(person_id=person_id, kind=kind, at=at, key=key, link=link, params=params)
    if mail:
        post(user.email, user.language, kind, at)
    return made


def tell_many(person_ids: Sequence[int], kind: str, at: datetime, *, key: str, link: str = "", **params: Any) -> None:
    """:func:`tell` to many at once, the same to each; their mails go out one after another
    (:data:`~openentry_web.notices.outbox.A_SECOND`).

    IntegrityError when ``key`` was said to one of them before: who calls this knows whom it tells.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A notice is made in the transaction of what it tells.")
    open_ = get_user_model().objects.filter(pk__in=person_ids, deleted_at=None)
    people = list(open_.order_by("pk").values_list("pk", "email", "language"))
    notices = (Notice(person_id=one, kind=kind, at=at, key=key, link=link, params=params) for one, _, _ in people)
    Notice.objects.bulk_create(notices, batch_size=2_000)
    mails = Mail.objects.bulk_create(
        (Mail(to=to, language=language, kind=kind, made_at=at) for _, to, language in people), batch_size=2_000
    )
    defer_paced(send_mail, "mail_id", [mail.pk for mail in mails])


def post(address: str, language: str, kind: str, at: datetime) -> Mail:
    """A mail to ``address``: it holds no fact, only that there is something to read. Sent by the worker."""
    mail = Mail.objects.create(to=address, language=language, kind=kind, made_at=at)
    send_mail.defer(mail_id=mail.pk)
    return mail


def read(notice: Notice, at: datetime) -> None:
    """Somebody read it."""
    if notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def forget(person_id: int, address: str) -> None:
    """Delete somebody's messages, and the mails to their address, sent or not."""
    Notice.objects.filter(person_id=person_id).delete()
    Mail.objects.filter(to__iexact=address).delete()
