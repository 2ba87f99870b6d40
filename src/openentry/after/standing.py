"""Whether an invitation still holds on a day, and what time alone will do to it before the last day to apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openentry.after.invitation import Caution, Finding, Invitation
from openentry.decision import Decision, decide
from openentry.errors import DayError
from openentry.facts.three import Truth
from openentry.law.book import LawBook, load_book
from openentry.messages import Message
from openentry.profile import Profile

_KEEPS = {True: "keeps", False: "risk", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The test with both days, and what time alone will do to it before the last day to apply.

    ``keeps``: every finding is met; None while one is not known. ``loses_on`` is the first later day, up to ``apply_by``,
    on which it would no longer keep (None: no such day, or it does not keep today), ``loses_because`` what happens on that day.
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
    """The test of A11.2 on the application as it would be on ``day``, after an invitation of ``invited_on`` in ``class_id``.

    ``line`` is the lowest score the round invited, ``category`` the category of a category-based round, ``last_changed_on`` the
    day on which the profile in the pool was last changed (contract C17). Looked at on both days: the criteria of the class, the
    qualifications behind the rank, the criteria of the category. A fall that a birthday since the invitation explains by itself is
    forgiven (A11.2(2)(a)); so is any other while class and category are met and the score is not below the line (A11.2(2)).

    :class:`DayError` for a day before the invitation, :class:`InputError` for a class or category that the law of the invitation
    does not have, and whatever :func:`~openentry.decision.decide` raises.

    >>> from openentry import Profile
    >>> nobody = Profile.model_validate({"bars": []})
    >>> standing(nobody, date(2025, 7, 1), nobody, date(2025, 7, 2), line=500, class_id="cec").keeps is None
    True
    """
    if day < invited_on:
        raise DayError.of("error.after.before_invitation", day=day, invited=invited_on)
    book = law if isinstance(law, LawBook) else load_book(law)
    then = decide(profile_then, invited_on, law=book, last_changed_on=last_changed_on)
    case = Invitation(book, then, profile_now, line, class_id, category)
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
