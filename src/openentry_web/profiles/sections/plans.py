"""Where to live."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Page, Section

PLANS = Section(
    id="plans",
    pages=(Page(id="plans", part="", fields=(Field(id="intends_to_live_in", path="intends_to_live_in", kind="province"),)),),
)
