"""Tests in a real browser, Debian's Chromium: found, installed where that can be done, or skipped aloud.

The site runs in the test's own process (``live_server``) on the test's own database. ``visit`` opens a browser for a language, a
width, with or without scripts; ``axe`` holds a page to WCAG 2.2 AA; ``screenshot`` keeps a picture in ``var/screenshots``.
"""

from __future__ import annotations

import os
import shutil
import warnings
from pathlib import Path

import pytest

from tests.web.conftest import *  # noqa: F403  the same database, the same people

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the thread of the test

WIDTHS = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 900},
    "narrow": {"width": 320, "height": 700},
}
SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str | None:
    """Where the browser is; ``make test`` has tried to install one before (scripts/chromium.sh)."""
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser():
    """One browser for the whole run."""
    path = chromium()
    if path is None:
        warnings.warn("NO BROWSER: the journeys were NOT tried. Install chromium, or set CHROMIUM to one.", stacklevel=1)
        pytest.skip("NO BROWSER: the journeys were NOT tried. Install chromium, or set CHROMIUM to one.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def visit(browser, live_server, request):
    """Opens the site as somebody would: ``page = visit("fr", "phone", scripts=False)``; its addresses are relative to the site."""
    opened = []

    def open_site(lang="en", width="desktop", scripts=True):
        locale = {"en": "en-CA", "fr": "fr-CA"}[lang]
        context = browser.new_context(
            base_url=live_server.url,
            locale=locale,
            viewport=WIDTHS[width],
            java_script_enabled=scripts,
            timezone_id="America/Toronto",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(f"script: {error}"))
        page.on("console", lambda said: page.faults.append(f"console: {said.text}") if _is_fault(said) else None)
        page.on("response", lambda answer: page.faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
        page.on("request", lambda asked: _third_party(asked, live_server.url, page.faults))
        opened.append((context, page))
        return page

    yield open_site
    faults = [fault for _, page in opened for fault in page.faults]
    for context, _ in opened:
        context.close()
    assert not faults, faults


def _is_fault(said):
    # A page that answers 400 to a form with errors is what it should be; a broken policy or script is not.
    return said.type == "error" and "Failed to load resource" not in said.text


def _third_party(asked, ours, faults):
    if not asked.url.startswith((ours, "data:", "blob:", "about:")):
        faults.append(f"third party: {asked.url}")


@pytest.fixture
def sign_in(client, settings, live_server):
    """Signs somebody in without the pages of signing in: ``sign_in(page, person)``."""

    def with_session(page, person):
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return with_session


@pytest.fixture
def axe():
    """Nothing that WCAG 2.2 AA refuses stands on the page: ``axe(page, "home, French")``."""
    from axe_playwright_python.sync_playwright import Axe

    def hold(page, where=""):
        found = Axe().run(page, options={"runOnly": _RULES})
        wrong = [
            f"{violation['id']}: {violation['help']}: {[node['html'][:200] for node in violation['nodes'][:4]]}"
            for violation in found.response["violations"]
        ]
        assert not wrong, f"{where or page.url}:\n" + "\n".join(wrong)

    return hold


@pytest.fixture
def screenshot():
    """Keeps a picture of the whole page: ``screenshot(page, "home-fr-phone")``."""

    def keep(page, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    return keep
