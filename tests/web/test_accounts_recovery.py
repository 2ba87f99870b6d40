"""The way back into an account to which every way is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from openentry import messages
from openentry_web import clock
from openentry_web.accounts import recovery, services, tasks
from openentry_web.accounts.models import Recovery
from openentry_web.audit import selectors as audit
from openentry_web.audit.services import move_clock_by
from openentry_web.notices import selectors as notices
from tests.web.test_accounts import PASSWORD, SECRET, found

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)


def page(name, lang="en", *args):
    with override(lang):
        return reverse(name, args=args)


def said(message_id, lang="en", **params):
    return messages.text(message_id, lang, **params)


def text(response):
    return response.content.decode()


@pytest.fixture
def who(db):
    made = get_user_model().objects.create_user("one@example.org", PASSWORD, language="fr")
    EmailAddress.objects.create(user=made, email="one@example.org", verified=True, primary=True)
    EmailAddress.objects.create(user=made, email="old@example.org", verified=True)
    services.give_app(made, SECRET)
    RecoveryCodes.activate(made)
    return made


def ask(at=NOW, address="one@example.org"):
    recovery.ask(address, at, "https://openentry.example")
    return mail.outbox[-1]


def link(letter):
    return found(r"https://openentry\.example(/\S+/)", letter.body)


def actions(who):
    return [record.action for record in audit.about(str(who.public_id)) if "recover" in record.action]


def test_every_address_and_the_account_are_told_at_once_in_the_persons_language(who):
    ask()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["old@example.org", "one@example.org"]
    for letter in mail.outbox:
        assert letter.subject == said("mail.recovery_asked.subject", "fr")
        assert link(letter).startswith("/fr/account/recovery/stop/")
        assert said("mail.foot", "fr", service="localhost") in letter.body
    assert [notice.kind for notice in notices.of(who.pk)] == ["recovery_asked"]
    assert actions(who) == ["account.recovery_asked"]


def test_asking_again_changes_nothing_and_does_not_make_it_sooner(who):
    ask()
    going = Recovery.objects.get()
    again = ask(NOW + timedelta(hours=50))
    assert again.subject == said("mail.recovery_going.subject", "fr")
    assert "https" not in again.body
    assert Recovery.objects.get().due_at == going.due_at == NOW + timedelta(hours=72)


def test_the_way_back_opens_after_three_days_and_not_before(who):
    ask()
    assert recovery.tell_those_due(NOW + timedelta(hours=72) - timedelta(microseconds=1)) == 0
    assert recovery.tell_those_due(NOW + timedelta(hours=72)) == 1
    assert recovery.tell_those_due(NOW + timedelta(hours=73)) == 0, "once"
    letter = mail.outbox[-1]
    assert letter.to == ["one@example.org"]
    token = link(letter).split("/")[-2]
    assert recovery.by_finish_token(token, NOW + timedelta(hours=71)) is None
    assert recovery.by_finish_token(token, NOW + timedelta(hours=73)) is not None
    assert recovery.by_finish_token(token, NOW + timedelta(days=10)) is None


def test_whoever_asks_when_it_is_due_gets_the_link_and_earlier_links_stop(who):
    ask()
    first = link(ask(NOW + timedelta(days=4))).split("/")[-2]
    second = link(ask(NOW + timedelta(days=5))).split("/")[-2]
    assert recovery.by_finish_token(first, NOW + timedelta(days=5)) is None
    assert recovery.by_finish_token(second, NOW + timedelta(days=5)) is not None


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_coming_back_sets_a_password_removes_second_steps_and_ends_every_session(who, lang):
    at = clock.now()
    inside = Client()
    inside.force_login(who)
    ask(at - timedelta(days=4))
    path = link(ask(at)).replace("/fr/", f"/{lang}/")
    client = Client()
    assert said("web.account.recovery.finish_title", lang) in text(client.get(path))
    short = client.post(path, {"password1": "short"})
    assert said("web.account.wrong.password_short", lang, n=12) in text(short)
    response = client.post(path, {"password1": "a brand new password"}, follow=True)
    assert said("web.account.said.recovered", lang) in text(response)
    assert not Authenticator.objects.filter(user=who).exists()
    assert inside.get(page("account")).status_code == 302
    signed = client.post(page("account_login", lang), {"login": "one@example.org", "password": "a brand new password"})
    assert signed["Location"] == page("home", lang)
    assert {letter.to[0] for letter in mail.outbox[-2:]} == {"one@example.org", "old@example.org"}
    assert {letter.subject for letter in mail.outbox[-2:]} == {said("mail.recovery_finished.subject", "fr")}
    assert actions(who) == ["account.recovered", "account.recovery_asked"]
    assert client.post(path, {"password1": "once more, please"}).status_code == 404, "the link works once"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_link_in_the_mail_stops_it_with_a_button_because_programs_follow_links(who, lang):
    ask(clock.now())
    path = link(mail.outbox[0]).replace("/fr/", f"/{lang}/")
    client = Client()
    assert said("web.account.recovery.stop_title", lang) in text(client.get(path))
    assert Recovery.objects.get().stopped_at is None
    assert said("web.account.recovery.stopped_title", lang) in text(client.post(path))
    assert Recovery.objects.get().stopped_by == "mail"
    gone = client.get(path)
    assert gone.status_code == 404
    assert said("web.account.recovery.gone_title", lang) in text(gone)
    assert recovery.tell_those_due(clock.now() + timedelta(days=4)) == 0
    assert actions(who) == ["account.recovery_stopped", "account.recovery_asked"]


def test_whoever_is_signed_in_sees_it_and_stops_it(who):
    client = Client()
    client.force_login(who)
    ask(clock.now())
    assert said("web.account.recovery_going.title") in text(client.get(page("account")))
    response = client.post(page("recovery_stop_signed_in"), follow=True)
    assert said("web.account.said.recovery_stopped") in text(response)
    assert Recovery.objects.get().stopped_by == "account"
    assert client.post(page("recovery_stop_signed_in")).status_code == 302, "a second press does no harm"


def test_stopped_while_the_new_password_is_being_typed_nothing_changes(who):
    at = clock.now()
    ask(at - timedelta(days=4))
    going = Recovery.objects.get()
    path = link(ask(at))
    recovery.stop(going, "account", at)
    assert Client().post(path, {"password1": "a brand new password"}).status_code == 404
    assert recovery.finish(going, "a brand new password", at) is False
    who.refresh_from_db()
    assert who.check_password(PASSWORD)
    assert Authenticator.objects.filter(user=who).count() == 2


@pytest.mark.parametrize("address", ["nobody@example.org", "pending@example.org"])
def test_an_address_without_a_confirmed_account_is_answered_by_mail_only(who, address):
    EmailAddress.objects.create(user=who, email="pending@example.org", verified=False)
    with override("fr"):  # of the page: there is no person whose language it could be
        letter = ask(address=address)
    assert letter.subject == said("mail.recovery_unknown.subject", "fr")
    assert not Recovery.objects.exists()


@pytest.mark.parametrize("role", ["officer", "province", "job_bank"])
def test_accounts_of_staff_are_recovered_by_the_operator_only(who, role):
    get_user_model().objects.filter(pk=who.pk).update(role=role)
    assert ask().subject == said("mail.recovery_staff.subject", "fr")
    assert not Recovery.objects.exists()


def test_one_at_a_time(who):
    ask()
    with pytest.raises(IntegrityError, match="one_recovery_a_person"), transaction.atomic():
        Recovery.objects.create(person=who, address="x@example.org", asked_at=NOW, due_at=NOW, over_at=NOW, stop_hash="x")
    later = NOW + timedelta(days=30)
    ask(later)
    assert list(Recovery.objects.order_by("pk").values_list("stopped_by", flat=True)) == ["time", ""]


def test_tokens_are_not_stored(who):
    ask()
    token = link(mail.outbox[0]).split("/")[-2]
    assert token not in str(Recovery.objects.values().get())


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_form_answers_alike_and_says_what_is_wrong(who, lang):
    client = Client()
    assert said("web.account.recovery.step_wait", lang, hours=72) in text(client.get(page("recovery", lang)))
    assert said("web.account.wrong.email", lang) in text(client.post(page("recovery", lang), {"email": "<script>\0"}))
    response = client.post(page("recovery", lang), {"email": "One@Example.org"}, follow=True)
    assert said("web.account.recovery.asked_title", lang) in text(response)
    assert Recovery.objects.get().origin == "http://testserver"
    for _ in range(4):
        Client().post(page("recovery", lang), {"email": "one@example.org"})
    assert client.post(page("recovery", lang), {"email": "one@example.org"}).status_code == 429


@pytest.mark.parametrize("token", ["x", "..", "%00", "<b>", "é" * 300])
def test_links_that_are_no_links_get_a_page_that_says_so(db, token):
    for name in ("stop", "finish"):
        assert Client().get(f"/en/account/recovery/{name}/{token}/").status_code == 404


def test_the_worker_sends_the_way_back_on_the_services_clock(who):
    ask(clock.now())
    tasks.tell_recoveries_due(0)
    assert Recovery.objects.get().due_told_at is None
    move_clock_by(timedelta(hours=73))
    tasks.tell_recoveries_due(0)
    assert mail.outbox[-1].subject == said("mail.recovery_due.subject", "fr")
    assert link(mail.outbox[-1]).startswith("/fr/account/recovery/finish/")
