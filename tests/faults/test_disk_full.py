"""No room on the disk, at every statement of a round in turn: nothing of the step is there, and it is taken again when there is."""

from __future__ import annotations

import pytest

from tests.faults.test_killed import wholly


@pytest.mark.timeout(240)
def test_a_full_disk_at_any_statement_leaves_the_database_as_it_was(service):
    status, out, err = service.run("full")
    assert status == 0, err
    steps = dict(line.split() for line in out.splitlines())
    assert list(steps) == ["freeze", "approve", "run", "release"]
    assert all(int(count) > 3 for count in steps.values())
    assert wholly(service)
