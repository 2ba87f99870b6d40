"""An invited person: the test of both days, what is prepared, the checklist, the application; every end to the microsecond."""

from __future__ import annotations

import html
import json
import uuid
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from openentry import Profile
from openentry_web import clock
from openentry_web.accounts import services as accounts
from openentry_web.audit import selectors as audit
from openentry_web.invited import listing, reminders, selectors, services, tasks
from openentry_web.invited.models import Application, Member, Preparation, Tick
from openentry_web.invited.views.desk import left
from openentry_web.mine import deleting
from openentry_web.notices import selectors as notices
from openentry_web.pool import services as pool
from openentry_web.pool.models import Entry
from openentry_web.pool.services import Refused
from openentry_web.profiles.services import open_answers
from openentry_web.rounds import invitations
from openentry_web.rounds import selectors as rounds
from openentry_web.rounds import tasks as rounds_tasks
from tests.web import nonsense
from tests.web.people import declared
from tests.web.round_pools import MOMENT, SOON, Console
from tests.web.test_nominations import at_once
from tests.web.test_pages_in_both_languages import sentences, wrong_on

pytestmark = pytest.mark.django_db
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
PASSWORD = "correct horse battery"
PAGES = ("", "facts/", "family/", "family/add/", "residences/", "residences/add/", "checklist/", "decline/")


def in_pool(name="ana", profile="amara-okafor", changed=None):
    """Somebody with a real profile, in time for the round."""
    person = get_user_model().objects.create_user(f"{name}@example.org", PASSWORD)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    content = declared(profile) | (changed or {})
    entry = pool.begin(person, MOMENT - 2 * DAY)
    open_answers(entry, MOMENT - 2 * DAY, content)
    pool.submit(person, Profile.model_validate(content), MOMENT - DAY)
    return person


@pytest.fixture
def ana():
    """Somebody who is invited."""
    person = in_pool()
    Console().held(size=5)
    return person


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the pages."""

    def to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    to(SOON + DAY)
    return to


def browser(person):
    """A browser in which somebody has just proved who they are."""
    client = Client()
    client.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
    return client


def said(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def fresh(person):
    return Entry.objects.get(person=person)


def prepare(person, when=SOON + DAY):
    """Everything said and ticked."""
    services.say_alone(person, True, when)
    services.name_residence(person, {"country": "NGA", "since": date(1990, 1, 1), "until": None}, None, when)
    kept = selectors.preparation(rounds.invitation(person))
    for row in listing.rows(kept, when.date()):
        services.tick(person, row.id, "ready", when)
    return selectors.preparation(rounds.invitation(person))


def lead(person):
    return rounds.invitation(person).apply_by


# --- the page ---


def test_the_page_says_class_time_left_and_how_the_test_stands(ana, at):
    page = said(browser(ana).get("/en/invitation/"))
    for words in ("Your invitation to apply", "59 days and", "Your score at the invitation", "The lowest score the round invited"):
        assert words in page
    assert "Demande" in said(browser(ana).get("/fr/invitation/")) or "demande" in said(browser(ana).get("/fr/invitation/"))
    assert "See the invitation" in said(browser(ana).get("/en/pool/"))
    assert next(one.kind for one in notices.of(ana.pk)) == "invited"


@pytest.mark.parametrize(
    ("span", "says"),
    [
        (timedelta(days=2), "2 days and 0 hours"),
        (timedelta(days=1) - TICK, "23 hours and 59 minutes"),
        (timedelta(days=1, hours=1), "1 day and 1 hour"),
        (timedelta(seconds=59), "0 hours and 0 minutes"),
        (-timedelta(days=3), "0 hours and 0 minutes"),
    ],
)
def test_time_left_is_rounded_down(span, says):
    assert left(span).text("en").replace("\u00a0", " ") == says


def test_the_year_that_ends_first_is_told(ana, at):
    _end_year(ana, SOON + 20 * DAY)
    for address in ("/en/invitation/", "/en/invitation/decline/"):
        assert "The year of your profile ends before that" in said(browser(ana).get(address)), address
    at(SOON + 20 * DAY + TICK)
    for address in ("/en/invitation/", "/en/invitation/decline/"):
        assert "declining closes the profile as expired" in said(browser(ana).get(address)), address
    invitations.decline(ana, SOON + 20 * DAY + TICK)
    assert fresh(ana).state == "EXPIRED"


def _end_year(person, moment):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE pool_entry SET expires_at = %s WHERE person_id = %s", [moment, person.pk])
        cursor.execute("SET session_replication_role = origin")


def test_after_the_last_moment_nothing_can_be_done(ana, at):
    last = lead(ana)
    at(last)
    assert browser(ana).get("/en/invitation/family/").status_code == 200
    at(last + TICK)
    me = browser(ana)
    assert "The time of your invitation is over" in said(me.get("/en/invitation/"))
    for page in ("facts/", "family/", "residences/", "checklist/", "apply/"):
        assert me.get(f"/en/invitation/{page}").status_code == 302, page
    with pytest.raises(Refused, match="invitation_over"):
        services.say_alone(ana, True, last + TICK)


def test_whoever_is_not_invited_is_told_so(at):
    person = in_pool()
    me = browser(person)
    assert "No open invitation" in said(me.get("/en/invitation/"))
    for page in PAGES[1:-1]:
        assert me.get(f"/en/invitation/{page}").status_code == 302
    with pytest.raises(Refused, match="no_invitation"):
        services.apply(person, SOON)


# --- what has changed since ---


def test_what_has_changed_counts_in_a_copy_and_the_profile_stays(ana, at):
    me, before = browser(ana), fresh(ana).version.content
    page = me.get("/en/invitation/facts/")
    form = dict(_fields(said(page)))
    worse = form | {"education": "secondary"}
    assert me.post("/en/invitation/facts/", worse).status_code == 302
    kept = selectors.preparation(rounds.invitation(ana))
    assert kept.facts is not None and kept.facts != before
    assert fresh(ana).version.content == before
    page = said(me.get("/en/invitation/"))
    assert "Noted on" in page
    assert me.post("/en/invitation/facts/", {"back": "1"}).status_code == 302
    assert selectors.preparation(rounds.invitation(ana)).facts is None


def _fields(page):
    import re

    for found in re.finditer(r'<select id="([\w-]+)".*?</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', found[0])
        yield found[1], chosen[1] if chosen else ""
    for found in re.finditer(r'<input[^>]* id="([\w-]+)" name="\1" type="text"[^>]*value="([^"]*)"', page):
        yield found[1], found[2]


def test_nonsense_in_the_forms(ana, at):
    me = browser(ana)
    for typed in nonsense.NONSENSE.values():
        _send(me, typed.encode("utf-8", "replace").decode())
    assert not Member.objects.exists()


def _send(me, typed):
    for address, form in (
        ("facts/", {"noc": typed, "funds": typed, "en_test": typed, "en_on-day": typed, "education": typed}),
        ("family/add/", {"name": typed, "born_on": typed, "relation": typed, "accompanying": typed, "adopted": typed}),
        ("residences/add/", {"whose": typed, "country": typed, "since": typed, "until": typed}),
        ("checklist/tick/", {"item": typed, "answer": typed}),
        ("apply/", {"true": typed}),
        ("family/", {"alone": typed}),
    ):
        answer = me.post(f"/en/invitation/{address}", form, follow=True)
        assert answer.status_code in (200, 400), address
        for words in nonsense.UNESCAPED:
            assert words not in answer.content.decode(), address


def test_odd_days(ana, at):
    me = browser(ana)
    for typed in ("2026-02-31", "0000-01-01", "99999-01-01", "1899-12-31", "2026-11-26", "-1", "yesterday"):
        form = {"name": "Ada", "born_on": typed, "relation": "child", "accompanying": "yes"}
        answer = me.post("/en/invitation/family/add/", form)
        assert answer.status_code == 400, typed
        assert "Ada" in said(answer) and "<title>Error" in said(answer), typed
        lived = {"whose": "me", "country": "Ghana", "since": "2020-01-01", "until": typed}
        assert me.post("/en/invitation/residences/add/", lived).status_code == 400, typed


def test_the_last_day_does_not_come_before_the_first_and_both_are_days_there(ana, at):
    me = browser(ana)
    form = {"whose": "me", "country": "ghana", "since": "2020-01-02", "until": "2020-01-01"}
    assert "comes before the first" in said(me.post("/en/invitation/residences/add/", form))
    assert me.post("/en/invitation/residences/add/", form | {"until": "2020-01-02"}).status_code == 302
    assert "Ghana" in said(me.get("/en/invitation/residences/"))


# --- family and residences ---


def test_family_and_residences_are_named_put_right_and_taken_out(ana, at):
    me = browser(ana)
    form = {"name": "Zoë 🦫 <b>", "born_on": "2015-03-31", "relation": "child", "accompanying": "no", "adopted": "yes"}
    me.post("/en/invitation/family/add/", form)
    (child,) = Member.objects.all()
    assert (child.accompanying, child.adopted) == (False, True)
    assert "Zoë 🦫 <b>" in said(me.get("/en/invitation/family/"))
    me.post(f"/en/invitation/family/{child.public_id}/", form | {"name": "Zoë", "adopted": ""})
    child.refresh_from_db()
    assert (child.name, child.adopted) == ("Zoë", None)
    me.post("/en/invitation/residences/add/", {"whose": str(child.public_id), "country": "GHA", "since": "2016-01-01", "until": ""})
    (lived,) = selectors.preparation(rounds.invitation(ana)).residences.all()
    assert (lived.member, lived.country, lived.until) == (child, "GHA", None)
    assert "Ghana" in said(me.get(f"/en/invitation/residences/{lived.public_id}/"))
    me.post("/en/invitation/family/", {"alone": "yes"})
    assert not selectors.preparation(rounds.invitation(ana)).alone  # somebody is named
    me.post(f"/en/invitation/family/{child.public_id}/remove/")
    assert not Member.objects.exists()
    assert not selectors.preparation(rounds.invitation(ana)).residences.exists()
    assert me.post(f"/en/invitation/family/{child.public_id}/remove/").status_code == 404


def test_things_of_others_are_not_there(ana, at):
    services.name_member(ana, {"name": "A", "born_on": date(2015, 1, 1), "relation": "child", "accompanying": True}, SOON)
    (theirs,) = Member.objects.all()
    lived = services.name_residence(ana, {"country": "GHA", "since": date(2015, 1, 1), "until": None}, theirs.public_id, SOON)
    other = in_pool("other")
    _invite_again(other)
    me = browser(other)
    for address in (f"family/{theirs.public_id}/", f"residences/{lived.public_id}/"):
        assert me.get(f"/en/invitation/{address}").status_code == 404
        assert me.post(f"/en/invitation/{address}", {}).status_code == 404
        assert me.post(f"/en/invitation/{address}remove/").status_code == 404
    answer = me.post("/en/invitation/residences/add/", {"whose": str(theirs.public_id), "country": "GHA", "since": "2020-01-01"})
    assert answer.status_code == 400
    with pytest.raises(Refused, match="gone"):
        services.remove_member(other, theirs.public_id, SOON)
    with pytest.raises(Refused, match="gone"):
        services.remove_residence(other, uuid.uuid4(), SOON)


def _invite_again(*_people):
    console = Console.__new__(Console)
    console.first = get_user_model().objects.get(email="first@example.org")
    console.second = get_user_model().objects.get(email="second@example.org")
    console.held("2", size=5)


def test_nobody_names_more_than_there_is_room_for(ana, monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    given = {"name": "A", "born_on": date(2015, 1, 1), "relation": "child", "accompanying": True}
    services.name_member(ana, given, SOON)
    with pytest.raises(Refused, match="full"):
        services.name_member(ana, given, SOON)


# --- the checklist ---


def test_an_item_is_ticked_at_once_and_taken_back(ana, at):
    me = browser(ana)
    assert "Say where you lived" in said(me.get("/en/invitation/checklist/"))
    prepare(ana)
    Tick.objects.all().delete()
    row = listing.rows(selectors.preparation(rounds.invitation(ana)), SOON.date())[0]
    answer = me.post("/en/invitation/checklist/tick/", {"item": row.id, "answer": "ready"})
    assert answer["Location"].endswith(f"#{row.anchor}")
    assert Tick.objects.get().answer == "ready"
    me.post("/en/invitation/checklist/tick/", {"item": row.id, "answer": "ready"})
    assert Tick.objects.count() == 1
    me.post("/en/invitation/checklist/tick/", {"item": row.id, "answer": ""})
    assert not Tick.objects.exists()


def test_a_missing_police_certificate_is_explained_and_nothing_else_is(ana, at):
    prepare(ana)
    Tick.objects.all().delete()
    me, rows = browser(ana), listing.rows(selectors.preparation(rounds.invitation(ana)), SOON.date())
    police = next(row for row in rows if row.item.kind == "police")
    other = next(row for row in rows if row.item.kind == "passport")
    assert me.get(f"/en/invitation/checklist/explain/{other.anchor}/").status_code == 404
    with pytest.raises(Refused, match="answer"):
        services.tick(ana, other.id, "explained", SOON, "because")
    with pytest.raises(Refused, match="answer"):
        services.tick(ana, other.id, "not_mine", SOON)
    with pytest.raises(Refused, match="no_item"):
        services.tick(ana, "nothing", "ready", SOON)
    page = f"/en/invitation/checklist/explain/{police.anchor}/"
    assert me.post(page, {"explanation": "  "}).status_code == 400
    me.post(page, {"explanation": "The office in Lagos is closed. <b>"})
    assert Tick.objects.get().explanation == "The office in Lagos is closed. <b>"
    assert "Missing, explained" in said(me.get("/en/invitation/checklist/"))


# --- applying ---


def apply_by_page(me, **more):
    return me.post("/en/invitation/apply/", {"true": "on", "family": "on", "risk": "on", **more})


def test_an_application_is_received_once_to_the_microsecond(ana, at):
    prepare(ana)
    moment = SOON + DAY + timedelta(microseconds=17)
    at(moment)
    me = browser(ana)
    assert "Send the application" in said(me.get("/en/invitation/apply/"))
    answer = apply_by_page(me)
    assert answer.status_code == 302 and answer["Location"].endswith("/application/")
    made = Application.objects.get()
    assert made.received_at == moment
    assert fresh(ana).state == "APPLIED"
    assert rounds.invitations(ana).first().state == "applied"
    assert made.test["invited_on"] == SOON.date().isoformat() and made.test["day"] == moment.date().isoformat()
    assert {one["answer"] for one in made.content["checklist"]} == {"ready"}
    assert [one.action for one in audit.about(str(ana.public_id))][:2] == ["pool.T15", "invited.apply"]
    assert next(one.kind for one in notices.of(ana.pk)) == "applied"
    for lang, words in (("en", "Your application"), ("fr", "Votre demande")):
        page = said(me.get(f"/{lang}/invitation/application/"))
        assert words in page and "000017" in page
    assert "See your application" in said(me.get("/en/pool/"))
    assert "Your application was received" in said(me.get("/en/invitation/"))


def test_sent_twice_it_is_one(ana, at):
    prepare(ana)
    me, other = browser(ana), browser(ana)
    assert apply_by_page(me).status_code == 302
    assert apply_by_page(other)["Location"].endswith("/application/")
    assert me.get("/en/invitation/apply/")["Location"].endswith("/application/")  # the back button
    again = services.apply(ana, SOON + 2 * DAY)
    assert again == Application.objects.get()
    assert [one.kind for one in notices.of(ana.pk)].count("applied") == 1
    with pytest.raises(Refused, match="no_invitation"):
        invitations.decline(ana, SOON + 2 * DAY)
    with pytest.raises(Refused, match="no_invitation"):
        services.say_alone(ana, True, SOON + 2 * DAY)


def test_on_the_last_moment_and_not_a_microsecond_later(ana):
    last = lead(ana)
    prepare(ana, last)
    with pytest.raises(Refused, match="invitation_over"):
        services.apply(ana, last + TICK)
    assert services.apply(ana, last).received_at == last
    assert invitations.lapse(last + DAY) == 0


def test_what_is_sent_in_the_last_moment_is_not_overtaken(ana, at):
    last = lead(ana)
    at(last + timedelta(seconds=1))
    rounds_tasks.lapse_now(0)
    assert fresh(ana).state == "INVITED"
    at(last + rounds_tasks.IN_HAND + TICK)
    rounds_tasks.lapse_now(0)
    assert fresh(ana).state == "ITA_LAPSED"
    with pytest.raises(Refused, match="no_invitation"):
        services.apply(ana, last)


def test_nothing_may_be_missing(ana, at):
    me = browser(ana)
    answer = apply_by_page(me)
    assert answer.status_code == 400
    for words in ("Name everybody in your family", "Say where you lived", "still open"):
        assert words in said(answer)
    kept = prepare(ana)
    tick = kept.ticks.first()
    services.tick(ana, tick.item, None, SOON)
    assert "1 item is still open" in said(me.get("/en/invitation/apply/"))
    with pytest.raises(Refused, match="missing"):
        services.apply(ana, SOON)
    services.tick(ana, tick.item, "ready", SOON)
    answer = me.post("/en/invitation/apply/", {"true": "on"})
    assert answer.status_code == 400 and "<title>Error" in said(answer)
    assert not Application.objects.exists()
    assert fresh(ana).state == "INVITED"


def test_applying_asks_who_it_is(ana, at):
    client = Client()
    client.force_login(ana)
    assert "/reauthenticate/" in client.get("/en/invitation/apply/")["Location"]


def test_an_application_never_changes(ana):
    prepare(ana)
    made = services.apply(ana, SOON + DAY)
    for change in ({"received_at": SOON}, {"content": {}}, {"program": "fsw"}):
        with pytest.raises(DatabaseError, match="stays as it was received"), transaction.atomic():
            Application.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError, match="not deleted"), transaction.atomic():
        Application.objects.filter(pk=made.pk).delete()


# --- silence, declining ---


def test_silence_ends_that_profile_and_a_new_one_begins_from_it(ana, at):
    prepare(ana)
    last = lead(ana)
    at(last + DAY)
    rounds_tasks.lapse_now(0)
    old = fresh(ana)
    assert old.state == "ITA_LAPSED"
    me = browser(ana)
    assert "this profile cannot be invited again" in said(me.get("/en/invitation/"))
    me.post(f"/en/profile/copy/{old.pk}/")
    draft = Entry.objects.get(person=ana, state="DRAFT")
    assert draft.answers.content == old.version.content
    assert Preparation.objects.exists()
    tasks.remind_invited(0)
    assert not Preparation.objects.exists()


# --- notices ---


def test_notices_come_30_7_and_1_days_before_each_once(ana):
    last = lead(ana)
    for before, count in ((31, 0), (30, 1), (30, 1), (29, 1), (8, 1), (7, 2), (6, 2), (2, 2), (1, 3), (0, 3)):
        reminders.remind(last.replace(hour=0, minute=0, second=0, microsecond=0) - before * DAY)
        soon = [one for one in notices.of(ana.pk) if one.kind == "invitation_soon"]
        assert len(soon) == count, before
    assert sorted(one.params["left"] for one in soon) == [1, 7, 30]
    assert reminders.remind(last + TICK) == 0


def test_who_comes_late_is_told_once_and_who_applied_not_at_all(ana):
    last = lead(ana)
    assert reminders.remind(last - 3 * DAY) == 1
    prepare(ana)
    services.apply(ana, last - 2 * DAY)
    assert reminders.remind(last) == 0


# --- what else has to know ---


def test_it_is_taken_along_and_goes_with_the_account(ana, at):
    prepare(ana)
    record = json.loads(browser(ana).get("/en/mine/export/openentry-record.json").content)
    (one,) = record["invitations"]
    assert one["state"] == "live" and one["prepared"]["no_family"] is True and one["prepared"]["residences"][0]["country"] == "NGA"
    with pytest.raises(deleting.Hindered):
        deleting.delete(ana, SOON + DAY)
    invitations.decline(ana, SOON + DAY)
    deleting.delete(ana, SOON + DAY)
    assert not Preparation.objects.exists()


def test_an_application_is_taken_along_and_marked_by_a_determination(ana, at):
    from openentry_web.integrity import following

    prepare(ana)
    services.apply(ana, SOON + DAY)
    record = json.loads(browser(ana).get("/en/mine/export/openentry-record.json").content)
    assert record["invitations"][0]["application"]["content"]["residences"][0]["country"] == "NGA"
    following.before(fresh(ana), SOON + 2 * DAY)
    assert Application.objects.get().state == "refused"
    assert "marked as refused" in said(browser(ana).get("/en/invitation/application/"))


@pytest.mark.django_db(transaction=True)
def test_sent_from_two_tabs_at_once_it_is_one_application(ana):
    prepare(ana)
    one, two = at_once(lambda: services.apply(ana, SOON + DAY), lambda: services.apply(ana, SOON + DAY + TICK))
    assert one == two == Application.objects.get()
    assert [one.kind for one in notices.of(ana.pk)].count("applied") == 1
    assert audit.verify().broken_at is None


@pytest.mark.django_db(transaction=True)
def test_applied_declined_and_changed_at_once_only_one_thing_holds(ana):
    prepare(ana)
    last = lead(ana)
    applied, declined, changed = at_once(
        lambda: services.apply(ana, last), lambda: invitations.decline(ana, last), lambda: services.say_alone(ana, False, last)
    )
    state = fresh(ana).state
    assert (state == "APPLIED") == isinstance(applied, Application)
    assert isinstance(declined, Refused) == (state != "IN_POOL")
    assert state in ("APPLIED", "IN_POOL", "INVITED")
    assert [one.state for one in rounds.invitations(ana)] == [{"APPLIED": "applied", "IN_POOL": "declined"}[state]]
    if isinstance(applied, Application):  # the list was whole when it was received
        assert applied.content["checklist"]
    assert changed is None or isinstance(changed, Refused)


@pytest.mark.django_db(transaction=True)
def test_applied_in_the_last_moment_while_it_lapses(ana):
    last = lead(ana)
    prepare(ana, last)
    applied, lapsed = at_once(lambda: services.apply(ana, last), lambda: invitations.lapse(last + TICK))
    assert (fresh(ana).state, lapsed) == (("APPLIED", 0) if isinstance(applied, Application) else ("ITA_LAPSED", 1))


def test_a_fall_below_the_line_has_to_be_faced_before_applying(ana, at):
    facts = dict(fresh(ana).version.content)
    facts["language_tests"] = []
    services.note_facts(ana, facts, SOON + DAY)
    prepare(ana)
    me = browser(ana)
    page = said(me.get("/en/invitation/"))
    assert "Declining takes you back instead" in page
    answer = me.post("/en/invitation/apply/", {"true": "on", "family": "on"})
    assert answer.status_code == 400 and "may be refused" in said(answer)
    assert apply_by_page(me).status_code == 302
    assert Application.objects.get().test["keeps"] is not True


def test_an_officer_sees_the_application_in_the_file(ana, at):
    given = {"name": "Zoë <b>", "born_on": date(2015, 1, 1), "relation": "child", "accompanying": True}
    prepare(ana)
    services.name_member(ana, given, SOON)
    for row in listing.rows(selectors.preparation(rounds.invitation(ana)), SOON.date()):
        services.tick(ana, row.id, "ready", SOON)
    services.apply(ana, SOON + DAY)
    officer = get_user_model().objects.get(email="first@example.org")
    accounts.give_app(officer, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(officer)
    page = client.post("/en/integrity/", {"number": fresh(ana).number, "reason": "Check"}, follow=True)
    assert "Zoë <b> (Dependent child" in said(page)
    assert [one.reason for one in audit.about(str(ana.public_id)) if one.action == "integrity.read_file"] == ["Check"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_page_shows_an_id_or_the_other_language(ana, at, lang):
    of_the_other, wrong = sentences("fr" if lang == "en" else "en"), []
    given = {"name": "Zoë", "born_on": date(2000, 1, 1), "relation": "child", "accompanying": False}
    me = browser(ana)

    def look(address, form=None):
        page = f"/{lang}/invitation/{address}"
        answer = me.get(page) if form is None else me.post(page, form)
        assert answer.status_code in (200, 400), page
        wrong.extend(f"{page}: {one}" for one in wrong_on(answer.content.decode(), lang, of_the_other))

    for address in (*PAGES, "apply/"):
        look(address)
    child = services.name_member(ana, given, SOON)
    stay = {"country": "GHA", "since": date(2000, 1, 1), "until": date(2024, 1, 1)}
    lived = services.name_residence(ana, stay, child.public_id, SOON)
    services.note_facts(ana, dict(fresh(ana).version.content) | {"language_tests": []}, SOON)
    for address in (*PAGES, "apply/", f"family/{child.public_id}/", f"residences/{lived.public_id}/"):
        look(address)
    for address in ("family/add/", "residences/add/", "apply/"):
        look(address, {"name": "\x00", "country": "Guin", "since": "x", "until": "2999-01-01"})
    services.remove_member(ana, child.public_id, SOON)
    for row in listing.rows(prepare(ana), SOON.date()):
        if "explained" in row.answers:
            look(f"checklist/explain/{row.anchor}/")
            services.tick(ana, row.id, "explained", SOON, "Lagos")
    look("checklist/")
    look("apply/", {})
    services.apply(ana, SOON + DAY)
    for address in ("", "application/"):
        look(address)
    assert not wrong, "\n".join(wrong[:40])
