"""Every question of every page, given what cannot be meant: said beside the box and in the summary, and nothing else is lost."""

from __future__ import annotations

from html import unescape
from urllib.parse import urlencode

import pytest
from django.utils import translation

from openentry_web.profiles import addresses, answers, forms, kinds, outline, selectors, services
from tests.web import nonsense
from tests.web.people import drafting
from tests.web.test_profiles_pages import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
NOTE = "Zoë’s note 🦫 <b>"
#: Kinds whose boxes cannot hold what a browser would never send.
CHOSEN = ("yes_no", "choice", "province", "provinces")
#: Pages that show what was answered.
SHOWING = "profile/ profile/check/ profile/programs/ mine/export/openentry-profile.json mine/improve/".split()


@pytest.fixture
def entry(candidate):
    return drafting(candidate, nonsense.everything())


def state_of(entry):
    return services.state_of(selectors.answers_of(entry))


def places(entry):
    """The pages that are asked, each kind of page once."""
    state = state_of(entry)
    found = {}
    for section in outline.sections():
        if outline.is_asked(section, state.content):
            for place in outline.every_page(section, state.content, state.named):
                found.setdefault((place.many and place.many.path, place.page.id), place)
    return list(found.values())


def address(place, lang="en"):
    with translation.override(lang):
        return addresses.of_place(place)


def put_back(entry, kept):
    """The answers as they were before, so that one page does not change what the next one asks."""
    type(kept).objects.filter(pk=kept.pk).update(
        content=kept.content, typed=kept.typed, notes=kept.notes, seen=kept.seen, keys=kept.keys
    )


def send(client, entry, place, wrong, lang="en"):
    """Send a page with that nonsense in some questions and a note at every one; hold what comes back to what it should be."""
    url = address(place, lang)
    form = form_of(client.get(url))
    notes = {name: [NOTE] for name in form if name.startswith("note.")}
    given = form | notes
    for field, name in wrong:
        given |= {box: [value] if isinstance(value, str) else value for box, value in _named(field, name).items()}
        given.pop(f"{field.id}.null", None)
    response = post(client, url, given)
    tried = f"{place.id} {[(field.id, name) for field, name in wrong]}"
    assert response.status_code in (200, 302), tried
    holds_nothing_raw(response, tried)
    state = state_of(entry)
    again = client.get(url)
    if again.status_code == 302:
        return  # nothing of the page is asked any more: it was set aside with the question before it
    holds_nothing_raw(again, tried)
    stands = form_of(again)
    for field in outline.questions(place.page, state.part(place)):
        assert stands[f"note.{field.id}"] == [NOTE], tried
        typed = {box: arrived(given.get(f"{field.id}.{box}" if box else field.id, [""])[0]) for box in kinds.boxes(field)}
        unread = state.unread(place, field)
        if unread:
            assert_said(again, place, field, tried)
            if field.kind not in CHOSEN:
                for box, words in typed.items():
                    shown = stands.get(f"{field.id}.{box}" if box else field.id, [""])[0]
                    assert shown.strip() == words.strip(), f"{tried}: {field.id}.{box} shows {shown[:80]!r}"
        elif (field.id not in {of.id for of, _ in wrong}) and field.kind != "occupation":
            name = f"{field.id}.d" if field.kind == "day" else field.id
            assert stands.get(name, [""]) == given.get(name, [""]), f"{tried}: {field.id}"


def post(client, url, form):
    """Send a form as a browser does, be there halves of characters in it."""
    body = urlencode(form, doseq=True, errors="surrogatepass")
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


def arrived(words):
    """What was typed as far as it can be kept: no NUL, no halves of characters."""
    return forms.clean(words.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))


def _named(field, name):
    return nonsense.named(field, nonsense.boxes(field, name))


def assert_said(response, place, field, tried):
    """There is an error beside the question, and a link to it in the summary."""
    html = response.content.decode()
    beside = html.split(f'id="err-{field.id}">', 1)[1].split("</div>", 1)[0]
    assert 'class="error"' in beside, f"{tried}: nothing beside {field.id}"
    summary = html.split('class="summary-of-errors"', 1)[1].split("</div>", 1)[0]
    first = forms.Shown(place, field, "en", {}, "", [], "", "").id
    assert f'href="#{first}"' in summary, f"{tried}: not in the summary: {field.id}"
    assert f'id="{first}"' in html, f"{tried}: the summary leads nowhere: {field.id}"
    assert "<title>Error: " in unescape(html).replace("\u00a0", " ") or "<title>Erreur" in html, tried


def holds_nothing_raw(response, tried):
    html = response.content.decode()
    for words in nonsense.UNESCAPED:
        assert words not in html, f"{tried}: {words!r} stands unescaped"


def shows(client, entry):
    """The pages that tell what was answered stand, whatever it was."""
    for lang in ("en", "fr"):
        for path in SHOWING:
            response = client.get(f"/{lang}/{path}", follow=True)
            assert response.status_code == 200, path
            if "json" not in path:
                holds_nothing_raw(response, path)


def rotation(place, turn):
    """Nonsense for every question of a page, another one each turn."""
    wrong = []
    for at, field in enumerate(place.page.fields):
        known = nonsense.names(field)
        wrong.append((field, known[(7 * turn + 5 * at + len(place.page.id)) % len(known)]))
    return wrong


@pytest.mark.parametrize("turn", range(2))
def test_every_page_takes_nonsense_in_every_box(signed_in, entry, turn):
    kept = selectors.answers_of(entry)
    for place in places(entry):
        send(signed_in, entry, place, rotation(place, turn), "fr" if turn % 2 else "en")
        put_back(entry, kept)


def test_the_pages_that_tell_what_was_answered_stand_with_nonsense_everywhere(signed_in, entry):
    for at, place in enumerate(places(entry)):
        wrong = rotation(place, at)
        post(signed_in, address(place), {box: value for of, name in wrong for box, value in _named(of, name).items()})
    shows(signed_in, entry)
    assert signed_in.get("/en/profile/submit/").status_code == 302, "asked to prove oneself, or sent back: nothing is sent"
    for section in outline.sections():
        assert signed_in.get(f"/en/profile/s/{section.id}/", follow=True).status_code == 200


def test_a_form_that_is_no_form_of_ours_changes_nothing(signed_in, entry):
    post(signed_in, address(places(entry)[0]), {})  # what nobody asks of them is set aside by whatever is sent first
    before = selectors.answers_of(entry)
    for place in places(entry)[:6]:
        for body in ({}, {"_to": "🦫"}, {"x" * 200: "y"}, {"was.x": "y", "note.": "z"}):
            assert post(signed_in, address(place), body).status_code in (200, 302)
    after = selectors.answers_of(entry)
    assert (after.content, after.notes, after.typed) == (before.content, before.notes, before.typed)


@pytest.mark.proof
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", [*nonsense.NONSENSE, *nonsense.ODD_DAYS])
def test_every_box_takes_every_nonsense(signed_in, entry, name, lang):
    kept = selectors.answers_of(entry)
    for place in places(entry):
        for field in outline.questions(place.page, state_of(entry).part(place)):
            if name in nonsense.names(field):
                send(signed_in, entry, place, [(field, name)], lang)
                put_back(entry, kept)


def test_what_is_held_is_what_was_typed(entry):
    """The marks by which a form knows what it changed do not take one nonsense for another."""
    marks = {answers.mark({"": forms.clean(words).strip()}) for words in nonsense.NONSENSE.values()}
    assert len(marks) == len(nonsense.NONSENSE)
