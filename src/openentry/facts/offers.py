"""Valid job offers: which case of R82(2) or R87.2(3)(d) an offer falls under, if any (contract C03, C04, C23)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openentry.asof import AsOf
from openentry.facts.jobs import WorkRecord
from openentry.facts.three import Truth, every, opposite, some
from openentry.law.book import Law
from openentry.law.shapes.programs import OfferCase
from openentry.profile import AuthorizationToWork, JobOffer, Profile


@dataclass(frozen=True, slots=True)
class OfferFinding:
    """Whether an offer qualifies, under which paragraph when known, and under which it may.

    ``cases`` has each paragraph that is met or may be, with yes or not known. An offer can surely qualify while it is not known
    under which of two paragraphs; ``asks`` then has what would tell.
    """

    met: Truth
    cases: tuple[tuple[str, Truth], ...]
    asks: tuple[str, ...]

    @property
    def case(self) -> str | None:
        """The paragraph that is surely met."""
        return next((name for name, met in self.cases if met), None)

    def under(self, paragraphs: tuple[str, ...]) -> Truth:
        """Whether the offer qualifies under one of the paragraphs."""
        if self.met and all(name in paragraphs for name, _ in self.cases):
            return True
        if any(met and name in paragraphs for name, met in self.cases):
            return True
        return None if any(met is None and name in paragraphs for name, met in self.cases) else False


def authorized_now(profile: Profile, asof: AsOf) -> Truth:
    """Whether the person may work in Canada on the day (contract C04)."""
    held = profile.authorization_to_work
    if held is None:
        return False if profile.known("authorization_to_work") else None
    return _valid(held, asof)


def _valid(held: AuthorizationToWork, asof: AsOf) -> Truth:
    if held.expires_on is None:
        return True if held.known("expires_on") else None
    return not asof.come(held.expires_on.toordinal() + 1, "change.permit_ends")


def job_offer(
    profile: Profile,
    work: WorkRecord,
    law: Law,
    asof: AsOf,
    *,
    program: str,
    occupation: Callable[[str], bool],
    most_employers: int,
) -> OfferFinding:
    """The finding for one class: ``program`` is ``fsw`` or ``fst``, ``occupation`` says whether an offered occupation fits it."""
    offer = profile.job_offer
    if offer is None:
        return OfferFinding(False, (), ()) if profile.known("job_offer") else OfferFinding(None, _all(law, program), ("job_offer",))
    rules = law.content("programs.job_offer")
    answers = _common(offer, occupation, most_employers, rules.duration_months)
    common = every(answers.values())
    if common is False:
        return OfferFinding(False, (), ())
    authorized = authorized_now(profile, asof)

    def cases(if_authorized: Truth) -> list[tuple[str, Truth]]:
        found = [(case, _case(case, offer, profile, if_authorized, work, law, asof, program)) for case in rules.cases]
        return [(case.fsw if program == "fsw" else case.fst, every([common, met])) for case, met in found if met is not False]

    found = cases(authorized)
    met = some([m for _, m in found])
    if met is None and authorized is None:  # with a new assessment it is one paragraph or another, authorized or not
        either = {some([m for _, m in cases(answer)]) for answer in (True, False)}
        met = either.pop() if len(either) == 1 else None
    asks = [f"job_offer.{key}" for key, answer in answers.items() if answer is None]
    if not any(m for _, m in found):
        asks += _case_asks(offer, profile)
    settled = met is False or any(m for _, m in found)
    return OfferFinding(met, tuple(found), () if settled else tuple(dict.fromkeys(asks)))


def _all(law: Law, program: str) -> tuple[tuple[str, Truth], ...]:
    return tuple([(case.fsw if program == "fsw" else case.fst, None) for case in law.content("programs.job_offer").cases])


def _common(offer: JobOffer, occupation: Callable[[str], bool], most_employers: int, months: int) -> dict[str, Truth]:
    """The conditions every case shares, by the key that answers each."""
    if offer.indeterminate:
        long_enough: Truth = True
    elif offer.duration_months is not None:
        long_enough = offer.duration_months >= months
    else:
        long_enough = False if offer.known("duration_months") and offer.indeterminate is False else None
    return {
        "noc": None if offer.noc is None else occupation(offer.noc),
        "employers": None if offer.employers is None else len(offer.employers) <= most_employers,
        "full_time": offer.full_time,
        "paid": offer.paid,
        "seasonal": opposite(offer.seasonal),
        "in_writing": offer.in_writing,
        "duration_months": long_enough,
        "ineligible_employer": opposite(offer.ineligible_employer),
        "diplomatic_mission": opposite(offer.diplomatic_mission),
        "support": None if offer.support is None else offer.support != "none",
    }


def _case(
    case: OfferCase,
    offer: JobOffer,
    profile: Profile,
    authorized: Truth,
    work: WorkRecord,
    law: Law,
    asof: AsOf,
    program: str,
) -> Truth:
    supported = None if offer.support is None else offer.support == case.support
    if supported is False:
        return False
    held = profile.authorization_to_work
    match case.worker:
        case "not_authorized":
            worker = opposite(authorized)
        case "authorized":
            worker = authorized
        case _:
            worker = _permit_holder(case, offer, held, authorized, law, program)
    answers = [supported, worker]
    if case.months_with_employer:
        answers.append(_year_with(offer, work, asof, case.months_with_employer))
    return every(answers)


def _permit_holder(
    case: OfferCase, offer: JobOffer, held: AuthorizationToWork | None, authorized: Truth, law: Law, program: str
) -> Truth:
    """A valid permit of the right kind, naming an employer that makes the offer; for a trade, in the same minor group."""
    if held is None or authorized is False:
        return authorized
    rules = law.content("programs.job_offer")
    answers: list[Truth] = [authorized, None if held.kind is None else held.kind == case.support]
    if case.support == "exempt_permit":
        answers.append(held.exemption in rules.exemptions if held.exemption or held.known("exemption") else None)
    if held.employers is not None and offer.employers is not None:
        answers.append(not _names(held.employers).isdisjoint(_names(offer.employers)))
    if program == "fst":
        digits = rules.minor_group_digits
        same = None if held.noc is None or offer.noc is None else held.noc[:digits] == offer.noc[:digits]
        answers.append(False if held.noc is None and held.known("noc") else same)
    return every(answers)


def _year_with(offer: JobOffer, work: WorkRecord, asof: AsOf, months: int) -> Truth:
    """A continuous year with the offering employer: any occupation, any country, any time before (contract C23)."""
    if offer.employers is None:
        return None
    names = _names(offer.employers)
    picked = work.pick_where(
        lambda job: every(
            [job.tests["paid"], job.employer in names if job.employer else (None if "employer" in job.missing else False)]
        )
    )
    low, high = work.reached(asof, picked, None, (months,), "change.year_with_employer", continuous=True)
    return True if low else (None if high else False)


def _names(employers: tuple[str, ...]) -> set[str]:
    return {" ".join(name.split()).casefold() for name in employers}


def _case_asks(offer: JobOffer, profile: Profile) -> list[str]:
    """What would settle which case it is."""
    if not profile.known("authorization_to_work"):
        return ["authorization_to_work"]
    held = profile.authorization_to_work
    if held is None:
        return []
    keys = [k for k in ("kind", "expires_on", "employers") if not held.known(k)]
    if offer.support == "exempt_permit" and not held.known("exemption"):
        keys.append("exemption")
    return [f"authorization_to_work.{k}" for k in keys] or ["work"]
