"""Mine: what can be taken along, who looked, and the end of an account."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import transaction
from django.test import Client

from openentry import Profile, decide, read_profile
from openentry_web import clock
from openentry_web.audit import selectors as audit
from openentry_web.audit.services import Done, record
from openentry_web.integrity import services as integrity
from openentry_web.mine import deleting, paper
from openentry_web.mine.models import Scenario
from openentry_web.notices import selectors as notices
from openentry_web.notices.models import Mail
from openentry_web.partners import services as nominations
from openentry_web.pool import law, selectors
from openentry_web.pool import services as pool
from openentry_web.pool.models import Entry
from openentry_web.profiles.models import Answers, Version
from tests.web.partners_pool import in_pool as in_pool_then
from tests.web.partners_pool import province, somebody
from tests.web.people import EXAMPLES, NOW, declared, drafting, in_pool

pytestmark = pytest.mark.django_db
EXPORT, WHO, DELETE = "/en/mine/export/", "/en/mine/who-looked/", "/en/mine/delete-account/"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))


@pytest.fixture
def proven(client, candidate):
    """Signed in just now, with the password."""
    EmailAddress.objects.create(user=candidate, email=candidate.email, verified=True, primary=True)
    client.post("/en/account/login/", {"login": candidate.email, "password": "correct horse battery"})
    return client


# --- export ---


@pytest.mark.parametrize("name", NAMES)
def test_the_facts_read_back_to_the_same_decision(signed_in, candidate, name):
    entry = in_pool(candidate, name)
    answer = signed_in.get(f"{EXPORT}openentry-profile.json")
    assert answer["Content-Type"] == "application/json" and "attachment" in answer["Content-Disposition"]
    again = read_profile(answer.content)
    assert again.declared() == entry.version.content
    day = entry.decided_on
    told = decide(again, day, law=law.book(), last_changed_on=entry.last_changed_on)
    first = decide(Profile.model_validate(declared(name)), day, law=law.book(), last_changed_on=entry.last_changed_on)
    assert told.model_dump() == first.model_dump()
    assert list(told.score_range) == entry.decision.outcome["score"]


def test_the_command_decides_the_file(signed_in, candidate, tmp_path):
    from typer.testing import CliRunner

    from openentry.cli import app

    entry = in_pool(candidate)
    path = tmp_path / "openentry-profile.json"
    path.write_bytes(signed_in.get(f"{EXPORT}openentry-profile.json").content)
    done = CliRunner().invoke(app(), ["decide", str(path), "--as-of", entry.decided_on.isoformat(), "--format", "json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["score"]["total"] == entry.score


def test_a_draft_is_exported_as_far_as_it_holds(signed_in, candidate):
    drafting(candidate, {"person": {"date_of_birth": "1990-05-01"}, "nomination": None})
    again = read_profile(signed_in.get(f"{EXPORT}openentry-profile.json").content)
    assert again.declared()["person"]["date_of_birth"] == "1990-05-01"
    assert again.known("nomination")


def test_the_record_has_everything_and_names_nobody_else(signed_in, candidate):
    entry = in_pool(candidate)
    pool.update(candidate, Profile.model_validate(declared("amara-okafor") | {"funds_cad": 30_000}), clock.now())
    Scenario.objects.create(person=candidate, name="Été", content={}, made_at=clock.now())
    officer = looked_at_by_an_officer(candidate)
    found = json.loads(signed_in.get(f"{EXPORT}openentry-record.json").content)
    (mine,) = found["profiles"]
    assert mine["number"] == entry.number and [version["number"] for version in mine["versions"]] == [1, 2]
    assert mine["versions"][1]["facts"]["funds_cad"] == 30_000
    assert [one["cause"] for one in mine["decisions"]] == ["T6", "T4"]
    assert found["scenarios"][0]["name"] == "Été"
    assert any(one["kind"] == "in_pool" and one["title"] for one in found["messages"])
    assert {one["by"] for one in found["log"]} >= {"me", "officer"}
    assert officer not in json.dumps(found)


def test_the_record_has_nominations_concerns_and_bars(client):
    _, acting = province("ON")
    first, second = somebody("first", "officer"), somebody("second", "officer")
    person, entry = in_pool_then(at=NOW)
    nominations.send_interest(acting, entry.pk, NOW)
    made = nominations.nominate(acting, entry.number, entry.validation_code, NOW)
    nominations.accept(person, made.public_id, NOW)
    concern = integrity.open_concern(first, entry.pk, "funds_cad", "The bank says otherwise.", NOW)
    integrity.reply(person, concern.public_id, "It was my sister’s account.", NOW)
    integrity.record_determination(second, concern.public_id, integrity.Determination(NOW.date(), inside=False), "Found.", NOW)
    client.force_login(person)
    found = json.loads(client.get(f"{EXPORT}openentry-record.json").content)
    (nomination,), (interest,), (told,), (bar,) = (
        found[part] for part in ("nominations", "interest_of_provinces", "concerns", "bars")
    )
    assert (nomination["province"], nomination["profile"], nomination["id"]) == ("ON", entry.number, str(made.public_id))
    assert nomination["answered_at"] == NOW.isoformat() and interest["province"] == "ON"
    assert (told["field"], told["declared"], told["state"]) == ("funds_cad", entry.version.content["funds_cad"], "found")
    assert (told["reply"], told["reason"]) == ("It was my sister’s account.", "Found.")
    assert bar["concern"] == told["id"] and bar["until"] == "2031-07-01"
    for staff in (acting, first, second):
        assert str(staff.public_id) not in json.dumps(found) and staff.email not in json.dumps(found)
    other = somebody("other")
    client.force_login(other)
    nothing = json.loads(client.get(f"{EXPORT}openentry-record.json").content)
    assert [nothing[part] for part in ("nominations", "interest_of_provinces", "concerns", "bars")] == [[], [], [], []]


def test_the_record_of_who_has_nothing(signed_in):
    found = json.loads(signed_in.get(f"{EXPORT}openentry-record.json").content)
    assert found["profiles"] == [] and found["scenarios"] == []
    assert signed_in.get(EXPORT).status_code == 200
    for name in ("openentry-profile.json", "openentry-answers.pdf"):
        assert signed_in.get(EXPORT + name).status_code == 302


def test_taking_something_along_is_noted(signed_in, candidate):
    in_pool(candidate)
    for name in ("openentry-profile.json", "openentry-record.json", "openentry-answers.pdf"):
        signed_in.get(EXPORT + name)
    actions = [one.action for one in audit.about(str(candidate.public_id))]
    assert {"mine.export.facts", "mine.export.record", "mine.export.pdf"} <= set(actions)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", ["amara-okafor", "jose-luis-garcia-marquez", "nguyen-thi-lan"])
def test_the_answers_on_paper(signed_in, candidate, name, lang):
    in_pool(candidate, name)
    answer = signed_in.get(f"/{lang}/mine/export/openentry-answers.pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_stands_on_paper_in_words(name, lang):
    found = paper.parts(declared(name), lang)
    rows = [row for part in found for row in part["rows"]]
    assert len(rows) > 10
    for _, value in rows:
        assert "_" not in value and value not in ("true", "false", "never_married", "CAN", "ON"), value


@pytest.mark.parametrize("family_name", ["王小明", "محمد", "Łukasz #let x = 1", '"quoted" \\', "😀", "$x$ *b* @ref <l>"])
def test_names_of_any_script_and_marks_of_the_typesetter_do_no_harm(candidate, family_name):
    profile = Profile.model_validate({"person": {"family_name": family_name}})
    assert paper.pdf(profile, "draft", clock.today(), "en").startswith(b"%PDF-")


def test_an_empty_draft_on_paper():
    assert paper.pdf(Profile(), "draft", clock.today(), "fr").startswith(b"%PDF-")


# --- who looked ---


def looked_at_by_an_officer(person):
    officer = get_user_model().objects.create_user("officer@example.org", "correct horse battery", role="officer")
    with transaction.atomic():
        done = Done(
            at=clock.now(),
            actor=str(officer.public_id),
            role="officer",
            action="profile.read",
            object="entry:1",
            subject=str(person.public_id),
        )
        record(done)
    return str(officer.public_id)


def test_others_stand_apart_by_role_never_by_name(signed_in, candidate):
    in_pool(candidate)
    officer = looked_at_by_an_officer(candidate)
    page = signed_in.get(WHO).content.decode()
    others, own = page.split("<h2>What you did yourself</h2>")
    assert "An officer" in others and "Your file was opened and read" in others
    assert "The profile was submitted" in own and "An officer" not in own
    assert officer not in page and "officer@example.org" not in page


def test_unknown_actions_and_roles_are_said_too(signed_in, candidate):
    with transaction.atomic():
        said = {"action": "future.thing", "object": "x", "subject": str(candidate.public_id)}
        record(Done(at=clock.now(), actor="x", role="wizard", **said))
    page = signed_in.get(WHO).content.decode()
    assert "future.thing" in page and "wizard" in page


def test_nobody_looked(signed_in):
    assert "Nobody else has looked" in signed_in.get(WHO).content.decode()


def test_anothers_log_is_not_shown(signed_in, candidate):
    stranger = get_user_model().objects.create_user("stranger@example.org", "correct horse battery")
    looked_at_by_an_officer(stranger)
    assert "An officer" not in signed_in.get(WHO).content.decode()


# --- the end of an account ---


def test_deleting_needs_a_fresh_proof(signed_in):
    answer = signed_in.get(DELETE)
    assert answer.status_code == 302 and "reauthenticate" in answer["Location"]
    assert signed_in.post(DELETE, {"understood": "yes"}).status_code == 302
    assert not get_user_model().objects.exclude(deleted_at=None).exists()


def test_it_says_what_goes_and_what_stays_by_number(proven, candidate):
    entry = in_pool(candidate)
    pool.update(candidate, Profile.model_validate(declared("amara-okafor") | {"funds_cad": 30_000}), clock.now())
    page = proven.get(DELETE).content.decode().replace("\xa0", " ")
    assert entry.number in page and "2 submitted versions" in page and "2 decisions" in page
    assert f"{len(audit.about(str(candidate.public_id)))} entries of the log" in page


def test_without_the_tick_nothing_is_deleted(proven, candidate):
    in_pool(candidate)
    page = proven.post(DELETE, {}).content.decode()
    assert "nothing has been deleted" in page and "Error:" in page.split("</title>")[0]
    candidate.refresh_from_db()
    assert candidate.deleted_at is None and selectors.live(candidate)


def test_the_account_is_closed_and_what_must_stay_stays(proven, candidate):
    elsewhere = Client()
    elsewhere.force_login(candidate)
    assert elsewhere.get(WHO).status_code == 200
    entry = in_pool(candidate)
    draft = pool.begin(candidate, clock.now())
    Answers.objects.create(entry=draft, content={"person": {"family_name": "Okafor"}}, saved_at=clock.now())
    Scenario.objects.create(person=candidate, name="x", content={}, made_at=clock.now())
    mail.outbox.clear()
    answer = proven.post(DELETE, {"understood": "yes"}, follow=True)
    assert "Your account was deleted" in answer.content.decode()

    candidate.refresh_from_db()
    entry.refresh_from_db()
    assert candidate.deleted_at and not candidate.is_active and not candidate.has_usable_password()
    assert candidate.email.endswith("@deleted.invalid")
    assert entry.state == "WITHDRAWN" and Version.objects.filter(entry=entry).count() == 1
    assert not Answers.objects.exists() and not Scenario.objects.exists() and not EmailAddress.objects.exists()
    assert not notices.of(candidate.pk).exists() and not Mail.objects.exists()
    actions = [one.action for one in audit.about(str(candidate.public_id))]
    assert "account.deleted" in actions and "pool.T10" in actions and audit.verify().broken_at is None
    (sent,) = mail.outbox
    assert sent.to == ["candidate@example.org"] and "deleted" in sent.subject and entry.number not in sent.body
    assert elsewhere.get(WHO).status_code == 302
    assert not Session.objects.filter(session_key=elsewhere.session.session_key).exists()


def test_a_draft_that_lapses_later_tells_nobody(proven, candidate):
    draft = drafting(candidate, {"person": {"family_name": "Okafor"}})
    proven.post(DELETE, {"understood": "yes"})
    pool.lapse(draft.pk, draft.submit_by + timedelta(seconds=1))
    draft.refresh_from_db()
    assert draft.state == "DRAFT_LAPSED" and not notices.of(candidate.pk).exists() and not Mail.objects.exists()


def test_the_address_can_be_used_again(proven, candidate):
    proven.post(DELETE, {"understood": "yes"})
    assert get_user_model().objects.create_user("candidate@example.org", "correct horse battery").pk != candidate.pk


def test_nobody_deletes_while_invited(proven, candidate):
    entry = in_pool(candidate)
    Entry.objects.filter(pk=entry.pk).update(state="INVITED")
    assert "You hold an invitation" in proven.get(DELETE).content.decode()
    proven.post(DELETE, {"understood": "yes"})
    candidate.refresh_from_db()
    assert candidate.deleted_at is None
    with pytest.raises(deleting.Hindered):
        deleting.delete(candidate, clock.now())
    candidate.refresh_from_db()
    assert candidate.email == "candidate@example.org"


def test_pages_are_for_who_is_signed_in(client):
    for address in (EXPORT, f"{EXPORT}openentry-record.json", WHO, DELETE):
        assert client.get(address).status_code == 302
