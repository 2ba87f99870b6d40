"""Withdraw, why it changed, a permission to work that ends, the calendar at a secret address, and the language of mails."""

from __future__ import annotations

import io
import logging
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import translation

from openentry import Profile
from openentry_web import clock
from openentry_web.audit import selectors as audit
from openentry_web.mine import deleting
from openentry_web.notices import selectors as notices
from openentry_web.pool import feed, history, permit, selectors, services
from openentry_web.pool.models import Decision, Entry
from openentry_web.pool.reminders import remind
from openentry_web.pool.sweep import sweep
from openentry_web.ui.templatetags.ui import notice_body, notice_title
from tests.web import year
from tests.web.people import declared
from tests.web.year import MICRO, WRITTEN_FOR, midnight, page, submitted, told, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def put(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    put(WRITTEN_FOR)
    return put


@pytest.fixture
def proved(signed_in):
    """A browser in which the person has just proved who they are."""
    assert signed_in.post("/en/account/reauthenticate/", {"password": "correct horse battery"}).status_code == 302
    return signed_in


# --- withdraw ---


def test_whoever_withdraws_proves_who_they_are_first(signed_in, candidate, at):
    submitted(candidate, declared("amara-okafor"))
    for send in (signed_in.get, signed_in.post):
        answer = send("/en/pool/withdraw/", {"understood": "yes"})
        assert answer.status_code == 302
        assert "/reauthenticate/" in answer["Location"]
    assert Entry.objects.get().state == "IN_POOL"


def test_withdrawing_is_on_the_persons_word_and_for_good(proved, candidate, at):
    entry = submitted(candidate, declared("amara-okafor"))
    shown = page(proved, "withdraw")
    assert entry.number in shown
    assert "This cannot be undone" in shown
    assert "keeps its moment of receipt, 24 November 2026 at 06:00:00 UTC, and" in shown.replace("\xa0", " ")
    refused = proved.post("/en/pool/withdraw/", {})
    assert refused.status_code == 400
    assert "<title>Error:" in refused.content.decode()
    assert 'href="#understood"' in refused.content.decode()
    for value in ("no", "YES", "yes\0", "🙂" * 5_000, "<script>"):
        assert proved.post("/fr/pool/withdraw/", {"understood": value}).status_code == 400
    assert Entry.objects.get().state == "IN_POOL"
    at(WRITTEN_FOR + timedelta(hours=1))
    done = proved.post("/en/pool/withdraw/", {"understood": "yes"}, follow=True)
    assert f"Profile {entry.number} was withdrawn" in words(done)
    assert "You withdrew your profile" in words(done)
    entry.refresh_from_db()
    assert (entry.state, entry.closed_at) == ("WITHDRAWN", WRITTEN_FOR + timedelta(hours=1))
    again = proved.post("/en/pool/withdraw/", {"understood": "yes"}, follow=True)
    assert again.redirect_chain[0][0] == "/en/pool/"
    assert Entry.objects.get().closed_at == WRITTEN_FOR + timedelta(hours=1)
    proved.post(reverse("copy_answers", args=[entry.pk]))
    draft = selectors.draft(candidate)
    assert draft is not None
    new = services.submit(candidate, Profile.model_validate(declared("amara-okafor")), WRITTEN_FOR + timedelta(hours=2))
    assert (new.state, new.received_at > entry.received_at) == ("IN_POOL", True)


def test_nothing_to_withdraw_is_said(proved, at):
    answer = proved.get("/en/pool/withdraw/", follow=True)
    assert "No profile of yours is in the pool" in words(answer)


# --- why it changed ---


def a_life(person):
    """A year with a birthday, an edit, an expiry, and the end of everything."""
    content = declared("jose-luis-garcia-marquez")
    entry = submitted(person, content, datetime(2027, 7, 20, 8, tzinfo=UTC))
    for day in (date(2027, 8, 6), date(2027, 10, 10)):
        sweep(midnight(day) + timedelta(minutes=7))
    services.update(person, Profile.model_validate(content | {"funds_cad": 40_000}), datetime(2027, 10, 20, 8, tzinfo=UTC))
    sweep(midnight(date(2027, 11, 21)))
    entry.refresh_from_db()
    return entry


def test_each_change_has_exactly_one_cause_and_together_they_are_the_whole(candidate):
    entry = a_life(candidate)
    (found,) = history.of(candidate, midnight(date(2027, 11, 30)))
    kinds = [(event.on, event.kind) for event in found.events]
    assert kinds == [
        (date(2027, 7, 20), "submitted"),
        (date(2027, 8, 5), "time"),
        (date(2027, 8, 6), "expiry"),
        (date(2027, 10, 10), "birthday"),
        (date(2027, 10, 20), "edit"),
        (date(2027, 11, 21), "expiry"),
    ]
    assert found.end == ("out", date(2027, 11, 21))
    low = found.events[0].score[0]
    assert low + sum(event.points for event in found.events[1:]) == entry.score
    programs: set[str] = set()
    for event in found.events:
        assert not programs & set(event.won)
        assert set(event.lost) <= programs
        programs = programs - set(event.lost) | set(event.won)
    assert programs == set(entry.programs)


@pytest.mark.parametrize("name", ["amara-okafor", "yolanda-reyes", "rafael-santos", "thandiwe-mokoena", "kwame-boateng"])
def test_every_decision_that_moved_something_has_a_cause(candidate, name):
    entry = submitted(candidate, declared(name))
    services.age([entry.pk], WRITTEN_FOR + timedelta(days=370))
    kept = list(Decision.objects.filter(entry=entry).order_by("number"))
    for before, one in pairwise(kept):
        kind, because = history.cause(one, before)
        assert kind in ("birthday", "expiry", "time", "law")
        assert because, "what time did is said"
        assert all(why["on"] == one.as_of.isoformat() for why in because), "on its own day"
    (found,) = history.of(candidate, WRITTEN_FOR + timedelta(days=370))
    assert len({event.kept.pk for event in found.events}) == len(found.events)


def test_the_page_shows_it_drawn_and_in_a_table_in_both_languages(signed_in, candidate, at):
    assert "nothing has changed" in page(signed_in, "history")
    entry = a_life(candidate)
    at(midnight(date(2027, 11, 30)))
    for lang, said in (
        ("en", ("Why it changed", "A birthday", "Something expired", "You updated it", "Time passed", "left the pool")),
        (
            "fr",
            ("Pourquoi cela a changé", "Un anniversaire", "Quelque chose a expiré", "Vous l’avez mis à jour"),
        ),
    ):
        shown = page(signed_in, "history", lang)
        for one in (*said, entry.number):
            assert one in shown, one
    with translation.override("en"):
        html = signed_in.get("/en/pool/history/").content.decode()
    assert html.count("<circle") == 6
    assert 'style="' not in html
    for link in re.findall(r'href="(/en/pool/decisions/[^"]+)"', html):
        assert signed_in.get(link).status_code == 200


def test_of_a_profile_that_never_was_in_the_pool_there_is_no_drawing(signed_in, candidate, at):
    submitted(candidate, declared("arjun-mehta"))
    shown = page(signed_in, "history")
    assert "did not enter the pool" in shown
    assert "<svg" not in signed_in.get("/en/pool/history/").content.decode()


# --- a permission to work that ends ---


def with_permit(last_day, lives_in="CAN"):
    content = declared("amara-okafor")
    content["authorization_to_work"]["expires_on"] = last_day
    content["person"]["country_of_residence"] = lives_in
    return content


@pytest.mark.parametrize(
    ("day", "state", "left"),
    [
        (date(2026, 11, 30), "valid", 91),
        (date(2026, 12, 1), "soon", 90),
        (date(2027, 3, 1), "soon", 0),
        (date(2027, 3, 2), "ended", 89),
        (date(2027, 5, 30), "ended", 0),
        (date(2027, 5, 31), "over", -91),
    ],
)
def test_where_somebody_stands_with_their_permit(day, state, left):
    found = permit.of(Profile.model_validate(with_permit("2027-03-01")), day)
    assert (found.state, found.left) == (state, left)
    assert found.restore_by == date(2027, 5, 30), "ninety days after the last day"


def test_no_permit_or_one_without_an_end_leads_to_nothing():
    content = with_permit("2027-03-01")
    for held in (None, {"kind": "r186", "expires_on": None}, {"kind": "open_permit"}):
        assert permit.of(Profile.model_validate(content | {"authorization_to_work": held}), date(2027, 3, 1)) is None
    assert permit.of(Profile(), date(2027, 3, 1)) is None


def test_the_home_page_and_the_calendar_say_what_to_do(signed_in, candidate, at):
    entry = submitted(candidate, with_permit("2027-03-01"))
    for day, said, dit in (
        (date(2026, 12, 1), "ends on 1 March 2027, 90 days from now", "prend fin le 1er mars 2027, dans 90 jours"),
        (date(2027, 2, 28), "ends tomorrow", "prend fin demain"),
        (date(2027, 3, 1), "is the last day of your permission", "est le dernier jour de votre autorisation"),
        (
            date(2027, 3, 2),
            "restore your status until 30 May 2027, and you may not work",
            "rétablissement de votre statut jusqu’au 30 mai",
        ),
        (date(2027, 5, 31), "leave at once. Leaving does not end your profile", "quittez-le immédiatement"),
    ):
        at(midnight(day) + timedelta(hours=1))
        sweep(clock.now())
        for where in ("home", "calendar", "permit"):
            assert said in page(signed_in, where), (day, where)
            assert dit in page(signed_in, where, "fr"), (day, where)
    entry.refresh_from_db()
    assert (entry.state, entry.received_at) == ("IN_POOL", WRITTEN_FOR)


def test_whoever_lives_elsewhere_is_not_told_to_leave(signed_in, candidate, at):
    submitted(candidate, with_permit("2026-11-30", "NGA"))
    at(WRITTEN_FOR + timedelta(days=120))
    assert "leave at once" not in page(signed_in)
    remind(clock.now())
    assert told(candidate, "permit_soon", "permit_ended", "restore_soon", "permit_over") == []


def test_the_guidance_says_everything_that_was_asked_of_it(signed_in, at):
    shown = page(signed_in, "permit")
    for said in (
        "183(5)",
        "186(u)",
        "182(1)",
        "90 days",
        "does not end your profile",
        "post-graduation",
        "Never work without",
        "declin",
    ):
        assert said in shown, said
    assert "90 jours" in page(signed_in, "permit", "fr")


def test_notices_come_in_advance_and_when_it_has_ended(candidate):
    submitted(candidate, with_permit("2027-03-01"))
    last = date(2027, 3, 1)
    for days in range(200):
        moment = WRITTEN_FOR + timedelta(days=days)
        sweep(moment)
        remind(moment)
    seen = [
        (kind, (day - last).days) for day, kind, _ in told(candidate, "permit_soon", "permit_ended", "restore_soon", "permit_over")
    ]
    assert seen == [
        ("permit_soon", -90),
        ("permit_soon", -30),
        ("permit_soon", -7),
        ("permit_soon", -1),
        ("permit_ended", 1),
        ("restore_soon", 60),
        ("restore_soon", 83),
        ("restore_soon", 89),
        ("permit_over", 91),
    ]


# --- the calendar at a secret address ---


def make(client, lang="en"):
    """Makes an address as a person does; returns it."""
    shown = client.post(f"/{lang}/pool/calendar/address/", {"do": "make"}, follow=True).content.decode()
    return re.search(r'<code class="secret">(http://testserver/[^<]+)</code>', shown)[1]


def test_an_address_is_made_after_proof_shown_once_and_only_its_hash_is_kept(proved, candidate, at):
    submitted(candidate, declared("rafael-santos"))
    address = make(proved)
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert len(secret) >= 43
    assert secret not in proved.get("/en/pool/calendar/address/").content.decode(), "shown once"
    kept = apps.get_model("pool", "Feed").objects.get()
    assert secret not in repr(vars(kept))
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    calendar = answer.content.decode()
    assert "DTSTART;VALUE=DATE:20261201" in calendar
    assert "DTSTART;VALUE=DATE:20270501" in calendar, "the permit"
    entry = Entry.objects.get()
    for fact in (entry.number, entry.validation_code + "\r", "Rafael", "Santos", "example.org", str(candidate.public_id)):
        assert fact not in calendar
    assert proved.get("/en/pool/calendar/openentry.ics").content.decode() == calendar


def test_in_french_it_is_french(proved, candidate, at):
    submitted(candidate, declared("rafael-santos"))
    assert "LANGUAGE=fr" in Client().get(make(proved, "fr")).content.decode()


def test_renewed_or_given_up_the_old_address_leads_nowhere(proved, candidate, at):
    submitted(candidate, declared("rafael-santos"))
    first = make(proved)
    second = make(proved)
    assert first != second
    assert [Client().get(one).status_code for one in (first, second)] == [404, 200]
    said = proved.post("/en/pool/calendar/address/", {"do": "revoke"}, follow=True)
    assert "leads nowhere any more" in words(said)
    assert Client().get(second).status_code == 404
    assert proved.post("/en/pool/calendar/address/", {"do": "revoke"}, follow=True).status_code == 200
    actions = [one.action for one in audit.about(str(candidate.public_id), 100)]
    assert (actions.count("pool.feed.made"), actions.count("pool.feed.revoked")) == (2, 1)


def test_nobody_makes_one_without_proof(signed_in, at):
    for send in (signed_in.get, signed_in.post):
        assert "/reauthenticate/" in send("/en/pool/calendar/address/", {"do": "make"})["Location"]
    assert not apps.get_model("pool", "Feed").objects.exists()


def test_it_follows_the_profile_and_is_empty_when_there_is_none(proved, candidate, at):
    submitted(candidate, declared("rafael-santos"))
    address = make(proved)
    at(midnight(date(2026, 12, 1)) - MICRO)
    assert "BEGIN:VEVENT" in Client().get(address).content.decode()
    at(midnight(date(2026, 12, 1)))  # the sweep did not come by
    answer = Client().get(address)
    assert answer.status_code == 200
    assert "BEGIN:VEVENT" not in answer.content.decode()
    assert Entry.objects.get().state == "INELIGIBLE_IN_POOL"


def test_of_an_account_that_was_closed_nothing_is_read(proved, candidate, at):
    submitted(candidate, declared("rafael-santos"))
    address = make(proved)
    get_user_model().objects.update(is_active=False)
    assert Client().get(address).status_code == 404
    deleting.delete(candidate, WRITTEN_FOR + timedelta(days=1))
    assert not apps.get_model("pool", "Feed").objects.exists()


@pytest.mark.parametrize("secret", ["x", "🙂", "a" * 3_000, "..%2f..%2fetc", "%00", "' OR 1=1", "<b>"])
def test_no_other_address_leads_anywhere(secret, at):
    answer = Client().get(f"/en/pool/calendar/address/{secret}.ics")
    assert answer.status_code in (400, 404)


def test_nobody_reads_it_all_the_time(proved, candidate, at):
    submitted(candidate, declared("rafael-santos"))
    address = make(proved)
    answers = [Client().get(address).status_code for _ in range(32)]
    assert answers == [200] * 30 + [429] * 2
    assert Client().get(address)["Retry-After"] == "3600"
    assert Client().post(address).status_code in (403, 405)


def test_no_log_says_the_secret(proved, candidate, at):
    submitted(candidate, declared("rafael-santos"))
    address = make(proved)
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logging.getLogger().addHandler(handler)
    try:
        secret = address.rpartition("/")[2].removesuffix(".ics")
        for _ in range(32):
            Client().get(address)
        feed.revoke(candidate, WRITTEN_FOR)
        Client().get(address)
    finally:
        logging.getLogger().removeHandler(handler)
    assert secret[:20] not in out.getvalue()


# --- the language of mails, and every sentence ---


def test_mails_are_in_the_language_of_the_account_whatever_the_page_is_in(candidate, signed_in, at):
    get_user_model().objects.update(language="fr")
    candidate.refresh_from_db()
    with translation.override("en"):
        entry = submitted(candidate, with_permit("2027-02-01") | {"language_tests": declared("rafael-santos")["language_tests"]})
        for days in range(8):
            sweep(WRITTEN_FOR + timedelta(days=days))
            remind(WRITTEN_FOR + timedelta(days=days))
    mails = apps.get_model("notices", "Mail").objects.all()
    kinds = {mail.kind for mail in mails}
    assert {"in_pool", "out_soon", "permit_soon", "no_longer_eligible"} <= kinds
    assert {mail.language for mail in mails} == {"fr"}
    entry.refresh_from_db()
    assert entry.state == "INELIGIBLE_IN_POOL"


def test_what_is_told_of_a_permit_reads_in_both_languages(candidate):
    submitted(candidate, with_permit("2026-12-20"))
    for days in range(130):
        remind(WRITTEN_FOR + timedelta(days=days))
    for lang in ("en", "fr"):
        with translation.override(lang):
            for notice in notices.of(candidate.pk):
                assert "{" not in str(notice_title(notice)) + str(notice_body(notice))


def test_a_new_law_is_said_to_be_the_cause(candidate, signed_in, at, monkeypatch):
    from tests.web.test_rescoring import PROPOSAL

    entry = submitted(candidate, declared("amara-okafor"))
    monkeypatch.setenv("OPENENTRY_LAW", str(PROPOSAL))
    moment = WRITTEN_FOR + timedelta(days=1)
    at(moment)
    sweep(moment)
    entry.refresh_from_db()
    (found,) = history.of(candidate, moment)
    assert [event.kind for event in found.events] in (["submitted", "law"], ["submitted"])
    kept = selectors.decisions(entry)[0]
    assert history.cause(kept, None)[0] == "law"
    assert "The law under which this service decides" in page(signed_in, "decisions")


def test_examples_are_as_these_tests_suppose():
    assert year.a_test_expires()["authorization_to_work"]["expires_on"] == "2027-04-30"
