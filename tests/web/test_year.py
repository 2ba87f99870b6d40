"""What time does, to the day and told in time: each step on its own day, the five common reasons, the edges of days."""

from __future__ import annotations

import os
import time as system_time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from openentry import Profile, timeline
from openentry.messages import text
from openentry_web import clock
from openentry_web.pool import coming, deciding, selectors, services, sweep
from openentry_web.pool.models import Decision, Entry
from openentry_web.pool.reminders import remind
from tests.web import year
from tests.web.people import declared
from tests.web.test_rescoring import PROPOSAL
from tests.web.year import MICRO, WRITTEN_FOR, midnight, page, person_called, submitted, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def put(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    put(WRITTEN_FOR)
    return put


def decisions(entry):
    return [(one.as_of, one.outcome["score"], [why["id"] for why in one.because]) for one in reversed(selectors.decisions(entry))]


# --- each step on its own day, however late somebody comes by ---


@pytest.mark.parametrize("name", ["jose-luis-garcia-marquez", "yolanda-reyes", "rafael-santos", "amara-okafor"])
def test_a_sweep_that_comes_late_does_what_daily_sweeps_did(name):
    _, daily = person_called("daily"), submitted(person_called("one"), declared(name))
    late = submitted(person_called("two"), declared(name))
    last = WRITTEN_FOR + timedelta(days=370)
    for step in timeline(deciding.again(daily.decision), last.date()):
        services.age([daily.pk], midnight(step.on))
    services.age([daily.pk], daily.expires_at + MICRO)
    services.age([late.pk], last)
    daily.refresh_from_db()
    late.refresh_from_db()
    assert decisions(late) == decisions(daily)
    assert (late.state, late.closed_at.date()) == (daily.state, daily.closed_at.date())
    assert (late.score, late.programs) == (daily.score, daily.programs)


def test_whoever_met_no_program_on_a_day_left_on_it_though_they_would_meet_one_today():
    entry = submitted(person_called(), year.a_test_expires())
    newer = declared("nguyen-thi-lan")["language_tests"][0] | {"taken_on": "2026-12-03", "result_on": "2026-12-05"}
    both = year.a_test_expires()
    both["language_tests"].append(newer)  # a result that comes four days after the old one stopped counting
    again = submitted(person_called("again"), both)
    moment = WRITTEN_FOR + timedelta(days=40)
    for one in (entry, again):
        services.age([one.pk], moment)
        one.refresh_from_db()
        assert one.state == "INELIGIBLE_IN_POOL"
        assert one.closed_at == midnight(date(2026, 12, 1))
    assert deciding.decide_entry(again, deciding.profile_of(again), moment).eligible, "today they would qualify again"


def test_two_sweeps_of_a_day_decide_once_and_look_through_everybody_once(django_assert_max_num_queries):
    entry = submitted(person_called(), declared("yolanda-reyes"))
    moment = midnight(date(2026, 11, 25))
    assert sweep.sweep(moment).decided == 1
    with django_assert_max_num_queries(12):
        assert sweep.sweep(moment + timedelta(minutes=10)).decided == 0
    assert Decision.objects.filter(entry=entry).count() == 2
    last = selectors.swept_to()
    assert last == moment + timedelta(minutes=10)


def test_a_pool_that_was_not_swept_is_an_alarm(monkeypatch):
    said = []
    monkeypatch.setattr(sweep, "log", type("Log", (), {"error": staticmethod(lambda event, **more: said.append((event, more)))}))
    assert not sweep.alarm(WRITTEN_FOR), "nothing was there to be late"
    sweep.sweep(WRITTEN_FOR)
    assert not sweep.alarm(WRITTEN_FOR + sweep.LATE)
    assert sweep.alarm(WRITTEN_FOR + sweep.LATE + timedelta(hours=4))
    assert said == [("the pool was not swept in time", {"hours": 30})]


def test_time_and_a_new_law_are_two_events_each_with_its_own_cause(monkeypatch):
    entry = submitted(person_called(), declared("amara-okafor"))
    monkeypatch.setenv("OPENENTRY_LAW", str(PROPOSAL))
    services.age([entry.pk], midnight(date(2027, 4, 20)))
    assert [(day, because) for day, _, because in decisions(entry)] == [
        (date(2026, 11, 24), []),
        (date(2027, 4, 18), ["change.birthday"]),
        (date(2027, 4, 20), ["web.cause.law"]),
    ]


# --- the five common reasons for ineligibility ---

REASONS = {
    "test": (year.a_test_expires, date(2026, 12, 1), "change.test_expires"),
    "assessment": (year.assessment_expires, date(2026, 12, 9), "change.assessment_expires"),
    "work": (year.work_leaves_the_window, date(2027, 1, 2), "change.cec_year"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_time_ends_it_on_the_right_day_with_the_reason_and_the_way_back(reason, at, candidate, signed_in):
    content, day, because = REASONS[reason]
    entry = submitted(candidate, content())
    for days in range((day - WRITTEN_FOR.date()).days):
        at(WRITTEN_FOR + timedelta(days=days))
        remind(clock.now())
    assert {"out_soon"} == {kind for _, kind, _ in told(candidate) if kind not in ("in_pool", "change_soon")} - _permit_kinds()
    assert [params["left"] for _, _, params in told(candidate, "out_soon")][-1] == 1
    last_moment = midnight(day) - MICRO
    at(last_moment)
    sweep.sweep(last_moment)
    entry.refresh_from_db()
    assert entry.state == "IN_POOL"
    assert "You are in the pool" in page(signed_in)
    at(midnight(day))
    sweep.sweep(midnight(day))
    entry.refresh_from_db()
    assert (entry.state, entry.closed_at) == ("INELIGIBLE_IN_POOL", midnight(day))
    assert entry.received_at == WRITTEN_FOR
    assert because in [why["id"] for why in entry.decision.because]
    assert told(candidate)[-1][1] == "no_longer_eligible"
    for lang, left, copy in (("en", "Your profile left the pool", "Copy"), ("fr", "Votre profil a quitté le bassin", "Copie")):
        shown = page(signed_in, "home", lang)
        assert left in shown
        assert copy in shown
    assert "you no longer meet any program" in page(signed_in)
    assert signed_in.post(f"/en/profile/copy/{entry.pk}/").status_code in (302, 404)


def _permit_kinds():
    return {"permit_soon", "permit_ended", "restore_soon", "permit_over"}


def test_a_primary_occupation_that_was_changed_ends_it_at_once_with_the_reason(at, candidate, signed_in):
    entry = submitted(candidate, declared("nguyen-thi-lan"))
    changed = declared("nguyen-thi-lan")
    job = changed["work"][0]
    new = job | {"noc": "65200", "start": "2026-09-01", "employer": "Another", "primary_occupation": True}
    changed["work"] = [job | {"end": "2026-08-31", "primary_occupation": False}, new]
    services.update(candidate, Profile.model_validate(changed), WRITTEN_FOR + timedelta(hours=1))
    entry.refresh_from_db()
    assert (entry.state, entry.decision.cause) == ("INELIGIBLE_IN_POOL", "T6")
    assert entry.closed_at == WRITTEN_FOR + timedelta(hours=1)
    shown = page(signed_in)
    assert "Your profile left the pool" in shown
    assert "primary occupation" in shown.lower()
    assert told(candidate)[-1][1] == "no_longer_eligible"


# --- the edges of days ---


def test_a_draft_may_be_submitted_to_the_last_microsecond_and_not_after(at, candidate):
    profile = Profile.model_validate(declared("amara-okafor"))
    draft = services.begin(candidate, WRITTEN_FOR)
    assert draft.submit_by == midnight(date(2027, 1, 24)) - MICRO, "day 1 is the day after; day 60 ends at 24:00 UTC"
    services.lapse(draft.pk, draft.submit_by)
    draft.refresh_from_db()
    assert draft.state == "DRAFT"
    other = person_called("other")
    services.begin(other, WRITTEN_FOR)
    assert services.submit(other, profile, draft.submit_by).state == "IN_POOL"
    with pytest.raises(services.Refused):
        services.submit(candidate, profile, draft.submit_by + MICRO)
    services.lapse(draft.pk, draft.submit_by + MICRO)
    draft.refresh_from_db()
    assert (draft.state, draft.closed_at) == ("DRAFT_LAPSED", draft.submit_by)


def test_a_year_ends_at_the_same_moment_to_the_microsecond():
    received = datetime(2027, 2, 1, 23, 59, 59, 999_999, tzinfo=UTC)
    entry = submitted(person_called(), declared("amara-okafor"), received)
    services.age([entry.pk], entry.expires_at)
    entry.refresh_from_db()
    assert entry.state == "IN_POOL"
    services.age([entry.pk], entry.expires_at + MICRO)
    entry.refresh_from_db()
    assert (entry.state, entry.closed_at) == ("EXPIRED", datetime(2028, 2, 1, 23, 59, 59, 999_999, tzinfo=UTC))


def test_a_profile_received_on_29_february_ends_on_28_february():
    received = datetime(2028, 2, 29, 12, tzinfo=UTC)
    content = declared("nguyen-thi-lan")
    content["language_tests"][0] |= {"taken_on": "2028-01-11", "result_on": "2028-01-13"}
    entry = submitted(person_called(), content, received)
    assert entry.expires_at == datetime(2029, 2, 28, 12, tzinfo=UTC)


def test_whoever_was_born_on_29_february_is_a_year_older_on_1_march():
    content = declared("nguyen-thi-lan")
    content["person"]["date_of_birth"] = "1996-02-29"  # 31 in 2027
    entry = submitted(person_called(), content)
    before = entry.score
    services.age([entry.pk], midnight(date(2027, 3, 1)) - MICRO)
    entry.refresh_from_db()
    assert entry.score == before
    services.age([entry.pk], midnight(date(2027, 3, 1)))
    entry.refresh_from_db()
    assert entry.score < before
    assert entry.decision.as_of == date(2027, 3, 1)


@pytest.mark.parametrize("zone", ["America/Vancouver", "Asia/Manila", "Pacific/Kiritimati"])
def test_days_are_those_of_utc_wherever_machine_and_person_are(zone, at, candidate, signed_in, monkeypatch):
    monkeypatch.setitem(os.environ, "TZ", zone)
    system_time.tzset()
    try:
        entry = submitted(candidate, year.a_test_expires())
        for moment, state, said in (
            (midnight(date(2026, 12, 1)) - MICRO, "IN_POOL", "You are in the pool"),
            (midnight(date(2026, 12, 1)), "INELIGIBLE_IN_POOL", "From 1 December 2026 on"),
        ):
            at(moment)
            sweep.sweep(moment)
            entry.refresh_from_db()
            assert entry.state == state
            assert said in page(signed_in)
    finally:
        monkeypatch.undo()
        system_time.tzset()


def test_where_clocks_are_changed_days_are_not(candidate):
    """Toronto's clocks go forward on 14 March 2027: a birthday on that day and the day after come at 00:00 UTC all the same."""
    for day in (date(2027, 3, 14), date(2027, 3, 15)):
        content = declared("nguyen-thi-lan")
        content["person"]["date_of_birth"] = day.replace(year=1994).isoformat()
        entry = submitted(person_called(f"{day}"), content)
        services.age([entry.pk], midnight(day) - MICRO)
        entry.refresh_from_db()
        assert entry.decision.as_of == WRITTEN_FOR.date()
        services.age([entry.pk], midnight(day))
        entry.refresh_from_db()
        assert entry.decision.as_of == day


# --- one person, day by day ---


def follow(at, name, begin, days):
    """A person from the day they submit, day by day: every page shows what the timeline of the first day said it would."""
    person = person_called(name)
    client = Client()
    entry = submitted(person, declared(name), begin)
    first = deciding.again(entry.decision)
    steps = list(timeline(first, begin.date() + timedelta(days=days + 400)))
    permit = entry.version.content["authorization_to_work"]["expires_on"]
    permit_over, ends_on = date.fromisoformat(permit) + timedelta(days=1), entry.expires_at.date()
    compared = 0
    for number in range(days + 1):
        moment = begin + timedelta(days=number)
        day = moment.date()
        at(moment)
        sweep.sweep(moment)
        remind(moment)
        if number % 30 == 0:
            client.force_login(person)
        standing = next((step.decision for step in reversed(steps) if step.on <= day), first)
        out = next((step.on for step in steps if step.on <= day and not step.decision.eligible), None)
        over = moment > entry.expires_at
        lang = "fr" if number % 5 == 0 else "en"
        shown = page(client, "home", lang)
        if out or over:
            ended = ("Your profile left the pool", "Votre profil a quitté le bassin") if out else _YEAR_OVER
            assert ended[lang == "fr"] in shown, day
            assert selectors.live(person) is None
            continue
        assert Entry.objects.get(pk=entry.pk).score == standing.score_range[0], day
        assert _score_said(standing.score_range[0], lang) in shown, day
        calendar = client.get(f"/{lang}/pool/calendar/").content.decode()
        horizon = day + timedelta(days=366)
        expected = {step.on for step in steps if day < step.on <= horizon}
        expected |= {one for one in (permit_over,) if day < one <= horizon} | {one for one in (ends_on,) if day <= one <= horizon}
        listed = [part.split('"')[0] for part in calendar.split('<li><time datetime="')[1:]]
        assert listed == [one.isoformat() for one in sorted(expected)], day
        compared += 1
    return compared, told(person)


_YEAR_OVER = ("Your year in the pool is over", "Votre année dans le bassin est terminée")


def _score_said(score, lang):
    with translation.override(lang):
        return " ".join(text("web.why.heading", lang, score=str(score)).split())


@pytest.mark.timeout(600)
def test_forty_days_of_a_person_are_what_the_timeline_said(at):
    compared, seen = follow(at, "jose-luis-garcia-marquez", datetime(2027, 7, 20, 10, 15, 30, 5, tzinfo=UTC), 40)
    assert compared == 41
    assert "permit_ended" in [kind for _, kind, _ in seen]


@pytest.mark.proof
@pytest.mark.parametrize("name", ["amara-okafor", "jose-luis-garcia-marquez"])
def test_four_hundred_days_of_a_person_are_what_the_timeline_said(at, name, proof_figures):
    compared, seen = follow(at, name, WRITTEN_FOR, 400)
    assert compared > 350
    kinds = sorted({kind for _, kind, _ in seen})
    figures = proof_figures("a-year")
    figures[f"{name}: days on which the home page and the calendar were compared with the timeline of the first day"] = compared
    figures[f"{name}: messages in the account"] = f"{len(seen)} ({', '.join(kinds)})"


def test_the_calendar_has_the_permit_the_tests_the_assessments_and_the_end_of_the_year():
    entry = submitted(person_called(), declared("rafael-santos"))
    found = coming.year(deciding.again(entry.decision), entry)
    why = {one.on: [said.id for said in one.step.because] for one in found}
    assert why[date(2026, 12, 1)] == ["change.test_expires"]
    assert why[date(2027, 1, 15)] == ["change.birthday"]
    assert why[date(2027, 11, 10)] == ["change.assessment_expires"]
    assert why[date(2027, 5, 1)] == ["change.permit_ends"], "a day that moves no point stands in it all the same"
    assert why[date(2027, 11, 24)] == ["web.coming.year_over"]
    assert [one.on for one in found] == sorted(one.on for one in found)


def test_a_permit_that_moves_a_program_stands_once():
    entry = submitted(person_called(), declared("jose-luis-garcia-marquez"))
    found = [one for one in coming.year(deciding.again(entry.decision), entry) if one.on == date(2027, 8, 6)]
    assert len(found) == 1
    assert found[0].permit
    assert found[0].lost
    assert [said.id for said in found[0].step.because] == ["change.permit_ends"]
