"""The law as pages: every document, every version, what each changed, where it comes from and how it is known."""

from __future__ import annotations

import html

import pytest

from openentry import load_book
from openentry.law.compare import differences

BOOK = load_book()
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_document_is_listed(client, lang):
    page = client.get(f"/{lang}/law/")
    text = html.unescape(page.content.decode())
    assert len(page.content) < 100_000
    for name, document in BOOK.documents.items():
        assert f'href="/{lang}/law/{name}/"' in text
        assert document.title.in_(lang) in text
    assert BOOK.digest in text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_version_has_its_page(client, lang):
    for name, document in BOOK.documents.items():
        for version in document.versions:
            page = client.get(f"/{lang}/law/{name}/{version.in_force}/")
            text = html.unescape(page.content.decode())
            assert page.status_code == 200, (name, version.in_force)
            assert len(page.content) < 100_000, name
            assert version.source.cite(lang).replace(" ", "\u00a0") in text.replace(" ", "\u00a0"), name
            if document.kind == "switch":
                assert version.content.reason.in_(lang) in text
                for reading in version.content.readings.values():
                    assert reading.in_(lang) in text


def test_a_change_is_shown_as_the_library_finds_it(client):
    funds = BOOK.documents["funds.table"]
    old, new = funds.versions[-2], funds.versions[-1]
    found = differences(BOOK, "funds.table", old.in_force, new.in_force)
    assert found
    text = html.unescape(client.get("/en/law/funds.table/").content.decode())
    assert f"{len(found)}\u00a0changes" in text
    assert "<td>14,690</td><td>15,263</td>" in text


def test_tables_are_those_of_the_data(client):
    text = html.unescape(client.get("/en/law/crs.caps/").content.decode())
    for figure in ("460", "500", "1,200"):
        assert f'<td class="n">{figure}</td>' in text
    age = client.get("/fr/law/crs.age/").content.decode()
    assert "20-29" in age
    assert '<a href="/fr/tools/occupations/72106/">' in client.get("/fr/law/categories.trades/").content.decode()


def test_marks_of_evidence_and_verified_days(client):
    text = client.get("/en/law/categories.trades/").content.decode()
    assert "known from reports only" in text
    assert "26\u00a0August\u00a02026" in text


def test_a_browser_that_has_it_is_not_sent_it_again(client):
    first = client.get("/en/law/crs.age/")
    assert client.get("/en/law/crs.age/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get("/fr/law/crs.age/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", ["crs.nothing", "crs.age/2014-01-01", "crs.age/x", "🙂", "a" * 3000, "%00"])
def test_what_is_none_is_not_found(client, path):
    assert client.get(f"/en/law/{path}/").status_code == 404
