"""Receipts of a round: what somebody can hold against the published record of the round, without asking anyone.

A snapshot of the whole pool is frozen before a round. Each record in it is a leaf of a Merkle tree: SHA-256 of 0x00, of the
record's salt (16 random bytes, so that nobody can guess a record from its hash) and of the record as canonical JSON. The root
is published. A receipt holds one record, its salt and the path from it to the root; the record of the round (``round.json``) holds
the root, the instruction and the line. :func:`verify` needs these two files and nothing else.

What a receipt proves: this record was in the pool of this round, and the published line, applied to it, gives this outcome. It
does not prove that what others declared is true, or that nobody was added with false facts.

Both files are checked byte by byte: they are canonical in content and in layout, so that one changed byte fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from openentry.errors import FileError
from openentry.messages import Message
from openentry.rounds import merkle
from openentry.rounds.moments import read_moment, write_moment

RECEIPT = "openentry-receipt/1"
ROUND = "openentry-round/1"
#: A file of a round has a few thousand bytes.
LIMIT = 5_000_000
_HEX = re.compile("(?:[0-9a-f]{2})+")
_NOMINEES = "pnp"

#: The keys of a record. ``number`` is that of the profile; the points of the four sections add up to ``score``.
RECORD = {
    "number": str,
    "score": int,
    "core": int,
    "spouse": int,
    "transferability": int,
    "additional": int,
    "received_at": str,
    "sequence": int,
    "programs": list,
    "categories": list,
    "nominated": bool,
}
_RECEIPT = {"format": str, "round": dict, "record": dict, "salt": str, "proof": dict, "outcome": dict}
_OF_ROUND = {"number": str, "digest": str}
_PROOF = {"position": int, "leaves": int, "path": list}


def canonical(content: Any) -> bytes:
    """``content`` as JSON in one way only: keys in order, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def written(content: Any) -> bytes:
    """``content`` as the bytes of a file, to be read by people too."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def digest(round_: Mapping[str, Any]) -> str:
    """The digest of a round's record: SHA-256 of all of it but the key ``digest``, as canonical JSON."""
    return sha256(canonical({key: value for key, value in round_.items() if key != "digest"})).hexdigest()


def leaf(salt: bytes, record: Mapping[str, Any]) -> bytes:
    """The leaf of a record."""
    return merkle.leaf(salt + canonical(record))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round comes to for one record: the class of the invitation, or None and why not (``because``)."""

    program: str | None
    because: str = ""

    @property
    def invited(self) -> bool:
        """Whether the line includes the record."""
        return self.program is not None

    def as_json(self) -> dict[str, Any]:
        """As it stands in a receipt."""
        return {"invited": True, "class": self.program} if self.invited else {"invited": False, "because": self.because}

    def message(self) -> Message:
        """The outcome in words."""
        return Message("receipt.invited", {"program": self.program}) if self.invited else why_not(self.because)


def why_not(because: str) -> Message:
    """Why a record is not invited, in words: ``below`` or ``later``, or one of the reasons for which it was not ranked."""
    if because in ("below", "later", "nobody"):
        return Message(f"receipt.not.{because}")
    return Message("receipt.not.ranked", {"why": Message(f"round.left_out.{because}")})


def outcome(record: Mapping[str, Any], round_: Mapping[str, Any]) -> Outcome:
    """The published line applied to one record.

    ``round_`` has ``instructions``, ``order`` (of the classes), ``cut_off`` and ``tie_break``. Whoever has a higher score than the
    line is in; of those with the same score, whoever was received earlier than the last person invited, or is that person.
    """
    instructions = round_["instructions"]
    received = _moment(record["received_at"])
    if received > _moment(instructions["moment"]):
        return Outcome(None, "not_yet_received")
    program, because = _program(record, instructions, round_["order"])
    if program is None:
        return Outcome(None, because)
    line, tie = round_["cut_off"], round_["tie_break"]
    if line is None:
        return Outcome(None, "nobody")
    if record["score"] < line:
        return Outcome(None, "below")
    if record["score"] == line and tie is not None:
        last = (_moment(tie["received_at"]), tie["sequence"])
        if (received, record["sequence"]) > last:
            return Outcome(None, "later")
    return Outcome(program)


def _program(record: Mapping[str, Any], instructions: Mapping[str, Any], order: Sequence[str]) -> tuple[str | None, str]:
    met = [program for program in order if program in record["programs"]]
    kind = instructions["kind"]
    if not met:
        return None, "no_program"
    if record["nominated"] or _NOMINEES in met:
        if _NOMINEES not in met:
            return None, "nominee_not_met"
        as_nominee = kind == "general" or (kind == "programs" and _NOMINEES in instructions["programs"])
        return (_NOMINEES, "") if as_nominee else (None, "nominee")
    if kind == "category" and instructions["category"] not in record["categories"]:
        return None, "other_category"
    if kind == "programs":
        met = [program for program in met if program in instructions["programs"]]
    return (met[0], "") if met else (None, "other_program")


def receipt(
    round_: Mapping[str, Any], record: Mapping[str, Any], salt: bytes, position: int, beside: Sequence[bytes]
) -> dict[str, Any]:
    """The receipt of one record of a published round."""
    return {
        "format": RECEIPT,
        "round": {"number": round_["number"], "digest": round_["digest"]},
        "record": dict(record),
        "salt": salt.hex(),
        "proof": {"position": position, "leaves": round_["snapshot"]["leaves"], "path": [one.hex() for one in beside]},
        "outcome": outcome(record, round_).as_json(),
    }


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked: ``id``, whether it holds, and the sentence."""

    id: str
    holds: bool
    message: Message


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: every check, in order; ``outcome`` is what the line gives, None where it could not be applied."""

    checks: tuple[Check, ...]
    outcome: Outcome | None

    @property
    def holds(self) -> bool:
        """Whether everything does."""
        return all(check.holds for check in self.checks)


def verify(receipt_file: bytes, round_file: bytes) -> Verified:
    """Check a receipt against the record of its round: the bytes of both files.

    Raises :class:`~openentry.errors.FileError` for what is not JSON, or no receipt or round at all.
    """
    given, held = _read(receipt_file, RECEIPT, "receipt"), _read(round_file, ROUND, "round")
    checks: list[Check] = []
    found: Outcome | None = None
    for name, holds in _checks(given, held, receipt_file, round_file):
        checks.append(Check(name, holds, Message(f"receipt.check.{name}.{'holds' if holds else 'fails'}")))
    if all(check.holds for check in checks):
        found = outcome(given["record"], held)
        holds = found.as_json() == given["outcome"]
        checks.append(Check("outcome", holds, Message(f"receipt.check.outcome.{'holds' if holds else 'fails'}")))
    return Verified(tuple(checks), found)


def _checks(given: dict[str, Any], held: dict[str, Any], receipt_file: bytes, round_file: bytes) -> Iterator[tuple[str, bool]]:
    yield "layout", written(given) == receipt_file and written(held) == round_file
    whole = _has(given, _RECEIPT) and _has(given["record"], RECORD) and _has(given["round"], _OF_ROUND)
    whole = whole and _has(given["proof"], _PROOF) and _round_is_whole(held) and _hex(given["salt"], *given["proof"]["path"])
    whole = whole and read_moment(given["record"]["received_at"]) is not None
    yield "parts", whole
    if not whole:
        return
    yield "digest", held["digest"] == digest(held)
    yield "same_round", given["round"] == {"number": held["number"], "digest": held["digest"]}
    record, proof = given["record"], given["proof"]
    yield "points", record["score"] == sum(record[part] for part in ("core", "spouse", "transferability", "additional"))
    start = leaf(bytes.fromhex(given["salt"]), record)
    led = merkle.root_of(start, proof["position"], proof["leaves"], [bytes.fromhex(one) for one in proof["path"]])
    yield "path", proof["leaves"] == held["snapshot"]["leaves"] and led is not None and led.hex() == held["snapshot"]["root"]


def _round_is_whole(held: dict[str, Any]) -> bool:
    needed = {"number": str, "digest": str, "instructions": dict, "order": list, "snapshot": dict}
    if not all(isinstance(held.get(key), kind) for key, kind in needed.items()) or not {"cut_off", "tie_break"} <= held.keys():
        return False
    snapshot, said, tie = held["snapshot"], held["instructions"], held["tie_break"]
    return (
        isinstance(snapshot.get("root"), str)
        and type(snapshot.get("leaves")) is int
        and said.get("kind") in ("general", "programs", "category")
        and isinstance(said.get("moment"), str)
        and read_moment(said["moment"]) is not None
        and (said["kind"] != "programs" or isinstance(said.get("programs"), list))
        and (said["kind"] != "category" or isinstance(said.get("category"), str))
        and (held["cut_off"] is None or type(held["cut_off"]) is int)
        and (tie is None or (_has(tie, {"received_at": str, "sequence": int}) and read_moment(tie["received_at"]) is not None))
    )


def _has(part: Any, keys: Mapping[str, type]) -> bool:
    """Whether ``part`` has exactly these keys, each of its kind."""
    return isinstance(part, dict) and part.keys() == keys.keys() and all(type(part[key]) is kind for key, kind in keys.items())


def _hex(*texts: Any) -> bool:
    return all(isinstance(text, str) and _HEX.fullmatch(text) for text in texts)


def _read(content: bytes, kind: str, name: str) -> dict[str, Any]:
    if len(content) > LIMIT:
        raise FileError.of(f"error.receipt.{name}")
    try:
        found = json.loads(content.decode())
    except (ValueError, RecursionError):
        raise FileError.of("error.receipt.not_json") from None
    if not isinstance(found, dict) or found.get("format") != kind:
        raise FileError.of(f"error.receipt.{name}")
    return found


def _moment(text: str) -> datetime:
    moment = read_moment(text)
    if moment is None or moment.tzinfo is None:
        raise FileError.of("error.round.moment.format")
    return moment


def record_of(**parts: Any) -> dict[str, Any]:
    """A record from its parts, in the order of :data:`RECORD`; ``received_at`` is a moment."""
    given = parts | {"received_at": write_moment(parts["received_at"])}
    return {key: given[key] for key in RECORD}
