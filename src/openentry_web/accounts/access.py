"""Deny by default: a page is for whoever its view says, and a view that says nothing is for nobody but the signed-in candidate.

Staff (officers, provinces, Job Bank) see nothing of the service before they have a passkey or an authenticator app.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

import structlog
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from requests import RequestException

from openentry_web.accounts import selectors
from openentry_web.accounts.models import User
from openentry_web.accounts.words import word

log = structlog.get_logger("openentry_web.accounts")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_FOR = "openentry_for"
ANYONE = "anyone"
#: Whoever is signed in.
EVERYONE = tuple(User.Role.values)
#: Views of packages, which keep their own rules: signing in, tokens, metrics.
_PACKAGES = ("allauth.", "django.", "django_prometheus.")


def for_anyone(view: View) -> View:
    """A page that needs no account."""
    setattr(view, _FOR, (ANYONE,))
    return view


def for_roles(*roles: str) -> Callable[[View], View]:
    """A page for people with one of ``roles``."""

    def mark(view: View) -> View:
        setattr(view, _FOR, roles)
        return view

    return mark


def for_everyone(view: View) -> View:
    """A page for whoever is signed in, about their own account: staff see it before they have a second step."""
    setattr(view, _FOR, EVERYONE)
    return view


def roles_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """Whom a view is for."""
    found = getattr(view, _FOR, None)
    if found is None and getattr(view, "__module__", "").startswith(_PACKAGES):
        return (ANYONE,)
    return found or (User.Role.CANDIDATE.value,)


class SignedInByDefault:
    """Sends whoever is not signed in to do so, and refuses whoever has another role."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and _is_over(request.user, request.session.get("begun_at")):
            logout(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Decide before the view runs."""
        roles = roles_of(view)
        if ANYONE in roles:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.role not in roles:
            raise PermissionDenied
        if roles != EVERYONE and request.user.role != User.Role.CANDIDATE and not selectors.has_second_step(request.user):
            messages.warning(request, word("web.account.said.staff_needs_second_step"))
            return redirect("mfa_index")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A sign-in partner that does not answer is told as such; it is no fault of ours."""
        if isinstance(exception, RequestException) and "/oidc/" in request.path:
            log.warning("the sign-in partner did not answer", wrong=type(exception).__name__)
            return redirect("socialaccount_login_error")
        return None


def _is_over(user: User, begun: str | None) -> bool:
    """Whether a session begun then was ended since, everywhere."""
    return user.sessions_from is not None and (begun is None or datetime.fromisoformat(begun) < user.sessions_from)


def fresh(view: View) -> View:
    """The person has signed in, or proved who they are, within the last five minutes."""
    from allauth.account.decorators import reauthentication_required

    return cast(View, wraps(view)(reauthentication_required(view)))


def person(request: HttpRequest) -> User:
    """The person who is signed in; views that need one are called for nobody else."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
