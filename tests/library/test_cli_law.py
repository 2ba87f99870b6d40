"""``openentry law``, ``clb`` and ``schema``: what is printed, as text in both languages and as JSON."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from openentry import Profile, decide, load_book
from openentry.law import bundle, raw
from openentry.messages import LANGUAGES
from openentry.schema import decision_schema, facts_schema, instructions_schema
from tests.library.command import run
from tests.library.overlays import FUNDS, VOLUNTEER, lay
from tests.library.profile_says import EXAMPLES

__all__ = ["run"]

PROPOSAL = Path(__file__).parents[2] / "examples" / "law" / "reform-2026-proposal"

jsonschema = pytest.importorskip("jsonschema")


# --- list ---


def test_the_list_has_every_document_with_every_version(run):
    ran = run("law", "list")
    assert ran.status == 0
    for document in load_book().documents.values():
        assert f"({document.id})" in ran.flat
    assert "Comprehensive Ranking System (crs), checked to 2 November 2026" in ran.flat
    assert "In force from 20 October 2020 (published 27 October 2020). IRCC CRS page, department’s page read" in ran.flat
    assert "In force from 19 November 2016 to 24 March 2025. MI 2016-1 s. 29" in ran.flat


def test_the_list_of_a_day(run):
    listed = json.loads(run("law", "list", "--as-of", "2016-01-01", "--format", "json").out)
    by_id = {document["id"]: document for document in listed["documents"]}
    assert "crs.french" not in by_id
    (version,) = by_id["crs.counting"]["versions"]
    assert version["in_force"] == "2015-05-30"
    assert version["source"]["evidence"] == "primary"
    assert version["source"]["url"].startswith("https://")
    assert listed["digest"] == load_book().digest
    assert listed["as_of"] == "2016-01-01"


def test_the_list_names_what_is_laid_over(run, tmp_path):
    root = lay(tmp_path, funds=FUNDS)
    ran = run("law", "list", "--law", root)
    assert "In force from 25 November 2026. PROPOSAL s. 1, our own reading. Laid over from proposal" in ran.flat
    assert "Laid over the law, for this letter only: proposal." not in ran.flat
    assert "Laid over the law: proposal." in ran.flat
    assert json.loads(run("law", "list", "--law", root, "--format", "json").out)["overlays"] == ["proposal"]


# --- show ---


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("day", ["2015-01-01", "2018-01-01", "2026-11-24"])
def test_every_document_can_be_shown_in_both_languages(run, lang, day):
    book = load_book()
    for part in book.parts:
        ran = run("law", "show", part, "--as-of", day, "--lang", lang)
        assert ran.status == 0
        for document in book.of_part(part):
            title = f"{document.title.in_(lang)} ({document.id})".replace("\u00a0", " ")
            assert (title in ran.flat) is bool(document.on(date.fromisoformat(day)))
        assert all(len(line) <= 80 for line in ran.out.splitlines() if not line.strip().startswith("http"))


def test_a_table_of_points_has_its_rows_section_link_and_evidence(run):
    ran = run("law", "show", "crs.age", "--as-of", "2018-01-01")
    assert "In force from 1 January 2015 (published 1 December 2014). MI s. 10, department’s page read" in ran.flat
    assert "https://www.canada.ca/" in ran.out
    assert "  age    with a spouse  without\n  0-17               0        0\n  18                90       99\n" in ran.out
    assert "At most 100 / 110." in ran.out


def test_grids_cases_and_caps(run):
    shown = run("law", "show", "crs", "--as-of", "2026-01-01").out
    assert "  education, by work in Canada                    0   1  2+\n" in shown
    assert "  two or more credentials, master’s or doctorate  0  25  50\n" in shown
    assert "French at 7 or higher, English at 5 or higher      50" in shown
    assert re.search(r"\n  Skill transferability +100 +100\n +Education combined with", shown)
    assert shown.index("(crs.version)") < shown.index("(crs.caps)") < shown.index("(crs.age)") < shown.index("(switch.")
    assert "lower_tier (taken): English must be at 5 or more" in " ".join(shown.split())


def test_funds_languages_programs_and_categories(run):
    funds = run("law", "show", "funds", "--as-of", "2025-08-01", "--lang", "fr")
    assert "1 15 263 $" in funds.flat
    assert "chacun de plus 4 112 $" in funds.flat
    assert "régit les profils antérieurs dès 28 juillet 2025" in funds.flat
    older = run("law", "show", "funds", "--as-of", "2015-06-01").flat
    assert "each more" not in older
    ielts = run("law", "show", "ielts_general", "--as-of", "2025-08-01").out
    assert "  10+      8.5-9      8-9    7.5-9     7.5-9\n" in ielts
    fsw = run("law", "show", "fsw", "--as-of", "2025-08-01").flat
    assert "pass mark: 67" in fsw
    assert "(FSW-07, IRPR 76(1)(a)), text of the law read" in fsw
    assert "Total of the selection grid 100" in fsw
    category = run("law", "show", "transport", "--as-of", "2026-08-01").flat
    assert "4 occupations (NOC 2021): 22313 " in category


def test_a_new_factor_is_shown_like_the_others(run, tmp_path):
    ran = run("law", "show", "crs.long_service", "--as-of", "2026-11-25", "--law", lay(tmp_path, factor=VOLUNTEER))
    assert "work in Canada points 0-2 0 3+ 12" in ran.flat
    assert "https://example.org/proposal" in ran.out


def test_json_of_a_document_can_be_laid_over_as_it_is(run, tmp_path):
    shown = json.loads(run("law", "show", "crs.age", "--as-of", "2018-01-01", "--format", "json").out)
    (document,) = shown["documents"]
    version = document["version"]
    written = {
        "id": document["id"],
        "versions": [
            {
                "in_force": version["in_force"],
                "replaces": version["in_force"],
                "source": {"instrument": "PROPOSAL", "evidence": "secondary"},
                "content": version["content"],
            }
        ],
    }
    book = load_book(lay(tmp_path, age=json.dumps(written)))
    assert book.documents["crs.age"].versions[0].content == load_book().documents["crs.age"].versions[0].content


def test_what_is_not_in_force_and_what_means_nothing(run):
    assert "Nothing of it is in force on 1 January 2016." in run("law", "show", "crs.french", "--as-of", "2016-01-01").flat
    ran = run("law", "show", "csr")
    assert (ran.status, ran.out) == (1, "")
    assert "Did you mean crs?" in ran.err
    assert run("law", "show", "zzzzzz", "--lang", "fr").status == 1
    assert run("law", "show", "crs", "--as-of", "2014-01-01").status == 1


def test_without_a_day_the_law_of_today_is_shown(run, monkeypatch):
    monkeypatch.setattr("openentry.cli.clock.today", lambda: date(2018, 3, 4))
    assert run("law", "show", "crs.french").out.startswith("crs.french on 4 March 2018")


# --- diff ---


def test_the_difference_between_two_days(run):
    ran = run("law", "diff", "crs", "2020-10-19", "2025-03-25")
    assert ran.out.startswith("What differs in crs between 19 October 2020 and 25 March 2025")
    assert "points › French at 7 or higher, English at 5 or higher: 30 → 50" in ran.flat
    assert "IRCC CRS page, department’s page read" in ran.flat
    assert "Not in force on 25 March 2025." in ran.flat
    assert "maximum: 200 → –" in ran.flat
    french = run("law", "diff", "funds", "2025-07-06", "2025-07-07", "--lang", "fr")
    assert "montants › 1 : 14 690 → 15 263" in french.flat
    assert "Nothing." in run("law", "diff", "crs", "2021-01-01", "2021-01-02").out


def test_the_difference_as_json(run):
    found = json.loads(run("law", "diff", "pnp", "2026-03-29", "2026-03-30", "--format", "json").out)
    assert [found["first"], found["second"]] == ["2026-03-29", "2026-03-30"]
    by_place = {tuple(row["place"]): row for row in found["differences"]}
    judged = by_place["judged_by",]
    assert (judged["document"], judged["old"], judged["new"]) == ("programs.pnp_intention", "officer", "province")
    assert judged["before"]["in_force"] == "2015-01-01"
    assert judged["after"]["source"]["citation"] == "IRPR 87(2)-(4)"
    assert set(by_place["requirement", "title"]["new"]) == set(LANGUAGES)
    gone = json.loads(run("law", "diff", "crs.job_offer", "2025-03-24", "2025-03-25", "--format", "json").out)
    assert gone["differences"][0]["after"] is None


def test_a_pair_of_points_in_a_difference(run, tmp_path):
    rows = "{to: 17, points: 0}, {from: 18, points: [100, 110]}"
    text = f"""\
id: crs.age
versions:
  - in_force: 2026-11-25
    source: {{instrument: PROPOSAL, at: s. 1, evidence: judgement, note: x}}
    content:
      {{factor: age, order: 1, section: core, maximum: [100, 110], points: {{table: {{by: age, rows: [{rows}]}}}}}}
"""
    root = lay(tmp_path, age=text)
    assert "points › 18+: – → 100 / 110" in run("law", "diff", "crs.age", "2026-11-24", "2026-11-25", "--law", root).flat
    found = json.loads(run("law", "diff", "crs.age", "2026-11-24", "2026-11-25", "--law", root, "--format", "json").out)
    assert [100, 110] in [row["new"] for row in found["differences"]]


# --- check ---


@pytest.fixture
def bundled(monkeypatch, tmp_path):
    """The law with a bundle that is fresh, wherever the built-in one stands."""
    monkeypatch.setattr(raw, "BUNDLE", tmp_path / "bundle.json")
    bundle.write()


@pytest.mark.usefixtures("bundled")
def test_the_built_in_law_is_checked(run):
    ran = run("law", "check")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("The law holds together: ")
    found = json.loads(run("law", "check", "--format", "json").out)
    assert (found["holds"], found["problems"], found["overlays"]) == (True, [], [])
    assert found["digest"] == load_book().digest


@pytest.mark.usefixtures("bundled")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_wrong_is_refused_with_place_and_remedy(run, tmp_path, lang):
    root = lay(tmp_path, a=FUNDS.replace("2: 50001", "2: 1"), b=VOLUNTEER.replace("fr: Long service au Canada", "fr: ''"))
    ran = run("law", "check", "--law", root, "--lang", lang)
    assert (ran.status, ran.out) == (1, "")
    first, second, count = ran.err.splitlines()
    assert first.startswith("proposal/a.yaml 2026-11-25: ")
    assert second.startswith("proposal/b.yaml crs.long_service: ")
    assert count.startswith("2")
    ran = run("law", "check", "--law", root, "--lang", lang, "--format", "json")
    found = json.loads(ran.out)
    assert ran.status == 1
    assert (found["holds"], found["digest"], found["overlays"]) == (False, None, ["proposal"])
    assert [problem["id"] for problem in found["problems"]] == ["error.law.bad_content", "error.law.two_languages"]


def test_a_directory_that_is_not_there(run, tmp_path):
    assert run("law", "check", "--law", tmp_path / "nowhere").status == 1


# --- clb ---


def test_levels_as_text(run):
    ran = run("clb", "ielts_general", "--listening", "8", "--writing", "7.5", "--speaking", "3.5", "--as-of", "2026-01-01")
    assert ran.out.splitlines() == [
        "IELTS General Training: what the scores stand for (CLB)",
        "",
        "  listening  8 is CLB 9; CLB 10 takes 8.5.",
        "  writing    7.5 is CLB 10 or higher, the top of the table.",
        "  speaking   3.5 is CLB below 4; CLB 4 takes 4.",
    ]
    french = run("clb", "ielts_general", "--listening", "7,5", "--lang", "fr", "--as-of", "2026-01-01")
    assert "7,5 vaut le niveau CLB 8 ; le niveau CLB 9 demande 8." in french.flat


def test_levels_as_json_with_one_key_an_ability(run):
    ran = run("clb", "tef_canada", "--reading", "300", "--taken-on", "2021-05-01", "--as-of", "2022-01-01", "--format", "json")
    found = json.loads(ran.out)
    assert found["reading"] == found["details"]["reading"]["level"]
    assert "listening" not in found
    assert (found["framework"], found["language"], found["name"]) == ("NCLC", "fr", "TEF Canada")
    assert found["remarks"]
    half = json.loads(run("clb", "ielts_general", "--reading", "7.5", "--as-of", "2026-01-01", "--format", "json").out)
    assert half["details"]["reading"] == {"score": 7.5, "level": 9, "next": {"level": 10, "score": 8}}


def test_remarks_stand_under_the_levels(run):
    ran = run("clb", "tef_canada", "--reading", "300", "--taken-on", "2021-05-01", "--as-of", "2022-01-01")
    assert "A profile does not take it." in ran.flat


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("toefl", "--reading", "20"), "“toefl” is not an accepted language test."),
        (("ielts_general", "--reading", "20"), "reading: 20 is not a score of IELTS General Training"),
        (("pte_core", "--reading", "60", "--as-of", "2020-01-01"), "Results of PTE Core are accepted from 30 January 2024"),
    ],
)
def test_scores_that_are_refused(run, arguments, said):
    ran = run("clb", *arguments)
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err.replace("\u00a0", " ")


# --- schemas ---


@pytest.mark.parametrize("what", ["profile", "facts", "decision", "instructions"])
def test_a_schema_is_printed_and_is_one(run, what):
    ran = run("schema", what)
    assert ran.status == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(ran.out))
    assert json.loads(ran.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("day", [date(2015, 1, 1), date(2019, 3, 1), date(2026, 11, 24)])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_real_decisions_are_as_their_schema_says(path, day):
    decision = decide(Profile.model_validate(json.loads(Path(path).read_text(encoding="utf-8"))), day)
    jsonschema.Draft202012Validator(decision_schema()).validate(decision.model_dump(lang="fr"))


def test_an_empty_profile_and_an_overlay_give_what_the_schema_says(tmp_path):
    validator = jsonschema.Draft202012Validator(decision_schema())
    validator.validate(decide(Profile(), date(2026, 1, 1)).model_dump())
    validator.validate(decide(Profile(), date(2026, 11, 25), law=lay(tmp_path, factor=VOLUNTEER)).model_dump())
    reform = decide(Profile(), date(2027, 7, 1), law=load_book(PROPOSAL)).model_dump()
    validator.validate(reform)
    assert not set(reform["programs"]) <= {"pnp", "cec", "fsw", "fst"}
    assert not validator.is_valid(reform | {"programs": {"new": {"met": True}}})
    wrong = decide(Profile(), date(2026, 1, 1)).model_dump() | {"eligible": "yes"}
    assert not validator.is_valid(wrong)
    assert not validator.is_valid({key: value for key, value in wrong.items() if key != "score"})


@pytest.mark.parametrize(
    ("row", "valid"),
    [
        ({"age": 29}, True),
        ({"age": 29, "education": "master", "first_language": None, "nomination": False, "id": "x"}, True),
        ({"education": "master"}, False),
        ({"age": 29.5}, False),
        ({"age": 29, "education": "phd"}, False),
        ({"age": 29, "en_listening": 13}, False),
        ({"age": 29, "sibling": True}, False),
        ({"age": 29, "programs": ["cec"], "categories": "", "sequence": 7, "score": 480, "state": None}, True),
        ({"age": 29, "programs": 7}, False),
    ],
)
def test_rows_of_facts(row, valid):
    assert jsonschema.Draft202012Validator(facts_schema()).is_valid(row) is valid


def test_the_schema_of_instructions_is_that_of_the_rounds():
    assert "moment" in instructions_schema()["properties"]


# --- rules of several parts ---

SEVERAL = VOLUNTEER.replace(
    "{table: {by: canadian_work_years, rows: [{to: 2, points: 0}, {from: 3, points: 12}]}}",
    "{sum: [{table: {by: sibling_in_canada, rows: [{is: false, points: 0}, {is: true, points: 2}]}},"
    " {cap: {at: 10, of: {grid: {rows: {by: education, bands: {low: {is: none}, high: {rest: true}}},"
    " columns: {by: canadian_work_years, bands: {few: {to: 2}, many: {from: 3}}},"
    " points: {low: {few: 0, many: 1}, high: {few: 0, many: 99}}}}}}]}",
)


def test_a_rule_of_several_parts_is_shown_part_by_part(run, tmp_path):
    root = lay(tmp_path, factor=SEVERAL)
    shown = run("law", "show", "crs.long_service", "--as-of", "2026-11-25", "--law", root).flat
    assert "brother or sister in Canada points no 0 yes 2" in shown
    assert "education, by work in Canada 0-2 3+ low 0 1 high 0 99 At most 12 / 12." in shown
    letter = run("decide", EXAMPLES[1], "--as-of", "2026-11-25", "--law", root).flat
    assert "Long service in Canada 10 of 12" in letter
    assert "brother or sister in Canada: no (0 points) and education:" in letter


def test_a_rule_that_is_not_of_the_right_sort_is_refused(run, tmp_path):
    root = lay(tmp_path, factor=SEVERAL.replace("bands: {few: {to: 2}, many: {from: 3}}", "bands: [few, many]"))
    ran = run("law", "show", "crs", "--law", root)
    assert ran.status == 1
    assert ran.err.startswith("proposal/factor.yaml 2026-11-25: A part of this content is not of the sort")
