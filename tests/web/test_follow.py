"""Following by mail: nobody is told who did not confirm, nothing is kept of who did not, one click ends it, nothing goes twice."""

from __future__ import annotations

import io
import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test import Client

from openentry_web import clock
from openentry_web.follow import limits, selectors, services, tasks, tokens, topics
from openentry_web.follow.models import Announcement, Ask, Follower, Letter
from tests.web import nonsense, test_instruments, test_mail
from tests.web.round_pools import Console, Pool

post, jobs, officers = test_mail.post, test_mail.jobs, test_instruments.officers
NOW = datetime(2026, 11, 24, 12, 0, 5, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
ADDRESS = "amara.okafor@example.org"


@pytest.fixture
def at(monkeypatch):
    """Makes it another moment; NOW at first."""
    moments = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moments[-1])
    monkeypatch.setattr(clock, "today", lambda: moments[-1].date())
    return moments.append


def work():
    """The worker spreads what was announced, then sends it."""
    test_mail.work()
    test_mail.work()


def asks(lang="en", address=ADDRESS, wanted=("rounds",), client=None, **extra):
    return (client or Client()).post(f"/{lang}/follow/", {"email": address, "topics": list(wanted)}, **extra)


def follower(address=ADDRESS, wanted=("rounds",), lang="en"):
    return Follower.objects.create(
        address=address, topics=list(wanted), language=lang, origin="https://entry.example.org", confirmed_at=clock.now()
    )


def link(kind, key, lang="en"):
    return f"/{lang}/follow/{kind}/{tokens.made(kind, key)}/"


def announced(about=("rounds",), key="round:7", **params):
    told = {"number": "7", "day": "2026-11-24", "who": [{"en": "Everybody", "fr": "Tout le monde"}], "invited": 1500, "lowest": 501}
    with transaction.atomic():
        services.announce(about, "round", clock.now(), key=key, page="our_round", args=["7"], **(told | params))


def words(response):
    return re.sub(r"<[^>]+>", " ", response.content.decode())


# --- in whole, over a real mail server ---


@pytest.mark.django_db(transaction=True)
def test_from_asking_to_the_mail_of_a_round_to_stopping(post, jobs, at):
    answer = asks("fr", wanted=["rounds", "law"])
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fr/follow/sent/")
    work()
    (mail,) = post.taken
    assert mail["To"] == ADDRESS
    assert mail["Subject"] == "OpenEntry\u00a0: confirmez votre adresse"
    assert mail["List-Unsubscribe"] is None, "there is nothing to end yet"
    (address,) = re.findall(r"http://testserver(/fr/follow/confirm/\S+/)", mail.get_content())
    assert Client().get(address).status_code == 200
    assert not Follower.objects.exists(), "reading the page confirms nothing: programs open every link"
    confirmed = Client().post(address, follow=True)
    assert "Votre adresse est confirmée" in words(confirmed)
    assert (Ask.objects.count(), Follower.objects.get().topics) == (0, ["law", "rounds"])

    console, pool = Console(), Pool()
    pool("a", 480)
    console.held(size=1)
    work()
    (mail,) = [one for one in post.taken if one["List-Unsubscribe"]]
    assert mail["To"] == ADDRESS
    assert mail["Subject"] == "OpenEntry\u00a0: ronde 1, note la plus basse 480"
    said = mail.get_content()
    assert "http://testserver/fr/rounds/held/1/" in said
    assert "Invitations\u00a0: 1" in said
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (stop,) = re.findall(r"^<http://testserver(/fr/follow/stop/\S+/)>$", mail["List-Unsubscribe"].strip())
    assert stop in said
    raw = next(one for one in post.raw if b"List-Unsubscribe" in one).replace(b"\r\n ", b" ")
    assert re.search(rb"^List-Unsubscribe: +<http://testserver" + stop.encode() + rb">\r?$", raw, re.MULTILINE), "no encoded words"
    strict = Client(enforce_csrf_checks=True)
    before = strict.get(stop)
    assert before.status_code == 200
    assert not before.cookies, "no session, no cookie"
    assert Follower.objects.exists(), "a reading stops nothing"
    # As a mail program sends it (RFC 8058, 3.2): no cookie, no token of a form, no redirect to follow.
    ended = Client(enforce_csrf_checks=True).post(stop, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
    assert ended.status_code == 200
    assert not Follower.objects.exists()
    assert not Letter.objects.exists(), "the mails to it are deleted with it"
    assert strict.post(stop).status_code == 200, "once more says the same"
    count = len(post.taken)
    announced(key="round:8")
    work()
    assert len(post.taken) == count


@pytest.mark.django_db(transaction=True)
def test_a_letter_cut_off_goes_again_under_its_number_and_is_counted(post, jobs, monkeypatch):
    follower()
    announced()
    sent = EmailMessage.send

    def cut_off(message, *arguments):
        sent(message, *arguments)
        raise OSError("the process was killed here")

    monkeypatch.setattr(EmailMessage, "send", cut_off)
    work()
    monkeypatch.setattr(EmailMessage, "send", sent)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    work()
    first, second = post.taken
    assert first["Message-ID"] == second["Message-ID"]
    letter = Letter.objects.get()
    assert (letter.tries, letter.sent_at is not None) == (2, True)
    tasks.spread(announcement_id=letter.announcement_id)  # any job may run twice
    tasks.send_letter(letter_id=letter.pk)
    announced()  # with the same key
    work()
    assert (len(post.taken), Letter.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_announces_nothing(post, jobs):
    follower()

    class Undo(Exception):
        pass

    def undone():
        with transaction.atomic():
            announced()
            raise Undo

    with pytest.raises(Undo):
        undone()
    work()
    assert (post.taken, Announcement.objects.count()) == ([], 0)
    with pytest.raises(RuntimeError):
        services.announce(["law"], "law", clock.now(), key="x", page="law")


# --- who is told what ---


@pytest.mark.django_db
def test_each_is_told_what_they_follow_once_in_their_language(mailoutbox, at):
    category = next(topic for topic, _ in topics.choices(NOW.date()) if topic.startswith("category:"))
    follower("all@example.org", ["rounds", category])
    follower("one@example.org", [category], "fr")
    follower("law@example.org", ["law"])
    announced(["rounds", category])
    tasks.spread(Announcement.objects.get().pk)
    for letter in Letter.objects.all():
        tasks.send_letter(letter.pk)
    assert sorted((mail.to[0], mail.extra_headers["Content-Language"]) for mail in mailoutbox) == [
        ("all@example.org", "en"),
        ("one@example.org", "fr"),
    ]
    assert "For: Everybody\nInvitations: 1,500\nLowest score invited: 501" in mailoutbox[0].body
    assert "https://entry.example.org/en/rounds/held/7/" in mailoutbox[0].body


@pytest.mark.django_db
def test_whoever_confirms_after_it_is_not_told_of_it_and_whoever_stops_before_the_mail_gets_none(mailoutbox, at):
    early, changed = follower("early@example.org"), follower("changed@example.org")
    announced()
    at(NOW + MICRO)
    follower("late@example.org")
    tasks.spread(Announcement.objects.get().pk)
    letters = list(Letter.objects.all())
    assert {letter.follower_id for letter in letters} == {early.pk, changed.pk}
    services.stop(early.key)
    services.change(changed, ["law"], "en")
    for letter in letters:
        tasks.send_letter(letter.pk)
    assert mailoutbox == []


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_change_of_the_law_a_correction_and_a_round_for_nobody_are_told(mailoutbox, at, lang):
    follower(wanted=["law", "rounds"], lang=lang)
    told = {"number": "9", "day": "2026-11-24", "who": [{"id": "web.rounds.general", "params": {}}]}
    with transaction.atomic():
        services.announce_law("1", "SOR/2026-1", NOW.date(), NOW)
        services.announce_law("1", "SOR/2026-1", NOW.date(), NOW, withdrawn=True)
        services.announce(["rounds"], "nobody", NOW, key="n", page="our_round", args=["9"], **told)
        figures = {"faulty": "8", "invited": 1, "cancelled": 2}
        services.announce(["rounds"], "correction", NOW, key="c", page="our_round", args=["9"], **told, **figures)
    for one in Announcement.objects.order_by("pk"):
        tasks.spread(one.pk)
    for letter in Letter.objects.order_by("pk"):
        tasks.send_letter(letter.pk)
    law, withdrawn, nobody, correction = (mail.body.replace("\u00a0", " ") for mail in mailoutbox)
    assert {"en": "SOR/2026-1. It makes a difference from 24 November", "fr": "SOR/2026-1. Elle change"}[lang] in law
    assert {"en": "was withdrawn before", "fr": "a été retirée avant"}[lang] in withdrawn
    assert {"en": "Nobody was invited", "fr": "Personne n’a été invité"}[lang] in nobody
    assert {"en": "cancelled: 2", "fr": "annulées : 2"}[lang] in correction
    assert not re.findall(r"\{\w+|web\.\w+\.", law + withdrawn + nobody + correction)


@pytest.mark.django_db
def test_law_that_officers_publish_here_is_announced(officers):
    made = test_instruments.publish(officers, test_instruments.period())
    told = Announcement.objects.get()
    assert (told.kind, told.topics, told.params["name"]) == ("law", ["law"], made.name)


# --- the link, to the second; nothing kept ---


@pytest.mark.django_db
def test_the_link_holds_until_its_last_moment_and_then_nothing_is_kept(at):
    asks()
    asked = Ask.objects.get()
    ends = NOW + timedelta(hours=48)
    assert asked.ends_at == ends
    at(ends - MICRO)
    assert Client().get(link("confirm", asked.key)).status_code == 200
    assert services.forget_unconfirmed(clock.now()) == 0
    at(ends)
    for send in (Client().get, Client().post):
        assert send(link("confirm", asked.key)).status_code == 404
    assert not Follower.objects.exists()
    tasks.forget_unconfirmed(timestamp=0)
    assert not Ask.objects.exists()


@pytest.mark.django_db
def test_of_an_unconfirmed_address_no_table_keeps_anything(at):
    asks(address="nobody.confirms@example.org")
    at(NOW + services.CONFIRM_WITHIN)
    tasks.forget_unconfirmed(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', ["%nobody.confirms%"])
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db
def test_a_mail_whose_link_has_ended_is_not_sent(mailoutbox, at):
    asks()
    at(NOW + services.CONFIRM_WITHIN)
    tasks.send_ask(Ask.objects.get().pk)
    assert mailoutbox == []


@pytest.mark.django_db
def test_confirmed_in_the_last_moment_twice_is_once(at):
    asks()
    key = Ask.objects.get().key
    at(NOW + services.CONFIRM_WITHIN - MICRO)
    assert Client().post(link("confirm", key)).status_code == 302
    again = Client().post(link("confirm", key))
    assert again.status_code == 404
    assert "If you confirmed already" in words(again)
    assert Follower.objects.count() == 1


@pytest.mark.django_db
def test_another_ask_adds_to_what_is_followed_however_the_address_is_spelt(at):
    follower(wanted=["rounds"])
    asks("fr", ADDRESS.upper(), ["law"])
    services.confirm(Ask.objects.get().key, NOW)
    found = Follower.objects.get()
    assert (found.topics, found.language, found.address) == (["law", "rounds"], "fr", ADDRESS)


# --- nobody learns who follows ---


@pytest.mark.django_db
def test_asking_is_answered_the_same_whoever_follows_and_however_often(at):
    follower("follows@example.org")
    seen = set()
    for address in ("follows@example.org", "stranger@example.org"):
        for _ in range(5):
            answer = asks(address=address)
            seen.add((answer.status_code, answer.headers["Location"], answer.content, tuple(answer.cookies)))
    assert len(seen) == 1
    assert Ask.objects.filter(address="stranger@example.org").count() == 3, "three mails an hour"
    assert Ask.objects.filter(address="follows@example.org").count() == 3, "whether it follows or not"
    assert "example.org" not in words(Client().get("/en/follow/sent/"))


@pytest.mark.django_db
def test_asking_asks_the_same_questions_of_the_database(at, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    follower("follows@example.org")
    asked = []
    asks(address="first@example.org")  # whatever is looked up once
    for address in ("follows@example.org", "stranger@example.org"):
        with CaptureQueriesContext(connection) as queries:
            asks(address=address)
        asked.append([re.sub(r"'[^']*'|\d+", "", query["sql"]) for query in queries])
    assert asked[0] == asked[1]
    assert not any("follow_follower" in query for query in asked[0])


@pytest.mark.django_db
def test_one_place_asks_so_many_times_an_hour(at):
    browser = Client()
    for number in range(30):
        assert asks(address=f"a{number}@example.org", client=browser).status_code == 302
    refused = asks(address="a31@example.org", client=browser)
    assert refused.status_code == 429
    assert "Try again in an hour" in words(refused)
    assert 'value="a31@example.org"' in refused.content.decode(), "what was typed is still there"
    assert asks(address="other@example.org", REMOTE_ADDR="203.0.113.9").status_code == 302


@pytest.mark.django_db
def test_what_is_counted_names_nobody(at):
    from django.core.cache import cache

    seen = []
    limits.allows_address(ADDRESS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM shared_cache")
        seen = [key for (key,) in cursor.fetchall()]
    assert seen
    assert not any("amara" in key or "example" in key for key in seen), cache


# --- the secret links ---


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["confirm", "mine", "stop"])
def test_no_other_token_opens_anything(at, kind):
    asks()
    key, found = Ask.objects.get().key, follower("other@example.org")
    good = tokens.made(kind, key if kind == "confirm" else found.key)
    others = [tokens.made(other, found.key) for other in ("confirm", "mine", "stop") if other != kind]
    bad = [key, found.key, good[:-1], good + "x", good.swapcase(), "x", "🙂", "a" * 3_000, "%00", "..%2f..%2fetc", "<b>", *others]
    for token in bad:
        for send in (Client().get, Client().post):
            assert send(f"/en/follow/{kind}/{token}/").status_code in (400, 404), token[:80]
    assert (Ask.objects.count(), Follower.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_topics_and_language_are_changed_by_the_secret_link(at):
    found = follower()
    mine = link("mine", found.key)
    page = Client().get(mine)
    assert "a…@example.org" in words(page)
    assert ADDRESS not in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Your changes are kept" in words(Client().post(mine, {"topics": ["law"], "language": "fr"}, follow=True))
    found.refresh_from_db()
    assert (found.topics, found.language) == (["law"], "fr")
    for wrong in ({}, {"topics": ["law"]}, {"topics": ["nothing"], "language": "en"}, {"topics": ["law"], "language": "de"}):
        answer = Client().post(mine, wrong)
        assert (answer.status_code, "<title>Error:" in answer.content.decode()) == (400, True), wrong
    found.refresh_from_db()
    assert (found.topics, found.language) == (["law"], "fr")
    services.stop(found.key)
    assert Client().get(mine).status_code == 404


@pytest.mark.django_db
def test_no_log_says_an_address_or_a_secret(at, monkeypatch, mailoutbox):
    from openentry_web.config import logs

    before, level = logging.root.handlers[:], logging.root.level
    logs.configure({})
    out = io.StringIO()
    logging.root.handlers[0].setStream(out)
    logging.root.setLevel(logging.INFO)
    for name in ("django", "django.request", "django.security.csrf", "procrastinate"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.INFO)
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    try:
        asks()
        asked = Ask.objects.get()
        tasks.send_ask(asked.pk)
        found = follower("other@example.org")
        secrets = [asked.key, found.key]
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        for kind in ("confirm", "mine", "stop"):
            for key in (*secrets, "gone"):
                client.get(link(kind, key))
                client.post(link(kind, key) + "more/")
        monkeypatch.setattr(services, "stop", lambda key: 1 / 0)
        assert client.post(link("stop", found.key)).status_code == 500
    finally:
        logging.root.handlers[:] = before
        logging.root.setLevel(level)
    said = out.getvalue()
    assert "ZeroDivisionError" in said, "the fault itself is logged"
    assert [one for one in (ADDRESS, "other@example.org", *secrets) if one in said] == []


# --- the form ---


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(nonsense.NONSENSE))
def test_nonsense_is_said_beside_the_box_and_nothing_is_sent(at, lang, name):
    typed = nonsense.NONSENSE[name].encode("utf-8", "replace").decode()
    answer = asks(lang, typed, ["rounds", "law"])
    html = answer.content.decode()
    assert answer.status_code == 400, name
    assert ("<title>Error:" if lang == "en" else "<title>Erreur") in html
    assert 'href="#id_email"' in html
    assert html.count("checked") == 2, "what was ticked is still ticked"
    assert not any(raw in html for raw in nonsense.UNESCAPED)
    assert not Ask.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "a@b", "a b@example.org", "a@example.org\nBcc: b@example.org", "a@example.org\r\nSubject: x", "a@example.org,b@example.org",
        "<a@example.org>", "A <a@example.org>", "a@@example.org", "@example.org", "a@", ".a@example.org", "a@example..org",
        "a@-.org",         "a" * 250 + "@example.org", "a@" + "b" * 250 + ".org", "\u202ea@example.org", "a@example.org\x00",
    ],
)  # fmt: skip
def test_what_is_no_address_is_sent_nothing(at, address):
    assert asks(address=address).status_code == 400
    assert not Ask.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["a+b@example.org", "o'brien@example.org", "a@bücher.example", "  a@example.org  ", "A@EXAMPLE.ORG"]
)
def test_odd_addresses_that_are_addresses_are_sent_the_link(at, mailoutbox, address):
    assert asks(address=address).status_code == 302
    tasks.send_ask(Ask.objects.get().pk)
    assert mailoutbox[0].to == [address.strip()]


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", [[], ["everything"], ["rounds", "category:x"], ["rounds'--"], ["🦫"]])
def test_what_cannot_be_followed_is_said(at, wanted):
    assert asks(wanted=wanted).status_code == 400
    assert not Ask.objects.exists()


@pytest.mark.django_db
def test_a_form_of_another_site_sends_nothing(at):
    assert asks(client=Client(enforce_csrf_checks=True)).status_code == 403
    assert not Ask.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_is_linked_says_what_is_kept_and_takes_a_topic(at, lang):
    for page in ("rounds/", "law/", ""):
        assert f'href="/{lang}/follow/' in Client().get(f"/{lang}/{page}").content.decode()
    page = Client().get(f"/{lang}/follow/?topic=law&topic=nothing")
    assert re.findall(r'value="([^"]+)"[^>]*checked', page.content.decode()) == ["law"]
    assert "48" in words(page)
    assert f"/{lang}/rounds/feed.xml" in page.content.decode()
    assert "48" in words(Client().get(f"/{lang}/privacy/"))


@pytest.mark.django_db
def test_selectors_show_an_address_to_its_owner_only():
    assert selectors.masked("a@example.org") == "a…@example.org"
    assert selectors.masked("zoë@x.org") == "z…@x.org"
