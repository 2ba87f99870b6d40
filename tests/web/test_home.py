"""Where I stand, in every state; the calendar; the rounds."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from openentry import Profile
from openentry.rounds.history import history
from openentry_web import clock
from openentry_web.pool import bands, coming, deciding, past_rounds, selectors, services
from openentry_web.pool.models import Entry
from openentry_web.profiles.services import open_answers

EXAMPLES = Path(__file__).parents[2] / "examples" / "profiles"
NOW = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def content(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def profile(name):
    return Profile.model_validate(content(name))


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def put(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    put(NOW)
    return put


@pytest.fixture
def in_pool(candidate, signed_in, at):
    """A person in the pool, signed in."""
    services.begin(candidate, NOW)
    return services.submit(candidate, profile("rafael-santos"), NOW)


def page(client, name="home", lang="en", *args, status=200):
    with translation.override(lang):
        found = client.get(reverse(name, args=args))
    assert found.status_code == status, found.content[:500]
    return words(found)


def words(response):
    """What is read on a page: without marks, spaces made plain."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("&#x27;", "'").replace("&quot;", '"').split())


def test_whoever_is_not_signed_in_is_asked_to(client):
    for name in ("home", "home_advice", "decisions", "calendar", "calendar_file", "letter", "rounds"):
        found = client.get(reverse(name))
        assert found.status_code == 302 and "/account/" in found["Location"], name


def test_without_a_profile_one_may_begin(signed_in, at):
    assert "You have no profile yet" in page(signed_in)
    assert "Vous n’avez pas encore de profil" in page(signed_in, lang="fr")
    assert "made from a profile that is in the pool" in page(signed_in, "calendar")
    assert "Real rounds of the department" in page(signed_in, "rounds")
    page(signed_in, "home_advice", status=404)
    page(signed_in, "calendar_file", status=404)


def test_a_draft_says_how_long_it_has_and_what_it_comes_to_so_far(signed_in, candidate, at):
    draft = services.begin(candidate, NOW)
    assert "60 days left" in page(signed_in)
    assert "Nothing is answered yet" in page(signed_in)
    answers = open_answers(draft, NOW)
    answers.content = {"person": {"date_of_birth": "1990-05-05"}}
    answers.save()
    shown = page(signed_in)
    assert "What to answer next" in shown and "Not known yet" in shown
    at(draft.submit_by - timedelta(hours=1))
    assert "This is the last day" in page(signed_in)
    at(draft.submit_by + timedelta(microseconds=1))  # the sweep did not come by: it lapses when looked at
    assert "Your draft was not submitted in time" in page(signed_in)
    assert Entry.objects.get().state == "DRAFT_LAPSED"


def test_a_draft_whose_answers_do_not_hold_together_is_still_shown(signed_in, candidate, at):
    answers = open_answers(services.begin(candidate, NOW), NOW)
    answers.content = {"person": {"date_of_birth": "no day"}, "nonsense": 1}
    answers.save()
    assert "Your draft is not submitted yet" in page(signed_in)


def test_in_the_pool(signed_in, in_pool):
    shown = page(signed_in)
    for said in (
        "You are in the pool",
        in_pool.number,
        in_pool.validation_code,
        "12:30:15.123456 UTC",
        "Rank 1 of 1",
        "ahead of 0% of the pool",
        "you are here",
        "In a round open to all, you would be invited under this one.",
        "Why 463 points" if in_pool.score == 463 else f"Why {in_pool.score} points",
        "What changes next",
        "The last rounds you could have been in",
    ):
        assert said in shown, said
    french = page(signed_in, lang="fr")
    for said in (
        "Vous êtes dans le bassin",
        "Rang 1 sur 1",
        "vous êtes ici",
        "Ce qui change ensuite",
        f"Pourquoi {in_pool.score} points",
    ):
        assert said in french, said


def test_the_page_takes_few_questions(signed_in, in_pool, django_assert_max_num_queries):
    page(signed_in)  # the law is read once a process
    with django_assert_max_num_queries(21):
        page(signed_in)


def test_what_would_help_is_fetched_after_the_page_and_kept_for_the_day(signed_in, in_pool, monkeypatch):
    assert 'hx-get="/en/pool/advice/"' in signed_in.get("/en/pool/").content.decode()
    fetched = page(signed_in, "home_advice")
    assert re.search(r"\+\d+", fetched)
    monkeypatch.setattr("openentry_web.pool.pages.advise", None)  # nobody asks again
    assert page(signed_in, "home_advice") == fetched
    whole = page(signed_in)
    assert fetched in whole
    assert signed_in.get("/fr/pool/advice/").content != signed_in.get("/en/pool/advice/").content


def test_the_bands_are_the_pool():
    tally = {0: 1, 300: 2, 301: 4, 450: 8, 451: 16, 500: 32, 501: 64, 1200: 128}
    rows = bands.rows(tally, 451)
    assert len([row for row in rows if not row.is_sum]) == 15
    assert sum(row.count for row in rows if not row.is_sum) == 255
    assert [(row.lowest, row.count) for row in rows if row.is_sum] == [(451, 48), (401, 8)]
    assert [row.lowest for row in rows if row.yours] == [451]
    assert rows[-1].above == 255 and (rows[0].lowest, rows[0].count) == (601, 128)
    assert [row.count for row in bands.rows({}, None)] == [0] * 17


def test_a_score_that_is_not_known_is_shown_as_a_range(signed_in, candidate, at):
    services.begin(candidate, NOW)
    found = content("rafael-santos")
    found.pop("certificates_of_qualification", None)
    found.pop("relatives_in_canada", None)
    found.pop("nomination", None)
    entry = services.submit(candidate, Profile.model_validate(found), NOW)
    assert entry.state == "IN_POOL" and entry.decision.outcome["score"][0] < entry.decision.outcome["score"][1]
    low, high = entry.decision.outcome["score"]
    shown = page(signed_in)
    assert f"{low:,} to {high:,}" in shown and "count in a round" in shown
    assert f"{low} à" in page(signed_in, lang="fr")
    for name in ("calendar", "rounds", "decisions", "home_advice"):
        page(signed_in, name)
    assert signed_in.get(reverse("letter")).content.startswith(b"%PDF")


def test_nothing_stale_is_shown_though_no_sweep_came_by(signed_in, in_pool, at):
    at(in_pool.expires_at + timedelta(seconds=1))
    page(signed_in)
    in_pool.refresh_from_db()
    assert in_pool.state in ("EXPIRED", "INELIGIBLE_IN_POOL")


def test_a_day_on_which_something_changed_is_decided_when_looked_at(signed_in, in_pool, at):
    turn = datetime(in_pool.changes_on.year, in_pool.changes_on.month, in_pool.changes_on.day, 1, tzinfo=UTC)
    at(turn)
    page(signed_in)
    in_pool.refresh_from_db()
    assert in_pool.decided_on == turn.date() and in_pool.decision.cause == "T7"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("arjun-mehta", "Your profile was received, but you are not in the pool"),
        (None, "Your profile was received, but you are not"),
    ],
)
def test_whoever_is_not_eligible_is_told_each_reason_and_the_way_back(signed_in, candidate, at, name, title):
    services.begin(candidate, NOW)
    services.submit(candidate, profile(name) if name else Profile(), NOW)
    shown = page(signed_in)
    assert title in shown and "in the way" in shown
    assert "Not met" in shown or "Not known yet" in shown
    assert "Votre profil a été reçu" in page(signed_in, lang="fr")


def test_who_withdrew_is_told_the_way_back(signed_in, candidate, in_pool):
    services.withdraw(candidate, NOW)
    assert "You withdrew your profile" in page(signed_in)


def test_a_year_that_is_over(signed_in, candidate, in_pool):
    services.update(candidate, profile("rafael-santos"), NOW)
    Entry.objects.filter(pk=in_pool.pk).update(state="EXPIRED", closed_at=in_pool.expires_at)
    assert "Your year in the pool is over" in page(signed_in)


@pytest.mark.parametrize("state", ["INVITED", "APPLIED", "APP_DECIDED", "ITA_LAPSED", "APP_RETURNED"])
def test_states_after_an_invitation_have_a_page(signed_in, in_pool, state):
    closed = NOW if state in ("APP_DECIDED", "ITA_LAPSED", "APP_RETURNED") else None
    Entry.objects.filter(pk=in_pool.pk).update(state=state, closed_at=closed)
    for lang in ("en", "fr"):
        assert page(signed_in, lang=lang)
    assert "made from a profile that is in the pool" in page(signed_in, "calendar")


def test_a_barred_person_is_told_until_when(signed_in, in_pool, at):
    Entry.objects.filter(pk=in_pool.pk).update(state="BARRED", closed_at=NOW)
    assert "You may not submit a profile until 1 July 2031" in page(signed_in)
    assert "Vous ne pouvez pas soumettre de profil avant le 1er juillet 2031" in page(signed_in, lang="fr")
    at(NOW.replace(year=2031, month=7, day=2))
    assert "You have no profile yet" in page(signed_in)


# --- the calendar ---


def test_the_calendar_has_every_change_and_the_end_of_the_year(signed_in, in_pool, at):
    decided = deciding.decide_entry(in_pool, deciding.profile_of(in_pool), NOW)
    year = coming.year(decided, in_pool)
    assert [one.on for one in year] == sorted(one.on for one in year)
    assert [one.on for one in year if one.ends] == [in_pool.expires_at.date()]
    scored = [one for one in year if one.points]
    before = decided.total
    for one in year:
        assert one.points == one.step.decision.total - before
        before = one.step.decision.total
    assert scored
    shown = page(signed_in, "calendar")
    assert "One year has passed since your profile was received." in shown
    assert "Un an s’est écoulé" in page(signed_in, "calendar", "fr")


def test_the_calendar_goes_on_after_the_end_of_the_year_only_under_its_own_heading(signed_in, in_pool, at):
    at(NOW + timedelta(days=300))
    in_pool.refresh_from_db()
    decided = deciding.decide_entry(in_pool, deciding.profile_of(in_pool), NOW + timedelta(days=300))
    year = coming.year(decided, in_pool)
    at_end = next(place for place, one in enumerate(year) if one.ends)
    assert all(one.beyond for one in year[at_end + 1 :]) and not any(one.beyond for one in year[: at_end + 1])


def test_the_calendar_file_says_nothing_of_whose_it_is(signed_in, in_pool):
    found = signed_in.get(reverse("calendar_file"))
    assert found["Content-Type"] == "text/calendar; charset=utf-8" and "no-store" in found["Cache-Control"]
    written = found.content.decode()
    assert written.startswith("BEGIN:VCALENDAR\r\n") and written.endswith("END:VCALENDAR\r\n")
    assert f"DTSTART;VALUE=DATE:{in_pool.expires_at:%Y%m%d}" in written
    assert in_pool.number not in written and "Santos" not in written


# --- the rounds ---


def test_a_round_is_missed_or_passed_by_points_and_by_moments(in_pool):
    real = next(one for one in history() if one.kind == "programs" and one.programs == ("cec",) and one.tie_break)

    def said(score, received):
        in_pool.score, in_pool.received_at = score, received
        (one,) = past_rounds.compare(in_pool, [real])
        return one.invited, one.says.text()

    cut, tie = real.lowest_score, real.tie_break
    assert said(cut + 3, NOW) == (True, "3\u00a0points above: invited")
    assert said(cut - 1, NOW) == (False, "1\u00a0point short")
    assert said(cut, tie + timedelta(minutes=14)) == (False, "same score, received 14\u00a0minutes too late")
    early = (True, "same score, received 2\u00a0days before the last invited: invited")
    assert said(cut, tie - timedelta(days=2, hours=3)) == early
    assert said(cut, tie + timedelta(microseconds=5))[0] is None
    assert said(cut, tie - timedelta(microseconds=1))[0] is True


def test_a_round_that_was_not_open_says_why(in_pool):
    in_pool.programs, in_pool.categories = ["fst"], []
    french = next(one for one in history() if one.category == "french")
    (one,) = past_rounds.compare(in_pool, [french])
    assert not one.open and one.says.text() == "not in the category of the round"


def test_every_real_round_can_be_shown(signed_in, in_pool):
    everything = list(past_rounds.compare(in_pool, history()))
    assert len(everything) == len(history())
    for one in everything:
        for lang in ("en", "fr"):
            assert all(name.in_(lang) if hasattr(name, "in_") else name.text(lang) for name in one.who)
            assert one.says.text(lang)
    assert "No. 447" in page(signed_in, "rounds")


def test_the_rank_is_of_the_moment_the_pool_was_swept_to(signed_in, in_pool):
    from openentry_web.pool.sweep import sweep

    assert "the daily pass over the pool has not run yet" in page(signed_in)
    sweep(NOW)
    assert "as of 1 July 2026 at 12:30 UTC" in page(signed_in)
    assert selectors.standing(in_pool).rank == 1


def test_a_page_is_for_the_candidate_only(db, at):
    from django.contrib.auth import get_user_model

    officer = get_user_model().objects.create_user("officer@example.org", "correct horse battery", role="officer")
    client = Client()
    client.force_login(officer)
    assert client.get(reverse("home")).status_code == 403
