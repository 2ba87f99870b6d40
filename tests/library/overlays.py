"""Directories of law for the tests, laid over the built-in one."""

from __future__ import annotations

from pathlib import Path

SOURCE = "{instrument: PROPOSAL, at: s. 1, evidence: judgement, note: A proposal}"
REGISTER = """\
PROPOSAL: {title: {en: A proposal, fr: Une proposition}, short: {en: PROPOSAL, fr: PROPOSITION}, url: "https://example.org/proposal"}
"""
VOLUNTEER = f"""\
id: crs.long_service
part: crs
kind: crs_factor
title: {{en: Long service in Canada, fr: Long service au Canada}}
versions:
  - in_force: 2026-11-25
    source: {SOURCE}
    content:
      factor: long_service
      order: 30
      section: additional
      maximum: 12
      points: {{table: {{by: canadian_work_years, rows: [{{to: 2, points: 0}}, {{from: 3, points: 12}}]}}}}
"""
FUNDS = f"""\
id: funds.table
versions:
  - in_force: 2026-11-25
    source: {SOURCE}
    content:
      amounts: {{1: 50000, 2: 50001, 3: 50002, 4: 50003, 5: 50004, 6: 50005, 7: 50006}}
      each_additional: 1000
      deadline: null
      date_assumed: false
"""
AGE_ROWS = "{to: 17, points: 0}, {from: 18, to: 18, points: [90, 99]}, {from: 19, points: [100, 110]}"


def lay(folder: Path, **files: str) -> Path:
    """A directory ``folder/proposal`` with the register of its instrument and each of ``files`` as ``NAME.yaml``."""
    root = folder / "proposal"
    root.mkdir(exist_ok=True)
    for name, text in {"instruments": REGISTER, **files}.items():
        (root / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def age(*, rows: str = AGE_ROWS, maximum: str = "[100, 110]", version: str = "", source: str = SOURCE) -> str:
    """Another table of ages in place of the built-in one."""
    return f"""\
id: crs.age
versions:
  - in_force: 2015-01-01
    replaces: 2015-01-01
    {version or "published: 2014-12-01"}
    source: {source}
    content:
      factor: age
      order: 1
      section: core
      maximum: {maximum}
      points: {{table: {{by: age, rows: [{rows}]}}}}
"""
