"""Receipts: each holds as it was made; one changed byte in either file fails; the line gives what the selection gave."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openentry.errors import FileError
from openentry.law import load_law
from openentry.messages import LANGUAGES
from openentry.rounds import merkle, receipts, select
from openentry.rounds.moments import write_moment
from tests.library.command import run  # noqa: F401
from tests.library.rounds_pools import MOMENT, YEAR_BEFORE, entry, instructions, orders, pools

LAW = load_law(MOMENT.date())
ORDER = list(LAW.content("programs.order").order)


def record(one):
    return receipts.record_of(
        number=one.id,
        score=one.score,
        core=one.score,
        spouse=0,
        transferability=0,
        additional=0,
        received_at=one.received_at,
        sequence=one.sequence,
        programs=sorted(one.programs),
        categories=sorted(one.categories),
        nominated=one.nominated,
    )


def published(pool, order):
    """The record of a round held on ``pool``, and a receipt of each."""
    result = select(pool, order, LAW)
    ranked = sorted(pool, key=lambda one: (-one.score, one.received_at, one.sequence))
    salts = [number.to_bytes(16, "big") for number in range(len(ranked))]
    leaves = [receipts.leaf(salt, record(one)) for salt, one in zip(salts, ranked, strict=True)]
    tie = result.tie_break
    round_ = {
        "format": receipts.ROUND,
        "number": order.number,
        "instructions": order.declared(),
        "text": {"en": "Zoë’s round", "fr": "Ronde"},
        "order": ORDER,
        "cut_off": result.cut_off,
        "tie_break": {"received_at": write_moment(tie.received_at), "sequence": tie.sequence} if tie else None,
        "snapshot": {"leaves": len(ranked), "root": merkle.root(leaves).hex()},
    }
    round_["digest"] = receipts.digest(round_)
    made = [
        receipts.receipt(round_, record(one), salt, place, merkle.path(leaves, place))
        for place, (one, salt) in enumerate(zip(ranked, salts, strict=True))
    ]
    return result, round_, made


def two_files():
    pool = [
        entry("A", 480, programs="cec fsw"),
        entry("B", 480, programs="fsw", categories="french"),
        entry("C", 470, programs="fst"),
        entry("D", 1090, programs="pnp fsw"),
        entry("E", 300),
    ]
    _, round_, made = published(pool, instructions(size=2))
    return receipts.written(made[1]), receipts.written(round_)


@given(pools(min_size=1), orders())
def test_the_line_gives_each_record_what_the_selection_gave(pool, order):
    pool = [one for one in pool if one.state == "IN_POOL" and one.received_at >= YEAR_BEFORE]
    assume(pool)
    result, round_, made = published(pool, order)
    invited = {one.id: one.program for one in result.invited}
    for one in made:
        found = receipts.verify(receipts.written(one), receipts.written(round_))
        assert found.holds
        assert found.outcome is not None
        assert found.outcome.program == invited.get(one["record"]["number"])
        for lang in LANGUAGES:
            assert found.outcome.message().text(lang)


def fails(receipt, round_):
    try:
        return not receipts.verify(receipt, round_).holds
    except FileError as error:
        return all(error.text(lang) for lang in LANGUAGES)


@pytest.mark.parametrize("flip", [1, 2, 4, 32])
def test_one_changed_byte_anywhere_fails(flip):
    receipt, round_ = two_files()
    assert not fails(receipt, round_)
    for place in range(len(receipt)):
        assert fails(receipt[:place] + bytes([receipt[place] ^ flip]) + receipt[place + 1 :], round_), receipt[
            place - 20 : place + 5
        ]
    for place in range(len(round_)):
        assert fails(receipt, round_[:place] + bytes([round_[place] ^ flip]) + round_[place + 1 :]), round_[place - 20 : place + 5]


def test_a_byte_more_and_a_byte_less_fail():
    receipt, round_ = two_files()
    for place in range(len(receipt)):
        assert fails(receipt[:place] + receipt[place + 1 :], round_)
        assert fails(receipt[:place] + b" " + receipt[place:], round_)


@given(st.data())
def test_no_nonsense_raises_anything_but_a_sentence(data):
    receipt, round_ = two_files()
    content = json.loads(receipt)
    junk = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=4,
    )
    at = data.draw(st.sampled_from(["round", "record", "salt", "proof", "outcome", "format"]))
    if at in ("record", "proof", "round") and data.draw(st.booleans()):
        content[at][data.draw(st.sampled_from(sorted(content[at])))] = data.draw(junk)
    else:
        content[at] = data.draw(junk)
    if content != json.loads(receipt):
        assert fails(receipts.written(content), round_)
    held = json.loads(round_)
    held[data.draw(st.sampled_from(sorted(held)))] = data.draw(junk)
    if held != json.loads(round_):
        assert fails(receipt, receipts.written(held))


def test_a_salt_hides_a_record_that_can_be_guessed():
    one = record(entry("A"))
    assert receipts.leaf(b"\x00" * 16, one) != receipts.leaf(b"\x01" * 16, one)


def test_the_command_says_that_a_receipt_holds_and_what_it_proves(run, tmp_path):  # noqa: F811
    receipt, round_ = two_files()
    (tmp_path / "receipt.json").write_bytes(receipt)
    (tmp_path / "round.json").write_bytes(round_)
    done = run("verify", tmp_path / "receipt.json", tmp_path / "round.json")
    assert (done.status, done.err) == (0, "")
    assert "Outcome: invited, in the class cec." in done.out
    assert "It does not show" in done.out
    french = run("verify", tmp_path / "receipt.json", tmp_path / "round.json", "--lang", "fr")
    assert (french.status, french.err) == (0, "")
    assert "Résultat\u00a0: invitation" in french.out
    told = json.loads(run("verify", tmp_path / "receipt.json", tmp_path / "round.json", "--format", "json").out)
    assert told["holds"] is True
    assert told["outcome"]["class"] == "cec"
    assert [one["id"] for one in told["checks"]] == ["layout", "parts", "digest", "same_round", "points", "path", "outcome"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_says_what_fails(run, tmp_path, lang):  # noqa: F811
    receipt, round_ = two_files()
    changed = receipt.replace(b'"score": 480', b'"score": 481').replace(b'"core": 480', b'"core": 481')
    assert changed != receipt
    (tmp_path / "receipt.json").write_bytes(changed)
    (tmp_path / "round.json").write_bytes(round_)
    done = run("verify", tmp_path / "receipt.json", tmp_path / "round.json", "--lang", lang)
    assert done.status == 1
    assert {"en": "does not lead to the published root", "fr": "ne mène pas à la racine publiée"}[lang] in done.out
    assert {"en": "does not hold", "fr": "ne tient pas"}[lang] in done.err
    told = json.loads(run("verify", tmp_path / "receipt.json", tmp_path / "round.json", "--format", "json").out)
    assert (told["holds"], told["outcome"]) == (False, None)
    assert [one["id"] for one in told["checks"] if not one["holds"]] == ["path"]


def test_the_command_refuses_what_is_no_file_of_a_round(run, tmp_path):  # noqa: F811
    receipt, round_ = two_files()
    good, other = tmp_path / "receipt.json", tmp_path / "round.json"
    good.write_bytes(receipt)
    other.write_bytes(round_)
    for first, second, says in (
        (tmp_path / "missing", other, "cannot be read"),
        (other, good, "not a receipt"),
        (good, good, "not the record of a round"),
    ):
        done = run("verify", first, second)
        assert (done.status, done.out) == (1, "")
        assert says in done.err
    good.write_bytes(b"\xff\xfe{")
    assert "not JSON" in run("verify", good, other).err
    good.write_bytes(b"[" * 100_000)
    assert "not JSON" in run("verify", good, other).err
    assert run("verify", good).status == 2
