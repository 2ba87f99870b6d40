"""The intention to live outside Quebec (R75(1), R87.1(1), R87.2(2))."""

from __future__ import annotations

from openentry.facts import Facts, names
from openentry.law.shapes.programs import Requirements
from openentry.verdict import Finding, finding

QUEBEC = "QC"


def outside_quebec(facts: Facts, rules: Requirements, name: str, sentence: str = "") -> Finding:
    """The finding, the same in every program; ``sentence`` where its words do not go by its own id."""
    province = facts.profile.intends_to_live_in
    met = None if province is None else province != QUEBEC
    place = names.province(province) if province else ""
    return finding(rules, name, met, found=province, asks=("intends_to_live_in",), sentence=sentence, place=place)
