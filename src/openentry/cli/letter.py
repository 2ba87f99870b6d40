"""A decision as a letter: who and when, the answer, the score, each program, what changes next, what to answer next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openentry.cli import words
from openentry.cli.letter_score import grid, score
from openentry.cli.page import Page
from openentry.cli.speech import chosen, said
from openentry.decision import Decision
from openentry.timeline import differences

if TYPE_CHECKING:
    from openentry.facts.three import Truth
    from openentry.messages import Message
    from openentry.programs import Finding, Verdict

#: Warnings that the opening of the letter says in its own way.
_SAID_AT_THE_TOP = ("warning.law_not_verified", "warning.overlay")
_STATUS = {True: "met", False: "not_met", None: "unknown"}
_PASS_MARK = "FSW-07"
_ORDER = (True, None, False)
_ROOM_FOR_A_MARGIN = 60
_MOST_ASKS, _MOST_QUESTIONS = 5, 12


def letter(decision: Decision, width: int) -> Page:
    """The letter, in the language in use."""
    page = Page(width)
    _opening(page, decision)
    _answer(page, decision)
    page.heading(said("letter.heading.score"))
    score(page, decision)
    page.heading(said("letter.heading.programs"))
    for name, verdict in sorted(decision.evaluation.programs.items(), key=lambda one: _ORDER.index(one[1].met)):
        _program(page, decision, name, verdict)
    _categories(page, decision)
    _change(page, decision)
    _questions(page, decision)
    _closing(page, decision)
    return page


def who(decision: Decision) -> str:
    """The name of the person, given names first; nothing where it is not declared."""
    person = decision.evaluation.facts.profile.person
    return " ".join([name for name in (person.given_names, person.family_name) if name]) if person else ""


def _opening(page: Page, decision: Decision) -> None:
    name = who(decision)
    title = said("letter.title", name=name, day=decision.as_of) if name else said("letter.title_unnamed", day=decision.as_of)
    page.say(title, style="title")
    page.blank()
    law = decision.evaluation.law
    unverified = {part.key: part for part in law.unverified(decision.as_of)}
    versions = []
    for part, day in law.versions.items():
        if part in unverified:
            until = unverified[part].verified_until
            versions.append(said("letter.law.version_until", part=said(f"part.{part}"), day=day, until=until))
        else:
            versions.append(said("letter.law.version", part=said(f"part.{part}"), day=day))
    page.say(said("letter.law.not_verified" if unverified else "letter.law", versions=versions))
    if "crs" in unverified:
        page.say(unverified["crs"].note.in_(chosen()))
    if law.book.overlays:
        page.say(said("letter.law.overlays", overlays=list(law.book.overlays)))


def _answer(page: Page, decision: Decision) -> None:
    page.heading(said("letter.heading.answer"))
    found = decision.evaluation
    bars = [finding for finding in found.general.findings if finding.met is False]
    if bars:
        page.say(said("letter.eligible.barred"), style="not_met")
        for finding in bars:
            page.say(said(finding.message))
    elif decision.eligible and decision.program_of_invitation:
        program = _program_name(decision, decision.program_of_invitation)
        page.say(said("letter.eligible.met", program=program), style="met")
    else:
        state = _STATUS[decision.eligible]
        page.say(said(f"letter.eligible.{state}"), style=state)
    low, high = decision.score_range
    maximum = found.instrument.total
    if low != high:
        page.say(said("letter.score.range", low=low, high=high, maximum=maximum))
    else:
        known = "letter.score.known_not_eligible" if decision.eligible is False else "letter.score.known"
        page.say(said(known, total=low, maximum=maximum))
    member = [_category_name(decision, verdict.id) for verdict in found.categories if verdict.met]
    if member:
        page.say(said("letter.categories.met", names=member))
    for finding in found.general.findings:
        if finding.met is None:
            page.say(said(finding.message))


def _program_name(decision: Decision, name: str) -> str:
    return str(decision.evaluation.law.content("programs.order").names[name].in_(chosen()))


def _program(page: Page, decision: Decision, name: str, verdict: Verdict) -> None:
    state = _STATUS[verdict.met]
    program = said("letter.program", program=_program_name(decision, name), status=said(f"letter.status.{state}"))
    page.heading(program, style=state)
    for finding in verdict.findings:
        _finding(page, finding)
        if finding.id == _PASS_MARK:
            grid(page, decision)


def _finding(page: Page, finding: Finding) -> None:
    state = "informative" if finding.informative else _STATUS[finding.met]
    status = said(f"letter.status.{state}")
    widest = max(len(said(f"letter.status.{one}")) for one in ("met", "not_met", "unknown", "informative"))
    margin = widest + 2 if page.width >= _ROOM_FOR_A_MARGIN else 2
    title = said("letter.requirement", title=finding.title.in_(chosen()), id=finding.id, citation=words.cited(finding.source))
    page.say(title, indent=2, hang=margin, first=f"{status}  ".ljust(margin), style="quiet" if finding.informative else state)
    if finding.informative or finding.message.id != f"{finding.id}.met" or finding.found is not None:
        page.say(said(finding.message), indent=2 + margin)  # else nothing was found that the title does not say
    if finding.then:
        page.say(said(finding.then), indent=2 + margin)
    if finding.asks:
        fields, more = [words.field(ask) for ask in finding.asks[:_MOST_ASKS]], len(finding.asks) - _MOST_ASKS
        asks = said("letter.asks_more", fields=fields, count=more) if more > 0 else said("letter.asks", fields=fields)
        page.say(asks, indent=2 + margin)


def _categories(page: Page, decision: Decision) -> None:
    page.heading(said("letter.heading.categories"))
    found = decision.evaluation
    if not found.categories:
        page.say(said("letter.categories.none"))
    groups: dict[tuple[Truth, tuple[str, ...]], list[str]] = {}
    for verdict in sorted(found.categories, key=lambda one: _ORDER.index(one.met)):
        tested, *others = verdict.findings
        sentences = [said("letter.cited_sentence", sentence=tested.message, citation=words.cited(tested.source))]
        if others and tested.met is not False:
            sentences.append(said("letter.category.others", titles=[finding.title.in_(chosen()) for finding in others]))
        groups.setdefault((verdict.met, tuple(sentences)), []).append(_category_name(decision, verdict.id))
    for (met, why), names in groups.items():
        page.blank()
        page.say(said(f"letter.category.{_STATUS[met]}", names=names), style=_STATUS[met])
        for sentence in why:
            page.say(sentence, indent=2)


def _category_name(decision: Decision, name: str) -> str:
    return str(decision.evaluation.law.content(f"categories.{name}").name.in_(chosen()))


def _change(page: Page, decision: Decision) -> None:
    page.heading(said("letter.heading.change"))
    change = decision.change
    if change is None:
        page.say(said("letter.change.never"))
        return
    page.say(said("letter.change.on", day=change.on))
    _bullets(page, change.because)
    what = differences(decision.evaluation, change.evaluation)
    if what:
        page.say(said("letter.change.then"))
        _bullets(page, what)


def _questions(page: Page, decision: Decision) -> None:
    page.heading(said("letter.heading.questions"))
    questions = decision.questions
    if not questions:
        page.say(said("letter.questions.none"))
    for question in questions[:_MOST_QUESTIONS]:
        page.say(said("letter.question", field=words.field(question.field), key=question.field), indent=2, hang=2, first="- ")
    if len(questions) > _MOST_QUESTIONS:
        page.say(said("letter.questions.more", count=len(questions) - _MOST_QUESTIONS), indent=2, hang=2, first="- ")


def _closing(page: Page, decision: Decision) -> None:
    warnings = [warning for warning in decision.warnings if warning.id not in _SAID_AT_THE_TOP]
    if warnings:
        page.heading(said("letter.heading.warnings"))
        _bullets(page, warnings)
    page.blank()
    page.say(said("letter.disclaimer"))
    digest = decision.evaluation.law.digest[:12]
    page.say(said("letter.made_with", version=decision.library_version, digest=digest), style="quiet")


def _bullets(page: Page, sentences: tuple[Message, ...] | list[Message]) -> None:
    for sentence in sentences:
        page.say(said(sentence), indent=2, hang=2, first="- ")
