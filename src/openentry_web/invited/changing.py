"""What has changed since the invitation: the questions of a scenario, asked of a copy. The profile itself is locked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from openentry import Decision, Profile, decide
from openentry.errors import OpenEntryError
from openentry.messages import Message
from openentry.profile import problems_of
from openentry_web.invited import assessing
from openentry_web.invited.models import Preparation
from openentry_web.mine import facts
from openentry_web.mine.form import Form, differences
from openentry_web.pool import law
from openentry_web.ui.templatetags.ui import lang

#: A nomination is between the person and the province: it is settled there, and is no answer to a question. A birthday is not
#: changed by time; the day is today.
_NOT_ASKED = frozenset({"nomination", "day", "birth"})


def form(entry: Any, kept: Preparation, today: date, typed: Mapping[str, str] | None = None) -> Form:
    """The form, with the facts as they stand, or with what was typed."""
    named = typed if typed is None else {**{key: typed.get(key, "") for key in typed}, "name": "-"}  # a scenario has one
    return Form("-", _values(facts.read(_decided(entry, kept, today))), named, _NOT_ASKED)


def read(form: Form, entry: Any, kept: Preparation, today: date) -> tuple[dict[str, Any] | None, list[Message]]:
    """What was typed as a profile; or None, with what is wrong with it as a whole; what is wrong with one answer stands there."""
    found = form.read(today, law.book())
    if form.errors:
        return None, []
    decision = _decided(entry, kept, today)
    content = facts.write(decision, found, today)
    try:
        profile = Profile.model_validate(content)
        decide(profile, today, law=law.book())
    except ValidationError as error:
        return None, [problem.message for problem in problems_of(error)]
    except OpenEntryError as error:
        return None, [problem.message for problem in error.problems]
    return profile.declared(), []


def different(entry: Any, kept: Preparation, today: date) -> list[dict[str, Any]]:
    """What is noted that the profile has not."""
    if kept.facts is None:
        return []
    then = decide(assessing.profile_then(entry), today, law=law.book())
    return differences(_values(facts.read(then)), _values(facts.read(_decided(entry, kept, today))), lang())


def _decided(entry: Any, kept: Preparation, today: date) -> Decision:
    return decide(assessing.profile_now(kept, entry), today, law=law.book())


def _values(found: facts.Values) -> facts.Values:
    return found | {"day": ""}
