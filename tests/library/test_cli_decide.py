"""``openentry decide``: the letter in both languages, the JSON of the contract, files that are refused."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from openentry import Profile, decide
from openentry.cli import speech, words
from openentry.cli.letter import letter
from openentry.law.domains import FACT_NAMES, domain
from openentry.messages import LANGUAGES
from openentry.profile.base import Declared
from tests.library.command import run
from tests.library.overlays import FUNDS, VOLUNTEER, lay
from tests.library.profile_says import EXAMPLES, example

__all__ = ["run"]

DAY = date(2026, 11, 24)


def told(name: str, lang: str = "en", width: int = 80, day: date = DAY, **changes: Any) -> str:
    """The letter to one of the examples, as if it had not been wrapped."""
    speech.use(lang)
    decision = decide(Profile.model_validate(example(name) | changes), day)
    return " ".join("\n".join(letter(decision, width).text()).split())


# --- the letter ---


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_letter_fits_its_width_and_says_everything(path, lang):
    speech.use(lang)
    decision = decide(Profile.model_validate(json.loads(path.read_text(encoding="utf-8"))), DAY)
    lines: list[str] = []
    for width in (40, 80, 100):
        lines = letter(decision, width).text()
        assert all(len(line) <= width for line in lines if " " in line.strip())
        assert all(line == line.rstrip() for line in lines)
        assert not any(first == second == "" for first, second in pairwise(lines))
    text = " ".join("\n".join(lines).split())
    for verdict in decision.evaluation.programs.values():
        for finding in verdict.findings:
            assert f"({finding.id}, {finding.source.cite(lang)})" in text
    for section in decision.evaluation.instrument.sections:
        for group in section.groups:
            for factor in group.factors:
                if factor.maximum[decision.evaluation.sets[0].column]:
                    assert " ".join(factor.title.in_(lang).split()) in text
    assert {"en": "not a government service", "fr": "n’est pas un service du gouvernement"}[lang] in text
    assert {"en": "not legal advice", "fr": "pas un avis juridique"}[lang] in text
    assert decision.evaluation.law.digest[:12] in text


def test_the_opening_says_who_when_under_which_law_and_until_when_it_was_checked():
    text = told("amara-okafor")
    assert text.startswith("Express Entry: where Amara Chidinma Okafor stands on 24 November 2026")
    assert "Comprehensive Ranking System of 25 March 2025 (checked to 2 November 2026)" in text
    assert "A change in force on 3 November 2026 was reported by two secondary sources" in text
    assert "The rules were verified up to" not in text
    earlier = told("amara-okafor", day=date(2026, 5, 1))
    assert "checked to" not in earlier
    assert "3 November 2026" not in earlier


ELIGIBLE = "You are eligible for Express Entry. In a round open to every program, an invitation would be under the "
NOT_ELIGIBLE = (
    "You are not eligible for Express Entry: you do not meet all the requirements of any program. "
    "What is missing stands under each program below. "
)
BARRED = (
    "You are not eligible for Express Entry, whatever the programs say. "
    "You do not meet this requirement because a bar for misrepresentation applies to you until 14 March 2029."
)
UNKNOWN = (
    "It is not known yet whether you are eligible for Express Entry: some answers are missing. What to answer next stands below. "
)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("amara-okafor", f"{ELIGIBLE}Canadian Experience Class. Your score is 522 of 1,200."),
        ("amara-okafor", "You belong to these categories of rounds: Trade occupations."),
        ("thandiwe-mokoena", f"{ELIGIBLE}Provincial Nominee Program. Your score is 986 of 1,200."),
        ("arjun-mehta", f"{NOT_ELIGIBLE}Your score would be 449 of 1,200. Only people who are eligible are ranked."),
        ("daniel-whitford", BARRED),
        ("li-wei", f"{UNKNOWN}Your score lies between 100 and 1,134 of 1,200"),
    ],
)
def test_the_answer_in_short(name, said):
    assert said in told(name)


def test_the_answer_in_french():
    text = told("amara-okafor", "fr")
    assert text.startswith("Entrée express : Amara Chidinma Okafor, situation au 24 novembre 2026")
    assert "Vous êtes admissible à Entrée express." in text
    assert "Votre note est de 522 sur 1 200." in text
    assert "RIPR 87.1(2)(a)" in text


def test_a_factor_has_its_fact_its_row_its_points_and_its_section():
    text = told("amara-okafor")
    assert "Age 99 of 110 age: 31 years. MI s. 10" in text
    assert "Canadian work experience 80 of 80 work in Canada: 5 years; row “5+”. MI s. 15" in text
    assert "listening: level 10 or higher (34 points), reading: level 9 (31 points)" in text
    assert "Second official language 0 of 24 no result. MI ss. 12-14" in text
    assert "Certificate of qualification with first official language 50 of 50" in text
    assert "certificate of qualification: yes and lowest level in the first language: level 9; row “held × 7+”. MI s. 26" in text
    assert "Scored without an accompanying spouse or partner." in text
    assert "Spouse or common-law partner" not in text


def test_years_beyond_the_last_row_are_said_as_they_are():
    assert "work abroad: 9 years and lowest level in the first language: level 10 or higher; row “3+ × 9+”" in told(
        "samuel-adeyemi"
    )


def test_a_cap_is_said_where_it_bites():
    text = told("daniel-whitford")
    assert "The parts add up to 100; no more than 50 count (MI s. 27)." in text
    assert "no more than" not in told("marek-kowalczyk")


def test_what_is_not_known_is_a_range_and_what_does_not_matter_is_said():
    text = told("li-wei")
    assert "Age 100 to 110 of 110 Not known yet. MI s. 10" in text
    assert "Second official language 0 of 24 The same whatever the missing answers are. MI ss. 12-14" in text
    assert "It is not known yet whether an accompanying spouse or partner is counted." in text
    assert "Spouse or common-law partner 0 to 40 of 40" in text
    assert "Total 100 to 1,134 of 1,200" in text


def test_the_selection_grid_stands_under_its_requirement():
    text = told("fatima-zahra-el-idrissi")
    under = text[text.index("At least 67 points on the selection grid (FSW-07") : text.index("(FSW-08")]
    assert re.search(r"Official languages \d+ of 28 Education \d+ of 25 Work experience \d+ of 15 Age \d+ of 12 ", under)
    assert "Total of the selection grid 66 of 100" in under


def test_programs_that_are_met_come_first():
    text = told("marek-kowalczyk")
    assert text.index("Federal Skilled Trades Program: met") < text.index("Canadian Experience Class: not met")


def test_what_changes_next_and_why():
    text = told("yolanda-reyes")
    assert "the next change is on 25 November 2026: - You turn 36. From that day on: - Your score goes from 282 to " in text
    nothing = told("li-wei", day=date(2060, 1, 1))
    assert "nothing in this letter changes by the passing of time alone" in nothing


def test_what_to_answer_next_in_words():
    text = told("li-wei")
    assert "- language test 1: score for speaking (language_tests[0].speaking)" in text
    assert "more answers, which settle less." in text
    assert "Nothing that bears on this decision is unanswered." in told("amara-okafor")
    few = {key: value for key, value in example("amara-okafor").items() if key != "funds_cad"}
    speech.use("en")
    lines = letter(decide(Profile.model_validate(few), DAY), 100).text()
    assert "  - settlement funds in Canadian dollars (funds_cad)" in lines


def test_warnings_stand_at_the_end():
    text = told("rafael-santos", day=date(2027, 1, 1))
    assert re.search(r"Please note - A result of \S+ [\w\s]*has not been valid since 1 December 2026", text)
    assert "Please note" not in told("amara-okafor")


def test_a_profile_without_a_name_and_a_day_without_categories():
    speech.use("en")
    text = "\n".join(letter(decide(Profile(), date(2015, 1, 1)), 80).text())
    assert text.startswith("Express Entry: where you stand on 1 January 2015")
    assert "No category was in force on that day." in text


def test_a_category_with_criteria_no_profile_answers():
    assert "A profile does not ask about these criteria" in told("li-wei")


# --- words ---


def fields(model: type[Declared] = Profile, above: str = "") -> list[str]:
    """Every key of a profile, as a question names it."""
    found = []
    for name, field in model.model_fields.items():
        part = inside(field.annotation)
        many = "tuple" in str(field.annotation)
        found.append(above + name)
        if part:
            found += fields(part, f"{above}{name}{'[1]' if many else ''}.")
    return found


def inside(annotation: Any) -> type[Declared] | None:
    if isinstance(annotation, type) and issubclass(annotation, Declared):
        return annotation
    return next((found for argument in get_args(annotation) if (found := inside(argument))), None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_of_a_profile_has_words(lang):
    speech.use(lang)
    assert len(fields()) > 140
    said = {path: words.field(path) for path in fields()}
    assert all("_" not in sentence and "[" not in sentence for sentence in said.values())


def test_a_key_is_named_with_what_it_belongs_to():
    speech.use("en")
    assert words.field("work[0].paid") == "job 1: whether it was paid by wages or commission"
    assert words.field("family.spouse.education[1].eca.issued_on") == (
        "spouse or partner: credential 2: assessment: day it was issued"
    )
    assert words.field("person.passport.number") == "passport: its number"
    assert words.field("family.spouse.work") == "spouse or partner: jobs"
    assert words.field("job_offer.noc") == "job offer: occupation (NOC 2021 code)"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fact_and_value_of_the_tables_has_words(lang):
    speech.use(lang)
    for name in FACT_NAMES:
        assert words.fact(name)
        if name != "canadian_occupation":
            assert all("_" not in words.value(name, value) for value in domain(name).values)


def test_a_row_that_has_no_words_is_read_as_it_is_written():
    speech.use("en")
    assert words.row(["age"], "a_new_row") == "a new row"
    assert words.row(["canadian_occupation"], "21232") == "21232"
    assert words.value("first_listening", 3) == "below level 4"


# --- JSON ---


@pytest.mark.parametrize("lang", LANGUAGES)
def test_json_is_the_decision(run, lang):
    ran = run("decide", EXAMPLES[0], "--as-of", DAY, "--format", "json", "--lang", lang)
    assert (ran.status, ran.err) == (0, "")
    profile = Profile.model_validate(json.loads(EXAMPLES[0].read_text(encoding="utf-8")))
    assert ran.out == json.dumps(decide(profile, DAY).model_dump(lang=lang), ensure_ascii=False, indent=2) + "\n"


def test_a_profile_on_standard_input(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + EXAMPLES[0].read_bytes())))
    assert run("decide", "-", "--as-of", DAY, "--format", "json").status == 0


def test_the_day_a_profile_was_last_changed(run):
    options = ("--as-of", "2025-07-10", "--format", "json")
    new = json.loads(run("decide", EXAMPLES[1], *options).out)
    old = json.loads(run("decide", EXAMPLES[1], *options, "--last-changed-on", "2025-06-01").out)
    assert new["facts"]["funds_table"] == "2025-07-07"
    assert old["facts"]["funds_table"] == "2024-05-28"


def test_an_overlay_by_option_and_by_variable(run, tmp_path, monkeypatch):
    root = lay(tmp_path, funds=FUNDS, factor=VOLUNTEER)
    asked = ("decide", EXAMPLES[1], "--as-of", "2026-11-25")
    by_option = run(*asked, "--law", root)
    assert "Laid over the law, for this letter only: proposal." in by_option.flat
    assert "Long service in Canada" in by_option.flat
    monkeypatch.setenv("OPENENTRY_LAW", str(root))
    assert run(*asked) == by_option
    named = json.loads(run(*asked, "--format", "json").out)
    assert named["law"]["overlays"] == ["proposal"]


def test_an_overlay_that_is_refused(run, tmp_path):
    ran = run("decide", EXAMPLES[1], "--as-of", DAY, "--law", lay(tmp_path, a=FUNDS.replace("date_assumed", "date")))
    assert (ran.status, ran.out) == (1, "")
    assert "proposal/a.yaml 2026-11-25: The key “date_assumed” is missing. Add it." in ran.err


# --- today ---


def test_without_a_day_it_is_today_and_days_ahead_are_named(run, monkeypatch, tmp_path):
    monkeypatch.setattr("openentry.cli.clock.today", lambda: DAY)
    data = example("amara-okafor")
    data["work"][0]["start"] = "2027-01-04"
    data["work"][0]["end"] = None
    (tmp_path / "me.json").write_text(json.dumps(data), encoding="utf-8")
    ran = run("decide", tmp_path / "me.json")
    assert ran.status == 0
    assert "stands on 24 November 2026" in ran.flat
    assert ran.err.replace("\u00a0", " ").startswith("work[0].start: 4 January 2027 is after today, 24 November 2026.")
    assert ran.err.count("\n") == 1
    assert run("decide", tmp_path / "me.json", "--as-of", DAY).err == ""


def test_today_is_a_day():
    from openentry.cli.clock import today

    assert abs((today() - date.today()).days) <= 1  # noqa: TID251, DTZ011  the clock against the machine's


# --- refused ---


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "me.json: There is nothing in it."),
        (b'{"person": {', "me.json:1:13: The JSON stops before it is complete."),
        (b'{"persn": {}}', "me.json: persn: The key \"persn\" is not known here. Did you mean person?"),
        (b'{"funds_cad": -1}', "me.json: funds_cad: -1 is too small here."),
        (b'{"bars": [], "bars": []}', "me.json:1:14: The key \"bars\" stands here a second time"),
        ("{\"work\": \"é\"}".encode("latin-1"), "me.json:1:11: The byte 0xE9 is not UTF-8"),
        (b"[" * 100_000, "me.json"),
    ],
)  # fmt: skip
def test_files_that_are_refused(run, tmp_path, monkeypatch, content, said):
    monkeypatch.chdir(tmp_path)
    Path("me.json").write_bytes(content)
    for lang in LANGUAGES:
        ran = run("decide", "me.json", "--as-of", DAY, "--lang", lang)
        assert (ran.status, ran.out) == (1, "")
        if lang == "en":
            assert ran.err.startswith(said)


def test_scores_that_do_not_exist_are_named_all_at_once(run, tmp_path):
    data = example("samuel-adeyemi")
    data["language_tests"][0]["listening"] = 9.3
    data["family"]["spouse"]["language_tests"][0]["reading"] = 99
    (tmp_path / "me.json").write_text(json.dumps(data), encoding="utf-8")
    ran = run("decide", tmp_path / "me.json", "--as-of", DAY)
    assert (ran.status, ran.out) == (1, "")
    first, second = ran.err.splitlines()
    assert "me.json: language_tests[0].listening: 9.3 is not a score of" in first
    assert "me.json: family.spouse.language_tests[0].reading: 99.0 is not a score of" in second


def test_a_day_before_the_law(run):
    ran = run("decide", EXAMPLES[0], "--as-of", "2014-12-31")
    assert (ran.status, ran.out) == (1, "")
    assert "1 January 2015" in ran.err.replace("\u00a0", " ")


# --- light ---


def test_json_needs_neither_arrays_nor_styles_nor_yaml():
    program = (
        "import sys; from openentry.cli import main; status = main(sys.argv[1:]);"
        " print(status, [m for m in ('numpy', 'pyarrow', 'rich', 'yaml', 'babel') if m in sys.modules], file=sys.stderr)"
    )
    arguments = ["decide", str(EXAMPLES[0]), "--as-of", "2026-11-24", "--format", "json"]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60)
    assert done.stderr == "0 []\n"
