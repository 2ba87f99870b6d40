"""What happens to an account goes into the log: who (by public id), what and when; never an address, a name or a secret."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as partner
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from openentry_web import clock
from openentry_web.accounts import recovery, services
from openentry_web.accounts.models import User
from openentry_web.accounts.words import word

#: When a session began, kept in it.
BEGUN = "begun_at"


@receiver(user_logged_in)
def session_begins(request: Any, user: Any, **_: Any) -> None:
    """Keep when it began. Where a demonstration's clock was put back, it still begins after the last sign-out everywhere."""
    now = clock.now()
    request.session[BEGUN] = max(now, user.sessions_from or now).isoformat()


@receiver(account.user_logged_in)
def signed_in(request: Any, user: Any, **_: Any) -> None:
    """Signed in, all steps taken: for the next minutes nobody has to prove again who they are. By a partner this proves less."""
    now = clock.now()
    if [one["method"] for one in get_authentication_records(request, user)][-1:] != ["socialaccount"]:
        record_authentication(request, user, method="sign_in", reauthenticated=True)
    services.note(user, "account.signed_in", now)
    if recovery.of(user, now):
        messages.warning(request, word("web.account.said.recovery_going"))


@receiver(user_logged_out)
def signed_out(user: Any, **_: Any) -> None:
    """Signed out."""
    if isinstance(user, User):
        services.note(user, "account.signed_out", clock.now())


def _noted(signal: Any, action: str) -> None:
    def note(user: Any = None, email_address: Any = None, sociallogin: Any = None, **more: Any) -> None:
        person = user or getattr(email_address, "user", None) or getattr(sociallogin, "user", None)
        first = "from_email_address" in more and more["from_email_address"] is None  # the first address is no change
        if isinstance(person, User) and person.pk and not first:
            services.note(person, f"account.{action}", clock.now())

    signal.connect(note, weak=False, dispatch_uid=f"log {action}")


def _noted_step(signal: Any, action: str) -> None:
    def note(user: Any, authenticator: Any, **_: Any) -> None:
        services.note(user, f"account.second_step_{action}", clock.now(), reason=authenticator.type)

    signal.connect(note, weak=False, dispatch_uid=f"log step {action}")


_noted(account.user_signed_up, "joined")
_noted(account.password_changed, "password_changed")
_noted(account.password_set, "password_set")
_noted(account.password_reset, "password_reset")
_noted(account.email_confirmed, "address_confirmed")
_noted(account.email_changed, "address_changed")
_noted(partner.social_account_added, "partner_added")
_noted(partner.social_account_removed, "partner_removed")
_noted_step(mfa.authenticator_added, "added")
_noted_step(mfa.authenticator_removed, "removed")
_noted_step(mfa.authenticator_reset, "reset")
_noted_step(mfa.authentication_failed, "failed")
