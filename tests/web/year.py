"""People for the tests of the year in the pool: example profiles, changed so that time does one thing to them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation

from openentry import Profile
from openentry_web.demo.people import moved
from openentry_web.pool import services
from tests.web.people import declared

#: The day for which the examples are written.
WRITTEN_FOR = datetime(2026, 11, 24, 6, tzinfo=UTC)
MICRO = timedelta(microseconds=1)


def midnight(day):
    return datetime.combine(day, time.min, tzinfo=UTC)


def person_called(name="candidate", **extra):
    return get_user_model().objects.create_user(f"{name}@example.org", "correct horse battery", **extra)


def submitted(person, content, at=WRITTEN_FOR):
    services.begin(person, at)
    return services.submit(person, Profile.model_validate(content), at)


def told(person, *kinds):
    from openentry_web.notices import selectors as notices

    every = [(one.at.date(), one.kind, one.params) for one in reversed(notices.of(person.pk))]
    return [one for one in every if not kinds or one[1] in kinds]


def words(response):
    """What is read on a page: without marks, spaces made plain."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("&#x27;", "'").replace("&quot;", '"').split())


def page(client, name="home", lang="en", *args, status=200):
    with translation.override(lang):
        found = client.get(reverse(name, args=args))
    assert found.status_code == status, found.content[:500]
    return words(found)


# --- the five common reasons for ineligibility ---


def a_test_expires():
    """The only English test becomes two years old on 1 December 2026."""
    return declared("rafael-santos")


def assessment_expires():
    """A Federal Skilled Worker whose credential was assessed five years before 9 December 2026."""
    content = declared("nguyen-thi-lan")
    for one in content["education"]:
        if one.get("eca"):
            one["eca"]["issued_on"] = "2021-12-09"
    return content


def work_leaves_the_window():
    """Canadian Experience Class by a job that ended on 31 December 2024: in January 2027 less than a year is left in the window."""
    content = declared("hannah-schmidt")
    job = next(one for one in content["work"] if one["country"] == "CAN")
    content["work"] = [job | {"start": "2022-06-01", "end": "2024-12-31"}]
    content["language_tests"] = declared("nguyen-thi-lan")["language_tests"]
    return content


# --- those whom a table of settlement funds concerns, in the summer of 2025 ---

BEFORE_THE_TABLE = datetime(2025, 6, 2, 9, 30, 1, 7, tzinfo=UTC)


def in_2025(name, **changed):
    """An example person as they would have stood then."""
    return moved(declared(name), BEFORE_THE_TABLE.date()) | changed


def little_money(funds=14_800):
    """A Federal Skilled Worker alone, with less than the table of 2025 asks for and more than that of 2024."""
    return in_2025("nguyen-thi-lan", funds_cad=funds)
