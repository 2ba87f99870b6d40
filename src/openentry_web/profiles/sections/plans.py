"""Money, a nomination, relatives, where to live, which provinces may write, a bar."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Many, Page, Section
from openentry_web.profiles.sections import titles
from openentry_web.profiles.sections.asked import every, there, unless

_NOMINATION = there("nomination")

FUNDS = Section(
    id="funds",
    pages=(Page(id="funds", part="", fields=(Field(id="funds_cad", path="funds_cad", kind="money", least=0, most=10**12),)),),
)

# A person can only say that there is a nomination; that it was confirmed, accepted or withdrawn comes from what happened.
NOMINATION = Section(
    id="nomination",
    pages=(
        Page(
            id="nominated",
            part="",
            fields=(Field(id="has_nomination", path="nomination", kind="yes_no", gate=True, yes='{"status": "declared"}'),),
        ),
        Page(
            id="nomination",
            part="",
            fields=(
                Field(id="province", path="nomination.province", kind="province", when=_NOMINATION),
                Field(id="on", path="nomination.on", kind="day", when=_NOMINATION),
                Field(
                    id="enhanced",
                    path="nomination.enhanced",
                    kind="yes_no",
                    when=every(_NOMINATION, unless("nomination.status", "offered", "accepted")),
                ),
                Field(id="passive_investment", path="nomination.passive_investment", kind="yes_no", when=_NOMINATION),
            ),
        ),
    ),
)

RELATIVES = Section(
    id="relatives",
    lists=(
        Many(
            path="relatives_in_canada",
            title=titles.relative,
            pages=(
                Page(
                    id="relative",
                    part="",
                    fields=(
                        Field(id="of", path="of", kind="choice", options=("self", "spouse"), words="relative_of"),
                        Field(
                            id="relation",
                            path="relation",
                            kind="choice",
                            options=(
                                "parent",
                                "grandparent",
                                "child",
                                "grandchild",
                                "sibling",
                                "aunt_or_uncle",
                                "niece_or_nephew",
                                "cousin",
                                "other",
                            ),
                        ),
                        Field(id="adult", path="adult", kind="yes_no"),
                        Field(id="lives_in_canada", path="lives_in_canada", kind="yes_no"),
                        Field(id="citizen_or_permanent_resident", path="citizen_or_permanent_resident", kind="yes_no"),
                    ),
                ),
            ),
        ),
    ),
)

PLANS = Section(
    id="plans",
    pages=(Page(id="plans", part="", fields=(Field(id="intends_to_live_in", path="intends_to_live_in", kind="province"),)),),
)

PROVINCES = Section(
    id="provinces",
    pages=(
        Page(
            id="provinces",
            part="",
            fields=(Field(id="open_to_provinces", path="open_to_provinces", kind="provinces", needed=False),),
        ),
    ),
)

BARS = Section(
    id="bars",
    pages=(
        Page(
            id="barred",
            part="",
            fields=(
                Field(
                    id="found",
                    path="bars",
                    kind="yes_no",
                    gate=True,
                    yes='[{"kind": "misrepresentation"}]',
                    no="[]",
                ),
            ),
        ),
        Page(
            id="bar",
            part="",
            fields=(Field(id="until", path="bars.0.until", kind="day", nullable=True, when=there("bars.0")),),
        ),
    ),
)
