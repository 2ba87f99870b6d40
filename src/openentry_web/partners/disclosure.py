"""What a province is shown of a profile: no name where it searched; with number and code, surname and date of birth (MI s. 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing

from openentry.facts.names import occupation_title

_SALT = "openentry.partners.shown"
#: How long what a search gave may be opened, in seconds: then the province searches again.
_OPEN_FOR = 3_600
_ABILITIES = ("listening", "reading", "writing", "speaking")


@dataclass(frozen=True, slots=True)
class Shown:
    """One profile, as far as a province sees it. ``token`` opens it again for the same province, and tells nobody else anything."""

    entry_id: int
    token: str
    score: int
    programs: Sequence[str]
    age: int | None
    education: str | None
    english: int | None  # the lowest of the four abilities
    french: int | None
    canadian_work: int | None
    foreign_work: int | None
    occupations: Sequence[Any]
    intends: str | None
    nominated: bool
    # With number and code only.
    number: str = ""
    code: str = ""
    family_name: str = ""
    born: date | None = None

    @property
    def named(self) -> bool:
        """Whether the person gave the province their number and code."""
        return bool(self.number)


def shown(entry: Any, partner: Any, *, named: bool = False) -> Shown:
    """What ``partner`` sees of ``entry``."""
    content, facts = entry.version.content, entry.decision.outcome["facts"]
    who = content.get("person") or {}
    nocs = dict.fromkeys(job["noc"] for job in content.get("work") or () if job.get("noc"))
    more: dict[str, Any] = {}
    if named:
        more = {
            "number": entry.number,
            "code": entry.validation_code,
            "family_name": who.get("family_name") or "",
            "born": date.fromisoformat(who["date_of_birth"]) if who.get("date_of_birth") else None,
        }
    return Shown(
        entry_id=entry.pk,
        token=signing.dumps([partner.pk, entry.pk], salt=_SALT, compress=True),
        score=entry.score,
        programs=entry.programs,
        age=facts.get("age"),
        education=facts.get("education"),
        english=_lowest(facts, "en"),
        french=_lowest(facts, "fr"),
        canadian_work=facts.get("canadian_work_years"),
        foreign_work=facts.get("foreign_work_years"),
        occupations=[(noc, occupation_title(noc)) for noc in nocs],
        intends=content.get("intends_to_live_in"),
        nominated=entry.nominated,
        **more,
    )


def opened(token: str, partner: Any) -> int | None:
    """Whose file ``token`` opens for ``partner``: the id of an entry, or None."""
    try:
        whose, entry_id = signing.loads(token, salt=_SALT, max_age=_OPEN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(entry_id) if whose == partner.pk else None


def _lowest(facts: dict[str, Any], language: str) -> int | None:
    levels = [facts.get(f"{language}_{ability}") for ability in _ABILITIES]
    known = [level for level in levels if level is not None]
    return min(known) if len(known) == len(levels) else None
