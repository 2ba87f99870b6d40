"""Levers that others have a part in: a certificate of qualification, a nomination, a job offer; and settlement funds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from openentry.advice.declared import qualifying_offer
from openentry.advice.lever import Json, Lever, Situation, Trial
from openentry.facts.names import occupation_title, province
from openentry.law.occupations import teer
from openentry.messages import Message
from openentry.programs.residence import QUEBEC

_WAITING = ("declared", "offered")


def means(s: Situation) -> Iterator[Trial]:
    """Every lever of this kind that the profile has room for."""
    for lever in (*_certificate(s), *_nomination(s), *_offers(s), *_funds(s)):
        trial = s.pull(lever)
        if trial is not None:
            yield trial


def _certificate(s: Situation) -> Iterator[Lever]:
    """A Canadian certificate of qualification (MI s. 26, R87.2(3)(d)(i)), in the trade declared where there is one."""
    held, _ = s.facts.certificate()
    if held is not False:
        return
    lists = s.law.content("programs.fst").lists
    trades = [job.noc for job in s.profile.work or () if job.noc and lists(job.noc)]
    new = {"issued_on": s.day.isoformat(), **({"noc": trades[-1]} if trades else {})}
    yield Lever(
        id="certificate",
        kind="certificate",
        message=Message("advice.certificate.trade", {"noc": trades[-1], "occupation": occupation_title(trades[-1])})
        if trades
        else Message("advice.certificate"),
        effort=Message("advice.effort.certificate"),
        apply=lambda declared: {
            **declared,
            "certificates_of_qualification": [*declared["certificates_of_qualification"], new],
        },
        touches=frozenset({"certificate"}),
        family="certificate",
    )


def _nomination(s: Situation) -> Iterator[Lever]:
    """A nomination accepted, from the province the person intends to live in (MI s. 28, R87): none where that province names nobody
    through Express Entry."""
    held = s.profile.nomination
    lives = s.profile.intends_to_live_in
    outside = s.law.content("programs.pnp").without_program
    if not s.profile.known("nomination") or lives is None or lives in outside or lives == QUEBEC:
        return
    today = s.day.isoformat()
    waiting = held is not None and held.status in _WAITING and held.enhanced is not False and held.province not in (None, *outside)
    if held is not None and held.status == "accepted" and s.facts.possible["nomination"] != (False,):
        return
    if waiting:
        assert held is not None and held.province is not None
        said = Message(f"advice.nomination.{held.status}", {"place": province(held.province)})
        new: Json = {**s.declared["nomination"], "status": "accepted", "on": today}
    else:
        said = Message("advice.nomination", {"place": province(lives)})
        new = {"province": lives, "status": "accepted", "on": today, "enhanced": True, "passive_investment": False}
    yield Lever(
        id="nomination",
        kind="nomination",
        message=said,
        effort=Message("advice.effort.nomination"),
        apply=lambda declared: {**declared, "nomination": new},
        touches=frozenset({"nomination"}),
        remarks=(Message("advice.remark.nominee_only"),),
        paired=False,
        family="nomination",
    )


def _offers(s: Situation) -> Iterator[Lever]:
    """A job offer that qualifies under R82(2) or R87.2(3)(d), in an occupation declared; what it gives follows from the law of the
    day."""
    none_now = s.facts.fsw_offer.met is False and s.facts.fst_offer.met is False
    if not none_now or s.facts.authorized is None:
        return
    for noc in _occupations(s):
        support, employers = _support(s, noc)
        new = qualifying_offer(noc, employers, support)
        yield Lever(
            id=f"job_offer.{noc}",
            kind="job_offer",
            message=Message("advice.job_offer", {"noc": noc, "occupation": occupation_title(noc)}),
            effort=Message(f"advice.effort.job_offer.{support}"),
            apply=_offering(new),
            touches=frozenset({"job_offer"}),
            family="job_offer",
        )


def _offering(offer: Json) -> Callable[[Json], Json]:
    return lambda declared: {**declared, "job_offer": offer}


def _occupations(s: Situation) -> tuple[str, ...]:
    """The primary occupation, or else that of the last job, and the last trade: skilled occupations only."""
    skilled = s.law.content("definitions").skilled_teer
    lists = s.law.content("programs.fst").lists
    jobs = sorted((job for job in s.profile.work or () if job.noc and job.start), key=lambda job: job.start or s.day)
    codes = [job.noc for job in jobs if job.noc and teer(job.noc) in skilled]
    primary = [job.noc for job in jobs if job.primary_occupation and job.noc in codes]
    trades = [code for code in codes if lists(code)]
    return tuple(dict.fromkeys(code for code in (*(primary or codes)[-1:], *trades[-1:]) if code))


def _support(s: Situation, noc: str) -> tuple[str, list[str]]:
    """What an offer would rest on: the permit held, where it names an employer and rests on an LMIA; else a new LMIA."""
    held = s.profile.authorization_to_work
    if s.facts.authorized and held and held.kind == "lmia_permit" and held.employers and held.noc == noc:
        return "lmia_permit", list(held.employers[:1])
    return "new_lmia", ["?"]


def _funds(s: Situation) -> Iterator[Lever]:
    """Settlement funds up to the amount of the table for the family (R76(1)(b), R87.2(5))."""
    funds = s.evaluation.funds
    if funds.met is not False or funds.size is None:
        return
    have = funds.declared or 0
    yield Lever(
        id="funds",
        kind="funds",
        message=Message("advice.funds", {"needed": funds.needed, "size": funds.size, "short": funds.needed - have}),
        effort=Message("advice.effort.funds"),
        apply=lambda declared: {**declared, "funds_cad": funds.needed},
        touches=frozenset({"funds"}),
        family="funds",
    )
