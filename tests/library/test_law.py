"""Reading the law: built in, laid over, refused with the place and the remedy."""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openentry import Profile, decide, load_book, load_law
from openentry.errors import DayError, LawError, LawFileError, LawGapError, LawOverlapError, Problem, UncitedError
from openentry.law import raw
from openentry.law.book import NAMED_PARTS, book_of
from openentry.law.bundle import fresh
from openentry.messages import LANGUAGES
from tests.library.overlays import FUNDS, VOLUNTEER, age, lay
from tests.library.profile_says import example

BUILTIN = raw.read_directory(raw.HERE)
NOW, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)


def refused(kind: type[LawError], folder: Path) -> list[tuple[str, str]]:
    """The place and the message id of everything that is wrong; each a sentence in both languages."""
    with pytest.raises(kind) as caught:
        load_book(folder)
    assert type(caught.value) is kind
    for problem in caught.value.problems:
        assert len({problem.text(lang) for lang in LANGUAGES}) == len(LANGUAGES)
    return [(problem.place, problem.message.id) for problem in caught.value.problems]


# --- the built-in law ---


def test_the_bundle_is_what_the_yaml_says():
    assert fresh(), "run python -m openentry.law.bundle"


def test_the_law_reads_the_same_without_its_bundle(monkeypatch, tmp_path):
    monkeypatch.setattr(raw, "BUNDLE", tmp_path / "none.json")
    assert raw.canonical(raw.read_bundle()) == raw.canonical(BUILTIN)
    assert not fresh()


def test_the_law_begins_on_the_first_day_of_express_entry():
    book = load_book()
    assert book.first_day == date(2015, 1, 1)
    with pytest.raises(DayError) as caught:
        book.on(date(2014, 12, 31))
    assert [p.message.params["first"] for p in caught.value.problems] == [date(2015, 1, 1)]


def test_every_day_on_which_the_law_changes_begins_another_law():
    book = load_book()
    for day in book.change_days:
        if day > book.first_day:
            assert book.on(day).start == day
            assert book.on(day - timedelta(days=1)).start < day
            assert book.next_change(day - timedelta(days=1)) == day
    assert book.next_change(book.change_days[-1]) is None
    assert book.on(date(9999, 12, 31)) is book.on(book.change_days[-1])


def test_a_law_names_the_version_of_each_part():
    assert load_law(date(2018, 1, 1)).versions == {
        "crs": date(2017, 6, 6),
        "funds": date(2018, 1, 1),
        "language": date(2015, 1, 1),
        "programs": date(2015, 1, 1),
    }
    assert set(load_law(NOW).versions) == set(NAMED_PARTS)


def test_what_is_not_in_force_is_none_or_an_error_that_names_it():
    law = load_law(date(2015, 1, 1))
    assert law.get("crs.french") is None
    assert law.get("crs.nothing") is None
    with pytest.raises(LawGapError, match=r"crs\.french"):
        law.content("crs.french")
    with pytest.raises(LawGapError, match=r"crs\.french"):
        law.version("crs.french")


def test_a_version_says_where_it_stands_and_what_was_written():
    version = load_book().documents["crs.age"].versions[0]
    assert version.file == "crs/core.yaml"
    assert version.written["factor"] == "age"
    assert version.holds_on(NOW)
    assert not version.holds_on(date(2014, 12, 31))


def test_the_digest_changes_with_a_single_cell():
    other = copy.deepcopy(BUILTIN)
    rows = next(d for d in other["documents"] if d["id"] == "crs.age")["versions"][0]["content"]["points"]["table"]["rows"]
    rows[0]["to"], rows[1]["from"] = 16, 17
    assert book_of(other).digest != book_of(BUILTIN).digest == load_book().digest


# --- laid over ---


def test_a_table_that_comes_into_force_tomorrow(tmp_path):
    book = load_book(lay(tmp_path, funds=FUNDS))
    people = Profile.model_validate(example("amara-okafor"))
    decision, found = {}, {}
    for day, needed in ((NOW, 15_263), (TOMORROW, 50_000)):
        decision = decide(people, day, law=book).model_dump()
        found = next(r for r in decision["programs"]["fsw"]["requirements"] if r["id"] == "FSW-08")
        assert found["needed"] == needed
        assert decision["law"]["overlays"] == ["proposal"]
        assert decision["law"]["digest"] == book.digest != load_book().digest
        assert "warning.overlay" in [w["id"] for w in decision["warnings"]]
    assert decision["law"]["funds"] == "2026-11-25"
    assert found["citation"] == "IRPR 76(1)(b)"
    assert decide(people, NOW, law=book).changes_on == TOMORROW


def test_a_factor_that_awards_points_for_known_facts_is_data_alone(tmp_path):
    people = Profile.model_validate(example("amara-okafor"))
    before = decide(people, TOMORROW)
    after = decide(people, TOMORROW, law=lay(tmp_path, factor=VOLUNTEER))
    assert (after.total, before.total) == (534, 522)
    assert decide(people, NOW, law=tmp_path / "proposal").total == 522
    document = after.model_dump(lang="fr")
    assert document["score"]["factors"]["long_service"] == 12
    additional = document["score"]["tree"]["children"][-1]
    leaf = next(branch for branch in additional["children"] if branch["id"] == "long_service")
    assert leaf["title"] == "Long service au Canada"
    assert leaf["citation"] == "PROPOSITION art. 1"
    assert leaf["looks"] == [{"facts": {"canadian_work_years": 5}, "row": "3+", "points": 12}]


def test_a_version_that_takes_the_place_of_a_built_in_one(tmp_path):
    book = load_book(lay(tmp_path, age=age()))
    replaced = book.documents["crs.age"].versions
    assert [(v.in_force, v.overlay, v.file) for v in replaced] == [(date(2015, 1, 1), "proposal", "proposal/age.yaml")]
    assert decide(Profile.model_validate(example("amara-okafor")), NOW, law=book).model_dump()["score"]["factors"]["age"] == 110


def test_a_directory_may_be_named_by_a_path_that_has_no_name(tmp_path, monkeypatch):
    monkeypatch.chdir(lay(tmp_path, funds=FUNDS))
    assert load_book(".").overlays == ("proposal",)


def test_several_documents_in_one_file(tmp_path):
    documents = "documents:\n" + "".join("  - " + text.replace("\n", "\n    ").rstrip() + "\n" for text in (FUNDS, VOLUNTEER))
    assert load_book(lay(tmp_path, both=documents)).documents["crs.long_service"].versions[0].overlay == "proposal"


def test_a_part_that_was_verified_later(tmp_path):
    parts = "crs: {title: {en: Ranking, fr: Classement}, verified_until: 2026-12-31, note: {en: Read, fr: Lu}}\n"
    book = load_book(lay(tmp_path, parts=parts))
    assert "crs" not in [part.key for part in book.on(NOW).unverified(NOW)]
    assert "crs" in [part.key for part in load_book().on(NOW).unverified(NOW)]


# --- refused ---


def test_no_directory(tmp_path):
    assert refused(LawFileError, tmp_path / "nowhere") == [("", "error.law.no_directory")]


def test_a_file_in_place_of_a_directory(tmp_path):
    (tmp_path / "law.yaml").write_text("x: 1")
    assert refused(LawFileError, tmp_path / "law.yaml") == [("", "error.law.no_directory")]


def test_an_empty_directory(tmp_path):
    assert refused(LawFileError, tmp_path) == [("", "error.law.empty_directory")]


def test_a_file_whose_name_would_leave_it_unread(tmp_path):
    root = lay(tmp_path)
    (root / "funds.yml").write_text(FUNDS)
    assert refused(LawFileError, root) == [(str(root / "funds.yml"), "error.law.yml")]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("id: crs.age\nversions: [", ":2", "error.law.not_yaml"),
        ("id: crs.age\n\tversions: []", ":2", "error.law.not_yaml"),
        ("id: a\nid: b\n", ":2", "error.law.duplicate_key"),
        ("id: a\nyes: b\n", ":2", "error.law.bad_key"),
        ("? [1, 2]\n: x\n", ":1", "error.law.bad_key"),
        ("- 1\n", "", "error.law.not_a_mapping"),
        ("", "", "error.law.not_a_mapping"),
        ("documents: 5\n", "", "error.law.not_a_list"),
        ("documents: [5]\n", "", "error.law.not_a_mapping"),
        ("a: !!python/object:os.system x\n", ":1", "error.law.not_yaml"),
        ("day: 2026-02-30\n", "", "error.law.not_yaml"),
        ("x: " + "[" * 5_000 + "\n", "", "error.law.not_yaml"),
    ],
)
def test_files_that_are_not_law(tmp_path, text, line, message):
    root = lay(tmp_path, wrong=text)
    ((place, found),) = refused(LawFileError, root)
    assert found == message
    assert place.startswith(str(root / "wrong.yaml"))
    assert place.endswith(line)


def test_bytes_that_are_not_utf8(tmp_path):
    root = lay(tmp_path)
    (root / "wrong.yaml").write_bytes("id: é".encode("latin-1"))
    assert refused(LawFileError, root) == [(str(root / "wrong.yaml"), "error.law.not_utf8")]


def test_a_file_that_cannot_be_read(tmp_path):
    root = lay(tmp_path)
    (root / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    assert refused(LawFileError, root) == [(str(root / "gone.yaml"), "error.law.unreadable")]


FILE = "proposal/age.yaml"
AGE = f"{FILE} crs.age"
PLACE, LATER, NEW = f"{FILE} 2015-01-01", f"{FILE} 2026-11-25", f"{FILE} crs.long_service"


@pytest.mark.parametrize(
    ("text", "kind", "place", "message"),
    [
        (age(rows="{to: 17, points: 0}, {from: 18, points: [90, 99]}"), LawFileError, PLACE, "error.law.bad_content"),
        (age(maximum="100"), LawFileError, PLACE, "error.law.bad_content"),
        (age(rows="{to: 17, points: 0}"), LawGapError, f"{PLACE}: points.table", "error.law.no_row"),
        (age(rows="{to: 17, points: 0}, {from: 17, points: 1}"), LawOverlapError, f"{PLACE}: points.table", "error.law.two_rows"),
        (age(rows="{to: 17, points: -1}, {from: 18, points: 1}"), LawFileError, PLACE, "error.law.bad_points"),
        (age(rows="{to: 17, points: 0, pints: 1}, {from: 18, points: 1}"), LawFileError, PLACE, "error.law.unknown_key"),
        (age(rows="17, 18"), LawFileError, PLACE, "error.law.not_a_mapping"),
        (age(version="until: 2014-01-01"), LawFileError, PLACE, "error.law.ends_before_it_starts"),
        (age(version="until: soon"), LawFileError, PLACE, "error.law.not_a_day"),
        (age(version="until: '20260101'"), LawFileError, PLACE, "error.law.not_a_day"),
        (age(version="pubished: 2014-12-01"), LawFileError, FILE, "error.law.unknown_key"),
        (age(source="null"), UncitedError, PLACE, "error.law.uncited"),
        (age(source="{at: s. 1}"), UncitedError, PLACE, "error.law.uncited"),
        (age(source="{instrument: NOTHING, evidence: primary}"), UncitedError, PLACE, "error.law.unknown_instrument"),
        (age(source="{instrument: MI, at: s. 10}"), UncitedError, PLACE, "error.law.no_evidence"),
        (age(source="{instrument: MI, evidence: hearsay}"), UncitedError, PLACE, "error.law.no_evidence"),
        (age(source="{instrument: MI, evidence: primary, page: 3}"), LawFileError, PLACE, "error.law.unknown_key"),
        (age().replace("    replaces: 2015-01-01\n", ""), LawOverlapError, PLACE, "error.law.overlap"),
        (age().replace("replaces: 2015-01-01", "replaces: 2015-01-02"), LawFileError, AGE, "error.law.replaces_nothing"),
        (age().replace("id: crs.age", "id: 5"), LawFileError, FILE, "error.law.not_an_id"),
        (age().replace("id: crs.age", "id: crs.new"), LawFileError, f"{FILE} crs.new", "error.law.missing_key"),
        (age().replace("id: crs.age", "id: crs.age\nnote: x"), LawFileError, AGE, "error.law.unknown_key"),
        ("id: crs.age\nversions: []\n", LawFileError, AGE, "error.law.no_versions"),
        ("id: crs.age\nversions: [5]\n", LawFileError, FILE, "error.law.not_a_mapping"),
        (VOLUNTEER.replace("kind: crs_factor", "kind: factor"), LawFileError, NEW, "error.law.unknown_kind"),
        (VOLUNTEER.replace(", fr: Long service au Canada", ""), LawFileError, NEW, "error.law.two_languages"),
        (VOLUNTEER.replace("canadian_work_years", "shoe_size"), LawFileError, LATER, "error.law.unknown_fact"),
        (VOLUNTEER.replace("section: additional", "section: extra"), LawError, LATER, "error.law.no_section"),
        (VOLUNTEER.replace("factor: long_service", "factor: age"), LawError, LATER, "error.check.factor_twice"),
        (VOLUNTEER.replace("part: crs", "part: extra"), LawError, LATER, "error.check.no_part"),
        (FUNDS.replace("2: 50001", "2: 1"), LawFileError, LATER, "error.law.bad_content"),
        (FUNDS.replace("date_assumed: false", "date_asumed: false"), LawFileError, LATER, "error.law.missing_key"),
        (FUNDS.replace("{1: 50000", "[1"), LawFileError, "", "error.law.not_yaml"),
    ],
)  # fmt: skip
def test_documents_that_are_refused(tmp_path, text, kind, place, message):
    root = lay(tmp_path, age=text)
    found = refused(kind, root)
    assert message in [one for _, one in found]
    assert all(where.startswith(place or str(root)) for where, _ in found)


def test_two_versions_of_an_overlay_that_claim_the_same_days(tmp_path):
    second = FUNDS.split("versions:\n")[1]
    root = lay(tmp_path, funds=FUNDS + second)
    assert refused(LawOverlapError, root) == [("proposal/funds.yaml 2026-11-25", "error.law.overlap")]
    ended = FUNDS.replace("    source", "    until: 2027-01-31\n    source", 1) + second.replace("2026-11-25", "2027-01-31", 1)
    assert refused(LawOverlapError, lay(tmp_path, funds=ended)) == [("proposal/funds.yaml 2027-01-31", "error.law.overlap")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("X: 5\n", "error.law.not_a_mapping"),
        ("X: {title: A, short: A}\n", "error.law.missing_key"),
        ("X: {title: A, short: A, url: x, page: 1}\n", "error.law.unknown_key"),
        ("X: {title: {en: A}, short: A, url: x}\n", "error.law.two_languages"),
    ],
)
def test_registers_that_are_refused(tmp_path, text, message):
    ((place, found),) = refused(LawFileError, lay(tmp_path, instruments=text))
    assert (place, found) == ("proposal/instruments.yaml: X", message)


def test_an_instrument_whose_name_is_the_same_in_both_languages(tmp_path):
    text = "PROPOSAL: {title: Proposal 7, short: P7, url: 'https://example.org/7'}\n"
    book = load_book(lay(tmp_path, instruments=text, funds=FUNDS))
    assert book.instruments["PROPOSAL"].short.in_("fr") == "P7"


def test_two_built_in_documents_of_one_name_are_refused():
    twice = {**BUILTIN, "documents": [*BUILTIN["documents"], BUILTIN["documents"][0]]}
    with pytest.raises(LawOverlapError, match="already stands in"):
        book_of(twice)


# --- whatever is written, it is read or refused ---

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**12),
    st.text(max_size=5),
    st.sampled_from(
        [
            [],
            {},
            [1],
            ["x"],
            {"x": 1},
            {"en": "a", "fr": "b"},
            {"table": None},
            {"table": {"by": "age", "rows": []}},
            {"table": {"by": ["age"], "rows": [{"points": 1}]}},
            {"grid": {"rows": {}, "columns": {}, "points": {}}},
            {"cases": {"when": [{}], "otherwise": 0}},
            {"cases": {"when": [{"id": 1, "all": [[]], "points": 0}], "otherwise": 0}},
            {"sum": [1]},
            {"cap": {"at": 1, "of": None}},
        ]
    ),
)


def places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *itertools.chain.from_iterable(places(part, (*place, key)) for key, part in parts)]


@given(data=st.data())
def test_a_document_with_anything_anywhere_is_read_or_refused(data):
    document = copy.deepcopy(data.draw(st.sampled_from(BUILTIN["documents"])))
    place = data.draw(st.sampled_from([p for p in places(document) if p and p != ("file",)]))
    part = document
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = data.draw(JUNK)
    problems: tuple[Problem, ...] = ()
    try:
        book_of({**BUILTIN, "documents": [document]})
    except LawError as wrong:
        problems = wrong.problems
    assert all(problem.place and problem.text("fr") for problem in problems)


def french(value: Any) -> Iterator[str]:
    """Every French text in a document."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from [part] if key == "fr" and isinstance(part, str) else french(part)
    elif isinstance(value, list):
        for part in value:
            yield from french(part)


def test_the_french_of_the_law_is_set_as_french_is():
    """A space that does not break stands before ; ? ! : and inside « », so that no line begins with one of them."""
    amiss = re.compile("[^\u00a0\u202f][;?!»:](\\s|$)|«[^\u00a0\u202f]")
    texts = list(french(BUILTIN))
    assert len(texts) > 300
    assert [text for text in texts if amiss.search(text)] == []
