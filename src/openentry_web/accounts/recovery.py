"""A way back into an account to which every way is lost: password, passkeys, app and recovery codes.

Whoever reads a verified address of the account may ask. Every address of the account is told at once, with a link that stops it;
so is whoever is signed in. Three days later a link goes to the address that asked, good for a week: a new password, and the second
steps are removed. Accounts of staff are not recovered this way: the operator looks at who is asking.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import override

from openentry_web.accounts import mails, services
from openentry_web.accounts.models import Recovery, User
from openentry_web.audit.services import Done, record
from openentry_web.notices import services as notices
from openentry_web.ui.templatetags.ui import lang

#: How long everybody concerned has to stop it, and how long the way back is open then.
WAIT = timedelta(hours=72)
OPEN = timedelta(days=7)


def ask(address: str, at: datetime, origin: str) -> None:
    """Somebody asked for the account of ``address``. They are answered by mail only, so that the page tells nobody whether there
    is one. ``origin`` is where links in mails lead: ``https://host``."""
    found = EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True).select_related("user").first()
    if found is None or not isinstance(found.user, User):
        mails.send("recovery_unknown", address, lang())
        return
    person = found.user
    if person.role != User.Role.CANDIDATE:
        mails.send("recovery_staff", found.email, person.language)
        return
    going = of(person, at)
    if going is None:
        _begin(person, found.email, at, origin)
    elif going.due_at > at:
        told = {"due_day": going.due_at.date(), "due_time": f"{going.due_at:%H:%M}"}
        mails.send("recovery_going", found.email, person.language, **told)
    else:
        _tell_due(going, at)


def of(person: User, at: datetime) -> Recovery | None:
    """The recovery under way for ``person``, if any."""
    return Recovery.objects.filter(person=person, stopped_at=None, finished_at=None, over_at__gt=at).first()


def _begin(person: User, address: str, at: datetime, origin: str) -> None:
    stop = secrets.token_urlsafe(24)
    due = at + WAIT
    try:
        with transaction.atomic():
            Recovery.objects.filter(person=person, stopped_at=None, finished_at=None).update(
                stopped_at=at, stopped_by=Recovery.Stopped.TIME
            )
            made = Recovery.objects.create(
                person=person,
                address=address,
                origin=origin,
                asked_at=at,
                due_at=due,
                over_at=due + OPEN,
                stop_hash=_hash(stop),
            )
            key = f"recovery:{made.pk}"
            day, time = str(due.date()), f"{due:%H:%M}"
            notices.tell(person.pk, "recovery_asked", at, key=key, link="account", mail=False, day=day, time=time)
            record(_done(person, "account.recovery_asked", at))
    except IntegrityError:  # two forms at once: the other one has begun it
        return
    link = _link(made, "recovery_stop", stop)
    for every in _addresses(person):
        mails.send("recovery_asked", every, person.language, due_day=due.date(), due_time=f"{due:%H:%M}", stop=link)


def _tell_due(going: Recovery, at: datetime) -> None:
    finish = secrets.token_urlsafe(24)
    Recovery.objects.filter(pk=going.pk).update(finish_hash=_hash(finish), due_told_at=at)
    over = {"over_day": going.over_at.date(), "over_time": f"{going.over_at:%H:%M}"}
    mails.send("recovery_due", going.address, going.person.language, finish=_link(going, "recovery_finish", finish), **over)


def tell_those_due(at: datetime) -> int:
    """Send the way back to whoever has waited long enough, once; how many there were."""
    due = Recovery.objects.filter(stopped_at=None, finished_at=None, due_at__lte=at, over_at__gt=at, due_told_at=None)
    waiting = list(due.select_related("person"))
    for going in waiting:
        _tell_due(going, at)
    return len(waiting)


def by_stop_token(token: str, at: datetime) -> Recovery | None:
    """The recovery that the link in a mail stops, while it can be stopped."""
    return _open(at).filter(stop_hash=_hash(token)).first()


def by_finish_token(token: str, at: datetime) -> Recovery | None:
    """The recovery that the link in a mail ends, while it can be."""
    return _open(at).filter(finish_hash=_hash(token), due_at__lte=at).first()


def stop(going: Recovery, by: str, at: datetime) -> bool:
    """It goes no further; everything about the account stays as it was. Whether it was still going."""
    with transaction.atomic():
        stopped = Recovery.objects.filter(pk=going.pk, stopped_at=None, finished_at=None).update(stopped_at=at, stopped_by=by)
        if stopped:
            record(_done(going.person, "account.recovery_stopped", at, by))
            notices.tell(going.person_id, "recovery_stopped", at, key=f"recovery-stopped:{going.pk}", mail=False)
    return bool(stopped)


def finish(going: Recovery, password: str, at: datetime) -> bool:
    """A new password; the second steps and every session are gone. False where it was stopped in the meantime."""
    with transaction.atomic():
        locked = Recovery.objects.select_for_update().get(pk=going.pk)
        if locked.stopped_at or locked.finished_at or not locked.due_at <= at < locked.over_at:
            return False
        locked.finished_at = at
        locked.save(update_fields=["finished_at"])
        person = locked.person
        person.set_password(password)
        person.save(update_fields=["password"])
        Authenticator.objects.filter(user=person).delete()
        services.end_sessions(person, at)
        record(_done(person, "account.recovered", at))
        notices.tell(person.pk, "recovery_finished", at, key=f"recovery-finished:{locked.pk}", link="mfa_index", mail=False)
    for every in _addresses(person):
        mails.send("recovery_finished", every, person.language)
    return True


def _open(at: datetime) -> QuerySet[Recovery]:
    return Recovery.objects.filter(stopped_at=None, finished_at=None, over_at__gt=at).select_related("person")


def _addresses(person: User) -> Iterator[str]:
    seen: set[str] = set()
    for address in [person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)]:
        if address.lower() not in seen:
            seen.add(address.lower())
            yield address


def _link(going: Recovery, page: str, token: str) -> str:
    with override(going.person.language):
        return f"{going.origin}{reverse(page, args=[token])}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _done(person: User, action: str, at: datetime, reason: str = "") -> Done:
    who = str(person.public_id)
    return Done(at=at, actor=who, role=person.role, action=action, object=f"person:{who}", subject=who, reason=reason)
