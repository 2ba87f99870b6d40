"""The page of Job Bank."""

from __future__ import annotations

from typing import cast

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from openentry_web import clock
from openentry_web.accounts.access import for_roles, person
from openentry_web.partners import services
from openentry_web.partners.forms import NumberAndCode
from openentry_web.partners.views.provinces import too_often


@never_cache
@for_roles(services.JOB_BANK)
def check(request: HttpRequest) -> HttpResponse:
    """Whether a number and a code belong together, and nothing else."""
    form = NumberAndCode(request.POST or None)
    valid = None
    if request.method == "POST" and form.is_valid():
        who = str(person(request).public_id)
        if not ratelimit.consume(request, action="job_match", key=who):
            return cast(HttpResponse, ratelimit.respond_429(request))
        if limited := too_often(request, form):
            return limited
        valid = services.match(form.cleaned_data["number"], form.cleaned_data["code"], clock.now(), actor=who)
    context = {"form": form, "valid": valid, "number": services.normal(form.cleaned_data["number"]) if valid is not None else ""}
    return render(request, "partners/check.html", context)
