"""Every page a candidate can be led to, read in both languages: no message id, no parameter left open, no sentence of the other."""

from __future__ import annotations

import re
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.urls import Resolver404, resolve
from django.utils import translation

from openentry import messages
from openentry_web import clock
from openentry_web.demo.people import moved
from openentry_web.pool import services as pool
from tests.web import nonsense
from tests.web.people import declared, drafting, in_pool
from tests.web.test_fuzz_forms import address, places

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: Attributes that are read out or shown.
_SAID = ("aria-label", "title", "placeholder", "alt", "data-failed", "data-words", "aria-description")
_ID = re.compile(r"\b[a-z_]+(?:\.[A-Za-z0-9_]+)+\b")
_OPEN = re.compile(r"\{[a-z_]+(:[^}]*)?\}|\{%|%\(\w+\)s")
#: In French a space that does not break stands before these signs.
_TIGHT = re.compile(r"[\w)%»](?:[;?!](?!\w)|:(?=\s|$))|« |[\w.,)] »|[\w)] [:;?!%](?=\s|$)")
#: Words of one language that the other does not have; a text with several of them, and none of its own, is in the wrong one.
_WORDS = {
    "en": frozenset(
        "the and you your are is not this that with from have has been which will they were what when does can".split()
    ),
    "fr": frozenset("le les des vous votre vos est une dans pour avec pas sur qui que sont cette ces aux du au et".split()),
}
#: Pages that are another's for every person; all others are read once.
_OWN = ("pool", "profile", "mine", "messages", "account")
_START = [
    "",
    "pool/",
    "profile/",
    "profile/check/",
    "profile/programs/",
    "profile/begin/",
    "mine/scenarios/",
    "messages/",
    "account/",
]


class Reader(HTMLParser):
    """Collects what is read on a page, with its language."""

    def __init__(self):
        super().__init__()
        self.within, self.said, self.links = [], [], []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        lang = found.get("lang") or (self.within[-1][1] if self.within else None)
        hidden = tag in ("script", "style", "svg", "code", "datalist") or bool(self.within and self.within[-1][2])
        if tag not in _EMPTY:
            self.within.append((tag, lang, hidden))
        for name in _SAID:
            if found.get(name) and not hidden:
                self.said.append((lang, found[name]))
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])

    def handle_endtag(self, tag):
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data):
        words = re.sub(r"[ \t\n]+", " ", data).strip(" ")
        if words and self.within and not self.within[-1][2]:
            self.said.append((self.within[-1][1], words))


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


def sentences(lang):
    """What only that language says, of the sentences without parameters."""
    other = "fr" if lang == "en" else "en"
    said = {name: template(name, lang) for name in messages.ids(lang)}
    others = {template(name, other) for name in messages.ids(other)}
    return {words for words in said.values() if " " in words and "{" not in words and words not in others}


def template(name, lang):
    from openentry.messages import _template

    return re.sub(r"[ \t\n]+", " ", _template(name, lang)).strip(" ")


def wrong_on(page, lang, of_the_other):
    other = "fr" if lang == "en" else "en"
    ids = messages.ids("en")
    for spoken, words in read(page).said:
        for name in _ID.findall(words):
            if name in ids:
                yield f"the id {name}"
        if _OPEN.search(words):
            yield f"an open parameter: {words[:100]}"
        if spoken != lang:
            continue
        if words in of_the_other:
            yield f"in {other}: {words[:100]}"
        if lang == "fr" and _TIGHT.search(words):
            yield f"no space before the sign: {words[:100]}"
        parts = re.findall(r"[^\W\d_]+", words.lower())
        if len(set(parts) & _WORDS[other]) >= 2 and not set(parts) & _WORDS[lang]:
            yield f"looks like {other}: {words[:100]}"


def crawl(client, lang, starts, known):
    """Every page that links lead to from ``starts``, one of each kind: (address, html). Those of ``known`` kinds were read."""
    waiting, seen, kinds = deque(starts), set(starts), set(known)
    while waiting:
        path = waiting.popleft()
        try:
            with translation.override(lang):
                match = resolve(urlsplit(path).path)
        except Resolver404:
            raise AssertionError(f"a link leads to {path}, where nothing is") from None
        kind = (match.view_name, match.kwargs.get("page_id"), match.kwargs.get("section_id"))
        if kind in kinds or "logout" in path:
            continue
        kinds.add(kind)
        if path.split("/")[2] not in _OWN:
            known.add(kind)
        response = client.get(path, follow=True)
        assert response.status_code in (200, 403, 404, 409, 503), f"{path}: {response.status_code}"
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        html = response.content.decode()
        yield path, html
        for link in read(html).links:
            target = urlsplit(urljoin(path, link))
            if not target.netloc and target.path.startswith(f"/{lang}/") and target.path not in seen:
                seen.add(target.path)
                waiting.append(target.path)


def people():
    """Those who see different pages: in the pool, drafting with all there is, with nothing, and over."""
    made = {}
    for name in ("pool", "full", "empty", "over", "wrong"):
        made[name] = get_user_model().objects.create_user(f"{name}@example.org", "correct horse battery")
    in_pool(made["pool"], "jose-luis-garcia-marquez", 5)
    drafting(made["full"], moved(nonsense.everything(), clock.today()))
    drafting(made["empty"])
    in_pool(made["over"], "amara-okafor", 5)
    pool.withdraw(made["over"], clock.now())
    drafting(made["wrong"], declared("mei-lin-zhao"))
    return made


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_page_shows_an_id_or_the_other_language(client, lang):
    of_the_other = sentences("en" if lang == "fr" else "fr")
    wrong, count, known = [], 0, set()
    for name, person in people().items():
        client.force_login(person)
        for path, html in crawl(client, lang, [f"/{lang}/{start}" for start in _START], known):
            count += 1
            wrong += [f"{name}: {path}: {one}" for one in wrong_on(html, lang, of_the_other)]
    client.logout()
    for path, html in crawl(client, lang, [f"/{lang}/account/login/", f"/{lang}/"], known):
        count += 1
        wrong += [f"nobody: {path}: {one}" for one in wrong_on(html, lang, of_the_other)]
    assert not wrong, f"{len(wrong)} on {count} pages:\n" + "\n".join(sorted(set(wrong))[:60])
    assert count > 100


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_error_shows_an_id_or_the_other_language(client, lang):
    of_the_other = sentences("en" if lang == "fr" else "fr")
    person = get_user_model().objects.create_user("wrong@example.org", "correct horse battery")
    client.force_login(person)
    entry = drafting(person, nonsense.everything())
    wrong = []
    for at, place in enumerate(places(entry)):
        typed = {}
        for of in place.page.fields:
            typed |= nonsense.named(of, nonsense.boxes(of, ("negative", "a number with letters", "emoji")[at % 3]))
        html = client.post(address(place, lang), typed, follow=True).content.decode()
        wrong += [f"{place.id}: {one}" for one in wrong_on(html, lang, of_the_other)]
    assert not wrong, "\n".join(wrong[:60])


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Où vous en êtes</p>", 0),
        ("<p>web.nav.profile</p>", 1),
        ("<p>Il reste {n:number} jours</p>", 1),
        ("<p>You do not meet the requirement</p>", 1),
        ('<p lang="en">You do not meet the requirement</p>', 0),
        ('<p><a href="/" aria-label="where you are">Ici</a></p>', 1),
        ("<p>La note: 463</p>", 1),
        ("<p>La note\u00a0: 463 à 14:05 «\u00a0ou plus\u00a0»</p>", 0),
        ("<script>the and you</script><p>Ici</p>", 0),
    ],
)
def test_the_reader_finds_what_is_wrong(html, found):
    page = f'<html lang="fr"><body>{html}</body></html>'
    assert len(list(wrong_on(page, "fr", sentences("en")))) == found
