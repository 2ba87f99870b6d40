"""``openentry schema``: the JSON Schemas of what this library reads and writes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from openentry.cli.output import Lang, Language, one_of, write_json
from openentry.cli.speech import said


class What(StrEnum):
    """What there is a schema of."""

    profile = "profile"
    facts = "facts"
    decision = "decision"
    instructions = "instructions"


def register(app: typer.Typer) -> None:
    """Add the command ``schema`` to ``app``."""
    app.command("schema", help=said("cli.help.schema"))(schema)


def schema(
    what: Annotated[What, typer.Argument(parser=one_of(What), metavar="|".join(What), help=said("cli.help.schema_what"))],
    lang: Language = Lang.en,
) -> None:
    """Print one schema."""
    from openentry import schema as schemas

    made = {
        What.profile: schemas.profile_schema,
        What.facts: schemas.facts_schema,
        What.decision: schemas.decision_schema,
        What.instructions: schemas.instructions_schema,
    }
    write_json(made[what]())
