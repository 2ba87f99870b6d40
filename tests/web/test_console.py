"""The officers' console: a round from plan to receipt through its pages, its tokens, and what is said when something is wrong."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from openentry.rounds import receipts
from openentry_web import clock
from openentry_web.pool.models import Entry
from openentry_web.rounds import selectors, services
from openentry_web.rounds.models import Rehearsal, Round
from tests.web.console_pages import browser, plan, press, prove, token
from tests.web.round_pools import MOMENT, SOON, Console, Pool, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """The pages' clock stands shortly after the moment of the rounds."""
    monkeypatch.setattr(clock, "now", lambda: SOON)
    monkeypatch.setattr(clock, "today", lambda: SOON.date())


@pytest.fixture
def pool():
    return Pool()


@pytest.fixture
def officers():
    return Console()


@pytest.fixture
def first(officers):
    return browser(officers.first)


@pytest.fixture
def second(officers):
    return browser(officers.second)


def said(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def state(number="1"):
    return Round.objects.get(number=number).state


# --- a round, through the pages ---


def test_a_round_from_plan_to_receipt(pool, first, second):
    ahead, behind = pool("ahead", 480, minute=0), pool("behind", 480, minute=14)
    assert "Round 1 is planned." in said(plan(first, size="1"))
    rehearsed = first.post(
        "/en/officers/rounds/1/rehearse/", {"token": token(first, "/en/officers/rounds/1/rehearse/"), "size": "1"}
    )
    assert "Now, 1 would be invited, with 480 as the lowest score; 2 of 2 in the pool would be ranked." in said(rehearsed)
    assert Rehearsal.objects.count() == 1
    assert "The pool is frozen for round 1." in said(press(first, 1, "freeze"))
    assert "Another officer must look at the plan" in said(first.get("/en/officers/rounds/1/"))
    assert "Round 1 is approved." in said(press(second, 1, "approve"))
    ran = said(press(first, 1, "run"))
    assert "every check holds" in ran
    assert ran.count(" holds ") >= 8
    assert "Round 1 is released." in said(press(second, 1, "release"))
    assert "gives the same list" in said(press(first, 1, "replay"))
    assert [Entry.objects.get(pk=one.pk).state for one in (ahead, behind)] == ["INVITED", "IN_POOL"]

    told = browser(behind.person)
    page = said(told.get("/en/invitation/rounds/"))
    assert "Not invited: same score, 14 minutes later." in page
    given = told.get("/en/invitation/rounds/1/receipt.json")
    held = told.get("/en/rounds/held/1/round.json")
    assert "no-store" in given["Cache-Control"]
    assert receipts.verify(given.content, held.content).holds
    altered = given.content.replace(b'"score": 480', b'"score": 481')
    assert altered != given.content
    assert not receipts.verify(altered, held.content).holds


def test_the_public_page_and_the_lists_have_it(pool, officers, client):
    pool("one", 480)
    pool("two", 470)
    officers.held(size=1)
    for lang, words in (
        ("en", "It is not a round of the Government of Canada."),
        ("fr", "Ce n’est pas une ronde du gouvernement du Canada."),
    ):
        page = said(client.get(f"/{lang}/rounds/held/1/"))
        assert words in page
        assert Round.objects.get().snapshot.root in page
    assert "/en/rounds/held/1/" in client.get("/en/rounds/").content.decode()
    assert client.get("/en/rounds/held/2/").status_code == 404
    assert client.get("/en/rounds/held/2/round.json").status_code == 404


def test_a_round_is_public_only_once_released(pool, officers, client):
    pool("one", 480)
    officers.selected(size=1)
    assert client.get("/en/rounds/held/1/").status_code == 404
    assert client.get("/en/rounds/held/1/round.json").status_code == 404


# --- four eyes ---


def test_four_eyes_are_not_two_tabs(pool, officers, first, second):
    pool("one", 480)
    plan(first)
    press(first, 1, "freeze")
    other_tab = browser(officers.first)
    for tab in (first, other_tab):
        answer = press(tab, 1, "approve")  # the page has no such button; the address is tried all the same
        assert state() == "frozen"
        assert "Approve plan and snapshot" not in said(answer)
    from openentry_web.rounds.console import tokens

    own = tokens.token(officers.first, "approve", selectors.find("1"))
    answer = first.post("/en/officers/rounds/1/approve/", {"token": own}, follow=True)
    assert "You planned this round, or changed its plan last. Another officer must approve it." in said(answer)
    assert state() == "frozen"
    # A token of another officer, as somebody at two desks might copy it, opens nothing.
    theirs = tokens.token(officers.second, "approve", selectors.find("1"))
    answer = first.post("/en/officers/rounds/1/approve/", {"token": theirs}, follow=True)
    assert "belongs to another account" in said(answer)
    assert state() == "frozen"


def test_whoever_changes_the_plan_takes_the_place_of_who_planned_it(pool, officers, first, second):
    pool("one", 480)
    plan(first)
    page = "/en/officers/rounds/1/change/"
    from tests.web.console_pages import PLAN

    changed = second.post(page, PLAN | {"token": token(second, page), "size": "1"}, follow=True)
    assert "The plan of round 1 is changed." in said(changed)
    press(second, 1, "freeze")
    press(second, 1, "approve")
    assert state() == "frozen"
    press(first, 1, "approve")
    assert state() == "approved"


def test_another_role_on_the_same_account_is_no_second_officer(pool, officers, first):
    pool("one", 480)
    plan(first)
    press(first, 1, "freeze")
    officers.first.role = "province"
    officers.first.save()
    assert first.get("/en/officers/rounds/1/").status_code == 403
    officers.first.role = "officer"
    officers.first.save()
    press(first, 1, "approve")
    assert state() == "frozen"


def test_two_ways_of_signing_in_are_one_officer(pool, officers, first):
    """Somebody who links a sign-in partner has two ways into one account, and the same partner's identity opens no second one."""
    from allauth.socialaccount.models import SocialAccount
    from django.db import IntegrityError, transaction

    pool("one", 480)
    plan(first)
    press(first, 1, "freeze")
    linked = SocialAccount.objects.create(user=officers.first, provider="partner", uid="somebody")
    by_partner = browser(linked.user)
    press(by_partner, 1, "approve")
    assert state() == "frozen"
    with pytest.raises(IntegrityError), transaction.atomic():
        SocialAccount.objects.create(user=officers.second, provider="partner", uid="somebody")


# --- who may come in ---


def test_approval_and_release_ask_who_it_is_once_more(pool, officers, first):
    pool("one", 480)
    plan(first, size="1")
    press(first, 1, "freeze")
    other = browser(officers.second, proved=False)
    page = "/en/officers/rounds/1/"
    answer = other.post(f"{page}approve/", {"token": token(other, page, f"{page}approve/")})
    assert answer.status_code == 302
    assert "/reauthenticate/" in answer["Location"]
    assert state() == "frozen"
    prove(other)
    press(other, 1, "approve")
    press(first, 1, "run")
    session = first.session
    del session["account_authentication_methods"]
    session.save()
    answer = first.post(f"{page}release/", {"token": token(first, page, f"{page}release/")})
    assert "/reauthenticate/" in answer["Location"]
    assert state() == "selected"


def test_an_officer_without_a_second_step_sees_nothing(officers):
    client = browser(officers.first, second_step=False)
    for address in ("", "plan/", "pool/", "rounds/1/"):
        answer = client.get(f"/en/officers/{address}")
        assert answer.status_code == 302
        assert "/2fa/" in answer["Location"]


# --- tokens ---


def test_a_button_counts_once(pool, first):
    pool("one", 480)
    plan(first)
    page = "/en/officers/rounds/1/"
    used = token(first, page, f"{page}freeze/")
    first.post(f"{page}freeze/", {"token": used})
    root = Round.objects.get().snapshot.root
    answer = first.post(f"{page}freeze/", {"token": used}, follow=True)
    assert "Something has changed since you opened the page" in said(answer)
    assert Round.objects.get().snapshot.root == root
    rehearse = token(first, f"{page}rehearse/")
    for times in (1, 1):
        first.post(f"{page}rehearse/", {"token": rehearse, "size": "1"})
        assert Rehearsal.objects.count() == times


def test_an_officer_approves_what_they_saw(pool, first, second):
    pool("one", 480)
    plan(first)
    press(first, 1, "freeze")
    page = "/en/officers/rounds/1/"
    seen = token(second, page, f"{page}approve/")
    pool("two", 490)
    press(first, 1, "freeze")
    answer = second.post(f"{page}approve/", {"token": seen}, follow=True)
    assert "Something has changed since you opened the page" in said(answer)
    assert state() == "frozen"


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "\x00", "é" * 5000])
def test_a_press_without_a_token_does_nothing(pool, first, forged):
    pool("one", 480)
    plan(first)
    answer = first.post("/en/officers/rounds/1/freeze/", {"token": forged}, follow=True)
    assert "This button was no longer good" in said(answer)
    assert state() == "planned"


@pytest.mark.parametrize("step", "freeze approve run release abort replay".split())
def test_nothing_is_done_by_reading(pool, first, step):
    plan(first)
    assert first.get(f"/en/officers/rounds/1/{step}/").status_code == 405
    assert state() == "planned"


# --- what stops a round is said ---


def test_a_check_that_fails_is_shown_beside_those_that_hold(pool, officers, first, second, monkeypatch):
    from openentry_web.rounds import selecting

    for score in (500, 490, 480):
        pool(f"p{score}", score)
    plan(first)
    press(first, 1, "freeze")
    press(second, 1, "approve")
    real = selecting.select

    def faulty(pool_, order, law):
        return real([one for one in pool_ if one.score != 490], order, law)

    monkeypatch.setattr(selecting, "select", faulty)
    page = said(press(first, 1, "run"))
    assert state() == "aborted"
    assert "The round was stopped; why stands below. Nothing was sent." in page
    assert "Omission:" in page
    assert "fails" in page
    assert "holds" in page
    assert "Plan another one under another number." in page


def test_an_approval_that_became_void_says_why(pool, first, second):
    entry = pool("one", 480)
    plan(first)
    press(first, 1, "freeze")
    press(second, 1, "approve")
    Entry.objects.filter(pk=entry.pk).update(score=470)
    assert "1 with a bearing on the outcome" in said(first.get("/en/officers/rounds/1/"))
    page = said(press(first, 1, "run"))
    assert "The pool has changed since the round was frozen" in page
    assert state() == "planned"


def test_giving_a_round_up_needs_a_reason(pool, first):
    plan(first)
    page = press(first, 1, "abort", reason=" ")
    assert "Write why the round is given up" in said(page)
    assert state() == "planned"
    assert "Given up by an officer: A mistake 😀" in said(press(first, 1, "abort", reason="A mistake 😀"))
    assert state() == "aborted"


def test_before_its_moment_a_round_waits(pool, first):
    plan(first, time="23:00")
    page = said(first.get("/en/officers/rounds/1/"))
    assert "The pool can be frozen once the moment of the round has come." in page
    assert "Freeze the pool" not in page


# --- the plan ---


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"number": ""}, "Give the round a number."),
        ({"number": "a b"}, "number"),
        ({"number": "../x"}, "number"),
        ({"number": "1" * 21}, "too long"),
        ({"kind": ""}, "Choose the kind of round."),
        ({"kind": "lottery"}, "Choose one of the answers"),
        ({"kind": "programs"}, "program"),
        ({"kind": "programs", "programs": ["xyz"]}, "Choose one of the answers"),
        ({"kind": "category"}, "A round for a category names it."),
        ({"kind": "category", "category": "french@1999-01-01"}, "Choose one of the answers"),
        ({"size": ""}, "size"),
        ({"size": "-1"}, "between 0 and 10,000,000"),
        ({"size": "1.5"}, "Type a whole number"),
        ({"size": "9" * 5000}, "whole number"),
        ({"size": "", "lowest_score": "1201"}, "A score is between 0 and 1,200."),
        ({"day": ""}, "Give the day of the round."),
        ({"day": "2026-02-30"}, "year-month-day"),
        ({"day": "1900-01-01"}, "2015"),
        ({"time": "25:00"}, "hours:minutes"),
        ({"text_en": ""}, "Type the English text."),
        ({"text_fr": "\x00"}, "characters"),
        ({"text_fr": "é" * 20_001}, "too long"),
        ({"name_en": "Only one"}, "in one language only"),
        ({"citation_fr": "Une seule"}, "in one language only"),
    ],
)
def test_a_plan_that_does_not_hold_is_said_beside_its_field(first, changed, words):
    answer = plan(first, **changed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "summary-of-errors" in page
    assert "<title>Error:" in page
    assert words in said(answer)
    assert not Round.objects.exists()
    if "text_en" not in changed:
        assert ">\nInstruction</textarea>" in page  # what was typed is still there


def test_a_category_comes_with_its_dated_list(pool, first):
    pool("one", 480, categories="french")
    page = first.get("/en/officers/plan/").content.decode()
    value = re.search(r'value="(french@[0-9-]+)"', page)[1]
    plan(first, kind="category", category=value)
    round_ = Round.objects.get()
    assert (round_.category, round_.list_version.isoformat()) == tuple(value.split("@"))
    shown = said(first.get("/fr/officers/rounds/1/"))
    assert "Compétence linguistique en français" in shown
    assert value in first.get("/en/officers/rounds/1/change/").content.decode()


def test_a_number_is_used_once(pool, first):
    plan(first)
    assert "There is already a round 1." in said(plan(first))
    assert Round.objects.count() == 1


def test_mark_up_that_is_typed_is_shown_as_typed(pool, first):
    plan(first, text_en="<script>alert(1)</script> \u202e😀", name_en="<b>", name_fr="<i>")
    page = first.get("/en/officers/rounds/1/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


# --- corrections ---


def test_a_round_is_corrected(pool, officers, first, second):
    pool("one", 480)
    officers.held(size=1)
    page = "/en/officers/rounds/1/correct/"
    answer = first.post(page, {"token": token(first, page), "number": "1a", "cause_en": "Cause", "cause_fr": ""}, follow=True)
    assert "Type the French text." in said(answer)
    causes = {"cause_en": "A filter dropped people", "cause_fr": "Un filtre a écarté des personnes"}
    answer = first.post(page, {"token": token(first, page), "number": "1a", **causes}, follow=True)
    assert "Correction 1a is planned." in said(answer)
    press(first, "1a", "freeze")
    press(second, "1a", "approve")
    press(first, "1a", "run")
    press(second, "1a", "release")
    assert state("1a") == "released"
    assert "corrected by round 1a" in said(first.get("/en/rounds/held/1/"))
    assert "A filter dropped people" in said(first.get("/en/rounds/held/1a/"))
    assert "Only a released round that is not itself a correction" in said(
        first.get("/en/officers/rounds/1a/correct/", follow=True)
    )
    assert "A correction is not rehearsed" in said(first.get("/en/officers/rounds/1a/rehearse/", follow=True))


# --- rehearsals ---


def test_small_cells_are_not_shown(pool, first):
    for n in range(12):
        pool(f"p{n}", 500 - n, programs="cec" if n < 9 else "fsw", categories="french" if n < 3 else "")
    plan(first)
    page = "/en/officers/rounds/1/rehearse/"
    answer = first.post(page, {"token": token(first, page), "size": "12"})
    words = said(answer)
    assert "fewer than 5" in words
    assert "Foreign Skilled" not in words
    assert words.count("fewer than 5") >= 3  # fsw, cec with it, french
    assert "Beside the last rounds of this kind" in words
    answer = first.post(page, {"token": token(first, page), "size": "", "lowest_score": ""})
    assert "summary-of-errors" in answer.content.decode()


# --- the pool in figures ---


def test_the_pool_in_figures_and_its_files(pool, officers, first):
    from django.core.cache import cache

    for n in range(6):
        pool(f"p{n}", 480 - 30 * n, categories="french")
    officers.held(size=2)
    cache.delete("pool-figures")
    page = said(first.get("/en/officers/pool/"))
    for heading in ("By score, over time", "By program", "By category", "Who came and who left", "What time will change"):
        assert heading in page
    bands = first.get("/en/officers/pool/bands.csv").content.decode().splitlines()
    assert bands[0] == "day,601-1200,501-600,451-500,401-450,351-400,301-350,0-300,total"
    assert bands[-1].endswith(",4")
    flow = first.get("/en/officers/pool/flow.csv").content.decode().splitlines()
    assert flow[0] == "day,received,back,invited,left"
    assert flow[-1].split(",")[3] == "2"
    assert sum(int(line.split(",")[1]) for line in flow[1:]) >= 6
    assert first.get("/en/officers/pool/programs.csv").content.decode().splitlines() == ["name,people", "cec,"]
    assert first.get("/en/officers/pool/nothing.csv").status_code == 404


# --- the person ---


def test_an_invitation_is_shown_and_declined_only_after_a_question(pool, officers):
    entry = pool("one", 480)
    officers.held(size=1)
    me = browser(entry.person)
    assert "See the invitation" in said(me.get("/en/pool/"))
    page = said(me.get("/en/invitation/"))
    assert "Canadian Experience Class" in page
    assert "left to apply or to decline" in page
    assert "Decline this invitation?" in said(me.get("/en/invitation/decline/"))
    assert Entry.objects.get(pk=entry.pk).state == "INVITED"
    me.post("/en/invitation/decline/", {"token": "x"})
    assert Entry.objects.get(pk=entry.pk).state == "INVITED"
    me.post("/en/invitation/decline/", {"token": token(me, "/en/invitation/decline/")})
    after = Entry.objects.get(pk=entry.pk)
    assert after.received_at == entry.received_at
    assert "No open invitation" in said(me.get("/en/invitation/"))
    assert "declined" in said(me.get("/en/invitation/"))
    assert "no invitation that is open" in said(me.get("/en/invitation/decline/", follow=True))


def test_a_receipt_is_the_persons_own(pool, officers):
    entry = pool("one", 480)
    officers.held(size=1)
    stranger = browser(person("stranger"))
    assert stranger.get("/en/invitation/rounds/1/receipt.json").status_code == 404
    assert "You were in the pool of no round" in said(stranger.get("/en/invitation/rounds/"))
    me = browser(entry.person)
    assert me.get("/en/invitation/rounds/9/receipt.json").status_code == 404
    assert json.loads(me.get("/en/invitation/rounds/1/receipt.json").content)["record"]["number"] == entry.number


def test_each_outcome_is_told(pool, officers):
    pool("in_", 500)
    others = {
        "short": (pool("short", 497), "Not invited: 3 points below the line."),
        "program": (pool("program", 510, programs="fst"), "Not ranked in this round: the round is not open to the programs met."),
        "nominee": (pool("nominee", 1100, programs="pnp cec", nominated=True), "Not ranked in this round: nominated"),
    }
    officers.held(size=1, kind="programs", programs=["cec"])
    for entry, words in others.values():
        assert words in said(browser(entry.person).get("/en/invitation/rounds/"))
        assert "Pas d’invitation" in said(browser(entry.person).get("/fr/invitation/rounds/")) or "Hors classement" in said(
            browser(entry.person).get("/fr/invitation/rounds/")
        )


def test_whoever_was_missed_is_told_by_the_receipt(pool, officers, monkeypatch):
    entry = pool("one", 480)
    officers.held(size=1)
    monkeypatch.setattr(selectors, "invitations", lambda somebody: [])  # as if it had never been made
    assert "That is a mistake" in said(browser(entry.person).get("/en/invitation/rounds/"))


def test_an_alarm_stands_on_the_first_page(pool, officers, first, monkeypatch):
    pool("one", 480)
    round_ = officers.held(size=1)
    from openentry_web.rounds.models import Replay

    Replay.objects.create(round=round_, at=MOMENT + timedelta(days=1), holds=False, differences=[])
    assert "Hold no further round before the cause is found." in said(first.get("/en/officers/"))
    services.replay("1", MOMENT + timedelta(days=2))
    assert "Hold no further round" not in said(first.get("/en/officers/"))
