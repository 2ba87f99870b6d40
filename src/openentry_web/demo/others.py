"""What others did to people of the demonstration: a province that nominated one, officers who closed the profile of another, a
round that invited a third."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import transaction

from openentry.rounds import Instructions
from openentry_web.accounts import services as accounts
from openentry_web.integrity import services as integrity
from openentry_web.partners import services as partners
from openentry_web.rounds import selectors as rounds_held
from openentry_web.rounds import services as rounds

#: The accounts of provinces, and that of the Job Bank, by name.
PROVINCES = {"nadia": "NS", "olivier": "ON"}
JOB_BANK = "jo"
_ALLOCATION = 100
#: Which round the demonstration has held.
_CATEGORY = "education"


def make_partners(address: Any, password: str, secret: str, now: datetime) -> None:
    """The accounts of two provinces and of the Job Bank, those that are not there."""
    people = get_user_model()
    for name in (*PROVINCES, JOB_BANK):
        with transaction.atomic():
            if people.objects.filter(email=address(name)).exists():
                continue
            role = "province" if name in PROVINCES else "job_bank"
            person = people.objects.create_user(address(name), password, role=role, joined_at=now)
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
            accounts.give_app(person, secret)
            if name in PROVINCES:
                partners.join(person, partners.make_partner(PROVINCES[name], _ALLOCATION))


def nominate(entry: Any, province: Any, at: datetime) -> None:
    """Nominated by ``province`` at ``at``, and accepted a day later."""
    nomination = partners.nominate(province, entry.number, entry.validation_code, at)
    partners.accept(entry.person, nomination.public_id, at + timedelta(days=1))


def invite(entry: Any, officers: tuple[Any, Any], now: datetime) -> None:
    """Two officers hold a round for the category of ``entry``, down to its score; nothing where there was a round already."""
    if rounds_held.rounds().exists():
        return
    first, second = officers
    said = {"number": "D1", "moment": now, "kind": "category", "category": _CATEGORY, "lowest_score": entry.score}
    order = Instructions.model_validate(said)
    rounds.plan(first, order, now, text_en="A round of the demonstration.", text_fr="Une ronde de la démonstration.")
    rounds.freeze(order.number, first, now)
    rounds.approve(order.number, second, now)
    rounds.run(order.number, first, now)
    rounds.release(order.number, second, now)


def bar(entry: Any, officers: tuple[Any, Any], now: datetime) -> None:
    """One officer doubted a declared fact, the person did not answer, another recorded the finding five days ago."""
    opened = now - timedelta(days=45)
    first, second = officers
    integrity.open_file(first, entry.number, "a letter of an employer differs from what is declared", opened)
    concern = integrity.open_concern(first, entry.pk, "work[0].start", "The employer gives another first day.", opened)
    found = now - timedelta(days=5)
    determined = integrity.Determination(on=found.date(), inside=False)
    integrity.record_determination(second, concern.public_id, determined, "determined under section 40 of the Act", found)
