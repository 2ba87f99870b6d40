"""Your language tests, and which official language is the first."""

from __future__ import annotations

from typing import get_args

from openentry.profile import Ability, Language, Test
from openentry_web.profiles.questions import Field, Many, Page, Section
from openentry_web.profiles.sections import titles
from openentry_web.profiles.sections.asked import both_languages, two_in_one_language, values_of


def pages(prefix: str = "") -> tuple[Page, ...]:
    """The pages of one sitting; ``prefix`` is that of the ids of a partner's, whose words differ."""
    return (
        Page(
            id=f"{prefix}test",
            part="",
            fields=(
                Field(id="test", path="test", kind="choice", options=values_of(Test)),
                Field(id="taken_on", path="taken_on", kind="day"),
                Field(id="result_on", path="result_on", kind="day", needed=False),
                Field(id="reference", path="reference", kind="text", nullable=True, needed=False),
            ),
        ),
        Page(
            id=f"{prefix}scores",
            part="",
            fields=tuple([Field(id=ability, path=ability, kind="score") for ability in get_args(Ability)]),
        ),
        Page(
            id=f"{prefix}test_use",
            part="",
            among=two_in_one_language,
            fields=(Field(id="use", path="use", kind="yes_no", needed=False),),
        ),
    )


LANGUAGES = Section(
    id="languages",
    pages=(
        Page(
            id="first_language",
            part="",
            when=both_languages,
            fields=(
                Field(
                    id="first_official_language",
                    path="first_official_language",
                    kind="choice",
                    options=values_of(Language),
                    words="language",
                ),
            ),
        ),
    ),
    lists=(Many(path="language_tests", pages=pages(), title=titles.test),),
)
