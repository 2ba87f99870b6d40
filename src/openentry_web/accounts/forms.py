"""The forms of accounts: allauth's, with our labels, hints and sentences, and each password asked for once."""

from __future__ import annotations

import struct
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as partner
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from openentry import messages
from openentry_web.accounts.words import word
from openentry_web.ui.templatetags.ui import lang

#: What a field is called in the catalogue (``web.account.field.NAME.label`` …), where not as in the form.
_NAMES = {"login": "email", "password1": "new_password", "oldpassword": "current_password", "name": "passkey_name"}
_TYPED = {"spellcheck": "false", "autocapitalize": "none"}


class Worded:
    """Labels, hints and what may be wrong, from the catalogue."""

    fields: dict[str, forms.Field]
    #: Other names for this form's fields.
    names: ClassVar[dict[str, str]] = {}
    #: Fields that are not asked for: a password is typed once, and can be looked at.
    without: ClassVar[tuple[str, ...]] = ("password2",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.without:
            self.fields.pop(name, None)
        for name, field in self.fields.items():
            self._worded((_NAMES | self.names).get(name, name), field)

    def _worded(self, name: str, field: forms.Field) -> None:
        if field.widget.is_hidden:
            field.error_messages["required"] = field.error_messages["invalid"] = word("web.account.wrong.passkey")
            return
        field.label = word(f"web.account.field.{name}.label")
        hint = f"web.account.field.{name}.hint"
        field.help_text = word(hint, n=12) if messages.has(hint, lang()) else ""
        field.error_messages["required"] = word(f"web.account.field.{name}.missing")
        field.error_messages["null_characters_not_allowed"] = word("web.account.wrong.characters")
        field.error_messages["max_length"] = word("web.account.wrong.long")
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = word("web.account.wrong.email")
        field.widget.attrs.pop("placeholder", None)
        if not isinstance(field.widget, forms.CheckboxInput):
            field.widget.attrs |= _TYPED


class SignIn(Worded, account.LoginForm):  # type: ignore[misc]
    """Address and password."""


class SignUp(Worded, account.SignupForm):  # type: ignore[misc]
    """Address and password (or the address alone, for a passkey)."""

    def try_save(self, request: HttpRequest) -> Any:
        """Where the address has an account, take as long as making one takes: nobody learns which it was."""
        if self.account_already_exists and (password := self.cleaned_data.get("password1")):
            get_user_model()().set_password(password)
        return super().try_save(request)


class NewAddress(Worded, account.AddEmailForm):  # type: ignore[misc]
    """Another address."""

    names: ClassVar[dict[str, str]] = {"email": "new_email"}


class ChangePassword(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """The password, and the one to come."""


class SetPassword(Worded, account.SetPasswordForm):  # type: ignore[misc]
    """A first password, where one signed in by passkey or partner."""


class ForgottenPassword(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the code."""


class ResetPassword(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password."""


class ProveByPassword(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something that matters."""


class AddressCode(Worded, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code from the mail."""

    names: ClassVar[dict[str, str]] = {"code": "mail_code"}


class ResetCode(Worded, account.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code from the mail."""

    names: ClassVar[dict[str, str]] = {"code": "mail_code"}


class AppCode(Worded, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    names: ClassVar[dict[str, str]] = {"code": "app_or_recovery_code"}


class ProveByApp(Worded, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The app's code again, before something that matters."""

    names: ClassVar[dict[str, str]] = {"code": "app_or_recovery_code"}


class BeginApp(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""

    names: ClassVar[dict[str, str]] = {"code": "app_code"}


_NONSENSE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError, struct.error)


class _Received(Worded):
    """A form that holds what a device said. Whatever else stands there is told as such: the library that reads it trusts it."""

    def clean_credential(self) -> Any:
        """Read it, to sign in."""
        try:
            read = getattr(super(), "clean_credential", None)
            return read() if read else self.cleaned_data["credential"]  # type: ignore[attr-defined]
        except _NONSENSE as wrong:
            raise forms.ValidationError(word("web.account.wrong.passkey")) from wrong

    def clean(self) -> Any:
        """Read it, to keep it."""
        try:
            return super().clean()  # type: ignore[misc]
        except _NONSENSE as wrong:
            raise forms.ValidationError(word("web.account.wrong.passkey")) from wrong


class AddPasskey(_Received, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class FirstPasskey(_Received, webauthn.SignupWebAuthnForm):  # type: ignore[misc]
    """The passkey of a new account."""


class SignInByPasskey(_Received, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone."""


class StepByPasskey(_Received, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class ProveByPasskey(_Received, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey again, before something that matters."""


class NamePasskey(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """What a passkey is called."""


class SignUpByPartner(Worded, partner.SignupForm):  # type: ignore[misc]
    """The address of somebody whom a sign-in partner vouches for."""


class AskRecovery(Worded, forms.Form):
    """The address of an account to which every way in is lost."""

    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class MailLanguage(forms.Form):
    """The language of mails."""

    language = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            field.choices = settings.LANGUAGES
        field.label = word("web.account.language.label")
        field.help_text = word("web.account.language.hint")
        field.error_messages |= {name: word("web.account.language.missing") for name in ("required", "invalid_choice")}
