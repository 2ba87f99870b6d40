"""Occupations: codes, TEER, titles, the concordance with NOC 2016, and finding a unit group by everyday words."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openentry.errors import InputError
from openentry.law import occupations
from openentry.law.occupations import index, words
from scripts import build_occupations

HERE = Path(__file__).parent
DATA = Path(occupations.__file__).parent
SEARCHES = build_occupations.read(HERE / "occupation_searches.csv")
EVERYDAY = build_occupations.read(DATA / "everyday.csv")


def codes(found: list[occupations.Hit]) -> list[str]:
    return [hit.code for hit in found]


# --- codes ---


def test_the_516_unit_groups_and_their_teer() -> None:
    groups = occupations.unit_groups()
    assert len(groups) == 516
    assert list(groups) == sorted(set(groups))
    assert all(len(code) == 5 and code.isdigit() for code in groups)
    counted = Counter(occupations.teer(code) for code in groups)
    assert [counted[level] for level in range(6)] == [48, 97, 162, 69, 95, 45]


def test_asking_whether_a_code_exists_reads_no_titles() -> None:
    index.titles.cache_clear()
    index.load.cache_clear()
    assert occupations.is_unit_group("21232")
    assert not occupations.is_unit_group("99999")
    assert index.titles.cache_info().currsize == index.load.cache_info().currsize == 0


@pytest.mark.parametrize("code", ["", "2129", "212320", "21235", "00018", " 21232", "21232 ", "2123a", "２１２３２", "10", "6"])
def test_other_codes_are_refused_and_named(code: str) -> None:
    assert not occupations.is_unit_group(code)
    with pytest.raises(InputError) as caught:
        occupations.occupation(code)
    with pytest.raises(InputError):
        occupations.teer(code)
    assert caught.value.problems[0].message.id == "error.occupation.unknown"
    assert f"“{code}”" in caught.value.text("en") and "31301" in caught.value.text("fr")


def test_a_code_of_noc_2016_is_refused_with_what_it_became() -> None:
    with pytest.raises(InputError) as caught:
        occupations.occupation("3012")
    assert caught.value.problems[0].message.id == "error.occupation.noc_2016"
    assert "31301" in caught.value.text("en") and "31301" in caught.value.text("fr")


# --- one unit group ---


def test_a_unit_group_in_both_languages() -> None:
    nurses = occupations.occupation("31301")
    assert nurses.teer == 1
    assert (nurses.broad_category, nurses.major_group, nurses.sub_major_group, nurses.minor_group) == ("3", "31", "313", "3130")
    assert nurses.title("en") == "Registered nurses and registered psychiatric nurses"
    assert nurses.title("fr").startswith("Infirmiers autorisés/infirmières autorisées")
    assert "Nurse" in nurses.example_titles("en")
    assert "Infirmier/infirmière" in nurses.example_titles("fr")
    assert nurses.title("en") not in nurses.example_titles("en")


def test_a_lead_statement_says_which_language_it_is_in() -> None:
    for code in occupations.unit_groups():
        group = occupations.occupation(code)
        english, french = group.lead_statement("en"), group.lead_statement("fr")
        assert english.lang == "en" and len(english.text) > 100 and english.text == english.text.strip()
        assert french.lang in ("en", "fr")
        assert (french == english) == (french.lang == "en")


def test_every_unit_group_has_titles_and_examples() -> None:
    groups = [occupations.occupation(code) for code in occupations.unit_groups()]
    for lang, count in (("en", 27_935), ("fr", 29_767)):
        assert len({group.title(lang) for group in groups}) == 516
        assert sum(len(group.example_titles(lang)) for group in groups) == count
        assert all(title == title.strip() != "" for group in groups for title in group.example_titles(lang))
        assert all(index.titles()[group.code][lang][0] == group.title(lang) for group in groups)


# --- NOC 2016 ---


def test_what_the_codes_of_noc_2016_became() -> None:
    assert [row.noc_2021 for row in occupations.from_noc_2016("7511")] == ["73300"]
    assert {row.noc_2021 for row in occupations.from_noc_2016("2171")} >= {"21222", "21211", "21220", "21221", "21233"}
    (row,) = occupations.from_noc_2016("0011")
    assert (row.noc_2016, row.title_2016, row.noc_2021) == ("0011", "Legislators", "00010")


def test_the_concordance_reaches_every_unit_group_and_no_other_code() -> None:
    old = [row["noc2016_code"] for row in build_occupations.read(DATA / "noc_2016.csv")]
    assert len(old) == 585 and len(set(old)) == 500
    reached = {row.noc_2021 for code in set(old) for row in occupations.from_noc_2016(code)}
    assert reached == set(occupations.unit_groups())


@pytest.mark.parametrize("code", ["", "11", "31301", "9999"])
def test_an_unknown_code_of_noc_2016_is_refused(code: str) -> None:
    with pytest.raises(InputError) as caught:
        occupations.from_noc_2016(code)
    assert caught.value.problems[0].message.id == "error.occupation.unknown_2016"
    assert f"“{code}”" in caught.value.text("en") and "3012" in caught.value.text("fr")


# --- finding ---


@pytest.mark.parametrize("row", SEARCHES, ids=lambda row: f"{row['lang']}: {row['words']}")
def test_everyday_words_find_the_unit_group_in_the_first_three(row: dict[str, str]) -> None:
    assert set(row["expected"].split()) <= set(codes(occupations.search(row["words"], limit=3)))


@pytest.mark.parametrize("row", EVERYDAY, ids=lambda row: f"{row['words']} {row['code']}")
def test_an_everyday_word_shows_the_official_title_it_stands_for(row: dict[str, str]) -> None:
    assert row["title"] in occupations.occupation(row["code"]).example_titles(row["lang"])
    assert row["code"] in codes(occupations.search(row["words"], limit=3))


def test_the_language_asked_for_is_that_of_the_title_shown_not_of_the_words() -> None:
    for lang, title in (("en", "Transport truck drivers"), ("fr", "Conducteurs/conductrices de camions de transport")):
        for asked in ("camionneuse", "trucker"):
            first = occupations.search(asked, lang, limit=1)[0]
            assert (first.code, first.title) == ("73300", title)
    french = occupations.search("camionneuse")[0]
    assert french.example_title == occupations.Text("Camionneur/camionneuse", "fr")
    assert french.title.startswith("Conducteurs")
    assert occupations.search("trucker")[0].title == "Transport truck drivers"
    with pytest.raises(KeyError):
        occupations.search("trucker", "de")


def test_a_hit_brings_the_lead_statement_to_read() -> None:
    for hit in occupations.search("software dev"):
        assert hit.lead_statement == occupations.occupation(hit.code).lead_statement("en")
        assert hit.example_title.text in (*occupations.occupation(hit.code).example_titles(hit.example_title.lang), hit.title)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("infirmière", "INFIRMIERE"),
        ("infirmière", "infirmiers"),
        ("nurse", "Nurses"),
        ("soudeuse", "soudeurs"),
        ("technicienne", "techniciens"),
        ("directrices", "directeur"),
        ("baby-sitter", "baby sitters"),
        ("chefs d’équipe", "chef d'equipe"),
        ("R.N.", "rn"),
        ("secretary", "secretaries"),
    ],
)
def test_accents_capitals_number_and_gender_do_not_matter(one: str, other: str) -> None:
    assert codes(occupations.search(one)) == codes(occupations.search(other)) != []


def test_a_code_or_its_beginning_is_found() -> None:
    assert codes(occupations.search("21232")) == ["21232"]
    assert codes(occupations.search("NOC 21232")) == ["21232"]
    assert sorted(codes(occupations.search("2123"))) == ["21230", "21231", "21232", "21233", "21234"]


@pytest.mark.parametrize("asked", ["", " ", "of the", "de la", "---", "!?", "zzzzqqq", "护士", "\0"])
def test_words_that_mean_nothing_find_nothing(asked: str) -> None:
    assert occupations.search(asked) == []


def test_the_limit_is_kept() -> None:
    ten = occupations.search("manager")
    assert len(ten) == 10
    assert codes(occupations.search("manager", limit=3)) == codes(ten)[:3]
    assert occupations.search("manager", limit=0) == occupations.search("manager", limit=-1) == []
    assert len(occupations.search("manager", limit=600)) > 40


@given(st.text(max_size=300) | st.lists(st.sampled_from(["nurse", "dev", "op", "x", "infirmi", "é", "a1"])).map(" ".join))
def test_any_text_is_answered_in_order_and_without_repeats(asked: str) -> None:
    found = occupations.search(asked, "fr", limit=20)
    assert [(-hit.score, hit.code) for hit in found] == sorted((-hit.score, hit.code) for hit in found)
    assert len(set(codes(found))) == len(found) <= 20


@given(st.data())
def test_an_official_title_finds_its_own_unit_group(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(occupations.unit_groups()))
    lang = data.draw(st.sampled_from(["en", "fr"]))
    title = data.draw(
        st.sampled_from([occupations.occupation(code).title(lang), *occupations.occupation(code).example_titles(lang)])
    )
    assert code in codes(occupations.search(title, limit=3))


def test_a_search_takes_less_than_ten_milliseconds() -> None:
    occupations.search("nurse")
    taken = []
    for row in SEARCHES:
        start = time.perf_counter()
        occupations.search(row["words"])
        taken.append(time.perf_counter() - start)
    assert statistics.median(taken) < 0.010


# --- the index ---


def test_the_index_is_what_the_script_makes_of_the_titles() -> None:
    assert index._read("index.json.gz") == build_occupations.index(index.titles(), EVERYDAY)


@pytest.mark.parametrize(
    ("text", "stemmed"),
    [
        ("Infirmier/infirmière", ["infirmier"]),
        ("nurses of the Nurse", ["nurs"]),
        ("Directrices, directeurs", ["directeur"]),
        ("œuvres d’art", ["oeuvr", "art"]),
        ("travaux, chapeaux", ["traval", "chapeau"]),
        ("coaches, boxes, glasses", ["coach", "box", "glass"]),
        ("class bus RN L.P.N.", ["class", "bus", "rn", "lpn"]),
        ("administrative, administratif", ["administratif"]),
        ("employees", ["employ"]),
        ("Acts", ["act"]),
        ("aee", ["aee"]),
    ],
)
def test_stems(text: str, stemmed: list[str]) -> None:
    assert words.stems(text) == stemmed


def test_the_script_writes_the_same_bytes_from_the_same_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "noc2021.csv").write_text(
        "code,title_en,title_fr,lead_statement_en\n00010,Legislators,Membres des corps législatifs,They legislate.\n",
        encoding="utf-8",
    )
    (source / "noc2021_titles.csv").write_text("code,lang,title\n00010,en,Mayor \n00010,fr,Maire/mairesse\n", encoding="utf-8")
    (source / "noc2016_to_noc2021.csv").write_text(
        "noc2016_code,noc2016_title_en,change_type,noc2021_code,noc2021_title_en,notes\n0011,Legislators,VC1,00010,Legislators,\n",
        encoding="utf-8",
    )
    written = []
    for name in ("first", "second"):
        target = tmp_path / name
        target.mkdir()
        (target / "everyday.csv").write_text("words,lang,code,title\nboss,en,00010,Mayor\n", encoding="utf-8")
        monkeypatch.setattr(build_occupations, "TARGET", target)
        build_occupations.main(source)
        written.append({path.name: path.read_bytes() for path in target.iterdir()})
    assert written[0] == written[1]
    assert written[0]["unit_groups.txt"] == b"00010\n"
    assert set(written[0]) == {
        "everyday.csv", "index.json.gz", "noc_2016.csv", "titles.json.gz", "unit_groups.csv", "unit_groups.txt",
    }  # fmt: skip
