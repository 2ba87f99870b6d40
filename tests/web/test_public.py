"""The pages that need no account."""

from __future__ import annotations

import re

import pytest

from openentry_web.pool import law

pytestmark = pytest.mark.django_db
PAGES = ["", "about/", "how/", "accessibility/", "privacy/", "help/"]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_whole_in_both_languages(client, lang, page):
    answer = client.get(f"/{lang}/{page}")
    html = answer.content.decode()
    assert answer.status_code == 200 and f'<html lang="{lang}">' in html
    main = html.split("<main")[1].split("</main>")[0]
    assert main.count("<h1>") == 1 and len(re.sub(r"<[^>]+>", " ", main).split()) > 80
    assert not re.search(r"\]\(|\*\*|\{\w|web\.\w+\.", main)
    title = html.split("<title>")[1].split("</title>")[0]
    assert not title.startswith(" –") and "OpenEntry" in title


@pytest.mark.parametrize("page", PAGES)
def test_the_other_language_is_the_same_page(client, page):
    assert f'href="/fr/{page}"' in client.get(f"/en/{page}").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_ours_leads_somewhere(client, page):
    html = client.get(f"/en/{page}").content.decode().split("<main")[1]
    links = set(re.findall(r'href="(/[^"]*)"', html))
    assert 'href=""' not in html
    for link in links:
        assert client.get(link).status_code in (200, 302), link


def test_the_front_page_says_what_it_is_and_shows_three_ways_in(client):
    page = client.get("/en/").content.decode()
    assert "not the Government of Canada" in page and page.count('<section class="card">') == 3
    assert "/en/account/signup/" in page and "/en/account/login/" in page and "/en/how/" in page


def test_the_front_page_takes_who_is_signed_in_to_where_they_stand(signed_in):
    page = signed_in.get("/en/").content.decode().split("<main")[1]
    assert "/en/account/signup/" not in page and 'class="btn" href="/en/pool/"' in page


def test_how_shows_the_law_as_it_is(client):
    page = client.get("/en/how/").content.decode().replace("\xa0", " ")
    for part in ("25 March 2025",):
        assert part in page
    assert law.digest()[:12] in page


def test_an_address_to_write_to_where_there_is_one(client, settings):
    assert "have not given an address" in client.get("/en/help/").content.decode()
    settings.CONTACT = "help@example.org"
    assert 'href="mailto:help@example.org"' in client.get("/en/help/").content.decode()


def test_a_demonstration_warns_against_real_facts(client):
    assert "Do not type real facts" in client.get("/en/privacy/").content.decode()


def test_nothing_of_a_government_is_worn(client):
    for page in PAGES:
        html = client.get(f"/en/{page}").content.decode()
        assert not re.search(r"<img|wordmark|coat of arms|🍁", html)
