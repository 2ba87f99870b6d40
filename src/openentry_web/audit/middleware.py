"""A number for each request, which its records and its log lines share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextvars import ContextVar

import structlog
from django.http import HttpRequest, HttpResponse

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The number of the request under way, or nothing."""
    return _current.get()


class RequestId:
    """Gives the number, and says it in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = str(uuid.uuid4())
        token = _current.set(number)
        structlog.contextvars.bind_contextvars(request_id=number)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
            structlog.contextvars.clear_contextvars()
        response["X-Request-ID"] = number
        return response
