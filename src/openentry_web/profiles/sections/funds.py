"""Money to settle."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Page, Section

FUNDS = Section(
    id="funds",
    pages=(Page(id="funds", part="", fields=(Field(id="funds_cad", path="funds_cad", kind="money", least=0, most=10**12),)),),
)
