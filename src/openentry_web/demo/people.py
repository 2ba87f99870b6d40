"""The people to sign in as in a demonstration. Invented; their days are moved so that each stands where its sentence says."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import get_user_model
from django.db import transaction

from openentry import Profile
from openentry_web.accounts import services as accounts_services
from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.demo import others
from openentry_web.pool import selectors
from openentry_web.pool import services as pool
from openentry_web.profiles import services as profiles

PASSWORD = "openentry-demonstration"
#: The day their profiles are written for.
WRITTEN_FOR = date(2026, 11, 24)
_PROFILES = Path(__file__).parent / "profiles"
_STEP = 30
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Figure:
    """One of them: the name of their account, their profile, and how many days ago they began and submitted."""

    name: str
    profile: str
    begun: int
    submitted: int | None  # None: still a draft
    minutes: int = 0  # earlier on that day

    @property
    def email(self) -> str:
        """What they sign in with."""
        return _address(self.name)

    @property
    def sentence(self) -> str:
        """The id of the sentence that says who they are."""
        return f"web.demo.{self.name}"


FIGURES = (
    Figure("amara", "amara-okafor", 40, 31),
    Figure("bola", "amara-okafor", 40, 31, minutes=14),
    Figure("mei-lin", "mei-lin-zhao", 20, None),
    Figure("rafael", "rafael-santos", 130, 120),
    Figure("thandiwe", "thandiwe-mokoena", 16, 12),
    Figure("arjun", "arjun-mehta", 9, 2),
    Figure("daniel", "daniel-whitford", 62, 60),
    Figure("li-wei", "li-wei", 58, None),
    Figure("aissatou", "aissatou-diallo", 50, 45),
)
_BARRED, _NOMINATED, _INVITED = "daniel", "thandiwe", "aissatou"

#: Two officers, so that one plans a round and the other approves it.
OFFICERS = ("odile", "tariq")
#: The secret of the staff's authenticator apps. Everybody may know it: it opens a demonstration, and nothing else.
SECRET = "DEMONSTRATIONDEMONSTRATION234567"


def accounts() -> list[tuple[str, str]]:
    """Address and sentence id of each; the password of all is :data:`PASSWORD`."""
    return [(figure.email, figure.sentence) for figure in FIGURES] + staff()


def staff() -> list[tuple[str, str]]:
    """Those of them who need a second step."""
    return [(_address(name), f"web.demo.{name}") for name in (*OFFICERS, *others.PROVINCES, others.JOB_BANK)]


def code() -> tuple[str, int]:
    """The code that the app of any of them would show now, and for how many seconds yet."""
    now = int(time.time())  # noqa: TID251  a telephone's clock, not that of the demonstration, which can be moved
    return format_hotp_value(hotp_value(SECRET, now // _STEP)), _STEP - now % _STEP


def _address(name: str) -> str:
    return f"{name}@demonstration.example"


def make(now: datetime) -> None:
    """Make those that are not there, each in one transaction, as they would stand at ``now``."""
    people = get_user_model()
    for name in OFFICERS:
        with transaction.atomic():
            if not people.objects.filter(email=_address(name)).exists():
                officer = people.objects.create_user(_address(name), PASSWORD, role="officer", joined_at=now)
                EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
                accounts_services.give_app(officer, SECRET)
    others.make_partners(_address, PASSWORD, SECRET, now)
    for figure in FIGURES:
        with transaction.atomic():
            if people.objects.filter(email=figure.email).exists():
                continue
            begun = now - timedelta(days=figure.begun)
            person = people.objects.create_user(figure.email, PASSWORD, joined_at=begun)
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
            content = moved(json.loads((_PROFILES / f"{figure.profile}.json").read_text(encoding="utf-8")), now.date())
            if figure.name == _NOMINATED:  # it was declared first; the province and she herself do the rest
                content["nomination"] |= {"status": "declared"}
            if figure.name == _BARRED:
                content["bars"] = []
            entry = pool.begin(person, begun)
            profiles.open_answers(entry, begun, content)
            if figure.submitted is not None:
                moment = now - timedelta(days=figure.submitted, minutes=figure.minutes)
                entry = pool.submit(person, Profile.model_validate(content), moment)
            if figure.name == _BARRED:
                first, second = (people.objects.get(email=_address(name)) for name in OFFICERS)
                others.bar(entry, (first, second), now)
            if figure.name == _NOMINATED:
                others.nominate(entry, people.objects.get(email=_address("nadia")), now - timedelta(days=9))
            audit(Done(at=now, actor="demonstration", role="system", action="demo.person", object=f"person:{person.public_id}"))
    _hold_a_round(now)


def _hold_a_round(now: datetime) -> None:
    """Invite the one of them who is invited: her own step, because a round takes all who are in the pool."""
    people = get_user_model()
    entry = selectors.live(people.objects.get(email=_address(_INVITED)))
    if entry is not None and entry.state == "IN_POOL":
        first, second = (people.objects.get(email=_address(name)) for name in OFFICERS)
        others.invite(entry, (first, second), now)


def moved(content: Any, today: date) -> Any:
    """The same profile with every day as far from ``today`` as it is from the day it was written for."""
    by = today - WRITTEN_FOR
    match content:
        case dict():
            return {key: moved(value, today) for key, value in content.items()}
        case list():
            return [moved(value, today) for value in content]
        case str() if _DAY.fullmatch(content):
            return (date.fromisoformat(content) + by).isoformat()
    return content
