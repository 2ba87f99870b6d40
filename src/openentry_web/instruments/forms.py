"""What officers type: an overlay, why one is withdrawn, an outage."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from openentry.errors import LawError
from openentry.messages import text
from openentry_web.instruments import reading, selectors
from openentry_web.ui.forms import Worded
from openentry_web.ui.templatetags.ui import lang

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,58}[a-z0-9]", re.ASCII)
_PLAIN = {"spellcheck": "false", "autocomplete": "off", "autocapitalize": "none"}
#: Things that are wrong with one overlay, of which the first so many are said.
_SAID = 40


class Proposal(Worded):
    """An overlay: its name, its YAML typed or as a file, and what it takes the place of."""

    words = "web.instruments.form"
    name = forms.CharField(max_length=60, widget=forms.TextInput(_PLAIN))
    replaces = forms.ChoiceField(required=False)
    file = forms.FileField(required=False)
    text = forms.CharField(required=False, max_length=reading.LONGEST, strip=False, widget=forms.Textarea({**_PLAIN, "rows": "22"}))

    def __init__(self, today: date, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        if data is not None and files:
            data, self._unreadable = _with_file(data, files.get("file"))
        else:
            self._unreadable = ""
        super().__init__(data, files, **kwargs)
        known = [(str(one.public_id), one.name) for one in selectors.not_in_force(today)]
        cast(forms.ChoiceField, self.fields["replaces"]).choices = [("", self._say("replaces.none")), *known]
        if not known:
            del self.fields["replaces"]

    def clean_name(self) -> str:
        """Small letters, digits and hyphens: it is part of every place in it."""
        name: str = self.cleaned_data["name"]
        if not _NAME.fullmatch(name):
            raise forms.ValidationError(self._say("name.invalid"))
        return name

    def clean(self) -> dict[str, Any]:
        """A file takes the place of the text, and is then shown as the text: nothing is lost."""
        typed = super().clean() or self.cleaned_data
        if self._unreadable:
            self.add_error("file", self._say(f"file.{self._unreadable}"))
        elif "text" not in self.errors and not (typed.get("text") or "").strip():
            self.add_error("text", self._say("text.missing"))
        typed["text"] = (typed.get("text") or "").replace("\r\n", "\n")
        return typed

    def refuse(self, wrong: LawError) -> None:
        """Say everything that is wrong with the law that was typed, each with its place."""
        said = list(dict.fromkeys(problem.text(lang()) for problem in wrong.problems))
        for one in said[:_SAID]:
            self.add_error("text", one)
        if len(said) > _SAID:
            self.add_error("text", self._say("text.more", n=len(said) - _SAID))


def _with_file(data: Any, file: UploadedFile[bytes] | None) -> tuple[Any, str]:
    """The form's data with the words of the file as its text; or what is wrong with the file."""
    if file is None:
        return data, ""
    if (file.size or 0) > reading.LONGEST * 2:
        return data, "large"
    try:
        words = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return data, "not_text"
    if "\0" in words:
        return data, "not_text"
    data = data.copy()
    data["text"] = words
    return data, ""


class Why(Worded):
    """Why an overlay is to be withdrawn."""

    words = "web.instruments.form"
    reason = forms.CharField(max_length=300)


def _day() -> forms.DateField:
    return forms.DateField(input_formats=["%Y-%m-%d"], widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def _time() -> forms.TimeField:
    return forms.TimeField(input_formats=["%H:%M", "%H:%M:%S"], widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class Until(Worded):
    """Until when an outage lasts: a day and a time, UTC."""

    words = "web.outages.form"
    end_day = _day()
    end_time = _time()

    def ends(self) -> datetime:
        """The moment."""
        return _moment(self.cleaned_data["end_day"], self.cleaned_data["end_time"])


class Recorded(Until):
    """An outage: from when to when, and what everybody reads."""

    begin_day = _day()
    begin_time = _time()
    text_en = forms.CharField(max_length=500, widget=forms.Textarea({"rows": "3", "lang": "en"}))
    text_fr = forms.CharField(max_length=500, widget=forms.Textarea({"rows": "3", "lang": "fr"}))
    field_order = ["begin_day", "begin_time", "end_day", "end_time", "text_en", "text_fr"]  # noqa: RUF012

    def begins(self) -> datetime:
        """The moment."""
        return _moment(self.cleaned_data["begin_day"], self.cleaned_data["begin_time"])


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=UTC)


def refuse(form: Worded, field: str | None, message_id: str, **params: Any) -> None:
    """Say beside a field why a service refused."""
    form.add_error(field, text(message_id, lang(), **params))
