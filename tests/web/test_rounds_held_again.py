"""The last sixty real rounds, held again by the service: how far the cut-off is from the real one (the long suite)."""

from __future__ import annotations

from statistics import median

import pytest
from django.db import connection, transaction

from openentry_web.rounds import services
from tests.web import held_again
from tests.web.round_pools import Console, Pool

ASSUMED = {
    "people": "the counts of the bands are those published; a tenth of the real pool, and a tenth of the invitations",
    "who is a nominee": "everybody above 600, nobody else",
    "who meets CEC, or is in a category": "drawn by lot: the part of the pool at or above the cut-off that the last earlier"
    " round of the same kind invited, counted in its own distribution; never a figure of the round under test",
    "a category without an earlier round": "the members the synthetic pool gives it by the rule of the category",
    "scores within a band": "as the synthetic pool spreads them; all nominees are in one band, 601-1200",
    "between the distribution and the round": "nobody comes, goes or changes; rounds on one"
    " distribution are held one after another, each among those whom the one before left, until a kind comes again",
    "the hour of rounds 435 to 444": "14:30 UTC; it is not known",
}


def accounts(number):
    """As many people with an account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_user (password, is_superuser, public_id, email, role, language, is_active, is_staff)"
            " SELECT '!', false, gen_random_uuid(), 'r' || g || '@synthetic.invalid', 'candidate', 'en', true, false"
            " FROM generate_series(1, %s) g RETURNING id",
            [number],
        )
        return [pk for (pk,) in cursor.fetchall()]


def hold(console, real):
    """Plan, rehearse, freeze, approve, run and release: the cut-off, and how many were invited."""
    order, at = held_again.instruction(real), held_again.moment(real)
    services.plan(console.first, order, at)
    rehearsed = services.rehearse(console.first, order, at, number=real.number)
    services.freeze(real.number, console.first, at)
    services.approve(real.number, console.second, at)
    round_ = services.run(real.number, console.first, at)
    assert round_.state == "selected", round_.reasons
    assert (rehearsed.cut_off, rehearsed.invited) == (round_.cut_off, round_.invited)
    round_ = services.release(real.number, console.second, at)
    assert round_.state == "released", round_.reasons
    return round_


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_the_last_sixty_real_rounds(proof_figures):
    rounds = held_again.published()[-60:]
    model, console = Pool().model, Console()
    people = accounts(26_000)
    told, errors, inside = {}, {}, {}
    for same in held_again.together(rounds):
        with transaction.atomic():
            held_again.fill(same, model, people)
            for real in same:
                part, before = held_again.share(real)
                found = hold(console, real)
                kind, band = held_again.stream(real), held_again.band(real)
                label = f"{real.number}, {real.day}, {kind}, {real.invited:,} to {real.lowest_score}"
                by = f"by round {before.number}: {part:.2%}" if before else "no earlier round"
                by = "everybody above 600" if kind == "pnp" else by
                if found.cut_off is None:
                    told[label] = f"nobody to invite ({by})"
                    continue
                error, within = found.cut_off - real.lowest_score, band.lowest <= found.cut_off <= band.highest
                short = "" if found.invited == held_again.instruction(real).size else f", only {found.invited} there"
                said = f"inside {band.lowest}-{band.highest}" if within else f"outside {band.lowest}-{band.highest}"
                told[label] = f"{found.cut_off} ({error:+d}), {said}; {by}{short}"
                if before or kind == "pnp":
                    errors.setdefault(kind, []).append(error)
                    inside.setdefault(kind, []).append(within)
            transaction.set_rollback(True)
    figures = proof_figures("rounds-held-again")
    figures["real rounds held again by the service, each check passed"] = len(rounds)
    figures["with an earlier round of their kind"] = sum(map(len, errors.values()))
    for kind, found in sorted(errors.items(), key=lambda pair: -len(pair[1])):
        apart = median(abs(one) for one in found)
        figures[f"{kind}: error in points"] = (
            f"median {apart:g}, from {min(found):+d} to {max(found):+d}; inside the band {sum(inside[kind])} of {len(found)}"
        )
    figures |= {f"assumed: {what}": said for what, said in ASSUMED.items()}
    figures |= told
    assert len(rounds) == 60
    # What is published of the pool carries the rounds that draw on much of it; the small categories it cannot.
    assert median(abs(one) for one in errors["cec"]) <= 10
    assert all(inside["pnp"])
