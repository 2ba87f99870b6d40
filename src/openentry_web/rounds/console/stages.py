"""What the page of a round says: how far it is, what comes next and who may do it, and the checks one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openentry.messages import Message
from openentry_web.rounds import selecting, selectors
from openentry_web.rounds.models import Round
from openentry_web.ui.templatetags.ui import lang

#: The checks, in the order in which they are told; each has its sentence.
CHECKS = ("intrusion", "omission", "number", "order", "class", "excluded", "figures", "second")
#: Of a message of a check, which check it is of, where its name does not say so.
_CHECK_OF = {
    "round.check.twice": "intrusion",
    "round.check.unknown": "intrusion",
    "round.check.altered": "intrusion",
    "round.check.not_open": "intrusion",
    "round.check.below": "intrusion",
    "round.check.rank": "order",
    "web.rounds.check.correction": "second",
    "web.rounds.check.list": "list",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a round. ``state``: done, now, later, or stopped."""

    name: str
    state: str
    by: Any = None
    at: datetime | None = None
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next, in a sentence; ``step`` is what the person who looks can do, "" where there is nothing for them now."""

    says: Message
    step: str = ""

    @property
    def short(self) -> Message:
        """The same in a few words, for a list."""
        return Message(self.says.id.replace(".next.", ".short."), self.says.params)


@dataclass(frozen=True, slots=True)
class Check:
    """One check and what it found: nothing, or why it does not hold."""

    name: str
    failures: list[str]


_STAGES = ("planned", "frozen", "approved", "selected", "released")


def stages(round_: Round) -> list[Stage]:
    """Planned, rehearsed, frozen, approved, run and checked, released."""
    reached = _STAGES.index(round_.state) if round_.state in _STAGES else _reached_before_it_was_aborted(round_)
    rehearsals = selectors.rehearsals(round_)
    snapshot = round_.snapshot
    known: dict[str, tuple[Any, datetime | None, Message | None]] = {
        "planned": (round_.planned_by, round_.planned_at, None),
        "frozen": (None, snapshot.taken_at, Message("web.console.stage.entries", {"n": snapshot.entries}))
        if snapshot
        else (None, None, None),
        "approved": (round_.approved_by, round_.approved_at, None),
        "selected": (
            None,
            None,
            Message("web.console.stage.invited", {"n": round_.invited}) if round_.invited is not None else None,
        ),
        "released": (round_.released_by, round_.released_at, None),
    }
    found = []
    for place, name in enumerate(_STAGES):
        done, over = place <= reached, round_.state == "aborted"
        state = "done" if done else "stopped" if over else "now" if place == reached + 1 else "later"
        found.append(Stage(name, state, *(known[name] if done else (None, None, None))))
    times = rehearsals.count()
    last = rehearsals.first()
    said = Message("web.console.stage.times", {"n": times}) if times else Message("web.console.stage.never")
    state = "done" if times else "skipped" if reached else "later"
    found.insert(1, Stage("rehearsed", state, last.by if last else None, last.at if last else None, said))
    return found


def _reached_before_it_was_aborted(round_: Round) -> int:
    return 3 if round_.list_digest else 2 if round_.approved_at else 1 if round_.snapshot_id else 0


def following(round_: Round, by: Any, now: datetime) -> Next:
    """What comes next."""
    match round_.state:
        case "planned":
            return _planned(round_, now)
        case "frozen":
            own = by.pk == round_.planned_by_id
            return Next(Message("web.console.next.approve_other")) if own else Next(Message("web.console.next.approve"), "approve")
        case "approved":
            return Next(Message("web.console.next.run"), "run")
        case "selected":
            return Next(Message("web.console.next.release", {"n": round_.invited or 0}), "release")
        case "released":
            return Next(Message("web.console.next.released"), "replay")
    return Next(Message("web.console.next.aborted"))


def _planned(round_: Round, now: datetime) -> Next:
    if round_.corrects_id is None:
        if now < round_.moment:
            return Next(Message("web.console.next.wait"))
        if now.date() != round_.moment.date():
            return Next(Message("web.console.next.day_over", {"day": round_.moment.date()}))
    return Next(Message("web.console.next.freeze"), "freeze")


def changes(round_: Round, now: datetime) -> selecting.Changes | None:
    """What changed in the pool since it was frozen, while that matters."""
    if round_.state not in ("frozen", "approved", "selected") or round_.corrects_id is not None:
        return None
    return selectors.changes(round_, now)


def checked(round_: Round) -> list[Check]:
    """Every check with what it found; none where the round was not run."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for reason in round_.reasons:
        name = _check_of(str(reason.get("id", "")))
        if name:
            found.setdefault(name, []).append(reason)
    if not found and round_.state not in ("selected", "released"):
        return []
    names = ("second",) if round_.corrects_id is not None else CHECKS
    if "list" in found:
        names = (*names, "list")
    return [Check(name, [str(reason[lang()]) for reason in found.get(name, ())]) for name in names]


def _check_of(message_id: str) -> str:
    if message_id in _CHECK_OF:
        return _CHECK_OF[message_id]
    name = message_id.rpartition(".")[2]
    return name if "round" in message_id and ".check." in message_id and name in CHECKS else ""
