"""Synthetic pools: people who could exist, in the shape of the published figures. Seeded: the same arguments give the same people.

``people`` draws them by columns; ``facts_table`` gives what is scored and ranked; ``profiles`` gives what each would declare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from openentry.pools.population.pool import MOST_PEOPLE, People, people
from openentry.pools.population.profile import profiles_of
from openentry.pools.population.reached import Reached, bands_reached, shares_reached
from openentry.pools.population.table import table
from openentry.pools.population.targets import Band

__all__ = [
    "MOST_PEOPLE",
    "Band",
    "People",
    "Reached",
    "bands_reached",
    "facts_table",
    "people",
    "profiles",
    "profiles_of",
    "shares_reached",
    "table",
]


def facts_table(size: int, seed: int, day: date, bands: Sequence[Band] | None = None) -> pa.Table:
    """The scored facts of ``size`` people as they would wait on ``day``, one row each, in the order of receipt.

    The columns of DESIGN 5.1 and ``canadian_occupation``, with ``id``, ``received_at``, ``sequence``, ``programs``, ``categories``
    and ``score``. ``bands`` is the shape: ``openentry.rounds.history.distribution`` gives that of a real round. Errors as for
    :func:`people`.

    >>> facts_table(3, 1, date(2025, 7, 15)).column("id").to_pylist()
    ['S1-00000001', 'S1-00000002', 'S1-00000003']
    """
    return table(people(size, seed, day, bands))


def profiles(size: int, seed: int, day: date, bands: Sequence[Band] | None = None) -> Iterator[dict[str, Any]]:
    """The complete profiles of the same people, in the same order, as dictionaries. Errors as for :func:`people`.

    >>> from openentry.profile import Profile
    >>> Profile.model_validate(next(profiles(1, 1, date(2025, 7, 15)))).family.size >= 1
    True
    """
    return profiles_of(people(size, seed, day, bands))
