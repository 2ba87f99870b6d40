"""Delete my account."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from openentry.messages import Message
from openentry_web import clock
from openentry_web.accounts.access import for_anyone, fresh, person
from openentry_web.mine import deleting


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: HttpRequest) -> HttpResponse:
    """What deleting does and what must be kept; on the person's word, it is done."""
    somebody = person(request)
    error = None
    if request.method == "POST":
        if request.POST.get("understood") == "yes":
            try:
                deleting.delete(somebody, clock.now())
            except deleting.Hindered:
                return redirect("delete_account")
            logout(request)
            return redirect("account_deleted")
        error = Message("web.delete.error")
    return render(request, "mine/delete_account.html", {"what": deleting.what(somebody), "error": error})


@for_anyone
@require_safe
def account_deleted(request: HttpRequest) -> HttpResponse:
    """It was done."""
    return render(request, "mine/account_deleted.html")
