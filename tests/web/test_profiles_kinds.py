"""What people type, read: numbers, days, places in either language; whatever is typed, the page answers and keeps it."""

from __future__ import annotations

import random

import pytest

from openentry_web.profiles import forms, kinds, outline, selectors
from openentry_web.profiles.content import MISSING
from openentry_web.profiles.kinds import EMPTY, Held, Wrong
from openentry_web.profiles.questions import Field
from tests.web.test_profiles_pages import address, content, draft  # noqa: F401


def field(kind, **more):
    return Field(id="x", path="x", kind=kind, **more)


def read(kind, typed, lang="en", **more):
    return kinds.read(field(kind, **more), typed if isinstance(typed, dict) else {"": typed}, lang)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("15263", 15263),
        ("15,263", 15263),
        ("15 263", 15263),
        ("15\u202f263\u00a0$", 15263),
        ("$15,263.00", 15263),
        ("15 263,00 $", 15263),
        ("CAD 1,234,567", 1234567),
        ("１５２６３", 15263),
        ("١٥٢٦٣", 15263),
        ("0", 0),
    ],
)
def test_money_as_people_write_it(typed, amount):
    assert read("money", typed, least=0) == Held(amount)


@pytest.mark.parametrize("typed", ["plenty", "-5", "12.50", "1,5", "1e6", "∞", "12,34,5", "--1", "0x10", "5" * 40, "½"])
def test_amounts_that_are_none_say_what_to_write(typed):
    found = read("money", typed, least=0)
    assert isinstance(found, Wrong)
    assert found.message.text("en")
    assert found.message.text("fr")


@pytest.mark.parametrize(("typed", "hours"), [("37.5", 37.5), ("37,5", 37.5), ("40", 40), ("33,33", 33.33), (" 8 ", 8)])
def test_hours_with_a_point_or_a_comma(typed, hours):
    assert read("hours", typed) == Held(hours)


@pytest.mark.parametrize("typed", ["37.555", "full time", "1.5.5", "."])
def test_hours_that_are_none(typed):
    assert isinstance(read("hours", typed), Wrong)


@pytest.mark.parametrize(
    ("d", "m", "y", "day"),
    [
        ("1", "3", "2024", "2024-03-01"),
        ("29", "february", "2024", "2024-02-29"),
        ("29", "Févr.", "2024", "2024-02-29"),
        ("15", "août", "1990", "1990-08-15"),
        (" 07 ", "SEPT", "2021", "2021-09-07"),
    ],
)
def test_days_with_months_by_number_or_name(d, m, y, day):
    assert read("day", {"d": d, "m": m, "y": y}) == Held(day)


@pytest.mark.parametrize(
    "typed",
    [
        ("29", "2", "2023"),
        ("0", "1", "2020"),
        ("31", "ju", "2020"),
        ("1", "13", "2020"),
        ("1", "1", "24"),
        ("1", "1", "20240"),
        ("-1", "1", "2024"),
        ("1", "", "2024"),
        ("1", "1", "1776"),
        ("🙂", "\x00", "x" * 10_000),
    ],
)
def test_days_that_are_none(typed):
    found = read("day", dict(zip("dmy", typed, strict=True)))
    assert isinstance(found, Wrong)
    assert found.message.text("fr")


def test_a_day_that_is_open_is_not_also_a_day():
    assert read("day", {"d": "", "m": "", "y": "", "null": "1"}, nullable=True) == Held(None)
    assert isinstance(read("day", {"d": "1", "m": "1", "y": "2020", "null": "1"}, nullable=True), Wrong)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("India", "IND"),
        ("inde", "IND"),
        ("CAN", "CAN"),
        ("canada ", "CAN"),
        ("USA", "USA"),
        ("États-Unis", "USA"),
        ("UK", "GBR"),
        ("Côte d'Ivoire", "CIV"),
        ("cote d’ivoire", "CIV"),
        ("Corée du Sud", "KOR"),
        ("Viet Nam", "VNM"),
        ("philipp", "PHL"),
    ],
)
def test_countries_by_name_in_either_language(typed, code):
    assert read("country", typed) == Held(code)


def test_a_country_nearly_named_is_offered():
    found = read("country", "Indea")
    assert isinstance(found, Wrong)
    assert "India" in found.message.text("en")
    assert isinstance(read("country", "Atlantis"), Wrong)


def test_provinces_all_none_or_some():
    assert read("provinces", {"": "all"}) == Held("all")
    assert read("provinces", {"": "none"}) == Held([])
    assert read("provinces", {"": "some", "some": ["ON", "NB"]}) == Held(["NB", "ON"])
    assert read("provinces", {"some": ["QC"]}) == Held(["QC"])  # ticked without the button above
    assert isinstance(read("provinces", {"": "some"}), Wrong)
    assert isinstance(read("provinces", {"": "some", "some": ["XX"]}), Wrong)
    assert read("province", "Île-du-Prince-Édouard") == Held("PE")


def test_an_occupation_is_chosen_never_guessed():
    assert read("occupation", {"words": "72200"}) == Held("72200")
    assert isinstance(read("occupation", {"words": "electrician"}), Wrong)
    assert isinstance(read("occupation", {"": "99999", "words": ""}), Wrong)
    assert isinstance(read("occupation", {"words": "qqqqzzzz"}), Wrong)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_is_written_is_read_back(lang):
    values = {
        "text": "Zoë",
        "day": "2024-02-29",
        "yes_no": False,
        "whole": 1560,
        "hours": 37.5,
        "score": 8.5,
        "money": 15263,
        "country": "CIV",
        "province": "PE",
        "provinces": ["NB", "ON"],
        "occupation": "72200",
        "texts": ["Acme", "Bolt"],
    }
    for kind, value in values.items():
        of = field(kind)
        assert kinds.read(of, kinds.write(of, value, lang), lang) == Held(value), kind
    for nullable in ("text", "day", "whole", "country", "occupation", "yes_no"):
        of = field(nullable, nullable=True)
        assert kinds.read(of, kinds.write(of, None, lang), lang) == Held(None)
    for kind in values:
        assert kinds.read(field(kind), {}, lang) is EMPTY


NASTY = (
    "🙂👩‍👩‍👧‍👦",
    "\u202eמרכז\u202c",
    "مرحبا بالعالم",
    "x" * 10_000,
    "a\x00b",
    "\ud800",
    "<script>alert(1)</script>",
    "' OR 1=1; --",
    "{{ 7*7 }}",
    "%00",
    "-1",
    "99999999999999999999",
    "1e999",
    "NaN",
    "Infinity",
    "31/02/2024",
    "0000-00-00",
    "\r\n\r\n",
    "\t",
    "\u2028",
    "null",
    "[]",
    "{}",
    "\ufeff",
    "0",
    "١٢",
    "a" * 201,
    "é" * 5,
    "=cmd()",
    "../../etc/passwd",
    "true",
    "yes",
    "all",
    "CAN",
    "72200",
    "2024",
)


PLACES = (
    ("who", "name", ""),
    ("who", "birth", ""),
    ("family", "family_size", ""),
    ("funds", "funds", ""),
    ("provinces", "provinces", ""),
    ("languages", "scores", "language_tests"),
    ("work", "job", "work"),
    ("work", "job_time", "work"),
)


def every_question():
    for section in outline.sections():
        for page in section.pages:
            yield outline.Place(section, page)
        for many in section.lists:
            for page in many.pages:
                yield outline.Place(section, page, many, "k1")


@pytest.mark.django_db
def test_every_field_of_every_page_takes_anything_without_losing_it(signed_in, draft):  # noqa: F811
    """Each page with a nasty text in every box: it answers, keeps what was typed, and a decision is still made."""
    chance = random.Random(4)
    for place in every_question():
        fields = {of: chance.choice(NASTY) for of in place.page.fields}
        form = {
            f"{of.id}.{box}" if box else of.id: words for of, words in fields.items() for box in kinds.boxes(of) if box != "null"
        }
        form |= {f"note.{of.id}": chance.choice(NASTY) for of in place.page.fields}
        for lang in ("en", "fr"):
            url = address(place.section.id, place.page.id, place.many.path if place.many else "", place.key, lang)
            response = signed_in.post(url, {name: words.encode("utf-8", "replace").decode() for name, words in form.items()})
            assert response.status_code in (200, 302), (place.id, fields)
            shown = signed_in.get(url, follow=True)
            assert shown.status_code == 200
            assert b"<script>alert" not in shown.content
            assert b"{{ 7" not in shown.content or b"{{ 7*7" in shown.content  # shown as typed, never run
        state = selectors.state_of(draft)
        for of, words in fields.items():
            typed = forms.clean(words.encode("utf-8", "replace").decode())
            kept = state.raw(place, of, "fr")
            if of.kind in ("text", "score", "money", "whole", "hours") and typed.strip() and state.value(place, of) is MISSING:
                assert kept.get("", typed) == typed, (place.id, of.id)
    for name in ("", "check/", "programs/"):
        assert signed_in.get(f"/en/profile/{name}").status_code == 200


@pytest.mark.parametrize("words", NASTY)
def test_every_kind_reads_anything(words):
    """A value that the library takes, nothing, or a sentence in both languages."""
    words = forms.clean(words)
    for place in every_question():
        for of in place.page.fields:
            for lang in ("en", "fr"):
                found = kinds.read(of, dict.fromkeys((box for box in kinds.boxes(of) if box != "null"), words), lang)
                if isinstance(found, Wrong):
                    assert found.message.text("en") != found.message.text("fr")


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(len(PLACES)))
def test_pages_of_each_kind_take_anything(signed_in, draft, number):  # noqa: F811
    section, page, path = PLACES[number]
    key = "k1" if path else ""
    place = outline.place_of(section, page, path, key)
    for at, words in enumerate(NASTY):
        words = words.encode("utf-8", "replace").decode()
        form = {f"{of.id}.{box}" if box else of.id: words for of in place.page.fields for box in kinds.boxes(of) if box != "null"}
        more = {"HTTP_HX_REQUEST": "true"} if at % 3 == 0 else {}
        assert signed_in.post(address(section, page, path, key), form, **more).status_code in (200, 302), words
    assert signed_in.post("/en/profile/occupations/", {"_field": "noc", "noc.words": forms.clean(NASTY[number])}).status_code == 200
    assert signed_in.get("/fr/profile/check/").status_code == 200
    name = content(draft).get("person", {}).get("family_name", "")
    assert "\x00" not in name
    assert len(name) <= 200


@pytest.mark.django_db
def test_a_list_that_is_full_says_so(signed_in, draft):  # noqa: F811
    for number in range(52):
        response = signed_in.post(address("relatives", "relative", "relatives_in_canada", f"k{number}"), {"adult": "yes"})
    assert len(content(draft)["relatives_in_canada"]) == 50
    assert "holds 50 at most" in signed_in.get(response.headers["Location"]).content.decode()
