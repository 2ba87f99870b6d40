"""The level of education on one day, and study in Canada (MI ss. 11, 30; R75(2)(e), R78, R83; contract C11-C13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from openentry.asof import AsOf
from openentry.facts.three import Truth, every, opposite, some
from openentry.law.book import Law
from openentry.law.domains import CANADIAN_EDUCATION, EDUCATION
from openentry.messages import Message
from openentry.profile import Education, FullTimeStudy
from openentry.work import FOREVER, months_after, years_after


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential: whether it counts on the day, and its level (None while not known)."""

    at: int
    counts: Truth
    level: str | None
    canadian: Truth
    body: str | None
    assessed_on: date | None
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schooling:
    """The level of education: its possible values, in ascending order, and the credentials it rests on."""

    possible: tuple[str, ...]
    credentials: tuple[Credential, ...]
    declared: bool
    asks: tuple[str, ...]

    @property
    def level(self) -> str | None:
        """The level when known."""
        return self.possible[0] if len(self.possible) == 1 else None


def schooling(education: tuple[Education, ...] | None, place: str, law: Law, asof: AsOf, warnings: list[Message]) -> Schooling:
    """The level of education on the day (MI s. 11; the highest only). ``education`` None = not declared: every level is
    possible."""
    if education is None:
        return Schooling(EDUCATION, (), False, (place,))
    credentials = tuple([_credential(i, e, f"{place}[{i}]", law, asof, warnings) for i, e in enumerate(education)])
    second = 2 if law.choice("SECOND-CREDENTIAL") == "two_year" else 1
    low = _level([c.level or "secondary" for c in credentials if c.counts], second)
    high = _level([c.level or EDUCATION[-1] for c in credentials if c.counts is not False], second)
    asks = tuple([a for c in credentials for a in c.asks]) if low != high else ()
    return Schooling(EDUCATION[EDUCATION.index(low) : EDUCATION.index(high) + 1], credentials, True, asks)


def _level(levels: Iterable[str], second_credential: int) -> str:
    """The level from the levels of the credentials that count."""
    ranks = sorted((EDUCATION.index(level) for level in levels), reverse=True)
    if not ranks:
        return EDUCATION[0]
    best = EDUCATION[ranks[0]]
    one_year, bachelor = EDUCATION.index("one_year"), EDUCATION.index("bachelor")
    if ranks[0] == bachelor and len(ranks) > 1 and ranks[1] >= one_year + second_credential - 1:
        return "two_or_more"
    return best


def _credential(at: int, education: Education, place: str, law: Law, asof: AsOf, warnings: list[Message]) -> Credential:
    asks: list[str] = []
    level: str | None = education.level
    if level is None:
        asks.append(f"{place}.level")
    elif education.professional_degree and EDUCATION.index(level) < EDUCATION.index("master"):
        level = "master"  # an entry-to-practice professional degree stands in the master's row
    if education.completed_on is not None:
        completed: Truth = asof.come(education.completed_on, "change.credential_completed")
    else:
        completed = False if education.known("completed_on") else None
        if completed is None:
            asks.append(f"{place}.completed_on")
    canadian = None if education.country is None else education.country == "CAN"
    if canadian is None:
        asks.append(f"{place}.country")
    assessed = _assessed(education, place, law, asof, warnings, asks) if canadian is not True and completed is not False else None
    counts = every([completed, some([canadian, assessed])])
    eca = education.eca
    body, issued = (eca.body, eca.issued_on) if eca else (None, None)
    return Credential(at, counts, level, canadian, body, issued, tuple(asks) if counts is not False else ())


def _assessed(education: Education, place: str, law: Law, asof: AsOf, warnings: list[Message], asks: list[str]) -> Truth:
    """Whether a designated body's assessment of it is valid on the day: issued, and less than five years old."""
    eca = education.eca
    if eca is None:
        if education.known("eca"):
            return False
        asks.append(f"{place}.eca")
        return None
    designated: Truth = None
    if eca.body is None:
        asks.append(f"{place}.eca.body")
    elif eca.body == "other":
        return False
    if eca.issued_on is None:
        asks.append(f"{place}.eca.issued_on")
        return None
    if not asof.come(eca.issued_on, "change.assessment_issued"):
        return False
    if eca.body is not None:
        body = law.content("assessment.bodies").bodies[eca.body]
        designated = eca.issued_on >= date.fromisoformat(body.designated_from)
    expires = years_after(eca.issued_on.toordinal(), law.content("definitions").assessment_valid_years)
    if asof.come(expires, "change.assessment_expires"):
        warnings.append(Message("warning.assessment_expired", {"day": date.fromordinal(expires)}))
        return False
    return designated


def study_for_points(education: tuple[Education, ...] | None, law: Law, asof: AsOf) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The possible tiers of study in Canada for additional points (MI s. 30), and what would settle them."""
    if education is None:
        return CANADIAN_EDUCATION, ("education",)
    low = high = 0
    asks: list[str] = []
    for at, credential in enumerate(education):
        place = f"education[{at}]"
        if credential.level == "secondary" or (credential.country is not None and credential.country != "CAN"):
            continue
        tier = {"one_year": 1, "two_year": 1, None: 2}.get(credential.level, 2)
        if credential.professional_degree:
            tier = 2
        answer, missing = _studied(credential, place, law, asof)
        if answer is False:
            continue
        high = max(high, tier)
        if answer and credential.level:
            low = max(low, tier)
        elif tier > low:
            asks += missing or (f"{place}.level",)
    return CANADIAN_EDUCATION[low : high + 1], tuple(asks) if low != high else ()


def _studied(credential: Education, place: str, law: Law, asof: AsOf) -> tuple[Truth, tuple[str, ...]]:
    """Whether the study behind a Canadian credential earns points, and which answers are missing."""
    if credential.completed_on is not None:
        completed: Truth = asof.come(credential.completed_on, "change.credential_completed")
    else:
        completed = False if credential.known("completed_on") else None
    if completed is False:
        return False, ()
    study = credential.study_in_canada
    if study is None:
        return (False, ()) if credential.known("study_in_canada") else (None, (f"{place}.study_in_canada",))
    counting = law.content("crs.counting")
    waived = _waived(credential, counting.study_waived_from, counting.study_waived_until)
    months = counting.study_months
    enrolled = None if study.months_enrolled is None else study.months_enrolled >= months
    present = None if study.months_present is None else study.months_present >= months
    answers: dict[str, Truth] = {
        "study_in_canada.full_time": some([waived, study.full_time]),
        "study_in_canada.months_enrolled": some([waived, enrolled]),
        "study_in_canada.months_present": some([waived, present]),
        "study_in_canada.distance_learning": opposite(study.distance_learning),
        "study_in_canada.language_study_over_half": opposite(study.language_study_over_half),
        "study_in_canada.return_home_award": opposite(study.return_home_award),
        "country": None if credential.country is None else credential.country == "CAN",
        "completed_on": completed,
    }
    return every(answers.values()), tuple(f"{place}.{key}" for key, answer in answers.items() if answer is None)


def _waived(credential: Education, first: str | None, last: str | None) -> Truth:
    """Whether part of the program fell in the months for which full-time study and presence are waived."""
    study = credential.study_in_canada
    if first is None or last is None or study is None:
        return False
    opens, closes = date.fromisoformat(first), date.fromisoformat(last)
    start, end = study.started_on, study.ended_on or credential.completed_on
    if (start is not None and start > closes) or (end is not None and end < opens):
        return False
    if (start is not None and start >= opens) or (end is not None and end <= closes):
        return True
    return None if start is None or end is None else True


def months_of_study(
    entries: tuple[FullTimeStudy, ...] | None, place: str, programme_months: int, asof: AsOf
) -> tuple[int, int | None, tuple[str, ...]]:
    """Whole months of full-time study in Canada in programs long enough, in good standing: at least, at most (None = no limit),
    asks."""
    if entries is None:
        return 0, None, (place,)
    asks: list[str] = []
    surely: list[tuple[int, int]] = []
    possibly: list[tuple[int, int]] = []
    unlimited = False
    for at, study in enumerate(entries):
        here = f"{place}[{at}]"
        long_enough = None if study.programme_months is None else study.programme_months >= programme_months
        counts = every([study.good_standing, long_enough])
        if counts is False:
            continue
        missing = [f"{here}.{k}" for k in ("good_standing", "programme_months") if getattr(study, k) is None]
        if study.start is None or not study.known("end"):
            missing += [f"{here}.{k}" for k in ("start", "end") if not study.known(k)]
            unlimited = True
        else:
            if not asof.come(study.start, "change.study"):
                continue
            stretch = study.start.toordinal(), FOREVER if study.end is None else study.end.toordinal()
            possibly.append(stretch)
            if counts:
                surely.append(stretch)
        asks += missing
    return _whole_months(surely, asof), None if unlimited else _whole_months(possibly, asof), tuple(asks)


def _whole_months(stretches: list[tuple[int, int]], asof: AsOf) -> int:
    """The whole months up to the day, stretches that overlap or follow each other taken as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    months = 0
    for start, end in joined:
        whole = 0
        while months_after(start, whole + 1) <= min(asof.ordinal, end) + 1:
            whole += 1
        if end > asof.ordinal:
            asof.note(months_after(start, whole + 1) - 1, "change.study")
        months += whole
    return months
