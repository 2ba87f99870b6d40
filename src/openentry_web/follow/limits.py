"""How often may be asked: from one place, and for one address. What is counted is a digest that nobody can turn back."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_HOUR = 3600
_DAY = 24 * _HOUR
#: From one place, an hour: many people may share one.
_CLIENT = 30
#: To one address, however it is spelt: an hour, a day.
_ADDRESS = ((3, _HOUR), (6, _DAY))


def allows_client(request: HttpRequest) -> bool:
    """Count one more from where the request came; whether it is not too many."""
    return _count("client", get_adapter().get_client_ip(request), _CLIENT, _HOUR)


def allows_address(address: str) -> bool:
    """Count one more mail to ``address``; whether it is not too many."""
    counted = [_count(f"address:{seconds}", address.lower(), most, seconds) for most, seconds in _ADDRESS]
    return all(counted)


def _count(what: str, value: str, most: int, seconds: int) -> bool:
    key = f"follow:{what}:{salted_hmac('openentry.follow', value, algorithm='sha256').hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return bool(cache.incr(key) <= most)
    except ValueError:  # it ended between the two
        return True
