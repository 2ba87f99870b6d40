"""Concerns and bars: told, answered in time, decided by another, five years, and none of it without a reason on record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from openentry import Profile
from openentry_web import clock
from openentry_web.audit import selectors as audit
from openentry_web.integrity import selectors, services
from openentry_web.integrity.models import Bar, Concern
from openentry_web.integrity.services import Determination
from openentry_web.integrity.words import rows
from openentry_web.notices import selectors as notices
from openentry_web.pool import deciding
from openentry_web.pool import services as pool
from openentry_web.pool.models import Entry
from openentry_web.pool.services import Refused
from tests.web.partners_pool import in_pool, somebody
from tests.web.people import EXAMPLES, NOW, an_eligible_profile, declared
from tests.web.test_nominations import at_once

pytestmark = pytest.mark.django_db
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
LAST = datetime(2026, 7, 31, 23, 59, 59, 999999, tzinfo=UTC)
AFTER = LAST + TICK
OUTSIDE = Determination(date(2026, 8, 1), inside=False)
INSIDE = Determination(date(2026, 8, 1), inside=True)


@pytest.fixture
def officers(db):
    return somebody("first", "officer"), somebody("second", "officer")


def opened(officers, at=NOW, **changes):
    person, entry = in_pool(at=at, **changes)
    concern = services.open_concern(officers[0], entry.pk, "funds_cad", "The bank says otherwise.", at)
    return person, entry, concern


def state(entry):
    return Entry.objects.get(pk=entry.pk).state


def kinds(person):
    return [notice.kind for notice in notices.of(person.pk)]


def log(person):
    return [(one.action, one.reason) for one in audit.about(str(person.public_id))]


# --- looking, opening ---


def test_no_file_is_opened_without_a_reason_and_its_person_reads_it(officers):
    person, entry = in_pool()
    for reason in ("", "  \n"):
        with pytest.raises(Refused, match="reason"):
            services.open_file(officers[0], entry.number, reason, NOW)
    services.open_file(officers[0], entry.number.lower(), "Random check 14", NOW)
    assert log(person)[0] == ("integrity.read_file", "Random check 14")
    with pytest.raises(Refused, match="unknown"):
        services.open_file(officers[0], "E1", "Random check 14", NOW)
    with pytest.raises(Refused, match="officer"):
        services.open_file(person, entry.number, "mine", NOW)


def test_a_concern_is_about_a_declared_fact_and_the_person_is_told(officers):
    person, entry, concern = opened(officers)
    assert concern.reply_by == LAST and concern.declared == entry.version.content["funds_cad"]
    assert kinds(person)[0] == "concern"
    for field, text, why in (("no.such", "x", "field"), ("funds_cad", " ", "text")):
        with pytest.raises(Refused, match=why):
            services.open_concern(officers[0], entry.pk, field, text, NOW)
    assert state(entry) == "IN_POOL"  # a concern is no finding


def test_the_time_to_answer_is_a_setting(officers, settings):
    settings.INTEGRITY_REPLY_DAYS = 7
    assert opened(officers)[2].reply_by == datetime(2026, 7, 8, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_every_declared_fact_has_a_name_in_both_languages(path):
    content = declared(path.stem)
    for lang in ("en", "fr"):
        found = rows(content, lang)
        assert found and all(label and value for _, label, value in found)
        assert not [one for one in found if one[0] == one[1]], "a fact without a name"


# --- answering ---


def test_the_answer_is_received_to_the_last_moment_and_once(officers):
    person, _, concern = opened(officers)
    with pytest.raises(Refused, match="too_late"):
        services.reply(person, concern.public_id, "No.", AFTER)
    with pytest.raises(Refused, match="no_concern"):
        services.reply(somebody("stranger"), concern.public_id, "No.", NOW)
    with pytest.raises(Refused, match="reply"):
        services.reply(person, concern.public_id, " ", NOW)
    services.reply(person, concern.public_id, "The statement is dated.", LAST)
    with pytest.raises(Refused, match="answered"):
        services.reply(person, concern.public_id, "Again", LAST)
    concern.refresh_from_db()
    assert (concern.reply, concern.replied_at) == ("The statement is dated.", LAST)


def test_more_time_is_given_with_a_reason_and_never_less(officers):
    person, _, concern = opened(officers)
    later = LAST + 5 * DAY
    for until, reason in ((LAST, "outage"), (LAST - DAY, "outage"), (later, " ")):
        with pytest.raises(Refused, match="time"):
            services.give_time(officers[0], concern.public_id, until, reason, NOW)
    services.give_time(officers[0], concern.public_id, later, "outage of 3 July", NOW)
    services.reply(person, concern.public_id, "No.", later)
    assert kinds(person)[0] == "concern_time"


# --- deciding ---


def test_two_officers_and_only_after_the_person_could_answer(officers):
    first, second = officers
    person, entry, concern = opened(officers)
    with pytest.raises(Refused, match="four_eyes"):
        services.record_determination(first, concern.public_id, OUTSIDE, "found", AFTER + DAY)
    with pytest.raises(Refused, match="too_early"):
        services.close(second, concern.public_id, "nothing", LAST)
    with pytest.raises(Refused, match="officer"):
        services.close(person, concern.public_id, "nothing", AFTER)
    with pytest.raises(Refused, match="reason"):
        services.close(second, concern.public_id, " ", AFTER)
    services.close(second, concern.public_id, "The bank erred.", AFTER)
    assert state(entry) == "IN_POOL" and kinds(person)[0] == "concern_closed"
    with pytest.raises(Refused, match="decided"):
        services.record_determination(second, concern.public_id, OUTSIDE, "found", AFTER + DAY)
    with pytest.raises(Refused, match="decided"):
        services.reply(person, concern.public_id, "late", LAST)


def test_an_answer_lets_it_be_decided_at_once(officers):
    person, _, concern = opened(officers)
    services.reply(person, concern.public_id, "Sorry.", NOW + DAY)
    assert services.close(officers[1], concern.public_id, "Corrected.", NOW + DAY).state == "closed"


def test_a_determination_closes_every_profile_and_bars_for_five_years(officers):
    person, entry, concern = opened(officers)
    draft = pool.begin(person, NOW)
    bar = services.record_determination(officers[1], concern.public_id, OUTSIDE, "Forged.", AFTER)
    assert (bar.until, state(entry), state(draft)) == (date(2031, 8, 1), "BARRED", "BARRED")
    assert kinds(person)[0] == "barred"
    # A10.1(4), C15: barred to the end of the last day; the next day it is over by itself.
    ends = datetime(2031, 8, 1, 23, 59, 59, 999999, tzinfo=UTC)
    with pytest.raises(Refused, match="barred") as refused:
        pool.begin(person, ends)
    assert refused.value.params == {"day": date(2031, 8, 1)}
    assert deciding.barred(person, ends.date()) is not None
    assert pool.begin(person, ends + TICK).state == "DRAFT"
    assert pool.submit(person, an_eligible_profile(), ends + TICK).received_at == ends + TICK


def test_in_canada_there_is_no_end_before_the_removal(officers):
    person, entry, concern = opened(officers)
    bar = services.record_determination(officers[1], concern.public_id, INSIDE, "Forged.", AFTER)
    assert bar.until is None and kinds(person)[0] == "barred_no_end"
    with pytest.raises(Refused, match="barred_no_end"):
        pool.begin(person, NOW.replace(year=2060))
    on = date(2027, 2, 3)
    at = datetime(2027, 2, 3, 9, tzinfo=UTC)
    for day, why in ((date(2027, 2, 4), "future"), (date(2026, 7, 31), "before")):
        with pytest.raises(Refused, match=why):
            services.record_enforcement(officers[0], concern.public_id, day, at)
    bar = services.record_enforcement(officers[0], concern.public_id, on, at)
    assert bar.until == date(2032, 2, 3)
    with pytest.raises(Refused, match="no_removal"):
        services.record_enforcement(officers[0], concern.public_id, on, at)
    assert pool.begin(person, datetime(2032, 2, 4, tzinfo=UTC)).state == "DRAFT"
    assert state(entry) == "BARRED"


def test_five_years_from_the_29th_of_february(officers):
    _, _, concern = opened(officers, at=datetime(2023, 12, 1, tzinfo=UTC), profile="yolanda-reyes")
    at = datetime(2024, 3, 1, tzinfo=UTC)
    bar = services.record_determination(
        officers[1], concern.public_id, Determination(date(2024, 2, 29), inside=False), "Forged.", at
    )
    assert bar.until == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("determined", "why"),
    [
        (Determination(date(2026, 8, 2), inside=False), "future"),
        (Determination(date(2014, 12, 31), inside=False), "too_old"),
        (Determination(date(1, 1, 1), inside=True), "too_old"),
        (Determination(date(2026, 7, 1), inside=False, enforced_on=date(2026, 7, 2)), "outside"),
        (Determination(date(2026, 7, 1), inside=True, enforced_on=date(2026, 6, 30)), "before"),
        (Determination(date(2026, 7, 1), inside=True, enforced_on=date(2026, 8, 2)), "future"),
    ],
)
def test_what_cannot_be_so_is_not_recorded(officers, determined, why):
    person, entry, concern = opened(officers)
    with pytest.raises(Refused, match=why):
        services.record_determination(officers[1], concern.public_id, determined, "Forged.", AFTER)
    assert state(entry) == "IN_POOL" and not Bar.objects.exists() and "barred" not in kinds(person)


def test_a_bar_holds_whatever_became_of_the_profile(officers):
    person, entry, concern = opened(officers)
    pool.withdraw(person, NOW + DAY)
    services.record_determination(officers[1], concern.public_id, OUTSIDE, "Forged.", AFTER)
    assert state(entry) == "WITHDRAWN"
    with pytest.raises(Refused, match="barred"):
        pool.begin(person, AFTER + DAY)


def test_a_draft_begun_before_is_not_submitted_by_somebody_barred(officers):
    person, _, concern = opened(officers)
    services.record_determination(officers[1], concern.public_id, OUTSIDE, "Forged.", AFTER)
    Entry.objects.create(person=person, state="DRAFT", begun_at=NOW, submit_by=AFTER + 90 * DAY)
    with pytest.raises(Refused, match="barred"):
        pool.submit(person, Profile.model_validate(declared("amara-okafor")), AFTER)


def test_an_invitation_is_cancelled(officers):
    from openentry_web.rounds.models import Invitation, Round

    _, entry, concern = opened(officers)
    with transaction.atomic():
        (locked,) = pool.lock([entry.pk])
        pool.move(locked, "T11", NOW + DAY, actor="test", role="officer")
    round_ = Round.objects.create(number="1", kind="general", size=1, moment=NOW, planned_by=officers[0], planned_at=NOW)
    Invitation.objects.create(
        round=round_, entry=entry, rank=1, program="cec", score=1, issued_at=NOW + DAY, apply_by=NOW + 61 * DAY
    )
    services.record_determination(officers[1], concern.public_id, OUTSIDE, "Forged.", AFTER)
    assert state(entry) == "BARRED"
    found = Invitation.objects.get()
    assert (found.state, found.closed_at) == ("cancelled", AFTER)


def test_the_database_refuses_what_must_not_happen(officers):
    _, _, concern = opened(officers)
    for change, match in (
        ({"state": "found", "decided_by": officers[0], "decided_at": AFTER}, "two_officers"),
        ({"state": "found"}, "decided_by_somebody"),
        ({"text": "something else"}, "never changes"),
        ({"reply_by": NOW}, "never shortened"),
    ):
        with pytest.raises(DatabaseError, match=match), transaction.atomic():
            Concern.objects.filter(pk=concern.pk).update(**change)
    bar = services.record_determination(officers[1], concern.public_id, OUTSIDE, "Forged.", AFTER)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        Bar.objects.filter(pk=bar.pk).update(until=date(2027, 1, 1))
    with pytest.raises(DatabaseError, match="not deleted"), transaction.atomic():
        Bar.objects.filter(pk=bar.pk).delete()
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(reason="x")
    other = Concern.objects.create(
        entry=concern.entry, field="x", text="x", opened_by=officers[0], opened_at=NOW, reply_by=NOW, state="open"
    )
    with pytest.raises(IntegrityError, match="no_end_before"), transaction.atomic():
        Bar.objects.create(
            person=bar.person,
            concern=other,
            determined_on=date(2026, 8, 1),
            inside=True,
            until=date(2027, 1, 1),
            recorded_by=officers[1],
            recorded_at=AFTER,
        )


# --- at once ---


@pytest.mark.django_db(transaction=True)
def test_it_is_decided_once_and_nothing_begins_beside_it():
    first = somebody("first", "officer")
    others = [somebody(f"o{n}", "officer") for n in range(2)]
    person, entry = in_pool()
    concern = services.open_concern(first, entry.pk, "funds_cad", "x", NOW)
    out = at_once(
        lambda: services.record_determination(others[0], concern.public_id, OUTSIDE, "x", AFTER),
        lambda: services.close(others[1], concern.public_id, "y", AFTER),
        lambda: pool.begin(person, AFTER),
        lambda: pool.withdraw(person, AFTER),
    )
    decided = [one for one in out[:2] if not isinstance(one, Exception)]
    assert len(decided) == 1, out
    if isinstance(decided[0], Bar):
        assert not Entry.objects.filter(person=person, state__in=["DRAFT", "IN_POOL"]).exists()
    assert audit.verify().broken_at is None


@pytest.mark.django_db(transaction=True)
def test_a_determination_while_a_round_is_released_bars_all_the_same():
    first, second = somebody("first", "officer"), somebody("second", "officer")
    _, entry = in_pool()
    concern = services.open_concern(first, entry.pk, "funds_cad", "x", NOW)

    def invite():
        with transaction.atomic():
            pool.invite_many(pool.lock([entry.pk]), AFTER, actor="test", role="officer", reason="round 1")

    out = at_once(lambda: services.record_determination(second, concern.public_id, OUTSIDE, "x", AFTER), invite)
    assert isinstance(out[0], Bar) and (out[1] is None or isinstance(out[1], Refused)), out
    assert state(entry) == "BARRED"


# --- pages ---


def browser(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_from_a_reason_to_a_bar_in_a_browser(officers, lang):
    first, second = (browser(one) for one in officers)
    person, entry = in_pool(at=clock.now() - DAY)
    own = browser(person)
    assert first.get(f"/{lang}/integrity/file/").status_code == 302  # no reason, no file
    assert first.get(f"/{lang}/integrity/").status_code == 200
    empty = first.post(f"/{lang}/integrity/", {"number": entry.number, "reason": ""})
    assert empty.content.decode().count('aria-invalid="true"') == 1 and entry.number in empty.content.decode()
    told = first.post(f"/{lang}/integrity/", {"number": entry.number, "reason": "Random check 14"}, follow=True)
    assert entry.version.content["person"]["family_name"] in told.content.decode()
    assert log(person)[0] == ("integrity.read_file", "Random check 14")
    file = f"/{lang}/integrity/file/"
    assert first.post(file, {"field": "nothing", "concern": ""}).content.decode().count('aria-invalid="true"') == 2
    assert first.post(file, {"field": "funds_cad", "concern": "The bank says otherwise. <b>"}, follow=True).status_code == 200
    concern = Concern.objects.get()
    mine, theirs = f"/{lang}/integrity/mine/{concern.public_id}/", f"/{lang}/integrity/concerns/{concern.public_id}/"
    assert own.get(f"/{lang}/integrity/mine/").status_code == 200
    assert "&lt;b&gt;" in own.get(mine).content.decode()
    assert own.post(mine, {"reply": ""}).status_code == 200
    assert own.post(mine, {"reply": "It was a mistake."}, follow=True).status_code == 200
    assert "It was a mistake." not in second.get(theirs).content.decode()  # a reason first
    assert second.post(f"{theirs}reason/", {"reason": " "}).status_code == 200
    page = second.post(f"{theirs}reason/", {"reason": "Second look"}, follow=True)
    assert "It was a mistake." in page.content.decode() and ("integrity.read_concern", "Second look") in log(person)
    wrong = second.post(theirs, {"outcome": "found", "where": "outside", "enforced_on": "2026-99-99"})
    assert wrong.status_code == 200 and state(entry) == "IN_POOL"
    today = clock.today().isoformat()
    found = {"outcome": "found", "determined_on": today, "where": "inside", "reason": "Forged."}
    assert second.post(theirs, found, follow=True).status_code == 200
    assert state(entry) == "BARRED"
    home = own.get(f"/{lang}/pool/")
    assert home.status_code == 200 and "pool/home_barred.html" in [one.name for one in home.templates]
    assert own.post(f"/{lang}/profile/begin/", {"how": "plain"}, follow=True).status_code == 200
    assert not Entry.objects.filter(person=person, state="DRAFT").exists()
    assert second.post(f"{theirs}enforced/", {"enforced_on": "x"}).status_code == 200
    assert second.post(f"{theirs}enforced/", {"enforced_on": today}, follow=True).status_code == 200
    assert Bar.objects.get().until is not None
    for address in (mine, f"/{lang}/pool/", f"/{lang}/messages/", f"/{lang}/mine/who-looked/"):
        assert own.get(address).status_code == 200
    assert second.get(theirs).status_code == 200 and second.get(f"/{lang}/integrity/").status_code == 200


def test_others_get_nowhere(officers):
    person, entry = in_pool(at=clock.now() - DAY)
    concern = services.open_concern(officers[0], entry.pk, "funds_cad", "x", clock.now())
    staff = (
        "",
        "file/",
        f"concerns/{concern.public_id}/",
        f"concerns/{concern.public_id}/reason/",
        f"concerns/{concern.public_id}/enforced/",
    )
    for who in (person, somebody("p", "province"), somebody("j", "job_bank")):
        for address in staff:
            assert browser(who).post(f"/en/integrity/{address}", {"reason": "x"}).status_code == 403
    stranger = browser(somebody("stranger"))
    assert stranger.get(f"/en/integrity/mine/{concern.public_id}/").status_code == 404
    assert stranger.post(f"/en/integrity/mine/{concern.public_id}/", {"reply": "x"}).status_code == 404
    assert browser(officers[0]).get(f"/en/integrity/mine/{concern.public_id}/").status_code == 403
    assert browser(officers[0]).get("/en/integrity/concerns/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert Client().get("/en/integrity/").status_code == 302


def test_a_reason_holds_for_one_file_and_half_an_hour(officers, monkeypatch):
    _, one = in_pool("one", at=clock.now() - DAY)
    _, two = in_pool("two", at=clock.now() - DAY)
    concerns = [services.open_concern(officers[1], entry.pk, "funds_cad", "the doubt", clock.now()) for entry in (one, two)]
    client = browser(officers[0])
    client.post("/en/integrity/", {"number": one.number, "reason": "Check"})
    shown = ["the doubt" in client.get(f"/en/integrity/concerns/{c.public_id}/").content.decode() for c in concerns]
    assert shown == [True, False]
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get("/en/integrity/file/").status_code == 302
    assert "the doubt" not in client.get(f"/en/integrity/concerns/{concerns[0].public_id}/").content.decode()


def test_odd_forms_are_told_and_kept(officers):
    person, entry = in_pool(at=clock.now() - DAY)
    concern = services.open_concern(officers[0], entry.pk, "funds_cad", "x", clock.now())
    first, second, own = browser(officers[0]), browser(officers[1]), browser(person)
    for client in (first, second):
        client.post("/en/integrity/", {"number": entry.number, "reason": "Check"})
    page = f"/en/integrity/concerns/{concern.public_id}/"
    for odd in ("🍁", "\u202e", "x" * 20_000, "a\0b", "<script>", "-1", "9999-12-31", "0001-01-01", "2026-02-30"):
        assert first.post("/en/integrity/", {"number": odd, "reason": odd}).status_code in (200, 302)
        first.post("/en/integrity/", {"number": entry.number, "reason": "Check"})
        assert first.post("/en/integrity/file/", {"field": odd, "concern": odd}).status_code == 200
        for where in ("inside", "outside", odd):
            typed = {"outcome": "found", "determined_on": odd, "where": where, "enforced_on": odd, "reason": "r"}
            assert second.post(page, typed).status_code == 200, odd
        assert second.post(f"{page}enforced/", {"enforced_on": odd}).status_code == 200
    assert own.post(f"/en/integrity/mine/{concern.public_id}/", {"reply": "x" * 20_000}).status_code == 200
    assert own.post(f"/en/integrity/mine/{concern.public_id}/", {"reply": "a\0b"}).status_code == 200
    assert state(entry) == "IN_POOL" and Concern.objects.get().replied_at is None
    assert selectors.concern(concern.public_id).state == "open"
