"""``openentry advise PROFILE.json``: what would raise the score or open a program, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from openentry.cli.decide import ProfileFile, after, profile_of
from openentry.cli.output import AsOf, Form, Format, Lang, Language, LawDirectory, tell, write_json
from openentry.cli.speech import chosen, said

if TYPE_CHECKING:
    from openentry.advice import Advice, Suggestion
    from openentry.cli.page import Page

_FACTS = ("question", "other_order")
_MOST_QUESTIONS = 8


def register(app: typer.Typer) -> None:
    """Add the command ``advise`` to ``app``."""
    app.command("advise", help=said("cli.help.advise"))(advise)


def advise(
    profile: ProfileFile,
    as_of: AsOf = None,
    law: LawDirectory = None,
    lang: Language = Lang.en,
    form: Form = Format.text,
) -> None:
    """Try every change a person could make, and print those that help, best first."""
    from openentry.advice import advise as advise_profile
    from openentry.cli.clock import today
    from openentry.law import load_book

    book = load_book(law)
    declared = profile_of(profile, book)
    if as_of is None:
        tell(*after(declared, today()))
    advice = advise_profile(declared, as_of or today(), law=book)
    if form is Format.json:
        write_json(advice.model_dump(lang=lang))
        return
    from openentry.cli.page import show

    show(_page(advice))


def _page(advice: Advice) -> Page:
    from openentry.advice.lever import figure
    from openentry.cli.letter import who
    from openentry.cli.page import Page, page_width

    page = Page(page_width())
    name, day = who(advice.decision), advice.decision.as_of
    page.say(said("advice.title", name=name, day=day) if name else said("advice.title_unnamed", day=day), style="title")
    state = {True: "eligible", False: "not_eligible", None: "unknown"}[advice.decision.eligible]
    page.say(said(f"advice.start.{state}", score=figure(advice.decision.score_range)))
    _questions(page, advice)
    able = [one for one in advice if one.kind not in _FACTS]
    facts = [one for one in advice if one.kind in _FACTS]
    page.heading(said("advice.heading.suggestions"))
    if not able:
        page.say(said("advice.nothing"))
    for title, ones in (("", able), ("advice.heading.pairs", advice.pairs), ("advice.heading.facts", facts)):
        if title and ones:
            page.heading(said(title))
        for one in ones:
            _suggestion(page, one)
    page.heading(said("advice.heading.notes"))
    for note in advice.notes:
        page.say(said(note), indent=2, hang=2, first="- ")
    page.blank()
    page.say(said("letter.disclaimer"), style="quiet")
    return page


def _questions(page: Page, advice: Advice) -> None:
    from openentry.cli import words

    if not advice.questions:
        return
    page.heading(said("advice.heading.questions"))
    for question in advice.questions[:_MOST_QUESTIONS]:
        page.say(said("letter.question", field=words.field(question.field), key=question.field), indent=2, hang=2, first="- ")
    if len(advice.questions) > _MOST_QUESTIONS:
        more = len(advice.questions) - _MOST_QUESTIONS
        page.say(said("letter.questions.more", count=more), indent=2, hang=2, first="- ")


def _suggestion(page: Page, one: Suggestion) -> None:
    from openentry.advice.lever import figure

    low, high = one.gain
    gain = f"{low:+d}" if low == high else f"{low:+d} / {high:+d}"
    page.say(said(one.message), indent=2, hang=7, first=f"{gain}  ".rjust(7))
    lines = []
    if one.gain == (0, 0):
        lines.append(said("advice.no_points"))
    else:
        scores = {"before": figure(one.score_before), "after": figure(one.score_after)}
        lines.append(said("advice.scores_on", day=one.when, **scores) if one.when else said("advice.scores", **scores))
    if one.more:
        lines.append(said("advice.more", points=one.more))
    opened = [one.names[name] for name in (*one.opens_programs, *one.opens_categories)]
    if opened:
        lines.append(said("advice.opens", names=opened))
    page.say(" ".join(lines), indent=9)
    moved = [said("advice.factor", factor=f.title, before=figure(f.before), after=figure(f.after)) for f in one.factors]
    if moved:
        page.say(said("advice.where", factors=moved), indent=9, style="quiet")
    page.say(said("advice.takes", effort=one.effort), indent=9)
    for remark in one.remarks:
        page.say(said(remark), indent=9)
    if one.sources:
        cited = [source.cite(chosen()).replace(" ", "\u00a0") for source in one.sources]
        page.say(said("advice.law", citations=cited), indent=9, style="quiet")
    page.blank()
