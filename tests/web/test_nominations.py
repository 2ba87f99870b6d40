"""Nominations: who sees whom, what counts and when, both sides of the last moment, two at once, and the pages."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from openentry import Profile
from openentry_web import clock
from openentry_web.audit import selectors as audit
from openentry_web.notices import selectors as notices
from openentry_web.partners import disclosure, selectors, services
from openentry_web.partners.models import Nomination
from openentry_web.pool import deciding
from openentry_web.pool import services as pool
from openentry_web.pool.disclosed import Wanted
from openentry_web.pool.models import Entry
from openentry_web.pool.services import Refused
from openentry_web.profiles import services as profiles
from tests.web.partners_pool import in_pool, province, somebody
from tests.web.people import NOW

pytestmark = pytest.mark.django_db
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


def actions(person):
    return [record.action for record in audit.about(str(person.public_id))]


def kinds(person):
    return [notice.kind for notice in notices.of(person.pk)]


def again(entry):
    return Entry.objects.select_related("version", "decision").get(pk=entry.pk)


def with_600(entry):
    """The score with a nomination: 600 are all the additional points there can be."""
    return entry.score - entry.additional + 600


def offered(code="ON", at=NOW + DAY):
    _, officer = province(code)
    person, entry = in_pool()
    return person, entry, officer, services.nominate(officer, entry.number, entry.validation_code, at)


# --- who sees whom ---


def test_a_province_finds_those_open_to_it_without_their_names_and_they_see_that_it_looked():
    _, officer = province()
    person, entry = in_pool()
    closed, _ = in_pool("closed", "samuel-adeyemi")  # open to Manitoba and Nova Scotia
    found, more = services.search(officer, Wanted(), NOW + DAY)
    assert [one.entry_id for one in found] == [entry.pk] and not more
    assert (found[0].number, found[0].code, found[0].family_name, found[0].born) == ("", "", "", None)
    assert "partners.search" in actions(person)
    assert "partners.search" not in actions(closed)
    again_shown = services.look_again(officer, found[0].token, NOW + DAY)
    assert not again_shown.named and actions(person)[0] == "partners.read"


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(score=1), True),
        (Wanted(score=1_200), False),
        (Wanted(program="cec"), True),
        (Wanted(education=("two_year", "master")), True),
        (Wanted(education=("doctorate",)), False),
        (Wanted(english=9), True),
        (Wanted(english=10), False),
        (Wanted(french=4), False),
        (Wanted(canadian_work=2), True),
        (Wanted(noc="00010"), False),
    ],
)
def test_a_search_finds_what_it_asks_for(wanted, fits):
    _, officer = province()
    in_pool()
    found, _ = services.search(officer, wanted, NOW)
    assert bool(found) is fits


def test_the_occupation_of_any_job_is_found():
    _, officer = province()
    _, entry = in_pool()
    noc = entry.version.content["work"][0]["noc"]
    assert services.search(officer, Wanted(noc=noc), NOW)[0]


def test_number_and_code_open_a_file_with_surname_and_birth_date():
    _, officer = province()
    person, entry = in_pool()
    shown = services.look(officer, f" {entry.number.lower()} ", entry.validation_code, NOW)
    assert shown.named and shown.family_name and shown.born
    assert actions(person)[0] == "partners.read_by_code"


@pytest.mark.parametrize("case", ["number", "code", "not_open", "withdrawn", "over", "open_to_another"])
def test_what_a_province_may_not_see_is_refused_in_the_same_words(case):
    _, officer = province()
    changes = (
        {"open_to_provinces": ["BC"]} if case == "open_to_another" else {"open_to_provinces": []} if case == "not_open" else {}
    )
    person, entry = in_pool(**changes)
    number, code, at = entry.number, entry.validation_code, NOW
    if case == "number":
        number = "E999999999" if number != "E999999999" else "E999999998"
    if case == "code":
        code = f"{(int(code) + 1) % 10_000:04d}"
    if case == "withdrawn":
        pool.withdraw(person, NOW)
    if case == "over":
        at = entry.expires_at + TICK
    before = actions(person)
    with pytest.raises(Refused, match=r"partners\.refused\.unknown"):
        services.look(officer, number, code, at)
    assert actions(person) == before
    if case == "over":
        assert services.look(officer, number, code, entry.expires_at)


def test_whoever_declares_a_nomination_is_open_to_that_province():
    _, officer = province()
    _, entry = in_pool(open_to_provinces=[], nomination={"province": "ON", "status": "declared"})
    assert services.look(officer, entry.number, entry.validation_code, NOW)
    assert not services.search(officer, Wanted(), NOW)[0]


def test_what_a_search_gave_opens_nothing_for_another_province():
    _, ontario = province("ON")
    other, quebecs_neighbour = province("NB")
    in_pool()
    token = services.search(ontario, Wanted(), NOW)[0][0].token
    assert disclosure.opened(token, other) is None
    for bad in (token, "", "x", token + "x"):
        with pytest.raises(Refused, match="gone"):
            services.look_again(quebecs_neighbour, bad, NOW)


def test_provinces_without_the_program_take_no_part():
    with pytest.raises(Refused, match="no_program"):
        services.make_partner("QC", 5)


# --- interest ---


def test_interest_is_told_once():
    _, officer = province()
    person, entry = in_pool()
    services.send_interest(officer, entry.pk, NOW)
    services.send_interest(officer, entry.pk, NOW + DAY)
    assert kinds(person).count("interest") == 1
    assert len(selectors.interests_in(person)) == 1


# --- a nomination ---


def test_accepted_it_counts_at_once_and_once():
    person, entry, officer, nomination = offered()
    assert nomination.answer_by == datetime(2026, 8, 1, 23, 59, 59, 999999, tzinfo=UTC)
    assert again(entry).score == entry.score
    services.accept(person, nomination.public_id, NOW + 2 * DAY)
    after = again(entry)
    assert (after.score, after.nominated) == (with_600(entry), True)
    assert (after.received_at, after.expires_at, after.last_changed_on) == (
        entry.received_at,
        entry.expires_at,
        entry.last_changed_on,
    )
    assert after.decision.cause == "N3" and "pnp" in after.programs
    assert after.version.content["nomination"] == {"province": "ON", "status": "accepted", "on": "2026-07-03"}
    with pytest.raises(Refused, match=r"refused\.state"):
        services.accept(person, nomination.public_id, NOW + 2 * DAY)
    assert again(entry).score == with_600(entry)
    assert {"nomination_offered", "nomination_accepted"} <= set(kinds(person))
    with pytest.raises(Refused, match="nominated_by_you"):
        services.nominate(officer, entry.number, entry.validation_code, NOW + 3 * DAY)


def test_a_decision_with_a_nomination_is_made_again_from_what_is_stored():
    person, entry, _, nomination = offered()
    services.accept(person, nomination.public_id, NOW + DAY)
    kept = again(entry).decision
    assert deciding.again(kept).total == with_600(entry)


def test_refused_it_leaves_everything_as_it_was():
    person, entry, officer, nomination = offered()
    services.refuse(person, nomination.public_id, NOW + DAY)
    after = again(entry)
    assert (after.score, after.version_id, after.nominated) == (entry.score, entry.version_id, False)
    with pytest.raises(Refused, match=r"refused\.state"):
        services.accept(person, nomination.public_id, NOW + DAY)
    assert services.nominate(officer, entry.number, entry.validation_code, NOW + 2 * DAY).state == "OFFERED"


def test_refusing_takes_away_what_was_declared_of_it():
    _, officer = province()
    person, entry = in_pool(nomination={"province": "ON", "status": "declared"})
    nomination = services.nominate(officer, entry.number, entry.validation_code, NOW)
    services.refuse(person, nomination.public_id, NOW)
    assert again(entry).version.content["nomination"] is None


@pytest.mark.parametrize("late", [False, True])
def test_both_sides_of_the_last_moment(late):
    person, entry, _, nomination = offered()
    at = nomination.answer_by + TICK if late else nomination.answer_by
    assert services.lapse(nomination.answer_by) == 0
    if late:
        with pytest.raises(Refused, match=r"refused\.state"):
            services.accept(person, nomination.public_id, at)
        nomination.refresh_from_db()
        assert (nomination.state, again(entry).nominated) == ("LAPSED", False)
        assert kinds(person)[0] == "nomination_lapsed"
    else:
        services.accept(person, nomination.public_id, at)
        assert services.lapse(at + TICK) == 0
        assert again(entry).nominated


def test_unanswered_it_lapses_by_itself_once():
    person, entry, _, nomination = offered()
    assert services.lapse(nomination.answer_by + TICK) == 1
    assert services.lapse(nomination.answer_by + TICK) == 0
    assert again(entry).score == entry.score and kinds(person).count("nomination_lapsed") == 1


@pytest.mark.parametrize("how", ["withdraw", "give_up"])
def test_gone_after_it_was_accepted_the_points_go(how):
    person, entry, officer, nomination = offered()
    services.accept(person, nomination.public_id, NOW + DAY)
    if how == "withdraw":
        services.withdraw(officer, nomination.public_id, NOW + 2 * DAY)
    else:
        services.give_up(person, nomination.public_id, NOW + 2 * DAY)
    after = again(entry)
    assert (after.score, after.nominated, after.state) == (entry.score, False, "IN_POOL")
    assert after.decision.cause == "N6" and after.version.content["nomination"] is None
    nomination.refresh_from_db()
    assert (nomination.state, nomination.given_up) == ("WITHDRAWN_BY_PROVINCE", how == "give_up")


def test_an_offer_that_is_withdrawn_cannot_be_accepted():
    person, entry, officer, nomination = offered()
    services.withdraw(officer, nomination.public_id, NOW + DAY)
    with pytest.raises(Refused, match=r"refused\.state"):
        services.accept(person, nomination.public_id, NOW + DAY)
    assert not again(entry).nominated


def test_nobody_answers_or_withdraws_for_another():
    _, _, _, nomination = offered()
    _, other_officer = province("BC")
    stranger = somebody("stranger")
    for verb, who in (
        (services.accept, stranger),
        (services.refuse, stranger),
        (services.give_up, stranger),
        (services.withdraw, other_officer),
    ):
        with pytest.raises(Refused, match=r"refused\.unknown"):
            verb(who, nomination.public_id, NOW + DAY)
    with pytest.raises(Refused, match="no_province"):
        services.withdraw(somebody("loose", "province"), nomination.public_id, NOW + DAY)


def test_the_allocation_of_a_year_is_counted_and_freed():
    partner, officer = province(allocation=1)
    (one, first), (_, second) = in_pool("one"), in_pool("two")
    nomination = services.nominate(officer, first.number, first.validation_code, NOW)
    with pytest.raises(Refused, match="allocation"):
        services.nominate(officer, second.number, second.validation_code, NOW)
    services.refuse(one, nomination.public_id, NOW)
    assert selectors.counted(partner, NOW.year) == 0
    assert services.nominate(officer, second.number, second.validation_code, NOW)
    assert selectors.counted(partner, NOW.year) == 1
    # The last moment of the year counts in it, the next in the next.
    last = datetime(NOW.year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    with pytest.raises(Refused, match="allocation"):
        services.nominate(officer, first.number, first.validation_code, last)
    assert services.nominate(officer, first.number, first.validation_code, last + TICK)


def test_an_update_neither_makes_nor_takes_away_a_nomination():
    person, entry, _, nomination = offered()
    services.accept(person, nomination.public_id, NOW + DAY)
    kept = profiles.open_answers(again(entry), NOW)
    assert kept.content["nomination"]["status"] == "accepted"
    without = {**entry.version.content, "nomination": None}
    pool.update(person, Profile.model_validate(without), NOW + 2 * DAY)
    assert again(entry).nominated
    other, theirs = in_pool("other")
    invented = {**theirs.version.content, "nomination": {"province": "ON", "status": "accepted", "on": "2026-07-01"}}
    pool.update(other, Profile.model_validate(invented), NOW + DAY)
    assert not again(theirs).nominated


def test_a_copied_profile_has_no_nomination_until_it_is_confirmed_again():
    person, entry, _, nomination = offered()
    services.accept(person, nomination.public_id, NOW + DAY)
    pool.withdraw(person, NOW + DAY)
    draft = pool.begin(person, NOW + DAY)
    assert profiles.copy_answers(again(entry), draft, NOW + DAY)
    assert profiles.open_answers(draft, NOW).content["nomination"] == {"province": "ON", "status": "declared"}


def test_a_nomination_of_a_profile_that_is_over_cannot_be_accepted():
    person, entry, _, nomination = offered()
    pool.withdraw(person, NOW + DAY)
    with pytest.raises(Refused, match="not_in_pool"):
        services.accept(person, nomination.public_id, NOW + 2 * DAY)
    assert again(entry).state == "WITHDRAWN"


def test_withdrawn_while_invited_it_is_gone_when_the_person_comes_back():
    person, entry, officer, nomination = offered()
    services.accept(person, nomination.public_id, NOW + DAY)
    with transaction.atomic():
        (locked,) = pool.lock([entry.pk])
        pool.move(locked, "T11", NOW + 2 * DAY, actor="test", role="officer")
    services.withdraw(officer, nomination.public_id, NOW + 3 * DAY)
    invited = again(entry)
    assert (invited.state, invited.score) == ("INVITED", with_600(entry))  # locked: as it was invited
    with transaction.atomic():
        (locked,) = pool.lock([entry.pk])
        pool.bring_back(locked, ["T12"], NOW + 4 * DAY, actor="test", role="candidate")
    back = again(entry)
    assert (back.state, back.score, back.nominated) == ("IN_POOL", entry.score, False)


def test_the_database_refuses_what_must_not_happen():
    person, entry, officer, nomination = offered()
    with pytest.raises(IntegrityError, match="one_standing_nomination"), transaction.atomic():
        Nomination.objects.create(
            partner=nomination.partner, entry=entry, state="ACCEPTED", by=officer, offered_at=NOW, answer_by=NOW
        )
    services.refuse(person, nomination.public_id, NOW + DAY)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        Nomination.objects.filter(pk=nomination.pk).update(state="ACCEPTED", closed_at=None)
    with pytest.raises(DatabaseError, match="not deleted"), transaction.atomic():
        Nomination.objects.filter(pk=nomination.pk).delete()


# --- at once ---


def at_once(*things):
    """Do things in threads of their own, begun together; what each came to, an exception too."""
    gate, out = threading.Barrier(len(things)), [None] * len(things)

    def run(place, thing):
        try:
            gate.wait()
            out[place] = thing()
        except Exception as wrong:  # noqa: BLE001
            out[place] = wrong
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(things)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return out


@pytest.mark.django_db(transaction=True)
def test_two_provinces_nominate_at_once_and_one_does():
    _, ontario = province("ON")
    _, brunswick = province("NB")
    _, entry = in_pool()
    out = at_once(
        *(lambda who=who: services.nominate(who, entry.number, entry.validation_code, NOW) for who in (ontario, brunswick))
    )
    assert sorted(type(one).__name__ for one in out) == ["Nomination", "Refused"]
    assert Nomination.objects.filter(entry=entry).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_an_allocation_is_given_once():
    partner, officer = province(allocation=1)
    entries = [in_pool(f"p{n}")[1] for n in range(3)]
    out = at_once(*(lambda e=e: services.nominate(officer, e.number, e.validation_code, NOW) for e in entries))
    assert sum(isinstance(one, Nomination) for one in out) == 1
    assert selectors.counted(partner, NOW.year) == 1


@pytest.mark.django_db(transaction=True)
def test_accepting_as_it_lapses_or_is_withdrawn_comes_to_one_thing():
    for n, rival in enumerate(("lapse", "withdraw", "accept")):
        _, officer = province(("ON", "NB", "ON")[n]) if n < 2 else (None, None)
        person, entry = in_pool(f"r{n}")
        if officer is None:
            officer = somebody("second", "province")
            services.join(officer, services.make_partner("ON", 10))
        nomination = services.nominate(officer, entry.number, entry.validation_code, NOW)
        last = nomination.answer_by
        rivals = {
            "lapse": lambda last=last: services.lapse(last + TICK),
            "withdraw": lambda o=officer, i=nomination.public_id, last=last: services.withdraw(o, i, last),
            "accept": lambda p=person, i=nomination.public_id, last=last: services.accept(p, i, last),
        }
        at_once(lambda p=person, i=nomination.public_id, last=last: services.accept(p, i, last), rivals[rival])
        nomination.refresh_from_db()
        after = again(entry)
        assert after.nominated is (nomination.state == "ACCEPTED"), rival
        assert after.score == (with_600(entry) if after.nominated else entry.score) or after.state != "IN_POOL"
        assert nomination.state in ("ACCEPTED", "LAPSED", "WITHDRAWN_BY_PROVINCE")
    assert audit.verify().broken_at is None


# --- pages ---


def browser(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def today():
    """Pages know what time it is: the people of these tests came yesterday."""
    return clock.now() - DAY


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_from_a_search_to_six_hundred_points_in_a_browser(lang, today):
    _, officer = province()
    person, entry = in_pool(at=today)
    theirs, own = browser(officer), browser(person)
    home = theirs.get(f"/{lang}/partners/")
    assert home.status_code == 200
    found = theirs.post(f"/{lang}/partners/search/", {"english": "7"})
    text = found.content.decode()
    assert entry.number not in text and entry.version.content["person"]["family_name"] not in text
    token = found.context["found"][0].token
    assert theirs.post(f"/{lang}/partners/file/", {"token": token}).status_code == 200
    assert theirs.post(f"/{lang}/partners/interest/", {"token": token}).status_code == 200
    opened = theirs.post(f"/{lang}/partners/file/", {"number": entry.number, "code": entry.validation_code})
    assert entry.version.content["person"]["family_name"] in opened.content.decode()
    made = theirs.post(f"/{lang}/partners/nominate/", {"number": entry.number, "code": entry.validation_code}, follow=True)
    assert made.status_code == 200 and entry.number in made.content.decode()
    nomination = Nomination.objects.get()
    page = own.get(f"/{lang}/partners/mine/")
    assert page.status_code == 200 and len(page.context["interests"]) == 1
    answer = f"/{lang}/partners/mine/{nomination.public_id}/"
    assert own.post(answer, {"how": "accept"}, follow=True).status_code == 200
    assert again(entry).score == with_600(entry)
    assert own.post(answer, {"how": "give_up"}, follow=True).status_code == 200 and again(entry).nominated
    assert own.get(f"/{lang}/messages/").status_code == 200
    assert own.get(f"/{lang}/mine/who-looked/").status_code in (200, 404)
    assert own.get(f"/{lang}/pool/decisions/").status_code == 200
    assert theirs.get(f"/{lang}/partners/nominations/{nomination.public_id}/withdraw/").status_code == 200
    assert theirs.post(f"/{lang}/partners/nominations/{nomination.public_id}/withdraw/", follow=True).status_code == 200
    assert not again(entry).nominated
    assert own.get(f"/{lang}/partners/mine/").status_code == 200


def test_others_get_nowhere(today):
    _, officer = province()
    person, entry = in_pool(at=today)
    nomination = services.nominate(officer, entry.number, entry.validation_code, clock.now())
    withdraw, answer = f"/en/partners/nominations/{nomination.public_id}/withdraw/", f"/en/partners/mine/{nomination.public_id}/"
    _, other_officer = province("BC")
    stranger = somebody("stranger")
    for role in ("officer", "job_bank"):
        client = browser(somebody(role, role))
        for address in ("/en/partners/", withdraw, "/en/partners/mine/", answer):
            assert client.post(address).status_code == 403, (role, address)
    assert browser(other_officer).post(withdraw).status_code == 404
    assert browser(stranger).post(answer, {"how": "accept"}).status_code == 404
    assert browser(person).get("/en/partners/").status_code == 403
    assert browser(officer).get("/en/partners/mine/").status_code == 403
    assert browser(somebody("loose", "province")).get("/en/partners/").status_code == 403
    without = Client()
    assert without.get("/en/partners/").status_code == 302
    nomination.refresh_from_db()
    assert nomination.state == "OFFERED"


def test_a_province_without_a_second_step_sees_nothing():
    from django.contrib.auth import get_user_model

    new = get_user_model().objects.create_user("new@example.org", "correct horse battery", role="province")
    assert browser(new).get("/en/partners/").headers["Location"].endswith("/2fa/")


ODD = ["", "🍁", "\u202eE1", "x" * 10_000, "a\0b", "<script>", "-1", "1e9", "٣", "9" * 40, " "]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_odd_forms_are_told_and_kept(lang, today):
    _, officer = province()
    person, _ = in_pool(at=today)
    client, own = browser(officer), browser(person)
    for odd in ODD:
        for address in ("file/", "nominate/"):
            answer = client.post(f"/{lang}/partners/{address}", {"number": odd, "code": odd})
            assert answer.status_code in (200, 302, 429), (address, odd)
        typed = dict.fromkeys(("score", "program", "noc", "education", "english", "french", "canadian_work", "bound_for_it"), odd)
        assert client.post(f"/{lang}/partners/search/", typed).status_code == 200, odd
        for address in ("file/", "interest/"):
            assert client.post(f"/{lang}/partners/{address}", {"token": odd}).status_code in (200, 302), odd
        nomination = "00000000-0000-4000-8000-000000000000"
        assert own.post(f"/{lang}/partners/mine/{nomination}/", {"how": odd}).status_code == 404
    wrong = client.post(f"/{lang}/partners/search/", {"noc": "<b>1", "score": "99999"})
    text = wrong.content.decode()
    assert "&lt;b&gt;1" in text and 'href="#id_noc"' in text and text.count('aria-invalid="true"') == 2


def test_a_code_is_not_tried_many_times(today):
    _, officer = province()
    _, entry = in_pool(at=today)
    client = browser(officer)
    wrong = f"{(int(entry.validation_code) + 1) % 10_000:04d}"
    tries = [client.post("/en/partners/file/", {"number": entry.number, "code": wrong}).status_code for _ in range(11)]
    assert tries[:10] == [200] * 10 and tries[10] == 429
    assert client.post("/en/partners/nominate/", {"number": entry.number, "code": entry.validation_code}).status_code == 429
