"""The selection in SQL gives what one sorted list gives, in a pool of edges, for every kind of order and both rules of ties."""

from __future__ import annotations

import pytest

from openentry_web.rounds import selecting
from tests.web import selecting_by_hand
from tests.web.round_pools import Console, Pool

pytestmark = pytest.mark.django_db


def test_the_selection_in_sql_is_that_of_one_sorted_list():
    scene = selecting_by_hand.scene(Pool(), Console())
    assert len(scene.frozen) > 50
    assert selecting_by_hand.difference(selecting, scene) == ""
