"""The shape of each kind of document: what may stand in it, and nothing else.

A shape is a frozen, closed pydantic dataclass. ``shape(kind)`` gives the one for a document's ``kind``; the modules are loaded
only when a document of that kind is read.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

#: kind -> (module, class)
KINDS = {
    "switch": ("common", "Switch"),
    "definitions": ("common", "Definitions"),
    "crs_version": ("crs", "CrsVersion"),
    "crs_caps": ("crs", "CrsCaps"),
    "crs_counting": ("crs", "CrsCounting"),
    "crs_factor": ("crs", "CrsFactor"),
    "tie_rule": ("crs", "TieRule"),
    "program_order": ("programs", "ProgramOrder"),
    "general": ("programs", "General"),
    "cec": ("programs", "Cec"),
    "fsw": ("programs", "Fsw"),
    "fsw_grid": ("programs", "FswGrid"),
    "fst": ("programs", "Fst"),
    "pnp": ("programs", "Pnp"),
    "described_program": ("described", "DescribedProgram"),
    "intention": ("programs", "Intention"),
    "job_offer": ("programs", "JobOffer"),
    "assessment_bodies": ("programs", "AssessmentBodies"),
    "language_test": ("language", "LanguageTest"),
    "settlement_funds": ("funds", "SettlementFunds"),
    "category": ("categories", "Category"),
    "states": ("procedure", "States"),
    "deadline": ("procedure", "Deadline"),
    "invitation_test": ("after", "InvitationTest"),
    "police": ("after", "Police"),
    "paper": ("after", "Paper"),
}


@cache
def shape(kind: str) -> type[Any]:
    """The shape of a ``kind``; KeyError for one that does not exist."""
    module, name = KINDS[kind]
    found: type[Any] = getattr(import_module(f"openentry.law.shapes.{module}"), name)
    return found
