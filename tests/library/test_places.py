"""Countries and provinces: which codes are known, what they are called."""

from __future__ import annotations

import pytest

from openentry.errors import InputError
from openentry.law import places


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("CAN", "Canada", "Canada"),
        ("IND", "India", "Inde"),
        ("USA", "United States", "États-Unis"),
        ("CIV", "Côte d’Ivoire", "Côte d’Ivoire"),
        ("XKX", "Kosovo", "Kosovo"),
    ],
)
def test_a_country_has_its_two_names(code: str, english: str, french: str) -> None:
    assert places.is_country(code)
    assert places.country_name(code, "en") == english
    assert places.country_name(code, "fr") == french


def test_every_country_is_there_once_and_named() -> None:
    codes = places.countries()
    assert len(codes) == 250
    assert list(codes) == sorted(set(codes))
    for code in codes:
        assert len(code) == 3 and code.isascii() and code.isupper()
        for lang in ("en", "fr"):
            name = places.country_name(code, lang)
            assert name == name.strip() != ""


@pytest.mark.parametrize("code", ["", "can", "CA", "CAND", "UNK", "ZZZ", " CAN", "ÇAN"])
def test_other_codes_are_no_countries(code: str) -> None:
    assert not places.is_country(code)
    with pytest.raises(InputError) as caught:
        places.country_name(code, "en")
    assert caught.value.problems[0].message.id == "error.place.country"
    for lang in ("en", "fr"):
        said = caught.value.text(lang)
        assert code in said and "ISO 3166-1" in said


def test_the_ten_provinces_and_three_territories() -> None:
    assert places.provinces() == ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")
    assert [code for code in places.provinces() if places.is_territory(code)] == ["NT", "NU", "YT"]
    assert all(places.is_province(code) for code in places.provinces())


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("BC", "British Columbia", "Colombie-Britannique"),
        ("NL", "Newfoundland and Labrador", "Terre-Neuve-et-Labrador"),
        ("NS", "Nova Scotia", "Nouvelle-Écosse"),
        ("NT", "Northwest Territories", "Territoires du Nord-Ouest"),
        ("PE", "Prince Edward Island", "Île-du-Prince-Édouard"),
        ("QC", "Quebec", "Québec"),
    ],
)
def test_a_province_has_its_two_names(code: str, english: str, french: str) -> None:
    assert places.province_name(code, "en") == english
    assert places.province_name(code, "fr") == french


@pytest.mark.parametrize("code", ["", "on", "PQ", "Ontario", "NF", "ONT"])
def test_other_codes_are_no_provinces(code: str) -> None:
    assert not places.is_province(code)
    assert not places.is_territory(code)
    with pytest.raises(InputError) as caught:
        places.province_name(code, "fr")
    assert caught.value.problems[0].message.id == "error.place.province"
    assert "AB, BC, MB" in caught.value.text("en") and "SK et YT" in caught.value.text("fr")


def test_a_language_without_names_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        places.country_name("CAN", "de")
    with pytest.raises(KeyError):
        places.province_name("ON", "de")
