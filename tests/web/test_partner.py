"""Signing in by a partner, over HTTP, with a live OpenID Connect provider: allauth's own, on the same server by another name.

The service is ``localhost``, the provider ``127.0.0.1``: a browser keeps their cookies apart, so one person is signed in there and
nobody, or somebody else, here.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

import pytest
import requests
from allauth.idp.oidc.models import Client as Partner
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user_model
from django.core import mail

from openentry_web.accounts import services
from openentry_web.audit import selectors as audit
from tests.web.test_accounts import PASSWORD, SECRET, code_in, person, said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def key():
    """The key with which the provider signs."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.private_bytes(*form).decode()


@pytest.fixture
def here(live_server, settings, key):
    """The service, with the provider as its partner. What the provider gives away is set by ``partner_gives``."""
    there = live_server.url.replace("localhost", "127.0.0.1")
    partner = Partner(name="Sign-in Canada-like", type=Partner.Type.CONFIDENTIAL, skip_consent=False)
    partner.set_secret("a secret between two services")
    partner.set_scopes(["openid", "profile", "email"])
    partner.set_default_scopes(["openid"])
    partner.set_grant_types([Partner.GrantType.AUTHORIZATION_CODE])
    partner.set_response_types([Partner.ResponseType.CODE])
    partner.set_redirect_uris([f"{live_server.url}/{lang}/account/oidc/partner/login/callback/" for lang in ("en", "fr")])
    partner.save()
    settings.IDP_OIDC_PRIVATE_KEY = key
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "partner",
                    "name": "Lakehead ID",
                    "client_id": partner.id,
                    "secret": "a secret between two services",
                    "settings": {"server_url": there},
                }
            ],
        }
    }
    return live_server.url


class Browser:
    """Follows links, keeps cookies, fills in forms."""

    page: requests.Response

    def __init__(self) -> None:
        self.session = requests.Session()

    def open(self, address):
        self.page = self.session.get(address, timeout=20)
        return self

    def send(self, to="", **typed):
        """Send the form whose action holds ``to``, or the one that asks for what is typed, with its hidden fields."""
        for form in re.findall(r"<form.*?</form>", self.text, re.DOTALL):
            given = {name: value for name, value in map(_input, re.findall(r"<input[^>]*>", form)) if name}
            action = _attribute("action", form[: form.index(">")]) or self.page.url
            asked = set(typed) - {"action", "scopes"} <= set(given) and "/logout" not in action
            if to in action if to else asked:
                sent = {name: value for name, value in given.items() if value is not None} | typed
                self.page = self.session.post(urljoin(self.page.url, action), sent, headers={"Referer": self.page.url}, timeout=20)
                return self
        raise AssertionError(f"no form for {to or typed} at {self.page.url}")

    @property
    def text(self):
        return self.page.text


def _attribute(name, tag):
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else None


def _input(tag):
    return _attribute("name", tag), _attribute("value", tag)


def sign_in(browser, site, address, lang="en"):
    return browser.open(f"{site}/{lang}/account/login/").send(login=address, password=PASSWORD)


def by_partner(browser, site, lang="en"):
    """Press the button of the partner on the sign-in page, and allow at the provider."""
    browser.open(f"{site}/{lang}/account/login/").send(to="/oidc/partner/login/")
    assert "127.0.0.1" in browser.page.url
    return browser


def allow(browser, *scopes):
    return browser.send(action="grant", scopes=list(scopes))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_somebody_new_joins_by_the_partner_with_an_address_of_their_own(here, lang):
    there = here.replace("localhost", "127.0.0.1")
    person("known-there@example.org")
    browser = Browser()
    sign_in(browser, there, "known-there@example.org")
    by_partner(browser, here, lang)
    assert "Sign-in Canada-like" in html.unescape(browser.text)
    allow(browser, "openid")
    assert browser.page.url.startswith(f"{here}/{lang}/account/3rdparty/signup/")
    assert said("web.account.partner.join_title", lang) in browser.text
    browser.send(email="not an address")
    assert html.escape(said("web.account.wrong.email", lang)) in browser.text
    browser.send(email="new-here@example.org")
    assert said("web.account.code.title", lang) in browser.text
    browser.send(code=code_in(mail.outbox[-1]))
    assert browser.page.status_code == 200
    made = get_user_model().objects.get(email="new-here@example.org")
    assert (made.role, made.language, made.has_usable_password()) == ("candidate", lang, False)
    assert browser.open(f"{here}/{lang}/account/").page.url == f"{here}/{lang}/account/"
    done = [record.action for record in audit.about(str(made.public_id))]
    assert {"account.joined", "account.address_confirmed", "account.signed_in"} <= set(done)


def test_a_linked_partner_signs_in_and_the_second_step_is_still_asked_for(here):
    there = here.replace("localhost", "127.0.0.1")
    at_partner, candidate = person("known-there@example.org"), person("mine@example.org")
    browser = Browser()
    sign_in(browser, there, at_partner.email)
    sign_in(browser, here, candidate.email)
    browser.open(f"{here}/en/account/3rdparty/").send(to="/oidc/partner/login/")
    allow(browser, "openid")
    assert said("web.account.said.account_connected") in html.unescape(browser.text)
    linked = SocialAccount.objects.get(user=candidate)
    assert linked.uid == str(at_partner.public_id), "people are named by their public id outside"
    assert any(letter.subject == said("mail.account_connected.subject") for letter in mail.outbox)
    assert "account.partner_added" in [record.action for record in audit.about(str(candidate.public_id))]

    again = Browser()
    sign_in(again, there, at_partner.email)
    by_partner(again, here)
    allow(again, "openid")
    assert again.open(f"{here}/en/account/").page.url.endswith("/en/account/"), "signed in"

    services.give_app(candidate, SECRET)
    third = Browser()
    sign_in(third, there, at_partner.email)
    by_partner(third, here)
    allow(third, "openid")
    assert third.page.url.startswith(f"{here}/en/account/2fa/authenticate/")


def test_the_partner_cannot_take_over_an_account_that_has_the_same_address(here):
    there = here.replace("localhost", "127.0.0.1")
    owner = person("known-there@example.org")  # in this test the provider and the service know the same address
    browser = Browser()
    sign_in(browser, there, owner.email)
    by_partner(browser, here)
    allow(browser, "openid", "email")
    assert not SocialAccount.objects.exists()
    assert browser.open(f"{here}/en/account/").page.url != f"{here}/en/account/", "nobody is signed in here"
    assert said("web.account.code.title") in browser.text, "as for an address without an account"
    assert [letter.subject for letter in mail.outbox] == [said("mail.account_already_exists.subject")]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_turning_back_at_the_partner_and_a_partner_that_does_not_answer_are_told(here, lang, settings):
    there = here.replace("localhost", "127.0.0.1")
    person("known-there@example.org")
    browser = Browser()
    sign_in(browser, there, "known-there@example.org")
    by_partner(browser, here, lang).send(action="cancel")
    assert said("web.account.partner.cancelled_title", lang) in html.unescape(browser.text)
    forged = browser.open(f"{here}/{lang}/account/oidc/partner/login/callback/?code=forged&state=forged")
    assert said("web.account.partner.failed_title", lang) in html.unescape(forged.text)
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    browser.open(f"{here}/{lang}/account/login/").send(to="/oidc/partner/login/")
    assert said("web.account.partner.failed_title", lang) in html.unescape(browser.text)
