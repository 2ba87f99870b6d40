"""The department's real rounds, and how somebody with today's score would have fared in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Protocol

from openentry.law.sources import Text
from openentry.messages import Message
from openentry.rounds import Opening, why_left_out
from openentry.rounds.history import RealRound, history
from openentry_web.pool import law

#: How far back "the last rounds" reach.
_RECENT = timedelta(days=365)
_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


class Ranked(Protocol):
    """What a round looks at: an entry of the pool, or somebody described on a public page."""

    @property
    def score(self) -> int | None: ...
    @property
    def programs(self) -> Sequence[str]: ...
    @property
    def categories(self) -> Sequence[str]: ...
    @property
    def nominated(self) -> bool: ...
    @property
    def received_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """A round beside a person. ``open``: it was open to what they meet; ``invited``: with this score they would have been, or None
    where what is published does not tell; ``says`` is the sentence."""

    round: RealRound
    who: tuple[Text | Message, ...]
    open: bool
    invited: bool | None
    says: Message


def compare(entry: Ranked, rounds: Iterable[RealRound]) -> Iterator[Compared]:
    """Each round with what it would have come to for an entry that has a score and a moment of receipt."""
    programs, categories = frozenset(entry.programs), frozenset(entry.categories)
    for real in rounds:
        program, reason = _opening(real.number).look(programs, categories, entry.nominated)
        if program is None:
            yield Compared(real, who(real), False, False, why_left_out(reason))
        else:
            invited, says = _measured(entry, real)
            yield Compared(real, who(real), True, invited, says)


def latest(entry: Ranked, most: int = 5) -> list[Compared]:
    """The last round of each kind that was open to the person, the newest first; where there are few, the newest of others too."""
    newest: dict[tuple[object, ...], RealRound] = {}
    for real in history():
        newest[real.kind, real.programs if real.kind == "programs" else (), real.category] = real
    last = history()[-1].day
    recent = [real for real in newest.values() if real.day > last - _RECENT or real.kind == "general"]
    compared = list(compare(entry, sorted(recent, key=_newest, reverse=True)))
    chosen = [one for one in compared if one.open][:most]
    others = [one for one in compared if not one.open and one.round.kind != "general"]
    chosen += others[: max(0, min(3, most) - len(chosen))]
    return sorted(chosen, key=lambda one: _newest(one.round), reverse=True)


def newest_first(most: int) -> list[RealRound]:
    """The newest rounds."""
    return sorted(history(), key=_newest, reverse=True)[:most]


def known_to() -> date:
    """The day of the newest round known here."""
    return history()[-1].day


@cache
def _numbers() -> dict[str, int]:
    return {real.number: at for at, real in enumerate(history())}


def _newest(real: RealRound) -> tuple[date, int]:
    return real.day, _numbers()[real.number]


def who(real: RealRound) -> tuple[Text | Message, ...]:
    """Whom the round was for, as the law of its day names them."""
    then = law.book().on(real.day)
    if real.kind == "general":
        return (Message("web.rounds.general"),)
    if real.kind == "category" and real.category is not None:
        found = then.get(f"categories.{real.category}") or law.book().on(known_to()).get(f"categories.{real.category}")
        return (found.name,) if found else (Text(real.name, real.name),)
    names = then.content("programs.order").names
    return tuple(names[program] for program in real.programs)


@cache
def _opening(number: str) -> Opening:
    """Whom a round was open to, under the law of its day."""
    real = next(one for one in history() if one.number == number)
    noon = datetime.combine(real.day, time(12), tzinfo=UTC)
    return Opening(real.instructions(noon), law.book().on(real.day))


def _measured(entry: Ranked, real: RealRound) -> tuple[bool | None, Message]:
    """By how much the score is above or below the lowest that was invited; where it is the same, by how much time."""
    score = entry.score or 0
    if score != real.lowest_score:
        apart = abs(score - real.lowest_score)
        return score > real.lowest_score, Message(
            "web.rounds.above" if score > real.lowest_score else "web.rounds.short", {"n": apart}
        )
    if real.tie_break is None or entry.received_at is None:  # everyone with the lowest score was invited then
        return True, Message("web.rounds.same.everyone")
    cut = entry.received_at.replace(microsecond=0)
    if cut == real.tie_break:  # the department publishes the second, not what decides within it
        return None, Message("web.rounds.same.second")
    early = cut < real.tie_break
    return early, Message("web.rounds.same.early" if early else "web.rounds.same.late", {"time": _apart(abs(cut - real.tie_break))})


def _apart(span: timedelta) -> Message:
    """A span in its largest whole unit: three days, 14 minutes."""
    seconds = int(span.total_seconds())
    unit, length = next(one for one in _UNITS if seconds >= one[1])
    return Message(f"web.span.{unit}", {"n": seconds // length})
