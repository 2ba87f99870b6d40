"""Job Match: valid or not and nothing else, the same work whatever was asked, a few tries an hour; the person sees it."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openentry_web import clock
from openentry_web.audit import selectors as audit
from openentry_web.notices import selectors as notices
from openentry_web.partners import services
from openentry_web.partners.tasks import tell_of_match
from openentry_web.pool import services as pool
from tests.web.partners_pool import in_pool, somebody
from tests.web.people import NOW

pytestmark = pytest.mark.django_db
ASK = "/api/job-match"


def wrong(code):
    return f"{(int(code) + 1) % 10_000:04d}"


def nobodys(number):
    return "E999999999" if number != "E999999999" else "E999999998"


def test_valid_only_while_the_profile_lives():
    person, entry = in_pool()
    ask = (entry.number, entry.validation_code)
    assert services.match(*ask, NOW, actor="t")
    assert services.match(f" {entry.number.lower()}", f"{entry.validation_code} ", NOW, actor="t")
    assert services.match(*ask, entry.expires_at, actor="t")
    assert not services.match(*ask, entry.expires_at.replace(year=entry.expires_at.year + 1), actor="t")
    assert not services.match(entry.number, wrong(entry.validation_code), NOW, actor="t")
    assert not services.match(nobodys(entry.number), entry.validation_code, NOW, actor="t")
    assert not services.match(entry.number, "", NOW, actor="t")
    assert not services.match("", "no code", NOW, actor="t")
    pool.withdraw(person, NOW)
    assert not services.match(*ask, NOW, actor="t")


def test_the_same_work_is_done_for_what_does_not_exist():
    _, entry = in_pool()
    asked = {
        "valid": (entry.number, entry.validation_code),
        "code": (entry.number, wrong(entry.validation_code)),
        "number": (nobodys(entry.number), entry.validation_code),
        "odd": ("🍁", "\u202e"),
    }
    done = {}
    for name, (number, code) in asked.items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            services.match(number, code, NOW, actor="t")
        done[name] = [query["sql"].split()[:4] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert done["valid"] == done["code"] == done["number"] == done["odd"]


def test_the_person_sees_each_check_and_is_told_of_wrong_codes_once_a_day():
    person, entry = in_pool()
    services.match(entry.number, entry.validation_code, NOW, actor="somebody")
    services.match(entry.number, wrong(entry.validation_code), NOW, actor="somebody")
    found = [(one.action, one.role) for one in audit.about(str(person.public_id))][:2]
    assert found == [("partners.job_match.refused", "job_bank"), ("partners.job_match.valid", "job_bank")]
    for _ in range(2):  # a job may run twice
        tell_of_match(entry.pk, True, NOW.isoformat())
        tell_of_match(entry.pk, False, NOW.isoformat())
    tell_of_match(0, False, NOW.isoformat())
    kinds = [notice.kind for notice in notices.of(person.pk)]
    assert kinds.count("job_match") == kinds.count("job_match_refused") == 1


def browser(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_pages(lang):
    person, entry = in_pool(at=clock.now())
    bank = browser(somebody("bank", "job_bank"))
    page = f"/{lang}/partners/job-match/"
    assert bank.get(page).context["valid"] is None
    yes = bank.post(page, {"number": entry.number, "code": entry.validation_code})
    no = bank.post(page, {"number": entry.number, "code": wrong(entry.validation_code)})
    assert (yes.context["valid"], no.context["valid"]) == (True, False)
    name = entry.version.content["person"]["family_name"]
    for answer in (yes, no):
        assert name not in answer.content.decode() and str(entry.score) not in answer.content.decode()
    assert bank.post(page, {"number": "", "code": ""}).content.decode().count('aria-invalid="true"') == 2
    for odd in ("🍁", "a\0b", "x" * 10_000, "<b>"):
        assert bank.post(page, {"number": odd, "code": odd}).status_code == 200
    own = browser(person)
    mine = own.get(f"/{lang}/partners/mine/job-match/")
    assert entry.validation_code in mine.content.decode() and len(mine.context["checks"]) == 2
    assert own.get(f"/{lang}/mine/who-looked/").status_code == 200


def test_it_is_for_job_bank_only():
    person, _ = in_pool(at=clock.now())
    for who in (person, somebody("o", "officer"), somebody("p", "province")):
        assert browser(who).post("/en/partners/job-match/", {"number": "E1", "code": "1"}).status_code == 403
    assert browser(somebody("bank", "job_bank")).get("/en/partners/mine/job-match/").status_code == 403


def test_a_number_is_tried_a_few_times_an_hour_only():
    _, entry = in_pool(at=clock.now())
    bank = browser(somebody("bank", "job_bank"))
    page = "/en/partners/job-match/"
    statuses = [bank.post(page, {"number": entry.number, "code": f"{n:04d}"}).status_code for n in range(11)]
    assert statuses == [200] * 10 + [429]
    # As much for a number that nobody has: the limit tells nothing either.
    statuses = [bank.post(page, {"number": nobodys(entry.number), "code": f"{n:04d}"}).status_code for n in range(11)]
    assert statuses == [200] * 10 + [429]


# --- by machine ---


@pytest.fixture
def token(client):
    """A token that Job Bank fetched by itself."""
    name, secret = services.make_job_bank_client("Job Bank")
    given = client.post(
        "/identity/o/api/token",
        {"grant_type": "client_credentials", "client_id": name, "client_secret": secret, "scope": services.SCOPE},
    )
    assert given.status_code == 200, given.content
    return given.json()["access_token"]


def asked(token, body, *, raw=False):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return Client().post(ASK, body if raw else json.dumps(body), content_type="application/json", headers=headers)


def test_by_machine_valid_or_not(token):
    person, entry = in_pool(at=clock.now())
    yes = asked(token, {"number": entry.number, "code": entry.validation_code})
    assert (yes.status_code, yes.json()) == (200, {"valid": True})
    no = asked(token, {"number": entry.number, "code": wrong(entry.validation_code)})
    none = asked(token, {"number": nobodys(entry.number), "code": entry.validation_code})
    assert no.json() == none.json() == {"valid": False}
    assert no.status_code == none.status_code == 200
    assert no.headers["Content-Length"] == none.headers["Content-Length"]
    assert "no-store" in yes.headers["Cache-Control"]
    found = next(one for one in audit.about(str(person.public_id)) if one.action == "partners.job_match.valid")
    assert found.actor.startswith("client:")


def test_by_machine_nobody_without_a_token(token):
    body = {"number": "E1", "code": "1"}
    for bad in ("", "nonsense", token + "x", "🍁"):
        answer = asked(bad, body)
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer"), bad
    assert Client().get(ASK).status_code == 405
    signed_in = browser(somebody("bank", "job_bank"))
    assert signed_in.post(ASK, json.dumps(body), content_type="application/json").status_code == 401


def test_by_machine_another_scope_is_not_enough(client):
    from allauth.idp.oidc.models import Client as Partner

    other = Partner(name="Somebody else", type=Partner.Type.CONFIDENTIAL)
    other.set_secret("a long secret of theirs")
    other.set_scopes(["profile"])
    other.set_grant_types([Partner.GrantType.CLIENT_CREDENTIALS])
    other.save()
    ask = {"grant_type": "client_credentials", "client_id": other.id, "client_secret": "a long secret of theirs"}
    assert client.post("/identity/o/api/token", ask | {"scope": services.SCOPE}).status_code == 400
    theirs = client.post("/identity/o/api/token", ask | {"scope": "profile"}).json()["access_token"]
    assert asked(theirs, {"number": "E1", "code": "1"}).status_code == 403


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", "1", '"x"', "{}", '{"number": 1, "code": "2"}', '{"number": "E1"}', '{"number": "E1", "code": null}',
     '{"number": "\\u0000", "code": "1"}', '{"number": "\\ud800", "code": "1"}', "[" * 300,
     '{"number": "' + "x" * 500 + '", "code": "1"}',
     b"\xff\xfe"],
)  # fmt: skip
def test_by_machine_what_cannot_be_read_is_said(token, body):
    answer = asked(token, body, raw=True)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


def test_by_machine_the_limits_are_the_same(token):
    statuses = [asked(token, {"number": "E123456789", "code": f"{n:04d}"}).status_code for n in range(11)]
    assert statuses == [200] * 10 + [429]
