"""Open data: the code that parses the department's feed parses ours, in both languages, and gets the same table."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest

from openentry.rounds.history import distribution, history
from openentry_web.public.rounds import sources

THEIRS = json.loads((Path(__file__).parent / "data" / "ee_rounds_sample_en.json").read_text(encoding="utf-8"))
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
PROGRAMS = {
    "en": {
        "fsw": "Federal Skilled Worker",
        "cec": "Canadian Experience",
        "fst": "Federal Skilled Trades",
        "pnp": "Provincial Nominee",
    },
    "fr": {
        "fsw": "travailleurs qualifiés",
        "cec": "expérience canadienne",
        "fst": "métiers spécialisés",
        "pnp": "candidats des provinces",
    },
}
BANDS = [f"dd{n}" for n in range(1, 19)]


# --- a parser of the department's feed, as people write them ---


def parse_number(text: str) -> int:
    return int(text.replace(",", "").replace(" ", ""))


def parse_moment(text: str, lang: str) -> datetime | None:
    months = "|".join(MONTHS[lang])
    day = rf"({months}) (\d+), (\d{{4}})" if lang == "en" else rf"(\d+)(?:er)? ({months}) (\d{{4}})"
    found = re.match(rf"{day}(?: (?:at|à))? (\d\d):(\d\d):(\d\d) UTC", text)
    if not found:
        return None
    month, number = (found[1], found[2]) if lang == "en" else (found[2], found[1])
    hour, minute, second = (int(found[at]) for at in (4, 5, 6))
    return datetime(int(found[3]), MONTHS[lang].index(month) + 1, int(number), hour, minute, second, tzinfo=UTC)


def parse_day(text: str, lang: str) -> date:
    moment = parse_moment(text + (" at" if lang == "en" else " à") + " 00:00:00 UTC", lang)
    assert moment
    return moment.date()


def parse(feed: dict, lang: str) -> dict[str, dict]:
    table = {}
    for row in feed["rounds"]:
        number = re.sub("<[^>]*>", "", row["drawNumberURL"])
        assert number == row["drawNumber"]
        table[number] = {
            "day": date.fromisoformat(row["drawDate"]),
            "day_in_full": parse_day(row["drawDateFull"], lang),
            "invited": parse_number(row["drawSize"]),
            "lowest": parse_number(row["drawCRS"]),
            "programs": {name for name, words in PROGRAMS[lang].items() if words in row["drawText2"]},
            "moment": parse_moment(row["drawDateTime"], lang),
            "tie_break": parse_moment(row["drawCutOff"], lang),
            "as_of": parse_day(row["drawDistributionAsOn"], lang),
            **{name: parse_number(row[name]) for name in BANDS},
        }
    return table


@pytest.fixture
def feed(client, db):
    def get(lang):
        return json.loads(client.get(f"/open-data/ee_rounds_123_{lang}.json").content)

    return get


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_their_parser_gets_the_same_table_from_ours(feed, lang):
    ours, theirs = parse(feed(lang), lang), parse(THEIRS, "en")
    assert len(theirs) == 13
    for number, row in theirs.items():
        mine = dict(ours[number])
        if number == "247":  # the one round whose published sums are above their parts
            for total in ("dd3", "dd18"):
                assert row.pop(total) - mine.pop(total) == 180
        if row["moment"] is None:  # typed otherwise in that row, or without its zone: repaired in ours
            row.pop("moment")
            assert mine.pop("moment")
        assert mine == row, number


def test_shape_and_names_are_theirs(feed):
    ours = feed("en")
    assert set(ours) == set(THEIRS)
    by_number = {row["drawNumber"]: row for row in ours["rounds"]}
    for row in THEIRS["rounds"]:
        mine = by_number[row["drawNumber"]]
        assert list(mine) == list(row)
        assert all(isinstance(value, str) for value in mine.values())
        assert mine["drawName"] == row["drawName"]
        assert mine["drawSize"] == row["drawSize"]
        assert mine["dd15"] == row["dd15"]
    assert [row["drawNumber"] for row in ours["rounds"]][:2] == ["447", "446"]


def test_french_conventions(feed):
    row = next(row for row in feed("fr")["rounds"] if row["drawNumber"] == "434")
    assert row["dd2"] == "19 705"
    assert row["drawDateFull"] == "7 août 2026"
    assert row["drawCutOff"] == "11 octobre 2025 à 14:55:49 UTC"
    assert row["drawName"] == "Professions des transports (2026, version 2)"
    assert "/fr/rounds/434/" in row["drawNumberURL"]
    assert not any("\u00a0" in value or "\u202f" in value for value in row.values())


def test_both_languages_are_one_table(feed):
    assert parse(feed("en"), "en") == parse(feed("fr"), "fr")


def test_our_own_tables(client, db):
    rows = list(csv.DictReader(io.StringIO(client.get("/open-data/rounds.csv").content.decode())))
    assert len(rows) == len(history()) == 448
    for row, real in zip(rows, history(), strict=True):
        assert (row["number"], row["held_by"]) == (real.number, "department")
        assert (int(row["invited"]), int(row["lowest_score"])) == (real.invited, real.lowest_score)
        assert row["programs"].split(";") == list(real.programs)
    whole = json.loads(client.get("/open-data/rounds.json").content)
    jsonschema.validate(whole, json.loads(client.get("/open-data/rounds.schema.json").content))
    assert whole["source"]["as_of"] == "2026-10-01"
    assert [one["number"] for one in whole["rounds"]] == [row["number"] for row in rows]


def test_the_pool(client, db):
    rows = list(csv.DictReader(io.StringIO(client.get("/open-data/pool-distribution.csv").content.decode())))
    of = [row for row in rows if row["number"] == "434"]
    assert [int(row["count"]) for row in of] == [band.count for band in distribution("434")]
    assert len(rows) == 230 * 15


@pytest.mark.parametrize(
    "name", ["rounds.csv", "rounds.json", "pool-distribution.csv", "ee_rounds_123_en.json", "ee_rounds_123_fr.json"]
)
def test_what_programs_and_caches_need(client, db, name):
    first = client.get(f"/open-data/{name}")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in first.headers["Cache-Control"]
    assert "charset=utf-8" in first.headers["Content-Type"]
    for condition in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        again = client.get(f"/open-data/{name}", headers=condition)
        assert again.status_code == 304
        assert not again.content
        assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"/open-data/{name}", headers={"If-None-Match": '"other"'}).status_code == 200
    assert "Set-Cookie" not in first.headers
    assert client.post(f"/open-data/{name}").status_code == 405


def test_a_file_that_is_none(client, db):
    assert client.get("/open-data/passwords.csv").status_code == 404
    assert client.get("/open-data/rounds.csv", {"held_by": "\x00<b>"}).status_code == 200


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_that_describes_them(client, db, lang):
    text = client.get(f"/{lang}/open-data/").content.decode()
    for name in ("rounds.csv", "rounds.json", "rounds.schema.json", "pool-distribution.csv", "ee_rounds_123_fr.json"):
        assert f'href="/open-data/{name}"' in text
    assert sources.FEED in text


def test_rounds_held_here_are_told_apart(client, db, monkeypatch):
    real = sources.one("434")
    from dataclasses import replace

    mine = replace(real, held_by="here", number="H-1", day=date(2026, 11, 20), address="/en/rounds/held/H-1/", real=None)
    monkeypatch.setattr(sources, "_own", [lambda: [mine]])
    assert "H-1" not in client.get("/open-data/ee_rounds_123_en.json").content.decode()
    own = json.loads(client.get("/open-data/ee_rounds_123_en.json?held_by=here").content)
    assert [row["drawNumber"] for row in own["rounds"]] == ["H-1"]
    both = json.loads(client.get("/open-data/rounds.json").content)["rounds"]
    assert both[-1]["held_by"] == "here"
    assert "held here" in client.get("/en/rounds/").content.decode()
    assert client.get("/en/rounds/H-1/").headers["Location"] == "/en/rounds/held/H-1/"
