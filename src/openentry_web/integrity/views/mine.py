"""What a person sees of concerns about what they declared, and their answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.integrity import selectors, services, words
from openentry_web.integrity.forms import Reply
from openentry_web.pool.services import Refused
from openentry_web.ui.templatetags.ui import lang


@never_cache
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """All of them."""
    found = [(one, words.label(one.field, lang())) for one in selectors.concerns_of(person(request))]
    return render(request, "integrity/concerns.html", {"concerns": found})


@never_cache
def concern(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One of them, and the answer to it."""
    somebody, now = person(request), clock.now()
    found = selectors.concern(public_id)
    if found is None or found.entry.person_id != somebody.pk:
        raise Http404
    form = Reply(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reply(somebody, public_id, form.cleaned_data["reply"], now)
        except Refused as refused:
            form.add_error("reply", text(refused.message_id, lang(), **refused.params))
        else:
            messages.success(request, text("web.integrity.replied", lang()))
            return redirect("concern", public_id)
    context = {
        "concern": found,
        "field": words.label(found.field, lang()),
        "declared": words.value(found.field, found.declared, lang()),
        "bar": getattr(found, "bar", None),
        "days": (found.reply_by.date() - now.date()).days,
        "may_reply": found.state == "open" and found.replied_at is None and now <= found.reply_by,
        "form": form,
    }
    return render(request, "integrity/mine.html", context)
