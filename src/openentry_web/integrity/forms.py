"""What officers and the person type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from openentry.messages import text
from openentry_web.integrity.services import Determination
from openentry_web.ui.forms import Worded
from openentry_web.ui.templatetags.ui import lang

_LONG = 10_000
_PLAIN = {"spellcheck": "false", "autocomplete": "off"}


class Reason(Worded):
    """Why an officer opens a file."""

    words = "web.integrity.form"
    reason = forms.CharField(max_length=300)


class OpenFile(Reason):
    """Whose, and why."""

    number = forms.CharField(max_length=40, widget=forms.TextInput({**_PLAIN, "autocapitalize": "characters"}))
    field_order = ["number", "reason"]  # noqa: RUF012


class NewConcern(Worded):
    """Which fact, and what about it."""

    words = "web.integrity.form"
    field = forms.ChoiceField()
    concern = forms.CharField(max_length=_LONG, widget=forms.Textarea)

    def __init__(self, fields: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["field"]).choices = [("", text("web.integrity.form.field.choose", lang())), *fields]


class Reply(Worded):
    """What the person answers."""

    words = "web.integrity.form"
    reply = forms.CharField(max_length=_LONG, widget=forms.Textarea)


class _Days(Worded):
    """Days typed as 2026-07-01, as a browser's own box for days gives them."""

    words = "web.integrity.form"


def _day(*, required: bool = True) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=required, input_formats=["%Y-%m-%d"], widget=widget)


class Decided(_Days):
    """What came of a concern."""

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    determined_on = _day(required=False)
    where = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    enforced_on = _day(required=False)
    reason = forms.CharField(max_length=_LONG, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, options in (("outcome", ("closed", "found")), ("where", ("outside", "inside"))):
            choices = [(one, self._say(f"{name}.{one}")) for one in options]
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        """A determination has a day and a place."""
        typed = super().clean() or self.cleaned_data
        if typed.get("outcome") == "found":
            for name in ("determined_on", "where"):
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, self._say(f"{name}.missing"))
            if typed.get("where") == "outside" and typed.get("enforced_on"):
                self.add_error("enforced_on", text("web.integrity.refused.outside", lang()))
        return typed

    def determination(self) -> Determination | None:
        """The determination, or None where nothing was found."""
        typed = self.cleaned_data
        if typed["outcome"] != "found":
            return None
        return Determination(typed["determined_on"], typed["where"] == "inside", typed["enforced_on"])


class Enforced(_Days):
    """When the removal order was enforced."""

    enforced_on = _day()

    def day(self) -> date:
        """That day."""
        found: date = self.cleaned_data["enforced_on"]
        return found
