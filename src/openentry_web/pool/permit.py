"""When a permission to work in Canada ends: what to do before, in the days in which status can be restored, and after them.

The department's page on profiles, and IRPR 182, 183 and 186 (``lifecycle.md``, 5). Nothing here decides anything: whether a program
or a point depends on the permission is the library's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from openentry import Profile, lifecycle
from openentry_web.pool import law

#: How long before its end a person is told at the top of their page.
SOON = timedelta(days=90)
_CANADA = "CAN"


@dataclass(frozen=True, slots=True)
class Permit:
    """A permission to work that has a last day. ``state``: ``valid``, ``soon`` (it ends within ninety days), ``ended`` (status can
    be restored until ``restore_by``), ``over``. ``here``: whether the person lives in Canada; None where they did not say."""

    state: str
    ends_on: date
    restore_by: date
    left: int
    here: bool | None

    @property
    def told(self) -> bool:
        """Whether it is said at the top of the page: what is to be done in Canada is for whoever is there."""
        return self.state == "soon" or (self.state in ("ended", "over") and self.here is not False)

    @property
    def pressing(self) -> bool:
        """Whether there is no status left to work with."""
        return self.state in ("ended", "over")


def of(profile: Profile, today: date) -> Permit | None:
    """Where a person stands with their permission to work; None where they declared none, or none that ends."""
    held = profile.authorization_to_work
    if held is None or held.expires_on is None:
        return None
    ends_on = held.expires_on
    last = restore_by(ends_on)
    state = "over" if today > last else "ended" if today > ends_on else "soon" if ends_on - today <= SOON else "valid"
    left = ((last if state == "ended" else ends_on) - today).days
    lives_in = profile.person.country_of_residence if profile.person else None
    return Permit(state, ends_on, last, left, None if lives_in is None else lives_in == _CANADA)


def restore_by(ends_on: date) -> date:
    """The last day on which status that ended with ``ends_on`` can be restored (R182(1))."""
    lost = datetime.combine(ends_on, time.max, tzinfo=UTC)
    return lifecycle.deadline(law.book().on(ends_on), "restoration_days", lost).date()


def guidance(today: date) -> dict[str, Any]:
    """What the page of guidance takes from the law: how many days there are to restore status, and where that stands."""
    rule = law.book().on(today).version("procedure.restoration_days")
    return {"days": rule.content.length, "source": rule.source}
