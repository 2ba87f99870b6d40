"""An invitation, and the test an officer makes of the application it allowed (A11.2), on any day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any, Literal, NamedTuple

from openentry.after.money import funds_asked
from openentry.decision import Decision, decide
from openentry.errors import InputError
from openentry.facts.three import Truth, at_least, every, some
from openentry.law.book import Law, LawBook
from openentry.law.shapes.after import InvitationTest
from openentry.law.sources import Source, Text
from openentry.lifecycle import deadline
from openentry.messages import Message
from openentry.profile import Profile
from openentry.verdict import Verdict
from openentry.work import completed_years, years_after, years_before

About = Literal["class", "ranking", "category"]
_STATE = {True: "met", False: "not_met", None: "unknown"}


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


class Test(NamedTuple):
    """What the test gives on one day. ``own_age``: the class itself is ended by a birthday that the test forgives."""

    day: date
    findings: tuple[Finding, ...]
    keeps: Truth
    own_age: bool
    because: tuple[Message, ...] = ()


class Invitation:
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

    def test(self, now: Decision, because: tuple[Message, ...] = ()) -> Test:
        """The test on the day of ``now``."""
        young = self._with_age_of_invitation(now)
        met, own_age = self._class(now, young)
        category = self._category(now) if self.category else None
        others = every([met.met, category.met if category else True])
        found = [*self.at_invitation[:1], met, *self.at_invitation[1:2], self._ranking(now, young, others)]
        if category:
            found += [*self.at_invitation[2:], category]
        return Test(now.as_of, tuple(found), every([f.met for f in found]), own_age, because)

    def ahead(self, now: Decision) -> Iterator[Test]:
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

    def _finding(
        self, about: About, decided: Decision, met: Truth, says: str = "", *, forgiven: bool = False, **params: Any
    ) -> Finding:
        rule = self.rules.exceptions["birthday"] if forgiven else self.rules.requirements[about]
        if says == "above_line":
            rule = self.rules.exceptions["line"]
        sentence = f"after.{about}.{_STATE[met]}{'.' if says else ''}{says}"
        title = self.rules.requirements[about].title
        said = Message(sentence, {"day": decided.as_of, "line": self.line, **params})
        return Finding(about, decided.as_of, decided is self.then, met, forgiven, title, said, rule.source)

    def _class(self, decided: Decision, young: Decision | None) -> tuple[Finding, bool]:
        """The criteria of the class named, and no bar; and whether the class itself is ended by a birthday the test forgives."""
        named: dict[str, Any] = {"program": self.law.content("programs.order").names[self.class_id]}
        real = self._class_met(decided)
        forgiven = real is not True and young is not None and self._class_met(young) is True
        own_age = forgiven and self.class_id in self.rules.birthday_counts
        if own_age and self.law.choice("BIRTHDAY-OWN-AGE") == "refused":
            return self._finding("class", decided, real, "own_age", **named), False
        if forgiven:
            return self._finding("class", decided, True, "own_age" if own_age else "birthday", forgiven=True, **named), own_age
        if self.class_id not in decided.evaluation.programs:
            return self._finding("class", decided, None, "gone", **named), False
        failed = [f.title for v in self._verdicts(decided) for f in v.findings if f.met is False and not f.informative]
        return self._finding("class", decided, real, failed=failed, **named), False

    def _verdicts(self, decided: Decision) -> tuple[Verdict, ...]:
        """The bars, and the class named where the law of the day has it."""
        evaluation = decided.evaluation
        return (evaluation.general, *[v for name, v in evaluation.programs.items() if name == self.class_id])

    def _class_met(self, decided: Decision) -> Truth:
        verdicts = self._verdicts(decided)
        return every([v.met for v in verdicts] + [None] * (len(verdicts) < 2))

    def _ranked(self, decided: Decision) -> Decision:
        """The same under the ranking rules the comparison is made by."""
        return self._under(decided, "ROUND-RANKING-LAW")

    def _under(self, decided: Decision, switch: str) -> Decision:
        if self.law.choice(switch) == "of_the_day" or decided.evaluation.law is self.law:
            return decided
        return decided.under(self.law)

    def _above_line(self, decided: Decision) -> Truth:
        return at_least(*decided.score_range, self.line)

    def _reached(self) -> Finding:
        """On the day of the invitation: the score that was declared reached the line."""
        return self._finding("ranking", self.then, self._above_line(self.then), "reached", score=_figure(self.then))

    def _ranking(self, now: Decision, young: Decision | None, others: Truth) -> Finding:
        """On the day of the application: nothing behind the rank fell; or a birthday explains it; or the line is still reached."""
        ranked, aged = self._ranked(now), self._ranked(young) if young else None
        scores: dict[str, Any] = {"score": _figure(ranked), "before": _figure(self.then)}
        kept = _kept(self.then, ranked)
        if kept:
            return self._finding("ranking", now, True, "kept", **scores)
        if aged and _kept(self.then, aged):
            return self._finding("ranking", now, True, "birthday", forgiven=True, **scores)
        compared = aged if aged and self.law.choice("BIRTHDAY-WITH-CHANGE") == "together" else ranked
        above = self._above_line(compared)
        unchanged = None if kept is None or (aged and _kept(self.then, aged) is None) else False
        met = some([unchanged, every([above, others])])
        says = {True: "above_line", False: "below_line" if above is False else "others", None: ""}[met]
        return self._finding("ranking", now, met, says, **scores)

    def _category(self, decided: Decision) -> Finding:
        """The criteria of the category the round was held for."""
        looked = self._under(decided, "ROUND-CATEGORY-LAW")
        verdict = next((v for v in looked.evaluation.categories if v.id == self.category), None)
        named: dict[str, Any] = {"category": self.law.content(f"categories.{self.category}").name}
        if verdict is None:
            return self._finding("category", decided, None, "gone", **named)
        failed = [f.title for f in verdict.findings if f.met is False and not f.informative]
        return self._finding("category", decided, verdict.met, failed=failed, **named)

    # --- what the test itself does not settle ---

    def cautions(self, now: Decision, test: Test, ahead: Test | None) -> Iterator[Caution]:
        """What to be warned of on the day of ``now``; ``ahead``: the first later test in which its own rule on age ends the
        class."""
        day = now.as_of
        if day > self.apply_by:
            yield self._caution("too_late", self.apply_by, "after.caution.too_late", apply_by=self.apply_by)
        if test.own_age:
            birthday = self.birthday(day) or day
            yield self._caution("own_age", birthday, "after.caution.own_age", birthday=birthday, **self._marks(now))
        elif ahead:
            yield self._caution("own_age", ahead.day, "after.caution.own_age.ahead", birthday=ahead.day, **self._marks(now))
        yield from self._new_table(now)

    def _caution(self, name: Literal["own_age", "funds", "too_late"], on: date, sentence: str, **params: Any) -> Caution:
        return Caution(name, on, Message(sentence, params), self.rules.cautions[name].source)

    def _new_table(self, now: Decision) -> Iterator[Caution]:
        """A table of settlement funds that came since the invitation, where the class asks for funds."""
        asked = funds_asked(now.evaluation, self.class_id)
        document = self.book.documents["funds.table"]
        before, after = document.need(self.invited_on), document.need(now.as_of)
        if asked and not asked.exempt and before.in_force != after.in_force:
            size = now.evaluation.funds.size or 1
            amounts = {"before": before.content.required(size), "needed": after.content.required(size)}
            yield self._caution("funds", after.in_force, "after.caution.funds", since=after.in_force, size=size, **amounts)

    def _marks(self, now: Decision) -> dict[str, Any]:
        return {"mark": now.evaluation.law.content("programs.fsw").pass_mark}


def _figure(decided: Decision) -> int | Message:
    low, high = decided.score_range
    return low if low == high else Message("what.range", {"low": low, "high": high})


def _kept(then: Decision, now: Decision) -> Truth:
    """Whether no factor of the ranking earns less than it did: its points are the qualifications behind the rank."""
    before, after = then.evaluation.score.factors, now.evaluation.score.factors
    return every([_no_less(after.get(name, (0, 0)), bounds) for name, bounds in before.items()])


def _no_less(now: tuple[int, int], before: tuple[int, int]) -> Truth:
    """Bounds that are the same rest on the same open answers: nothing fell."""
    if now[0] >= before[0] and now[1] >= before[1]:
        return True
    return False if now[1] < before[0] else None


def _years_before(day: date, years: int) -> date:
    """A day of birth that gives exactly that age on ``day``."""
    return date.fromordinal(years_before(day.toordinal(), years))
