"""Where our service differs from what allauth does by itself: its words, its mails, and where one goes next."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from openentry.messages import has
from openentry_web import clock
from openentry_web.accounts import mails
from openentry_web.accounts.models import User
from openentry_web.accounts.words import later, word
from openentry_web.ui.templatetags.ui import lang

log = structlog.get_logger("openentry_web.accounts")
_WRONG = (
    "account_inactive cannot_remove_primary_email duplicate_email email_password_mismatch email_taken enter_current_password "
    "incorrect_code incorrect_password invalid_or_expired_key invalid_login invalid_password_reset too_many_login_attempts "
    "unknown_email unverified_primary_email select_only_one same_as_current rate_limited".split()
)
_WRONG_STEP = "add_email_blocked cannot_delete_authenticator cannot_generate_recovery_codes unverified_email".split()
#: The page on which staff and partners begin.
_WORK = {User.Role.OFFICER: "officers", User.Role.PROVINCE: "partners", User.Role.JOB_BANK: "job_match_check"}
_WRONG_PARTNER = "invalid_token no_password no_verified_email disconnect_last".split()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts of candidates; those of staff and partners are made by the operator."""

    error_messages = DefaultAccountAdapter.error_messages | {name: later(f"web.account.wrong.{name}") for name in _WRONG}

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Note when and in which language somebody joined."""
        user.joined_at = clock.now()
        user.language = lang()
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A candidate goes to where they stand; others to where their work is."""
        role = getattr(request.user, "role", User.Role.CANDIDATE)
        return reverse(_WORK[role]) if role in _WORK else str(super().get_login_redirect_url(request))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Whoever has just joined by password is asked for a second step first; a passkey is both."""
        return reverse("mfa_index")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account."""
        return reverse("account")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody of a change to their account."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The mail of that name in the catalogue, in the language of the person; the page says where it could not be sent."""
        person = context.get("user") or User.objects.filter(email__iexact=email).first()
        kind = template_prefix.rsplit("/", 1)[-1]
        language = person.language if isinstance(person, User) and person.pk else lang()
        if not mails.send(kind, email, language, code=context.get("code", "")):
            messages.error(self.request, word("web.account.said.mail_not_sent"))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """What allauth says on the next page, in our words; where the catalogue has none, the page itself says it."""
        if message is None and message_template:
            said = f"web.account.said.{message_template.rsplit('/', 1)[-1].removesuffix('.txt')}"
            message = word(said) if has(said, lang()) else None
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and apps. Secrets of apps and recovery codes are stored encrypted."""

    error_messages = (
        DefaultMFAAdapter.error_messages
        | {name: later(f"web.account.wrong.{name}") for name in _WRONG_STEP}
        | {"incorrect_code": later("web.account.wrong.incorrect_step_code")}
    )

    def encrypt(self, text: str) -> str:
        """Under a key made of the service's secret key."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As :meth:`encrypt` wrote it, under this secret key or an earlier one; under another, a secret that nobody has."""
        try:
            return _keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("a second step was stored under a secret key that is no longer among SECRET_KEY and its fallbacks")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """“Passkey 2”."""
        return word("web.account.passkey.numbered", n=Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom the passkey is for."""
        return {**super().get_public_key_credential_rp_entity(), "name": "OpenEntry"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Whose it is, as the device lists it."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.email}


def _keys() -> MultiFernet:
    known = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second step {key}".encode()).digest())) for key in known])


class PartnerAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts that a sign-in partner vouches for."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        name: later(f"web.account.wrong.{name}") for name in _WRONG_PARTNER
    }

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        """Note when and in which language somebody joined."""
        sociallogin.user.joined_at = clock.now()
        sociallogin.user.language = lang()
        return super().save_user(request, sociallogin, form)


class IdentityAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """What we tell of people as an identity provider: outside, they are named by their public id."""

    def get_user_sub(self, client: Any, user: Any) -> str:
        """Who it is."""
        return str(user.public_id)

    def get_user_by_sub(self, client: Any, sub: str) -> User | None:
        """Whom we told of."""
        try:
            return User.objects.filter(public_id=sub, is_active=True).first()
        except ValidationError:
            return None
