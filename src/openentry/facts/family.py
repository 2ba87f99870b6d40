"""The family on one day: partner, whether coming, relatives in Canada (MI s. 1; R1(3), R83(1)(d); contract C14, C16)."""

from __future__ import annotations

from dataclasses import dataclass

from openentry.facts.three import Truth, every, opposite, some
from openentry.profile import Profile, Relative, Spouse


@dataclass(frozen=True, slots=True)
class Household:
    """``partner``: there is one. ``coming``: that person accompanies. ``counted``: coming, and neither citizen nor permanent
    resident, which is what moves a person to the tables for couples. ``spouse`` is what was declared about them."""

    partner: Truth
    coming: Truth
    counted: Truth
    spouse: Spouse | None
    size: int | None
    asks: tuple[str, ...]


def household(profile: Profile) -> Household:
    """Who is in the family, from what was declared."""
    family = profile.family
    if family is None:
        return Household(None, None, None, None, None, ("family.marital_status",))
    partner = family.partnered
    spouse = family.spouse
    if partner is False:
        return Household(False, False, False, None, family.size, ())
    coming = every([partner, spouse.accompanying if spouse else None])
    foreign = opposite(spouse.citizen_or_permanent_resident if spouse else None)
    counted = every([coming, foreign])
    asks: list[str] = []
    if partner is None:
        asks.append("family.marital_status")
    elif counted is None:
        if spouse is None or spouse.accompanying is None:
            asks.append("family.spouse.accompanying")
        if spouse is None or spouse.citizen_or_permanent_resident is None:
            asks.append("family.spouse.citizen_or_permanent_resident")
    return Household(partner, coming, counted, spouse, family.size, tuple(asks))


def relative_in_canada(
    profile: Profile, house: Household, relations: tuple[str, ...], spouses_too: Truth
) -> tuple[Truth, tuple[str, ...]]:
    """Whether an adult relative of the right kind, citizen or permanent resident, lives in Canada; ``spouses_too`` lets the
    partner's count."""
    relatives = profile.relatives_in_canada
    if relatives is None:
        return None, ("relatives_in_canada",)
    answers = [_counts(r, relations, spouses_too) for r in relatives]
    met = some(answers)
    keys = ("relation", "of", "adult", "lives_in_canada", "citizen_or_permanent_resident")
    asks = [
        f"relatives_in_canada[{i}].{k}"
        for i, r in enumerate(relatives)
        if answers[i] is None
        for k in keys
        if getattr(r, k) is None
    ]
    if met is None and not asks:
        asks = list(house.asks)
    return met, tuple(asks) if met is None else ()


def sibling_in_canada(profile: Profile, house: Household, couple: Truth) -> tuple[Truth, tuple[str, ...]]:
    """Whether a brother or sister counts for points (MI 2017-1): the partner's too where ``couple``, the partner being counted."""
    return relative_in_canada(profile, house, ("sibling",), couple)


def _counts(relative: Relative, relations: tuple[str, ...], spouses_too: Truth) -> Truth:
    of: Truth = None if relative.of is None else (True if relative.of == "self" else spouses_too)
    if relative.of is None and spouses_too:
        of = True
    return every(
        [
            None if relative.relation is None else relative.relation in relations,
            of,
            relative.adult,
            relative.lives_in_canada,
            relative.citizen_or_permanent_resident,
        ]
    )
