"""The shape of a table of settlement funds: half the minimum necessary income, by family size (R76(1)(b), R87.2(5))."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from pydantic.dataclasses import dataclass

from openentry.law.shapes.common import CLOSED

#: The family sizes a table prints; the last one is where "each additional member", or "or more", takes over.
SIZES = range(1, 8)


@dataclass(frozen=True, slots=True, config=CLOSED)
class SettlementFunds:
    """Whole Canadian dollars by family size.

    ``each_additional`` is added for each member beyond seven; ``None`` where the table printed "7 or more". ``deadline`` is the day
    from which this table rules profiles that were in the pool before it (contract C17), where one was announced; it can stand
    before the table's own first day. ``date_assumed`` marks a table whose first day was not found and is taken to be 1 January.
    """

    amounts: dict[int, int]
    each_additional: int | None
    deadline: date | None
    date_assumed: bool

    def __post_init__(self) -> None:
        if sorted(self.amounts) != list(SIZES):
            raise ValueError("a table has an amount for each family size from 1 to 7")
        amounts = [self.amounts[size] for size in SIZES]
        if amounts[0] <= 0 or any(more <= less for less, more in pairwise(amounts)):
            raise ValueError("a larger family needs more")
        if self.each_additional is not None and self.each_additional <= 0:
            raise ValueError("each additional member needs more; leave it null where the table says “7 or more”")

    def required(self, family_size: int) -> int:
        """The whole dollars a family of ``family_size`` needs (R76(1)(b)(i)). ValueError for a size under one."""
        if family_size < 1:
            raise ValueError(f"a family has at least one member, not {family_size}")
        beyond = max(0, family_size - SIZES[-1])
        return self.amounts[family_size - beyond] + beyond * (self.each_additional or 0)
