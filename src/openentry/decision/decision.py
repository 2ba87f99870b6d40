"""Everything a person is told about themselves on one day."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from openentry import crs
from openentry.decision.changes import Change, next_change
from openentry.decision.evaluation import Evaluation, evaluate
from openentry.decision.questions import Question, questions
from openentry.errors import DayError
from openentry.facts import Declared
from openentry.facts.three import Truth
from openentry.law.book import Law, LawBook, load_book
from openentry.messages import Message
from openentry.profile import Profile
from openentry.version import VERSION


class Decision:
    """The decision for one profile, one day, one body of law: the same three always give the same bytes.

    What takes words or a look ahead is made when it is asked for: ``tree``, ``changes_on``, ``questions``, :meth:`model_dump`.
    """

    def __init__(
        self, evaluation: Evaluation, declared: Declared, book: LawBook, last_changed_on: date | None, another: bool
    ) -> None:
        self.evaluation = evaluation
        self.as_of = evaluation.asof.day
        self.library_version = VERSION
        self._declared = declared
        self._book = book
        self._last_changed_on = last_changed_on
        self._another = another

    @property
    def eligible(self) -> Truth:
        """Whether at least one program is met and nothing bars; None while not known (contract C41)."""
        return self.evaluation.eligible

    @property
    def program_of_invitation(self) -> str | None:
        """The class an invitation to a round open to all would name."""
        return self.evaluation.program_of_invitation

    @property
    def total(self) -> int | None:
        """The score, when known."""
        low, high = self.evaluation.score.total
        return low if low == high else None

    @property
    def score_range(self) -> tuple[int, int]:
        """The score at least and at most."""
        return self.evaluation.score.total

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What to know about this decision."""
        return self.evaluation.warnings

    @cached_property
    def tree(self) -> crs.Branch:
        """The score, explained (MI ss. 8-30)."""
        return crs.tree(self.evaluation.instrument, self.evaluation.sets, self.evaluation.score)

    @cached_property
    def change(self) -> Change | None:
        """The next change of this decision, if any will ever come by time alone."""
        return next_change(self.evaluation, self.evaluate_on)

    def change_by(self, until: date) -> Change | None:
        """The next change up to a day."""
        return next_change(self.evaluation, self.evaluate_on, until)

    @property
    def changes_on(self) -> date | None:
        """The first later day on which any part of this decision differs (contract C48)."""
        return self.change.on if self.change else None

    @property
    def changes_because(self) -> tuple[Message, ...]:
        """Why it differs then."""
        return self.change.because if self.change else ()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The answers that would settle most, in order."""
        return questions(self.evaluation)

    def evaluate_on(self, day: date) -> Evaluation:
        """The same profile on another day."""
        return evaluate(self._declared, self._book, day, last_changed_on=self._last_changed_on, another_live_profile=self._another)

    def on(self, day: date) -> Decision:
        """The decision for the same profile on another day, without laying its work out again."""
        return self.with_evaluation(self.evaluate_on(day))

    def under(self, law: Law) -> Decision:
        """The decision for the same profile on the same day, had another law been in force: what a version of the law changed."""
        return self.with_evaluation(
            evaluate(
                self._declared,
                self._book,
                self.as_of,
                last_changed_on=self._last_changed_on,
                another_live_profile=self._another,
                under=law,
            )
        )

    def with_evaluation(self, evaluation: Evaluation) -> Decision:
        """The decision of another day, already evaluated for the same profile."""
        return Decision(evaluation, self._declared, self._book, self._last_changed_on, self._another)

    def model_dump(self, mode: str = "json", lang: str = "en") -> dict[str, Any]:
        """The decision as the object of DESIGN 5.2; sentences in ``lang``. ``mode`` is accepted for likeness to pydantic: it is
        JSON."""
        from openentry.decision.document import document

        return document(self, lang)


def decide(
    profile: Profile,
    as_of: date,
    *,
    law: LawBook | Path | str | None = None,
    last_changed_on: date | None = None,
    another_live_profile: bool = False,
) -> Decision:
    """Decide a profile on a day: eligibility under each program, the score, categories, with every reason and its section.

    ``law`` is a book already loaded, or a directory laid over the built-in law. ``last_changed_on`` is the day a profile in the
    pool was last changed (settlement funds, contract C17). Raises :class:`~openentry.errors.DayError` for a day before
    2015-01-01 and
    :class:`~openentry.errors.LanguageScoreError` for a score that is not on its test's scale.

    >>> from datetime import date
    >>> decide(Profile(), date(2025, 7, 15)).eligible is None
    True
    """
    if not isinstance(as_of, date):
        raise DayError.of("error.day.not_a_day", value=str(as_of))
    book = law if isinstance(law, LawBook) else load_book(law)
    declared = Declared(profile)
    evaluation = evaluate(declared, book, as_of, last_changed_on=last_changed_on, another_live_profile=another_live_profile)
    return Decision(evaluation, declared, book, last_changed_on, another_live_profile)
