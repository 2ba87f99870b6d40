"""``openentry law``: what the law says, on a day, between two days, and whether it holds together."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openentry.cli.output import AsOf, Form, Format, Lang, Language, LawDirectory, day, tell, write, write_json
from openentry.cli.speech import chosen, said

if TYPE_CHECKING:
    from openentry.law.book import Law
    from openentry.law.dated import Document, Version
    from openentry.law.sources import Source, Text
    from openentry.pools.gains import Gains

Json = dict[str, Any]
Name = Annotated[str, typer.Argument(metavar="PART", help=said("cli.help.part"))]


def register(app: typer.Typer) -> None:
    """Add the group ``law`` to ``app``."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=said("cli.help.law"))
    group.command("list", help=said("cli.help.law_list"))(list_)
    group.command("show", help=said("cli.help.law_show"))(show_)
    group.command("diff", help=said("cli.help.law_diff"))(diff)
    group.command("check", help=said("cli.help.law_check"))(check_)
    app.add_typer(group, name="law")


def list_(as_of: AsOf = None, law: LawDirectory = None, lang: Language = Lang.en, form: Form = Format.text) -> None:
    """Every document, with the version in force on the day, or all versions where no day is given."""
    from openentry.law import load_book

    book = load_book(law)
    at = book.on(as_of).start if as_of else None
    rows = []
    for document in sorted(book.documents.values(), key=lambda d: (list(book.parts).index(d.part), d.id)):
        versions = document.versions if at is None else [v for v in [document.on(at)] if v]
        if versions:
            rows.append((document, versions))
    if form is Format.json:
        write_json(
            {
                "as_of": as_of.isoformat() if as_of else None,
                "digest": book.digest,
                "overlays": list(book.overlays),
                "parts": {
                    key: {"title": _both(p.title), "verified_until": p.verified_until.isoformat()} for key, p in book.parts.items()
                },
                "documents": [_head(d) | {"versions": [_version(v) for v in versions]} for d, versions in rows],
            }
        )
        return
    from openentry.cli.law_pages import list_page
    from openentry.cli.page import show

    show(list_page(book, rows))


def show_(name: Name, as_of: AsOf = None, law: LawDirectory = None, lang: Language = Lang.en, form: Form = Format.text) -> None:
    """The documents that a name means, as they are in force on the day."""
    from openentry.cli.clock import today
    from openentry.law import load_book
    from openentry.law.compare import documents

    book = load_book(law)
    on = as_of or today()
    at = book.on(on).start
    found = [(document, version) for document in documents(book, name) if (version := document.on(at))]
    if form is Format.json:
        shown = [_head(d) | {"version": _version(v) | {"content": v.written}} for d, v in found]
        write_json({"as_of": on.isoformat(), "overlays": list(book.overlays), "documents": shown})
        return
    from openentry.cli.law_pages import show_page
    from openentry.cli.page import show

    show(show_page(name, on, found))


def diff(
    name: Name,
    first: Annotated[date, typer.Argument(parser=day, metavar="DAY", help=said("cli.help.diff_first"))],
    second: Annotated[date, typer.Argument(parser=day, metavar="DAY", help=said("cli.help.diff_second"))],
    pool: Annotated[Path | None, typer.Option("--pool", metavar="FACTS", help=said("cli.help.diff_pool"))] = None,
    chart: Annotated[Path | None, typer.Option("--chart", metavar="FILE", help=said("cli.help.gains_chart"))] = None,
    law: LawDirectory = None,
    lang: Language = Lang.en,
    form: Form = Format.text,
) -> None:
    """Every cell that differs between the law of two days; with a pool, also who gains and who loses in it."""
    from openentry.law import load_book
    from openentry.law.compare import differences

    if chart is not None and pool is None:
        raise typer.BadParameter(said("error.usage.chart_alone", option="--pool"))
    book = load_book(law)
    found = differences(book, name, first, second)
    laws = book.on(first), book.on(second)
    gains = _gains(pool, *laws, chart) if pool is not None else None
    if form is Format.json:
        rows = [
            {
                "document": one.document.id,
                "title": _both(one.document.title),
                "place": list(one.place),
                "old": _value(one.old),
                "new": _value(one.new),
                "before": _version(one.before) if one.before else None,
                "after": _version(one.after) if one.after else None,
            }
            for one in found
        ]
        told: Json = {"part": name, "first": first.isoformat(), "second": second.isoformat(), "differences": rows}
        if gains is not None:
            from openentry.cli.gains import summary

            told["gains"] = summary(gains, *laws)
        write_json(told)
        return
    from openentry.cli.law_pages import diff_page
    from openentry.cli.page import show

    page = diff_page(name, first, second, found)
    if gains is not None:
        from openentry.cli.gains import tell as tell_gains

        tell_gains(page, gains, *laws)
    show(page)


def _gains(pool: Path, before: Law, after: Law, chart: Path | None) -> Gains:
    from openentry.cli.gains import draw
    from openentry.cli.progress import progress
    from openentry.pools.gains import gains_over

    with progress(said("score.progress")) as show_progress:
        found = gains_over(pool, before, after, show_progress)
    if chart is not None:
        draw(chart, found, before, after)
    return found


def check_(law: LawDirectory = None, lang: Language = Lang.en, form: Form = Format.text) -> None:
    """Check the whole law; refused where anything is wrong."""
    from openentry.law.check import check

    report = check(law)
    if form is Format.json:
        write_json(
            {
                "holds": not report.problems,
                "documents": report.documents,
                "versions": report.versions,
                "overlays": list(report.book.overlays) if report.book else ([law.resolve().name] if law else []),
                "digest": report.book.digest if report.book else None,
                "problems": [{"place": p.place, "id": p.message.id, "text": p.message.text(lang)} for p in report.problems],
            }
        )
    elif not report.problems:
        write(said("law.check.holds", documents=report.documents, versions=report.versions))
    if report.problems:
        tell(*[problem.text(chosen()) for problem in report.problems])
        tell(said("law.check.problems", count=len(report.problems)))
        raise typer.Exit(1)


def _head(document: Document[Any]) -> Json:
    return {"id": document.id, "part": document.part, "kind": document.kind, "title": _both(document.title)}


def _version(version: Version[Any]) -> Json:
    return {
        "in_force": version.in_force.isoformat(),
        "until": version.until.isoformat() if version.until else None,
        "published": version.published.isoformat() if version.published else None,
        "overlay": version.overlay or None,
        "source": _source(version.source),
    }


def _source(source: Source) -> Json:
    return {
        "instrument": source.instrument.key,
        "citation": source.citation,
        "at": source.at,
        "evidence": source.evidence,
        "url": source.url,
        "note": source.note,
    }


def _both(text: Text) -> Json:
    return {"en": text.en, "fr": text.fr}


def _value(value: Any) -> Any:
    from openentry.law.sources import Text

    if isinstance(value, Text):
        return _both(value)
    return list(value) if isinstance(value, tuple) else value
