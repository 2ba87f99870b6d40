"""The Come to Canada questionnaire: the whole way in both languages, the verdict, the code, what is kept and until when."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from openentry import Profile, decide
from openentry.messages import text
from openentry_web import clock
from openentry_web.audit import services as audit
from openentry_web.pool import law
from openentry_web.pool import selectors as pool
from openentry_web.profiles import answers, codes, kinds, outline, questionnaires, selectors, verdicts
from openentry_web.profiles.answers import Answered
from openentry_web.profiles.content import MISSING
from openentry_web.profiles.tasks import delete_ended_answers
from openentry_web.public.questionnaire import asked, limits
from openentry_web.public.questionnaire.views import COOKIE
from tests.web.nonsense import NONSENSE, ODD_DAYS
from tests.web.people import EXAMPLES, declared

pytestmark = pytest.mark.django_db
START = "/{}/questionnaire/"
#: Somebody from abroad with a partner and two tests, and somebody with Canadian studies and work.
PEOPLE = ("amara-okafor", "mei-lin-zhao")


def begun(client, lang="en"):
    return client.post(START.format(lang)).headers["Location"]


def rows():
    return apps.get_model("profiles", "Questionnaire").objects.all()


def row_codes():
    return apps.get_model("profiles", "ReferenceCode").objects.all()


def boxes(place, whole, at, lang):
    """What somebody with these answers types into the boxes of a page."""
    source = Answered(content=whole, keys=at)
    posted = {}
    for of in place.page.fields:
        value = source.value(place, of)
        if value is not MISSING:
            for box, typed in kinds.write(of, value, lang).items():
                posted[f"{of.id}.{box}" if box else of.id] = typed
    return posted


def answered(client, whole, lang):
    """Go the whole way, answering as ``whole`` says; the answers to the questions that are asked here, and the pages seen."""
    at = begun(client, lang)
    key_of, pages = {}, 0
    while not at.endswith("/result/"):
        pages += 1
        assert pages < 120, at
        shown = client.get(at)
        assert shown.status_code == 200, at
        html = shown.content.decode()
        parts = at.split("#")[0].strip("/").split("/")[2:]
        if len(parts) == 1:
            section = asked.section_of(parts[0])
            many = section.lists[0]
            done = key_of.setdefault(many.path, [])
            if len(done) < len(whole.get(many.path) or []):
                at = re.search(
                    rf'href="(/{lang}/questionnaire/{section.id}/[0-9a-f]{{8}}/\w+/)">{re.escape(added(many, section, lang))}', html
                )[1]
                done.append(at.strip("/").split("/")[3])
            elif done:
                at = re.search(rf'class="btn" href="([^"]+)">{text("web.questionnaire.go_on", lang)}', html)[1]
            else:
                at = client.post(at).headers["Location"]
            continue
        place = asked.place_of(parts[0], parts[-1], parts[1] if len(parts) == 3 else "")
        response = client.post(at, boxes(place, whole, key_of, lang))
        assert response.status_code == 302, (at, errors_in(response))
        at = response.headers["Location"]
    return pages


def added(many, section, lang):
    return text(f"q.section.{many.id or section.id}.add", lang)


def errors_in(response):
    return re.findall(r'class="error">(.*?)</p>', response.content.decode())


def kept(client):
    return questionnaires.state_of(client.cookies[COOKIE].value, clock.now())


def those_asked(whole):
    """The answers of ``whole`` to the questions of the questionnaire, and nothing else."""
    state, source = Answered(), Answered(content=whole)
    for section in asked.sections():
        for many in section.lists:
            if outline.answered(whole, many) and not outline.things(whole, many):
                answers.declare_none(state, many, True)
        for _ in range(2):  # a page may be asked because of the answers of a later one
            for place in outline.every_page(section, source.content, source.named):
                answers.begin_thing(state, place)
                for of in place.page.fields:
                    value = source.value(place, of)
                    if value is not MISSING and (of.when is None or of.when(source.part(place))):
                        answers.answer(state, place, of, kinds.write(of, value, "en"), "en")
    return state.content


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", PEOPLE)
def test_the_whole_way_its_verdict_and_the_profile_it_fills_in(client, candidate, name, lang):
    whole = declared(name)
    answered(client, whole, lang)
    content = kept(client).content
    assert content == those_asked(whole)

    html = client.get(f"/{lang}/questionnaire/result/").content.decode()
    today = clock.today()
    decision = decide(Profile.model_validate(content), today, law=law.book(), last_changed_on=today)
    with translation.override(lang):
        for program in verdicts.programs(decision):
            card = html[html.index(f'aria-labelledby="h-program-{program.id}"') :]
            word = program.words
            assert text(word, lang) in card[: card.index("</div>")]
            card = card[: card.index("</section>")]
            for finding in (*program.deciding, *program.informative):
                assert f"· {finding.id}<" in card
    low, high = decision.score_range
    said = f"<b>{low}</b>" if low == high else text("web.profile.range", lang, low=low, high=high)
    assert said in html

    shown = client.post(f"/{lang}/questionnaire/code/").content.decode()
    code = re.search(r"JM \d{5} \d{5}", shown)[0]
    assert codes.holds(codes.normal(code))
    client.force_login(candidate)
    client.post(f"/{lang}/profile/begin/", {"code": code, "how": "code"})
    draft = selectors.answers_of(pool.draft(candidate))
    assert draft.content == content
    assert (draft.typed, draft.notes) == ({}, {})
    # every answer of it is in the boxes of the profile's own pages
    state = selectors.state_of(pool.draft(candidate))
    for section in asked.sections():
        for place in outline.every_page(section, state.content, state.named):
            for of in outline.questions(place.page, state.part(place)):
                assert state.raw(place, of, lang) or state.value(place, of) is MISSING
    again = client.get(f"/{lang}/profile/check/")
    assert again.status_code == 200


def test_nothing_identifying_is_asked_or_kept(client):
    fields = [(section.id, of) for section in asked.sections() for page in pages_of(section) for of in page.fields]
    assert {of.kind for _, of in fields} & {"text", "texts"} == set()
    assert {of.path.split(".")[-1] for _, of in fields} & {
        "family_name", "given_names", "passport", "number", "reference", "employer", "employers", "institution", "authority",
        "citizenship", "country_of_residence",
    } == set()  # fmt: skip
    whole = declared("amara-okafor")
    answered(client, whole, "en")
    page = "/en/questionnaire/who/birth/"
    client.post(
        page,
        {"family_name": "Okafor-Zzyzx", "note.date_of_birth": "Zzyzx", "citizenship": "Nigeria", "country_of_residence": "Nigeria"},
    )
    client.post("/en/questionnaire/work/abcd/job/", {"employer": "Zzyzx Limited", "country": "France"})
    client.post("/en/questionnaire/code/")
    stored = json.dumps([list(rows().values("content", "typed", "keys")), list(row_codes().values("content"))])
    for secret in (
        "Zzyzx",
        whole["person"]["family_name"],
        whole["person"]["given_names"],
        "passport",
        'employer"',
        "institution",
        "citizenship",
    ):
        assert str(secret) not in stored
    columns = {field.name for model in ("Questionnaire",) for field in apps.get_model("profiles", model)._meta.fields}
    assert columns == {"key", "content", "typed", "keys", "code", "ends_at"}
    # the cookie opens the answers; what is stored does not give the cookie back
    assert client.cookies[COOKIE].value not in json.dumps(list(rows().values("key")))
    assert client.cookies[COOKIE]["httponly"]


def pages_of(section):
    return [*section.pages, *(page for many in section.lists for page in many.pages)]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_bad_input_is_said_kept_as_typed_and_never_counts(client, lang):
    begun(client, lang)
    for typed in (one.encode("utf-8", "replace").decode() for one in NONSENSE.values()):
        for section in asked.sections():
            for page in section.pages:
                post_everywhere(client, f"/{lang}/questionnaire/{section.id}/{page.id}/", page, typed)
    for section in asked.sections():
        for many in section.lists:
            for page in many.pages:
                for typed in ("-5", "a\x00b", '"><img src=x onerror=alert(1)>', "x" * 10_000):
                    post_everywhere(client, f"/{lang}/questionnaire/{section.id}/abcd/{page.id}/", page, typed)
    for day in ODD_DAYS.values():
        post = dict(zip(("date_of_birth.d", "date_of_birth.m", "date_of_birth.y"), day, strict=True))
        assert client.post(f"/{lang}/questionnaire/who/birth/", post).status_code in (200, 302)
    shown = client.post(
        f"/{lang}/questionnaire/who/birth/", {"date_of_birth.d": "31", "date_of_birth.m": "2", "date_of_birth.y": "1990"}
    )
    html = shown.content.decode()
    assert shown.status_code == 200
    assert text("web.form.error", lang) in html[html.index("<title>") : html.index("</title>")]
    assert html.count(text("web.problem.day.impossible", lang)) == 2
    assert 'href="#f-date_of_birth.d"' in html
    result = client.get(f"/{lang}/questionnaire/result/")
    assert result.status_code == 200
    assert text("web.problem.day.impossible", lang) in result.content.decode()
    assert "<img src=x" not in result.content.decode()


def post_everywhere(client, address, page, typed):
    post = {f"{of.id}.{box}" if box else of.id: typed for of in page.fields for box in kinds.boxes(of) if box != "null"}
    response = client.post(address, post)
    assert response.status_code in (200, 302), address
    assert "<img src=x" not in response.content.decode()


def test_addresses_that_are_not_there(client):
    for path in ("who/birth/", "work/", "result/", "work/abc/remove/"):
        assert client.get(f"/en/questionnaire/{path}").headers["Location"] == "/en/questionnaire/"
    begun(client)
    for path in (
        "study/study/",
        "who/",
        "who/name/",
        "who/passport/",
        "work/ABC-/job/",
        "languages/abc/nothing/",
        "partner/abc/x/",
    ):
        assert client.get(f"/en/questionnaire/{path}").status_code == 404, path
    assert client.get("/en/questionnaire/work/abc/remove/").headers["Location"] == "/en/questionnaire/work/"
    assert client.get("/en/questionnaire/code/").status_code == 405
    assert client.post("/en/questionnaire/code/").headers["Location"] == "/en/questionnaire/result/"  # nothing answered
    assert row_codes().count() == 0
    client.cookies[COOKIE] = "nobody\u00b7s" * 50
    assert client.get("/en/questionnaire/result/").status_code == 302


def test_a_question_left_out_is_missing_and_can_be_answered_later(client):
    begun(client)
    assert client.post("/en/questionnaire/who/birth/", {}).status_code == 302
    html = client.get("/en/questionnaire/result/").content.decode()
    assert "You have answered nothing yet" in html
    assert "Get a personal reference code" not in html
    client.post("/en/questionnaire/funds/funds/", {"funds_cad": "20,000"})
    html = client.get("/en/questionnaire/result/").content.decode()
    assert 'href="/en/questionnaire/who/birth/#slot-date_of_birth"' in html
    assert "it is not known whether you qualify" in html
    assert "Get a personal reference code" in html


def test_a_thing_of_a_list_is_removed_and_none_is_declared(client):
    begun(client)
    client.post("/en/questionnaire/languages/abcd/test/", {"test": "ielts_general"})
    assert len(kept(client).content["language_tests"]) == 1
    assert "Remove this?" in client.get("/en/questionnaire/languages/abcd/remove/").content.decode()
    client.post("/en/questionnaire/languages/abcd/remove/")
    assert "language_tests" not in kept(client).content
    client.post("/en/questionnaire/languages/")
    assert kept(client).content["language_tests"] == []


def test_two_browsers_have_nothing_in_common(client):
    begun(client)
    client.post("/en/questionnaire/funds/funds/", {"funds_cad": "12345"})
    other = Client()
    begun(other)
    assert kept(other).content == {}
    assert "12" not in str(kept(other).typed)


def test_a_code_is_shown_once_opens_its_answers_only_and_its_form_sent_twice_gives_one(client):
    begun(client)
    client.post("/en/questionnaire/funds/funds/", {"funds_cad": "12345"})
    first = client.post("/en/questionnaire/code/")
    second = client.post("/en/questionnaire/code/")
    assert re.search(r"JM \d{5} \d{5}", first.content.decode())[0] == re.search(r"JM \d{5} \d{5}", second.content.decode())[0]
    assert "no-store" in first.headers["Cache-Control"]
    made = row_codes().get()
    assert made.content == {"funds_cad": 12345}
    # Day 1 is the day after; the last of the 60 is kept whole, to 24:00 UTC.
    assert made.ends_at == datetime.combine(made.made_at.date() + timedelta(days=60), time.max, tzinfo=UTC)
    assert list(rows().values_list("content", "typed")) == [({}, {})]
    assert client.get("/en/questionnaire/result/").status_code == 302
    audit.move_clock_by(timedelta(minutes=11))
    assert client.post("/en/questionnaire/code/").headers["Location"] == "/en/questionnaire/"
    assert row_codes().count() == 1


def test_codes_and_beginnings_are_limited_by_address(client, monkeypatch):
    monkeypatch.setattr(limits, "_MOST", {"begin": 4, "code": 2})
    said = []
    for _ in range(3):
        begun(client)
        client.post("/en/questionnaire/funds/funds/", {"funds_cad": "1"})
        said.append(client.post("/en/questionnaire/code/").status_code)
    assert said == [200, 200, 429]
    assert kept(client).content == {"funds_cad": 1}
    client.post(START.format("en"))
    refused = client.post(START.format("en"))
    assert refused.status_code == 429
    assert "Wait an hour" in refused.content.decode()
    assert cache.get("questionnaire:code:127.0.0.1") is None


def test_answers_end_after_a_day_or_an_hour_after_the_verdict(client):
    begun(client)
    client.post("/en/questionnaire/funds/funds/", {"funds_cad": "1"})
    audit.move_clock_by(timedelta(hours=23))
    client.get("/en/questionnaire/result/")
    audit.move_clock_by(timedelta(minutes=59))
    assert client.get("/en/questionnaire/result/").status_code == 200
    audit.move_clock_by(timedelta(minutes=2))
    gone = client.get("/en/questionnaire/result/", follow=True).content.decode()
    assert "There are no answers here" in gone
    assert rows().count() == 1
    delete_ended_answers(timestamp=0)
    assert rows().count() == 0


def test_an_answer_changed_after_the_verdict_gives_a_day_again(client):
    begun(client)
    client.get("/en/questionnaire/result/")
    assert rows().get().ends_at == pytest.approx(clock.now() + timedelta(hours=1), abs=timedelta(minutes=1))
    client.post("/en/questionnaire/funds/funds/", {"funds_cad": "1"})
    assert rows().get().ends_at > clock.now() + timedelta(hours=23)


def test_the_worker_deletes_what_stands_under_codes_that_ended_or_were_used(client, candidate):
    from openentry_web.profiles import services

    ended = services.make_code({"funds_cad": 1}, clock.now() - timedelta(days=61))
    running = services.make_code({"funds_cad": 2}, clock.now() - timedelta(days=59))
    long_ago = services.make_code({"funds_cad": 3}, clock.now() - timedelta(days=91))
    used = services.make_code({"funds_cad": 4}, clock.now())
    client.force_login(candidate)
    client.post("/en/profile/begin/", {"code": used.code, "how": "code"})
    delete_ended_answers(timestamp=0)
    assert dict(row_codes().values_list("code", "content")) == {ended.code: {}, running.code: {"funds_cad": 2}, used.code: {}}
    assert long_ago.code not in row_codes().values_list("code", flat=True)
    assert selectors.answers_of(pool.draft(candidate)).content == {"funds_cad": 4}
    other = get_user_model().objects.create_user("other@example.org", "correct horse battery")
    browser = Client()
    browser.force_login(other)
    assert "were kept until" in browser.post("/en/profile/begin/", {"code": ended.code, "how": "code"}).content.decode()


def test_answers_are_deleted_at_once_when_asked(client):
    begun(client)
    client.post("/en/questionnaire/funds/funds/", {"funds_cad": "1"})
    assert "Your answers are deleted" in client.post("/en/questionnaire/delete/", follow=True).content.decode()
    assert rows().count() == 0


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_is_found_from_the_front_page_and_from_who_can_apply(client, lang):
    for page in (f"/{lang}/", f"/{lang}/journey/who/"):
        response = client.get(page, follow=True)
        assert f'href="/{lang}/questionnaire/"' in response.content.decode(), page


def test_what_it_leaves_out_may_leave_something_open_but_never_says_otherwise_than_the_whole_profile():
    for path in sorted(EXAMPLES.glob("*.json")):
        whole = declared(path.stem)
        if (whole.get("nomination") or {}).get("status", "declared") != "declared":
            continue  # that a province confirmed one is nothing a person can say
        full = decide(Profile.model_validate(whole), clock.today(), law=law.book())
        ours = decide(Profile.model_validate(those_asked(whole)), clock.today(), law=law.book())
        assert ours.eligible in (full.eligible, None), path.stem
        for program, verdict in ours.evaluation.programs.items():
            assert verdict.met in (full.evaluation.programs[program].met, None), (path.stem, program)
        assert ours.score_range[0] <= full.score_range[0], path.stem
        assert ours.score_range[1] >= full.score_range[1] or full.total is None, path.stem


def test_the_language_can_be_changed_on_the_way_without_losing_a_word(client):
    begun(client)
    moved = client.post("/en/questionnaire/funds/funds/", {"funds_cad": "20 000", "_to": "language"})
    assert moved.headers["Location"] == "/fr/questionnaire/funds/funds/"
    assert kept(client).content == {"funds_cad": 20000}


def test_an_occupation_is_found_without_javascript(client):
    begun(client)
    shown = client.post("/en/questionnaire/work/abcd/job/", {"noc.words": "nurse", "country": "Canada", "_to": "find"})
    html = shown.content.decode()
    assert 'name="noc" value="31301"' in html
    assert 'class="error"' not in html
    assert "hx-post" not in html
