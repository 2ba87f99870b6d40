"""What the profile asks: every key the law reads has its question, every question its words, every condition an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openentry import Profile, decide
from openentry.messages import LANGUAGES, ids, text
from openentry_web.profiles.questions import Field, Many, Page, Section
from openentry_web.profiles.sections import SECTIONS, asked, titles
from tests.library.strategies import profile_dicts

#: Sentences name figures of the law of today, and the law is asked of the database.
pytestmark = pytest.mark.django_db
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "profiles").glob("*.json"))
DAY = date(2026, 11, 24)

#: Keys of the model that no question asks for, and why.
NOT_ASKED = {
    "nomination.status": "a person can only declare a nomination; what becomes of it is the province's act and theirs",
    "bars[].kind": "there is one kind; the question is about it",
    "family.spouse.education[].study_in_canada": "points for study in Canada are the candidate's only (MI s. 30)",
    "family.spouse.work[].employer": "a year with the offering employer is the candidate's (R82(2)(b))",
    "family.spouse.work[].temporary_resident_status": "only the Canadian Experience Class reads it (R87.1(3)(c))",
    "family.spouse.work[].primary_occupation": "only the skilled worker class reads it (R75(2)(a))",
    "family.spouse.work[].qualified_to_practise_on": "only the trades class reads it (R87.2(3)(b))",
    "family.spouse.work[].meets_employment_requirements": "only the trades class reads it (R87.2(3)(c))",
}

#: Questions that wait for the answer to another of the same thing, which is asked for first.
WAITS_FOR = {
    "qualified_to_practise_on": "noc",
    "meets_employment_requirements": "noc",
    "authorized": "country",
    "temporary_resident_status": "country",
    "physically_in_canada": "country",
    "eca": "country",
    "study_in_canada": "country",
}


# --- the model, walked by its schema ---

SCHEMA = Profile.model_json_schema()


def _resolved(schema: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The schema of what stands there, and whether null may."""
    null = False
    while "$ref" in schema or "anyOf" in schema:
        if "$ref" in schema:
            schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]
            continue
        some = [s for s in schema["anyOf"] if s.get("type") != "null"]
        null = null or len(some) < len(schema["anyOf"])
        if len(some) > 1:
            return {"anyOf": some}, null
        schema = some[0]
    return schema, null


def _schema_at(path: str) -> tuple[dict[str, Any], bool]:
    found, null = _resolved(SCHEMA)
    for step in path.split(".") if path else ():
        if step.isdecimal() or step == "[]":
            found, null = _resolved(found["items"])
        else:
            assert step in found.get("properties", {}), f"the model has no {path} ({step})"
            found, null = _resolved(found["properties"][step])
    return found, null


def _keys(schema: dict[str, Any], place: str = "") -> Iterator[str]:
    """Every key of the model: ``work[].noc``."""
    for name, of in schema.get("properties", {}).items():
        here = f"{place}.{name}" if place else name
        yield here
        found, _ = _resolved(of)
        if "items" in found:
            inner, _ = _resolved(found["items"])
            yield from _keys(inner, f"{here}[]")
        else:
            yield from _keys(found, here)


# --- what is asked ---


def _fields() -> Iterator[tuple[Section, Many | None, Page, Field, str]]:
    """Every question, with the place of its answer in the model: ``family.spouse.work.[].noc``."""
    for section in SECTIONS:
        for page in section.pages:
            for field in page.fields:
                yield section, None, page, field, _join(page.part, field.path)
        for many in section.lists:
            for page in many.pages:
                for field in page.fields:
                    yield section, many, page, field, _join(many.path, "[]", page.part, field.path)


def _join(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def _generic(path: str) -> str:
    """A place as the model knows it: ``work[0].noc``, ``work.[].noc`` and ``bars.0.until`` with ``[]``."""
    return re.sub(r"\[\d+\]|\.\d+(?=\.|$)|\.\[\]", "[]", path)


QUESTIONS = tuple(_fields())
ASKED = {_generic(path) for *_, path in QUESTIONS}
LISTS = {many.path: (section, many) for section in SECTIONS for many in section.lists}
NAMES = [f"{page.id}.{field.id}" for _, _, page, field, _ in QUESTIONS]

_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "day": {"type": "string", "format": "date"},
    "yes_no": {"type": "boolean"},
    "whole": {"type": "integer"},
    "money": {"type": "integer"},
    "hours": {"type": "number", "maximum": 168},
    "score": {"type": "number", "maximum": 999},
    "country": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "occupation": {"type": "string", "pattern": "^[0-9]{5}$"},
    "texts": {"type": "array"},
}


@pytest.mark.parametrize(("section", "many", "page", "field", "path"), QUESTIONS, ids=NAMES)
def test_an_answer_has_its_place_in_the_profile(section, many, page, field, path):
    schema, null = _schema_at(path)
    if field.gate:
        _gate_fits(path, field, schema)
    elif field.kind in ("choice", "province"):
        assert set(field.options or schema["enum"]) <= set(schema["enum"])
        assert field.kind == "province" or field.options
    elif field.kind == "provinces":
        assert {"const": "all"} in schema["anyOf"]
    else:
        for key, value in _TYPES[field.kind].items():
            assert schema.get(key) == value, f"{path} is asked for as {field.kind}: {schema}"
    if field.nullable:
        assert null, f"{path} is never null"
    if field.kind in ("whole", "money"):
        assert (field.least, field.most) == (schema.get("minimum"), schema.get("maximum"))


def _gate_fits(path: str, field: Field, schema: dict[str, Any]) -> None:
    assert field.kind == "yes_no"
    assert "properties" in schema or "items" in schema
    for kept in (field.yes, field.no):
        value: Any = json.loads(kept)
        for step in reversed(_generic(path).replace("[]", ".[]").split(".")):
            value = [value] if step == "[]" else {step: value}
        Profile.model_validate(value)


def test_choices_offer_everything_the_model_takes():
    """No answer the law knows is left out of a list of choices."""
    for _, _, page, field, path in QUESTIONS:
        if field.kind == "choice":
            assert set(field.options) == set(_schema_at(path)[0]["enum"]), f"{page.id}.{field.id}"


def test_lists_are_lists():
    for path in LISTS:
        assert "items" in _schema_at(path)[0]


def test_every_key_of_the_profile_is_asked_or_said_not_to_be():
    left = [
        key
        for key in _keys(_resolved(SCHEMA)[0])
        if key not in ASKED
        and key not in LISTS
        and not any(asked_for.startswith((key + ".", key + "[]")) for asked_for in ASKED)
        and not any(key == not_asked or key.startswith(not_asked + ".") for not_asked in NOT_ASKED)
    ]
    assert left == []
    assert not ASKED & set(NOT_ASKED), "a key that is said not to be asked is asked"


def test_ids_are_used_once():
    pages = [page.id for section in SECTIONS for page in section.pages]
    pages += [page.id for section in SECTIONS for many in section.lists for page in many.pages]
    assert len(pages) == len(set(pages)) and len(NAMES) == len(set(NAMES))
    assert len({section.id for section in SECTIONS}) == len(SECTIONS)


def test_nothing_is_asked_about_children_but_their_number():
    """Children's details are asked for after an invitation only; a grown child in Canada is a relative (R83(1)(d))."""
    assert not [path for path in ASKED if re.search("child|depend", path)]
    for name in NAMES:
        for lang in LANGUAGES:
            for part in ("label", "hint"):
                said = text(f"q.{name}.{part}", lang)
                assert name == "family_size.size" or not re.search(r"\b(child|enfant|dependent|à charge)", said), said


# --- words ---


def _needed_words() -> Iterator[str]:
    for section in SECTIONS:
        yield from (f"q.section.{section.id}.title", f"q.section.{section.id}.hint")
        for many in section.lists:
            yield from (f"q.section.{many.id or section.id}.{name}" for name in ("title", "question", "add", "none"))
        for page in (*section.pages, *(page for many in section.lists for page in many.pages)):
            yield f"q.{page.id}.title"
    for _, _, page, field, _ in QUESTIONS:
        name = f"q.{page.id}.{field.id}"
        yield from (f"{name}.label", f"{name}.hint", f"{name}.why")
        if field.nullable:
            yield f"{name}.null"
        if field.unit:
            yield f"q.unit.{field.unit}"
        for value in field.options:
            yield f"q.option.{field.words or field.id}.{re.sub('[()]', '', value)}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_has_its_words(lang):
    assert [name for name in dict.fromkeys(_needed_words()) if name not in ids(lang)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_words_without_a_question(lang):
    known = {*_needed_words(), *(f"q.{p.id}.intro" for s in SECTIONS for p in (*s.pages, *(p for m in s.lists for p in m.pages)))}
    spare = {name for name in ids(lang) if name.startswith("q.")} - known
    assert {name for name in spare if not re.match(r"q\.title\.|q\.option\.level\.short\.", name)} == set()


def test_every_question_is_a_question_and_says_which_rule_it_serves():
    """Or says plainly that no program and no points depend on it."""
    for name, (_, _, _, field, _) in zip(NAMES, QUESTIONS, strict=True):
        for lang in LANGUAGES:
            assert text(f"q.{name}.label", lang).endswith("?"), name
            why = text(f"q.{name}.why", lang)
            cited = re.search(r"IRP[RA] \d|R?LI?PR \d|RIPR \d|Ministerial Instructions|Instructions ministérielles|page", why)
            assert cited or not field.needed or name.startswith(("name.", "birth.")), f"{name}: {why}"


def test_french_is_set_as_french_is():
    for message in ids("fr"):
        if message.startswith("q."):
            said = text(message, "fr") if "{" not in message and not message.startswith("q.title.") else ""
            assert not re.search(r"[^\u00a0\u202f][?!;»]|[^\u00a0\d]:|«[^\u00a0]|'", said), said


# --- conditions ---


def _shown(section: Section, many: Many | None, page: Page, field: Field, profile: Any, place: tuple[Any, ...] = ()) -> bool:
    """Whether a question is asked on what was answered so far; ``place`` is that of a thing in its list."""
    thing: Any = profile
    things: Any = []
    if many is not None:
        things = asked.at(profile, many.path) or []
        thing = things[place[0]] if place and place[0] < len(things) else {}
    part = asked.at(thing, page.part)
    if section.when and not section.when(profile):
        return False
    if page.when and not page.when(profile):
        return False
    if page.among and not page.among(thing, things):
        return False
    return field.when is None or bool(field.when(part if part is not None else {}))


def _every_condition(profile: Any) -> None:
    for section, many, page, field, _ in QUESTIONS:
        things = asked.at(profile, many.path) if many else None
        for at in range(len(things) if isinstance(things, list) else 1):
            assert _shown(section, many, page, field, profile, (at,)) in (True, False)
    for section in SECTIONS:
        for many in section.lists:
            things = asked.at(profile, many.path)
            for thing in [{}, *(things if isinstance(things, list) else [])]:
                for lang in LANGUAGES:
                    assert many.title(thing, lang).strip()


@settings(deadline=None, max_examples=60)
@given(profile_dicts())
def test_conditions_hold_for_any_answers(profile):
    _every_condition(profile)


_STEPS = sorted({step for key in _keys(_resolved(SCHEMA)[0]) for step in key.replace("[]", "").split(".")})
_VALUES = ["CAN", "", "72200", "ielts_general", "2025-02-30", "married", "🦆"]
_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(_VALUES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_STEPS), inner, max_size=5),
    max_leaves=30,
)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(st.sampled_from(list(Profile.model_fields)), _JUNK, max_size=8))
def test_conditions_hold_for_what_is_no_profile(junk):
    """A condition never raises, whatever was kept."""
    for section, _, page, field, _ in QUESTIONS:
        for condition in (section.when, page.when, field.when):
            if condition is not None:
                assert condition(junk) in (True, False)
        if page.among is not None:
            assert page.among(junk, [junk]) in (True, False)
    for name in ("test", "credential", "study", "job", "certificate", "relative"):
        for lang in LANGUAGES:
            assert getattr(titles, name)(junk, lang)


def _without_one(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Each key of a profile, and the profile without it."""
    whole = value

    def walk(part: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
            if isinstance(part, dict):
                yield (*path, key)
            yield from walk(inner, (*path, key))

    for path in list(walk(whole, ())):
        copy = deepcopy(whole)
        part = copy
        for step in path[:-1]:
            part = part[step]
        del part[path[-1]]
        yield ".".join(map(str, path)), copy


def _is_asked(name: str, profile: Any, wanted: set[str]) -> bool:
    generic = _generic(name)
    if generic in NOT_ASKED:
        return True
    if name.startswith("family.spouse.") and "family.marital_status" in wanted:
        return True  # first whether there is a spouse or partner at all
    if name == "first_official_language" and any(re.fullmatch(r"language_tests(\[\d+\]\.test)?", other) for other in wanted):
        return True  # first whether there are tests in both
    if generic in LISTS:
        section, _ = LISTS[generic]
        return section.when is None or section.when(profile)
    place = tuple(int(n) for n in re.findall(r"\[(\d+)\]", name))
    found = [q for q in QUESTIONS if _generic(q[4]) == generic]
    if any(_shown(*q[:4], profile, place) for q in found):
        return True
    return bool(found) and any(f in wanted and _is_asked(f, profile, wanted) for f in _first(name))


def _first(name: str) -> Iterator[str]:
    """The questions that this one waits for."""
    steps = name.split(".")
    for at, step in enumerate(steps):
        if step in WAITS_FOR:
            yield ".".join((*steps[:at], WAITS_FOR[step]))
    if name.startswith("family.spouse.work["):
        yield f"{name.rpartition('.')[0]}.country"  # only work in Canada is read


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_the_law_wants_to_know_is_asked(path):
    """Take any one answer away: whatever the decision then asks for, some question that is shown asks the person."""
    whole = json.loads(path.read_text())
    unasked = {}
    for taken, profile in _without_one(whole):
        wanted = {q.field for q in decide(Profile.model_validate(profile), DAY).questions}
        hidden = [name for name in sorted(wanted) if not _is_asked(name, profile, wanted)]
        if hidden:
            unasked[taken] = hidden
    assert unasked == {}


@settings(deadline=None, max_examples=30)
@given(profile_dicts())
def test_what_the_law_wants_to_know_of_anybody_is_asked(profile):
    wanted = {q.field for q in decide(Profile.model_validate(profile), DAY).questions}
    assert [name for name in sorted(wanted) if not _is_asked(name, profile, wanted)] == []


# --- some conditions, said out loud ---


def _page(section_id: str, page_id: str) -> tuple[Section, Many | None, Page]:
    return next((s, m, p) for s, m, p, _, _ in QUESTIONS if s.id == section_id and p.id == page_id)


def _asks(section_id: str, page_id: str, profile: Any) -> set[str]:
    section, many, page = _page(section_id, page_id)
    return {field.id for field in page.fields if _shown(section, many, page, field, profile, (0,))}


@pytest.mark.parametrize(
    ("family", "shown"),
    [
        ({}, False),
        ({"marital_status": "divorced"}, False),
        ({"marital_status": "married"}, True),
        ({"marital_status": "common_law", "spouse": None}, True),
        ({"marital_status": "married", "spouse": {"accompanying": True}}, True),
        ({"marital_status": "married", "spouse": {"accompanying": False}}, False),
        ({"marital_status": "married", "spouse": {"accompanying": True, "citizen_or_permanent_resident": True}}, False),
        ({"marital_status": "separated", "spouse": {"accompanying": True}}, False),
    ],
)
def test_a_partner_is_asked_about_where_the_law_reads_it(family, shown):
    assert bool(_asks("partner", "partner_job", {"family": family})) is shown


def test_work_in_canada_and_trades_are_asked_more():
    abroad = {"work": [{"noc": "21231", "country": "IND"}]}
    here = {"work": [{"noc": "72200", "country": "CAN"}]}
    assert {"authorized", "temporary_resident_status", "physically_in_canada"} <= _asks("work", "job_conditions", here)
    assert not {"authorized", "physically_in_canada"} & _asks("work", "job_conditions", abroad)
    assert _asks("work", "job_trade", here) and not _asks("work", "job_trade", abroad)
    assert not _asks("work", "job_trade", {"work": [{}]})


def test_the_first_language_and_the_test_to_use_are_asked_where_there_is_a_choice():
    english, french = {"test": "pte_core"}, {"test": "tcf_canada"}
    assert not _asks("languages", "first_language", {"language_tests": [english, english]})
    assert _asks("languages", "first_language", {"language_tests": [english, french]})
    assert _asks("languages", "test_use", {"language_tests": [english, {"test": "ielts_general"}]})
    assert not _asks("languages", "test_use", {"language_tests": [english, french]})


def test_a_nomination_is_only_ever_declared_by_the_person():
    gate = _page("nomination", "nominated")[2].fields[0]
    assert json.loads(gate.yes) == {"status": "declared"}
    assert "nomination.status" not in ASKED


@pytest.mark.parametrize(
    ("title", "thing", "said"),
    [
        (titles.test, {"test": "ielts_general", "taken_on": "2025-01-10"}, "IELTS General Training (English), 10 January 2025"),
        (
            titles.job,
            {"noc": "21231", "employer": "Acme", "country": "CAN", "start": "2022-01-10", "end": None},
            "Software engineers and designers (21231), Acme, since 10 January 2022",
        ),
        (
            titles.job,
            {"noc": "21231", "employer": None, "country": "IND", "start": "2022-01-10", "end": "2023-02-28"},
            "Software engineers and designers (21231), India, from 10 January 2022 to 28 February 2023",
        ),
        (titles.job, {}, "A job without an occupation yet"),
        (titles.study, {"start": "2019-09-03", "end": "2021-04-30"}, "Full-time study, from 3 September 2019 to 30 April 2021"),
        (titles.relative, {"relation": "sibling", "of": "spouse"}, "Brother or sister, of your spouse or partner"),
    ],
)
def test_a_thing_in_a_line(title, thing, said):
    assert title(thing, "en").replace("\u00a0", " ") == said
    assert title(thing, "fr").replace("\u00a0", " ") != said
