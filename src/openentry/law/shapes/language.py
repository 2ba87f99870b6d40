"""The shape of a language test: which scores stand for which level, ability by ability (R74; MI s. 3(4))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Literal, get_args

from pydantic.dataclasses import dataclass

from openentry.law.shapes.common import CLOSED
from openentry.law.sources import Text

Ability = Literal["listening", "reading", "writing", "speaking"]
ABILITIES: tuple[Ability, ...] = get_args(Ability)
FRAMEWORKS = {"en": "CLB", "fr": "NCLC"}


@dataclass(frozen=True, slots=True, config=CLOSED)
class Band:
    """The scores ``low`` to ``high``, both in, that stand for ``level``."""

    level: int
    low: Decimal
    high: Decimal


@dataclass(frozen=True, config=CLOSED)
class Scale:
    """The scores one ability can have, from ``minimum`` to ``maximum`` in steps of ``step``, and their levels.

    ``bands`` go up by one level at a time, without a gap, to the top of the scale; the last one is that level *or higher*. A score
    under the first band has level 0: below the chart.
    """

    minimum: Decimal
    maximum: Decimal
    step: Decimal
    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        if self.step <= 0 or self.minimum >= self.maximum or not self.holds(self.maximum):
            raise ValueError("a scale goes from a minimum up to a maximum in whole steps")
        if not self.bands or self.bands[-1].high != self.maximum:
            raise ValueError(f"the bands do not reach the top of the scale, {self.maximum}")
        for band in self.bands:
            if not (self.holds(band.low) and self.holds(band.high) and band.low <= band.high):
                raise ValueError(f"level {band.level}: {band.low} to {band.high} is not a range of scores of this scale")
        for lower, upper in pairwise(self.bands):
            if upper.level != lower.level + 1 or upper.low != lower.high + self.step:
                raise ValueError(f"level {upper.level} from {upper.low} does not follow level {lower.level} to {lower.high}")

    def holds(self, score: Decimal) -> bool:
        """Whether ``score`` is a score of this scale."""
        return self.minimum <= score <= self.maximum and (score - self.minimum) % self.step == 0

    def scores(self) -> Iterator[Decimal]:
        """Every score of the scale, from the lowest."""
        score = self.minimum
        while score <= self.maximum:
            yield score
            score += self.step

    @cached_property
    def levels(self) -> Mapping[Decimal, int]:
        """The level of every score of the scale."""
        return {score: next((b.level for b in self.bands if b.low <= score <= b.high), 0) for score in self.scores()}


def _all_abilities(scales: Mapping[Ability, Scale]) -> None:
    if set(scales) != set(ABILITIES):
        raise ValueError(f"a test has a scale for each of {', '.join(ABILITIES)}")


@dataclass(frozen=True, slots=True, config=CLOSED)
class OtherScale:
    """A scale that certificates of tests taken on certain days also show, and that a profile does not take.

    ``name`` is what the certificate calls it, the same in both languages (``/699``).
    """

    name: str
    tested_from: date
    tested_until: date | None
    scales: dict[Ability, Scale]

    def __post_init__(self) -> None:
        _all_abilities(self.scales)

    def shown_on(self, taken_on: date) -> bool:
        """Whether the certificate of a test taken that day shows this scale."""
        return self.tested_from <= taken_on and (self.tested_until is None or taken_on <= self.tested_until)


@dataclass(frozen=True, config=CLOSED)
class LanguageTest:
    """An approved test.

    ``name`` is its proper name, the same in both languages; ``accepted`` says which variant is meant and which are refused;
    ``entered`` which figure of the certificate a profile takes; ``column`` what the certificate calls that figure's column, where
    it shows ``other_scales`` too.
    """

    name: str
    language: Literal["en", "fr"]
    framework: Literal["CLB", "NCLC"]
    accepted: Text
    entered: Text
    scales: dict[Ability, Scale]
    column: str = ""
    other_scales: tuple[OtherScale, ...] = ()

    def __post_init__(self) -> None:
        _all_abilities(self.scales)
        if self.other_scales and not self.column:
            raise ValueError("a test with other scales names the column a profile takes")
        if self.framework != FRAMEWORKS[self.language]:
            raise ValueError(f"the framework of a test in {self.language} is {FRAMEWORKS[self.language]}")

    @cached_property
    def levels(self) -> tuple[tuple[Ability, Mapping[Decimal, int]], ...]:
        """For each ability, the level of every score."""
        return tuple((ability, self.scales[ability].levels) for ability in ABILITIES)
