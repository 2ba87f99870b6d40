"""Where a rule comes from: the instrument, the place in it, a link, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Evidence = Literal["primary", "official", "secondary", "judgement"]
EVIDENCE: tuple[Evidence, ...] = ("primary", "official", "secondary", "judgement")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages."""

    en: str
    fr: str

    def in_(self, lang: str) -> str:
        """The words in ``lang``."""
        return self.fr if lang == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument (an Act, regulations, instructions, a page), as the register ``instruments.yaml`` has it.

    ``section_url`` is a pattern with ``{section}`` where the instrument has a page a section.
    """

    key: str
    title: Text
    short: Text
    url: str
    section_url: Text | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The citation of one version of one rule.

    ``at`` is the section (``87.1(2)(a)``, ``s. 10``); ``evidence`` says how we know: the text of the law read (``primary``), a
    department's page read (``official``), a report of it (``secondary``), or our own reading with its reason in ``note``
    (``judgement``).
    """

    instrument: Instrument
    at: str
    evidence: Evidence
    url: str
    note: str = ""

    @property
    def citation(self) -> str:
        """``IRPR 87.1(2)(a)``."""
        return self.cite("en")

    def cite(self, lang: str) -> str:
        """The citation with the instrument's short name in ``lang``: ``IRPR 76(1)(b)`` · ``RIPR 76(1)(b)``."""
        short = self.instrument.short.in_(lang)
        at = self.at.replace("ss. ", "art. ").replace("s. ", "art. ") if lang == "fr" else self.at
        return f"{short} {at}".strip()


def link(instrument: Instrument, at: str) -> str:
    """The address of the section where the instrument has a page a section, else of the instrument."""
    section = at.split("(")[0].strip()
    if instrument.section_url and section and section.replace(".", "").isdigit():
        return instrument.section_url.en.format(section=section)
    return instrument.url
