"""Tags of the pages of a profile, and of whoever shows a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from openentry import Decision
from openentry.verdict import Finding
from openentry_web.profiles import verdicts
from openentry_web.ui.templatetags.ui import lang

register = template.Library()


@register.simple_tag
def programs_of(decision: Decision) -> list[verdicts.Told]:
    """Every program of a decision, those met first."""
    return verdicts.programs(decision)


@register.simple_tag
def general_of(decision: Decision) -> tuple[Finding, ...]:
    """What bars somebody, or may."""
    return verdicts.general(decision)


@register.simple_tag
def sections_of(decision: Decision) -> list[Any]:
    """The sections of the score."""
    return verdicts.sections(decision)


@register.filter
def cited(finding: Finding) -> str:
    """The citation of a requirement."""
    return finding.source.cite(lang())


@register.filter
def met_class(met: bool | None) -> str:
    """The class of a tag that says met, not met or not known."""
    return {True: "ok", False: "no", None: "hm"}[met]


@register.filter
def met_words(met: bool | None) -> str:
    """The id of the words that say so."""
    return {True: "web.met.yes", False: "web.met.no", None: "web.met.unknown"}[met]


@register.filter
def box(raw: Mapping[str, Any], name: str) -> str:
    """What stands in one box of a question."""
    return str(raw.get(name, ""))
