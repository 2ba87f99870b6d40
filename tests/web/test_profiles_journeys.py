"""Beginning, signed out half-way, sixty days, check your answers, submitting once, updating in the pool."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from openentry_web import clock
from openentry_web.audit import services as audit
from openentry_web.pool import selectors as pool
from openentry_web.pool import services as pool_services
from openentry_web.profiles import codes, selectors, services
from tests.web.people import declared, drafting, in_pool
from tests.web.test_profiles_pages import address, content, draft, form_of, typed  # noqa: F401

ELIGIBLE = "amara-okafor"


def prove(client):
    """The person proves once more who they are."""
    assert client.post("/en/account/reauthenticate/", {"password": "correct horse battery"}).status_code == 302


def move_clock(days):
    audit.move_clock_by(timedelta(days=days))


def token_on(response):
    return re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]


# --- beginning ---


@pytest.mark.django_db
def test_beginning_without_a_code(signed_in, candidate):
    html = signed_in.get("/en/profile/begin/").content.decode()
    assert "What to have at hand" in html
    assert signed_in.post("/en/profile/begin/", {"how": "plain"}).status_code == 302
    assert pool.draft(candidate) is not None
    home = signed_in.get("/en/profile/").content.decode()
    assert "You have 60" in home
    assert "23:59:59 UTC" in home
    assert signed_in.get("/en/profile/begin/").status_code == 302


@pytest.mark.django_db
def test_a_reference_code_gives_its_answers_once(signed_in, candidate):
    made = services.make_code({"funds_cad": 20000}, clock.now())
    shown = f"{made.code[:2].lower()} {made.code[2:6]}-{made.code[6:]}"
    signed_in.post("/en/profile/begin/", {"code": shown, "how": "code"})
    entry = pool.draft(candidate)
    assert content(entry) == {"funds_cad": 20000}
    other = get_user_model().objects.create_user("other@example.org", "correct horse battery")
    client = Client()
    client.force_login(other)
    response = client.post("/en/profile/begin/", {"code": made.code, "how": "code"})
    assert "was used already" in response.content.decode()
    assert pool.draft(other) is None


@pytest.mark.django_db
def test_codes_that_give_nothing_are_explained(signed_in, candidate):
    old = services.make_code({}, clock.now() - timedelta(days=61))
    unknown = "JM000000001" + codes.check_digit("000000001")
    for typed_code, said in (
        (old.code, "were kept until"),
        (unknown, "No answers are kept under this code"),
        ("JM1234567890", "typing mistake"),
        ("<script>\x00🙂" * 500, "typing mistake"),
        ("", "Type the code"),
    ):
        response = signed_in.post("/en/profile/begin/", {"code": typed_code, "how": "code"})
        html = response.content.decode()
        assert said in html, typed_code
        assert "<title>Error:" in html
        assert "<script>\x00" not in html
    assert pool.draft(candidate) is None
    answers = [signed_in.post("/en/profile/begin/", {"code": unknown, "how": "code"}) for _ in range(12)]
    assert "Too many codes" in answers[-1].content.decode()


def test_codes_have_a_check_digit_that_finds_mistakes():
    for _ in range(50):
        code = codes.make()
        assert codes.holds(code)
        figures = code[2:]
        for at in range(10):
            wrong = figures[:at] + str((int(figures[at]) + 3) % 10) + figures[at + 1 :]
            assert not codes.holds(f"JM{wrong}")
        for at in range(9):
            swapped = figures[:at] + figures[at + 1] + figures[at] + figures[at + 2 :]
            assert swapped == figures or not codes.holds(f"JM{swapped}")


# --- signed out half-way ---


@pytest.mark.django_db
def test_a_form_sent_after_the_session_ended_is_there_after_signing_in(signed_in, candidate, draft):  # noqa: F811
    url = address("who", "name")
    form = form_of(signed_in.get(url)) | {"family_name": ["Typed late"]}
    signed_in.logout()
    response = signed_in.post(url, form)
    assert response.status_code == 302
    assert "/login" in response.headers["Location"]
    assert "Typed" not in response.headers["Location"]
    assert "person" not in content(draft)
    stranger = get_user_model().objects.create_user("stranger@example.org", "correct horse battery")
    drafting(stranger)
    signed_in.force_login(stranger)
    assert "Typed late" not in signed_in.get(url).content.decode()
    signed_in.force_login(candidate)
    assert "could not be saved" in signed_in.get("/en/profile/").content.decode()
    page = signed_in.get(url)
    assert "Typed late" in page.content.decode()
    assert "It is not saved yet" in page.content.decode()
    signed_in.post(url, form_of(page))
    assert content(draft)["person"]["family_name"] == "Typed late"
    assert "could not be saved" not in signed_in.get("/en/profile/").content.decode()


@pytest.mark.django_db
def test_a_form_of_another_account_is_saved_in_neither_and_kept_for_its_owner(signed_in, candidate, draft):  # noqa: F811
    url = address("who", "name")
    form = form_of(signed_in.get(url)) | {"family_name": ["Mine alone"]}
    other = get_user_model().objects.create_user("other@example.org", "correct horse battery")
    theirs = drafting(other)
    signed_in.force_login(other)
    response = signed_in.post(url, form, follow=True)
    assert "another account" in response.content.decode()
    assert content(theirs) == {}
    assert "Mine alone" not in signed_in.get(url).content.decode()
    signed_in.force_login(candidate)
    assert "Mine alone" in signed_in.get(url).content.decode()


@pytest.mark.django_db
def test_a_form_of_an_earlier_session_is_shown_again_and_not_saved(candidate, draft):  # noqa: F811
    client = Client(enforce_csrf_checks=True)
    client.force_login(candidate)
    url = address("who", "name")
    form = form_of(client.get(url)) | {"family_name": ["Typed before"]}
    client.cookies["csrftoken"] = "x" * 32  # as after signing in again elsewhere
    response = client.post(url, form)
    assert response.status_code == 200
    assert "Typed before" in response.content.decode()
    assert "signed in again" in response.content.decode()
    assert content(draft) == {}
    assert client.post(url, {"family_name": ["forged"]}).status_code == 403
    assert client.post(url, form_of(response)).status_code == 302
    assert content(draft)["person"]["family_name"] == "Typed before"


@pytest.mark.django_db
def test_nobody_keeps_a_form_without_proof_of_whose_it_is(client, draft):  # noqa: F811
    response = client.post(address("who", "name"), {"family_name": "x", "_for": "forged"})
    assert response.status_code == 302
    assert selectors.all_unsent(draft.person) == []


# --- sixty days ---


@pytest.mark.django_db
def test_after_its_last_moment_a_draft_is_closed_and_copied_whole(signed_in, candidate, draft):  # noqa: F811
    url = address("work", "job", "work", "k1")
    signed_in.post(url, {"employer": "Acme", "country": "Atlantis", "note.employer": "a note"})
    form = form_of(signed_in.get(url)) | {"employer": ["Changed too late"]}
    move_clock(61)
    response = signed_in.post(url, form, follow=True)
    assert "can no longer be changed" in response.content.decode()
    home = response.content.decode()
    assert "Copy into a new draft" in home
    assert signed_in.post(f"/en/profile/copy/{draft.pk}/").status_code == 302
    new = pool.draft(candidate)
    assert new.pk != draft.pk
    old, copied = selectors.answers_of(draft), selectors.answers_of(new)
    assert (copied.content, copied.typed, copied.notes, copied.keys) == (old.content, old.typed, old.notes, old.keys)
    assert "Changed too late" in signed_in.get(url).content.decode()
    assert "Atlantis" in signed_in.get(url).content.decode()


@pytest.mark.django_db
def test_copying_replaces_nothing_and_takes_nobody_elses(signed_in, candidate, draft):  # noqa: F811
    move_clock(61)
    signed_in.get("/en/profile/")
    signed_in.post("/en/profile/begin/", {"how": "plain"})
    signed_in.post(address("who", "name"), {"family_name": "New"})
    response = signed_in.post(f"/en/profile/copy/{draft.pk}/", follow=True)
    assert "Nothing was copied" in response.content.decode()
    assert content(pool.draft(candidate))["person"]["family_name"] == "New"
    other = get_user_model().objects.create_user("other@example.org", "correct horse battery")
    signed_in.force_login(other)
    assert signed_in.post(f"/en/profile/copy/{draft.pk}/").status_code == 404


# --- check your answers, submit ---


@pytest.fixture
def ready(candidate):
    """A draft of somebody who qualifies."""
    return drafting(candidate, declared(ELIGIBLE))


@pytest.mark.django_db
def test_check_shows_every_answer_and_every_requirement(signed_in, ready):
    html = signed_in.get("/en/profile/check/").content.decode()
    for requirement in ("CEC-01", "FSW-01", "FST-02"):
        assert requirement in html
    assert html.count(">Change<") > 20
    assert "Canadian Experience Class" in html
    assert "Being in the pool is no promise" in html
    french = signed_in.get("/fr/profile/check/").content.decode()
    assert "Vérifiez vos réponses" in french
    assert "Catégorie de l’expérience canadienne" in french


@pytest.mark.django_db
def test_submitting_needs_fresh_proof_and_the_declaration_and_happens_once(signed_in, candidate, ready):
    response = signed_in.get("/en/profile/submit/")
    assert response.status_code == 302
    assert "reauthenticate" in response.headers["Location"]
    prove(signed_in)
    page = signed_in.get("/en/profile/submit/")
    html = page.content.decode()
    assert "IRPA 40(2)(a)" in html
    assert "5 years" in html.replace("\u00a0", " ")
    token = token_on(page)
    refused = signed_in.post("/en/profile/submit/", {"token": token})
    assert "mark that you make it" in refused.content.decode()
    assert pool.live(candidate) is None
    for _ in range(3):  # pressed twice, another tab, the back button
        response = signed_in.post("/en/profile/submit/", {"token": token, "declared": "1"})
        assert response.headers["Location"] == "/en/profile/submitted/"
    entry = pool.live(candidate)
    assert len(pool.all_of(candidate)) == 1
    html = signed_in.get("/en/profile/submitted/").content.decode()
    assert entry.number in html
    assert entry.received_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") in html
    assert "only an invited person can apply" in html


@pytest.mark.django_db
def test_answers_that_changed_since_the_page_was_shown_are_not_sent(signed_in, candidate, ready):
    prove(signed_in)
    token = token_on(signed_in.get("/en/profile/submit/"))
    signed_in.post(address("funds", "funds"), {"funds_cad": "1"})
    response = signed_in.post("/en/profile/submit/", {"token": token, "declared": "1"})
    assert "Your answers have changed" in response.content.decode()
    assert pool.live(candidate) is None
    assert signed_in.post("/en/profile/submit/", {"token": "forged", "declared": "1"}).status_code == 200
    assert pool.live(candidate) is None


@pytest.mark.django_db
def test_whoever_meets_nothing_is_told_before_and_not_stopped(signed_in, candidate):
    drafting(candidate, {"language_tests": [], "work": [], "education": [], "job_offer": None})
    prove(signed_in)
    page = signed_in.get("/en/profile/submit/")
    assert "you do not qualify for any program" in page.content.decode()
    token = token_on(page)
    for _ in range(2):
        response = signed_in.post("/en/profile/submit/", {"token": token, "declared": "1"}, follow=True)
        assert "No program is met" in response.content.decode()
    (entry,) = pool.all_of(candidate)
    assert entry.state == "INELIGIBLE_AT_SUBMISSION"
    signed_in.post(f"/en/profile/copy/{entry.pk}/")
    assert content(pool.draft(candidate))["work"] == []
    response = signed_in.post("/en/profile/submit/", {"token": token, "declared": "1"})  # an old tab does not send the new draft
    assert response.headers["Location"] == "/en/profile/submitted/"
    assert pool.draft(candidate) is not None


@pytest.mark.django_db
def test_answers_that_do_not_hold_are_put_right_before_anything_is_sent(signed_in, candidate, ready):
    prove(signed_in)
    token = token_on(signed_in.get("/en/profile/submit/"))
    signed_in.post(address("funds", "funds"), {"funds_cad": "plenty"})
    response = signed_in.post("/en/profile/submit/", {"token": token, "declared": "1"})
    assert response.headers["Location"] == "/en/profile/check/"
    assert "is not an amount" in signed_in.get("/en/profile/check/").content.decode()


# --- in the pool ---


@pytest.mark.django_db
def test_a_change_in_the_pool_is_shown_before_and_after_and_confirmed(signed_in, candidate):
    entry = in_pool(candidate, ELIGIBLE)
    prove(signed_in)
    home = signed_in.get("/en/profile/").content.decode()
    assert "as you submitted it" in home
    signed_in.post(address("plans", "plans"), {"intends_to_live_in": "NS"})
    assert "not confirmed" in signed_in.get("/en/profile/").content.decode()
    assert pool.live(candidate).version_id == entry.version_id
    html = signed_in.get("/en/profile/check/").content.decode()
    assert "In the pool now" in html
    assert "Nova Scotia" in html
    page = signed_in.get("/en/profile/submit/")
    token = token_on(page)
    for _ in range(2):
        response = signed_in.post("/en/profile/submit/", {"token": token, "declared": "1"})
        assert response.headers["Location"] == "/en/profile/submitted/"
    changed = pool.live(candidate)
    assert changed.version.number == 2
    assert changed.received_at == entry.received_at
    assert "Your changes are confirmed" in signed_in.get("/en/profile/submitted/").content.decode()


@pytest.mark.django_db
def test_a_change_that_ends_a_program_says_so_first_and_can_be_dropped(signed_in, candidate):
    entry = in_pool(candidate, ELIGIBLE)
    before = content(entry) if selectors.answers_of(entry) else declared(ELIGIBLE)
    prove(signed_in)
    signed_in.get("/en/profile/")
    number = len(before["work"])
    for at in range(number):
        signed_in.post(address("work", "job_duties", "work", str(at + 1)), {"lead_statement": "no"})
    html = signed_in.get("/en/profile/check/").content.decode()
    assert "would end your eligibility" in html
    assert "would end your eligibility" in signed_in.get("/en/profile/submit/").content.decode()
    signed_in.post("/en/profile/check/take-back/")
    assert content(entry) == pool.live(candidate).version.content
    assert "Nothing differs" in signed_in.get("/en/profile/check/").content.decode()


@pytest.mark.django_db
def test_a_thing_removed_or_added_in_the_pool_stands_in_before_and_after(signed_in, candidate):
    in_pool(candidate, ELIGIBLE)
    signed_in.get("/en/profile/")
    signed_in.post("/en/profile/s/languages/language_tests/1/remove/")
    signed_in.post(address("work", "job", "work", "new1"), {"employer": "A new one"})
    html = signed_in.get("/en/profile/check/").content.decode()
    assert "Removed" in html
    assert "A new one" in html


@pytest.mark.django_db
def test_a_live_profile_and_a_draft_are_not_begun_side_by_side(signed_in, candidate):
    in_pool(candidate, ELIGIBLE)
    assert signed_in.get("/en/profile/begin/").status_code == 302
    signed_in.post("/en/profile/begin/", {"how": "plain"})
    assert pool.draft(candidate) is None


@pytest.mark.django_db
def test_an_invited_profile_is_locked_and_what_was_typed_is_kept(signed_in, candidate):
    entry = in_pool(candidate, ELIGIBLE)
    url = address("who", "name")
    form = form_of(signed_in.get(url)) | {"family_name": ["Changed"]}
    pool_services.move(entry, "T11", clock.now(), actor="system", role="system")
    response = signed_in.post(url, form, follow=True)
    assert "can no longer be changed" in response.content.decode()
    assert "is invited" in signed_in.get("/en/profile/").content.decode()
    assert selectors.all_unsent(candidate)[0].posted["family_name"] == ["Changed"]


@pytest.mark.django_db
def test_no_page_is_for_another_role(client):
    officer = get_user_model().objects.create_user("officer@example.org", "correct horse battery", role="officer")
    client.force_login(officer)
    for name in ("", "begin/", "check/", "programs/", "submitted/", "s/who/name/"):
        assert client.get(f"/en/profile/{name}").status_code == 403, name


@pytest.mark.django_db
def test_whoever_is_barred_is_nowhere_told_that_they_qualify(signed_in, candidate):
    barred = declared(ELIGIBLE) | {"bars": [{"kind": "misrepresentation", "until": "2199-01-01"}]}
    drafting(candidate, barred)
    for path in ("", "check/", "programs/"):
        html = signed_in.get(f"/en/profile/{path}").content.decode()
        assert "You qualify" not in html, path
        assert "No bar for misrepresentation" in html, path
