"""Where our service differs from what allauth does by itself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from openentry_web import clock


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts of candidates; those of staff and partners are made by the operator."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Note when and in which language somebody joined."""
        user.joined_at = clock.now()
        user.language = getattr(request, "LANGUAGE_CODE", "en")
        return super().save_user(request, user, form, commit)


class PartnerAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts that a sign-in partner vouches for."""

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        """Note when and in which language somebody joined."""
        sociallogin.user.joined_at = clock.now()
        sociallogin.user.language = getattr(request, "LANGUAGE_CODE", "en")
        return super().save_user(request, sociallogin, form)
