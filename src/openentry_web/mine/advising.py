"""Advice on a profile, worked out once for the same facts, day and law: each gain is a decision made anew, so it takes a while."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock

from openentry import Advice, Profile, advise
from openentry_web.audit.services import hash_of
from openentry_web.pool import law

_MOST = 64
_kept: OrderedDict[tuple[str, date, str], Advice] = OrderedDict()
_lock = Lock()


def _key(profile: Profile, day: date) -> tuple[str, date, str]:
    return hash_of(profile.declared()), day, law.digest()


def known(profile: Profile, day: date) -> Advice | None:
    """The advice, where this process has worked it out before."""
    key = _key(profile, day)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def advice(profile: Profile, day: date) -> Advice:
    """The advice, worked out now if need be. Raises what :func:`openentry.advise` raises."""
    found = known(profile, day)
    if found is None:
        found = advise(profile, day, law=law.book())
        with _lock:
            _kept[_key(profile, day)] = found
            while len(_kept) > _MOST:
                _kept.popitem(last=False)
    return found
