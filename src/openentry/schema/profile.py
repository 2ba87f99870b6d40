"""The schema of a profile, what ``openentry decide`` reads."""

from __future__ import annotations

from typing import Any

from openentry.profile import Profile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def profile_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a profile: every key with what it means.

    A key may always be left out, which says that the answer is unknown; no key therefore has a default. The schema cannot
    say everything: that an occupation code exists, or that two dates agree, is found by reading the profile.
    """
    return {"$schema": DIALECT, "title": "OpenEntry profile"} | _plain(Profile.model_json_schema())


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """``schema`` without the titles made from the keys, and without defaults: a missing key is not ``null``."""
    kept: dict[str, Any] = {}
    for name, value in schema.items():
        if name in ("properties", "$defs"):
            kept[name] = {key: _plain(part) for key, part in value.items()}
        elif name in ("title", "default"):
            continue
        elif name == "items":
            kept[name] = _plain(value)
        elif name == "anyOf":
            kept[name] = [_plain(part) for part in value]
        else:
            kept[name] = value
    return kept
