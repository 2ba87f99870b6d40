"""Sentences of accounts, in the language of the page."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy

from openentry import messages
from openentry_web.ui.templatetags.ui import lang


def word(message_id: str, /, **params: Any) -> str:
    """The sentence ``message_id``, now."""
    return messages.text(message_id, lang(), **params)


#: The sentence ``message_id`` when somebody reads it: what is made once for all requests.
later = lazy(word, str)
