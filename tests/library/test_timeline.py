"""The timeline names every day on which a decision changes, and no other; the calendar of it is one that calendars can read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openentry import decide, load_book, timeline
from openentry.cli import main
from openentry.decision import Decision
from openentry.messages import LANGUAGES, Message
from openentry.profile import Profile
from openentry.reading import read_profile
from openentry.timeline import Step, _folded, differences, ics
from tests.library.strategies import profiles

PEOPLE = sorted((Path(__file__).parents[2] / "examples" / "profiles").glob("*.json"))
DAY = date(2026, 11, 24)
TWO_YEARS = timedelta(days=731)


def brute_force(decision: Decision, until: date) -> Iterator[date]:
    """The days that differ from the day before, found by deciding every single day."""
    before = decision.evaluation.outcome()
    for ordinal in range(decision.as_of.toordinal() + 1, until.toordinal() + 1):
        day = date.fromordinal(ordinal)
        found = decision.evaluate_on(day).outcome()
        if found != before:
            yield day
            before = found


def holds(profile: Profile, first: date, until: date, last_changed_on: date | None = None) -> int:
    """The timeline and brute force name the same days, each day with a reason and with what changes. How many days."""
    decision = decide(profile, first, last_changed_on=last_changed_on)
    steps = list(timeline(decision, until))
    assert [step.on for step in steps] == list(brute_force(decision, until))
    for step in steps:
        assert step.because
        assert step.what
        for said in (*step.because, *step.what):
            assert all(said.text(lang) for lang in LANGUAGES)
        assert step.decision.evaluation.outcome() == decide(profile, step.on, last_changed_on=last_changed_on).evaluation.outcome()
    return len(steps)


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_every_example_equals_brute_force(path):
    holds(read_profile(path), DAY, DAY + timedelta(days=400))


@settings(max_examples=8)
@given(st.booleans().flatmap(profiles), st.dates(date(2015, 1, 1), date(2027, 1, 1)), st.none() | st.integers(0, 600))
def test_a_random_profile_equals_brute_force(profile, first, changed_before):
    changed = None if changed_before is None else first - timedelta(days=changed_before)
    holds(profile, first, first + TWO_YEARS, changed)


@pytest.mark.proof
def test_many_random_profiles_equal_brute_force(proof_figures):
    figures = proof_figures("timeline")
    counted = {"profiles": 0, "changes": 0}

    @settings(max_examples=600)
    @given(st.booleans().flatmap(profiles), st.dates(date(2015, 1, 1), date(2027, 1, 1)), st.none() | st.integers(0, 600))
    def try_one(profile, first, changed_before):
        changed = None if changed_before is None else first - timedelta(days=changed_before)
        counted["changes"] += holds(profile, first, first + TWO_YEARS, changed)
        counted["profiles"] += 1

    try_one()
    figures["profiles, over two years from a random day"] = counted["profiles"]
    figures["days decided one by one"] = counted["profiles"] * TWO_YEARS.days
    figures["days on which the decision changed, all of them in the timeline"] = counted["changes"]
    figures["days in the timeline on which nothing changed"] = 0


# --- what is said ---


def steps_of(name: str, until: date) -> list[Step]:
    return list(timeline(decide(read_profile(PEOPLE[0].with_name(f"{name}.json")), DAY), until))


def test_a_test_result_turns_two():
    """Rafael Santos: two programs today; his result turns two on 1 December 2026, and then he meets none (README)."""
    step = steps_of("rafael-santos", date(2026, 12, 31))[0]
    assert step.on == date(2026, 12, 1)
    assert [said.id for said in step.because] == ["change.test_expires"]
    said = [what.text() for what in step.what]
    assert said[0] == "You are no longer eligible for Express Entry: a profile in the pool is removed."
    assert "Your score goes from 463 to 342 points." in said
    assert "First official language: from 108 to 0 points." in said
    assert step.decision.eligible is False
    assert step.decision.total == 342


def test_a_year_of_work_is_complete_to_the_day():
    """Mei Lin Zhao is at 364 days on 24 November 2026: the year is complete on the next (README)."""
    step = steps_of("mei-lin-zhao", date(2026, 12, 31))[0]
    assert step.on == date(2026, 11, 25)
    assert "change.cec_year" in [said.id for said in step.because]
    assert step.what[0].id == "what.eligible.met"
    assert "Expérience de travail au Canada\u00a0: de 0 à 40 points." in [what.text("fr") for what in step.what]


def test_a_birthday_that_costs_points_and_one_that_does_not():
    """Points fall from the thirtieth birthday on, not on the twenty-fifth (s. 10)."""
    profile = Profile.model_validate({"person": {"date_of_birth": "2001-03-01"}})
    found = timeline(decide(profile, DAY), date(2031, 3, 1))
    birthdays = [step.on for step in found if any(said.id == "change.birthday" for said in step.because)]
    assert birthdays == [date(2031, 3, 1)]


def test_the_law_changes_the_score():
    """The points for a job offer ended on 25 March 2025 (MI of 11 March 2025): the factor that is gone is named too."""
    profile = read_profile(PEOPLE[0].with_name("jose-luis-garcia-marquez.json"))
    before, after = (decide(profile, day).evaluation for day in (date(2025, 3, 24), date(2025, 3, 25)))
    said = {what.id: what.text() for what in differences(before, after) if what.id in ("what.law", "what.factor")}
    assert said["what.factor"] == "Arranged employment: from 50 to 0 points."
    assert (
        said["what.law"] == "A new version of these rules is in force from 25\u00a0March\u00a02025: Comprehensive Ranking System."
    )


def test_a_category_comes_into_force_and_one_ends():
    """The categories of rounds began on 31 May 2023; that of agriculture began in June 2023 and was gone in 2026."""
    ids = []
    for step in timeline(decide(Profile(), date(2023, 5, 1)), date(2026, 11, 1)):
        ids += [(step.on, what.id, what.params["category"].en) for what in step.what if what.id.startswith("what.category.")]
    assert (date(2023, 5, 31), "what.category.begins", "French-language proficiency") in ids
    assert [day for day, said, _ in ids if said == "what.category.ends"]


def test_a_program_that_ends_is_one_line():
    """Of a class that is gone, no requirement is told, nor its grid."""
    root = PEOPLE[0].parents[1] / "law" / "reform-2026-proposal"
    decision = decide(read_profile(PEOPLE[0].with_name("chloe-marchand.json")), date(2027, 6, 30), law=load_book(root))
    (step,) = timeline(decision, date(2027, 7, 1))
    ended = [what.text() for what in step.what if what.id == "what.program.ends"]
    assert ended == [
        f"A program is no longer in force: {name}."
        for name in ("Canadian Experience Class", "Federal Skilled Worker Program", "Federal Skilled Trades Program")
    ]
    assert not {"what.requirement.ends", "what.grid"} & {what.id for what in step.what}
    assert not re.search(r"\b(CEC|FSW|FST)-\d\d", step.what[0].text() + " ".join(what.text("fr") for what in step.what))


def test_a_cap_begins_and_ceases_to_bite():
    """s. 27: no more than 50 points for foreign work with language and with Canadian work."""
    ended = [what.id for what in steps_of("rafael-santos", date(2026, 12, 31))[0].what]
    assert "what.cap.ends" in ended
    profile = read_profile(PEOPLE[0].with_name("rafael-santos.json"))
    after, before = (decide(profile, day).evaluation for day in (DAY, date(2026, 12, 1)))
    assert "what.cap.begins" in [what.id for what in differences(before, after)]


def test_nothing_differs_from_itself():
    for path in PEOPLE:
        evaluation = decide(read_profile(path), DAY).evaluation
        assert differences(evaluation, evaluation) == ()


def test_every_way_of_differing_is_said():
    """Whatever makes an outcome another is put into words, between any two people too: none is passed over in silence."""
    days = [decide(read_profile(path), DAY).evaluation for path in PEOPLE]
    for before in days:
        for after in days:
            if before.outcome() != after.outcome():
                assert differences(before, after)


# --- the calendar ---


def unfolded(calendar: str) -> list[str]:
    assert calendar.endswith("\r\n")
    lines = calendar.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any(character in line for line in lines for character in "\r\n")
    found: list[str] = []
    for line in lines:
        if line.startswith(" "):
            found[-1] += line[1:]
        else:
            found.append(line)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_the_calendar_says_what_the_steps_say(path, lang):
    steps = list(timeline(decide(read_profile(path), DAY), date(2028, 11, 24)))
    lines = unfolded(ics(steps, lang, made_on=DAY, subject=path.stem))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(steps)
    starts = [line.removeprefix("DTSTART;VALUE=DATE:") for line in lines if line.startswith("DTSTART")]
    assert starts == [f"{step.on:%Y%m%d}" for step in steps]
    assert {line for line in lines if line.startswith("DTSTAMP")} <= {"DTSTAMP:20261124T000000Z"}
    told = [line.partition(":")[2] for line in lines if line.startswith("DESCRIPTION")]
    for step, written in zip(steps, told, strict=True):
        assert not re.search(r"(?<!\\)[;,]", re.sub(r"\\\\", "", written))
        plain = re.sub(r"\\([\\;,n])", lambda found: "\n" if found[1] == "n" else found[1], written)
        assert plain.split("\n") == [m.text(lang) for m in step.because] + [""] + [m.text(lang) for m in step.what]


def test_an_event_keeps_its_uid_and_two_people_have_two():
    steps = steps_of("rafael-santos", date(2028, 1, 1))

    def uids(made_on: date, subject: str) -> list[str]:
        return [line for line in ics(steps, made_on=made_on, subject=subject).split("\r\n") if line.startswith("UID:")]

    first = uids(DAY, "a")
    assert first == uids(DAY + timedelta(days=30), "a")
    assert len(set(first)) == len(steps)
    assert set(first).isdisjoint(uids(DAY, "b"))


def test_an_empty_calendar_is_one():
    assert "BEGIN:VEVENT" not in unfolded(ics([], made_on=DAY))


def test_text_is_escaped():
    decision = decide(Profile(), DAY)
    one = Message("calendar.event", {"what": 'a\\b; c, "d"\ne'})
    lines = unfolded(ics([Step(DAY, (one,), (one,), decision)], made_on=DAY))
    assert 'DESCRIPTION;LANGUAGE=en:Express Entry: a\\\\b\\; c\\, "d"\\ne\\n\\nExpress Entry: a\\\\b\\; c\\, "d"\\ne' in lines


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=400))
def test_folding_cuts_no_letter_and_loses_none(line):
    parts = list(_folded(line))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(part.startswith(" ") for part in parts[1:])


# --- the command ---


@pytest.fixture
def command(capsys):
    def run(*arguments: object) -> tuple[int, str, str]:
        status = main(["timeline", *map(str, arguments)])
        written = capsys.readouterr()
        return status, written.out.replace("\u00a0", " "), written.err

    return run


RAFAEL = PEOPLE[0].with_name("rafael-santos.json")


def test_the_command_as_text(command):
    status, out, err = command(RAFAEL, "--from", DAY, "--to", "2026-12-31")
    assert (status, err) == (0, "")
    assert "1 December 2026: 342 points" in out
    assert "Why: A result of IELTS General Training becomes two years old" in out
    assert "2027" not in out


def test_the_command_in_french(command):
    status, out, _ = command(RAFAEL, "--from", DAY, "--to", "2026-12-31", "--lang", "fr")
    assert status == 0
    assert "1er décembre 2026 : 342 points" in out
    assert "Votre note passe de 463 à 342 points." in out


def test_the_command_as_json(command):
    status, out, _ = command(RAFAEL, "--from", DAY, "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert (found["from"], found["to"], found["total"]) == ("2026-11-24", "2027-11-24", 463)
    first = found["steps"][0]
    assert (first["on"], first["total"], first["eligible"]) == ("2026-12-01", 342, False)
    assert first["because"][0]["id"] == "change.test_expires"
    assert first["because"][0]["text"].startswith("A result of IELTS")


def test_the_command_as_a_calendar(command):
    status, out, _ = command(RAFAEL, "--from", DAY, "--format", "ics")
    assert status == 0
    assert "DTSTART;VALUE=DATE:20261201" in unfolded(out)
    assert "Santos" not in out


def test_where_nothing_changes(command, tmp_path):
    path = tmp_path / "nobody.json"
    path.write_text("{}", encoding="utf-8")
    status, out, _ = command(path, "--from", "2027-01-01", "--to", "2027-01-02")
    assert status == 0
    assert "Nothing changes in that time." in out


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--from", "2026-11-24", "--to", "2026-11-24"), 1, "is not after the first"),
        (("--from", "2026-11-24", "--to", "2026-11-01"), 1, "is not after the first"),
        (("--from", "2014-12-31", "--to", "2015-06-01"), 1, "2015"),
        (("--from", "yesterday"), 2, "yesterday"),
        (("--format", "xml"), 2, "xml"),
    ],
)
def test_what_the_command_refuses(command, arguments, status, said):
    found, out, err = command(RAFAEL, *arguments)
    assert (found, out) == (status, "")
    assert said in err
    assert "Traceback" not in err
