"""Forms that arrive when they cannot be saved: the session is over, somebody else signed in, or the page is from an earlier one.

Each form carries, signed, whose it is. That is proof enough to keep what was typed for that person, and to refuse it to another.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.profiles import services

_SALT = "openentry.profiles.form"
#: Set on a request whose form is of an earlier session of the same person: to be shown again, not to be saved.
EARLIER = "openentry_earlier_session"

View = Callable[..., HttpResponse]


def for_whom(public_id: object) -> str:
    """What a form carries to say whose it is."""
    return signing.dumps(str(public_id), salt=_SALT)


def owner(request: HttpRequest) -> str | None:
    """Whose form this is, if it says so truly."""
    try:
        return str(signing.loads(str(request.POST.get("_for", "")), salt=_SALT))
    except signing.BadSignature:
        return None


def keep(request: HttpRequest, place_id: str, public_id: str) -> bool:
    """Keep the form for the person whose it is."""
    person = get_user_model().objects.filter(public_id=public_id).first()
    if person is None:
        return False
    lists = {name: [str(value) for value in request.POST.getlist(name)] for name in request.POST}
    services.keep_unsent(person.pk, place_id, lists, clock.now())
    return True


def forms_are_kept(view: View) -> View:
    """For a view that takes a form whatever has become of its session, and decides itself what to do with it.

    The check against forged requests is made here: a request that fails it reaches the view only to be shown again
    (:data:`EARLIER`), and only if the form is this person's own.
    """

    def checked(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated:
            refused = CsrfViewMiddleware(lambda _: HttpResponse()).process_view(request, view, args, kwargs)
            if refused is not None:
                if owner(request) != str(request.user.public_id):
                    return refused
                setattr(request, EARLIER, True)
        return view(request, *args, **kwargs)

    checked.__name__, checked.__doc__, checked.__module__ = view.__name__, view.__doc__, view.__module__
    return csrf_exempt(for_anyone(checked))
