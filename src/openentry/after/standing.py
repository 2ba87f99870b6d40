"""Whether an invitation still holds on a day: the test an officer makes of the application (A11.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from openentry.decision import Decision, decide
from openentry.errors import DayError, InputError
from openentry.facts.three import Truth, at_least, every, some
from openentry.law.book import Law, LawBook, load_book
from openentry.law.shapes.after import InvitationTest
from openentry.law.sources import Source, Text
from openentry.lifecycle import deadline
from openentry.messages import Message
from openentry.profile import Profile
from openentry.verdict import Verdict
from openentry.work import completed_years, years_after

About = Literal["class", "ranking", "category"]
_STATE = {True: "met", False: "not_met", None: "unknown"}
_KEEPS = {True: "keeps", False: "risk", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement on one of the two days. ``forgiven``: met only because a birthday since the invitation is left aside."""

    about: About
    on: date
    at_invitation: bool
    met: Truth
    forgiven: bool
    title: Text
    message: Message
    source: Source

    @property
    def id(self) -> str:
        """``class.then``, ``class.now``, ``ranking.then`` ..."""
        return f"{self.about}.{'then' if self.at_invitation else 'now'}"


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to be warned of that the test itself does not settle. ``on``: the day from which it holds."""

    id: str
    on: date
    message: Message
    source: Source


@dataclass(frozen=True, slots=True)
class Standing:
    """The test with both days, and what time alone will do to it before the last day to apply.

    ``keeps``: every finding is met; None while one is not known. ``loses_on`` is the first later day, up to ``apply_by``, on which it
    would no longer keep (None: no such day, or it does not keep today), ``loses_because`` what happens on that day.
    """

    keeps: Truth
    invited_on: date
    day: date
    apply_by: date
    class_id: str
    category: str | None
    line: int
    birthday: date | None
    findings: tuple[Finding, ...]
    warnings: tuple[Caution, ...]
    then: Decision
    now: Decision
    loses_on: date | None
    loses_because: tuple[Message, ...]

    def __getitem__(self, finding: str) -> Finding:
        return next(f for f in self.findings if f.id == finding)

    @property
    def says(self) -> Message:
        """The whole of it in a sentence or two."""
        params = {"day": self.day, "until": self.loses_on, "apply_by": self.apply_by}
        if self.keeps and self.loses_on:
            return Message("after.says.keeps.until", params)
        if self.keeps and any(caution.id == "own_age" and caution.on <= self.day for caution in self.warnings):
            return Message("after.says.keeps.own_age", params)
        return Message(f"after.says.{_KEEPS[self.keeps]}", params)


def standing(
    profile_then: Profile,
    invited_on: date,
    profile_now: Profile,
    day: date,
    *,
    law: LawBook | Path | str | None = None,
    line: int,
    class_id: str,
    category: str | None = None,
    last_changed_on: date | None = None,
) -> Standing:
    """The test of A11.2 for an invitation of ``invited_on`` in the class ``class_id``, on the application as it would be on ``day``.

    ``line`` is the lowest score the round invited, ``category`` the category of a category-based round, ``last_changed_on`` the day on
    which the profile in the pool was last changed (contract C17). On both days: the criteria of the class, the qualifications behind the
    ranking, the criteria of the category. A fall that a birthday since the invitation explains by itself is forgiven (A11.2(2)(a)); so is
    any other while the class and the category are met and the score is not below the line (A11.2(2)(b)).

    :class:`DayError` for a day before the invitation, :class:`InputError` for a class or category the law of the invitation has not,
    and whatever :func:`~openentry.decision.decide` raises.
    """
    if day < invited_on:
        raise DayError.of("error.after.before_invitation", day=day, invited=invited_on)
    book = law if isinstance(law, LawBook) else load_book(law)
    then = decide(profile_then, invited_on, law=book, last_changed_on=last_changed_on)
    case = _Case(book, then, profile_now, line, class_id, category)
    now = decide(profile_now, day, law=book)
    test = case.test(now)
    ahead, loses = None, None
    for look in case.ahead(now):
        if ahead is None and look.own_age and not test.own_age:
            ahead = look
        if test.keeps and look.keeps is not True:
            loses = look
            break
    return Standing(
        keeps=test.keeps,
        invited_on=invited_on,
        day=day,
        apply_by=case.apply_by,
        class_id=class_id,
        category=category,
        line=line,
        birthday=case.birthday(day),
        findings=test.findings,
        warnings=tuple(case.cautions(now, test, ahead)),
        then=then,
        now=now,
        loses_on=loses.day if loses else None,
        loses_because=loses.because if loses else (),
    )


class _Test(NamedTuple):
    """What the test gives on one day. ``own_age``: the class itself is ended by a birthday that the test forgives."""

    day: date
    findings: tuple[Finding, ...]
    keeps: Truth
    own_age: bool
    because: tuple[Message, ...] = ()


class _Case:
    """An invitation and the facts as they are now: what is the same whichever day the application is looked at."""

    def __init__(self, book: LawBook, then: Decision, now: Profile, line: int, class_id: str, category: str | None) -> None:
        self.book, self.then, self.profile, self.line, self.class_id, self.category = book, then, now, line, class_id, category
        self.invited_on = then.as_of
        self.law: Law = then.evaluation.law
        self.rules: InvitationTest = self.law.content("procedure.invitation_test")
        if class_id not in then.evaluation.programs:
            raise InputError.of("error.after.class", given=class_id, known=[*then.evaluation.programs])
        known = [verdict.id for verdict in then.evaluation.categories]
        if category is not None and category not in known:
            raise InputError.of("error.after.category", given=category, known=known, day=self.invited_on)

    @cached_property
    def apply_by(self) -> date:
        """The last day to apply."""
        return deadline(self.law, "apply_days", datetime.combine(self.invited_on, time(), tzinfo=UTC)).date()

    @cached_property
    def at_invitation(self) -> tuple[Finding, ...]:
        """The findings of the day of the invitation, on what was declared then."""
        found = [self._class(self.then, None)[0], self._reached()]
        return (*found, self._category(self.then)) if self.category else tuple(found)

    def test(self, now: Decision, because: tuple[Message, ...] = ()) -> _Test:
        """The test on the day of ``now``."""
        young = self._with_age_of_invitation(now)
        met, own_age = self._class(now, young)
        category = self._category(now) if self.category else None
        others = every([met.met, category.met if category else True])
        found = [*self.at_invitation[:1], met, *self.at_invitation[1:2], self._ranking(now, young, others)]
        if category:
            found += [*self.at_invitation[2:], category]
        return _Test(now.as_of, tuple(found), every([f.met for f in found]), own_age, because)

    def ahead(self, now: Decision) -> Iterator[_Test]:
        """The test on each later day up to the last on which the decision changes by time alone."""
        current = now
        while (change := current.change_by(self.apply_by)) is not None:
            current = current.with_evaluation(change.evaluation)
            yield self.test(current, change.because)

    # --- a birthday since the invitation ---

    @cached_property
    def _born(self) -> date | None:
        return self.profile.person.date_of_birth if self.profile.person else None

    def birthday(self, day: date) -> date | None:
        """The last birthday after the invitation, up to ``day``."""
        if self._born is None:
            return None
        born = self._born.toordinal()
        last = years_after(born, completed_years(born, day.toordinal()))
        return date.fromordinal(last) if last > self.invited_on.toordinal() else None

    def _with_age_of_invitation(self, now: Decision) -> Decision | None:
        """The same day decided as though the age were still that of the invitation; None where it is."""
        person = self.profile.person
        if self._born is None or person is None or self.birthday(now.as_of) is None:
            return None
        age = completed_years(self._born.toordinal(), self.invited_on.toordinal())
        born = _years_before(now.as_of, age)
        younger = self.profile.model_copy(update={"person": person.model_copy(update={"date_of_birth": born})})
        return decide(younger, now.as_of, law=self.book)

    # --- the three requirements ---

    def _finding(self, about: About, day: date, met: Truth, says: str, forgiven: bool = False, **params: Any) -> Finding:
        rule, then = self.rules.requirements[about], day == self.invited_on and not forgiven
        sentence = f"after.{about}.{_STATE[met]}{'.' if says else ''}{says}"
        source = self.rules.exceptions["birthday"].source if forgiven else rule.source
        return Finding(about, day, then, met, forgiven, rule.title, Message(sentence, {"day": day, **params}), source)

    def _class(self, decided: Decision, young: Decision | None) -> tuple[Finding, bool]:
        raise NotImplementedError

    def _reached(self) -> Finding:
        raise NotImplementedError

    def _ranking(self, now: Decision, young: Decision | None, others: Truth) -> Finding:
        raise NotImplementedError

    def _category(self, decided: Decision) -> Finding:
        raise NotImplementedError

    def cautions(self, now: Decision, test: _Test, ahead: _Test | None) -> Iterator[Caution]:
        """What to be warned of."""
        raise NotImplementedError


def _years_before(day: date, years: int) -> date:
    raise NotImplementedError
