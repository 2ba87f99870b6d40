"""A decision as JSON (DESIGN 5.2, contract section C)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from openentry import crs
from openentry.facts import Facts
from openentry.law.book import NAMED_PARTS
from openentry.law.domains import ABILITIES
from openentry.law.sources import Source, Text
from openentry.messages import Message
from openentry.verdict import Finding, Verdict
from openentry.work import whole_years

if TYPE_CHECKING:
    from openentry.decision.decision import Decision

Json = dict[str, Any]


def document(decision: Decision, lang: str) -> Json:
    """The whole decision as plain JSON values, its sentences in ``lang``."""
    found = decision.evaluation
    law = found.law
    versions = {part: day.isoformat() if (day := law.versions.get(part)) is not None else None for part in NAMED_PARTS}
    programs = {name: _verdict(verdict, lang) for name, verdict in found.programs.items()}
    if "fsw" in programs:
        programs["fsw"]["grid"] = _grid(decision)
    return {
        "as_of": decision.as_of.isoformat(),
        "law": {**versions, "digest": law.digest, "overlays": list(law.book.overlays)},
        "library_version": decision.library_version,
        "programs": programs,
        "eligible": decision.eligible,
        "program_of_invitation": decision.program_of_invitation,
        "general": _verdict(found.general, lang),
        "score": _score(decision, lang),
        "facts": facts_row(found.facts) | _other_facts(decision),
        "categories": [{"id": v.id, **_verdict(v, lang)} for v in found.categories],
        "changes_on": decision.changes_on.isoformat() if decision.changes_on else None,
        "changes_because": [message(m, lang) for m in decision.changes_because],
        "warnings": [message(m, lang) for m in decision.warnings],
        "questions": [{"field": q.field, "settles": q.settles} for q in decision.questions],
    }


def message(said: Message, lang: str) -> Json:
    """A sentence with its id and parameters, so that it can be said again in another language."""
    return {"id": said.id, "params": plain(said.params), "text": said.text(lang)}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case Message():
            return {"id": value.id, "params": plain(value.params)}
        case Text():
            return {"en": value.en, "fr": value.fr}
        case Mapping():
            return {str(k): plain(v) for k, v in value.items()}
        case date():
            return value.isoformat()
        case list() | tuple():
            return [plain(v) for v in value]
    return value


def _verdict(verdict: Verdict, lang: str) -> Json:
    return {"met": verdict.met, "requirements": [_finding(f, lang) for f in verdict.findings]}


def _finding(found: Finding, lang: str) -> Json:
    row: Json = {
        "id": found.id,
        "title": found.title.in_(lang),
        "met": found.met,
        "found": plain(found.found),
        "needed": plain(found.needed),
        "citation": found.source.cite(lang),
        "source": _source(found.source),
        "message": found.message.text(lang),
        "message_id": found.message.id,
        "message_params": plain(found.message.params),
    }
    if found.then is not None:
        row["then"] = message(found.then, lang)
    if found.asks:
        row["asks"] = list(found.asks)
    if found.informative:
        row["informative"] = True
    return row


def _source(source: Source) -> Json:
    row = {"instrument": source.instrument.key, "at": source.at, "url": source.url, "evidence": source.evidence}
    return row | ({"note": source.note} if source.note else {})


def _known(bounds: tuple[int, int]) -> int | None:
    return bounds[0] if bounds[0] == bounds[1] else None


def _grid(decision: Decision) -> Json:
    grid = decision.evaluation.grid
    factors: Json = {name: _known(bounds) for name, bounds in grid.factors.items()}
    factors["total"] = _known(grid.total)
    factors["range"] = list(grid.total)
    factors["ranges"] = {name: list(bounds) for name, bounds in grid.factors.items()}
    factors["adaptability_elements"] = dict(grid.elements)
    return factors


def _score(decision: Decision, lang: str) -> Json:
    score = decision.evaluation.score
    instrument = decision.evaluation.instrument
    return {
        "total": _known(score.total),
        "range": list(score.total),
        **{name: _known(bounds) for name, bounds in score.sections.items()},
        "factors": {name: _known(bounds) for name, bounds in score.factors.items()},
        "ranges": {name: list(b) for name, b in {**score.sections, **score.factors}.items() if b[0] != b[1]},
        "caps": list(crs.caps_that_bite(instrument, score, decision.evaluation.sets)),
        "tree": _branch(decision.tree, lang),
    }


def _branch(branch: crs.Branch, lang: str) -> Json:
    row: Json = {
        "id": branch.id,
        "title": branch.title.in_(lang) if branch.title else Message("score.total").text(lang),
        "points": _known(branch.points),
        "range": list(branch.points),
        "maximum": branch.maximum,
        "capped": branch.capped,
        "uncapped": branch.uncapped,
        "column": branch.column or None,
        "citation": branch.source.cite(lang),
        "source": _source(branch.source),
    }
    if branch.looks:
        row["looks"] = [{"facts": dict(look.facts), "row": look.row, "points": look.points} for look in branch.looks]
    if branch.children:
        row["children"] = [_branch(child, lang) for child in branch.children]
    return row


def facts_row(found: Facts) -> Json:
    """The facts as a row of the facts table (DESIGN 5.1): None where not known. Years are whole years, not cut at the last step."""

    def known(name: str) -> Any:
        possible = found.possible[name]
        return possible[0] if len(possible) == 1 else None

    row: Json = {"age": found.age, "education": found.schooling.level, "first_language": found.first_language}
    for language, levels in found.languages.items():
        row |= {f"{language}_{ability}": levels.at(ability) for ability in ABILITIES}
    for name in ("canadian_work_years", "foreign_work_years", "spouse_canadian_work_years"):
        row[name] = _years(found, name)
    row |= {name: known(name) for name in ("certificate_of_qualification", "sibling_in_canada", "nomination", "spouse_education")}
    row["accompanying_spouse"] = found.house.counted
    row |= {f"spouse_{ability}": known(f"spouse_{ability}") for ability in ABILITIES}
    row |= {name: known(name) for name in ("canadian_education", "job_offer")}
    return row


def _years(found: Facts, name: str) -> int | None:
    possible = found.possible[name]
    if len(possible) > 1:
        return None
    counted = found.counted.get(name)
    if counted is None:
        return int(possible[0])
    years = [whole_years(found.asof.count(ledger, counted.window), found.asof.measure) for ledger in counted.ledgers]
    return max([int(possible[0]), *years])


def _other_facts(decision: Decision) -> Json:
    found = decision.evaluation
    facts, funds = found.facts, found.funds
    return {
        "family_size": facts.house.size,
        "spouse_or_partner": facts.house.partner,
        "spouse_coming": facts.house.coming,
        "funds_cad": funds.declared,
        "funds_needed_cad": funds.needed,
        "funds_table": funds.table.isoformat(),
        "authorized_to_work_in_canada": facts.authorized,
        "job_offer_fsw": facts.fsw_offer.case,
        "job_offer_fst": facts.fst_offer.case,
        "language_tests": {
            language: {"test": levels.test, "valid_until": levels.valid_until.isoformat() if levels.valid_until else None}
            for language, levels in facts.languages.items()
        },
    }
