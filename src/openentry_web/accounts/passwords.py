"""What a password must be. Django's own checks, said in our words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import password_validation as django

from openentry_web.accounts.words import word


class LongEnough(django.MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return word("web.account.wrong.password_short", n=self.min_length)

    def get_help_text(self) -> str:
        """What is asked."""
        return word("web.account.field.new_password.hint", n=self.min_length)


class NotCommon(django.CommonPasswordValidator):
    """Not one of the twenty thousand that are tried first."""

    def get_error_message(self) -> Any:
        """What is wrong."""
        return word("web.account.wrong.password_common")

    def get_help_text(self) -> Any:
        """Said together with the length."""
        return ""


class NotTheAddress(django.UserAttributeSimilarityValidator):
    """Not the mail address over again."""

    def get_error_message(self) -> Any:
        """What is wrong."""
        return word("web.account.wrong.password_is_address")

    def get_help_text(self) -> Any:
        """Said together with the length."""
        return ""
