"""The pages of an account that allauth does not have."""

from __future__ import annotations

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from openentry_web import clock
from openentry_web.accounts import recovery, selectors, services
from openentry_web.accounts.access import for_anyone, for_everyone, person
from openentry_web.accounts.forms import AskRecovery, MailLanguage, ResetPassword
from openentry_web.accounts.models import Recovery
from openentry_web.accounts.words import word


@for_everyone
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's account, each thing with the page where it is changed."""
    who = person(request)
    found = {
        "ways": selectors.ways(who),
        "sessions": selectors.sessions(who),
        "recovery": recovery.of(who, clock.now()),
        "person": who,
    }
    return render(request, "account/account.html", found)


@for_everyone
def language(request: HttpRequest) -> HttpResponse:
    """The language of mails."""
    form = MailLanguage(request.POST or None, initial={"language": person(request).language})
    if request.method == "POST" and form.is_valid():
        services.write_in(person(request), form.cleaned_data["language"])
        messages.success(request, word("web.account.said.language"))
        return redirect("account")
    return render(request, "account/language.html", {"form": form})


@require_POST
@for_everyone
def everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    services.sign_out_everywhere(person(request), clock.now())
    logout(request)
    messages.success(request, word("web.account.said.everywhere"))
    return redirect("account_login")


@require_POST
@for_everyone
def stop_recovery(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in says: I have not lost it."""
    going = recovery.of(person(request), clock.now())
    if going:
        recovery.stop(going, Recovery.Stopped.ACCOUNT, clock.now())
        messages.success(request, word("web.account.said.recovery_stopped"))
    return redirect("account")


@never_cache
@for_anyone
def ask_recovery(request: HttpRequest) -> HttpResponse:
    """Every way in is lost. The answer is the same whether the address has an account or not."""
    form = AskRecovery(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        if not ratelimit.consume(request, action="recovery", key=address.lower()):
            return cast(HttpResponse, ratelimit.respond_429(request))
        recovery.ask(address, clock.now(), request.build_absolute_uri("/").rstrip("/"))
        return redirect("recovery_asked")
    return render(request, "account/recovery.html", {"form": form, "hours": _HOURS})


_HOURS = int(recovery.WAIT.total_seconds() // 3600)


@for_anyone
def recovery_asked(request: HttpRequest) -> HttpResponse:
    """What happens now."""
    return render(request, "account/recovery_asked.html", {"hours": _HOURS})


@never_cache
@for_anyone
def stop_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: a button, because programs that look at mails follow links."""
    going = recovery.by_stop_token(token, clock.now())
    stopped = bool(request.method == "POST" and going and recovery.stop(going, Recovery.Stopped.MAIL, clock.now()))
    status = 404 if going is None else 200
    return render(request, "account/recovery_stop.html", {"going": going, "stopped": stopped}, status=status)


class _NewPassword(ResetPassword):
    """The new password of somebody who comes back."""

    def save(self) -> None:
        """Nothing: :func:`recovery.finish` does it, with the rest."""


@sensitive_post_parameters()
@never_cache
@for_anyone
def finish_recovery(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail that came after the wait."""
    going = recovery.by_finish_token(token, clock.now())
    if going is None:
        return render(request, "account/recovery_finish.html", {"going": None}, status=404)
    form: forms.Form = _NewPassword(request.POST or None, user=going.person)
    if request.method == "POST" and form.is_valid():
        if recovery.finish(going, form.cleaned_data["password1"], clock.now()):
            get_adapter()._delete_login_attempts_cached_email(request, email=going.address)
            messages.success(request, word("web.account.said.recovered"))
            return redirect("account_login")
        return render(request, "account/recovery_finish.html", {"going": None}, status=409)
    return render(request, "account/recovery_finish.html", {"going": going, "form": form})
