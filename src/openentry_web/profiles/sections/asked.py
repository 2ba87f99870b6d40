"""When a question is asked. Every condition holds for any answers so far, however few: what is missing is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, get_args

from openentry.profile import LANGUAGE_OF_TEST
from openentry.profile.person import PARTNERED
from openentry_web.pool import law
from openentry_web.profiles.questions import Asked, Part


def at(part: Any, path: str) -> Any:
    """What stands at a path, or None where nothing does."""
    for step in path.split(".") if path else ():
        if isinstance(part, Mapping):
            part = part.get(step)
        elif isinstance(part, list | tuple) and step.isdigit() and int(step) < len(part):
            part = part[int(step)]
        else:
            return None
    return part


def there(path: str) -> Asked:
    """Something was declared there: the answer to the question before was yes."""
    return lambda part: isinstance(at(part, path), Mapping)


def given(path: str, *values: Any) -> Asked:
    """The answer there is one of these."""
    return lambda part: at(part, path) in values


def unless(path: str, *values: Any) -> Asked:
    """The answer there is none of these; it may be missing."""
    return lambda part: at(part, path) not in values


def every(*conditions: Asked) -> Asked:
    """All of them hold."""
    return lambda part: all(condition(part) for condition in conditions)


def partnered(profile: Part) -> bool:
    """There is a spouse or common-law partner."""
    status = at(profile, "family.marital_status")
    return status in PARTNERED if isinstance(status, str) else there("family.spouse")(profile)


def partner_counts(profile: Part) -> bool:
    """The law reads the studies, tests and work of a partner only who comes along and is neither citizen nor permanent resident
    (MI s. 1; R83(1)); as long as this is not known they are asked."""
    return (
        partnered(profile)
        and at(profile, "family.spouse.accompanying") is not False
        and at(profile, "family.spouse.citizen_or_permanent_resident") is not True
    )


def both_languages(profile: Part) -> bool:
    """There are tests in both official languages, so that one must be named first (R79(1))."""
    return {"en", "fr"} <= {language_of(test) for test in _list(profile, "language_tests")}


def two_in_one_language(test: Part, tests: Sequence[Part]) -> bool:
    """There is another test in the language of this one, so that the one to use must be named (contract C10)."""
    language = language_of(test)
    return language is not None and [language_of(other) for other in tests].count(language) > 1


def language_of(test: Any) -> str | None:
    """The language of a test, or None while the test is not named."""
    name = at(test, "test")
    return LANGUAGE_OF_TEST.get(name) if isinstance(name, str) else None  # type: ignore[call-overload]


def foreign(credential: Part) -> bool:
    """Earned outside Canada: what an assessment is for (R75(2)(e))."""
    country = at(credential, "country")
    return isinstance(country, str) and country != "CAN"


def canadian_beyond_school(credential: Part) -> bool:
    """Earned in Canada, after secondary school: what points for study in Canada are for (MI s. 30)."""
    return bool(at(credential, "country") == "CAN" and at(credential, "level") != "secondary")


def in_a_trade(job: Part) -> bool:
    """The occupation is a listed trade (R87.2(1)), in any version of the law known here."""
    noc = at(job, "noc")
    return isinstance(noc, str) and any(trades.lists(noc) for trades in _trades(law.digest()))


@lru_cache(maxsize=2)
def _trades(digest: str) -> tuple[Any, ...]:
    return tuple(version.content for version in law.of(digest).documents["programs.fst"].versions)


def _list(part: Part, path: str) -> Sequence[Any]:
    found = at(part, path)
    return found if isinstance(found, list | tuple) else ()


def values_of(alias: Any) -> tuple[str, ...]:
    """The values of one of the library's closed lists, in its order."""
    return tuple(str(value) for value in get_args(alias))
