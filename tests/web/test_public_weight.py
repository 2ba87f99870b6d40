"""What every public page is held to: light, closed to code that is not ours, and asking nobody else for anything.

The weight is that of the page as it is sent to a browser that takes gzip: HTML, style and scripts, of which only the HTML of the
score tool and of “would I have been invited?” is compressed. Charts and other pictures are not in it.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter, deque
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve
from django.utils.translation import override

from openentry.law.domains import ABILITIES

pytestmark = pytest.mark.django_db
MOST_BYTES = 100_000
GZIP = {"Accept-Encoding": "gzip"}
#: What a browser fetches by itself, or sends a form to.
_FETCHED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "form": "action", "use": "href"}
_HX = ("hx-get", "hx-post", "hx-put", "hx-delete", "hx-patch")


class Read(HTMLParser):
    """What a page holds that a browser would run, fetch or follow."""

    def __init__(self, address):
        super().__init__()
        self.address, self.inline, self.fetched, self.parts, self.links = address, [], [], [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if (tag == "script" and not given.get("src") and given.get("type") not in ("application/json",)) or tag == "style":
            self.inline.append(tag)
        self.inline += [f"{tag} {name}" for name, value in attributes if name == "style" or re.fullmatch(r"on\w+", name)]
        self.inline += [value for _, value in attributes if value and re.match(r"\s*(javascript|vbscript|data:text)", value, re.I)]
        self.fetched += [value for name, value in attributes if name in _HX or name == _FETCHED.get(tag) if value]
        if tag == "script" and given.get("src"):
            self.parts.append(given["src"])
        if tag == "link" and given.get("rel") == "stylesheet":
            self.parts.append(given["href"])
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.address, given["href"]).partition("#")[0])


def stylesheet_or_script(address):
    """Its bytes, and what it asks for of others."""
    path = finders.find(address.removeprefix(settings.STATIC_URL))
    assert path, address
    content = Path(path).read_bytes()
    if address.endswith(".css"):
        assert not re.search(rb"@import|url\(\s*['\"]?(?:https?:)?//", content), address
    return content


def hold(answer, address):
    """A page is what it should be; its weight in bytes, and what it was read as."""
    policy = answer.headers["Content-Security-Policy"]
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives["default-src"] == "'self'", address
    assert not re.search(r"unsafe|\*|https?:|nonce-", policy), address
    assert {"script-src", "style-src", "connect-src", "font-src"} & directives.keys() == set(), "as default-src says"
    read = Read(address)
    packed = answer.headers.get("Content-Encoding") == "gzip"
    read.feed((gzip.decompress(answer.content) if packed else answer.content).decode())
    assert not read.inline, f"{address}: {read.inline[:3]}"
    elsewhere = [one for one in read.fetched if urlsplit(urljoin("http://testserver" + address, one)).netloc != "testserver"]
    assert not elsewhere, f"{address}: {elsewhere[:3]}"
    weight = len(answer.content) + sum(len(stylesheet_or_script(part)) for part in read.parts)
    assert weight < MOST_BYTES, f"{address} weighs {weight:,} bytes: HTML {len(answer.content):,}, {read.parts}"
    return weight, read


def walk(lang, most):
    """Every page that links lead to from the front page, at most so many of each kind; as (address, view, weight)."""
    client, waiting, seen, kinds, found = Client(headers=GZIP), deque([f"/{lang}/"]), {f"/{lang}/"}, Counter(), []
    while waiting:
        address = waiting.popleft()
        with override(lang):
            view = resolve(urlsplit(address).path).url_name or ""
        if kinds[view] >= most:
            continue
        kinds[view] += 1
        answer = client.get(address)
        if answer.status_code in (301, 302):
            continue  # it wants an account
        assert answer.status_code == 200, address
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        weight, read = hold(answer, address)
        found.append((address, view, weight))
        for link in read.links:
            if link.startswith(f"/{lang}/") and link not in seen:
                seen.add(link)
                waiting.append(link)
    return found


#: A person with something to say about everything, so that the answer is as long as it gets.
ANSWERS = {
    "age": "29",
    "education": "master",
    "spouse_education": "bachelor",
    "accompanying_spouse": "yes",
    "en_test": "levels",
    "fr_test": "levels",
    "spouse_test": "levels",
    **{f"{whose}_{ability}": "6" for whose in ("en", "fr", "spouse") for ability in ABILITIES},
    "first_language": "en",
    "canadian_work_years": "1",
    "foreign_work_years": "1",
    "other": "2015-01-01",
}


def answered(lang):
    """Pages that answer a form, with the longest answer there is."""
    forms = {
        "tools/check-your-score/": ANSWERS,
        "rounds/test/": {"score": "520", "programs": ["cec", "fsw", "fst"], "span": "all"},
        "follow/": {"email": "nobody"},
    }
    for path, typed in forms.items():
        yield path, Client(headers=GZIP).post(f"/{lang}/{path}", typed)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_page_of_each_kind_is_light_and_closed(lang):
    found = walk(lang, 2)
    views = {view for _, view, _ in found}
    assert {"front", "law", "law_document", "public_rounds", "public_round", "check_score", "follow", "occupation"} <= views
    for path, answer in answered(lang):
        hold(answer, f"/{lang}/{path}")


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_public_page_is_light_and_closed(proof_figures, lang):
    found = walk(lang, 10_000)
    figures = proof_figures("public-pages")
    address, _, weight = max(found, key=lambda one: one[2])
    middle = sorted(weight for _, _, weight in found)[len(found) // 2]
    figures["language"] = lang
    figures["pages that links lead to from the front page, each read"] = len(found)
    figures["kinds of page"] = len({view for _, view, _ in found})
    figures["median weight: HTML, style and scripts as sent, without charts (bytes)"] = middle
    figures["heaviest (bytes)"] = f"{weight:,}: `{address}`"
    for path, answer in answered(lang):
        figures[f"`/{lang}/{path}`, answered (bytes)"] = hold(answer, f"/{lang}/{path}")[0]
    figures["pages with inline script, style or handler"] = 0
    figures["pages that ask another site for anything"] = 0
    figures["pages without `default-src 'self'`"] = 0
