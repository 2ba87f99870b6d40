"""What is said at once beside an answer that holds: the level of a score, a day that is still to come, hours that add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openentry import Decision
from openentry.errors import InputError
from openentry.language import ABILITIES, clb
from openentry.messages import Message
from openentry_web.pool import law
from openentry_web.profiles import outline
from openentry_web.profiles.answers import Answered
from openentry_web.profiles.content import MISSING
from openentry_web.profiles.forms import Chosen, Shown, chosen
from openentry_web.profiles.outline import Place

#: Days that are expected to lie ahead.
_AHEAD = ("expires_on", "until", "starts_on")
#: The requirements that count hours, with the program each belongs to.
_HOURS = {"cec": "CEC-01", "fsw": "FSW-01", "fst": "FST-02"}


def comment(state: Answered, place: Place, rows: Iterable[Shown], today: date) -> None:
    """Say beside each answer what it stands for."""
    levels = _levels(state, place, today)
    for row in rows:
        if row.errors:
            continue
        value = state.value(place, row.field)
        if value is MISSING or value is None:
            continue
        if row.field.kind == "score" and row.field.path in levels:
            row.said.append(levels[row.field.path])
        if row.field.kind == "day" and not row.field.path.endswith(_AHEAD) and date.fromisoformat(value) > today:
            row.said.append(Message("web.said.day_ahead", {"day": date.fromisoformat(value)}))


def _levels(state: Answered, place: Place, today: date) -> dict[str, Message]:
    """What each score of a sitting stands for, and what the next level takes."""
    part = state.part(place)
    test = part.get("test")
    if not isinstance(test, str):
        return {}
    found: dict[str, Message] = {}
    for ability in ABILITIES:
        score = part.get(ability)
        if score is None:
            continue
        try:
            told = clb(law.book().on(today), test, {ability: Decimal(str(score))})
        except InputError:
            continue  # said as an error, or by a warning of the decision
        one = told.abilities[ability]
        said: dict[str, Any] = {"framework": told.framework, "level": one.level}
        if one.next is None:
            found[ability] = Message("web.said.level_top", said)
        else:
            found[ability] = Message("web.said.level", said | {"next": one.next.level, "needs": one.next.score})
    return found


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of work as one program counts them."""

    program: Any
    met: bool | None
    message: Message
    then: Message | None
    found: int
    needed: int


def hours(decision: Decision) -> list[Hours]:
    """How far the work goes under each program that counts hours."""
    names = decision.evaluation.law.content("programs.order").names
    rows = []
    for program, requirement in _HOURS.items():
        verdict = decision.evaluation.programs.get(program)
        finding = next((f for f in verdict.findings if f.id == requirement), None) if verdict else None
        if finding is None or not isinstance(finding.found, int) or not isinstance(finding.needed, int):
            continue
        reached = finding.then.params.get("day") if finding.then else None
        if finding.met:
            said = Message("web.said.hours_reached", {"found": finding.found, "needed": finding.needed})
        elif reached:
            said = Message("web.said.hours_then", {"found": finding.found, "needed": finding.needed, "day": reached})
        else:
            said = Message("web.said.hours", {"found": finding.found, "needed": finding.needed})
        rows.append(Hours(names[program], finding.met, said, finding.then, finding.found, finding.needed))
    return rows


def counts_hours(place: Place) -> bool:
    """Whether a page is about the person's own work."""
    return place.many is not None and place.many.path == "work"


def occupation_of(state: Answered, place: Place, lang: str) -> Chosen | None:
    """The occupation whose lead statement and duties a page asks about."""
    asked = {field.path for field in outline.questions(place.page, state.part(place))}
    code = state.part(place).get("noc")
    return chosen(code, lang) if isinstance(code, str) and asked & {"lead_statement", "main_duties"} else None
