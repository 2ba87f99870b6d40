"""What provinces and Job Bank do, and what a person answers. Every verb is one transaction with its records and its notices.

Locks are taken in one order: the person, the profile (:func:`pool.services.lock`), the province, the nomination.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.idp.oidc.models import Client
from django.db import transaction

from openentry import lifecycle
from openentry.law.places import province_name
from openentry_web import clock
from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.notices.services import tell
from openentry_web.partners import disclosure, selectors
from openentry_web.partners.disclosure import Shown
from openentry_web.partners.models import STANDING, Interest, Member, Nomination, Partner
from openentry_web.partners.tasks import tell_of_match
from openentry_web.pool import disclosed, law
from openentry_web.pool import services as pool
from openentry_web.pool.disclosed import Wanted
from openentry_web.pool.services import SYSTEM, Refused

PROVINCE, JOB_BANK = "province", "job_bank"
#: How many profiles a search shows.
MOST = 50
#: The scope of a token with which Job Bank may ask.
SCOPE = "job_match"
_NOBODYS = "no code"


def make_partner(province: str, allocation: int) -> Partner:
    """A province that takes part, with the number of people it may nominate a year. :class:`Refused` where it has no program."""
    outside = law.book().on(clock.today()).content("programs.pnp").without_program
    if province in outside:
        raise Refused("web.partners.refused.no_program", province=names(province))
    made, _ = Partner.objects.update_or_create(province=province, defaults={"allocation": allocation})
    return made


def join(person: Any, partner: Partner) -> None:
    """The account of ``person`` acts for that province."""
    Member.objects.update_or_create(person=person, defaults={"partner": partner})


def make_job_bank_client(name: str) -> tuple[str, str]:
    """A client of Job Bank that fetches tokens by itself (client credentials). Returns its id and its secret, which is not kept."""
    made = Client(name=name, type=Client.Type.CONFIDENTIAL)
    secret = Client._meta.get_field("id").get_default() * 2  # long and random, as ids of clients are
    made.set_secret(secret)
    made.set_scopes([SCOPE])
    made.set_default_scopes([SCOPE])
    made.set_grant_types([Client.GrantType.CLIENT_CREDENTIALS])
    made.set_response_types([])
    made.save()
    return str(made.id), str(secret)


# --- looking ---


def search(officer: Any, wanted: Wanted, at: datetime) -> tuple[list[Shown], bool]:
    """Those open to the officer's province who are what it looks for, without their names; and whether there are more.

    Each person shown finds it in their log.
    """
    partner = _partner(officer)
    with transaction.atomic():
        found = disclosed.open_to(partner.province, wanted, at, MOST + 1)
        audit(*(_looked(officer, one, "partners.search", at, partner) for one in found[:MOST]))
    return [disclosure.shown(one, partner) for one in found[:MOST]], len(found) > MOST


def look_again(officer: Any, token: str, at: datetime) -> Shown:
    """A profile that a search showed. :class:`Refused` when it is not open to the province, or the search is too long ago."""
    partner = _partner(officer)
    entry_id = disclosure.opened(token, partner)
    with transaction.atomic():
        entry = disclosed.by_id(entry_id) if entry_id is not None else None
        if entry is None or entry.state != "IN_POOL" or not _is_seen(entry, partner, at):
            raise Refused("web.partners.refused.gone")
        audit(_looked(officer, entry, "partners.read", at, partner))
        return disclosure.shown(entry, partner)


def look(officer: Any, number: str, code: str, at: datetime) -> Shown:
    """The profile of that number and validation code. The same :class:`Refused` for a number that does not exist, another's code,
    and a person who is not open to the province."""
    partner = _partner(officer)
    with transaction.atomic():
        entry = _by_code(number, code, at)
        if entry is None or not _is_seen(entry, partner, at):
            raise Refused("web.partners.refused.unknown")
        audit(_looked(officer, entry, "partners.read_by_code", at, partner))
        return disclosure.shown(entry, partner, named=True)


# --- a province ---


def send_interest(officer: Any, entry_id: int, at: datetime) -> None:
    """Tell the person that the province takes an interest in their profile; once, however often it is pressed."""
    partner = _partner(officer)
    with transaction.atomic():
        entry = _locked(entry_id)
        if entry is None or entry.state != "IN_POOL" or not _is_seen(entry, partner, at):
            raise Refused("web.partners.refused.gone")
        _, new = Interest.objects.get_or_create(partner=partner, entry=entry, defaults={"by": officer, "at": at})
        if new:
            audit(_looked(officer, entry, "partners.interest", at, partner))
            tell(entry.person_id, "interest", at, link="nominations", province=names(partner.province), number=entry.number)


def nominate(officer: Any, number: str, code: str, at: datetime) -> Nomination:
    """Nominate the person of that number and code: they have thirty days to accept (N1, N2).

    :class:`Refused` when number and code do not open a profile in the pool, a nomination stands already, or the allocation is used.
    """
    partner = _partner(officer)
    with transaction.atomic():
        found = _by_code(number, code, at)
        entry = _locked(found.pk) if found is not None else None
        if entry is None or not disclosed.stands(entry, at) or not _is_seen(entry, partner, at):
            raise Refused("web.partners.refused.unknown")
        if entry.state != "IN_POOL":
            raise Refused("web.partners.refused.not_in_pool")
        partner = Partner.objects.select_for_update().get(pk=partner.pk)
        lapse_one(entry, at)
        standing = Nomination.objects.filter(entry=entry, state__in=STANDING).first()
        if standing is not None or entry.nominated:
            mine = standing is not None and standing.partner_id == partner.pk
            raise Refused("web.partners.refused.nominated_by_you" if mine else "web.partners.refused.nominated")
        if selectors.counted(partner, at.year) >= partner.allocation:
            raise Refused("web.partners.refused.allocation", n=partner.allocation, year=str(at.year))
        nomination = Nomination(
            partner=partner,
            entry=entry,
            by=officer,
            offered_at=at,
            answer_by=lifecycle.deadline(law.book().on(at.date()), "nomination_days", at),
        )
        # Whoever gives a province their number and code declares it to the province.
        _move(nomination, "N1", at, actor=str(entry.person.public_id), role="candidate")
        _move(nomination, "N2", at, actor=str(officer.public_id), role=PROVINCE, notice="nomination_offered")
    return nomination


def withdraw(officer: Any, public_id: Any, at: datetime) -> Nomination:
    """Withdraw a nomination that was offered or accepted (N6): the points go, and the profile is decided anew."""
    partner = _partner(officer)
    with transaction.atomic():
        nomination = _mine(public_id, partner=partner)
        _move(nomination, "N6", at, actor=str(officer.public_id), role=PROVINCE, notice="nomination_withdrawn")
    return nomination


# --- the person ---


def accept(person: Any, public_id: Any, at: datetime) -> Nomination:
    """Accept a nomination in time (N3): it counts at once. :class:`Refused` when it was answered, lapsed or was withdrawn."""
    lapse_of(person, at)
    with transaction.atomic():
        nomination = _mine(public_id, person=person)
        if not disclosed.stands(nomination.entry, at) or nomination.entry.state == "APPLIED":
            raise Refused("web.nominations.refused.not_in_pool")
        nomination.answered_at = at
        _move(nomination, "N3", at, actor=str(person.public_id), role="candidate", notice="nomination_accepted")
    return nomination


def refuse(person: Any, public_id: Any, at: datetime) -> Nomination:
    """Refuse a nomination in time (N4): no nomination, and the rest stands."""
    lapse_of(person, at)
    with transaction.atomic():
        nomination = _mine(public_id, person=person)
        nomination.answered_at = at
        _move(nomination, "N4", at, actor=str(person.public_id), role="candidate", notice="nomination_rejected")
    return nomination


def give_up(person: Any, public_id: Any, at: datetime) -> Nomination:
    """Give up a nomination that was accepted (N6, on the person's word): the points go."""
    with transaction.atomic():
        nomination = _mine(public_id, person=person)
        if nomination.state != "ACCEPTED":
            raise Refused("web.nominations.refused.state")
        nomination.given_up = True
        _move(nomination, "N6", at, actor=str(person.public_id), role="candidate", notice="nomination_given_up")
    return nomination


# --- time ---


def lapse(at: datetime) -> int:
    """Close every nomination whose last moment has passed unanswered (N5). Returns how many. Safe to run twice at once."""
    due = Nomination.objects.filter(state="OFFERED", answer_by__lt=at).order_by("pk").values_list("entry_id", flat=True)
    return sum(_lapse_in(entry_id, at) for entry_id in due)


def lapse_of(person: Any, at: datetime) -> None:
    """The same for one person, so that what they see and do is never late."""
    due = Nomination.objects.filter(entry__person=person, state="OFFERED", answer_by__lt=at)
    for entry_id in due.values_list("entry_id", flat=True):
        _lapse_in(entry_id, at)


def _lapse_in(entry_id: int, at: datetime) -> int:
    with transaction.atomic():
        entry = _locked(entry_id)
        return lapse_one(entry, at) if entry is not None else 0


def lapse_one(entry: Any, at: datetime) -> int:
    """Close the nomination of a profile whose locks the caller holds, where its time is over."""
    found = Nomination.objects.select_for_update(of=("self",)).filter(entry=entry, state="OFFERED", answer_by__lt=at)
    nomination = found.select_related("partner").first()
    if nomination is None:
        return 0
    nomination.entry = entry
    _move(nomination, "N5", at, actor=SYSTEM, role=SYSTEM, notice="nomination_lapsed")
    return 1


# --- Job Bank ---


def match(number: str, code: str, at: datetime, *, actor: str) -> bool:
    """Whether number and code belong together and to a profile that lives. Nothing else is answered, and the same work is done
    whatever they are: who asks learns nothing from how long it takes. The person sees that it happened."""
    with transaction.atomic():
        entry = disclosed.by_number(normal(number))
        right = hmac.compare_digest(code.strip().encode(), (entry.validation_code if entry else _NOBODYS).encode())
        valid = entry is not None and right and disclosed.stands(entry, at)
        audit(
            Done(
                at=at,
                actor=actor[:40],
                role=JOB_BANK,
                action="partners.job_match.valid" if valid else "partners.job_match.refused",
                object=f"entry:{entry.pk if entry else 0}",
                subject=str(entry.person.public_id) if entry else "",
            )
        )
        tell_of_match.defer(entry_id=entry.pk if entry else 0, valid=valid, at=at.isoformat())
    return valid


# --- helpers ---


def normal(number: str) -> str:
    """A profile number as it is kept, however it was typed."""
    return "".join(number.split()).upper()[:20]


def names(province: str) -> dict[str, str]:
    """A province's name in both languages."""
    return {lang: province_name(province, lang) for lang in ("en", "fr")}


def _partner(officer: Any) -> Partner:
    found = selectors.partner_of(officer)
    if found is None or officer.role != PROVINCE:
        raise Refused("web.partners.refused.no_province")
    return found


def _by_code(number: str, code: str, at: datetime) -> Any:
    """The profile that number and code open, or None; the code is compared whether the number exists or not."""
    entry = disclosed.by_number(normal(number))
    right = hmac.compare_digest(code.strip().encode(), (entry.validation_code if entry else _NOBODYS).encode())
    return entry if entry is not None and right and disclosed.stands(entry, at) else None


def _is_seen(entry: Any, partner: Partner, at: datetime) -> bool:
    """Whether the province may look: the person is open to it, or it stands in a nomination with them."""
    if not disclosed.stands(entry, at):
        return False
    with_them = Nomination.objects.filter(entry=entry, partner=partner, state__in=STANDING).exists()
    return with_them or disclosed.is_open_to(entry, partner.province)


def _locked(entry_id: int) -> Any:
    """The profile, locked and as time has left it; None where there is none."""
    found = pool.lock([entry_id])
    return found[0] if found else None


def _mine(public_id: Any, *, partner: Partner | None = None, person: Any = None) -> Nomination:
    """A nomination of that province or person, locked with its profile."""
    found = selectors.find(public_id)
    if found is None:
        raise Refused("web.nominations.refused.unknown")
    entry = _locked(found.entry_id)
    if (partner is not None and found.partner_id != partner.pk) or (person is not None and entry.person_id != person.pk):
        raise Refused("web.nominations.refused.unknown")
    nomination = Nomination.objects.select_for_update(of=("self",)).select_related("partner").get(pk=found.pk)
    nomination.entry = entry
    return nomination


def _move(nomination: Nomination, transition: str, at: datetime, *, actor: str, role: str, notice: str = "") -> None:
    """Take a nomination along a transition of the law's table, with all that follows for the profile, the log and the person."""
    book = law.book().on(at.date())
    way = lifecycle.transition(book, transition, table=lifecycle.NOMINATION)
    if (nomination.state not in way.from_states) if way.from_states else bool(nomination.state):
        raise Refused("web.nominations.refused.state")
    entry, before = nomination.entry, nomination.state
    nomination.state = way.to
    if lifecycle.state(book, way.to, lifecycle.NOMINATION).terminal:
        nomination.closed_at = at
    nomination.save()
    audit(
        Done(
            at=at,
            actor=actor,
            role=role,
            action=f"partners.{transition}",
            object=f"nomination:{nomination.pk}",
            subject=str(entry.person.public_id),
            reason=nomination.partner.province,
        )
    )
    _follow(nomination, before, transition, at, actor=actor, role=role)
    if notice:
        said: dict[str, Any] = {"province": names(nomination.partner.province), "number": entry.number}
        if notice == "nomination_offered":
            said["day"] = nomination.answer_by.date().isoformat()
        tell(entry.person_id, notice, at, link="nominations", **said)


def _follow(nomination: Nomination, before: str, transition: str, at: datetime, *, actor: str, role: str) -> None:
    """What a transition means for the profile: accepted, it counts; gone, it is taken away, and what was declared of it too."""
    entry, province = nomination.entry, nomination.partner.province
    content: Mapping[str, Any] = entry.version.content if entry.version is not None else {}
    declared = content.get("nomination") or {}
    its = declared.get("province") == province
    if nomination.state == "ACCEPTED":
        accepted = {"province": province, "status": "accepted", "on": at.date().isoformat()}
        if its and "passive_investment" in declared:
            accepted["passive_investment"] = declared["passive_investment"]
        pool.set_nomination(entry, accepted, at, transition, actor=actor, role=role, reason=province)
    elif nomination.closed_at is not None and its:
        pool.set_nomination(entry, None, at, transition, actor=actor, role=role, reason=province)


def _looked(officer: Any, entry: Any, action: str, at: datetime, partner: Partner) -> Done:
    return Done(
        at=at,
        actor=str(officer.public_id),
        role=PROVINCE,
        action=action,
        object=f"entry:{entry.pk}",
        subject=str(entry.person.public_id),
        reason=partner.province,
    )
