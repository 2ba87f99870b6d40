"""The law of one day compiled: look-up tables, how each is indexed by the facts, and the steps that put points together.

Rules are joined into as few tables as stay small: a group under a cap becomes one table where its facts allow it, and a sum over
many facts a few. What cannot be one table is put together while scoring, by steps over whole blocks of rows. Everything here is
numbers, so a new law needs no new code and a kernel compiled once runs every law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from openentry.crs.instrument import Instrument, Section, instrument
from openentry.errors import LawFileError
from openentry.law import Law
from openentry.pools.joining import Builder, LookUp, Step
from openentry.pools.layout import CARRIED, ID, NOMINATED
from openentry.pools.rules import NOTHING, Rule, capped, folded, rule

#: Names that an output already has: a section or a factor cannot take them.
RESERVED = (ID, *CARRIED, NOMINATED)


@dataclass(frozen=True)
class Tables:
    """Everything needed to score rows of facts under one law.

    ``outputs`` name the first registers: the total, the sections, and with ``detail`` the factors. A step is (what, how, register,
    source); ``caps`` are by the code of ``accompanying_spouse``.
    """

    outputs: tuple[str, ...]
    sections: tuple[str, ...]
    lookups: tuple[LookUp, ...]
    steps: tuple[Step, ...]
    caps: NDArray[np.int16]
    registers: int
    highest: int
    lowest_english: bool

    def index(self) -> tuple[Any, ...]:
        """What identifies how rows are packed: laws that agree in this share packed rows."""
        axes = [tuple([a.identity() for a in up.axes]) for up in self.lookups]
        return (self.lowest_english, *axes)


_made: WeakKeyDictionary[Law, dict[bool, Tables]] = WeakKeyDictionary()


def tables(law: Law, *, detail: bool = False) -> Tables:
    """The tables of a law (MI ss. 8-30): for the total and the sections, and with ``detail`` for every factor too."""
    made = _made.setdefault(law, {})
    if detail not in made:
        lowest = law.get("switch.FRENCH-MIXED") is None or law.choice("FRENCH-MIXED") != "upper_tier"
        made[detail] = compile_tables(instrument(law), detail=detail, lowest_english=lowest)
    return made[detail]


def compile_tables(law: Instrument, *, detail: bool = False, lowest_english: bool = True) -> Tables:
    """The tables of a ranking system. ``lowest_english``: what the points for French look at in English (switch FRENCH-MIXED).

    Raises :class:`LawFileError` where a rule tells too many cases apart for a table, or gives more points than a column holds.
    """
    sections = tuple(section.id for section in law.sections)
    outputs = ("total", *sections, *(law.columns if detail else ()))
    twice = sorted({name for name in outputs if outputs.count(name) > 1 or name in RESERVED})
    if twice:
        raise LawFileError.of("error.pools.two_columns", "crs.caps", columns=twice)
    builder = Builder(len(outputs))
    rules: dict[str, Rule] = {f.id: rule(f.node) for section in law.sections for group in section.groups for f in group.factors}
    if detail:
        for name in law.columns:
            rules[name] = builder.hold(rules.get(name, NOTHING), outputs.index(name), f"crs.{name}")
    totals = [builder.hold(_section(section, rules), outputs.index(section.id), section.id) for section in law.sections]
    builder.hold(capped((law.total, law.total), folded("sum", totals)), 0, "crs.caps")
    caps = np.array(builder.caps, np.int16).reshape(-1, 2)
    return Tables(
        outputs, sections, tuple(builder.lookups), tuple(builder.steps), caps, builder.registers, law.total, lowest_english
    )


def _section(section: Section, rules: Mapping[str, Rule]) -> Rule:
    groups = [capped(g.cap, folded("sum", [rules[factor.id] for factor in g.factors])) for g in section.groups if g.factors]
    return capped(section.cap, folded("sum", groups or [NOTHING]))
