"""The session, the site, the database are gone in the middle of a form; a button is pressed twice: what had been given is there."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from openentry_web import clock
from openentry_web.config.database import embedded
from openentry_web.demo.people import PASSWORD as DEMO_PASSWORD
from openentry_web.demo.people import moved
from openentry_web.pool.models import Entry
from openentry_web.profiles import selectors
from openentry_web.profiles.models import Version
from tests.browser.test_journey import PASSWORD, sign_in_by_hand, somebody
from tests.browser.ways import ways
from tests.web.people import declared, drafting
from tests.web.test_running import service  # noqa: F401

pytestmark = [pytest.mark.timeout(400)]


def content(entry):
    return selectors.answers_of(entry).content


def sign_in_again(page, person):
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.locator("main form button[type=submit]:visible").first.click()
    page.wait_for_url(lambda url: "/login" not in url)


def press(page, name="next"):
    with page.expect_navigation():
        page.locator(f".actions button[value={name}]").click()


def saved(page):
    page.locator("body").click(position={"x": 1, "y": 1})
    page.locator(".htmx-request").first.wait_for(state="detached")


# --- the session ---


@pytest.mark.django_db(transaction=True)
@ways(("en", "desktop", True), ("fr", "phone", False))
def test_the_session_ends_in_mid_form(visit, lang, width, scripts):
    person = somebody(lang)
    entry = drafting(person)
    page = visit(lang, width, scripts=scripts)
    sign_in_by_hand(page, lang, person)
    page.goto(f"/{lang}/profile/s/who/name/")
    page.fill("[name=family_name]", "Okafor 🦫")
    if scripts:
        saved(page)
        assert content(entry) == {"person": {"family_name": "Okafor 🦫"}}, "saved on the way"
    page.context.clear_cookies()
    page.fill("[name=given_names]", "Amara")
    if scripts:
        saved(page)
        assert page.locator("#saved").inner_text() != ""
    press(page)
    assert "/login" in page.url
    sign_in_again(page, person)
    assert page.url.endswith("/profile/s/who/name/")
    assert page.input_value("[name=family_name]") == "Okafor 🦫"
    assert page.input_value("[name=given_names]") == "Amara"
    press(page)
    assert content(entry) == {"person": {"family_name": "Okafor 🦫", "given_names": "Amara"}}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lang", ["en", pytest.param("fr", marks=pytest.mark.proof)])
def test_an_answer_is_there_on_another_device_though_nothing_was_pressed(visit, sign_in, lang):
    person = somebody(lang)
    drafting(person)
    page = visit(lang)
    sign_in(page, person)
    page.goto(f"/{lang}/profile/s/family/marital/")
    page.check("[value=widowed]")
    saved(page)
    page.context.close()
    phone = visit(lang, "phone", scripts=False)
    sign_in(phone, person)
    phone.goto(f"/{lang}/profile/s/family/marital/")
    assert phone.is_checked("[value=widowed]")


# --- one submission ---


@pytest.fixture
def about_to_submit(visit):
    """Somebody whose page to submit is open, the declaration made."""

    def open_page(lang, width, scripts):
        person = somebody(lang)
        drafting(person, moved(declared("amara-okafor"), clock.today()))
        page = visit(lang, width, scripts=scripts)
        sign_in_by_hand(page, lang, person)
        to_submit(page, lang)
        return person, page

    return open_page


def to_submit(page, lang):
    page.goto(f"/{lang}/profile/submit/")
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form button[type=submit]:visible").first.click()
        page.wait_for_url("**/profile/submit/")
    page.check("#declared")


def submit(page):
    return page.locator("main form .actions button[type=submit]")


def was_submitted_once(person):
    entry = Entry.objects.get(person=person)
    assert entry.state == "IN_POOL"
    assert Version.objects.filter(entry=entry).count() == 1
    return entry


@pytest.mark.django_db(transaction=True)
@ways(("en", "desktop", True), ("fr", "phone", False))
def test_pressed_twice_and_back_and_again(about_to_submit, lang, width, scripts):
    person, page = about_to_submit(lang, width, scripts)
    submit(page).dblclick()
    page.wait_for_url("**/profile/submitted/")
    entry = was_submitted_once(person)
    page.go_back()
    page.wait_for_load_state()
    if "/submit/" in page.url and page.locator("#declared").count():
        page.check("#declared")
        submit(page).click()
        page.wait_for_load_state()
    page.goto(f"/{lang}/profile/submitted/")
    assert entry.number in page.locator("main").inner_text()
    assert was_submitted_once(person).received_at == entry.received_at


@pytest.mark.django_db(transaction=True)
@ways(("fr", "desktop", True))
def test_two_tabs_submit(about_to_submit, lang, width, scripts):
    person, page = about_to_submit(lang, width, scripts)
    other = page.context.new_page()
    to_submit(other, lang)
    submit(page).click()
    page.wait_for_url("**/profile/submitted/")
    entry = was_submitted_once(person)
    submit(other).click()
    other.wait_for_url("**/profile/submitted/")
    assert entry.number in other.locator("main").inner_text()
    assert was_submitted_once(person).received_at == entry.received_at


@pytest.mark.django_db(transaction=True)
@ways(("en", "phone", True))
def test_the_answer_to_a_submission_is_lost_on_the_way(about_to_submit, lang, width, scripts):
    person, page = about_to_submit(lang, width, scripts)

    def lose(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/profile/submit/", lose)
    submit(page).click()
    page.wait_for_timeout(1000)
    entry = was_submitted_once(person)
    page.unroute("**/profile/submit/")
    page.goto(f"/{lang}/profile/submit/")
    page.goto(f"/{lang}/profile/submitted/")
    assert entry.number in page.locator("main").inner_text()
    was_submitted_once(person)


# --- the site and the database of the real service ---


def a_page_of(service, browser, scripts=True):  # noqa: F811
    """A browser on the running service, signed in as the one with a draft."""
    context = browser.new_context(base_url=f"http://127.0.0.1:{service.port}", java_script_enabled=scripts)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto("/en/account/login/?next=/en/profile/s/who/name/")
    page.fill("#id_login", "li-wei@demonstration.example")
    page.fill("#id_password", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/profile/s/who/name/")
    return page


def kill_the_site(service):  # noqa: F811
    """The processes of the site, and no other, at once."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(service.process.pid)], capture_output=True, text=True, check=True
    )
    (pid,) = [int(line.split()[0]) for line in listed.stdout.splitlines() if "gunicorn" in line]
    os.killpg(pid, signal.SIGKILL)


def kill_the_database(service):  # noqa: F811
    os.kill(int((embedded(service.var).data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


@pytest.mark.proof
@pytest.mark.parametrize("scripts", [True, False])
def test_the_site_and_the_database_are_killed_in_mid_form(service, browser, scripts):  # noqa: F811
    service.start()
    page = a_page_of(service, browser, scripts)
    page.fill("[name=family_name]", "Given before")
    if scripts:
        saved(page)
    else:
        press(page)
        page.goto("/en/profile/s/who/name/")
    page.fill("[name=given_names]", "Typed meanwhile")

    kill_the_site(service)
    assert service.process.wait(60) == 1, "a part that ended ends the rest, so that whoever runs it starts it again"
    if scripts:
        page.locator("body").click(position={"x": 1, "y": 1})
        page.locator("#saved").get_by_text("Not saved yet").wait_for()
    service.start()
    assert page.input_value("[name=given_names]") == "Typed meanwhile"
    press(page)
    page.goto("/en/profile/s/who/name/")
    assert page.input_value("[name=family_name]") == "Given before"
    assert page.input_value("[name=given_names]") == "Typed meanwhile"

    page.fill("[name=family_name]", "Typed while the database was gone")
    kill_the_database(service)
    began = time.monotonic()
    press(page)
    assert page.locator("h1").inner_text() == "We cannot reach our records just now"
    assert time.monotonic() - began < 10, "a person is told soon"
    embedded(service.var).start()
    page.go_back()
    page.wait_for_load_state()
    assert page.input_value("[name=family_name]") == "Typed while the database was gone"
    press(page)
    page.goto("/en/profile/s/who/name/")
    assert page.input_value("[name=family_name]") == "Typed while the database was gone"
    assert page.input_value("[name=given_names]") == "Typed meanwhile"
    page.context.close()
    assert service.stop() == 0
