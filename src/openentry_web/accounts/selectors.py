"""Questions about accounts."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from openentry_web.accounts.models import User

_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Ways:
    """By what somebody can sign in."""

    password: bool
    app: bool
    passkeys: int
    codes_left: int | None  # None: there are none to begin with
    partners: int

    @property
    def second_step(self) -> bool:
        """More than a password stands before the account."""
        return self.app or self.passkeys > 0


def has_second_step(person: User) -> bool:
    """Whether ``person`` has a passkey or an authenticator app."""
    return bool(Authenticator.objects.filter(user=person, type__in=_STEPS).exists())


def ways(person: User) -> Ways:
    """By what ``person`` can sign in."""
    found = list(Authenticator.objects.filter(user=person))
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return Ways(
        password=person.has_usable_password(),
        app=any(one.type == Authenticator.Type.TOTP for one in found),
        passkeys=sum(one.type == Authenticator.Type.WEBAUTHN for one in found),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        partners=SocialAccount.objects.filter(user=person).count(),
    )


def sessions(person: User) -> int:
    """How many sessions are open."""
    return int(UserSession.objects.filter(user=person).count())
