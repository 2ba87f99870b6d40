"""Every error this library raises, in one tree.

    OpenEntryError
    ├── InputError                  what a person gave cannot be used; nothing was written
    │   ├── FileError               the file itself: missing, too large, not text, not JSON
    │   ├── ProfileError            a profile whose fields do not hold (wraps pydantic's report when read from a file)
    │   ├── LanguageScoreError      a test or a score that does not exist on that test's scale
    │   ├── DayError                a day before the law begins, or not a day at all
    │   ├── FactsError              a row of a facts table
    │   └── InstructionsError       instructions of a round that cannot be carried out
    ├── LawError                    the law's data
    │   ├── LawFileError            a file that cannot be read as law (place and remedy in the message)
    │   ├── LawOverlapError         two versions, or two exceptions, that both claim to apply
    │   ├── LawGapError             a table that is not total over its axis, or a day without a version
    │   └── UncitedError            a row without its source
    └── MissingExtraError           an optional part of the installation is needed

An error says what was wrong, where, and what to do. Its sentences live in the message catalogues, so it reads in English
and in French: ``str(error)`` is English, ``error.text("fr")`` French.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from openentry.messages import Message


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where it stands (a file, a line, a field: ``work[2].start``) and what to say about it."""

    place: str
    message: Message

    def text(self, lang: str = "en") -> str:
        """The place and the sentence, in one line."""
        said = self.message.text(lang)
        return f"{self.place}: {said}" if self.place else said


class OpenEntryError(Exception):
    """The root of the tree. ``problems`` holds at least one :class:`Problem`."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(p.text() for p in problems))

    def __reduce__(self) -> tuple[type[Self], tuple[Problem, ...]]:
        """Made again from its problems, so that it can leave the process it was raised in."""
        return type(self), self.problems

    @classmethod
    def of(cls, message_id: str, place: str = "", **params: Any) -> OpenEntryError:
        """The error with one problem, by the id of its message."""
        return cls(Problem(place, Message(message_id, params)))

    def text(self, lang: str = "en") -> str:
        """All problems, one a line."""
        return "\n".join(p.text(lang) for p in self.problems)


class InputError(OpenEntryError):
    """What a person gave cannot be used."""


class FileError(InputError):
    """The file itself: missing, too large, not text, not JSON."""


class ProfileError(InputError):
    """A profile whose fields do not hold."""


class LanguageScoreError(InputError):
    """A test, or a score that does not exist on that test's scale."""


class DayError(InputError):
    """A day before the law begins, or text that is not a day."""


class FactsError(InputError):
    """A row of a facts table."""


class InstructionsError(InputError):
    """Instructions of a round that cannot be carried out."""


class LawError(OpenEntryError):
    """The law's data cannot be used."""


class LawFileError(LawError):
    """A file that cannot be read as law."""


class LawOverlapError(LawError):
    """Two versions, or two exceptions, that both claim to apply."""


class LawGapError(LawError):
    """A table that is not total over its axis, or a day for which nothing is in force."""


class UncitedError(LawError):
    """A version without its source."""


class MissingExtraError(OpenEntryError):
    """An optional part of the installation is needed for this."""
