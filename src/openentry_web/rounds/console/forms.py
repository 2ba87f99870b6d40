"""What officers type: the plan of a round, a rehearsal, a reason, a correction."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar, cast

from django import forms

from openentry.errors import InputError
from openentry.messages import text
from openentry.rounds import Instructions, instructions_of, refuse_impossible
from openentry.rounds.instructions import HIGHEST_SCORE
from openentry_web.pool import law
from openentry_web.rounds.models import Round
from openentry_web.rounds.selecting import instructions_of as plan_of
from openentry_web.ui.forms import Worded
from openentry_web.ui.templatetags.ui import lang

_LONG = 20_000
_PLAIN = {"spellcheck": "false", "autocomplete": "off"}
_WORDS = "web.console.form"
#: Fields of the form for a place in the instructions.
_PLACES = {
    "": "day",  # a day before the law begins
    "moment": "day",
    "name": "name_en",
    "name.en": "name_en",
    "name.fr": "name_fr",
    "citation": "citation_en",
    "citation.en": "citation_en",
    "citation.fr": "citation_fr",
    "list_version": "category",
}


def _number(**more: Any) -> forms.IntegerField:
    return forms.IntegerField(required=False, widget=forms.TextInput({**_PLAIN, "inputmode": "numeric", "class": "short"}), **more)


def _line(length: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(max_length=length, required=required, widget=forms.TextInput({"autocomplete": "off"}))


class Plan(Worded):
    """The plan of a round. Valid, it has ``order``: instructions that the law of their day can carry out."""

    words = _WORDS
    number = forms.CharField(max_length=20, widget=forms.TextInput({**_PLAIN, "class": "short"}))
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    programs = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    category = forms.ChoiceField(required=False)
    size = _number(min_value=0, max_value=10_000_000)
    lowest_score = _number(min_value=0, max_value=HIGHEST_SCORE)
    day = forms.DateField(input_formats=["%Y-%m-%d"], widget=forms.DateInput({"type": "date", "class": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(input_formats=["%H:%M", "%H:%M:%S"], widget=forms.TextInput({**_PLAIN, "class": "short"}))
    name_en = _line(200)
    name_fr = _line(200)
    text_en = forms.CharField(max_length=_LONG, widget=forms.Textarea({"lang": "en"}))
    text_fr = forms.CharField(max_length=_LONG, widget=forms.Textarea({"lang": "fr"}))
    citation_en = _line(400)
    citation_fr = _line(400)
    order: ClassVar[Instructions | None] = None

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self._day(now)
        kinds = [(one, self._say(f"kind.{one}")) for one in ("general", "programs", "category")]
        cast(forms.ChoiceField, self.fields["kind"]).choices = kinds
        then = law.book().on(day)
        named = then.content("programs.order").names
        cast(forms.ChoiceField, self.fields["programs"]).choices = [(one, named[one].in_(lang())) for one in _order(then)]
        cast(forms.ChoiceField, self.fields["category"]).choices = [("", self._say("category.none")), *categories(day)]

    def _day(self, now: datetime) -> date:
        """The day whose law the lists are of: that of the round, where it is given and can be read."""
        try:
            day = date.fromisoformat(str(self.data.get("day") or self.initial.get("day") or ""))
            law.book().on(day)
        except (ValueError, InputError):
            return now.date()
        return day

    def clean(self) -> dict[str, Any]:
        """Read the answers as the library reads instructions, and have it say what does not hold."""
        typed = super().clean() or self.cleaned_data
        for name in ("name", "citation"):
            pair = [typed.get(f"{name}_{one}", "") for one in ("en", "fr")]
            for other, words in zip(("fr", "en"), pair, strict=True):
                if words and not typed.get(f"{name}_{other}") and f"{name}_{other}" not in self.errors:
                    self.add_error(f"{name}_{other}", self._say("both"))
        if not self.errors:
            try:
                order = instructions_of(self._data(typed))
                refuse_impossible(order, law.book().on(order.day))
            except InputError as error:
                for problem in error.problems:
                    place = _PLACES.get(problem.place, problem.place.partition("[")[0])
                    self.add_error(place if place in self.fields else None, problem.message.text(lang()))
            else:
                self.order = order  # type: ignore[misc]
        return typed

    def _data(self, typed: dict[str, Any]) -> dict[str, Any]:
        moment = datetime.combine(typed["day"], typed["time"], tzinfo=UTC)
        data: dict[str, Any] = {"number": typed["number"], "kind": typed["kind"], "moment": moment.isoformat()}
        # What belongs to another kind is left over from a change of mind: the page shows only what goes with the kind chosen.
        if typed["kind"] == "programs":
            data["programs"] = typed["programs"]
        if typed["kind"] == "category" and typed["category"]:
            data["category"], _, began = typed["category"].partition("@")
            data["list_version"] = began
        data |= {name: typed[name] for name in ("size", "lowest_score") if typed[name] is not None}
        for name in ("name", "citation"):
            if typed[f"{name}_en"]:
                data[name] = {one: typed[f"{name}_{one}"] for one in ("en", "fr")}
        return data


def _order(then: Any) -> tuple[str, ...]:
    return cast(tuple[str, ...], then.content("programs.order").order)


def categories(day: date) -> list[tuple[str, str]]:
    """The categories in force on a day, each with the day its list came into force."""
    found = []
    for name, version in law.book().on(day).of_kind("categories."):
        words = text(f"{_WORDS}.category.since", lang(), name=version.content.name, day=version.in_force)
        found.append((f"{name.removeprefix('categories.')}@{version.in_force.isoformat()}", words))
    return sorted(found, key=lambda pair: pair[1])


def initial(round_: Round) -> dict[str, Any]:
    """The plan of a round as the form shows it."""
    copied = "number kind programs size lowest_score name_en name_fr text_en text_fr citation_en citation_fr".split()
    moment = round_.moment.astimezone(UTC)
    found = {name: getattr(round_, name) for name in copied}
    found |= {"day": moment.date().isoformat(), "time": moment.strftime("%H:%M:%S" if moment.second else "%H:%M")}
    if round_.category:
        known = [value for value, _ in categories(moment.date()) if value.startswith(f"{round_.category}@")]
        found["category"] = f"{round_.category}@{round_.list_version}" if round_.list_version else "".join(known[:1])
    return found


class Rehearse(Worded):
    """Another size, or another lowest score, than the plan has."""

    words = _WORDS
    size = _number(min_value=0, max_value=10_000_000)
    lowest_score = _number(min_value=0, max_value=HIGHEST_SCORE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""  # said where the round was planned

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        typed = super().clean() or self.cleaned_data
        if not self.errors and typed["size"] is None and typed["lowest_score"] is None:
            self.add_error("size", text("error.round.no_size", lang()))
        return typed

    def of(self, round_: Round) -> Instructions:
        """The plan with these figures."""
        figures = {name: self.cleaned_data[name] for name in ("size", "lowest_score")}
        return plan_of(round_).model_copy(update=figures)


class Abort(Worded):
    """Why a round is given up."""

    words = _WORDS
    reason = forms.CharField(max_length=1_000, widget=forms.Textarea({"rows": 3}))


class Correct(Worded):
    """A correction: its number, and what went wrong."""

    words = _WORDS
    number = forms.RegexField(r"^[0-9A-Za-z][0-9A-Za-z._-]{0,19}$", widget=forms.TextInput({**_PLAIN, "class": "short"}))
    cause_en = forms.CharField(max_length=_LONG, widget=forms.Textarea({"lang": "en"}))
    cause_fr = forms.CharField(max_length=_LONG, widget=forms.Textarea({"lang": "fr"}))
