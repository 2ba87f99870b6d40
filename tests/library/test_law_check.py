"""The law's own check, and the comparison of two days."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from openentry import load_book
from openentry.errors import DayError, LawError
from openentry.law import bundle, check, raw
from openentry.law.book import book_of
from openentry.law.compare import cells, differences, documents
from openentry.law.sources import Text
from openentry.messages import LANGUAGES
from tests.library.overlays import FUNDS, SOURCE, VOLUNTEER, age, lay

BUILTIN = raw.read_directory(raw.HERE)
SWITCH = f"""\
id: switch.FRENCH-MIXED
versions:
  - in_force: 2026-11-25
    source: {SOURCE}
    content:
      choice: CHOICE
      readings: {{lower_tier: {{en: a, fr: b}}, CHOICE: {{en: a, fr: b}}}}
      reason: {{en: a, fr: b}}
"""


def found(report: check.Report) -> list[tuple[str, str]]:
    """The place and the message id of each problem but the bundle's, each a sentence in both languages."""
    for problem in report.problems:
        assert len({problem.text(lang) for lang in LANGUAGES}) == len(LANGUAGES)
    return [(p.place, p.message.id) for p in report.problems if p.message.id != "error.check.bundle"]


def edited(document: str, change: Any) -> list[tuple[str, str]]:
    """What the check finds when the first version of a built-in document is changed."""
    other = copy.deepcopy(BUILTIN)
    change(next(d for d in other["documents"] if d["id"] == document))
    return [(p.place, p.message.id) for p in check.problems_of(book_of(other)) if p.text("fr")]


# --- check ---


def test_the_built_in_law_holds_together():
    report = check.check()
    assert found(report) == []
    assert report.documents == len(load_book().documents)
    assert report.versions == sum(len(d.versions) for d in load_book().documents.values())


def test_a_bundle_that_is_not_the_yaml_is_found(monkeypatch, tmp_path):
    monkeypatch.setattr(raw, "BUNDLE", tmp_path / "bundle.json")
    assert "error.check.bundle" in [p.message.id for p in check.check().problems]
    bundle.write()
    assert bundle.fresh()
    assert check.check().problems == ()
    raw.BUNDLE.write_bytes(raw.BUNDLE.read_bytes() + b" ")
    assert not bundle.fresh()


def test_an_overlay_is_checked_with_what_it_lies_on(tmp_path):
    report = check.check(lay(tmp_path, funds=FUNDS, factor=VOLUNTEER))
    assert found(report) == []
    assert report.book is not None
    assert report.book.overlays == ("proposal",)


def test_everything_wrong_is_found_at_once(tmp_path):
    root = lay(tmp_path, a="id: [", b=FUNDS.replace("2: 50001", "2: 1"), c=VOLUNTEER.replace("maximum: 12", "maximum: 11"), d=age())
    report = check.check(root)
    assert report.book is None
    assert [message for _, message in found(report)] == ["error.law.not_yaml", "error.law.bad_content", "error.law.bad_content"]
    assert {place.split()[0] for place, _ in found(report)} == {f"{root}/a.yaml:1", "proposal/b.yaml", "proposal/c.yaml"}


def test_two_documents_that_only_clash_together(tmp_path):
    report = check.check(lay(tmp_path, a=FUNDS, b=FUNDS))
    assert found(report) == [("proposal/b.yaml 2026-11-25", "error.law.overlap")]


def test_no_directory(tmp_path):
    with pytest.raises(LawError):
        check.check(tmp_path / "nowhere")


@pytest.mark.parametrize(("choice", "wrong"), [("upper_tier", []), ("middle_tier", ["error.check.reading"])])
def test_a_reading_that_nothing_knows(tmp_path, choice, wrong):
    assert [m for _, m in found(check.check(lay(tmp_path, s=SWITCH.replace("CHOICE", choice))))] == wrong


def test_a_reading_put_in_place_of_every_built_in_version(tmp_path):
    replaced = SWITCH.replace("in_force: 2026-11-25", "in_force: 2015-01-01\n    replaces: 2015-01-01")
    assert found(check.check(lay(tmp_path, s=replaced.replace("CHOICE", "upper_tier")))) == []
    (wrong,) = found(check.check(lay(tmp_path, s=replaced.replace("CHOICE", "middle_tier"))))
    assert wrong == ("proposal/s.yaml 2015-01-01", "error.check.reading")


def test_a_switch_that_is_not_built_in_is_read_by_nothing(tmp_path):
    new = SWITCH.replace("FRENCH-MIXED", "NEW-ONE").replace(
        "versions:", "part: crs\nkind: switch\ntitle: {en: a, fr: b}\nversions:"
    )
    assert [m for _, m in found(check.check(lay(tmp_path, s=new.replace("CHOICE", "a"))))] == ["error.check.reading"]


def late(document: dict[str, Any]) -> None:
    document["versions"][0]["in_force"] = "2015-01-02"


def ended(document: dict[str, Any]) -> None:
    document["versions"][-1]["until"] = "2030-01-01"


def gap(document: dict[str, Any]) -> None:
    document["versions"][0]["until"] = "2016-01-01"


def in_content(*keys: str, value: Any = None) -> Any:
    """A change of one value of the content; its removal where no value is given."""

    def change(document: dict[str, Any]) -> None:
        part = document["versions"][0]["content"]
        for key in keys[:-1]:
            part = part[key]
        if value is None:
            del part[keys[-1]]
        else:
            part[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    ("document", "change", "message"),
    [
        ("crs.ties", late, "error.check.gap"),
        ("crs.ties", gap, "error.check.gap"),
        ("programs.cec", ended, "error.check.ends"),
        ("programs.cec", in_content("requirements", "CEC-09"), "error.check.requirement"),
        ("programs.cec", in_content("requirements", "CEC-12", "informative"), "error.check.requirement_told"),
        ("programs.fst", in_content("requirements", "FST-01", "informative", value=True), None),
        ("programs.order", in_content("order", value=["cec", "fsw", "fst"]), "error.check.order"),
        ("programs.order", in_content("names", "cec"), "error.check.order"),
        ("definitions", in_content("skilled_teer", value=[0, 1, 2, 3, 4]), "error.check.teer"),
        ("crs.age", in_content("group", value="none"), "error.law.no_section"),
        ("language.tef_canada", late, None),
    ],
)
def test_what_only_shows_over_the_whole_law(document, change, message):
    problems = edited(document, change)
    assert [one for _, one in problems] == ([message] if message else [])
    assert all(place.split()[0].endswith(".yaml") for place, _ in problems)


def test_a_requirement_that_nothing_tests():
    def add(document: dict[str, Any]) -> None:
        requirements = document["versions"][0]["content"]["requirements"]
        requirements["FSW-99"] = requirements["FSW-01"]

    assert edited("programs.fsw", add) == [("programs/fsw.yaml 2015-01-01", "error.check.requirement_unknown")]


def test_an_element_of_adaptability_that_nothing_tests():
    def change(document: dict[str, Any]) -> None:
        document["versions"][0]["content"]["adaptability"]["elements"].pop()

    assert edited("programs.fsw_grid", change) == [("programs/fsw.yaml 2015-01-01", "error.check.adaptability")]


def test_a_language_without_a_test():
    other = copy.deepcopy(BUILTIN)
    for document in other["documents"]:
        if document["id"] in ("language.tef_canada", "language.tcf_canada"):
            document["versions"][-1]["until"] = "2026-12-31"
    problems = list(check.problems_of(book_of(other)))
    assert [(p.message.id, p.message.params["day"]) for p in problems] == [("error.check.no_test", date(2027, 1, 1))]


def test_our_own_reading_without_a_reason_and_a_source_without_a_link():
    def change(document: dict[str, Any]) -> None:
        source = document["versions"][0]["source"]
        source |= {"evidence": "judgement", "note": "", "url": "nowhere"}

    assert [m for _, m in edited("crs.age", change)] == ["error.check.no_reason", "error.check.no_link"]


def test_parts_that_are_not_named():
    other = copy.deepcopy(BUILTIN)
    del other["parts"]["funds"]
    problems = [p.message.id for p in check.problems_of(book_of(other))]
    assert set(problems) == {"error.check.no_part", "error.check.unverified_part"}


# --- names, cells, differences ---


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("crs", "crs.age"),
        ("funds", "funds.table"),
        ("cec", "programs.cec"),
        ("fsw", "programs.fsw"),
        ("pnp", "programs.pnp"),
        ("language", "language.celpip_general"),
        ("categories", "categories.agriculture"),
        ("ielts_general", "language.ielts_general"),
        ("crs.french", "crs.french"),
        ("procedure", "procedure.apply_days"),
    ],
)
def test_names_that_people_use(name, first):
    assert documents(load_book(), name)[0].id == first


@pytest.mark.parametrize(("name", "near"), [("csr", "crs"), ("crs.frensh", "crs.french"), ("zzzzzz", None), ("", None)])
def test_a_name_that_means_nothing(name, near):
    with pytest.raises(LawError) as caught:
        documents(load_book(), name)
    assert caught.value.problems[0].message.params.get("near") == near
    assert caught.value.text("fr") != caught.value.text("en")


def told(name: str, first: date, second: date) -> list[tuple[str, str, Any, Any]]:
    return [(d.document.id, ".".join(d.place), d.old, d.new) for d in differences(load_book(), name, first, second)]


def test_the_french_points_of_2020():
    assert [d for d in told("crs", date(2020, 10, 19), date(2020, 10, 20)) if d[0] != "crs.version"] == [
        ("crs.french", "maximum", 30, 50),
        ("crs.french", "points.nclc_7_and_clb_5", 30, 50),
        ("crs.french", "points.nclc_7", 15, 25),
    ]


def test_the_job_offers_of_2025():
    rows = told("crs.job_offer", date(2025, 3, 24), date(2025, 3, 25))
    assert ("crs.job_offer", "points.major_group_00", 200, None) in rows
    assert ("crs.job_offer", "points.other", 50, None) in rows
    assert all(new is None for *_, new in rows)


def test_the_funds_of_2025_and_back():
    forth = told("funds", date(2025, 7, 6), date(2025, 7, 7))
    assert ("funds.table", "amounts.1", 14_690, 15_263) in forth
    assert told("funds", date(2025, 7, 7), date(2025, 7, 6)) == [(d, place, new, old) for d, place, old, new in forth]


def test_occupations_that_enter_and_leave_a_list():
    rows = told("categories.healthcare", date(2025, 2, 26), date(2025, 2, 27))
    assert ("categories.healthcare", "rule.codes.31120", None, True) in rows
    assert ("categories.healthcare", "rule.codes.31204", True, None) in rows


def test_a_pair_of_points_is_one_cell(tmp_path):
    book = load_book(lay(tmp_path, age=age(rows="{to: 17, points: 0}, {from: 18, points: [80, 110]}", maximum="[80, 110]")))
    version = book.documents["crs.age"].versions[0]
    assert cells(version)["points", "18+"] == (80, 110)
    assert cells(version)["points", "0-17"] == 0
    assert cells(None) == {}


def test_texts_are_cells_and_sources_are_not():
    found = cells(load_book().documents["programs.cec"].versions[0])
    assert isinstance(found["requirements", "CEC-01", "title"], Text)
    assert not any("source" in place for place in found)


def test_no_two_cells_of_a_document_stand_in_one_place():
    from openentry.law.compare import _cells

    for document in load_book().documents.values():
        for version in document.versions:
            found = list(_cells(version.written, ()))
            assert len(found) == len(dict(found)), document.id
            assert found


def test_a_day_before_the_law():
    with pytest.raises(DayError):
        differences(load_book(), "crs", date(2014, 1, 1), date(2020, 1, 1))


def test_the_same_day_differs_in_nothing():
    assert told("crs", date(2020, 1, 1), date(2020, 1, 2)) == []
