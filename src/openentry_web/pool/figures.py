"""Figures of the law that sentences name (``{law_draft_days:plural(day|days)}``): they stand in the law's data, and only there."""

from __future__ import annotations

from functools import lru_cache

from openentry.law import Law
from openentry_web import clock
from openentry_web.pool import law

_PREFIX = "law_"
#: The name in a sentence, and the document with its key in it.
_PERIODS = {
    "draft_days": "draft_days",
    "apply_days": "apply_days",
    "pool_years": "pool_years",
    "nomination_days": "nomination_days",
    "restoration_days": "restoration_days",
    "bar_years": "misrepresentation_years",
    "code_days": "reference_code_days",
}
_DEFINED = {"test_years": "language_valid_years", "assessment_years": "assessment_valid_years", "hours_a_year": "hours_per_year"}


def figure(name: str) -> int | None:
    """The figure a sentence names, under the law of today; None for any other name."""
    if not name.startswith(_PREFIX):
        return None
    return _figures(law.book().on(clock.today())).get(name.removeprefix(_PREFIX))


@lru_cache(maxsize=4)
def _figures(on: Law) -> dict[str, int]:
    periods = {name: int(on.content(f"procedure.{document}").length) for name, document in _PERIODS.items()}
    definitions = on.content("definitions")
    defined = {name: int(getattr(definitions, key)) for name, key in _DEFINED.items()}
    windows = {f"{name}_window_years": int(on.content(f"programs.{name}").window_years) for name in ("cec", "fsw", "fst")}
    ranking = {"crs_window_years": int(on.content("crs.counting").window_years), "most_points": int(on.content("crs.caps").total)}
    return periods | defined | windows | ranking
