"""The rounds on public pages: list, filters, one round, charts, feed, and “would I have been invited?”."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from openentry.rounds.history import history
from openentry_web.public.rounds import charts, sources, would_be

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_round_is_found(client, lang):
    page = client.get(f"/{lang}/rounds/")
    assert len(page.content) < 100_000
    found = set()
    for number in range(1, 13):
        text = client.get(f"/{lang}/rounds/", {"page": number}).content.decode()
        found |= set(re.findall(rf'href="/{lang}/rounds/(\w+)/"', text))
    assert {one.number for one in history()} <= found


def test_filters(client):
    text = client.get("/en/rounds/", {"kind": "category", "category": "french", "year": "2025"}).content.decode()
    n = sum(one.category == "french" and one.day.year == 2025 for one in history())
    assert f"{n}\u00a0rounds found" in text
    assert '<option value="french" selected>' in text
    assert "No round is of that type" in client.get("/en/rounds/", {"kind": "fsw", "year": "2015"}).content.decode()


@pytest.mark.parametrize("bad", ["\x00", "🙂", "-1", "9" * 5000, "<b>", "٣", "1e9", ""])
def test_a_filter_that_names_nothing_is_none(client, bad):
    for name in ("kind", "category", "year", "page"):
        text = client.get("/en/rounds/", {name: bad})
        assert text.status_code == 200
        assert "448\u00a0rounds found" in text.content.decode()


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("number", ["1", "91a", "294", "434", "447"])
def test_one_round(client, lang, number):
    page = client.get(f"/{lang}/rounds/{number}/")
    assert page.status_code == 200
    assert sources.FEED in page.content.decode()
    assert client.get(f"/{lang}/rounds/{number}/", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


def test_a_round_that_was_not_held(client):
    assert client.get("/en/rounds/9999/").status_code == 404


def test_a_chart_has_its_table_and_the_sums_agree():
    every = sources.department()
    years = sources.by_month(every)
    assert sum(year.total for year in years) == sum(one.invited for one in history())
    groups, rows = sources.cut_offs(every)
    assert sum(cell.rounds for _, cells in rows for cell in cells if cell) == len(history())
    assert set(groups) == {one.group for one in every}
    for pool in sources.pools(every):
        assert pool.total == sum(pool.counts)


def test_charts_are_drawn_once_and_kept(client, settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    assert charts.draw_all() == 12
    assert charts.draw_all() == 0
    monkeypatch.setattr(charts.subprocess, "run", lambda *_, **__: pytest.fail("drawn again"))
    address = re.search(r'srcset="([^"]+)"', client.get("/fr/rounds/").content.decode())[1]
    picture = client.get(address)
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in picture.headers["Cache-Control"]
    assert b"<style" not in picture.content
    assert b"<script" not in picture.content
    assert client.get(address.replace("pool", "nothing").replace("cut-offs", "nothing")).status_code == 404


def test_the_feed(client):
    for lang in ("en", "fr"):
        page = client.get(f"/{lang}/rounds/feed.xml")
        assert page.headers["Content-Type"].startswith("application/atom+xml")
        tree = ElementTree.fromstring(page.content)
        entries = tree.findall("{http://www.w3.org/2005/Atom}entry")
        assert len(entries) == 50
        assert entries[0].find("{http://www.w3.org/2005/Atom}title").text.startswith(("Round 447", "Ronde 447"))
        assert len({entry.find("{http://www.w3.org/2005/Atom}id").text for entry in entries}) == 50


# --- would I have been invited? ---


def ask(**given):
    many = {name: value for name, value in given.items() if isinstance(value, list)}
    form = would_be.read({k: v for k, v in given.items() if isinstance(v, str)}, many, NOW)
    return form, form.somebody and would_be.against(form, form.somebody, form.boxes["day"].value is not None)


def test_by_how_much():
    _, found = ask(score="516", programs=["cec"], span="1")
    cec = [one for one in history() if one.programs == ("cec",) and one.day > sources.known_to().replace(year=2025)]
    assert found.open == len(cec)
    assert found.invited == sum(one.lowest_score < 516 for one in cec)
    assert found.ties == sum(one.lowest_score == 516 for one in cec)
    said = {one.round.number: one.says for one in found.compared}
    assert said["446"].params == {"n": 2}


def test_the_moment_decides_among_equal_scores():
    def told(day, time):
        _, found = ask(score="470", programs=["fsw"], categories=["transport"], day=day, time=time, span="1")
        return next(one.invited for one in found.compared if one.round.number == "434")

    assert told("2025-10-11", "14:55:48") is True
    assert told("2025-10-11", "14:55:50") is False
    assert told("2025-10-11", "14:55:49") is None


def test_only_rounds_held_while_the_profile_is_in_the_pool():
    _, found = ask(score="900", programs=["cec"], day="2024-05-01", span="all")
    days = [one.round.day for one in found.compared]
    assert min(days).isoformat() >= "2024-05-01"
    assert max(days).isoformat() <= "2025-05-01"


def test_a_nominee_is_invited_as_a_nominee_only():
    _, found = ask(score="1100", programs=["cec", "pnp"], span="1")
    assert all("pnp" in one.round.programs for one in found.compared)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_without_scripts(client, lang):
    assert client.get(f"/{lang}/rounds/test/").status_code == 200
    text = client.post(f"/{lang}/rounds/test/", {"score": "516", "programs": ["cec"], "span": "1"}).content.decode()
    assert "446" in text
    assert 'value="516"' in text


@pytest.mark.parametrize("bad", ["", "-1", "1201", "🙂", "9" * 9000, "<script>", "5.5", "\x00"])
def test_bad_figures_are_said_and_kept(client, bad):
    text = client.post(
        "/en/rounds/test/", {"score": bad, "programs": ["fsw"], "day": "31/12/2025", "time": "25:00"}
    ).content.decode()
    for name in ("score", "day", "time"):
        assert f'href="#id_{name}"' in text
        assert f'id="id_{name}_error"' in text
    assert "<title>Error:" in text
    assert 'value="fsw" checked' in text
    assert "<script>" not in text.replace("<script src", "")
    assert "Choose at least one program" in client.post("/en/rounds/test/", {"score": "500"}).content.decode()
