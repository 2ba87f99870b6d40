"""What is said of a round that was run: a stable object for programs, and lines to read."""

from __future__ import annotations

from collections import Counter
from typing import Any

from openentry import lifecycle
from openentry.law import Law
from openentry.messages import text
from openentry.rounds.entries import REASONS, Invitation, Result
from openentry.rounds.instructions import Instructions
from openentry.rounds.moments import write_moment

COLUMNS = ("rank", "id", "class", "score", "received_at", "sequence")


def invitation_row(invitation: Invitation) -> dict[str, Any]:
    """One row of the list of those invited, by the names of :data:`COLUMNS`."""
    return {
        "rank": invitation.rank,
        "id": invitation.id,
        "class": invitation.program,
        "score": invitation.score,
        "received_at": write_moment(invitation.received_at),
        "sequence": invitation.sequence,
    }


def summary(instructions: Instructions, result: Result, law: Law) -> dict[str, Any]:
    """The figures of a round as a JSON object; the keys are documented in docs/explanation/rounds.md.

    ``pool``: how many entries there were; ``eligible``: how many were ranked; ``left_out``: why the others were not.
    """
    tie = result.tie_break
    return {
        "number": instructions.number,
        "moment": write_moment(instructions.moment),
        "instructions": instructions.declared(),
        "law": {"digest": law.digest, "overlays": list(law.book.overlays)},
        "pool": result.eligible + sum(result.left_out.values()),
        "eligible": result.eligible,
        "invited": len(result.invited),
        "cut_off": result.cut_off,
        "at_cut_off": result.at_cut_off,
        "tie_break": {"received_at": write_moment(tie.received_at), "sequence": tie.sequence} if tie else None,
        "classes": _classes(result, law),
        "left_out": dict(result.left_out),
    }


def lines(instructions: Instructions, result: Result, law: Law, lang: str = "en") -> list[str]:
    """The same figures as sentences in ``lang``."""
    names = law.content("programs.order").names
    told = summary(instructions, result, law)
    said = [text("round.told.title", lang, number=told["number"], moment=told["moment"])]
    if instructions.name is not None:
        said.append(instructions.name.fr if lang == "fr" else instructions.name.en)
    if instructions.citation is not None:
        said.append(instructions.citation.fr if lang == "fr" else instructions.citation.en)
    said.append(text("round.told.invited", lang, count=told["invited"]))
    said += [
        "  " + text("round.told.class", lang, name=names[program].in_(lang), count=count)
        for program, count in told["classes"].items()
    ]
    if result.cut_off is None:
        said.append(text("round.told.nobody", lang))
    else:
        said.append(text("round.told.cut_off", lang, score=result.cut_off, count=result.at_cut_off))
        tie = told["tie_break"]
        if tie is None:
            said.append(text("round.told.no_tie_break", lang))
        else:
            said.append(text("round.told.tie_break", lang, moment=tie["received_at"], sequence=tie["sequence"]))
    said.append(text("round.told.eligible", lang, count=told["eligible"], pool=told["pool"]))
    said += [
        "  " + text("round.told.left_out", lang, why=_why(reason, law, lang), count=count)
        for reason, count in result.left_out.items()
    ]
    return said


def _classes(result: Result, law: Law) -> dict[str, int]:
    counted = Counter(invitation.program for invitation in result.invited)
    return {program: counted[program] for program in law.content("programs.order").order if counted[program]}


def _why(reason: str, law: Law, lang: str) -> str:
    if reason in REASONS:
        return text(f"round.left_out.{reason}", lang)
    return text("round.left_out.state", lang, state=lifecycle.state(law, reason).name.in_(lang))
