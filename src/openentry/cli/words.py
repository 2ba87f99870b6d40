"""Words for what data call by a key: fields of a profile, facts, values, rows of tables, cells of documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from openentry.cli.speech import chosen, said
from openentry.law.domains import ABILITIES, domain
from openentry.law.nodes import Cap, Fold, Grid, Node
from openentry.law.sources import Source, Text
from openentry.messages import has, write_date, write_list, write_number

_ENTRY = re.compile(r"(\w+)(?:\[(\d+)\])?")
#: What a spouse or partner declares in the same words as the candidate.
_SPOUSE_ALSO = ("education", "language_tests", "work", "full_time_study_in_canada")
_LANGUAGE_FACT = re.compile(rf"(?:first|second|spouse)_({'|'.join(ABILITIES)})")
_LEVELS = ("first_lowest", "second_lowest", "french_lowest", "english_for_french")


def field(path: str) -> str:
    """A key of the profile in words: ``work[0].paid`` is “job 1: whether it was paid by wages or commission”."""
    parts = [(match[1], match[2]) for match in _ENTRY.finditer(path)]
    *above, (last, _) = parts
    owner = above[-1][0] if above else ""
    if owner in ("family", "person", ""):
        words = said(f"field.{owner}.{last}" if owner else f"field.{last}")
    elif owner == "spouse" and last in _SPOUSE_ALSO:
        words = said(f"field.{last}")
    else:
        specific = f"field.{owner}.{last}"
        words = said(specific if has(specific) else f"field.{last}")
    for name, at in reversed(above):
        if name not in ("family", "person"):
            words = said("field.in", place=_place(name, at), field=words)
    return words


def _place(name: str, number: str | None) -> str:
    return said(f"place.{name}", number=int(number or 0) + 1)


def fact(name: str) -> str:
    """What a fact is called: ``first_listening`` is “listening”."""
    ability = _LANGUAGE_FACT.fullmatch(name)
    return said(f"fact.{ability[1] if ability else name}")


def value(name: str, found: Any) -> str:
    """The value of a fact in words: “29 years”, “level 9”, “master’s degree …”."""
    if isinstance(found, bool):
        return said("word.yes" if found else "word.no")
    if not isinstance(found, int):
        return row([name], str(found))
    if _LANGUAGE_FACT.fullmatch(name) or name in _LEVELS:
        if found < 4:
            return said("value.level_low" if found else "value.no_level")
        return said("value.level_top") if found >= 10 else said("value.level", level=found)
    return said("value.years", years=found)


Bands = Mapping[str, Mapping[str, Sequence[Any]]]


def bands(node: Node) -> Bands:
    """The values behind the names of the rows and columns of the grids in a rule of points: fact -> name -> values."""
    match node:
        case Cap():
            return bands(node.of)
        case Fold():
            return {fact: names for part in node.of for fact, names in bands(part).items()}
        case Grid():
            found: dict[str, dict[str, list[Any]]] = {}
            for fact_name, axis in zip(node.facts, (node.rows, node.columns), strict=True):
                for value_, name in axis.items():
                    found.setdefault(fact_name, {}).setdefault(name, []).append(value_)
            return found
    return {}


def row(facts: Sequence[str], name: str, named: Bands = MappingProxyType({})) -> str:
    """A row of a table in words, as far as it has any: ``20-29``, “master’s degree …”, “one post-secondary credential × 9+”."""
    down, times, across = name.partition(" × ")
    if times and len(facts) == 2:
        return said("value.row_product", down=row(facts[:1], down, named), across=row(facts[1:], across, named))
    fact_name = facts[0] if len(facts) == 1 else ""
    values = named.get(fact_name, {}).get(name, ())
    if values and domain(fact_name).numeric:
        return _range(min(values), max(values), domain(fact_name).values[-1])
    if name in ("true", "false"):
        return said("word.yes" if name == "true" else "word.no")
    if fact_name == "spouse_education":
        fact_name = "education"
    for message in (f"value.{fact_name}.{name}", f"{fact_name}.{name}", f"row.{name}"):
        if has(message):
            return said(message)
    return name.replace("_", " ")


def _range(low: int, high: int, top: int) -> str:
    if high == top:
        return f"{low}+"
    return str(low) if low == high else f"{low}-{high}"


def cell(found: Any) -> str:
    """What stands in a cell of a document."""
    lang = chosen()
    match found:
        case None:
            return "–"
        case bool():
            return said("word.yes" if found else "word.no")
        case int():
            return write_number(found, lang)
        case Text():
            return found.in_(lang)
        case tuple() | list():
            return " / ".join(cell(one) for one in found)
    return str(found)


def number(found: Decimal) -> str:
    """A score as its test writes it: ``8.5``."""
    return write_number(found, chosen())


def cited(source: Source) -> str:
    """The citation; a line does not break one as short as a section of the Regulations."""
    citation = source.cite(chosen())
    return citation.replace(" ", "\u00a0") if len(citation) <= 20 else citation


def listed(items: Sequence[str]) -> str:
    """``a, b and c``."""
    return write_list(items, chosen())


def day(found: Any) -> str:
    """``7 July 2025``."""
    return write_date(found, chosen())
