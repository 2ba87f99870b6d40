"""What the pages of a person are made of: where they stand, in each state, and the decision of a day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.urls import reverse
from pydantic import ValidationError

from openentry import Decision, Profile, advise, decide, lifecycle
from openentry.advice import Suggestion
from openentry_web.pool import bands, coming, deciding, explained, law, past_rounds, permit, selectors, services
from openentry_web.pool.compact import compact
from openentry_web.pool.models import Decision as Kept
from openentry_web.pool.models import Entry
from openentry_web.profiles.services import open_answers
from openentry_web.ui.templatetags.ui import lang as page_language
from openentry_web.ui.templatetags.ui import signed

Context = dict[str, Any]

#: Which page a state has.
_PAGES = {"DRAFT": "draft", "IN_POOL": "in_pool", "INVITED": "after", "APPLIED": "after", "APP_DECIDED": "after", "BARRED": "none"}
#: States that come of programs not met: each requirement in the way is shown.
_TOLD_WHY = ("INELIGIBLE_AT_SUBMISSION", "INELIGIBLE_IN_POOL")
_TOLD = ("question", "other_order")  # of advice: facts to settle, not things to do
_A_DAY = 86_400


def where_i_stand(person: Any, now: datetime, lang: str) -> tuple[str, Context]:
    """The page for the state a person is in, and what it shows."""
    entry = up_to_date(selectors.current(person), now)
    if entry is None:
        return "none", {}
    if entry.state != "IN_POOL" and (barred := bar(person, now)) is not None:
        return "barred", barred
    page = _PAGES.get(entry.state, "closed")
    shown: Context = {"entry": entry}
    if entry.version is not None:
        shown["permit"] = permit.of(deciding.profile_of(entry), now.date())
    match page:
        case "draft":
            shown |= _draft(entry, now, lang)
        case "in_pool":
            shown |= _in_pool(entry, now, lang)
        case "closed":
            shown |= _closed(entry, lang)
        case "after":
            shown["state"] = lifecycle.state(law.book().on(now.date()), entry.state)
    return page, shown


def up_to_date(entry: Entry | None, now: datetime) -> Entry | None:
    """The entry, once time and law have acted on it, whether or not the sweep came by: nothing that is shown is stale."""
    if entry is None:
        return None
    if entry.state == "DRAFT" and entry.submit_by < now:
        services.lapse(entry.pk, now)
    elif entry.state == "IN_POOL" and _is_behind(entry, now):
        services.age([entry.pk], now)
    else:
        return entry
    return Entry.objects.select_related("decision", "version", "person").get(pk=entry.pk)


def _is_behind(entry: Entry, now: datetime) -> bool:
    over = entry.expires_at is not None and now > entry.expires_at
    turned = entry.changes_on is not None and entry.changes_on <= now.date()
    return over or turned or entry.decision is None or entry.decision.law_id != law.digest()


# --- in the pool ---


def _in_pool(entry: Entry, now: datetime, lang: str) -> Context:
    decided = deciding.decide_entry(entry, deciding.profile_of(entry), now)
    following, warned = coming.soon(decided, entry)
    categories = [one.name for one in explained.categories(decided, lang) if one.state == "yes"]
    crs = decided.evaluation.law.book.parts["crs"]
    return {
        "decided": decided,
        "standing": selectors.standing(entry),
        "bands": bands.rows(selectors.tally(), entry.score),
        "score": explained.score(decided, lang),
        "column": explained.column(decided, lang),
        "programs": explained.programs(decided, lang),
        "categories": categories,
        "also_draft": selectors.draft(entry.person_id) is not None,
        "rounds": past_rounds.latest(entry),
        "rounds_known_to": past_rounds.known_to(),
        "coming": following,
        "warned": warned,
        "asked": explained.asked(decided, lang, 3) if decided.total is None else [],
        "crs_since": decided.evaluation.law.versions["crs"],
        "crs_until": crs.verified_until if crs.verified_until < decided.as_of else None,
        "law_link": reverse("decision", args=[decided.as_of]) + "#law",
        "digest": _short(decided),
        "help": _kept_help(entry, now.date()),
    }


def _short(decided: Decision) -> str:
    """The digest of the law in a few letters, for the foot of a page."""
    return decided.evaluation.law.digest[:12]


@dataclass(frozen=True, slots=True)
class Help:
    """One thing that would help, in few words: ``message`` as stored JSON; the points it gives at least and at most."""

    message: Any
    low: int
    high: int
    opens: list[Any]

    @property
    def least(self) -> str:
        """The points at least, with their sign."""
        return signed(min(self.low, self.high))

    @property
    def most(self) -> str:
        """The points at most, with their sign."""
        return signed(max(self.low, self.high))

    @property
    def named(self) -> list[str]:
        """The programs it opens, in the language of the page."""
        return [name[page_language()] for name in self.opens]


def most_help(entry: Entry, now: datetime) -> list[Help]:
    """The three changes that would raise the score most, kept for the day, because finding them takes a tenth of a second."""
    day = now.date()
    found = _kept_help(entry, day)
    if found is None:
        from openentry.decision.document import plain

        advice = advise(deciding.profile_of(entry), day, law=law.book())
        best = _different([one for one in advice if one.kind not in _TOLD])[:3]
        rows = [[plain(one.message), *one.gain, [plain(one.names[name]) for name in one.opens_programs]] for one in best]
        cache.set(_help_key(entry, day), json.dumps(rows), _A_DAY)
        found = [Help(*row) for row in json.loads(json.dumps(rows))]
    return found


def _different(ones: list[Suggestion]) -> list[Suggestion]:
    """The best of each kind: not the same test at three levels."""
    seen: set[str] = set()
    return [one for one in ones if not (one.kind in seen or seen.add(one.kind))]  # type: ignore[func-returns-value]


def _kept_help(entry: Entry, day: date) -> list[Help] | None:
    kept = cache.get(_help_key(entry, day))
    return [Help(*row) for row in json.loads(kept)] if kept else None


def _help_key(entry: Entry, day: date) -> str:
    return f"help:{entry.version_id}:{day.isoformat()}:{law.digest()[:16]}"


# --- before and after the pool ---


def _draft(entry: Entry, now: datetime, lang: str) -> Context:
    profile = _profile_so_far(entry, now)
    decided = decide(profile, now.date(), law=law.book())
    return {
        "decided": decided,
        "days": (entry.submit_by.date() - now.date()).days,
        "programs": explained.programs(decided, lang),
        "asked": explained.asked(decided, lang, 4),
        "begun": bool(profile.declared()),
        "bars": [one for one in explained.bars(decided, lang) if one.state == "no"],
    }


def _profile_so_far(entry: Entry, now: datetime) -> Profile:
    try:
        return Profile.model_validate(open_answers(entry, now).content)
    except ValidationError:  # answers that do not hold together yet: none is lost, and none is taken for known here
        return Profile()


def _closed(entry: Entry, lang: str) -> Context:
    said: Context = {"title_id": f"web.home.{entry.state}.title", "body_id": f"web.home.{entry.state}.body"}
    if entry.decision_id is None:
        return said
    kept = Kept.objects.select_related("version", "law").get(pk=entry.decision_id)
    said["kept"] = kept
    if entry.state not in _TOLD_WHY:
        return said
    decided = deciding.again(kept)
    reasons = [
        (program, [one for one in program.tested if one.state in ("no", "unknown")])
        for program in explained.programs(decided, lang)
    ]
    return said | {
        "reasons": sorted(
            ((program, missing) for program, missing in reasons if program.state != "yes"), key=lambda one: len(one[1])
        ),
        "not_known": any(one.state == "unknown" for _, missing in reasons for one in missing),
        "bars": [one for one in explained.bars(decided, lang) if one.state == "no"],
    }


def bar(person: Any, now: datetime) -> Context | None:
    """What keeps a person from submitting any profile, and until when; None where nothing does."""
    recorded = deciding.barred(person, now.date())
    if recorded is not None:
        return {"until": recorded.until}
    entry = selectors.barred(person)
    if entry is None or entry.closed_at is None:
        return None
    until = lifecycle.deadline(law.book().on(entry.closed_at.date()), "misrepresentation_years", entry.closed_at).date()
    declared = deciding.profile_of(entry).bars if entry.version is not None else None
    for one in declared or ():
        if one.until is not None:
            until = max(until, one.until)
    return {"entry": entry, "until": until} if until >= now.date() else None


# --- a decision ---


def held_on(person: Any, day: date, number: int | None = None) -> Context | None:
    """The decision that held at the end of a day, and those around it; None where there was none, or the day is not one."""
    every = selectors.past_decisions(person)
    chosen = next((one for one in every if one.as_of <= day and number is None), None)
    if number is not None:
        chosen = next((one for one in every if one.as_of == day and one.number == number), None)
    if chosen is None:
        return None
    later = [one for one in every if one.entry_id == chosen.entry_id and one.number > chosen.number]
    return {"chosen": chosen, "every": every, "next": later[-1] if later else None}


def explain(kept: Kept, lang: str) -> Context:
    """A stored decision made again, whole; ``same`` says whether it comes to what was stored."""
    kept = Kept.objects.select_related("version", "law", "entry").get(pk=kept.pk)
    decided = deciding.again(kept)
    return {
        "sure": True,  # how we know each rule is said
        "kept": kept,
        "entry": kept.entry,
        "decided": decided,
        "same": json.loads(json.dumps(compact(decided))) == kept.outcome,
        "stored_score": kept.outcome["score"],
        "score": explained.score(decided, lang),
        "column": explained.column(decided, lang),
        "programs": explained.programs(decided, lang),
        "categories": explained.categories(decided, lang),
        "bars": explained.bars(decided, lang),
        "parts": [decided.evaluation.law.book.parts[part] for part in decided.evaluation.law.versions],
        "versions": decided.evaluation.law.versions,
        "warnings": [said for said in decided.warnings if said.id != "warning.law_not_verified"],  # the table of the law says it
        "digest": _short(decided),
    }
