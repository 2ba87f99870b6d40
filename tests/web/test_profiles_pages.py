"""Pages of a profile: every one opens, what is answered is kept, what cannot be read is kept as it was typed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.utils import translation

from openentry_web import clock
from openentry_web.pool import services as pool
from openentry_web.profiles import addresses, outline, selectors, services

SECRET = "Zoë Ünlü-O’Brien"


@pytest.fixture
def draft(candidate):
    """Their draft, begun now."""
    entry = pool.begin(candidate, clock.now())
    services.open_answers(entry, clock.now())
    return entry


def address(section, page, path="", key="", lang="en"):
    with translation.override(lang):
        return addresses.of_place(outline.place_of(section, page, path, key))


def content(draft):
    return selectors.answers_of(draft).content


def typed(draft):
    return selectors.answers_of(draft).typed


def form_of(response):
    """The boxes of the form of a page, as a browser would send them unchanged."""
    html = response.content.decode()
    form = html[html.index('<form id="answers"') : html.index("</form>", html.index('<form id="answers"'))]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w.-]+)="([^"]*)"', tag))
        if attributes.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        found.setdefault(unescape(attributes["name"]), []).append(unescape(attributes.get("value", "")))
    for name, words in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        found[name] = [unescape(words)]
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r'value="([^"]*)" selected', options) or [""]
    return found


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.django_db
def test_every_page_opens_in_both_languages(signed_in, draft, lang):
    for name in ("", "programs/", "check/", "submit/"):
        response = signed_in.get(f"/{lang}/profile/{name}", follow=True)
        assert response.status_code == 200, name
    for section in outline.sections():
        assert signed_in.get(f"/{lang}/profile/s/{section.id}/", follow=True).status_code == 200
        for page in section.pages:
            assert signed_in.get(address(section.id, page.id, lang=lang), follow=True).status_code == 200
        for many in section.lists:
            for page in many.pages:
                url = address(section.id, page.id, many.path, "abc", lang)
                assert signed_in.get(url, follow=True).status_code == 200, url


@pytest.mark.django_db
def test_an_answer_is_saved_and_the_next_page_follows(signed_in, draft):
    response = signed_in.post(address("who", "name"), {"family_name": SECRET, "given_names.null": "1"})
    assert response.headers["Location"] == address("who", "birth")
    assert content(draft) == {"person": {"family_name": SECRET, "given_names": None}}
    again = signed_in.get(address("who", "name")).content.decode()
    assert SECRET in unescape(again)
    assert SECRET in unescape(signed_in.get("/en/profile/check/").content.decode())


@pytest.mark.django_db
def test_what_holds_is_saved_beside_what_does_not(signed_in, draft):
    url = address("who", "birth")
    response = signed_in.post(
        url,
        {
            "date_of_birth.d": "31",
            "date_of_birth.m": "February",
            "date_of_birth.y": "1990",
            "citizenship": "Atlantis",
            "country_of_residence": "inde",
            "has_passport": "yes",
        },
    )
    assert response.status_code == 200
    html = response.content.decode()
    assert "<title>Error:" in html
    assert html.count("There is no such day in the calendar") == 2  # beside the field and in the summary
    assert 'href="#f-date_of_birth.d"' in html
    assert content(draft)["person"] == {"country_of_residence": "IND", "passport": {}}
    again = unescape(signed_in.get(url).content.decode())
    assert 'value="February"' in again
    assert 'value="Atlantis"' in again
    assert again.count("There is no such day in the calendar") == 2
    french = signed_in.get(url.replace("/en/", "/fr/")).content.decode()
    assert "Ce jour n’existe pas au calendrier" in french
    assert "Needs attention" in signed_in.get("/en/profile/").content.decode()


@pytest.mark.django_db
def test_emptying_an_answer_makes_it_unknown_again(signed_in, draft):
    url = address("who", "name")
    signed_in.post(url, {"family_name": "Iyer"})
    signed_in.post(url, {"family_name": "  "})
    assert content(draft).get("person", {}) == {}
    signed_in.post(url, {"family_name": "x" * 10_000})
    assert "person" not in content(draft) or "family_name" not in content(draft)["person"]
    assert typed(draft)["who/name"]["family_name"]["raw"][""] == "x" * 10_000
    signed_in.post(url, {"family_name": ""})
    assert typed(draft) == {}


@pytest.mark.django_db
def test_a_no_sets_aside_and_a_yes_brings_back(signed_in, draft):
    signed_in.post(address("offer", "offered"), {"has_offer": "yes"})
    signed_in.post(address("offer", "offer"), {"noc": "21232", "employers": "Acme\nBolt", "indeterminate": "no"})
    before = content(draft)["job_offer"]
    assert before == {"noc": "21232", "employers": ["Acme", "Bolt"], "indeterminate": False}
    signed_in.post(address("offer", "offered"), {"has_offer": "no"})
    assert content(draft)["job_offer"] is None
    signed_in.post(address("offer", "offered"), {"has_offer": "yes"})
    assert content(draft)["job_offer"] == before
    signed_in.post(address("offer", "offered"), {"has_offer": ""})
    assert "job_offer" not in content(draft)
    signed_in.post(address("offer", "offered"), {"has_offer": "yes"})
    assert content(draft)["job_offer"] == before


@pytest.mark.django_db
def test_a_question_no_longer_asked_is_set_aside_until_it_is(signed_in, draft):
    signed_in.post(address("family", "marital"), {"marital_status": "married"})
    signed_in.post(address("family", "spouse"), {"accompanying": "yes", "citizen_or_permanent_resident": "no"})
    signed_in.post(address("partner", "partner_job", "family.spouse.work", "a1"), {"noc": "21232", "country": "Canada"})
    before = content(draft)["family"]
    signed_in.post(address("family", "marital"), {"marital_status": "divorced"})
    assert content(draft)["family"] == {"marital_status": "divorced"}
    signed_in.post(address("family", "marital"), {"marital_status": "married"})
    assert content(draft)["family"] == before
    assert signed_in.get(address("partner", "partner_job", "family.spouse.work", "a1")).status_code == 200
    assert "21232" in signed_in.get(address("partner", "partner_job", "family.spouse.work", "a1")).content.decode()


@pytest.mark.django_db
def test_contradictions_are_said_where_they_are_and_keep_what_was_typed(signed_in, draft):
    url = address("work", "job_time", "work", "a1")
    days = {"start.d": "1", "start.m": "3", "start.y": "2024", "end.d": "1", "end.m": "2", "end.y": "2024"}
    response = signed_in.post(url, days)
    assert response.status_code == 200
    assert response.content.decode().count("comes before the first") == 2
    assert "comes before the first" in signed_in.get("/en/profile/").content.decode()
    html = signed_in.get("/en/profile/check/").content.decode()
    assert "comes before the first" in html
    assert "Go on to submit" not in html
    signed_in.post(url, {**days, "end.y": "2025"})
    assert "comes before the first" not in signed_in.get("/en/profile/").content.decode()


@pytest.mark.django_db
def test_a_contradiction_with_another_page_is_shown_where_it_is(signed_in, draft):
    signed_in.post(
        address("languages", "test", "language_tests", "a1"),
        {"test": "ielts_general", "taken_on.d": "1", "taken_on.m": "1", "taken_on.y": "2025"},
    )
    birth = {"date_of_birth.d": "1", "date_of_birth.m": "1", "date_of_birth.y": "2026"}
    response = signed_in.post(address("who", "birth"), birth)
    assert response.status_code == 302  # what is wrong stands on another page
    html = signed_in.get("/en/profile/").content.decode()
    assert address("languages", "test", "language_tests", "a1") + "#slot-taken_on" in html
    assert content(draft)["language_tests"][0]["taken_on"] == "2025-01-01"


@pytest.mark.django_db
def test_scores_are_said_as_levels_at_once_and_held_against_the_scale(signed_in, draft):
    test = address("languages", "test", "language_tests", "a1")
    scores = address("languages", "scores", "language_tests", "a1")
    signed_in.post(test, {"test": "ielts_general", "taken_on.d": "1", "taken_on.m": "janvier", "taken_on.y": "2026"})
    signed_in.post(scores.replace("/en/", "/fr/"), {"listening": "8,0", "reading": "6,5"})
    html = signed_in.get(scores).content.decode()
    assert "CLB 9. The next level, CLB 10, takes 8.5." in html
    response = signed_in.post(scores, {"listening": "8.0", "reading": "66", "speaking": "6.3"})
    assert response.status_code == 200
    assert content(draft)["language_tests"][0]["reading"] == 66
    assert len(selectors.standing_profile(selectors.answers_of(draft), clock.today()).language_tests) == 1
    assert response.content.decode().count('class="error"') == 2


@pytest.mark.django_db
def test_an_occupation_is_found_by_words_and_confirmed(signed_in, draft):
    url = address("work", "job", "work", "a1")
    found = signed_in.post(url, {"noc.words": "électricien", "country": "CAN", "_to": "find"})
    assert 'value="72200"' in found.content.decode()
    assert "Error" not in found.content.decode()
    response = signed_in.post(url, {"noc.words": "électricien"})
    assert "Choose one of the occupations found" in response.content.decode()
    signed_in.post(url, {"noc": "72200", "noc.words": "électricien"})
    assert content(draft)["work"] == [{"noc": "72200", "country": "CAN"}]
    duties = address("work", "job_duties", "work", "a1")
    html = signed_in.get(duties).content.decode()
    assert "Electricians" in html
    assert "lead statement" in html
    signed_in.post(duties, {"lead_statement": "yes", "main_duties": "yes"})
    signed_in.post(url, {"noc": "72201"})
    assert "lead_statement" not in content(draft)["work"][0]  # another occupation is confirmed anew


@pytest.mark.django_db
def test_things_are_added_once_changed_and_removed(signed_in, draft):
    url = address("work", "job", "work", "k1")
    for _ in range(2):
        signed_in.post(url, {"employer": "Acme"})
    signed_in.post(address("work", "job", "work", "k2"), {"employer": "Bolt"})
    assert [job["employer"] for job in content(draft)["work"]] == ["Acme", "Bolt"]
    removal = url.replace("/job/", "/remove/")
    assert "Acme" in signed_in.get(removal).content.decode()
    signed_in.post(removal)
    signed_in.post(removal)
    assert content(draft)["work"] == [{"employer": "Bolt"}]
    signed_in.post(address("work", "job", "work", "k2"), {"country": "India"})
    assert content(draft)["work"] == [{"employer": "Bolt", "country": "IND"}]
    signed_in.post(url, {"employer": "Acme again"})  # its window was still open
    assert [job["employer"] for job in content(draft)["work"]] == ["Bolt", "Acme again"]


@pytest.mark.django_db
def test_having_none_is_an_answer_that_can_be_taken_back(signed_in, draft):
    none = "/en/profile/s/work/work/none/"
    signed_in.post(none, {"none": "1"})
    assert content(draft) == {"work": []}
    assert "I have not worked" in signed_in.get("/en/profile/check/").content.decode()
    signed_in.post(none, {"none": "0"})
    assert content(draft) == {}
    signed_in.post(address("work", "job", "work", "k1"), {"employer": "Acme"})
    signed_in.post(none, {"none": "1"})
    assert len(content(draft)["work"]) == 1


@pytest.mark.django_db
def test_an_empty_new_thing_is_not_added(signed_in, draft):
    response = signed_in.get(address("work", "job", "work", "k1"))
    response = signed_in.post(address("work", "job", "work", "k1"), form_of(response), follow=True)
    assert "Nothing was added" in response.content.decode()
    assert content(draft) == {}


@pytest.mark.django_db
def test_two_windows_do_not_overwrite_one_another(signed_in, draft):
    url = address("who", "name")
    signed_in.post(url, {"family_name": "First", "given_names": "Given"})
    one, two = form_of(signed_in.get(url)), form_of(signed_in.get(url))
    signed_in.post(url, {**one, "family_name": ["From one"]})
    response = signed_in.post(url, {**two, "given_names": ["From two"]})
    assert response.status_code == 302
    assert content(draft)["person"] == {"family_name": "From one", "given_names": "From two"}
    response = signed_in.post(url, {**two, "given_names": ["From two"], "family_name": ["Also from two"]})
    assert "From one" in response.content.decode()  # told what had stood there
    assert content(draft)["person"]["family_name"] == "Also from two"


@pytest.mark.django_db
def test_nothing_changes_when_an_untouched_page_is_sent(signed_in, draft):
    for section, page, path in (("who", "birth", ""), ("provinces", "provinces", ""), ("work", "job_time", "work")):
        url = address(section, page, path, "k1" if path else "")
        signed_in.post(
            url,
            {
                "open_to_provinces": "some",
                "open_to_provinces.some": ["ON", "NB"],
                "hours_per_week": "37.5",
                "end.null": "1",
                "citizenship": "Canada",
            },
        )
        for lang in ("en", "fr"):
            before = content(draft)
            response = signed_in.get(url.replace("/en/", f"/{lang}/"))
            edition = selectors.answers_of(draft).edition
            signed_in.post(url.replace("/en/", f"/{lang}/"), form_of(response))
            assert (content(draft), selectors.answers_of(draft).edition) == (before, edition)


@pytest.mark.django_db
def test_the_language_changes_and_what_was_typed_stays(signed_in, draft):
    url = address("work", "job_time", "work", "k1")
    response = signed_in.post(url, {"hours_per_week": "37.5", "start.d": "40", "_to": "language"})
    assert response.headers["Location"] == url.replace("/en/", "/fr/")
    html = signed_in.get(response.headers["Location"]).content.decode()
    assert 'value="37,5"' in html
    assert 'value="40"' in html


@pytest.mark.django_db
def test_each_change_is_saved_on_the_way_with_what_it_stands_for(signed_in, draft):
    url = address("work", "job_time", "work", "k1")
    htmx = {"HTTP_HX_REQUEST": "true"}
    answer = signed_in.post(url, {"hours_per_week": "40", "start.d": "1", "_to": "stay"}, **htmx).content.decode()
    assert re.search(r"Saved at \d\d:\d\d UTC", answer)
    assert "must have a day" not in answer  # still being typed
    assert 'id="err-hours_per_week" hx-swap-oob' in answer
    assert content(draft)["work"] == [{"hours_per_week": 40}]
    opened = signed_in.post(address("who", "birth"), {"citizenship": "x", "_to": "stay"}, **htmx).content.decode()
    assert "is not a country on the list" in opened


@pytest.mark.django_db
def test_questions_that_follow_are_asked_on_the_same_page(signed_in, draft):
    signed_in.post(address("education", "credential", "education", "k1"), {"country": "India", "level": "bachelor"})
    url = address("education", "credential_more", "education", "k1")
    signed_in.post(url, {"professional_degree": "no", "has_eca": "yes"})
    assert signed_in.get(address("education", "eca", "education", "k1")).status_code == 200
    signed_in.post(address("authorization", "authorized"), {"authorized_now": "yes"})
    response = signed_in.post(address("authorization", "permit"), {"kind": "exempt_permit"}, follow=True)
    assert "exemption" in response.content.decode()


@pytest.mark.django_db
def test_a_note_that_something_does_not_fit_is_kept_for_officers(signed_in, draft):
    signed_in.post(address("who", "name"), {"note.family_name": "I have <b>two</b> family names"})
    assert selectors.notes_of(draft) == {"who/name.family_name": "I have <b>two</b> family names"}
    assert "&lt;b&gt;two" in signed_in.get(address("who", "name")).content.decode()
    signed_in.post(address("who", "name"), {"note.family_name": ""})
    assert selectors.notes_of(draft) == {}


@pytest.mark.django_db
def test_hours_add_up_to_the_day(signed_in, draft):
    today = clock.today()
    signed_in.post(address("work", "job", "work", "k1"), {"noc": "21232", "country": "Canada"})
    signed_in.post(
        address("work", "job_time", "work", "k1"),
        {"start.d": today.day, "start.m": today.month, "start.y": today.year, "end.null": "1", "hours_per_week": "40"},
    )
    signed_in.post(address("work", "job_duties", "work", "k1"), {"lead_statement": "yes", "main_duties": "yes"})
    signed_in.post(
        address("work", "job_conditions", "work", "k1"),
        {
            "paid": "yes",
            "self_employed": "no",
            "full_time_student": "no",
            "employer_country": "Canada",
            "physically_in_canada": "yes",
            "authorized": "yes",
            "temporary_resident_status": "yes",
        },
    )
    html = signed_in.get("/en/profile/s/work/").content.decode()
    assert re.search(r"\d+ of 1,560 hours; you reach one year on", html), html
    assert "Complete" in html or "missing" in html


@pytest.mark.django_db
def test_unknown_addresses_are_not_found(signed_in, draft):
    for name in ("nothing/", "who/nothing/", "work/nowhere/k1/job/", "work/work/K-1/job/", "who/work/k1/job/"):
        assert signed_in.get(f"/en/profile/s/{name}").status_code == 404


@pytest.mark.django_db
def test_sections_say_how_far_they_are(signed_in, draft):
    from openentry_web.profiles.desk import desk_of

    def status(name):
        desk = desk_of(draft.person)
        return desk.status(outline.section_of(name))

    assert status("funds") == "not_started"
    signed_in.post(address("funds", "funds"), {"funds_cad": "15 263 $"})
    assert status("funds") == "complete"
    assert content(draft)["funds_cad"] == 15263
    signed_in.post(address("who", "name"), {"family_name": "Iyer"})
    assert status("who") == "in_progress"
    signed_in.post(address("funds", "funds"), {"funds_cad": "plenty"})
    assert status("funds") == "attention"
    assert status("provinces") == "not_started"
    signed_in.post(address("provinces", "provinces"), {})
    assert status("provinces") == "complete"
