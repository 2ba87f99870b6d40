"""What every page of an invited person begins with: the open invitation, what is prepared for it, and how much time is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from openentry.messages import Message, text
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.invited import selectors
from openentry_web.invited.models import Preparation
from openentry_web.pool.services import Refused
from openentry_web.profiles.forms import clean
from openentry_web.rounds import selectors as rounds
from openentry_web.rounds.console import words
from openentry_web.ui.templatetags.ui import lang

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """An open invitation on the desk of its person."""

    person: Any
    now: datetime
    invitation: Any
    kept: Preparation

    @property
    def program(self) -> Any:
        """What the class is called."""
        return words.program(self.invitation.program, self.invitation.issued_at.date())

    @property
    def left(self) -> Message:
        """How much time is left: days and hours, then hours and minutes."""
        return left(self.invitation.apply_by - self.now)

    @property
    def over(self) -> bool:
        """Whether its time is over, though nobody has closed it yet."""
        return bool(self.now > self.invitation.apply_by)

    @property
    def year_ends_first(self) -> bool:
        """Whether the year of the profile ends before the invitation does."""
        ends = self.invitation.entry.expires_at
        return ends is not None and ends < self.invitation.apply_by

    @property
    def year_over(self) -> bool:
        """Whether the year of the profile has ended."""
        ends = self.invitation.entry.expires_at
        return ends is not None and self.now > ends


def left(span: timedelta) -> Message:
    """A span of time that is left, rounded down, in two units: nobody is told that they have more than they have."""
    span = max(span, timedelta())
    if span >= _DAY:
        return Message("web.invited.left.days", {"days": span // _DAY, "hours": span % _DAY // _HOUR})
    return Message("web.invited.left.hours", {"hours": span // _HOUR, "minutes": span % _HOUR // timedelta(minutes=1)})


def desk_of(somebody: Any, now: datetime) -> Desk | None:
    """The desk of somebody who has an open invitation. What nobody has written to yet is not kept."""
    live = rounds.invitation(somebody)
    if live is None:
        return None
    return Desk(somebody, now, live, selectors.preparation(live) or Preparation(invitation=live))


def invited(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for whoever has an open invitation: others are told so, where their invitations are."""

    @wraps(view)
    def only(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = desk_of(person(request), clock.now())
        if found is None or found.over:
            messages.info(request, text("web.rounds.refused.no_invitation", lang()))
            return redirect("invitation")
        return view(request, found, *args, **kwargs)

    return only


def typed(request: HttpRequest) -> dict[str, str] | None:
    """What was sent, without what neither a page nor the database can hold; None where nothing was."""
    return {name: clean(words) for name, words in request.POST.items()} if request.method == "POST" else None


def said(refused: Refused) -> str:
    """Why something was refused."""
    return text(refused.message_id, lang(), **refused.params)


def sorry(request: HttpRequest, refused: Refused, to: str) -> HttpResponse:
    """Say why something was refused, and go on."""
    messages.error(request, said(refused))
    return redirect(to)
