"""Levers of education: an assessment of a credential held, one made again, a credential completed, another credential."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from openentry.advice.declared import PROGRAM_YEARS, study_inside_canada
from openentry.advice.lever import SOON, Json, Lever, Situation, Trial, record, with_record
from openentry.facts.education import Credential
from openentry.law.domains import EDUCATION
from openentry.messages import Message
from openentry.profile import Education
from openentry.work import years_after

_ASSESSMENT = Message("advice.effort.assessment")


def education(s: Situation, of_spouse: bool = False) -> Iterator[Trial]:
    """Every lever of education of the candidate, or of a spouse or partner who counts."""
    declared = s.spouse.education if of_spouse and s.spouse else s.profile.education
    if declared is None or (of_spouse and s.spouse is None):
        return
    schooling = s.facts.spouse_schooling if of_spouse else s.facts.schooling
    for credential in schooling.credentials:
        yield from _of_one(s, of_spouse, credential, declared[credential.at])
    earned = s.each_that_pays_more(_another(s, of_spouse, level) for level in _levels(declared))
    yield from tuple(earned)
    if of_spouse or not s.law.get("crs.canadian_education"):
        return
    for level in PROGRAM_YEARS:
        trial = s.pull(_in_canada(s, level))
        lower = [one for one in earned if _rank(one) <= EDUCATION.index(level)]
        if trial is not None and trial.worth and all(trial.beats(one) for one in lower):
            earned.append(trial)
            yield trial


def _of_one(s: Situation, of_spouse: bool, credential: Credential, declared: Education) -> Iterator[Trial]:
    """What can be done about one credential already declared."""
    level, at = credential.level, credential.at
    completed = declared.completed_on
    if level is None or credential.canadian is None:
        return
    if completed is None and declared.known("completed_on"):
        body = None if credential.canadian else _body(s, of_spouse)
        yield from s.pull_all([_credential(s, of_spouse, "complete", at, level, body, completes=True)])
    elif credential.counts is False and not credential.canadian and completed is not None and completed <= s.day:
        how = "assess" if declared.eca is None else "assess_again"
        yield from s.pull_all([_credential(s, of_spouse, how, at, level, _body(s, of_spouse))])
    elif credential.counts and not credential.canadian and credential.assessed_on is not None:
        valid = s.law.content("definitions").assessment_valid_years
        ends = date.fromordinal(years_after(credential.assessed_on.toordinal(), valid))
        if ends <= s.day + SOON:
            lever = _credential(s, of_spouse, "assess_soon", at, level, credential.body, day=ends)
            trial = s.pull(lever, ends)
            if trial is not None:
                yield trial


def _credential(
    s: Situation,
    of_spouse: bool,
    how: str,
    at: int,
    level: str,
    body: str | None,
    *,
    completes: bool = False,
    **params: date,
) -> Lever:
    """A credential of the profile, completed or assessed today."""
    today = s.day.isoformat()

    def change(entries: list[Json]) -> list[Json]:
        new = dict(entries[at])
        if completes:
            new["completed_on"] = today
        if body is not None:
            new["eca"] = {"body": body, "issued_on": today}
        return [*entries[:at], new, *entries[at + 1 :]]

    effort = Message("advice.effort.study", {"day": s.day}) if completes else _ASSESSMENT
    return _lever(of_spouse, f"{how}.{at}", how, {"level": level, **params}, effort, change, f"education[{at}]")


def _another(s: Situation, of_spouse: bool, level: str) -> Lever:
    """Another credential, from Canada or assessed, without what study in Canada itself earns."""
    new = {"level": level, "country": "CAN", "completed_on": s.day.isoformat(), "study_in_canada": None}
    return _lever(
        of_spouse,
        f"another.{level}",
        "another",
        {"level": level},
        Message("advice.effort.study", {"day": s.day}),
        lambda entries: [*entries, new],
        "education.another",
    )


def _in_canada(s: Situation, level: str) -> Lever:
    """Another credential, earned by full-time study inside Canada (MI s. 30)."""
    study = study_inside_canada(s.law, level)
    new = {"level": level, "country": "CAN", "completed_on": s.day.isoformat(), "study_in_canada": study}
    return _lever(
        False,
        f"in_canada.{level}",
        "in_canada",
        {"level": level},
        Message("advice.effort.study_in_canada", {"day": s.day}),
        lambda entries: [*entries, new],
        "education.another",
    )


def _lever(
    of_spouse: bool,
    name: str,
    how: str,
    params: Json,
    effort: Message,
    change: Callable[[list[Json]], list[Json]],
    touches: str,
) -> Lever:
    prefix = "spouse.education" if of_spouse else "education"
    return Lever(
        id=f"{prefix}.{name}",
        kind="spouse" if of_spouse else "education",
        message=Message(f"advice.{prefix}.{how}", params),
        effort=effort,
        apply=lambda declared: with_record(
            declared, of_spouse, {"education": change(list(record(declared, of_spouse)["education"]))}
        ),
        touches=frozenset({f"spouse.{touches}" if of_spouse else touches}),
        family=f"{prefix}.{how}",
    )


def _levels(declared: tuple[Education, ...]) -> tuple[str, ...]:
    return tuple(PROGRAM_YEARS) if declared else ("secondary", *PROGRAM_YEARS)


def _rank(trial: Trial) -> int:
    """The level of the credential a lever adds."""
    return EDUCATION.index(trial.lever.id.rpartition(".")[2])


def _body(s: Situation, of_spouse: bool) -> str | None:
    """An organization designated on the day: the professional body of the primary occupation where there is one (FSW-06)."""
    bodies = s.law.content("assessment.bodies").bodies
    designated = {key: body for key, body in bodies.items() if date.fromisoformat(body.designated_from) <= s.day}
    primary = {job.noc for job in s.facts.work.jobs if job.primary}
    professional = (key for key, body in designated.items() if primary.intersection(body.only_for))
    general = (key for key, body in designated.items() if not body.only_for)
    return next(general if of_spouse else professional, None) or next(general, None)
