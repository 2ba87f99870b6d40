"""The approved overlays and the outages to tell of, as every process has them: read anew within two seconds of a change.

Knows nothing of the pool, which asks it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from openentry_web.instruments.models import Edition, Outage, Overlay

#: Seconds for which a process may go on with what it has read.
_FRESH = 2.0
#: Outages that are kept in mind: those that end last.
_OUTAGES = 5
_read: tuple[float, Current] | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """An overlay as it is laid: its digest stands for the rest."""

    name: str = field(compare=False)
    digest: str
    raw: dict[str, Any] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """An outage, as everybody is told of it."""

    begins_at: datetime
    ends_at: datetime
    text_en: str
    text_fr: str


@dataclass(frozen=True, slots=True)
class Current:
    """Everything of one edition."""

    edition: int
    layers: tuple[Layer, ...]
    outages: tuple[Told, ...]


def now() -> Current:
    """What holds, as this process last saw it."""
    global _read
    if _read is None or monotonic() - _read[0] > _FRESH:
        edition = Edition.objects.values_list("number", flat=True).first() or 0
        found = _read[1] if _read is not None and _read[1].edition == edition else Current(edition, layers(), _outages())
        _read = (monotonic(), found)
    return _read[1]


def forget() -> None:
    """Read everything anew at the next question."""
    global _read
    _read = None


def layers() -> tuple[Layer, ...]:
    """The approved overlays, in the order in which they are laid: as the database has them now."""
    return tuple(map(layer, Overlay.objects.filter(state=Overlay.State.APPROVED).order_by("position")))


def layer(overlay: Overlay) -> Layer:
    """An overlay, as it is laid."""
    return Layer(overlay.name, overlay.digest, overlay.raw)


def outages(moment: datetime) -> list[Told]:
    """The outages of this moment."""
    return [one for one in now().outages if one.begins_at <= moment < one.ends_at]


def _outages() -> tuple[Told, ...]:
    rows = Outage.objects.order_by("-ends_at")[:_OUTAGES]
    return tuple(Told(one.begins_at, one.ends_at, one.text_en, one.text_fr) for one in rows)
