"""One pool in which everything is alike or at an edge, and what every order gives in it, worked out by one sorted list.

``difference(module)`` holds the selection in SQL of a module (that of the service, or one with a mistake in it) against the list.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest
from django.db import Error, connection, transaction
from pydantic import ValidationError

from openentry.law import load_law
from openentry.rounds import Entry as Waiting
from openentry.rounds import receipts
from openentry_web.pool import law
from openentry_web.pool.models import Entry
from openentry_web.rounds import services, snapshots
from openentry_web.rounds.models import Round, SnapshotEntry
from tests.library.rounds_pools import by_hand
from tests.web.round_pools import MOMENT, SOON, order, person

TICK = timedelta(microseconds=1)
YEAR_BEFORE = MOMENT.replace(year=MOMENT.year - 1)
#: Received: at the same moment as others, at each edge, and in another order than that of the numbers.
RECEIVED = {
    "over": YEAR_BEFORE - TICK,
    "last": YEAR_BEFORE,
    "may": MOMENT - timedelta(days=180),
    "later": MOMENT - timedelta(days=180) + TICK,
    "now": MOMENT,
    "after": MOMENT + TICK,
    "ends": MOMENT - timedelta(days=200),
}
#: A moment at which a year ends after the pool was frozen, and before the round is looked at again.
LATE = SOON + timedelta(minutes=5)
EDGES = ("over", "last", "may", "later", "now", "after")
PROGRAMS = ("cec", "fsw", "fst", "cec fsw fst", "fsw fst", "pnp", "pnp cec fsw", "")
KINDS = (
    {"kind": "general"},
    {"kind": "programs", "programs": ["cec"]},
    {"kind": "programs", "programs": ["fst", "fsw"]},
    {"kind": "programs", "programs": ["pnp"]},
    {"kind": "programs", "programs": ["cec", "pnp"]},
    {"kind": "category", "category": "french"},
)
SIZES = (0, 1, 2, 5, 13, 500, None)
LOWEST = (None, 475, 490)  # nobody has 475, until somebody changes


@dataclass(frozen=True, eq=False)
class Scene:
    """A snapshot, who is in it, and who is in the pool as it stands now."""

    snapshot: int
    frozen: list[Waiting]
    waiting: list[Waiting]
    away: set[str]  # who left since, or whose year ended


def scene(pool, console):
    """People, frozen; then two go and one comes, and the pool is frozen once more for another round."""
    rows = list(product((480, 470, 490), ("later", "may"), PROGRAMS))
    rows += [(score, when, "cec") for score, when in product((480, 490), EDGES)]
    rows += [(0, "may", "cec fsw fst"), (0, "later", "pnp"), (480, "ends", "cec")]
    people = []
    for number, (score, when, programs) in enumerate(rows):
        categories = ("", "french", "french stem", "stem")[number % 4]
        nominated = (number % 5 == 0 and "pnp" in programs) or number % 11 == 7
        people.append(enter(pool, number, score, programs, categories, RECEIVED[when], nominated))
    Entry.objects.filter(pk=people.pop(3).pk).update(state="INVITED")
    snapshot = _frozen(console, "1")
    gone = [one.pk for one in people[::3]]
    Entry.objects.filter(pk__in=gone).update(state="WITHDRAWN")
    late = enter(pool, 99, 495, "cec", "french", RECEIVED["may"], False)
    _frozen(console, "2")
    left = [one for one in [*people, late] if one.pk not in gone]
    ends = {str(one.pk) for one in people if one.received_at == RECEIVED["ends"]}
    away = {str(pk) for pk in gone} | ends
    return Scene(snapshot, [as_waiting(one) for one in people], [as_waiting(one) for one in left], away)


def enter(pool, number, score, programs, categories, received, nominated):
    """One more in the pool, whose sequence number is in no order."""
    model = pool.model
    return Entry.objects.create(
        person=person(f"s{number}"),
        state="IN_POOL",
        begun_at=received,
        submit_by=received,
        received_at=received,
        # So that it is the selection that must see whose year is over; of one, that it ended since.
        expires_at=LATE if received == RECEIVED["ends"] else received.replace(year=received.year + 2),
        sequence=1_000_000 + (number * 37) % 101,
        number=f"S{number:09d}",
        version=model.version,
        decision=model.decision,
        last_changed_on=received.date(),
        decided_on=received.date(),
        score=score,
        core=score,
        spouse=0,
        transferability=0,
        additional=0,
        programs=programs.split(),
        categories=categories.split(),
        nominated=nominated,
    )


def as_waiting(entry):
    """An entry as the library sees it."""
    who = (frozenset(entry.programs), frozenset(entry.categories), entry.nominated)
    return Waiting(str(entry.pk), entry.score, entry.received_at, entry.sequence, *who)


def _frozen(console, number):
    services.plan(console.first, order(number, size=1), MOMENT)
    return services.freeze(number, console.first, SOON).snapshot_id


@cache
def orders():
    """Every order, and the law under which it is held: of today, and of a day on which everyone at the cut-off was invited. In no
    order, so that what is wrong shows soon."""
    every = list(_orders())
    random.Random(1).shuffle(every)
    return every


def _orders():
    for kind, size, lowest in product(KINDS, SIZES, LOWEST):
        if size is None and lowest is None:
            continue
        keys = kind | {key: value for key, value in (("size", size), ("lowest_score", lowest)) if value is not None}
        yield order("9", **keys), law.book().on(MOMENT.date()), False
        if kind["kind"] != "category":
            yield order("9", **keys), load_law(date(2016, 12, 22)), True


def difference(module, scene_, first=""):
    """What the selection of a module gives that one sorted list does not, or "" where they agree everywhere. ``first``: what to
    look at before the rest, because a mistake is there."""
    parts = {"lists": _lists, "voids": _voids, "stops": _stops}
    for part in sorted(parts.values(), key=lambda one: one is not parts.get(first)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for way in ("indexscan", "indexonlyscan", "bitmapscan"):  # the order must come of what is asked
                    cursor.execute(f"SET LOCAL enable_{way} = off")
                part(module, scene_)
                transaction.set_rollback(True)
        except AssertionError as error:
            return f"{part.__name__}: {error}"
        except (
            Error,
            pytest.fail.Exception,
            ArithmeticError,
            AttributeError,
            LookupError,
            NameError,
            TypeError,
            ValueError,
            ValidationError,
        ) as error:
            return f"{part.__name__}: {error!r}"
    return ""


def _lists(module, scene_):
    """The list of every order, of the snapshot and of the pool; and the line, applied to everybody and to some who changed."""
    rows = _rows(scene_)
    for one, then, together in orders():
        said = str(one.declared())
        right = _right_frozen(scene_, one, together)
        assert module.by_sql(one, then, snapshot=scene_.snapshot) == right, said
        assert module.by_sql(one, then, snapshot=None) == _right_waiting(scene_, one, together), said
        changes = _changes(scene_)
        published = module.line(one, then, right, scene_.snapshot)
        within = {(int(id_), gave.program) for id_, row in rows.items() if (gave := receipts.outcome(row, published)).invited}
        late = {int(one.id) for one in scene_.frozen if one.received_at == RECEIVED["over"]}  # swept before a round
        assert {(entry, program) for entry, program in within if entry not in late} == {place[:2] for place in right}, said
        for number, (place, change) in enumerate(changes):
            row = rows[scene_.frozen[place].id]
            new = row | {key: sorted(value) if isinstance(value, frozenset) else value for key, value in change.items()}
            if not receipts.outcome(row, published).invited and not receipts.outcome(new, published).invited:
                assert _right_after(scene_, one, together)[number] == right, f"{said} {change}"


@cache
def _rows(scene_):
    return {str(row.entry): snapshots.record(row) for row in SnapshotEntry.objects.filter(snapshot=scene_.snapshot)}


@cache
def _right_after(scene_, one, together):
    """The right list after each of the changes by itself."""
    return [_right(_with(scene_, {place: change}), one, together) for place, change in _changes(scene_)]


def _with(scene_, changes):
    return [replace(who, **changes.get(at, {})) for at, who in enumerate(scene_.frozen)]


@cache
def _changes(scene_):
    """Who changes, by their place among those frozen, and how."""
    kinds = (
        {"score": 475},
        {"score": 485, "programs": frozenset({"cec"})},
        {"programs": frozenset({"cec", "fst"}), "nominated": False},
        {"programs": frozenset()},
        {"categories": frozenset({"french"}), "programs": frozenset({"fsw"}), "nominated": False},
        {"categories": frozenset()},
        {"nominated": True},
        {"score": 0, "programs": frozenset({"cec"}), "nominated": False},
    )
    here = [at for at, one in enumerate(scene_.frozen) if one.received_at not in (RECEIVED["over"], RECEIVED["ends"])]
    changes = {here[(5 * number) % len(here)]: change for number, change in enumerate(kinds * 2)}
    low = [at for at in here if scene_.frozen[at].score <= 470 and at not in changes]
    up = [{"score": score, "programs": frozenset({"cec"}), "nominated": False} for score in (475, 480, 475, 490, 470)]
    return [*changes.items(), *zip(low, up, strict=False)]


def _voids(module, scene_):
    """Who changed since, and what that means to a round: each change by itself against the list as it was."""
    for place, change in _changes(scene_):
        plain = {key: sorted(value) if isinstance(value, frozenset) else value for key, value in change.items()}
        Entry.objects.filter(pk=scene_.frozen[place].id).update(**plain)
    for one, _, together in orders():
        if not together:
            expected = _bearing(scene_, one)
            round_ = planned(one, scene_.snapshot)
            found = module.bearing(round_, LATE + TICK)
            assert found == expected, f"{one.declared()} {expected} {found}"
    found = module.changes(round_, LATE + TICK)
    assert (found.entries, found.bearing) == (len(scene_.away | _changed(scene_)), expected)
    assert module.changes(round_, LATE).entries < found.entries


@cache
def _bearing(scene_, one):
    """Whose change bears on a round: who was invited, or would be now."""
    numbers = dict(Entry.objects.values_list("pk", "number"))
    right = {entry for entry, _, _ in _right(scene_.frozen, one, False)}
    after = dict(_changes(scene_))
    found = []
    for place, who in enumerate(scene_.frozen):
        if who.id in scene_.away or who.id in _changed(scene_):
            now = {entry for entry, _, _ in _right(_with(scene_, {place: after.get(place, {})}), one, False)}
            if int(who.id) in right or (who.id not in scene_.away and int(who.id) in now):
                found.append(numbers[int(who.id)])
    return sorted(found)


@cache
def _changed(scene_):
    """Who has changed at all."""
    return {scene_.frozen[at].id for at, change in _changes(scene_) if replace(scene_.frozen[at], **change) != scene_.frozen[at]}


def planned(one, snapshot):
    """A round of that order on that snapshot, not stored."""
    keys = {"programs": list(one.programs or ()), "category": one.category or "", "size": one.size}
    return Round(number="9", kind=one.kind, moment=MOMENT, lowest_score=one.lowest_score, snapshot_id=snapshot, **keys)


def _stops(module, scene_):
    """Both selections are made, held against each other, and checked."""
    one = order("9", size=5)
    round_, right = planned(one, scene_.snapshot), _right(scene_.frozen, one, False)
    found = module.chosen(round_)
    assert (found.places, found.failures, found.result.eligible > 5) == (right, [], True)
    real = {name: getattr(module, name) for name in ("by_sql", "select")}
    wrong = {
        "by_sql": lambda *given, **named: real["by_sql"](*given, **named)[1:],
        "select": lambda pool, *rest: real["select"](pool[7:], *rest),
    }
    for name, faulty in wrong.items():
        setattr(module, name, faulty)
        said = [message.id for message in module.chosen(round_).failures]
        setattr(module, name, real[name])
        assert "web.rounds.check.second" in said, said
        assert name == "by_sql" or any(id_.startswith("round.check.") for id_ in said), said
    module.select = lambda pool, *rest: real["select"](pool * 2, *rest)
    twice = module.chosen(round_)
    module.select = real["select"]
    assert ([message.id for message in twice.failures], twice.places) == (["error.round.entry.twice"], [])
    for step in (module.chosen, lambda given: module.bearing(given, SOON)):
        with pytest.raises(ValueError, match="not frozen"):
            step(planned(one, None))
    assert module.digest_of(right) != module.digest_of(right[1:]) != module.digest_of([])


@cache
def _right_frozen(scene_, one, together):
    return _right(scene_.frozen, one, together)


@cache
def _right_waiting(scene_, one, together):
    return _right(scene_.waiting, one, together)


def _right(people, one, together):
    return [(int(two.id), two.program, two.score) for two in by_hand(people, one, ties_together=together)]
