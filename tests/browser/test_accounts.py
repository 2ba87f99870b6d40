"""Accounts in a real browser: a passkey with a virtual authenticator; a password and an app without scripts; every page by axe."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.cache import cache

from openentry_web import clock
from openentry_web.accounts import recovery, services
from tests.browser.ways import all_widths
from tests.web.test_accounts import PASSWORD, SECRET, app_code, code_in, person, said

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "new@example.org"


@pytest.fixture(autouse=True)
def _nothing_counted(transactional_db):
    """Attempts of one test are not those of the next."""
    cache.clear()


def device(page, verified=True):
    """A device that keeps passkeys, and whose owner shows their face (or does not)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": verified, "automaticPresenceSimulation": True}
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def heading(page):
    return page.locator("h1").inner_text().replace("\u00a0", " ")


def is_at(page, message_id, lang):
    assert heading(page) == said(message_id, lang).replace("\u00a0", " ")


def go(page):
    page.locator("main form button[type=submit]:visible").first.click()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_joining_and_signing_in_with_a_passkey(visit, lang, axe):
    page = visit(lang, "phone")
    device(page)
    page.goto(f"/{lang}/account/signup/")
    page.locator("a[href$='/signup/passkey/']").click()
    page.fill("#id_email", ADDRESS)
    go(page)
    is_at(page, "web.account.code.title", lang)
    page.fill("#id_code", code_in(mail.outbox[0]))
    go(page)
    is_at(page, "web.account.join.make_passkey", lang)
    axe(page)
    with page.expect_navigation():  # the page it is on has an address of the same kind
        page.click("#mfa_webauthn_signup")
    page.goto(f"/{lang}/account/")
    assert said("web.account.row.passkeys", lang, n=1) in page.locator("main").inner_text()
    page.locator(".tools button").click()
    page.goto(f"/{lang}/account/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(f"/{lang}/account/2fa/webauthn/")
    assert said("web.account.passkey.numbered", lang, n=1) in page.locator("main").inner_text()
    assert said("web.account.passkeys.alone", lang) in page.locator("main").inner_text()


def test_a_passkey_after_the_password_and_again_before_something_that_matters(visit):
    person()
    page = visit("en")
    device(page)
    page.goto("/en/account/login/")
    page.fill("#id_login", "one@example.org")
    page.fill("#id_password", PASSWORD)
    page.locator("#id_password").press("Enter")
    page.goto("/en/account/2fa/webauthn/add/")
    page.fill("#id_name", "my laptop 🦫")
    page.uncheck("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    page.locator(".tools button").click()
    page.goto("/en/account/login/?next=/en/account/")
    page.fill("#id_login", "one@example.org")
    page.fill("#id_password", PASSWORD)
    page.locator("#id_password").press("Enter")
    is_at(page, "web.account.step.title", "en")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/en/account/")
    page.goto("/en/account/2fa/webauthn/reauthenticate/?next=/en/account/sessions/")
    page.click("#passkey_prove")
    page.wait_for_url("**/en/account/sessions/")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_passkey_that_is_not_given_is_told_and_nothing_is_lost(visit, lang, axe, screenshot):
    page = visit(lang, "phone")
    device(page, verified=False)
    page.goto(f"/{lang}/account/login/")
    page.click("#passkey_login")
    told = page.locator("[data-passkey-failed]")
    told.wait_for(state="visible")
    assert told.inner_text() == said("web.account.passkey.failed", lang)
    axe(page)
    screenshot(page, f"account-passkey-failed-{lang}-phone")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_joining_and_signing_in_with_password_and_app_without_scripts(visit, lang):
    page = visit(lang, "phone", scripts=False)
    page.goto(f"/{lang}/account/login/")
    assert not page.locator("#passkey_login").is_visible()
    page.locator("main a[href*='/signup/']").first.click()
    assert not page.locator("a[href$='/signup/passkey/']").is_visible()
    page.fill("#id_email", ADDRESS)
    page.fill("#id_password1", "short")
    go(page)
    assert page.title().startswith(said("web.form.error", lang))
    page.locator(".summary-of-errors a").click()
    assert page.url.endswith("#id_password1")
    assert page.input_value("#id_email") == ADDRESS
    page.fill("#id_password1", "four words of mine")
    go(page)
    page.fill("#id_code", code_in(mail.outbox[0]))
    go(page)
    is_at(page, "web.account.steps.title", lang)
    page.locator("a[href$='/totp/activate/']").click()
    secret = page.locator("#key").inner_text().replace(" ", "")
    page.fill("#id_code", app_code(secret))
    go(page)
    is_at(page, "web.account.codes.title", lang)
    one = page.locator("#codes code").first.inner_text()
    page.locator(".tools button").click()
    for code in (app_code(secret), one):
        page.goto(f"/{lang}/account/login/?next=/{lang}/account/")
        page.fill("#id_login", ADDRESS)
        page.fill("#id_password", "four words of mine")
        page.locator("#id_password").press("Enter")
        is_at(page, "web.account.step.title", lang)
        page.fill("#id_code", code)
        go(page)
        is_at(page, "web.account.title", lang)
        page.locator(".tools button").click()


def test_a_password_can_be_looked_at_and_pasted(visit):
    page = visit("en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/en/account/login/")
    page.evaluate("navigator.clipboard.writeText('four words of mine')")
    page.focus("#id_password")
    page.keyboard.press("Control+V")
    page.check("#show-password")
    assert page.get_attribute("#id_password", "type") == "text"
    assert page.input_value("#id_password") == "four words of mine"


def test_the_keyboard_alone_signs_in(visit):
    person()
    page = visit("en")
    page.goto("/en/account/login/?next=/en/account/")
    for typed in ("one@example.org", PASSWORD):
        while page.evaluate("document.activeElement.tagName + document.activeElement.type") not in ("INPUTemail", "INPUTpassword"):
            page.keyboard.press("Tab")
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.locator("main form button.btn:focus, #show-password:focus").wait_for()
    page.focus("#id_password")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/account/")


SIGNED_OUT = (
    "login signup signup/passkey password/reset recovery recovery/asked inactive 3rdparty/login/error recovery/stop/x "
    "recovery/finish/x".split()
)
SIGNED_IN = (
    " logout email password/change language 2fa 2fa/webauthn 2fa/webauthn/add 2fa/totp/deactivate 2fa/recovery-codes "
    "2fa/recovery-codes/generate sessions 3rdparty reauthenticate 2fa/reauthenticate".split(" ")
)


def look(page, axe, screenshot, lang, width, path, state=""):
    where = f"account-{re.sub('[^a-z0-9]+', '-', path.strip('/')) or 'home'}{state}-{lang}-{width}"
    axe(page, where)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, f"{path} scrolls sideways"
    screenshot(page, where)


@all_widths
def test_pages_of_accounts_hold_to_wcag(visit, sign_in, axe, screenshot, lang, width, settings):
    apps = [
        {"provider_id": "partner", "name": "Lakehead ID", "client_id": "x", "secret": "x", "settings": {"server_url": "http://x"}}
    ]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    page = visit(lang, width)
    for path in SIGNED_OUT:
        page.goto(f"/{lang}/account/{path}/")
        look(page, axe, screenshot, lang, width, path)
    for path in ("login", "signup", "password/reset", "recovery"):
        page.goto(f"/{lang}/account/{path}/")
        page.locator("main form:has(input[type=email]) button[type=submit]").click()
        assert page.title().startswith(said("web.form.error", lang))
        assert page.evaluate("document.activeElement.className") == "summary-of-errors"
        look(page, axe, screenshot, lang, width, path, "-errors")
    who = person(language=lang)
    page.goto(f"/{lang}/account/login/")
    page.fill("#id_login", who.email)
    page.fill("#id_password", PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    for path in ("", "2fa", "2fa/totp/activate", "password/change"):
        page.goto(f"/{lang}/account/{path}/".replace("//", "/"))
        look(page, axe, screenshot, lang, width, path, "-new")
    services.give_app(who, SECRET)
    RecoveryCodes.activate(who)
    recovery.ask(who.email, clock.now(), "http://localhost")
    EmailAddress = who.emailaddress_set.model
    EmailAddress.objects.filter(user=who, email=who.email).update(verified=True)
    for path in SIGNED_IN:
        page.goto(f"/{lang}/account/{path}/".replace("//", "/"))
        look(page, axe, screenshot, lang, width, path)
    page.goto(f"/{lang}/account/email/")
    page.fill("#id_email", "another@example.org")
    page.locator("button[name=action_add]").click()
    look(page, axe, screenshot, lang, width, "confirm-email")
    page.fill("#id_code", "wrong")
    go(page)
    look(page, axe, screenshot, lang, width, "confirm-email", "-errors")
    page.goto(f"/{lang}/account/email/")
    look(page, axe, screenshot, lang, width, "email", "-pending")
