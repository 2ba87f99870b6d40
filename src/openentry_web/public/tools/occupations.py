"""Occupations: a search by everyday words, and one unit group with its lead statement."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from openentry.errors import InputError
from openentry.law.occupations import from_noc_2016, is_unit_group, occupation, search
from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.pool import explained, law
from openentry_web.public.cached import unchanging
from openentry_web.public.typed import clean
from openentry_web.ui.templatetags.ui import lang

_FOUND = 15
#: More example titles than this stand folded.
_SHOWN = 24


@for_anyone
@require_safe
@unchanging()
def search_page(request: HttpRequest) -> HttpResponse:
    """The unit groups nearest to a few words. The words say nothing of a person; the search can be linked to."""
    words = clean(request.GET.get("q", ""))
    if is_unit_group(words):
        return redirect("occupation", words)
    hits = search(words, lang(), _FOUND) if words else []
    return render(request, "public/tools/occupations.html", {"q": words, "hits": hits, "successors": _successors(words)})


def _successors(words: str) -> list[tuple[str, str]]:
    """What a code of NOC 2016 became."""
    if not (len(words) == 4 and words.isascii() and words.isdigit()):
        return []
    try:
        found = from_noc_2016(words)
    except InputError:
        return []
    return [(code, occupation(code).title(lang())) for code in dict.fromkeys(one.noc_2021 for one in found)]


@for_anyone
@require_safe
@unchanging()
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One unit group."""
    if not is_unit_group(code):
        raise Http404
    group = occupation(code)
    then = law.book().on(clock.today())
    lists = [
        (name.partition(".")[2], version)
        for name, version in then.of_kind("categories.")
        if code in getattr(version.content.rule, "codes", ())
    ]
    titles = group.example_titles(lang())
    shown = {
        "group": group,
        "teer_key": str(group.teer),
        "title": group.title(lang()),
        "other_title": group.title("fr" if lang() == "en" else "en"),
        "lead": group.lead_statement(lang()),
        "skilled": group.teer in then.content("definitions").skilled_teer,
        "skilled_source": explained.cite(then.version("definitions").source, lang()),
        "categories": [(version.content.name.in_(lang()), f"categories.{name}", version.in_force) for name, version in lists],
        "titles": titles[:_SHOWN],
        "more_titles": titles[_SHOWN:],
        "today": clock.today(),
    }
    return render(request, "public/tools/occupation.html", shown)
