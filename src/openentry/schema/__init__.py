"""The JSON Schemas that are published, so that other programs can write what this library reads, and read what it writes."""

from __future__ import annotations

from typing import Any

from openentry.schema.decision import decision_schema
from openentry.schema.facts import facts_schema
from openentry.schema.profile import DIALECT, profile_schema

__all__ = ["DIALECT", "decision_schema", "facts_schema", "instructions_schema", "profile_schema"]


def instructions_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the instructions of a round."""
    from openentry.rounds import instructions_schema as of_rounds

    return of_rounds()
