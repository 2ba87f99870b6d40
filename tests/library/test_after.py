"""What follows an invitation, beyond the cases of ``tests/law/cases/after`` and ``papers``: what is refused, a law that has changed
meanwhile, and what must hold for everybody."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openentry import Profile, after, load_book
from openentry.errors import DayError, InputError
from openentry.messages import LANGUAGES, ids
from tests.law.casebook import person
from tests.library.overlays import SOURCE, lay
from tests.library.strategies import profiles

PROPOSAL = Path(__file__).parents[2] / "examples" / "law" / "reform-2026-proposal"
DAY = date(2025, 7, 15)
DEVELOPER = Profile.model_validate(person("developer"))


def standing(profile: Profile = DEVELOPER, day: date = DAY, **other: Any) -> after.Standing:
    options: dict[str, Any] = {"line": 400, "class_id": "cec"} | other
    return after.standing(profile, other.pop("invited", DAY), profile, day, **{k: v for k, v in options.items() if k != "invited"})


# --- the test ---


@pytest.mark.parametrize(
    ("kind", "message", "options"),
    [
        (DayError, "error.after.before_invitation", {"day": DAY - timedelta(days=1)}),
        (DayError, "error.day.before_the_law", {"day": DAY, "invited": date(2014, 12, 31)}),
        (InputError, "error.after.class", {"class_id": "CEC"}),
        (InputError, "error.after.category", {"category": "transport"}),  # removed in February 2025
        (InputError, "error.after.category", {"category": "nothing"}),
    ],
)
def test_what_is_refused(kind: type[Exception], message: str, options: dict[str, Any]) -> None:
    with pytest.raises(kind) as caught:
        standing(**options)
    (problem,) = caught.value.problems  # type: ignore[attr-defined]
    assert problem.message.id == message
    assert problem.text("en") != problem.text("fr")


def test_both_days_and_both_decisions() -> None:
    found = standing(day=date(2025, 8, 1))
    assert (found.invited_on, found.day, found.apply_by) == (DAY, date(2025, 8, 1), date(2025, 9, 13))
    assert (found.then.as_of, found.now.as_of) == (DAY, date(2025, 8, 1))
    assert [f.id for f in found.findings] == ["class.then", "class.now", "ranking.then", "ranking.now"]
    assert [f.on for f in found.findings] == [DAY, date(2025, 8, 1)] * 2
    assert found["class.now"].title.en == "The class of the invitation is met"
    assert found["class.now"].source.cite("fr") == "LIPR 11.2(1)"


def test_the_day_of_the_invitation_itself_is_still_two_findings() -> None:
    assert [f.id for f in standing().findings] == ["class.then", "class.now", "ranking.then", "ranking.now"]


def test_a_person_of_no_known_birth_has_no_birthday() -> None:
    found = standing(Profile.model_validate(person("developer", without=["person"])), date(2025, 8, 1))
    assert found.birthday is None and found["class.now"].met


def test_the_table_of_funds_of_somebody_who_changed_nothing_serves_on_the_day_of_the_invitation() -> None:
    """Contract C17: in the pool the older table serves until the deadline, 28 July 2025; the application has the one in force."""
    changes = {"education.0.level": "doctorate", "relatives_in_canada": [{"like": "sister"}], "funds_cad": 15000}
    poor = Profile.model_validate(person("engineer_abroad", changes))
    kept = standing(poor, class_id="fsw", line=300, last_changed_on=date(2025, 7, 1))
    assert (kept["class.then"].met, kept["class.now"].met) == (True, False)
    assert standing(poor, class_id="fsw", line=300)["class.then"].met is False


@pytest.mark.parametrize(
    ("says", "options"),
    [
        ("keeps", {}),
        ("risk", {"line": 428}),
        ("unknown", {"profile": Profile.model_validate(person("developer", without=["intends_to_live_in"]))}),
        ("keeps.until", {"day": date(2026, 12, 21), "invited": date(2026, 12, 20), "line": 300}),
        (
            "keeps.own_age",
            {
                "profile": Profile.model_validate(
                    person(
                        "engineer_abroad",
                        {
                            "person.date_of_birth": date(1989, 7, 16),
                            "education.0.level": "doctorate",
                            "relatives_in_canada": [{"like": "sister"}],
                        },
                    )
                ),
                "class_id": "fsw",
                "line": 348,
                "day": date(2025, 7, 16),
            },
        ),
    ],
)
def test_the_whole_of_it_in_a_sentence(says: str, options: dict[str, Any]) -> None:
    found = standing(**options)
    assert found.says.id == f"after.says.{says}"
    assert found.says.text("fr") != found.says.text("en")


def test_why_time_alone_takes_it_away() -> None:
    found = standing(invited=date(2026, 12, 20), day=date(2026, 12, 21), line=300)
    assert found.loses_on == date(2027, 1, 10)
    assert [why.id for why in found.loses_because] == ["change.test_expires"]


def test_nothing_is_foretold_after_the_last_day_to_apply() -> None:
    assert standing(invited=date(2026, 11, 1), day=date(2027, 1, 5), line=300).loses_on is None


def test_a_class_that_the_law_no_longer_has_is_left_open() -> None:
    found = standing(law=PROPOSAL, invited=date(2027, 6, 20), day=date(2027, 7, 1), line=0)
    assert found["class.then"].met is False  # the result is more than two years old
    gone = found["class.now"]
    assert (gone.met, gone.message.id) == (None, "after.class.unknown.gone")
    assert "Canadian Experience Class" in gone.message.text()


def test_a_class_described_by_data_alone() -> None:
    new = Profile.model_validate(
        person("developer", {"language_tests.0.taken_on": date(2026, 9, 1), "language_tests.0.result_on": date(2026, 9, 1)})
    )
    found = standing(new, law=PROPOSAL, invited=date(2027, 7, 5), day=date(2027, 7, 6), line=0, class_id="fhs")
    assert found.keeps and found["class.now"].met
    items = {item.id: item for item in after.checklist(new, "fhs", date(2027, 7, 6), law=PROPOSAL)}
    assert items["funds_letter"].mandatory and "PROPOSAL" in items["funds_letter"].reason.text()
    assert items["employment_letter:self:21232:2024-01-10"].mandatory


DESCRIBED = f"""\
documents:
  - id: programs.order
    versions:
      - in_force: 2026-11-25
        source: {SOURCE}
        content: {{order: [pnp, new], names: {{pnp: {{en: P, fr: P}}, new: {{en: N, fr: N}}}}}}
  - id: programs.new
    part: programs
    kind: described_program
    title: {{en: New, fr: Nouveau}}
    versions:
      - in_force: 2026-11-25
        source: {SOURCE}
        content:
          requirements:
            NEW-1: {{title: {{en: Schooling, fr: Scolarité}}, source: {SOURCE}}}
            NEW-2: {{title: {{en: Money, fr: Argent}}, source: {SOURCE}}}
          rules:
            NEW-1: {{kind: education, at_least: secondary}}
            NEW-2: {{kind: funds%s}}
"""


@pytest.mark.parametrize(
    ("exempting", "asked"), [("", True), (", exempting_offers: [d]", False), (", exempting_offers: [c]", True)]
)
def test_settlement_funds_of_a_class_described_by_data(tmp_path: Path, exempting: str, asked: bool) -> None:
    law = load_book(lay(tmp_path, new=DESCRIBED % exempting))
    offered = {"authorization_to_work": {"like": "open permit"}, "job_offer": {"like": "offer"}}
    profile = Profile.model_validate(person("developer", offered))
    items = {item.id: item for item in after.checklist(profile, "new", date(2026, 11, 25), law=law)}
    assert ("funds" in items, "funds_letter" in items) == (asked, not asked)
    assert items["funds" if asked else "funds_letter"].source.citation == "PROPOSAL s. 1"


# --- the papers ---


def test_a_paper_that_an_overlay_adds(tmp_path: Path) -> None:
    """A new paper is data: it comes onto the list from its first day, with its title and source."""
    paper = f"""\
id: procedure.checklist.tax_return
part: procedure
kind: paper
title: {{en: Tax return, fr: Déclaration de revenus}}
versions:
  - in_force: 2026-11-25
    source: {SOURCE}
    content: {{order: 1, when: the_application}}
"""
    law = load_book(lay(tmp_path, paper=paper))
    before, since = (after.checklist(DEVELOPER, "cec", day, law=law) for day in (date(2026, 11, 24), date(2026, 11, 25)))
    assert [item.id for item in since if item not in before] == ["tax_return"]
    assert (since[0].title.text("fr"), since[0].source.citation, since[0].mandatory) == (
        "Déclaration de revenus",
        "PROPOSAL s. 1",
        True,
    )


@pytest.mark.parametrize(
    ("message", "options"),
    [
        ("error.after.class", {"class_id": "nothing"}),
        ("error.after.same_member", {"members": [after.Member("a", "child", None), after.Member("a", "child", None)]}),
        ("error.after.same_member", {"members": [after.Member(after.SELF, "child", None)]}),
        ("error.after.nobody", {"residences": [after.Residence("IND", DAY, whose="stranger")]}),
    ],
)
def test_what_a_checklist_refuses(message: str, options: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        after.checklist(DEVELOPER, options.pop("class_id", "cec"), DAY, **options)
    (problem,) = caught.value.problems
    assert problem.message.id == message
    assert problem.text("en") != problem.text("fr")


@pytest.mark.parametrize(
    ("message", "country", "until"),
    [
        ("error.place.country", "IN", None),
        ("error.place.country", "", None),
        ("error.profile.period.end_before_start", "IND", DAY - timedelta(days=1)),
    ],
)
def test_a_residence_that_cannot_be(message: str, country: str, until: date | None) -> None:
    with pytest.raises(InputError) as caught:
        after.Residence(country, DAY, until)
    assert [problem.message.id for problem in caught.value.problems] == [message]


def test_the_partner_of_the_profile_keeps_out_of_the_way_of_a_member_of_that_name() -> None:
    married = Profile.model_validate(person("developer", {"family": {"like": "married"}}))
    items = {item.id for item in after.checklist(married, "cec", DAY, members=[after.Member("spouse", "child", date(2020, 1, 1))])}
    assert {"passport:spouse", "passport:spouse-of-the-profile", "birth_certificate:spouse"} <= items


def test_two_papers_alike_are_two_items() -> None:
    twice = person("operator")
    twice["certificates_of_qualification"] *= 2
    items = [item.id for item in after.checklist(Profile.model_validate(twice), "fst", DAY)]
    assert [item for item in items if item.startswith("certificate")] == [
        "certificate_of_qualification:self:73400",
        "certificate_of_qualification:self:73400:2",
    ]


def test_the_order_is_the_order_in_which_to_see_to_them() -> None:
    kinds = list(dict.fromkeys(item.kind for item in after.checklist(DEVELOPER, "cec", date(2026, 1, 1))))
    assert kinds[:3] == ["medical_exam", "police", "passport"] and kinds[-1] == "fees"


def test_jobs_without_a_name_or_an_occupation() -> None:
    jobs = {"work.0.employer": None, "work.1": {"like_first": {"noc": "21231", "employer": None, "primary_occupation": False}}}
    items = {
        i.id: i
        for i in after.checklist(Profile.model_validate(person("developer", jobs)), "cec", DAY)
        if i.kind == "employment_letter"
    }
    assert list(items) == ["employment_letter:self:21232:2024-01-10", "employment_letter:self:21231:2024-01-10"]
    assert items["employment_letter:self:21232:2024-01-10"].title.text().startswith("Employment letter: occupation 21232 “")
    (unnamed,) = [
        item
        for item in after.checklist(Profile.model_validate(person("developer", without=["work.0.noc"])), "cec", DAY)
        if item.kind == "employment_letter"
    ]
    assert (unnamed.id, unnamed.mandatory) == ("employment_letter:self::2024-01-10", False)


# --- for everybody ---


@settings(max_examples=12, deadline=None)
@given(profiles(), st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.sampled_from(["cec", "fsw", "fst", "pnp"]))
def test_who_changed_nothing_on_one_day_keeps_the_rank(profile: Profile, day: date, class_id: str) -> None:
    found = standing(profile, day, invited=day, class_id=class_id, line=0)
    assert found["ranking.now"].met is True
    assert found["class.then"].met is found["class.now"].met is found.keeps
    assert not any(f.forgiven for f in found.findings) and found.birthday is None


@settings(max_examples=12, deadline=None)
@given(profiles(), profiles(), st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.integers(0, 60), st.integers(0, 1200))
def test_anything_may_have_changed(then: Profile, now: Profile, day: date, later: int, line: int) -> None:
    """Every test can be said, and forgives nothing without a birthday; who is surely below the line and fell is never kept."""
    found = after.standing(then, day, now, day + timedelta(days=later), line=line, class_id="cec")
    for lang in LANGUAGES:
        assert all(
            said.text(lang) for said in (found.says, *[f.message for f in found.findings], *[c.message for c in found.warnings])
        )
    if found.birthday is None:
        assert not any(f.forgiven for f in found.findings)
    if found.loses_on:
        assert found.keeps and found.day < found.loses_on <= found.apply_by and found.loses_because


@settings(max_examples=12, deadline=None)
@given(profiles(), st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.sampled_from(["cec", "fsw", "fst", "pnp"]))
def test_every_list_can_be_said_and_names_each_item_once(profile: Profile, day: date, class_id: str) -> None:
    items = after.checklist(profile, class_id, day, residences=[after.Residence("IND", date(2000, 1, 1))])
    assert len({item.id for item in items}) == len(items)
    for lang in LANGUAGES:
        for item in items:
            assert item.title.text(lang) and item.reason.text(lang) and all(note.text(lang) for note in item.notes)
    assert {"passport:self", "fees"} <= {item.id for item in items if item.mandatory}


def test_every_sentence_of_the_room_stands_in_both_languages() -> None:
    english, french = ({one for one in ids(lang) if one.startswith(("after.", "checklist."))} for lang in LANGUAGES)
    assert english == french and len(english) > 70
