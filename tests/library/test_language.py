"""Results of language tests: every score of every scale, and the scores that do not exist."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from openentry import language
from openentry.errors import LanguageScoreError
from openentry.language import ABILITIES, Ability
from openentry.law.book import Law, LawBook, load_book
from openentry.law.raw import HERE, read_yaml
from openentry.law.shapes.language import LanguageTest, Scale

REFERENCE = Path(__file__).parent.parent / "law" / "reference" / "language_tables.json"
CHARTS: dict[str, Any] = json.loads(REFERENCE.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)["tests"]


@pytest.fixture(scope="module")
def book() -> LawBook:
    return load_book()


@pytest.fixture(scope="module")
def law(book: LawBook) -> Law:
    return book.on(date(2025, 7, 15))


def every_score(chart: dict[str, Any], ability: str) -> list[Decimal]:
    step = chart["step"]
    return [step * n for n in range(int(chart["max"][ability] / step) + 1)]


def level_by_chart(bands: list[dict[str, Decimal]], score: Decimal) -> int:
    return max((int(b["level"]) for b in bands if b["min"] <= score <= b["max"]), default=0)


def test_the_accepted_tests_are_those_of_the_charts(book: LawBook) -> None:
    assert language.known_tests(book) == tuple(sorted(CHARTS))


@pytest.mark.parametrize("ability", ABILITIES)
@pytest.mark.parametrize("test", sorted(CHARTS))
def test_every_score_has_the_level_of_the_chart(law: Law, test: str, ability: Ability) -> None:
    chart = CHARTS[test]
    for score in every_score(chart, ability):
        assert language.check_score(law, test, ability, score) is None
        found = language.levels(law, test, {ability: score})
        assert found[ability] == level_by_chart(chart["bands"][ability], score), score
        assert all(found[other] is None for other in ABILITIES if other != ability)


@pytest.mark.parametrize("ability", ABILITIES)
@pytest.mark.parametrize("test", sorted(CHARTS))
def test_a_higher_score_never_has_a_lower_level(law: Law, test: str, ability: Ability) -> None:
    found = [language.levels(law, test, {ability: s})[ability] or 0 for s in every_score(CHARTS[test], ability)]
    assert found == sorted(found)
    assert found[0] == 0 and found[-1] == 10
    assert set(range(4, 11)) <= set(found), "no level is left out"


@pytest.mark.parametrize("test", sorted(CHARTS))
def test_language_framework_and_first_day(book: LawBook, law: Law, test: str) -> None:
    chart = CHARTS[test]
    shown = law.content(f"language.{test}")
    assert (shown.language, shown.framework) == (chart["language"], chart["framework"])
    first = book.documents[f"language.{test}"].versions[0].in_force
    assert first.isoformat() == (chart["accepted_from"] or "2015-01-01")


def test_the_other_scales_of_the_tef_are_those_of_the_charts(law: Law) -> None:
    tef: LanguageTest = law.content("language.tef_canada")
    for other, chart in zip(tef.other_scales, CHARTS["tef_canada"]["other_scales"], strict=True):
        assert other.tested_from.isoformat() == chart["from"]
        assert (other.tested_until.isoformat() if other.tested_until else None) == chart["to"]
        for ability in ABILITIES:
            for score in range(700):
                assert other.scales[ability].levels[Decimal(score)] == level_by_chart(chart["bands"][ability], Decimal(score))


@pytest.mark.parametrize(
    ("test", "ability", "score", "level"),
    [
        ("ielts_general", "listening", "6.0", 7),
        ("ielts_general", "listening", "6.5", 7),
        ("ielts_general", "listening", "7.0", 7),
        ("ielts_general", "listening", "7.5", 8),
        ("ielts_general", "listening", "4.0", 0),
        ("ielts_general", "reading", "7.5", 9),
        ("ielts_general", "reading", "5.5", 6),
        ("ielts_general", "reading", "4.0", 5),
        ("ielts_general", "writing", "4.0", 4),
        ("ielts_general", "speaking", "7.5", 10),
        ("tef_canada", "listening", "300", 9),
        ("tef_canada", "reading", "300", 10),
        ("tef_canada", "reading", "248", 9),
        ("tef_canada", "writing", "393", 10),
        ("tcf_canada", "writing", "5", 4),
        ("tcf_canada", "writing", "6", 5),
        ("tcf_canada", "speaking", "7", 6),
        ("tcf_canada", "speaking", "9", 6),
        ("tcf_canada", "listening", "548", 9),
        ("tcf_canada", "listening", "549", 10),
        ("celpip_general", "speaking", "12", 10),
        ("celpip_general", "speaking", "3", 3),
        ("celpip_general", "speaking", "2", 0),
        ("pte_core", "writing", "90", 10),
        ("pte_core", "writing", "89", 9),
        ("pte_core", "reading", "23", 0),
    ],
)
def test_scores_that_are_often_read_wrong(law: Law, test: str, ability: Ability, score: str, level: int) -> None:
    assert language.levels(law, test, {ability: Decimal(score)})[ability] == level


def test_each_ability_is_read_alone_and_a_missing_one_has_no_level(law: Law) -> None:
    scores = {"listening": Decimal("8.5"), "reading": Decimal("6.5"), "writing": None}
    assert language.levels(law, "ielts_general", scores) == {"listening": 10, "reading": 8, "writing": None, "speaking": None}
    assert language.levels(law, "ielts_general", {}) == dict.fromkeys(ABILITIES)


@pytest.mark.parametrize("written", ["7", "7.0", "7.00"])
def test_how_a_score_is_written_does_not_matter(law: Law, written: str) -> None:
    assert language.levels(law, "ielts_general", {"reading": Decimal(written)})["reading"] == 9


# --- scores that do not exist ---


@pytest.mark.parametrize(
    ("test", "ability", "score", "message", "params"),
    [
        ("ielts_general", "listening", "6.3", "wrong_step", {"below": Decimal("6.0"), "above": Decimal("6.5")}),
        ("ielts_general", "reading", "8.99", "wrong_step", {"below": Decimal("8.5"), "above": Decimal(9)}),
        ("ielts_general", "listening", "9.5", "out_of_range", {"minimum": 0, "maximum": 9}),
        ("ielts_general", "listening", "-0.5", "out_of_range", {"minimum": 0, "maximum": 9}),
        ("celpip_general", "writing", "7.5", "wrong_step", {"below": 7, "above": 8}),
        ("celpip_general", "writing", "13", "out_of_range", {"maximum": 12}),
        ("pte_core", "speaking", "91", "out_of_range", {"maximum": 90}),
        ("tcf_canada", "writing", "21", "out_of_range", {"maximum": 20}),
        ("tcf_canada", "reading", "700", "out_of_range", {"maximum": 699}),
        ("tef_canada", "listening", "361", "wrong_column", {"maximum": 360, "scale": "/699"}),
        ("tef_canada", "reading", "301", "wrong_column", {"maximum": 300, "scale": "/699"}),
        ("tef_canada", "speaking", "699", "wrong_column", {"maximum": 450, "scale": "/699"}),
        ("tef_canada", "speaking", "700", "out_of_range", {"maximum": 450}),
        ("tef_canada", "reading", "300.5", "out_of_range", {"maximum": 300}),
        ("ielts_general", "listening", "NaN", "out_of_range", {}),
        ("ielts_general", "listening", "sNaN", "out_of_range", {}),
        ("tef_canada", "listening", "Infinity", "out_of_range", {}),
        ("pte_core", "listening", "-Infinity", "out_of_range", {}),
    ],
)
def test_a_score_that_is_not_on_the_scale(
    book: LawBook, law: Law, test: str, ability: Ability, score: str, message: str, params: dict[str, Any]
) -> None:
    for known in (book, law):
        problem = language.check_score(known, test, ability, Decimal(score), place="language_tests[0].x")
        assert problem is not None
        assert problem.place == "language_tests[0].x"
        assert problem.message.id == f"error.language.{message}"
        assert {k: problem.message.params[k] for k in params} == params
        assert problem.text("en") != problem.text("fr")
    with pytest.raises(LanguageScoreError) as caught:
        language.levels(law, test, {ability: Decimal(score)})
    assert [(p.place, p.message.id) for p in caught.value.problems] == [(ability, f"error.language.{message}")]


def test_all_wrong_scores_are_told_at_once(law: Law) -> None:
    with pytest.raises(LanguageScoreError) as caught:
        language.clb(law, "ielts_general", {"listening": Decimal("6.3"), "reading": Decimal(7), "writing": Decimal(10)})
    assert [p.place for p in caught.value.problems] == ["listening", "writing"]


@given(
    score=st.decimals(min_value=-10, max_value=1000, places=2),
    test=st.sampled_from(sorted(CHARTS)),
    ability=st.sampled_from(ABILITIES),
)
def test_a_score_is_on_the_scale_or_refused(score: Decimal, test: str, ability: Ability) -> None:
    law = load_book().on(date(2025, 7, 15))
    on_scale = score in set(every_score(CHARTS[test], ability))
    assert (language.check_score(law, test, ability, score) is None) is on_scale
    if on_scale:
        assert language.levels(law, test, {ability: score})[ability] is not None
    else:
        with pytest.raises(LanguageScoreError):
            language.levels(law, test, {ability: score})


@pytest.mark.parametrize("test", ["", "ielts", "IELTS_GENERAL", "toefl", "ielts_academic", "language.pte_core", "TCF-SINCE"])
def test_other_tests_are_unknown(book: LawBook, law: Law, test: str) -> None:
    assert not language.accepted(law, test)
    problem = language.check_score(book, test, "listening", Decimal(5))
    assert problem is not None and problem.message.id == "error.language.unknown_test"
    assert "ielts_general, pte_core" in problem.text("en")
    with pytest.raises(LanguageScoreError) as caught:
        language.levels(law, test, {"listening": Decimal(5)})
    assert caught.value.problems[0].message.id == "error.language.unknown_test"


# --- what is accepted when ---


def test_pte_core_is_accepted_from_30_january_2024(book: LawBook) -> None:
    before, after = book.on(date(2024, 1, 29)), book.on(date(2024, 1, 30))
    assert not language.accepted(before, "pte_core")
    assert language.accepted(after, "pte_core")
    assert language.levels(after, "pte_core", {"listening": Decimal(60)})["listening"] == 7
    with pytest.raises(LanguageScoreError) as caught:
        language.levels(before, "pte_core", {"listening": Decimal(60)})
    message = caught.value.problems[0].message
    assert (message.id, message.params["first"]) == ("error.language.not_yet_accepted", date(2024, 1, 30))
    assert language.check_score(before, "pte_core", "listening", Decimal(60)) is None, "the scale exists before it is accepted"


@pytest.mark.parametrize("test", sorted(set(CHARTS) - {"pte_core"}))
def test_the_others_are_accepted_since_the_first_day(book: LawBook, test: str) -> None:
    assert language.accepted(book.on(date(2015, 1, 1)), test)


def test_a_test_that_an_overlay_closes_is_no_longer_accepted(tmp_path: Path) -> None:
    built_in = read_yaml(HERE / "language" / "celpip_general.yaml")
    version = built_in["versions"][0] | {"until": "2025-01-31", "replaces": "2015-01-01"}
    (tmp_path / "closed.yaml").write_text(json.dumps({"id": built_in["id"], "versions": [version]}), encoding="utf-8")
    book = load_book(tmp_path)
    assert language.accepted(book.on(date(2025, 1, 31)), "celpip_general")
    after = book.on(date(2025, 2, 1))
    assert not language.accepted(after, "celpip_general")
    with pytest.raises(LanguageScoreError) as caught:
        language.levels(after, "celpip_general", {})
    message = caught.value.problems[0].message
    assert (message.id, message.params["last"]) == ("error.language.no_longer_accepted", date(2025, 1, 31))


# --- what the next level takes ---


@pytest.mark.parametrize(
    ("test", "ability", "score", "following"),
    [
        ("ielts_general", "listening", "7.0", (8, "7.5")),
        ("ielts_general", "listening", "0", (4, "4.5")),
        ("ielts_general", "reading", "7.5", (10, "8")),
        ("ielts_general", "reading", "8", None),
        ("celpip_general", "reading", "1", (4, "4")),
        ("celpip_general", "reading", "3", (4, "4")),
        ("celpip_general", "reading", "10", None),
        ("tef_canada", "listening", "279", (8, "280")),
        ("tcf_canada", "speaking", "15", (10, "16")),
    ],
)
def test_what_the_next_level_takes(law: Law, test: str, ability: Ability, score: str, following: tuple[int, str] | None) -> None:
    found = language.next_level(law, test, ability, Decimal(score))
    assert (found and (found.level, found.score)) == (following and (following[0], Decimal(following[1])))


@pytest.mark.parametrize("test", sorted(CHARTS))
def test_the_score_that_the_next_level_takes_is_the_lowest_that_gives_it(law: Law, test: str) -> None:
    for ability in ABILITIES:
        step = CHARTS[test]["step"]
        for score in every_score(CHARTS[test], ability):
            following = language.next_level(law, test, ability, score)
            level = language.levels(law, test, {ability: score})[ability]
            assert (following is None) is (level == 10)
            if following:
                assert following.score > score
                assert language.levels(law, test, {ability: following.score})[ability] == following.level
                below = language.levels(law, test, {ability: following.score - step})[ability]
                assert below is not None and below < following.level


# --- a whole certificate ---


def test_a_certificate_with_any_abilities(law: Law) -> None:
    found = language.clb(law, "ielts_general", {"reading": Decimal("3.0"), "speaking": Decimal("7.5")})
    assert (found.name, found.language, found.framework, found.remarks) == ("IELTS General Training", "en", "CLB", ())
    assert list(found.abilities) == ["reading", "speaking"]
    assert found.abilities["reading"].level == 0
    assert found.abilities["reading"].next == language.NextLevel(4, Decimal("3.5"))
    assert found.abilities["speaking"].level == 10 and found.abilities["speaking"].next is None


def test_a_french_certificate_is_told_in_nclc(law: Law) -> None:
    assert language.clb(law, "tcf_canada", {"reading": Decimal(453)}).framework == "NCLC"


@pytest.mark.parametrize(
    ("taken_on", "remarks"),
    [
        (date(2019, 9, 30), []),
        (date(2019, 10, 1), ["language.other_column"]),
        (date(2023, 12, 10), ["language.other_column"]),
        (date(2023, 12, 11), ["language.other_column_since"]),
        (None, ["language.other_column", "language.other_column_since"]),
    ],
)
def test_the_other_column_of_a_tef_certificate_by_the_day_of_the_test(law: Law, taken_on: date | None, remarks: list[str]) -> None:
    found = language.clb(law, "tef_canada", {"listening": Decimal(250)}, taken_on)
    assert [remark.id for remark in found.remarks] == remarks
    for remark in found.remarks:
        assert "/699" in remark.text("en") and "/699" in remark.text("fr")


@pytest.mark.parametrize(
    ("taken_on", "message", "level"),
    [
        (date(2019, 9, 30), "out_of_range", None),
        (date(2019, 10, 1), "wrong_column_level", 7),
        (date(2023, 12, 10), "wrong_column_level", 7),
        (date(2023, 12, 11), "wrong_column_level", 8),
        (None, "wrong_column", None),
    ],
)
def test_a_figure_from_the_other_column_is_refused_and_explained(
    law: Law, taken_on: date | None, message: str, level: int | None
) -> None:
    """490 out of 699 for listening: NCLC 7 by the scale of 2019, NCLC 8 by that of 2023."""
    with pytest.raises(LanguageScoreError) as caught:
        language.clb(law, "tef_canada", {"listening": Decimal(490)}, taken_on)
    said = caught.value.problems[0].message
    assert said.id == f"error.language.{message}"
    assert said.params.get("level") == level
    if message != "out_of_range":
        assert "équivalence ancien score" in said.text("en") and "équivalence ancien score" in said.text("fr")


# --- tables that are not total are refused ---

SCALE = {"minimum": 0, "maximum": 9, "step": 1, "bands": [{"level": 4, "low": 4, "high": 6}, {"level": 5, "low": 7, "high": 9}]}


def test_a_scale_in_order_is_taken() -> None:
    scale = TypeAdapter(Scale).validate_python(SCALE)
    assert [scale.levels[Decimal(s)] for s in (0, 3, 4, 6, 7, 9)] == [0, 0, 4, 4, 5, 5]


@pytest.mark.parametrize(
    "change",
    [
        {"bands": [{"level": 4, "low": 4, "high": 5}, {"level": 5, "low": 7, "high": 9}]},  # a gap
        {"bands": [{"level": 4, "low": 4, "high": 7}, {"level": 5, "low": 7, "high": 9}]},  # an overlap
        {"bands": [{"level": 4, "low": 4, "high": 6}, {"level": 6, "low": 7, "high": 9}]},  # a level left out
        {"bands": [{"level": 5, "low": 4, "high": 6}, {"level": 4, "low": 7, "high": 9}]},  # levels that fall
        {"bands": [{"level": 4, "low": 4, "high": 6}, {"level": 5, "low": 7, "high": 8}]},  # not up to the top
        {"bands": [{"level": 4, "low": 4, "high": "6.5"}, {"level": 5, "low": "7.5", "high": 9}]},  # not on the steps
        {"bands": [{"level": 4, "low": 6, "high": 4}, {"level": 5, "low": 5, "high": 9}]},  # the wrong way round
        {"bands": [{"level": 4, "low": -1, "high": 9}]},  # below the scale
        {"bands": []},
        {"step": 0},
        {"step": 2},
        {"minimum": 9},
        {"maximum": "NaN"},
        {"note": "a key that is not known"},
    ],
)
def test_a_scale_that_is_not_total_or_not_in_order_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Scale).validate_python(SCALE | change)


WHOLE_TEST: dict[str, Any] = {
    "name": "A test",
    "language": "en",
    "framework": "CLB",
    "accepted": {"en": "All of it", "fr": "En entier"},
    "entered": {"en": "The score", "fr": "Le résultat"},
    "scales": dict.fromkeys(ABILITIES, SCALE),
}
OTHER_SCALE = {"name": "/9", "tested_from": "2019-10-01", "tested_until": None, "scales": dict.fromkeys(ABILITIES, SCALE)}


def test_a_whole_test_is_taken() -> None:
    shaped = TypeAdapter(LanguageTest).validate_python(WHOLE_TEST | {"column": "old", "other_scales": [OTHER_SCALE]})
    assert shaped.other_scales[0].shown_on(date(2019, 10, 1)) and not shaped.other_scales[0].shown_on(date(2019, 9, 30))


@pytest.mark.parametrize(
    "change",
    [
        {"scales": {"listening": SCALE}},
        {"scales": dict.fromkeys(("listening", "reading", "writing", "thinking"), SCALE)},
        {"framework": "NCLC"},
        {"language": "de"},
        {"other_scales": [OTHER_SCALE]},  # which column is meant is not said
        {"column": "old", "other_scales": [OTHER_SCALE | {"scales": {"listening": SCALE}}]},
    ],
)
def test_half_a_test_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(LanguageTest).validate_python(WHOLE_TEST | change)
