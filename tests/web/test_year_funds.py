"""The new table of settlement funds, on the real case: published on 7 July 2025, with a deadline of 28 July 2025."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from openentry import Profile
from openentry.messages import LANGUAGES, write_money
from openentry_web.pool import funds, services
from openentry_web.pool.funds import announce
from openentry_web.pool.models import Entry
from openentry_web.pool.reminders import remind
from openentry_web.pool.sweep import sweep
from openentry_web.ui.templatetags.ui import notice_body, notice_title
from tests.web.year import BEFORE_THE_TABLE, MICRO, in_2025, little_money, midnight, person_called, submitted, told

pytestmark = pytest.mark.django_db
PUBLISHED, DEADLINE = date(2025, 7, 7), date(2025, 7, 28)
KINDS = ("funds_lost", "funds_out", "funds_kept", "funds_soon")


def wait(name, content, at=BEFORE_THE_TABLE):
    person = person_called(name)
    return person, submitted(person, content, at)


def live(first, last):
    """Every day from one to another as the service does it: sweep, announce, remind, early and late."""
    for days in range((last - first).days + 1):
        moment = midnight(first + timedelta(days=days)) + timedelta(minutes=20)
        sweep(moment)
        announce(moment)
        remind(moment)


def test_those_below_it_are_told_once_when_it_is_published_with_the_amount_and_the_deadline():
    only, _ = wait("only", little_money())
    both, _ = wait("both", in_2025("amara-okafor", funds_cad=14_800))
    exempt, _ = wait("exempt", in_2025("jose-luis-garcia-marquez"))
    enough, _ = wait("enough", little_money(15_263))
    family, _ = wait("family", in_2025("samuel-adeyemi", funds_cad=28_361))
    live(PUBLISHED - timedelta(days=3), PUBLISHED - timedelta(days=1))
    assert not any(told(one, *KINDS) for one in (only, both, exempt, enough, family)), "it is not published yet"
    live(PUBLISHED, PUBLISHED + timedelta(days=5))
    first = {one: told(one, *KINDS) for one in (only, both, exempt, enough, family)}
    assert [(day, kind) for day, kind, _ in first[only]] == [(PUBLISHED, "funds_out")]
    assert [(day, kind) for day, kind, _ in first[both]] == [(PUBLISHED, "funds_lost")]
    assert [(day, kind) for day, kind, _ in first[exempt]] == [(PUBLISHED, "funds_kept")]
    assert first[enough] == []
    assert [(kind, said["needed"], said["size"]) for _, kind, said in first[family]] == [("funds_out", 28_362, 4)]
    said = first[both][0][2]
    assert (said["declared"], said["needed"], said["size"], said["day"]) == (14_800, 15_263, 1, DEADLINE.isoformat())
    assert [name["en"] for name in said["names"]] == ["Federal Skilled Worker Program", "Federal Skilled Trades Program"]


def test_they_are_told_again_seven_days_and_one_day_before_it_rules_them():
    person, _ = wait("only", little_money())
    live(PUBLISHED, DEADLINE)
    days = [(day, kind) for day, kind, _ in told(person, *KINDS)]
    assert days == [
        (PUBLISHED, "funds_out"),
        (DEADLINE - timedelta(days=7), "funds_soon"),
        (DEADLINE - timedelta(days=1), "funds_soon"),
    ]
    assert told(person)[-1][1] == "no_longer_eligible"


def test_from_the_deadline_on_both_programs_go_to_the_microsecond_and_cec_stays():
    _, only = wait("only", little_money())
    _, both = wait("both", in_2025("amara-okafor", funds_cad=14_800))
    _, exempt = wait("exempt", in_2025("jose-luis-garcia-marquez"))
    sweep(midnight(DEADLINE) - MICRO)
    for one in (only, both, exempt):
        one.refresh_from_db()
    assert (only.programs, both.programs, exempt.programs) == (["fsw"], ["cec", "fsw", "fst"], ["cec", "fsw"])
    sweep(midnight(DEADLINE))
    for one in (only, both, exempt):
        one.refresh_from_db()
        assert one.received_at == BEFORE_THE_TABLE
    assert (only.state, only.closed_at) == ("INELIGIBLE_IN_POOL", midnight(DEADLINE))
    assert [why["id"] for why in only.decision.because] == ["change.funds_deadline"]
    assert (both.state, both.programs) == ("IN_POOL", ["cec"])
    assert (exempt.state, exempt.programs) == ("IN_POOL", ["cec", "fsw"])


@pytest.mark.parametrize("updated", [date(2025, 7, 7), date(2025, 7, 27), date(2025, 7, 28), date(2025, 8, 15)])
def test_an_update_in_time_or_late_keeps_the_moment_of_receipt(updated):
    person, entry = wait("both", in_2025("amara-okafor", funds_cad=14_800))
    live(PUBLISHED, PUBLISHED)
    sweep(midnight(updated))
    entry.refresh_from_db()
    assert ("fsw" in entry.programs) == (updated < DEADLINE)
    more = in_2025("amara-okafor", funds_cad=15_263)
    services.update(person, Profile.model_validate(more), midnight(updated) + timedelta(hours=3))
    for moment in (midnight(DEADLINE), datetime(2025, 9, 1, tzinfo=UTC)):
        sweep(max(moment, midnight(updated) + timedelta(hours=4)))
        entry.refresh_from_db()
        assert (entry.state, entry.programs) == ("IN_POOL", ["cec", "fsw", "fst"])
        assert (entry.received_at, entry.expires_at) == (BEFORE_THE_TABLE, BEFORE_THE_TABLE.replace(year=2026))
    assert [kind for _, kind, _ in told(person, "funds_soon")] == []


def test_what_has_left_the_pool_needs_a_new_profile():
    person, entry = wait("only", little_money())
    sweep(midnight(DEADLINE))
    more = Profile.model_validate(little_money(20_000))
    with pytest.raises(services.Refused):
        services.update(person, more, midnight(DEADLINE) + timedelta(hours=1))
    at = midnight(DEADLINE) + timedelta(days=1)
    services.begin(person, at)
    new = services.submit(person, more, at)
    assert (new.state, new.received_at) == ("IN_POOL", at)
    entry.refresh_from_db()
    assert (entry.state, entry.received_at) == ("INELIGIBLE_IN_POOL", BEFORE_THE_TABLE)


def test_a_change_of_anything_else_after_it_is_published_is_tested_on_it_at_once():
    """Contract C17: a profile that was changed is a profile of that day; the page before saving says that the program ends."""
    person, entry = wait("both", in_2025("amara-okafor", funds_cad=14_800))
    changed = in_2025("amara-okafor", funds_cad=14_800, intends_to_live_in="MB")
    services.update(person, Profile.model_validate(changed), midnight(PUBLISHED) + timedelta(hours=1))
    entry.refresh_from_db()
    assert entry.programs == ["cec"]
    live(PUBLISHED, PUBLISHED)
    assert told(person, *KINDS) == [], "the table rules them already: there is nothing to announce"


def test_a_pass_that_was_killed_is_made_again_and_nobody_is_told_twice(monkeypatch):
    people = [wait(f"p{n}", little_money())[0] for n in range(5)]
    monkeypatch.setattr(funds, "AT_ONCE", 2)
    real, calls = funds._tell, []

    def dies(entry, table, moment):
        calls.append(entry.pk)
        if len(calls) == 4:
            raise KeyboardInterrupt
        real(entry, table, moment)

    monkeypatch.setattr(funds, "_tell", dies)
    moment = midnight(PUBLISHED) + timedelta(hours=1)
    with pytest.raises(KeyboardInterrupt):
        announce(moment)
    assert sum(len(told(one, *KINDS)) for one in people) == 2, "the transaction that was under way is undone"
    monkeypatch.setattr(funds, "_tell", real)
    assert announce(moment) == 3
    assert announce(moment) == 0
    assert announce(moment + timedelta(days=1)) == 0
    assert [len(told(one, *KINDS)) for one in people] == [1] * 5


def test_whoever_declared_no_amount_or_no_size_breaks_nothing():
    none = little_money()
    del none["funds_cad"]
    zero = in_2025("amara-okafor", funds_cad=0)
    large = in_2025("amara-okafor", funds_cad=58_000)
    large["family"] = large["family"] | {"size": 12}
    for name, content in (("none", none), ("zero", zero), ("large", large)):
        person = person_called(name)
        services.begin(person, BEFORE_THE_TABLE)
        entry = services.submit(person, Profile.model_validate(content), BEFORE_THE_TABLE)
        Entry.objects.filter(pk=entry.pk).update(state="IN_POOL")
    announce(midnight(PUBLISHED))
    (large_told,) = [said for name in ("large",) for _, _, said in told(_person(name), *KINDS)]
    assert large_told["needed"] == 40_392 + 5 * 4_112
    assert [said["declared"] for _, _, said in told(_person("zero"), *KINDS)] == [0]
    assert told(_person("none"), *KINDS) == []


def _person(name):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(email=f"{name}@example.org")


def test_no_table_waits_at_other_times():
    assert funds.waiting(PUBLISHED - timedelta(days=1)) is None
    assert funds.waiting(PUBLISHED) is not None
    assert funds.waiting(DEADLINE - timedelta(days=1)) is not None
    assert funds.waiting(DEADLINE) is None
    wait("only", little_money())
    assert announce(midnight(DEADLINE)) == 0


def test_what_is_told_reads_in_both_languages():
    from django.utils.translation import override

    from openentry_web.notices import selectors as notices

    people = [wait("only", little_money())[0], wait("both", in_2025("amara-okafor", funds_cad=14_800))[0]]
    people.append(wait("exempt", in_2025("jose-luis-garcia-marquez"))[0])
    live(PUBLISHED, DEADLINE)
    seen = set()
    for lang in LANGUAGES:
        amount = write_money(15_263, lang)
        with override(lang):
            for person in people:
                for notice in notices.of(person.pk):
                    told_in_full = str(notice_title(notice)) + " " + str(notice_body(notice))
                    assert "{" not in told_in_full
                    seen.add(notice.kind)
                    if notice.kind in ("funds_lost", "funds_out", "funds_soon"):
                        assert amount in told_in_full, told_in_full
    assert {"funds_lost", "funds_out", "funds_kept", "funds_soon"} <= seen
