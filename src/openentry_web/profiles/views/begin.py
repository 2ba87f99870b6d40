"""Beginning: what to have at hand, a personal reference code or none, or the answers of an entry that is over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openentry.messages import Message, text
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.pool import selectors as pool
from openentry_web.pool import services as pool_services
from openentry_web.pool.services import Refused
from openentry_web.profiles import forms, services
from openentry_web.profiles.desk import desk_of
from openentry_web.profiles.services import CodeRefused
from openentry_web.profiles.views.home import OVER
from openentry_web.ui.templatetags.ui import lang

#: How many codes somebody may try in an hour: a code is one of a thousand million.
_TRIES, _HOUR = 10, 3600


def begin(request: HttpRequest) -> HttpResponse:
    """Say what to have at hand; begin, with the answers under a code where there is one."""
    somebody = person(request)
    if pool.live(somebody) is not None or desk_of(somebody) is not None:
        return redirect("profile")
    context: dict[str, Any] = {"over": [e for e in pool.all_of(somebody) if e.state in OVER][:5], "typed": "", "error": None}
    if request.method != "POST":
        return render(request, "profiles/begin.html", context)
    typed = forms.clean(request.POST.get("code")).strip()
    with_code = request.POST.get("how") == "code" or bool(typed)
    context |= {"typed": typed[:60], "with_code": with_code}
    error = _too_often(somebody) if with_code and typed else None
    if with_code and not typed:
        error = Message("web.code.empty")
    if error is None:
        try:
            with transaction.atomic():
                draft = pool_services.begin(somebody, clock.now())
                services.open_answers(draft, clock.now())
                if with_code:
                    services.use_code(somebody, typed, draft, clock.now())
        except Refused as refused:
            return _refused(request, refused)
        except CodeRefused as refused:
            error = Message(refused.message_id, refused.params)
    if error is not None:
        return render(request, "profiles/begin.html", context | {"error": error})
    if with_code:
        messages.success(request, text("web.code.taken", lang()))
    return redirect("profile")


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Say why there can be no draft, where the person stands."""
    messages.error(request, text(refused.message_id, lang(), **refused.params))
    return redirect("home")


def _too_often(somebody: Any) -> Message | None:
    key = f"reference-code-tries:{somebody.pk}"
    cache.add(key, 0, _HOUR)
    return Message("web.code.too_often") if cache.incr(key) > _TRIES else None


@require_POST
def copy_answers(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Begin a draft with everything that was answered in an entry that is over."""
    somebody = person(request)
    old = next((entry for entry in pool.all_of(somebody) if entry.pk == entry_id), None)
    if old is None:
        raise Http404
    if old.state not in OVER or pool.live(somebody) is not None:
        messages.warning(request, text("web.copy.live" if pool.live(somebody) else "web.copy.not_over", lang()))
        return redirect("profile")
    desk_of(somebody)  # closes a draft whose days are over
    try:
        draft = pool_services.begin(somebody, clock.now())
    except Refused as refused:
        return _refused(request, refused)
    copied = services.copy_answers(old, draft, clock.now())
    if copied:
        messages.success(request, text("web.copy.done", lang()))
    else:
        messages.warning(request, text("web.copy.draft_not_empty", lang()))
    return redirect("profile")
