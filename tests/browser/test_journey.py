"""From an account to the pool, as a person goes: everything typed in, checked, declared, submitted; with and without scripts."""

from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model

from openentry import Profile, decide
from openentry_web import clock
from openentry_web.demo.people import moved
from openentry_web.pool import selectors
from tests.browser.filling import Filling
from tests.web.people import declared

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
PASSWORD = "correct horse battery staple"


def somebody(lang="en"):
    person = get_user_model().objects.create_user("journey@example.org", PASSWORD, language=lang)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in_by_hand(page, lang, person):
    page.goto(f"/{lang}/account/login/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.locator("main form button[type=submit]:visible").first.click()
    page.wait_for_url(lambda url: "/login" not in url)


def from_begin_to_the_pool(page, lang, person, content, scripts, look=lambda page: None):
    sign_in_by_hand(page, lang, person)
    page.goto(f"/{lang}/profile/begin/")
    look(page)
    page.locator("button[name=how][value=plain]").click()
    page.wait_for_url("**/profile/**")
    Filling(page, lang, content, scripts).everything(look)
    page.goto(f"/{lang}/profile/")
    look(page)
    page.goto(f"/{lang}/profile/check/")
    look(page)
    page.locator("a[href$='/profile/submit/']").first.click()
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form button[type=submit]:visible").first.click()
        page.wait_for_url("**/profile/submit/")
    look(page)
    page.locator("main form button[type=submit]:visible").last.click()
    assert page.locator(".summary-of-errors").count(), "the declaration is asked for"
    page.check("#declared")
    page.locator("main form .actions button[type=submit]").click()
    page.wait_for_url("**/profile/submitted/")
    look(page)


def differing(typed, meant, at=""):
    """Where what was stored is not what was meant. What no page asks of somebody may be missing, but then from their file too."""
    match typed, meant:
        case dict(), dict():
            for key in typed:
                yield from differing(typed[key], meant.get(key), f"{at}.{key}")
        case list(), list() if at == ".open_to_provinces":  # a list of boxes to tick: it has no order
            if set(typed) != set(meant):
                yield at, typed, meant
        case list(), list() if len(typed) == len(meant):
            for place, (one, other) in enumerate(zip(typed, meant, strict=True)):
                yield from differing(one, other, f"{at}[{place}]")
        case _ if typed != meant:
            yield at, typed, meant


def pairs():
    yield pytest.param("en", "desktop", True, "amara-okafor", id="en-desktop")
    yield pytest.param("fr", "phone", False, "samuel-adeyemi", id="fr-phone-without-scripts")
    for lang in ("en", "fr"):
        for width in ("phone", "desktop"):
            for scripts in (True, False):
                for name in ("jose-luis-garcia-marquez", "omar-haddad", "marek-kowalczyk"):
                    marks = pytest.mark.proof
                    yield pytest.param(lang, width, scripts, name, marks=marks, id=f"{lang}-{width}-{scripts}-{name}")


@pytest.mark.parametrize(("lang", "width", "scripts", "name"), list(pairs()))
def test_from_signing_in_to_standing_in_the_pool(visit, lang, width, scripts, name):
    content = moved(declared(name), clock.today())
    person = somebody(lang)
    page = visit(lang, width, scripts=scripts)
    from_begin_to_the_pool(page, lang, person, content, scripts)
    entry = selectors.current(person)
    as_typed, as_meant = entry.version.content, Profile.model_validate(content)
    assert list(differing(as_typed, content)) == []
    assert entry.state == "IN_POOL"
    found, meant = decide(Profile.model_validate(as_typed), clock.today()), decide(as_meant, clock.today())
    assert (found.total, found.eligible) == (meant.total, meant.eligible), json.dumps(as_typed, indent=1)
    assert entry.score == meant.total
    page.goto(f"/{lang}/pool/")
    assert entry.number in page.locator("main").inner_text().replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
