"""A round in five minutes, as the README tells it: a candidate sees rank and calendar; two officers run a round; the candidate:
not invited, same score, 14 minutes later; the receipt is downloaded and verified in a shell; one changed byte fails.

``WRITE_IMAGES=1`` keeps the pictures of the README.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from openentry_web import clock
from openentry_web.demo import loading, people
from openentry_web.pool import selectors
from openentry_web.pool.sweep import sweep
from tests.browser.conftest import SCREENSHOTS

pytestmark = pytest.mark.django_db(transaction=True)
IMAGES = Path(__file__).parents[2] / "docs" / "images"
_PEOPLE = 3_000 if os.environ.get("WRITE_IMAGES") else 400


@pytest.fixture
def picture():
    """Keeps what a window shows of the page itself."""

    def keep(page, name):
        folder = IMAGES if os.environ.get("WRITE_IMAGES") else SCREENSHOTS
        folder.mkdir(parents=True, exist_ok=True)
        if page.viewport_size["width"] > 600:
            page.set_viewport_size({"width": 1000, "height": 640})
        page.evaluate("scrollTo(0, document.querySelector('main').offsetTop)")
        page.screenshot(path=folder / f"round-{name}.png")

    return keep


def sign_in_by_hand(page, email, *, code=False):
    page.goto("/en/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").first.fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    if code:
        page.get_by_label("Code").fill(people.code()[0])
        page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def prove(page):
    """Answer the page that asks who it is once more, where it does: whoever has just signed in is not asked."""
    page.wait_for_load_state()
    if "/reauthenticate/" not in page.url:
        return
    page.get_by_label("Password").first.fill(people.PASSWORD)
    page.locator("main form button.btn").first.click()
    page.wait_for_load_state()


def words(page):
    return page.locator("main").inner_text().replace("\u00a0", " ")


def openentry(*arguments):
    return subprocess.run([sys.executable, "-m", "openentry", *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.mark.timeout(300)
def test_a_round_in_five_minutes(visit, axe, picture, tmp_path):
    loading.load(_PEOPLE, clock.now(), lambda done: None)
    people.make(clock.now())
    sweep(clock.now())
    amara_is = get_user_model().objects.get(email="amara@demonstration.example")
    rank = selectors.standing(selectors.live(amara_is)).rank

    # A candidate sees her rank and her calendar.
    amara = visit("en", "desktop")
    sign_in_by_hand(amara, "amara@demonstration.example")
    assert f"Rank {rank} of" in words(amara)
    picture(amara, "1-rank")
    amara.goto("/en/pool/calendar/")
    picture(amara, "2-calendar")

    # An officer plans a round with one place fewer than her rank, rehearses it and freezes the pool.
    odile = visit("en", "desktop")
    sign_in_by_hand(odile, "odile@demonstration.example", code=True)
    odile.goto("/en/officers/plan/")
    moment = clock.now().astimezone(UTC)
    odile.get_by_label("Number of the round").fill("1")
    odile.get_by_label("General: everyone in the pool").check()
    odile.get_by_label("Number of invitations", exact=True).fill(str(rank - 1))
    odile.get_by_label("Day of the round").fill(moment.date().isoformat())
    odile.get_by_label("Time (UTC)").fill(f"{moment:%H:%M}")
    odile.get_by_label("Text of the instruction in English").fill(f"The {rank - 1} highest-ranked candidates are invited.")
    odile.get_by_label("Text of the instruction in French").fill(f"Les {rank - 1} candidats les mieux classés sont invités.")
    odile.get_by_role("button", name="Plan this round").click()
    odile.get_by_role("link", name="Rehearse").click()
    odile.get_by_role("button", name="Rehearse").click()
    odile.get_by_text("would be ranked").wait_for()
    axe(odile, "rehearsal")
    picture(odile, "3-rehearsal")
    odile.get_by_role("link", name="Round 1").first.click()
    odile.get_by_role("button", name="Freeze the pool").click()
    odile.get_by_text("The pool is frozen for round 1.").wait_for()
    assert odile.get_by_role("button", name="Approve plan and snapshot").count() == 0
    picture(odile, "4-frozen")

    # Another officer approves.
    tariq = visit("en", "desktop")
    sign_in_by_hand(tariq, "tariq@demonstration.example", code=True)
    tariq.goto("/en/officers/rounds/1/")
    tariq.get_by_role("button", name="Approve plan and snapshot").click()
    prove(tariq)
    tariq.get_by_text("Round 1 is approved.").wait_for()

    # It is run, checked, and released.
    odile.reload()
    odile.get_by_role("button", name="Run and check").click()
    odile.get_by_text("is selected, and every check holds").wait_for()
    axe(odile, "checks")
    picture(odile, "5-checks")
    odile.get_by_role("button", name=f"Release: invite {rank - 1}").click()
    prove(odile)
    odile.get_by_text("Round 1 is released.").wait_for()
    odile.get_by_role("link", name="Public page").click()
    axe(odile, "the public page")
    picture(odile, "6-public")

    # The candidate again: not invited, and by how much.
    amara.goto("/en/pool/")
    assert "Not invited: same score, 14 minutes later." in words(amara)
    amara.get_by_role("link", name="Receipt, and what it was measured by").click()
    axe(amara, "receipts")
    picture(amara, "7-not-invited")

    # Her receipt, verified offline; one changed byte fails.
    with amara.expect_download() as given:
        amara.get_by_role("link", name="Download the receipt 1", exact=True).click()
    receipt = tmp_path / given.value.suggested_filename
    given.value.save_as(receipt)
    with amara.expect_download() as published:
        amara.locator('main a[href$="/held/1/round.json"]').click()
    held = tmp_path / published.value.suggested_filename
    published.value.save_as(held)
    assert (receipt.name, held.name) == ("openentry-receipt-1.json", "openentry-round-1.json")
    found = openentry("verify", receipt, held)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "FAILS" not in found.stdout
    content = bytearray(receipt.read_bytes())
    at = content.index(b'"score": ') + len(b'"score": ')
    content[at] = ord("9") if content[at] != ord("9") else ord("8")
    receipt.write_bytes(content)
    found = openentry("verify", receipt, held)
    assert found.returncode == 1
    assert "FAILS" in found.stdout

    # Whoever stood just before her is invited.
    bola = visit("fr", "phone")
    sign_in_by_hand(bola, "bola@demonstration.example")
    bola.goto("/fr/invitation/")
    assert "Catégorie de l’expérience canadienne" in words(bola)
    axe(bola, "the invitation, French, on a phone")
    picture(bola, "8-invited")
