"""The two forms: ask to follow, and change what is followed."""

from __future__ import annotations

from typing import Any

from django import forms

from openentry_web import clock
from openentry_web.follow import topics
from openentry_web.ui.forms import Worded

_LANGUAGES = [("en", "English"), ("fr", "Français")]


class _Address(forms.EmailInput):
    """Shows what was typed again, but for what no page may hold."""

    def format_value(self, value: Any) -> str | None:
        """The value as it stands in the box."""
        shown: str | None = super().format_value(value)
        return shown.replace("\0", "") if shown else shown


class Topics(Worded):
    """What to follow."""

    words = "web.follow.field"
    topics = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topics"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = topics.choices(clock.today())


class Follow(Topics):
    """Where to send it, and what."""

    email = forms.EmailField(
        max_length=254, widget=_Address(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"})
    )
    field_order = ("email", "topics")


class Change(Topics):
    """What is followed, and in which language."""

    language = forms.ChoiceField(choices=_LANGUAGES, widget=forms.RadioSelect)
