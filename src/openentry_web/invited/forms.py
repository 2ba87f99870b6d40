"""What an invited person types: somebody of the family, a place they lived, why a certificate cannot be had."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any, cast

from django import forms

from openentry.law import places
from openentry.messages import text
from openentry_web.invited.models import Member, Preparation, Residence
from openentry_web.profiles.names import country_of
from openentry_web.ui.forms import Worded
from openentry_web.ui.templatetags.ui import lang

_PLAIN = {"spellcheck": "false", "autocomplete": "off"}
_FIRST = date(1900, 1, 1)
_LONG = 10_000
#: What stands where a character could not be kept.
_LOST = "\ufffd"
ME = "me"
_YES_NO = ("yes", "no")


def _day(*, required: bool = True) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=required, input_formats=["%Y-%m-%d"], widget=widget)


class _Past(Worded):
    """Days that have been."""

    words = "web.invited.form"

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def _check(self, name: str) -> None:
        found = self.cleaned_data.get(name)
        if found is not None and found > self.today:
            self.add_error(name, text("web.invited.form.future", lang(), day=self.today))
        if found is not None and found < _FIRST:
            self.add_error(name, text("web.invited.form.too_long_ago", lang()))


class FamilyMember(_Past):
    """Somebody of the family."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(_PLAIN))
    born_on = _day()
    relation = forms.ChoiceField(widget=forms.RadioSelect)
    adopted = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    accompanying = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(today, *args, **kwargs)
        for name, options in (("relation", Member.Relation.values), ("adopted", _YES_NO), ("accompanying", _YES_NO)):
            choices = [(one, self._say(f"{name}.{one}")) for one in options]
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_name(self) -> str:
        """A name of letters, in whatever script."""
        name: str = self.cleaned_data["name"]
        if any(unicodedata.category(one) == "Cc" or one == _LOST for one in name):
            raise forms.ValidationError(text("web.worded.characters", lang()))
        return name

    def clean(self) -> dict[str, Any]:
        """They were born."""
        self._check("born_on")
        return self.cleaned_data

    def given(self) -> dict[str, Any]:
        """As it is kept."""
        adopted = self.cleaned_data["adopted"]
        found = {**self.cleaned_data, "accompanying": self.cleaned_data["accompanying"] == "yes"}
        return found | {"adopted": None if not adopted else adopted == "yes"}

    @staticmethod
    def of(member: Member) -> dict[str, Any]:
        """What was said of somebody, to be put right."""
        said = {name: getattr(member, name) for name in ("name", "born_on", "relation")}
        adopted = "" if member.adopted is None else "yes" if member.adopted else "no"
        return {**said, "accompanying": "yes" if member.accompanying else "no", "adopted": adopted}


class Lived(_Past):
    """A country somebody lived in, from when until when."""

    whose = forms.ChoiceField()
    country = forms.CharField(max_length=100, widget=forms.TextInput(_PLAIN))
    since = _day()
    until = _day(required=False)

    def __init__(self, kept: Preparation | None, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(today, *args, **kwargs)
        others = [(str(one.public_id), one.name) for one in kept.members.all()] if kept else []
        cast(forms.ChoiceField, self.fields["whose"]).choices = [(ME, self._say("whose.me")), *others]

    def clean_country(self) -> str:
        """The country meant."""
        code, near = country_of(self.cleaned_data["country"])
        if code is None and near:
            shown = [places.country_name(one, lang()) for one in near]
            raise forms.ValidationError(self._say("country.near", near=shown))
        if code is None:
            raise forms.ValidationError(self._say("country.unknown"))
        return code

    def clean(self) -> dict[str, Any]:
        """It was, and forwards."""
        self._check("since")
        self._check("until")
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", self._say("until.before"))
        return self.cleaned_data

    def given(self) -> dict[str, Any]:
        """As it is kept, without whose it is."""
        return {name: self.cleaned_data[name] for name in ("country", "since", "until")}

    def whose_id(self) -> str | None:
        """Whose it is: the public id of somebody of the family, or None for the person."""
        found: str = self.cleaned_data["whose"]
        return None if found == ME else found

    @staticmethod
    def of(lived: Residence) -> dict[str, Any]:
        """What was said, to be put right."""
        whose = str(lived.member.public_id) if lived.member else ME
        country = places.country_name(lived.country, lang())
        return {"whose": whose, "country": country, "since": lived.since, "until": lived.until}


class Explanation(Worded):
    """Why a certificate cannot be had, and what was tried."""

    words = "web.invited.form"
    explanation = forms.CharField(max_length=_LONG, widget=forms.Textarea)


class Declaration(Worded):
    """What is declared with an application. ``risk`` is asked only where a refusal is to be expected."""

    words = "web.invited.form"
    true = forms.BooleanField()
    family = forms.BooleanField()
    risk = forms.BooleanField()

    def __init__(self, risky: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not risky:
            del self.fields["risk"]
