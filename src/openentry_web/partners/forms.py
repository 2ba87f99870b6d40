"""What a province looks for, and the number and code somebody gave."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms

from openentry.law.occupations import is_unit_group
from openentry.messages import text
from openentry.rounds.instructions import HIGHEST_SCORE
from openentry_web.pool.disclosed import Wanted
from openentry_web.ui.forms import Worded
from openentry_web.ui.templatetags.ui import lang

#: From the least to the most, as points rise with them.
LEVELS = ("secondary", "one_year", "two_year", "bachelor", "two_or_more", "master", "doctorate")
#: Programs somebody may meet before a nomination.
PROGRAMS = ("cec", "fsw", "fst")
_PLAIN = {"spellcheck": "false", "autocomplete": "off"}


class NumberAndCode(Worded):
    """A profile number and its validation code."""

    words = "web.partners.code"
    number = forms.CharField(max_length=40, widget=forms.TextInput({**_PLAIN, "autocapitalize": "characters"}))
    code = forms.CharField(max_length=20, widget=forms.TextInput({**_PLAIN, "inputmode": "numeric", "class": "short"}))


class Search(Worded):
    """What a province looks for. Nothing is needed: an empty search shows everybody who is open to it."""

    words: ClassVar[str] = "web.partners.search"
    score = forms.IntegerField(
        required=False, min_value=0, max_value=HIGHEST_SCORE, widget=forms.TextInput({"inputmode": "numeric", "class": "short"})
    )
    program = forms.ChoiceField(required=False)
    noc = forms.CharField(
        required=False, max_length=10, widget=forms.TextInput({**_PLAIN, "inputmode": "numeric", "class": "short"})
    )
    education = forms.ChoiceField(required=False)
    english = forms.ChoiceField(required=False)
    french = forms.ChoiceField(required=False)
    canadian_work = forms.ChoiceField(required=False)
    bound_for_it = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_ = ("", text("web.partners.search.any", lang()))
        self._choose("program", [any_, *((one, text(f"program.{one}", lang())) for one in PROGRAMS)])
        self._choose("education", [any_, *((one, text(f"education.{one}", lang())) for one in LEVELS)])
        for name, least, most in (("english", 4, 10), ("french", 4, 10), ("canadian_work", 1, 5)):
            self._choose(name, [any_, *((str(n), str(n)) for n in range(least, most + 1))])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_noc(self) -> str:
        """Five digits that are an occupation."""
        noc = str(self.cleaned_data["noc"]).strip()
        if noc and not (len(noc) == 5 and noc.isascii() and noc.isdecimal() and is_unit_group(noc)):
            raise forms.ValidationError(text("web.partners.search.noc.invalid", lang()))
        return noc

    def wanted(self) -> Wanted:
        """The same for :func:`partners.services.search`."""
        typed = self.cleaned_data

        def level(name: str) -> int | None:
            return int(typed[name]) if typed[name] else None

        return Wanted(
            score=typed["score"],
            program=typed["program"],
            noc=typed["noc"],
            education=LEVELS[LEVELS.index(typed["education"]) :] if typed["education"] else (),
            english=level("english"),
            french=level("french"),
            canadian_work=level("canadian_work"),
            bound_for_it=typed["bound_for_it"],
        )
