"""The command itself: its language, its status, what it says of wrong usage, and that it never ends in a traceback."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import typer

from openentry import cli
from openentry.cli import main, output, page, speech
from openentry.messages import LANGUAGES
from openentry.version import VERSION
from tests.library.command import Ran, run

__all__ = ["run"]

ROOT = Path(__file__).parents[2]
AMARA = ROOT / "examples" / "profiles" / "amara-okafor.json"


def process(*arguments, **options):
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "openentry", *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, timeout=60, **options
    )


# --- usage ---


def test_the_version(run):
    assert run("--version") == Ran(0, f"OpenEntry {VERSION}\n", "")


@pytest.mark.parametrize("arguments", [(), ("law",)])
def test_nothing_asked_shows_how_to_ask(run, arguments):
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "Usage: openentry" in ran.err


@pytest.mark.parametrize("name", ["decide", "clb", "schema", "law"])
def test_every_command_explains_itself(run, name):
    ran = run(name, "--help")
    assert ran.status == 0
    assert f"Usage: openentry {name}" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("decid",), "There is no command decid. Did you mean decide?"),
        (("frobnicate",), "There is no command frobnicate. The commands are "),
        (("law", "sho"), "There is no command sho. Did you mean show?"),
        (("decide",), "PROFILE.json is missing."),
        (("decide", "a", "b"), "“b” is one word too many."),
        (("decide", "a", "--as-off", "x"), "There is no option --as-off. Did you mean --as-of?"),
        (("decide", "a", "--zzz"), "There is no option --zzz. Check its spelling."),
        (("decide", "a", "--as-of"), "The option --as-of needs a value after it."),
        (("decide", "a", "--as-of", "2025-02-30"), "--as-of: “2025-02-30” is not a day of the calendar. Write it as 2025-07-15."),
        (("decide", "a", "--as-of", "20250715"), "--as-of: “20250715” is not a day of the calendar."),
        (("decide", "a", "--law", ""), "--law: No folder is named."),
        (("decide", "a", "--lang", "de"), "--lang: “de” is none of the choices. Give one of en and fr."),
        (("decide", "a", "--format", "xml"), "--format: “xml” is none of the choices. Give one of text and json."),
        (("decide", "a", "--help=5"), "The option --help takes no value."),
        (("law", "diff", "crs", "2020-01-01"), "DAY is missing."),
        (("clb", "ielts_general"), "No score is given."),
        (("clb", "ielts_general", "--reading", "NaN"), "--reading: “NaN” is not a score."),
        (("clb", "ielts_general", "--reading", "1e9999"), "--reading: “1e9999” is not a score."),
    ],
)
def test_wrong_usage_is_status_2_and_says_what_to_do(run, arguments, said):
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(said)
    assert "Read how it is used: openentry" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("decid", "--lang", "fr"), "La commande decid n’existe pas. Vouliez-vous dire decide"),
        (("decide", "--lang=fr"), "PROFILE.json manque."),
        (("schema", "all", "--lang", "fr"), "profile|facts|decision|instructions: « all » n’est pas l’un des choix."),
    ],
)
def test_wrong_usage_in_french(run, arguments, said):
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.err.replace("\u00a0", " ").startswith(said)
    assert "Lisez le mode d’emploi" in ran.err


def test_the_language_is_the_options_then_the_variables_then_english():
    assert speech.language_of(["x", "--lang", "fr"], {}) == "fr"
    assert speech.language_of(["x", "--lang=fr"], {"OPENENTRY_LANG": "en"}) == "fr"
    assert speech.language_of(["x"], {"OPENENTRY_LANG": "fr"}) == "fr"
    assert speech.language_of(["x", "--lang", "de"], {"OPENENTRY_LANG": "xx"}) == "en"
    assert speech.language_of(["--lang"], {}) == "en"


def test_help_in_french():
    done = process("decide", "--help", "--lang", "fr")
    assert done.returncode == 0
    assert "La date des règles" in done.stdout
    assert process("--help", env=os.environ | {"OPENENTRY_LANG": "fr"}).stdout.count("Décider d’un profil") == 1


# --- what other packages add ---


@pytest.mark.parametrize("name", cli.SERVICE)
def test_the_service_says_how_it_is_installed(run, name, monkeypatch):
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [])  # as without the extra [web]
    ran = run(*name.split(), "--port", "8000", "now")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == f"“{name}” belongs to the service, which is not installed. Install it with: pip install 'openentry[web]'\n"


def serve() -> None:
    """A command of another package."""
    print("serving")


def register_serve(app: typer.Typer) -> None:
    app.command("serve")(serve)


def test_another_package_adds_its_commands(run, monkeypatch):
    points = [
        EntryPoint("web", "tests.library.test_cli:register_serve", cli.GROUP),
        EntryPoint("half", "openentry_half_installed:register", cli.GROUP),
    ]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points if group == cli.GROUP else [])
    assert run("serve") == Ran(0, "serving\n", "")
    assert run("demo").status == 1


def test_a_command_of_ours_loads_no_other():
    registered = cli.app("clb")
    assert [command.name for command in registered.registered_commands] == ["clb"]
    assert {"decide", "law"} <= {command.name for command in cli.app().registered_commands} | {
        group.name for group in cli.app().registered_groups
    }


# --- faults, and streams that fail ---


def test_a_fault_of_ours_is_said_so_without_a_traceback_or_anything_personal(run, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Amara Okafor")

    monkeypatch.setattr("openentry.decision.decide", fail)
    for lang, words in (("en", "the fault is ours"), ("fr", "la faute est la nôtre")):
        ran = run("decide", AMARA, "--as-of", "2026-11-24", "--lang", lang)
        assert (ran.status, ran.out) == (1, "")
        assert words in ran.err
        assert f"OpenEntry {VERSION}" in ran.err
        assert "RuntimeError openentry/cli/decide.py:" in ran.err
        assert "Amara" not in ran.err


def test_a_fault_in_saying_what_was_wrong_with_the_usage(run, monkeypatch):
    monkeypatch.setattr("openentry.cli.faults._sentence", lambda *_: 1 / 0)
    ran = run("decid")
    assert ran.status == 1
    assert "ZeroDivisionError" in ran.err


def test_an_interruption_ends_quietly(run, monkeypatch):
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("openentry.decision.decide", stop)
    assert run("decide", AMARA, "--as-of", "2026-11-24") == Ran(130, "", "")
    monkeypatch.setattr(cli, "_run", stop)
    assert run("decide", AMARA) == Ran(130, "", "")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [(BrokenPipeError(), 0, ""), (OSError(28, "No space left on device"), 1, "could not be written (No space left on device)")],
)
def test_output_that_cannot_be_written(run, monkeypatch, error, status, said):
    class Failing(io.StringIO):
        def write(self, _: str) -> int:
            raise error

    monkeypatch.setattr(sys, "stdout", Failing())
    ran = run("clb", "ielts_general", "--listening", "8")
    assert ran.status == status
    assert said in ran.err
    assert bool(ran.err) == bool(said)


def test_a_reader_that_has_read_enough():
    shown = subprocess.Popen(
        [sys.executable, "-m", "openentry", "law", "show", "crs", "--as-of", "2026-11-24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert shown.stdout is not None
    assert shown.stderr is not None
    shown.stdout.close()
    complaint = shown.stderr.read()
    shown.stderr.close()
    assert (shown.wait(60), complaint) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_is_full():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "openentry", "clb", "ielts_general", "--listening", "8"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


def test_a_pipe_is_written_in_utf8_whatever_the_machine_prefers():
    done = subprocess.run(
        [sys.executable, "-m", "openentry", "schema", "profile", "--lang", "fr"],
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["title"] == "OpenEntry profile"
    done = subprocess.run(
        [sys.executable, "-m", "openentry", "decide", "nowhere.json", "--lang", "fr"],
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert "n’existe pas" in done.stderr.decode("utf-8")


class Terminal(io.StringIO):
    """A terminal that keeps what is written on it."""

    def isatty(self) -> bool:
        return True

    def reconfigure(self, **options: str) -> None:
        assert options == {"errors": "backslashreplace"}


@pytest.mark.parametrize(("no_color", "styled"), [("", True), ("1", False)])
def test_a_terminal_is_shown_styles_unless_it_wants_none(monkeypatch, capsys, no_color, styled):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", no_color)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["decide", str(AMARA), "--as-of", "2026-11-24"]) == 0
    written = terminal.getvalue()
    assert ("\x1b[" in written) is styled
    monkeypatch.undo()
    monkeypatch.setenv("COLUMNS", "80")
    main(["decide", str(AMARA), "--as-of", "2026-11-24"])
    plain = capsys.readouterr().out
    assert "\x1b" not in plain
    assert [line.strip() for line in plain.splitlines()] == [
        line.strip() for line in re.sub(r"\x1b\[[0-9;]*m", "", written).splitlines()
    ]


def test_what_was_typed_does_not_steer_the_terminal(run):
    ran = run("law", "show", "a\x1b[31m\udcff")
    assert ran.status == 1
    assert ran.err.startswith("“a\ufffd[31m\ufffd” is neither a part")


def test_a_name_in_bytes_that_are_no_text():
    done = subprocess.run(
        [sys.executable.encode(), b"-m", b"openentry", b"law", b"show", b"\xff\x1b"], capture_output=True, cwd=ROOT, timeout=60
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert "neither a part" in done.stderr.decode("utf-8")


# --- the page ---


@pytest.mark.parametrize(("columns", "width"), [("20", 40), ("64", 64), ("300", 100)])
def test_a_page_is_as_wide_as_is_good_to_read(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", columns)
    assert page.page_width() == width


def test_no_line_is_wider_than_the_page_and_none_ends_in_spaces():
    sheet = page.Page(40)
    sheet.say("word " * 30, indent=4, hang=2, first="- ")
    sheet.figure("a long title that does not fit on one line at all", "1,200 of 1,200")
    sheet.table([["a rather long name for a row of a table", "x", "y"], ["b", "1", "22222"]], align="llr")
    sheet.heading("A heading")
    lines = sheet.text()
    assert all(len(line) <= 40 and line == line.rstrip() for line in lines)
    assert lines[-2:] == ["", "A heading"]
    assert lines[1].startswith("      ")


def test_ideographs_take_two_columns_and_marks_none():
    assert page.width_of("伟 李") == 5
    assert page.width_of("e\u0301") == 1
    sheet = page.Page(40)
    sheet.table([["伟", "1"], ["ab", "2"]])
    assert sheet.text() == ["伟  1", "ab  2"]


def test_an_empty_sheet_and_an_empty_paragraph():
    sheet = page.Page(40)
    sheet.blank()
    assert sheet.text() == []
    sheet.say("", first="- ")
    assert sheet.text() == ["-"]


def test_a_stream_without_a_file_is_let_go_of():
    output.silence(io.StringIO())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_said_in_the_language_in_use(lang):
    speech.use(lang)
    assert speech.chosen() == lang
    assert speech.said("word.yes") == {"en": "yes", "fr": "oui"}[lang]
