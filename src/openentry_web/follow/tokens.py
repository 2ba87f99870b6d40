"""The links in mails: a random key with our signature, one kind of link each. Who reads the database cannot make one."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

CONFIRM, MINE, STOP = "confirm", "mine", "stop"


def made(link: str, key: str) -> str:
    """The token of ``key`` for one kind of link."""
    return _signer(link).sign(key)


def key_of(link: str, token: str) -> str | None:
    """The key in a token of that kind; None where we did not sign it."""
    try:
        return _signer(link).unsign(token)
    except BadSignature:
        return None


def _signer(link: str) -> Signer:
    return Signer(salt=f"openentry.follow.{link}", sep=".")
