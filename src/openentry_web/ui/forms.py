"""Forms whose every word comes from the catalogue."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from openentry import messages
from openentry_web.ui.templatetags.ui import lang

#: Of each thing that may be wrong, the sentence about any field; a field may have its own (``PREFIX.NAME.missing``).
_WRONG = {
    "required": "missing",
    "invalid": "invalid",
    "invalid_choice": "choice",
    "invalid_list": "choice",
    "max_length": "long",
    "min_length": "invalid",
    "min_value": "range",
    "max_value": "range",
    "null_characters_not_allowed": "characters",
}


class Worded(forms.Form):
    """Labels, hints and what may be wrong: ``words.NAME.label``, ``.hint`` and ``.missing`` …, or ``web.worded.missing`` …"""

    words: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False  # the page says what is missing, in its own words
        for name, field in self.fields.items():
            field.label = self._say(f"{name}.label")
            hint = f"{self.words}.{name}.hint"
            field.help_text = messages.text(hint, lang()) if messages.has(hint, lang()) else ""
            for code, wrong in _WRONG.items():
                own = f"{self.words}.{name}.{wrong}"
                field.error_messages[code] = messages.text(own if messages.has(own, lang()) else f"web.worded.{wrong}", lang())
            # A validator's own sentence would come first: ours is the only one that is in both languages.
            for validator in field.validators:
                code = getattr(validator, "code", "")
                if hasattr(validator, "message") and code in field.error_messages:
                    validator.message = field.error_messages[code]

    def _say(self, name: str, **params: Any) -> str:
        return messages.text(f"{self.words}.{name}", lang(), **params)
