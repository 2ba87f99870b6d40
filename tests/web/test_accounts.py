"""Joining, signing in, second steps, addresses, passwords and sessions, through the pages, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from openentry import messages
from openentry_web.accounts import services
from openentry_web.audit import selectors as audit

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def page(name, lang="en", **kwargs):
    with override(lang):
        return reverse(name, kwargs=kwargs or None)


def said(message_id, lang="en", **params):
    return messages.text(message_id, lang, **params)


def text(response):
    return response.content.decode()


def person(address="one@example.org", language="en", role="candidate"):
    made = get_user_model().objects.create_user(address, PASSWORD, language=language, role=role)
    EmailAddress.objects.create(user=made, email=address, verified=True, primary=True)
    return made


def app_code(secret=SECRET):
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


def found(pattern: str, where: str) -> str:
    """What ``pattern`` captures; it has to be there."""
    match = re.search(pattern, where)
    assert match, pattern
    return match[1]


def code_in(letter):
    return found(r": (?:your code is|votre code est) (\S+)", letter.subject.replace("\u00a0", " "))


def sign_in(client, address="one@example.org", password=PASSWORD, lang="en", **more):
    return client.post(page("account_login", lang), {"login": address, "password": password}, **more)


def actions(who):
    return [record.action for record in audit.about(str(who.public_id))]


# --- joining ---


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_joining_by_password_confirms_the_address_by_a_code_and_asks_for_a_second_step(client, lang):
    response = client.post(
        page("account_signup", lang), {"email": "New@Example.org", "password1": "four words of mine"}, follow=True
    )
    assert said("web.account.code.title", lang) in text(response)
    letter = mail.outbox[0]
    assert letter.body.startswith(said("mail.email_confirmation_signup.body", lang, code=code_in(letter)))
    assert "http" not in letter.body
    wrong = client.post(response.request["PATH_INFO"], {"code": "wrong"})
    assert said("web.account.wrong.incorrect_code", lang) in text(wrong)
    response = client.post(response.request["PATH_INFO"], {"code": code_in(letter)}, follow=True)
    assert response.request["PATH_INFO"] == page("mfa_index", lang)
    made = get_user_model().objects.get(email="new@example.org")
    assert (made.language, made.role, made.joined_at is not None) == (lang, "candidate", True)
    assert actions(made)[-3:][::-1] == ["account.joined", "account.address_confirmed", "account.signed_in"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"email": "", "password1": ""}, ["web.account.field.email.missing", "web.account.field.new_password.missing"]),
        ({"email": "not an address", "password1": "four words of mine"}, ["web.account.wrong.email"]),
        ({"email": "a@example.org", "password1": "short"}, ["web.account.wrong.password_short"]),
        ({"email": "a@example.org", "password1": "password1234"}, ["web.account.wrong.password_common"]),
        (
            {"email": "somebody.long@example.org", "password1": "somebody.long@example.org"},
            ["web.account.wrong.password_is_address"],
        ),
        ({"email": "a" * 10_000 + "@example.org", "password1": "four words of mine"}, ["web.account.wrong.long"]),
        ({"email": "a\0@example.org", "password1": "four words of mine"}, ["web.account.wrong.email"]),
        ({"email": "a@example.org", "password1": "four words\0of mine"}, ["web.account.wrong.characters"]),
        ({"email": "<b>@example.org", "password1": "four words of mine"}, ["web.account.wrong.email"]),
        ({"email": "🦫@example.org", "password1": "four words of mine"}, ["web.account.wrong.email"]),
        ({"email": "שלום@example.org", "password1": "four words of mine"}, ["web.account.wrong.email"]),
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_is_wrong_is_said_beside_the_field_and_above_and_the_address_is_kept(client, lang, typed, wrong):
    response = client.post(page("account_signup", lang), typed)
    seen = text(response)
    assert response.status_code == 200
    assert re.search(rf"<title>{said('web.form.error', lang)}", seen)
    for message_id in wrong:
        assert seen.count(said(message_id, lang, n=12)) == 2, "in the summary and beside the field"
    assert 'aria-invalid="true"' in seen
    assert 'href="#id_email"' in seen or 'href="#id_password1"' in seen
    if typed["email"].isprintable() and typed["email"].isalnum():
        assert f'value="{typed["email"]}"' in seen
    assert not mail.outbox


@pytest.mark.django_db
def test_fields_say_what_browsers_may_fill_in_and_nothing_stops_pasting(client):
    join, enter = text(client.get(page("account_signup"))), text(client.get(page("account_login")))
    assert 'autocomplete="email"' in join
    assert 'autocomplete="new-password"' in join
    assert 'autocomplete="current-password"' in enter
    assert "onpaste" not in join + enter
    assert "placeholder" not in join + enter


# --- nobody learns whether an address has an account ---


def _same(first, second):
    """Two answers with what differs between any two answers taken out."""

    def plain(response, address):
        seen = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(response))
        return response.status_code, response.get("Location"), seen.replace(address, "ADDRESS")

    return plain(first, "one@example.org") == plain(second, "two@example.org")


@pytest.fixture
def hashes(monkeypatch):
    """How often a password was hashed."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    made: list[int] = []
    encode = MD5PasswordHasher.encode

    def counted(*args, **kwargs):
        made.append(1)
        return encode(*args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("account_signup", lambda a: {"email": a, "password1": "four words of mine"}),
        ("account_signup_by_passkey", lambda a: {"email": a}),
        ("account_login", lambda a: {"login": a, "password": "not the right one"}),
        ("account_reset_password", lambda a: {"email": a}),
        ("recovery", lambda a: {"email": a}),
    ],
)
def test_an_address_with_an_account_and_one_without_get_the_same_answer_for_the_same_work(name, typed, hashes):
    person("one@example.org")
    answers, work, letters = [], [], []
    for address in ("one@example.org", "two@example.org"):
        client, at, sent = Client(), len(hashes), len(mail.outbox)
        first = client.post(page(name), typed(address))
        then = client.get(first["Location"]) if first.status_code == 302 else first
        wrong_code = client.post(first["Location"], {"code": "ABCDEF"}) if first.status_code == 302 and name != "recovery" else then
        answers.append((first, then, wrong_code))
        work.append(len(hashes) - at)
        letters.append([letter.to for letter in mail.outbox[sent:]])
    assert all(_same(one, two) for one, two in zip(*answers, strict=True))
    assert work[0] == work[1]
    expected = 0 if name == "account_login" else 1
    assert [len(sent) for sent in letters] == [expected, expected], "each address is answered by mail, and only there"


@pytest.mark.django_db
def test_a_wrong_password_and_a_missing_account_are_told_alike_in_french(client):
    assert said("web.account.wrong.email_password_mismatch", "fr") in text(sign_in(client, "nobody@example.org", lang="fr"))


# --- signing in ---


@pytest.mark.django_db
def test_signing_in_leads_to_where_one_stands_and_is_recorded(client):
    who = person()
    assert sign_in(client)["Location"] == page("home")
    assert actions(who) == ["account.signed_in"]
    client.post(page("account_logout"))
    assert actions(who) == ["account.signed_out", "account.signed_in"]


@pytest.mark.django_db
def test_a_closed_account_is_told_so_only_to_whoever_has_its_password(client):
    who = person()
    get_user_model().objects.filter(pk=who.pk).update(is_active=False)
    assert said("web.account.closed.title") in text(sign_in(client, follow=True))
    assert said("web.account.wrong.email_password_mismatch") in text(sign_in(client, password="not the right one"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_app_is_added_gives_recovery_codes_and_is_asked_for_from_then_on(client, lang, django_capture_on_commit_callbacks):
    who = person(language=lang)
    sign_in(client, lang=lang)
    seen = text(client.get(page("mfa_activate_totp", lang)))
    key = found(r'id="key">([\w ]+)<', seen)
    secret = key.replace(" ", "")
    assert 'autocomplete="one-time-code"' in seen
    wrong = client.post(page("mfa_activate_totp", lang), {"code": "000000"})
    assert said("web.account.wrong.incorrect_step_code", lang) in text(wrong)
    assert key in text(wrong), "the key is the same, so that the picture scanned before still counts"
    codes = client.post(page("mfa_activate_totp", lang), {"code": app_code(secret)}, follow=True)
    assert said("web.account.codes.title", lang) in text(codes)
    assert said("web.account.said.totp_activated", lang) in text(codes)
    one = found(r"<li><code>(\d{8})</code>", text(codes))
    assert "account.second_step_added" in actions(who)
    subjects = [letter.subject for letter in mail.outbox]
    assert said("mail.totp_activated.subject", lang) in subjects
    assert one in text(client.get(page("mfa_download_recovery_codes", lang)))

    elsewhere = Client()
    response = sign_in(elsewhere, lang=lang)
    assert response["Location"] == page("mfa_authenticate", lang)
    assert elsewhere.get(page("home", lang)).status_code == 302, "not signed in yet"
    assert said("web.account.wrong.incorrect_step_code", lang) in text(elsewhere.post(response["Location"], {"code": "12"}))
    assert elsewhere.post(response["Location"], {"code": one})["Location"] == page("home", lang)
    again = Client()
    sign_in(again, lang=lang)
    assert said("web.account.wrong.incorrect_step_code", lang) in text(again.post(page("mfa_authenticate", lang), {"code": one}))


@pytest.mark.django_db
def test_secrets_of_second_steps_are_not_stored_as_they_are():
    who = person()
    services.give_app(who, SECRET)
    stored = Authenticator.objects.get(user=who)
    assert SECRET not in str(stored.data)
    assert stored.wrap().validate_code(app_code())


@pytest.mark.django_db
def test_a_second_step_stored_under_a_forgotten_key_lets_nobody_in(settings):
    who = person()
    services.give_app(who, SECRET)
    settings.SECRET_KEY = "another key altogether, long enough to be one"
    assert not Authenticator.objects.get(user=who).wrap().validate_code(app_code())
    settings.SECRET_KEY_FALLBACKS = []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["", "null", "[]", "{", '{"id": 5}', '{"id":"x","response":{"userHandle":"\\u0000"}}', "🦫" * 500]
)
def test_nonsense_in_place_of_a_passkey_is_refused_without_an_error(client, typed):
    person()
    assert client.post(page("mfa_login_webauthn"), {"credential": typed}).status_code in (200, 302)
    sign_in(client)
    assert client.post(page("mfa_add_webauthn"), {"credential": typed, "name": "\0"}).status_code == 200


# --- passwords and addresses ---


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_forgotten_password_is_replaced_by_a_code_but_never_passes_the_second_step(client, lang):
    who = person(language=lang)
    services.give_app(who, SECRET)
    response = client.post(page("account_reset_password", lang), {"email": who.email}, follow=True)
    assert said("web.account.code.title", lang) in text(response)
    response = client.post(response.request["PATH_INFO"], {"code": code_in(mail.outbox[0])}, follow=True)
    short = client.post(response.request["PATH_INFO"], {"password1": "short"})
    assert said("web.account.wrong.password_short", lang, n=12) in text(short)
    done = client.post(response.request["PATH_INFO"], {"password1": "a brand new password"}, follow=True)
    assert said("web.account.forgotten.done", lang) in text(done)
    assert said("web.account.said.password_changed", lang) in text(done)
    assert client.get(page("home", lang)).status_code == 302, "nobody is signed in by a reset"
    assert sign_in(client, password="a brand new password", lang=lang)["Location"] == page("mfa_authenticate", lang)
    assert client.get(page("home", lang)).status_code == 302
    assert client.post(page("mfa_authenticate", lang), {"code": app_code()})["Location"] == page("home", lang)
    assert "account.password_reset" in actions(who)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "begins"), [("officer", "officers"), ("province", "partners"), ("job_bank", "job_match_check"), ("candidate", "home")]
)
def test_everybody_begins_where_their_work_is(client, role, begins):
    who = person(role=role)
    services.give_app(who, SECRET)
    sign_in(client, lang="fr")
    response = client.post(page("mfa_authenticate", "fr"), {"code": app_code()})
    assert response["Location"] == page(begins, "fr")


@pytest.mark.django_db
def test_staff_without_a_second_step_are_sent_to_set_one_up(client):
    person(role="officer")
    assert sign_in(client, follow=True).redirect_chain[-1][0] == page("mfa_index")


@pytest.mark.django_db
def test_a_changed_address_takes_a_code_and_the_old_one_is_told_without_the_new(client):
    who = person(language="fr")
    sign_in(client, lang="fr")
    client.post(page("account_email", "fr"), {"email": "autre@example.org", "action_add": ""})
    assert mail.outbox[-1].to == ["autre@example.org"]
    who.refresh_from_db()
    assert who.email == "one@example.org"
    response = client.post(page("account_email_verification_sent", "fr"), {"code": code_in(mail.outbox[-1])}, follow=True)
    assert said("web.account.said.email_confirmed", "fr") in text(response)
    who.refresh_from_db()
    assert who.email == "autre@example.org"
    told = [letter for letter in mail.outbox if letter.to == ["one@example.org"]]
    assert [letter.subject for letter in told] == [said("mail.email_changed.subject", "fr")]
    assert "autre@" not in told[0].body
    assert "account.address_changed" in actions(who)


@pytest.mark.django_db
def test_an_address_of_somebody_else_cannot_be_taken_and_the_page_does_not_say_whose_it_is(client):
    person("one@example.org")
    person("two@example.org")
    sign_in(client)
    response = client.post(page("account_email"), {"email": "two@example.org", "action_add": ""}, follow=True)
    assert said("web.account.code.title") in text(response)
    assert [letter.to for letter in mail.outbox] == [["two@example.org"]], "the answer goes to whoever reads the address"
    response = client.post(response.request["PATH_INFO"], {"code": code_in(mail.outbox[0])}, follow=True)
    assert said("web.account.wrong.email_taken") in text(response), "said only to whoever reads the mail of that address"
    assert get_user_model().objects.filter(email="one@example.org").exists()
    assert EmailAddress.objects.filter(email="two@example.org").count() == 1


@pytest.mark.django_db
def test_changing_the_password_signs_other_devices_out(client):
    who = person()
    sign_in(client)
    other = Client()
    sign_in(other)
    typed = {"oldpassword": PASSWORD, "password1": "a brand new password"}
    assert client.post(page("account_change_password"), typed)["Location"] == page("account")
    assert client.get(page("account")).status_code == 200
    assert other.get(page("account")).status_code == 302
    assert actions(who)[0] == "account.password_changed"


@pytest.mark.django_db
def test_what_matters_is_asked_for_again_after_five_minutes(client):
    person()
    sign_in(client)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session["account_authentication_methods"] = session["account_authentication_methods"]
    session.save()
    response = client.get(page("mfa_activate_totp"))
    assert response["Location"].startswith(page("account_reauthenticate"))
    wrong = client.post(response["Location"], {"password": "no"})
    assert said("web.account.wrong.incorrect_password") in text(wrong)
    assert client.post(response["Location"], {"password": PASSWORD})["Location"] == page("mfa_activate_totp")


# --- sessions ---


@pytest.mark.django_db
def test_the_list_of_sessions_names_the_browser_and_signs_the_others_out():
    person()
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0")
    sign_in(client)
    other = Client(HTTP_USER_AGENT="<script>" + "x" * 400)
    sign_in(other)
    seen = text(client.get(page("usersessions_list")))
    assert "Firefox, Windows" in seen
    assert "<script>x" not in seen
    client.post(page("usersessions_list"))
    assert other.get(page("account")).status_code == 302
    assert client.get(page("account")).status_code == 200


@pytest.mark.django_db
def test_signing_out_everywhere_ends_this_session_and_all_others(client):
    who = person()
    sign_in(client)
    other = Client()
    sign_in(other)
    loose = Client()
    loose.force_login(who)  # one that the list of sessions does not know
    response = client.post(page("sign_out_everywhere"), follow=True)
    assert said("web.account.said.everywhere") in text(response)
    for one in (client, other, loose):
        assert one.get(page("account")).status_code == 302
    sign_in(client)
    assert client.get(page("account")).status_code == 200
    assert "account.signed_out_everywhere" in actions(who)


# --- roles ---


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["officer", "province", "job_bank"])
def test_staff_see_nothing_but_their_account_before_they_have_a_second_step(role, rf):
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.messages.storage.fallback import FallbackStorage
    from django.http import HttpResponse

    from openentry_web.accounts import access

    who = person(role=role)

    @access.for_roles(role)
    def work(request):
        return HttpResponse("the files of others")

    def ask(user, view=work):
        request = rf.get("/en/work/")
        request.user, request.session = user, {}
        request._messages = FallbackStorage(request)
        return access.SignedInByDefault(lambda r: HttpResponse()).process_view(request, view, [], {})

    assert ask(AnonymousUser())["Location"].startswith(page("account_login"))
    assert ask(who)["Location"] == page("mfa_index")
    assert ask(who, access.for_everyone(lambda request: HttpResponse())) is None
    services.give_app(who, SECRET)
    assert ask(who) is None


@pytest.mark.django_db
def test_staff_sign_in_to_their_account_page(client):
    person(role="officer")
    assert sign_in(client, follow=True).status_code == 200


# --- rate limits ---


@pytest.mark.django_db
def test_attempts_in_several_browsers_count_together(client):
    person()
    for _ in range(5):
        sign_in(Client(), password="guess")
    assert said("web.account.wrong.too_many_login_attempts") in text(sign_in(client))


@pytest.mark.django_db(transaction=True)
def test_attempts_in_several_processes_count_together(client):
    import os
    import subprocess
    import sys

    from django.db import connection

    person()
    guess = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "for _ in range(5):\n"
        "    Client().post('/en/account/login/', {'login': 'one@example.org', 'password': 'guess'}, HTTP_HOST='localhost')\n"
    )
    at = connection.settings_dict
    url = f"postgresql://postgres@/{at['NAME']}?host={at['HOST']}"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "openentry_web.config.testing", "DATABASE_URL": url}
    subprocess.run([sys.executable, "-c", guess], env=environment, check=True, capture_output=True, timeout=60)
    assert said("web.account.wrong.too_many_login_attempts") in text(sign_in(client, HTTP_HOST="localhost"))


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_too_many_forms_get_a_page_that_says_to_wait(lang):
    for _ in range(5):
        Client().post(page("account_reset_password", lang), {"email": "a@example.org"})
    response = Client().post(page("account_reset_password", lang), {"email": "a@example.org"})
    assert response.status_code == 429
    assert said("web.account.too_many.title", lang) in text(response)


# --- words ---


ALLAUTH = Path(allauth.__file__).parent / "templates"
_UNSAID = {"phone_verification_sent", "phone_verified", "login_code_sent", "email_confirmation_sent", "logged_in"}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_mail_and_message_of_allauth_has_our_words(lang):
    mails = {path.name.removesuffix("_subject.txt") for path in ALLAUTH.rglob("email/*_subject.txt")}
    for name in mails:
        assert messages.has(f"mail.{name}.subject", lang), name
        assert messages.has(f"mail.{name}.body", lang), name
    notes = {path.stem for path in ALLAUTH.rglob("messages/*.txt")} - _UNSAID
    assert {name for name in notes if not messages.has(f"web.account.said.{name}", lang)} == set()


def test_every_page_of_allauth_is_ours_or_stands_in_our_layout():
    ours = Path(services.__file__).parent / "templates"
    theirs = {path.relative_to(ALLAUTH) for path in ALLAUTH.rglob("*.html")}
    left = {str(path) for path in theirs if not (ours / path).exists()}
    left = {name for name in left if "/snippets/" not in name and "/base" not in name and not name.startswith("allauth/")}
    assert left == {
        "account/confirm_phone_verification_code.html",
        "account/phone_change.html",
        "mfa/trust.html",
        "openid/login.html",
    }


@pytest.mark.django_db
def test_a_mail_server_that_does_not_answer_is_no_error_and_is_told(client, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    response = client.post(page("account_signup"), {"email": "new@example.org", "password1": "four words of mine"}, follow=True)
    assert response.status_code == 200
    assert said("web.account.said.mail_not_sent") in text(response)


# --- pages ---

SIGNED_OUT = [
    "account_login",
    "account_signup",
    "account_signup_by_passkey",
    "account_reset_password",
    "account_inactive",
    "account_logout",
    "recovery",
    "recovery_asked",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
]
SIGNED_IN = [
    "account",
    "account_email",
    "account_change_password",
    "account_language",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "usersessions_list",
    "socialaccount_connections",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
]


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_page_opens_and_is_in_one_language(client, lang):
    seen = {name: client.get(page(name, lang), follow=True) for name in SIGNED_OUT}
    who = person(language=lang)
    sign_in(client, lang=lang)
    seen |= {name: client.get(page(name, lang), follow=True) for name in SIGNED_IN[:6]}
    services.give_app(who, SECRET)
    client.post(page("mfa_generate_recovery_codes", lang))
    seen |= {name: client.get(page(name, lang), follow=True) for name in SIGNED_IN if name != "mfa_activate_totp"}
    other = "Please|Sign In|password|your " if lang == "fr" else "Veuillez|votre |mot de passe"
    for name, response in seen.items():
        assert response.status_code == (401 if name == "socialaccount_login_error" else 200), name
        body = re.sub(r"<script.*?</script>|<[^>]+>", " ", text(response), flags=re.DOTALL)
        assert not re.search(other, body.replace("Français", "")), (name, re.search(f".{{40}}({other}).{{40}}", body, re.DOTALL))
        assert 'style="' not in text(response), name
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text(response)), name


@pytest.mark.django_db
def test_the_demonstration_accounts_are_shown_in_a_demonstration_only(client, settings):
    people = pytest.importorskip("openentry_web.demo.people")
    seen = text(client.get(page("account_login", "fr")))
    for address, sentence in people.accounts():
        assert address in seen
        assert said(sentence, "fr") in seen
    assert people.PASSWORD in seen
    settings.DEMO = False
    assert people.PASSWORD not in text(client.get(page("account_login", "fr")))


@pytest.mark.django_db
def test_the_language_of_mails_is_chosen_apart_from_that_of_pages(client):
    who = person()
    sign_in(client)
    assert said("web.account.language.missing") in text(client.post(page("account_language"), {"language": "de"}))
    client.post(page("account_language"), {"language": "fr"})
    who.refresh_from_db()
    assert who.language == "fr"
    client.post(page("account_change_password"), {"oldpassword": PASSWORD, "password1": "a brand new password"})
    assert mail.outbox[-1].subject == said("mail.password_changed.subject", "fr")


@pytest.mark.django_db
def test_the_log_holds_no_address(client):
    who = person()
    sign_in(client)
    for record in audit.about(str(who.public_id)):
        assert "example.org" not in " ".join(str(getattr(record, field.name)) for field in record._meta.fields)
