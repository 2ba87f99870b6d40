"""What is done to accounts."""

from __future__ import annotations

import uuid
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction

from openentry_web.accounts.models import Recovery, User
from openentry_web.audit.services import Done, record


def end_sessions(person: User, at: datetime) -> None:
    """Every session of ``person`` that has begun is over, this one too."""
    User.objects.filter(pk=person.pk).update(sessions_from=at)
    person.sessions_from = at
    for session in UserSession.objects.filter(user=person):
        session.end()


def sign_out_everywhere(person: User, at: datetime) -> None:
    """:func:`end_sessions`, on the person's word."""
    with transaction.atomic():
        end_sessions(person, at)
        note(person, "account.signed_out_everywhere", at)


def write_in(person: User, language: str) -> None:
    """Mails to ``person`` are in ``language`` from now on."""
    User.objects.filter(pk=person.pk).update(language=language)


def give_app(person: User, secret: str) -> None:
    """Give ``person`` an authenticator app with the known ``secret`` (base32): for demonstrations and tests."""
    if not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(person, secret)


def note(person: User, action: str, at: datetime, reason: str = "") -> None:
    """Record what somebody did to their own account."""
    who = str(person.public_id)
    with transaction.atomic():
        record(Done(at=at, actor=who, role=person.role, action=action, object=f"person:{who}", subject=who, reason=reason))


def close(person: User, at: datetime) -> None:
    """Close an account for good: nobody signs in with it again, and no address leads to it. The row stays, for its public id."""
    with transaction.atomic():
        note(person, "account.deleted", at)
        for owned in (EmailAddress, Authenticator, SocialAccount):
            owned.objects.filter(user=person).delete()
        Recovery.objects.filter(person=person).delete()
        person.email = f"{uuid.uuid4()}@deleted.invalid"
        person.set_unusable_password()
        person.is_active = False
        person.deleted_at = at
        person.save()
        end_sessions(person, at)
