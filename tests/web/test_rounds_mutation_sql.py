"""Mistakes put into the selection in SQL, the line and what voids an approval, one at a time (the long suite)."""

from __future__ import annotations

import importlib.util
import inspect

import pytest

from openentry_web.rounds import selecting
from tests.mutants import mutants
from tests.web import selecting_by_hand
from tests.web.round_pools import Console, Pool

CHANGED = {"_RANKED", "_OF_A_SNAPSHOT", "_OF_THE_POOL", "by_sql", "ranked", "line", "chosen", "digest_of"}
CHANGED |= {"_CHANGED", "_HIGH", "bearing", "changes", "_changed", "_line_of", "_as_record"}
#: Where a mistake in a part shows soonest.
SHOWS_IN = dict.fromkeys(("_CHANGED", "_HIGH", "bearing", "changes", "_changed", "_line_of", "_as_record"), "voids")
SHOWS_IN |= dict.fromkeys(("chosen", "digest_of"), "stops")
MORE = "more are looked at than need be, and each is judged by itself"
STOPPED = "a selection that could not be finished stops the round: the figures of its result are read by nobody"
#: Mistakes that change nothing, with the reason.
SAME = {
    "by_sql: if order.size == 0 → if False": "LIMIT 0 gives nobody too",
    "by_sql: 0 → -1": "LIMIT 0 gives nobody too",
    "by_sql: '' if order.size is None else ' LIMIT %(size)s' → ' LIMIT %(size)s'": "LIMIT NULL is no limit",
    "ranked: if program != 'pnp' → no condition": "whoever meets it has had their class before",
    "ranked: order.programs or () → order.programs": "the library refuses a round for programs that names none",
    "ranked: order.programs or () → order.programs #2": "the library refuses a round for programs that names none",
    "ranked: order.kind == 'programs' and 'pnp' in (order.programs or ()) → 'pnp' in (order.programs or ())": (
        "the library refuses programs in any other kind of round"
    ),
    "ranked: 0 → -1": "no score is below 0",
    "line: 0 → -1": "no score is below 0",
    "_HIGH: shotentry WHERE snapshot = %s AND score >= %s UNION SELECT id F → shotentry WHERE snapshot = %s OR score >= %s UNION"
    " SELECT id F": MORE,
    "_HIGH: entry WHERE state = 'IN_POOL' AND score >= %s \" → entry WHERE state = 'IN_POOL' OR score >= %s \"": MORE,
    "bearing: if published['cut_off'] is None → if False": "no score is above a line that is not there",
    "chosen: 0 → 1": STOPPED,
    "chosen: 0 → -1": STOPPED,
    "chosen: 0 → 1 #2": STOPPED,
    "chosen: 0 → -1 #2": STOPPED,
}


def loaded(mutant):
    """The module of the service with that mistake in it, apart from the real one."""
    spec = importlib.util.spec_from_file_location(selecting.__name__, inspect.getfile(selecting))
    module = importlib.util.module_from_spec(spec)
    exec(compile(mutant.tree, spec.origin, "exec"), vars(module))
    return module


@pytest.mark.proof
@pytest.mark.django_db
def test_every_mistake_in_the_selection_in_sql_shows(proof_figures):
    scene = selecting_by_hand.scene(Pool(), Console())
    every = list(mutants(inspect.getsource(selecting), lambda owner: owner in CHANGED))
    unseen = []
    for number, mutant in enumerate(every):
        print(number, len(every), flush=True)
        module = loaded(mutant)
        if not selecting_by_hand.difference(module, scene, SHOWS_IN.get(mutant.name.partition(":")[0], "lists")):
            unseen.append(mutant.name)
            print("unseen:", mutant.name, flush=True)
    assert [name for name in unseen if name not in SAME] == []
    figures = proof_figures("rounds-mutation-sql")
    figures["mistakes in the selection in SQL, the line, and what voids an approval, one at a time"] = len(every)
    figures["noticed by the test that holds them against one sorted list"] = len(every) - len(unseen)
    figures |= {f"the same with {name}": SAME[name] for name in unseen}
