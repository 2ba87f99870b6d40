"""Where a person stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Where I stand."""
    return render(request, "ui/base.html")
