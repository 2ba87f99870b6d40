"""How often one address may begin, and make a code. What is counted is a digest that nobody can turn back into the address."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from openentry.messages import Message

_HOUR = 3600
#: An hour: many people may share one address.
_MOST = {"begin": 120, "code": 20}
TOO_MANY_BEGUN = Message("web.questionnaire.too_many_begun")
TOO_MANY_CODES = Message("web.questionnaire.too_many_codes")


def allows(what: str, request: HttpRequest) -> bool:
    """Count one more; whether it is not too many."""
    address = get_adapter().get_client_ip(request)
    key = f"questionnaire:{what}:{salted_hmac('questionnaire', address, algorithm='sha256').hexdigest()}"
    cache.add(key, 0, _HOUR)
    return bool(cache.incr(key) <= _MOST[what])
