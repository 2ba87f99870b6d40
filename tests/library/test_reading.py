"""Files as they come: what is read, what is refused, where, and that nothing else ever comes out."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openentry.errors import FileError, InputError, Problem, ProfileError
from openentry.messages import Message
from openentry.profile import Profile
from openentry.reading import LIMIT, read_json, read_profile


def refused(content: bytes) -> tuple[str, str]:
    """The place and the message id of the one problem with a file of these bytes."""
    with pytest.raises(InputError) as caught:
        read_profile(content, name="p.json")
    (problem,) = caught.value.problems
    assert problem.text("en") != problem.text("fr")
    assert type(caught.value) is (ProfileError if problem.message.id.startswith("error.profile") else FileError) or (
        problem.message.id == "error.reading.not_object"
    )
    return problem.place, problem.message.id.removeprefix("error.reading.")


# --- what is read ---


def test_a_file_by_name_path_bytes_and_stream(tmp_path: Path) -> None:
    path = tmp_path / "profil d’été.json"
    path.write_text('{"funds_cad": 5}', encoding="utf-8")
    expected = Profile.model_validate({"funds_cad": 5})
    assert read_profile(path) == expected
    assert read_profile(str(path)) == expected
    assert read_profile(path.read_bytes()) == expected
    assert read_profile(io.BytesIO(path.read_bytes())) == expected
    assert read_profile(io.StringIO(path.read_text(encoding="utf-8"))) == expected
    with path.open("rb") as file:
        assert read_profile(file) == expected


@pytest.mark.parametrize("source", [b'\xef\xbb\xbf{"funds_cad": 5}', io.StringIO('\ufeff{"funds_cad": 5}')])
def test_a_byte_order_mark_is_allowed(source: Any) -> None:
    assert read_profile(source).funds_cad == 5


def test_numbers_are_as_they_were_typed() -> None:
    value = read_json(b'{"a": 37.50, "b": 3e1, "c": -12, "d": 0.30000000000000004}')
    assert value == {"a": Decimal("37.50"), "b": Decimal(30), "c": -12, "d": Decimal("0.30000000000000004")}
    work = read_profile(b'{"work": [{"hours_per_week": 37.500}]}').work
    assert work
    assert work[0].weekly_hundredths == 3750


def test_whole_characters_may_be_escaped() -> None:
    profile = read_profile(b'{"person": {"family_name": "\\ud83d\\ude00 \\u674e \\\\ud800"}}')
    assert profile.person
    assert profile.person.family_name == "😀 李 \\ud800"


def test_the_same_key_in_two_objects_is_no_duplicate() -> None:
    assert read_json(b'[{"a": {"a": "a"}}, {"a": ["a", {"a": 1}, "a"]}]') == [{"a": {"a": "a"}}, {"a": ["a", {"a": 1}, "a"]}]


# --- what is refused, and where ---


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"", "p.json", "empty"),
        (b" \r\n\t", "p.json", "empty"),
        (b"\xef\xbb\xbf", "p.json", "empty"),
        (b"{", "p.json:1:2", "truncated"),
        (b'{"funds_cad": 20000', "p.json:1:20", "truncated"),
        (b'{"funds_cad": 20000\n\n', "p.json:3:1", "truncated"),
        (b'{\n  "person": {\n    "family_name": "Oka', "p.json:3:20", "truncated"),
        (b'{"work": [{"paid": tru', "p.json:1:20", "truncated"),
        (b'{"funds_cad": 1,}', "p.json:1:17", "not_json"),
        (b"{'funds_cad': 1}", "p.json:1:2", "not_json"),
        (b'{"a": "x\ny"}', "p.json:1:9", "not_json"),
        (b"\x00\x00\x00\x00", "p.json:1:1", "not_json"),
        (b"PK\x03\x04", "p.json:1:1", "not_json"),
        (b'{"funds_cad": 1}\n{"funds_cad": 2}', "p.json:2:1", "more_after_end"),
        (b'{"funds_cad": 1,\n "bars": [],\n "funds_cad": 2}', "p.json:3:2", "duplicate_key"),
        (b'{"work": [{"paid": true, "p\\u0061id": false}]}', "p.json:1:26", "duplicate_key"),
        (b'{"a": NaN}', "p.json:1:7", "not_a_number"),
        (b'{"NaN": -Infinity}', "p.json:1:9", "not_a_number"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "p.json:1:7", "number_too_long"),
        (b'{"a": 1.' + b"0" * 5000 + b"}", "p.json:1:7", "number_too_long"),
        (b'{"a": 1e99999999999999999999999}', "p.json:1:7", "number_too_long"),
        (b'{"person": {"family_name": "\\ud800"}}', "p.json:1:28", "half_character"),
        (b'{"\\ud83d\\ude00": 1,\n "\\uDFFF": 1}', "p.json:2:2", "half_character"),
        (b"[" * 100_000, "p.json", "too_deep"),
        (b'{"a":' * 100_000, "p.json", "too_deep"),
        (b'{"person": {\n"family_name": "Caf\xe9"}}', "p.json:2:20", "not_utf8"),
        (b"\xef\xbb\xbf\xff", "p.json:1:1", "not_utf8"),
        ('{"a": "é"}'.encode("utf-16"), "p.json", "utf16"),
        ('{"a": 1}'.encode("utf-16-be"), "p.json", "utf16"),
        ('{"a": 1}'.encode("utf-32"), "p.json", "utf16"),
        (b"[]", "p.json", "not_object"),
        (b'"profile"', "p.json", "not_object"),
        (b"null", "p.json", "not_object"),
        (b"7", "p.json", "not_object"),
    ],
)
def test_what_is_no_profile(content: bytes, place: str, message: str) -> None:
    assert refused(content) == (place, message)


def test_a_problem_names_file_field_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text('{"work": [{}, {}, {"start": "2024-02-30"}]}', encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    assert caught.value.text().startswith(f"{path}: work[2].start: There is no such day in the calendar.")
    assert caught.value.text("fr").startswith(f"{path}: work[2].start: Ce jour n’existe pas au calendrier.")


def test_a_stream_without_a_name_has_no_place() -> None:
    with pytest.raises(ProfileError) as caught:
        read_profile(io.BytesIO(b'{"funds_cad": "5"}'))
    assert caught.value.problems[0].place == "funds_cad"
    with pytest.raises(FileError) as missing:
        read_profile(b'{"funds_cad": }')
    assert missing.value.problems[0].place == "1:15"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda p: p / "none.json", "missing"),
        (lambda p: p / "p.json" / "inner.json", "missing"),
        (lambda p: "a\x00b", "missing"),
        (lambda p: p, "directory"),
        (lambda p: p / ("x" * 4000), "unreadable"),
        (lambda p: "/dev/null", "empty"),
        (lambda p: "/dev/zero", "too_large"),
    ],
)
def test_what_is_no_file(tmp_path: Path, make: Callable[[Path], Any], message: str) -> None:
    (tmp_path / "p.json").write_bytes(b"{}")
    with pytest.raises(FileError) as caught:
        read_profile(make(tmp_path))
    assert caught.value.problems[0].message.id == f"error.reading.{message}"


def test_a_name_that_cannot_be_printed_is_shown_safely() -> None:
    for name in ("a\x1b[31m.json", "a\nb.json", "caf\udce9.json"):
        with pytest.raises(FileError) as caught:
            read_profile(name)
        assert caught.value.problems[0].place.isprintable()


def test_200_megabytes_of_junk_are_refused_without_reading_them(tmp_path: Path) -> None:
    path = tmp_path / "junk.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    started = time.perf_counter()
    with pytest.raises(FileError) as caught:
        read_profile(path)
    assert time.perf_counter() - started < 0.1
    assert caught.value.problems[0].message == Message("error.reading.too_large", {"most": LIMIT})


def test_an_endless_stream_is_read_no_further_than_the_limit() -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            assert size > 0
            self.asked += size
            return b" " * size

    stream = Endless()
    with pytest.raises(FileError):
        read_json(stream, limit=1000)  # type: ignore[arg-type]
    assert stream.asked == 1001


def test_the_limit_itself_is_allowed() -> None:
    assert read_json(b"{}   ", limit=5) == {}
    with pytest.raises(FileError):
        read_json(b"{}    ", limit=5)


# --- the further check ---


def test_what_the_caller_checks_is_said_with_the_file() -> None:
    def check(profile: Profile) -> list[Problem]:
        return [Problem("language_tests[0].reading", Message("error.profile.null")), Problem("", Message("error.profile.null"))]

    with pytest.raises(ProfileError) as caught:
        read_profile(b"{}", check=check, name="p.json")
    assert [p.place for p in caught.value.problems] == ["p.json: language_tests[0].reading", "p.json"]
    with pytest.raises(ProfileError) as caught:
        read_profile(b"{}", check=check)
    assert [p.place for p in caught.value.problems] == ["language_tests[0].reading", ""]


def test_a_check_that_finds_nothing_lets_the_profile_pass() -> None:
    assert read_profile(b"{}", check=lambda profile: []) == Profile()
