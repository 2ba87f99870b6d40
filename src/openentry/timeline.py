"""The days on which a decision will change, what changes and why: by time alone, if nothing the person declared changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from openentry.crs import Instrument, caps_that_bite
from openentry.decision import Decision
from openentry.decision.document import message
from openentry.decision.evaluation import Evaluation
from openentry.law.sources import Text
from openentry.messages import Message
from openentry.verdict import Finding, Verdict
from openentry.version import VERSION

Bounds = tuple[int, int]
_STATE = {True: "met", False: "not_met", None: "unknown"}
_OCTETS = 75  # of a line of a calendar, without its end (RFC 5545, 3.1)


@dataclass(frozen=True, slots=True)
class Step:
    """One day on which the decision differs from the day before: what differs, why, and the decision from that day on."""

    on: date
    because: tuple[Message, ...]
    what: tuple[Message, ...]
    decision: Decision

    def model_dump(self, lang: str = "en") -> dict[str, Any]:
        """The step as JSON values, its sentences in ``lang``."""
        return {
            "on": self.on.isoformat(),
            "because": [message(said, lang) for said in self.because],
            "what": [message(said, lang) for said in self.what],
            "eligible": self.decision.eligible,
            "program_of_invitation": self.decision.program_of_invitation,
            "total": self.decision.total,
            "range": list(self.decision.score_range),
        }


def timeline(decision: Decision, until: date) -> Iterator[Step]:
    """Every change after the day of ``decision`` up to ``until``, that day in, in order (contract C48).

    >>> from openentry import Profile, decide
    >>> decision = decide(Profile.model_validate({"person": {"date_of_birth": "1996-03-01"}}), date(2026, 1, 1))
    >>> [(step.on.isoformat(), step.because[0].text()) for step in timeline(decision, date(2026, 3, 29))]
    [('2026-02-18', 'A rule changes, or has not been verified from that day on.'), ('2026-03-01', 'You turn 30.')]
    """
    current = decision
    while (change := current.change_by(until)) is not None:
        following = current.with_evaluation(change.evaluation)
        yield Step(change.on, change.because, differences(current.evaluation, change.evaluation), following)
        current = following


def differences(before: Evaluation, after: Evaluation) -> tuple[Message, ...]:
    """What differs between two days, each as a sentence: eligibility, programs, the score with its factors and caps, the grid,
    requirements, categories, the law, warnings. Empty only where the two say the same (contract C48)."""
    said: list[Message] = []
    said += _eligibility(before, after)
    said += _points(before, after)
    said += _caps(before, after)
    said += _requirements([before.general, *_kept(before, after)], [after.general, *after.programs.values()])
    said += _categories(before, after)
    for part, version in after.law.versions.items():
        if version != before.law.versions.get(part):
            said.append(Message("what.law", {"part": after.law.book.parts[part].title, "version": version}))
    old, new = ({(w.id, str(w.params)): w for w in day.warnings} for day in (before, after))
    said += [Message("what.warning", {"warning": warning}) for key, warning in new.items() if key not in old]
    said += [Message("what.warning_ends", {"warning": warning}) for key, warning in old.items() if key not in new]
    return tuple(said)


def _eligibility(before: Evaluation, after: Evaluation) -> list[Message]:
    said = []
    if before.eligible != after.eligible:
        said.append(Message(f"what.eligible.{_STATE[after.eligible]}"))
    names = after.law.content("programs.order").names
    for name, verdict in after.programs.items():
        old = before.programs.get(name)
        if old is None or verdict.met != old.met:
            said.append(Message(f"what.program.{_STATE[verdict.met]}", {"program": names[name]}))
    called = before.law.content("programs.order").names
    said += [Message("what.program.ends", {"program": called[name]}) for name in before.programs if name not in after.programs]
    if before.program_of_invitation != after.program_of_invitation and after.program_of_invitation:
        said.append(Message("what.invitation", {"program": names[after.program_of_invitation]}))
    return said


def _kept(before: Evaluation, after: Evaluation) -> list[Verdict]:
    """The programs that are still there: of one that is not, no requirement is told."""
    return [verdict for name, verdict in before.programs.items() if name in after.programs]


def _points(before: Evaluation, after: Evaluation) -> list[Message]:
    said = []
    if before.score.total != after.score.total:
        said.append(Message("what.score", {"old": figure(before.score.total), "new": figure(after.score.total)}))
    titles = _titles(before.instrument) | _titles(after.instrument)
    none = (0, 0)
    for name in dict.fromkeys((*before.score.factors, *after.score.factors)):
        old, new = before.score.factors.get(name, none), after.score.factors.get(name, none)
        if old != new:
            said.append(Message("what.factor", {"factor": titles[name], "old": figure(old), "new": figure(new)}))
    for name, bounds in after.grid.factors.items() if "fsw" in after.programs else ():
        old = before.grid.factors[name]
        if bounds != old:
            factor = Message(f"grid.{name}")
            said.append(Message("what.grid", {"factor": factor, "old": figure(old), "new": figure(bounds)}))
    return said


def figure(bounds: Bounds) -> int | Message:
    """Points: a whole number, or words for a range while they are not known."""
    low, high = bounds
    return low if low == high else Message("what.range", {"low": low, "high": high})


def _titles(instrument: Instrument) -> dict[str, Text]:
    """What the law calls each factor in force."""
    return {f.id: f.title for section in instrument.sections for group in section.groups for f in group.factors}


def _caps(before: Evaluation, after: Evaluation) -> list[Message]:
    said = []
    old, new = (_biting(day) for day in (before, after))
    said += [Message("what.cap.begins", {"what": title}) for name, title in new.items() if name not in old]
    said += [Message("what.cap.ends", {"what": title}) for name, title in old.items() if name not in new]
    return said


def _biting(day: Evaluation) -> dict[str, Text]:
    """The groups and sections whose cap takes points away, with what the law calls them."""
    titles = {}
    for section in day.instrument.sections:
        titles[section.id] = section.title
        titles |= {f"{section.id}.{group.id}": group.title for group in section.groups if group.title}
    return {name: titles[name] for name in caps_that_bite(day.instrument, day.score, day.sets)}


def _requirements(before: Iterable[Verdict], after: Iterable[Verdict]) -> list[Message]:
    old = {finding.id: finding.met for verdict in before for finding in verdict.findings}
    new = [finding for verdict in after for finding in verdict.findings]
    said = [_turned(finding) for finding in new if finding.id not in old or finding.met != old[finding.id]]
    gone = old.keys() - {finding.id for finding in new}
    return said + [Message("what.requirement.ends", {"requirement": name}) for name in sorted(gone)]


def _turned(finding: Finding) -> Message:
    about = {"title": finding.title, "requirement": finding.id, "says": finding.message}
    return Message(f"what.requirement.{_STATE[finding.met]}", about)


def _categories(before: Evaluation, after: Evaluation) -> list[Message]:
    said = []
    old = {verdict.id: verdict for verdict in before.categories}
    for verdict in after.categories:
        named = {"category": category_name(after, verdict.id)}
        was = old.pop(verdict.id, None)
        if was is None:
            said.append(Message("what.category.begins", named))
        if was is None or verdict.met != was.met:
            said.append(Message(f"what.category.{_STATE[verdict.met]}", named))
        elif verdict.met is None:  # a criterion may turn while others, which no profile answers, keep the whole open
            said += _requirements([was], [verdict])
    return said + [Message("what.category.ends", {"category": category_name(before, name)}) for name in old]


def category_name(day: Evaluation, category: str) -> Text:
    """What the law of the day calls a category."""
    name: Text = day.law.content(f"categories.{category}").name
    return name


# --- as a calendar ---


def ics(steps: Iterable[Step], lang: str = "en", *, made_on: date, subject: str = "") -> str:
    """The steps as a calendar (RFC 5545): an all-day event a step.

    ``made_on`` is the day of the decision the steps follow from, and stands for the moment they were written: there is no clock
    here. ``subject`` tells people apart: an event keeps its UID for the same subject and day, so a calendar read again is
    brought up to date, and two people's calendars can be held together. Lines end in CRLF and are folded at 75 octets.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//OpenEntry//OpenEntry {VERSION}//{lang.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(Message('calendar.name').text(lang))}",
    ]
    whose = sha256(subject.encode()).hexdigest()[:16]
    for step in steps:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{step.on:%Y%m%d}-{whose}@openentry",
            f"DTSTAMP:{made_on:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{step.on:%Y%m%d}",
            f"SUMMARY;LANGUAGE={lang}:{_escaped(Message('calendar.event', {'what': step.what[0]}).text(lang))}",
            f"DESCRIPTION;LANGUAGE={lang}:{_escaped(_told(step, lang))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _told(step: Step, lang: str) -> str:
    """Why, then what, a sentence a line."""
    return "\n".join([*[said.text(lang) for said in step.because], "", *[said.text(lang) for said in step.what]])


def _escaped(value: str) -> str:
    """Text as RFC 5545, 3.3.11 writes it."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, written)
    return value


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, each after the first behind a space; no letter is cut."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
