"""Settlement funds: the amount needed on a day, and whether what was declared reaches it (R76(1)(b), R87.2(5); contract C17,
C24, C50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openentry.asof import AsOf
from openentry.facts.three import Truth
from openentry.law.book import Law
from openentry.law.dated import Version
from openentry.law.shapes.funds import SettlementFunds
from openentry.messages import Message
from openentry.profile import Profile


@dataclass(frozen=True, slots=True)
class Funds:
    """``met``: declared funds reach the amount. ``needed`` is for the declared family, or for one person while that is not
    known."""

    met: Truth
    declared: int | None
    needed: int
    size: int | None
    table: date
    asks: tuple[str, ...]


def funds(profile: Profile, law: Law, asof: AsOf, last_changed_on: date | None, warnings: list[Message]) -> Funds:
    """The finding of a day. ``last_changed_on``: None for a new profile, tested on the table in force; else the day its content was
    last changed: the table of that day serves until the day before the deadline of a newer one."""
    version = _table(law, asof, last_changed_on)
    table = version.content
    if table.date_assumed:
        warnings.append(Message("warning.funds_date", {"day": version.in_force}))
    size = profile.family.size if profile.family else None
    declared = profile.funds_cad
    needed = table.required(size or 1)
    asks = tuple([k for k, v in (("funds_cad", declared), ("family.size", size)) if v is None])
    if declared is None:
        met: Truth = None
    elif declared < needed:
        met = False  # with an unknown family, even one person would need more
    else:
        met = True if size is not None else None
    return Funds(met, declared, needed, size, version.in_force, () if met is not None else asks)


def _table(law: Law, asof: AsOf, last_changed_on: date | None) -> Version[SettlementFunds]:
    document = law.book.documents["funds.table"]
    current: Version[SettlementFunds] = document.need(asof.day)
    if last_changed_on is None:
        return current
    serving: Version[SettlementFunds] = document.on(last_changed_on) or document.versions[0]
    for version in document.versions:
        if serving.in_force < version.in_force <= current.in_force:
            rules_from = max(version.content.deadline or version.in_force, version.in_force)
            if asof.come(rules_from, "change.funds_deadline"):
                serving = version
    return serving
