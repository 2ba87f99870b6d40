"""Job Match by machine: one address, a token of the client's own, one answer.

``POST /api/job-match`` with ``Authorization: Bearer …`` (scope ``job_match``) and ``{"number": "E…", "code": "…"}`` answers
``{"valid": true}`` or ``{"valid": false}``.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.core import ratelimit
from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.internal.oauthlib.utils import extract_params, get_validator_context
from allauth.idp.oidc.internal.scope import is_scope_granted
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.partners import services

_MOST = 400


@csrf_exempt  # no cookie is read: only the token says who asks
@require_POST
@never_cache
@for_anyone
def job_match(request: HttpRequest) -> HttpResponse:
    """Whether a profile number and a validation code belong together."""
    token = _token(request)
    if token is None:
        return _no(401, "invalid_token", WWW_Authenticate='Bearer realm="OpenEntry"')
    if not is_scope_granted(services.SCOPE, token, request.method):
        return _no(403, "insufficient_scope", WWW_Authenticate=f'Bearer error="insufficient_scope", scope="{services.SCOPE}"')
    asked = _asked(request)
    if asked is None:
        return _no(400, "invalid_request")
    number, code = asked
    who = f"client:{token.client_id}"
    if not ratelimit.consume(request, action="job_match", key=who):
        return _no(429, "too_many_requests", Retry_After="60")
    if not ratelimit.consume(request, action="profile_code", key=services.normal(number)):
        return _no(429, "too_many_requests", Retry_After="3600")
    return JsonResponse({"valid": services.match(number, code, clock.now(), actor=who)})


def _token(request: HttpRequest) -> Any:
    """The access token of the request where it holds and is a client's own, as allauth's own guards verify it."""
    valid, _ = get_server().verify_request(*extract_params(request), scopes=[])
    token = get_validator_context().access_token if valid else None
    return token if token is not None and token.user_id is None else None


def _asked(request: HttpRequest) -> tuple[str, str] | None:
    try:
        if len(request.body) > _MOST:
            return None
        body = json.loads(request.body.decode())
        number, code = body["number"], body["code"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not (isinstance(number, str) and isinstance(code, str)) or "\0" in number + code:
        return None
    try:
        (number + code).encode()
    except UnicodeEncodeError:
        return None
    return number, code


def _no(status: int, error: str, **headers: str) -> JsonResponse:
    return JsonResponse({"error": error}, status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})
