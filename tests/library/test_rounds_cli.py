"""``openentry round select``: files in, a checked list out; bad input named by line and field, and nothing half written."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from openentry import rounds
from openentry.cli import main
from openentry.errors import FactsError, OpenEntryError
from openentry.law import load_law
from openentry.messages import LANGUAGES, Message
from openentry.rounds.rows import entries
from tests.library.rounds_pools import MOMENT, instructions

LAW = load_law(MOMENT.date())
POOL = """\
id,age,total,received_at,sequence,programs,categories,nomination,state
A,29,480,2025-05-02T09:00:00.000001Z,2,cec;fsw,french;stem,false,
B,30,480,2025-05-02T05:00:00-04:00,1,fsw,french,,IN_POOL
C,31,1090,2025-05-03T09:00:00Z,3,pnp;fsw,,true,
D,32,470,2025-05-04T09:00:00Z,4,fst,,false,
E,33,900,2025-05-04T09:00:00Z,5,cec,french,false,INVITED
F,34,500,2025-05-04T09:00:00Z,6,,french,false,
"""
GENERAL = "number: 1\nmoment: 2025-07-22T14:30:00Z\nkind: general\nsize: 2\n"
FRENCH = "number: 2\nmoment: 2025-07-22T14:30:00Z\nkind: category\ncategory: french\nsize: 5\n"


@dataclass
class Ran:
    """What a command gave."""

    status: int
    out: str
    err: str


@pytest.fixture
def command(capsys):
    def run(*arguments):
        status = main(["round", "select", *map(str, arguments)])
        written = capsys.readouterr()
        return Ran(status, written.out, written.err)

    return run


@pytest.fixture
def run(command, tmp_path):
    def run_(pool=POOL, order=GENERAL, *arguments, name="pool.csv"):
        (tmp_path / name).write_bytes(pool if isinstance(pool, bytes) else pool.encode())
        (tmp_path / "round.yaml").write_text(order, encoding="utf-8")
        return command(tmp_path / name, tmp_path / "round.yaml", *arguments)

    return run_


def ndjson(text=POOL):
    rows = list(csv.DictReader(text.splitlines()))
    for row in rows:
        row["total"], row["sequence"] = int(row["total"]), int(row["sequence"])
        row["programs"] = [p for p in row["programs"].split(";") if p]
        row["nomination"] = row["nomination"] == "true"
    return "".join(json.dumps(row) + "\n" for row in rows)


# --- what it does ---


def test_the_list_and_the_summary(run, tmp_path):
    result = run(POOL, GENERAL, "-o", tmp_path / "invited.csv")
    assert result.status == 0, result.err
    assert (tmp_path / "invited.csv").read_text(encoding="utf-8") == (
        "rank,id,class,score,received_at,sequence\n"
        "1,C,pnp,1090,2025-05-03T09:00:00.000000Z,3\n"
        "2,B,fsw,480,2025-05-02T09:00:00.000000Z,1\n"
    )
    assert "Invited: 2" in result.out
    assert "Provincial Nominee Program: 1" in result.out
    assert "Lowest score invited: 480, held by 2 of those ranked" in result.out
    assert "Tie-break: 2025-05-02T09:00:00.000000Z, sequence number 1" in result.out
    assert "Not ranked: 1 (not in the pool: Invited to apply)" in result.out
    assert "Checked: no intrusion, no omission" in result.out


def test_in_french(run, tmp_path):
    result = run(POOL, GENERAL + "name: {en: General, fr: Générale}\n", "--lang", "fr")
    assert result.status == 0, result.err
    assert "Générale" in result.out
    assert "Catégorie de l’expérience canadienne" not in result.out
    assert "Programme des travailleurs qualifiés (fédéral)\u00a0: 1" in result.out
    assert "nommez un fichier avec -o" in result.out
    assert list(tmp_path.glob("*.csv")) == [tmp_path / "pool.csv"]


def test_as_json_with_the_list_unless_it_is_written(run, tmp_path):
    told = json.loads(run(POOL, FRENCH, "--format", "json").out)
    assert told["invitations"][0] == {
        "rank": 1,
        "id": "B",
        "class": "fsw",
        "score": 480,
        "received_at": "2025-05-02T09:00:00.000000Z",
        "sequence": 1,
    }
    figures = {key: told[key] for key in ("pool", "eligible", "invited", "cut_off", "at_cut_off", "classes", "checks", "written")}
    assert figures == {
        "pool": 6,
        "eligible": 2,
        "invited": 2,
        "cut_off": 480,
        "at_cut_off": 2,
        "classes": {"cec": 1, "fsw": 1},
        "checks": "passed",
        "written": None,
    }
    assert told["tie_break"] == {"received_at": "2025-05-02T09:00:00.000001Z", "sequence": 2}
    assert told["left_out"] == {"INVITED": 1, "no_program": 1, "nominee": 1, "other_category": 1}
    assert told["instructions"]["category"] == "french"
    assert told["law"] == {"digest": LAW.digest, "overlays": []}

    again = json.loads(run(POOL, FRENCH, "--format", "json", "-o", tmp_path / "invited.ndjson").out)
    written = [json.loads(line) for line in (tmp_path / "invited.ndjson").read_text(encoding="utf-8").splitlines()]
    assert "invitations" not in again
    assert written == told["invitations"]


@pytest.mark.parametrize(
    ("pool", "name"),
    [
        (b"\xef\xbb\xbf" + POOL.encode(), "pool.csv"),
        (POOL.replace("\n", "\r\n"), "pool.csv"),
        (POOL.replace("A,29", '"A",29').replace("cec;fsw", '"cec; fsw"'), "pool.CSV"),
        (POOL.replace("total", "score") + "\n\n", "pool.csv"),
        (ndjson(), "pool.ndjson"),
        (ndjson().replace("\n", "\r\n") + "\n", "pool.ndjson"),
    ],
)
def test_the_same_pool_in_other_dress(run, pool, name):
    expected = json.loads(run(POOL, FRENCH, "--format", "json").out)
    result = run(pool, FRENCH, "--format", "json", name=name)
    assert result.status == 0, result.err
    assert json.loads(result.out) == expected


def test_without_sequence_numbers_the_file_numbers_the_entries(run):
    rows = ["id,score,received_at,programs", *(f"{id_},480,2025-05-02T09:00:00Z,cec" for id_ in "XAB")]
    told = json.loads(run("\n".join(rows), GENERAL, "--format", "json").out)
    assert [(one["id"], one["sequence"]) for one in told["invitations"]] == [("X", 1), ("A", 2)]


@pytest.mark.parametrize("pool", [POOL.splitlines()[0] + "\n", ""])
def test_a_pool_of_none(run, pool):
    name = "pool.csv" if pool else "pool.ndjson"
    result = run(pool, GENERAL, name=name)
    assert result.status == 0, result.err
    assert "Nobody is invited." in result.out


def test_before_june_2017(run):
    order = "number: 46\nmoment: 2016-12-22T16:00:00Z\nkind: general\nlowest_score: 475\n"
    pool = "id,score,received_at,programs\nA,475,2016-12-01T00:00:00Z,cec\nB,475,2016-12-02T00:00:00Z,fst\n"
    result = run(pool, order)
    assert "Invited: 2" in result.out
    assert "No tie-break" in result.out


def test_the_page_about_rounds_shows_what_the_command_says(run, tmp_path, monkeypatch):
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "rounds.md").read_text(encoding="utf-8")
    pool, order, said = (re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)[0] for kind in ("csv", "yaml", "text"))
    monkeypatch.chdir(tmp_path)
    result = run(pool, order, "-o", "invited.csv")
    assert result.out == said


# --- bad input ---


def change(line, old, new):
    lines = POOL.splitlines()
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("pool", "place", "said"),
    [
        (change(2, "480", "480.5"), ":2: total", "whole number"),
        (change(2, "480", ""), ":2: total", "Nothing stands here"),
        (change(2, "480", "NaN"), ":2: total", "whole number"),
        (change(2, "480", "-1"), ":2: total", "between 0 and 1,200"),
        (change(2, "480", "1201"), ":2: total", "between 0 and 1,200"),
        (change(2, "480", "9" * 400), ":2: total", "whole number"),
        (change(3, "B,", ","), ":3: id", "Nothing stands here"),
        (change(3, "B,", "A,"), ":3: id", "already stands in line 2"),
        (change(3, ",1,", ",2,"), ":3: sequence", "already stands in line 2"),
        (change(3, ",1,", ",,"), ":3: sequence", "Nothing stands here"),
        (change(4, "2025-05-03T09:00:00Z", "2025-05-03T09:00:00"), ":4: received_at", "named zone"),
        (change(4, "2025-05-03T09:00:00Z", "2025-05-03T09:00:00.1234567Z"), ":4: received_at", "named zone"),
        (change(4, "2025-05-03T09:00:00Z", "yesterday"), ":4: received_at", "named zone"),
        (change(4, "2025-05-03T09:00:00Z", "2014-05-03T09:00:00Z"), ":4: received_at", "Express Entry began"),
        (change(4, "2025-05-03T09:00:00Z", ""), ":4: received_at", "Nothing stands here"),
        (change(2, "cec;fsw", "cec;fsv"), ":2: programs", '"fsv" is not known'),
        (change(2, "french;stem", "french,stem"), ":2", "10\u00a0cells"),
        (change(2, "french;stem", "frensh"), ":2: categories", '"frensh" is not known'),
        (change(4, "true", "yes"), ":4: nomination", "true, false or the points"),
        (change(4, "true", "1201"), ":4: nomination", "true, false or the points"),
        (change(4, "true", "NaN"), ":4: nomination", "true, false or the points"),
        (change(6, "INVITED", "Invited"), ":6: state", '"Invited" is not known'),
        (change(2, ",2,", ","), ":2", "8\u00a0cells"),
        (change(2, "A,", '"A'), ":7", "quotation marks"),
        (change(1, "programs", "program"), "", "Did you mean programs"),
        (change(1, "total", "totals"), "", "no column score"),
        (change(1, "age", "score"), "", "a column total and a column score"),
        (change(1, "age", "id"), ":1", "stands twice"),
        ("", "", "file is empty"),
    ],
)
def test_a_bad_cell_refuses_the_pool_by_line_and_field(run, tmp_path, pool, place, said):
    result = run(pool, GENERAL, "-o", tmp_path / "invited.csv")
    assert result.status == 1
    assert said in result.err
    assert f"pool.csv{place}: " in result.err
    assert "Traceback" not in result.err
    assert result.out == ""
    assert not (tmp_path / "invited.csv").exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("[]", "not one JSON object"),
        ('{"id": "A", "id": "B"}', "not one JSON object"),
        ('{"id": "A"', "not one JSON object"),
        ("[" * 100_000, "not one JSON object"),
        ('{"id": "A", "score": NaN, "received_at": "2025-05-03T09:00:00Z", "programs": []}', "whole number"),
        ('{"id": "A", "score": 480.0, "received_at": "2025-05-03T09:00:00Z", "programs": []}', "whole number"),
        ('{"id": "A", "score": true, "received_at": "2025-05-03T09:00:00Z", "programs": []}', "whole number"),
        ('{"id": "A", "score": 480, "received_at": 1746262800, "programs": []}', "named zone"),
        ('{"id": "A", "score": 480, "received_at": "2025-05-03T09:00:00Z", "programs": {"cec": true}}', "is not known here"),
        ('{"id": "A", "score": 480, "received_at": "2025-05-03T09:00:00Z", "programs": [["cec"]]}', "is not known here"),
        ('{"id": "A", "score": 480, "received_at": "2025-05-03T09:00:00Z", "programs": [1]}', "is not known here"),
        ('{"id": "A", "score": 480, "received_at": "2025-05-03T09:00:00Z", "programs": [], "nomination": 600.0}', "the points"),
        ('{"id": "A", "score": 480, "received_at": "2025-05-03T09:00:00Z", "program": ["cec"]}', "Did you mean programs"),
        ('{"id": "\\ud800", "score": 480, "received_at": "2025-05-03T09:00:00Z", "programs": []}', "half of a character"),
        ('{"id": "A", "score": 480, "received_at": "2025-05-03T09:00:00Z", "programs": [], "nominated": 600}', "true or false"),
        (
            '{"id": "A", "score": 480, "received_at": "2025-05-03T09:00:00Z", "programs": [], "nomination": 1, "nominated": false}',
            "nominated says false",
        ),
        (
            '{"id": "A", "score": 480, "received_at": "2025-05-03T09:00:00Z", "programs": [], "state": ["INVITED"]}',
            "is not known here",
        ),
    ],
)
def test_a_bad_line_of_json(run, row, said):
    result = run("\n" + row + "\n", GENERAL, name="pool.ndjson")
    assert result.status == 1
    assert said in result.err
    assert "Traceback" not in result.err


def test_a_round_for_a_category_needs_the_column(run):
    for pool, name in (("id,score,received_at,programs\nA,480,2025-05-03T09:00:00Z,cec\n", "pool.csv"), (None, "pool.ndjson")):
        pool = pool or '{"id": "A", "score": 480, "received_at": "2025-05-03T09:00:00Z", "programs": ["cec"]}\n'
        result = run(pool, FRENCH, name=name)
        assert result.status == 1
        assert "no column categories" in result.err


def test_reading_stops_after_twenty_problems(run):
    rows = ["id,score,received_at,programs", *(f"E{n},x,2025-05-02T09:00:00Z,cec" for n in range(50))]
    result = run("\n".join(rows), GENERAL)
    lines = result.err.strip().splitlines()
    assert len(lines) == 21
    assert "stopped after 20" in lines[-1]


@pytest.mark.parametrize("name", ["pool.xlsx", "pool", "pool.csv.gz"])
def test_another_kind_of_file(run, name):
    result = run(POOL, GENERAL, name=name)
    assert result.status == 1
    assert ".csv" in result.err


def test_a_list_of_another_kind_is_refused_before_anything_is_read(run, tmp_path):
    result = run(POOL, GENERAL, "-o", tmp_path / "invited.txt")
    assert (result.status, "invited.txt" in result.err) == (1, True)


def test_a_list_that_cannot_be_written_leaves_nothing_behind(run, tmp_path):
    (tmp_path / "taken.csv").mkdir()
    for output in (tmp_path / "taken.csv", tmp_path / "none" / "invited.csv"):
        result = run(POOL, GENERAL, "-o", output)
        assert result.status == 1
        assert "cannot be written" in result.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pool.csv", "round.yaml", "taken.csv"]


def test_a_list_that_is_there_is_replaced_whole_or_not_at_all(run, tmp_path):
    output = tmp_path / "invited.csv"
    output.write_text("an earlier round\n", encoding="utf-8")
    assert run(change(2, "480", "x"), GENERAL, "-o", output).status == 1
    assert output.read_text(encoding="utf-8") == "an earlier round\n"
    assert run(POOL, GENERAL, "-o", output).status == 0
    assert output.read_text(encoding="utf-8").startswith("rank,")


def test_bytes_that_are_no_text(run):
    result = run(POOL.encode() + b"\xe9,30,480\n", GENERAL)
    assert (result.status, "UTF-8" in result.err) == (1, True)
    assert run(b"\xff\xfe" + POOL.encode("utf-16-le"), GENERAL).status == 1


def test_instructions_that_cannot_be_carried_out_name_their_file(run):
    result = run(POOL, FRENCH.replace("french", "frensh"))
    assert result.status == 1
    assert "round.yaml: category: " in result.err
    assert run(POOL, GENERAL.replace("2025", "2014")).status == 1


def test_no_such_pool(command, tmp_path):
    order = tmp_path / "round.yaml"
    order.write_text(GENERAL, encoding="utf-8")
    (tmp_path / "folder.csv").mkdir()
    for name, said in (("none.csv", "no file of that name"), ("folder.csv", "cannot be read")):
        result = command(tmp_path / name, order)
        assert (result.status, said in result.err) == (1, True)


def test_wrong_usage_is_status_two(command):
    assert command().status == 2
    assert command("a.csv", "b.yaml", "--format", "xml").status == 2


def test_a_failed_check_stops_the_round_and_nothing_is_written(run, tmp_path, monkeypatch):
    def faulty(pool, order, law):
        right = select(pool, order, law)
        return rounds.Result(right.invited[1:], right.eligible, 480, right.tie_break, right.at_cut_off, right.left_out)

    select = rounds.select
    monkeypatch.setattr(rounds, "select", faulty)
    result = run(POOL, GENERAL, "-o", tmp_path / "invited.csv")
    assert result.status == 1
    assert "The round is stopped, and nothing was written" in result.err
    assert "Omission: C ranks above the line" in result.err
    assert "Number: 1 are invited; it should be 2" in result.err
    assert not (tmp_path / "invited.csv").exists()


# --- rows, without a file ---


def test_rows_may_hold_what_they_mean():
    row = {
        "id": 7,
        "score": 480,
        "received_at": MOMENT,
        "programs": ("cec",),
        "categories": None,
        "nomination": None,
        "state": None,
    }
    (read,) = entries([(1, row)], instructions(size=1), LAW, "pool")
    assert (read.id, read.received_at, read.sequence, read.state) == ("7", MOMENT, 1, "IN_POOL")


def test_every_refusal_of_a_row_can_be_said_in_both_languages():
    row = dict.fromkeys(("id", "score", "received_at", "sequence", "programs", "categories", "nomination", "state"), object())
    with pytest.raises(FactsError) as caught:
        entries([(3, row)], instructions(size=1), LAW, "pool")
    assert caught.value.problems[0].place == "pool:3: score"
    for lang in LANGUAGES:
        assert caught.value.text(lang)
    assert isinstance(caught.value, OpenEntryError)
    assert all(isinstance(problem.message, Message) for problem in caught.value.problems)
