"""The catalogues are complete in both languages, and every way of writing a parameter gives what each language expects."""

from __future__ import annotations

import ast
import gettext
import re
import string
from datetime import date
from pathlib import Path

import pytest

from openentry import messages
from openentry.messages import LANGUAGES, LOCALE, Message, compile, has, ids, text

SOURCE = Path(messages.__file__).parent.parent
NO_BREAK = "\u00a0"
NARROW = "\u202f"


# --- the shipped catalogues ---


def shipped(lang: str) -> dict[str, str]:
    """Every sentence of the shipped catalogue of ``lang``, by id."""
    return {message_id: messages._template(message_id, lang) for message_id in ids(lang)}


def test_both_languages_have_the_same_ids():
    assert ids("en") == ids("fr")
    assert "level.below" in ids("en")


def test_the_shipped_catalogues_are_what_the_fragments_say():
    assert list(compile.stale()) == [], "run `python -m openentry.messages.compile`"


def test_both_languages_use_the_same_parameters_written_the_same_way():
    french = shipped("fr")
    for message_id, sentence in shipped("en").items():
        assert kinds(sentence) == kinds(french[message_id]), message_id


def kinds(sentence: str) -> dict[str, set[str]]:
    """Each parameter, and how it is written: ``plural`` and ``number`` count as one, for one language may not need the noun."""
    return {
        name: {spec.partition("(")[0].replace("plural", "number") for spec in specs}
        for name, specs in compile.parameters(sentence).items()
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_family_of_names_that_a_sentence_asks_for_exists(lang):
    for message_id, sentence in shipped(lang).items():
        for specs in compile.parameters(sentence).values():
            for family in (spec[5:-1] for spec in specs if spec.startswith("name(")):
                assert any(other.startswith(f"{family}.") for other in ids(lang)), f"{message_id}: no names under {family}"


def ids_in_the_code() -> list[tuple[str, str]]:
    """Each message id that stands as a literal in ``Message("...")``, ``text("...")`` or ``AnError.of("...")``, and its place."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            value = node.args[0].value
            if name in ("Message", "of", "text") and isinstance(value, str) and "." in value:
                found.append((f"{path.relative_to(SOURCE)}:{node.lineno}", value))
    return found


def test_every_id_the_code_names_is_in_the_catalogues():
    named = ids_in_the_code()
    assert any(message_id == "level.below" for _, message_id in named), "the search itself no longer works"
    assert [(place, message_id) for place, message_id in named if not has(message_id, "en")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_catalogue_names_another_machine_or_moment(lang):
    with (LOCALE / lang / "LC_MESSAGES" / "openentry.mo").open("rb") as file:
        header = gettext.GNUTranslations(file).info()
    assert header["language"] == lang
    assert not {key for key in header if "date" in key or "translator" in key or "generated" in key}


# --- French typography ---


TYPED = re.compile(
    r"""https?://\S+ | `[^`]*` | \{[^}]*\}        # an address, a command, a mapping
    | "[A-Z0-9_-]+" | "[a-z0-9_]+"                # a code or a key in its quotes
    | \b[a-z_]+:[ ](?:true|false|null)\b          # a key with its value""",
    re.VERBOSE,
)
AMISS = {
    "the apostrophe is ’": re.compile(r"\w'\w"),
    "quotation marks are « »": re.compile('"'),
    "a no-break space before ; ? ! »": re.compile(r"[^\u00a0\u202f][;?!»](\s|$)"),
    "a no-break space before :": re.compile(r"[^\u00a0\u202f]:(\s|$)"),
    "a no-break space after «": re.compile(r"«[^\u00a0\u202f]"),
}


def as_read(sentence: str) -> str:
    """The sentence with X for each parameter, and for whatever stands there as it is typed in a file or a terminal."""
    parts = (literal + ("X" if name is not None else "") for literal, name, _, _ in string.Formatter().parse(sentence))
    return TYPED.sub("X", "".join(parts))


def test_french_is_set_as_french_is():
    read = {message_id: as_read(sentence) for message_id, sentence in shipped("fr").items()}
    amiss = [(name, rule) for name, sentence in sorted(read.items()) for rule, sign in AMISS.items() if sign.search(sentence)]
    assert amiss == []


# --- ways of writing ---


def said(sentence: str, lang: str, **params: object) -> str:
    """What ``sentence`` gives, as if a catalogue held it."""
    return messages._Writer(lang).vformat(sentence, (), params)


@pytest.mark.parametrize(
    ("spec", "value", "en", "fr"),
    [
        ("day:date", date(2025, 7, 7), "7 July 2025", "7 juillet 2025"),
        ("day:date", date(2025, 8, 1), "1 August 2025", "1er août 2025"),
        ("day:date", date(2025, 8, 11), "11 August 2025", "11 août 2025"),
        ("day:date", "2024-02-29", "29 February 2024", "29 février 2024"),
        ("day", date(2025, 12, 31), "31 December 2025", "31 décembre 2025"),
    ],
)
def test_dates(spec, value, en, fr):
    assert said(f"{{{spec}}}", "en", day=value) == en.replace(" ", NO_BREAK)
    assert said(f"{{{spec}}}", "fr", day=value) == fr.replace(" ", NO_BREAK)


@pytest.mark.parametrize(
    ("amount", "en", "fr"),
    [
        (0, "$0", f"0{NO_BREAK}$"),
        (999, "$999", f"999{NO_BREAK}$"),
        (15_263, "$15,263", f"15{NARROW}263{NO_BREAK}$"),
        (1_000_000, "$1,000,000", f"1{NARROW}000{NARROW}000{NO_BREAK}$"),
    ],
)
def test_money(amount, en, fr):
    assert said("{amount:money}", "en", amount=amount) == en
    assert said("{amount:money}", "fr", amount=amount) == fr


def test_numbers():
    assert said("{n:number} h", "en", n=1_560) == "1,560 h"
    assert said("{n:number} h", "fr", n=1_560) == f"1{NARROW}560 h"


@pytest.mark.parametrize(
    ("count", "en", "fr"),
    [(0, "0 years", "0 an"), (1, "1 year", "1 an"), (2, "2 years", "2 ans"), (1_200, "1,200 years", f"1{NARROW}200 ans")],
)
def test_plurals_english_zero_is_plural_french_zero_is_singular(count, en, fr):
    assert said("{n:plural(year|years)}", "en", n=count) == en.replace(" ", NO_BREAK)
    assert said("{n:plural(an|ans)}", "fr", n=count) == fr.replace(" ", NO_BREAK)


@pytest.mark.parametrize(
    ("items", "en", "fr"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a et b"),
        (["a", "b", "c"], "a, b and c", "a, b et c"),
        (
            [Message("ability.reading"), Message("ability.writing")],
            "reading and writing",
            "compréhension de l’écrit et expression écrite",
        ),
    ],
)
def test_lists(items, en, fr):
    assert said("{items:list}", "en", items=items) == en
    assert said("{items:list}", "fr", items=items) == fr


@pytest.mark.parametrize(
    ("level", "en", "fr"), [(0, "below 4", "inférieur à 4"), (3, "below 4", "inférieur à 4"), (4, "4", "4"), (12, "12", "12")]
)
def test_levels(level, en, fr):
    assert said("{level:level}", "en", level=level) == en
    assert said("{level:level}", "fr", level=level) == fr


@pytest.mark.parametrize(("lang", "name"), [("en", "listening"), ("fr", "compréhension de l’oral")])
def test_names_and_messages_inside_messages(lang, name):
    assert said("{a:name(ability)}", lang, a="listening") == name
    assert said("({m:message})", lang, m=Message("ability.listening")) == f"({name})"
    assert said("({m})", lang, m=Message("ability.listening")) == f"({name})"


def test_braces_in_what_a_person_typed_are_written_as_they_are():
    assert said("There is no {name}.", "en", name="{evil!r}") == "There is no {evil!r}."


def test_an_id_that_does_not_exist_is_a_mistake_in_the_code():
    with pytest.raises(KeyError, match=r"no\.such\.message"):
        text("no.such.message")
    assert not has("no.such.message")


def test_a_language_that_does_not_exist_is_a_mistake_in_the_code():
    with pytest.raises(KeyError, match="'de'"):
        text("level.below", "de")


def test_messages_compare_and_hash_by_what_they_say():
    assert Message("level.below") == Message("level.below")
    one, same, other = Message("x.y", {"a": [1], "b": 2}), Message("x.y", {"b": 2, "a": [1]}), Message("x.y", {"a": [2], "b": 2})
    assert len({one, same}) == 1
    assert one != other


# --- compiling ---


def fragments(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    with pytest.raises(compile.CatalogueError) as caught:
        compile.read_fragments(folder)
    return str(caught.value)


def test_fragments_become_catalogues_that_gettext_reads(tmp_path):
    one = "b.two: {en: 'Two {n:number}', fr: 'Deux {n:number}'}\n"
    entries = compile.read_fragments(fragments(tmp_path, one=one, two="a.one: {en: One, fr: Élan}\n"))
    built = compile.build(entries, "fr")
    assert built == compile.build(dict(reversed(entries.items())), "fr"), "the order of the fragments must not matter"
    (tmp_path / "fr.mo").write_bytes(built["openentry.mo"])
    with (tmp_path / "fr.mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert (read.gettext("a.one"), read.gettext("b.two")) == ("Élan", "Deux {n:number}")
    po = built["openentry.po"].decode("utf-8")
    assert po.index('msgid "a.one"') < po.index('msgid "b.two"')
    assert "#. two.yaml" in po


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a.b: {en: One}", "must have exactly the languages en, fr"),
        ("a.b: {en: One, fr: Un, de: Eins}", "must have exactly the languages en, fr"),
        ("a.b: One", "must have exactly the languages en, fr"),
        ("a.b: {en: One, fr: ' '}", "each language must hold a sentence"),
        ("a.b: {en: One, fr: 1}", "each language must hold a sentence"),
        ("a.b: {en: One, fr: yes}", "each language must hold a sentence"),
        ("A b: {en: One, fr: Un}", "not an id"),
        ("1: {en: One, fr: Un}", "not an id"),
        ("a.b: {en: 'One {x}', fr: Un}", "only one language has {x}"),
        ("a.b: {en: 'One {x}', fr: 'Un {y}'}", "only one language has {x}, {y}"),
        ("a.b: {en: 'One {x', fr: 'Un'}", "en: expected '}'"),
        ("a.b: {en: 'One {}', fr: 'Un {}'}", "{} is not the name of a parameter"),
        ("a.b: {en: '{x.y}', fr: '{x.y}'}", "{x.y} is not the name of a parameter"),
        ("a.b: {en: '{x!r}', fr: '{x!r}'}", "not a way of writing"),
        ("a.b: {en: '{x:dollars}', fr: '{x:money}'}", "en: {x:dollars} is not a way of writing"),
        ("a.b: {en: '{x:plural(year)}', fr: '{x:plural(an|ans)}'}", "en: {x:plural(year)} is not a way of writing"),
        ("a.b: {en: One, fr: Un}\na.b: {en: Two, fr: Deux}", "a.b stands twice"),
        ("a.b: {en: One, fr: Un", "one.yaml: while parsing"),
        ("- a", "not a mapping"),
    ],
)
def test_a_fragment_that_does_not_hold_is_refused_by_name(tmp_path, content, complaint):
    said = refusal(fragments(tmp_path, one=content))
    assert said.startswith("one.yaml: ")
    assert complaint in said


def test_an_id_in_two_fragments_is_refused(tmp_path):
    said = refusal(fragments(tmp_path, one="a.b: {en: One, fr: Un}", two="a.b: {en: One, fr: Un}"))
    assert said == "two.yaml: a.b: stands in one.yaml too"


def test_a_fragment_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "one.yaml").write_bytes("a.b: {en: One, fr: Été}".encode("latin-1"))
    assert refusal(tmp_path).startswith("one.yaml: 'utf-8' codec")


def test_every_complaint_is_named_at_once(tmp_path):
    said = refusal(fragments(tmp_path, one="a.b: {en: One}\na.c: {fr: Un}", two="- a"))
    assert [line.split(": ")[0] for line in said.splitlines()] == ["one.yaml", "one.yaml", "two.yaml"]


def test_an_empty_fragment_is_nothing(tmp_path):
    assert compile.read_fragments(fragments(tmp_path, one="# not written yet\n")) == {}


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Fragments and catalogues of their own, for the command."""
    folder, locale = tmp_path / "catalogue", tmp_path / "locale"
    folder.mkdir()
    monkeypatch.setitem(compile.main.__kwdefaults__, "folder", folder)
    monkeypatch.setitem(compile.main.__kwdefaults__, "locale", locale)
    return fragments(folder, one="a.b: {en: One, fr: Un}\n")


def test_the_command_writes_and_check_then_agrees(house, capsys):
    mo = house.parent / "locale" / "fr" / "LC_MESSAGES" / "openentry.mo"
    assert compile.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert not mo.exists(), "--check writes nothing"
    assert compile.main([]) == 0
    assert compile.main(["--check"]) == 0
    assert sorted(path.name for path in mo.parent.iterdir()) == ["openentry.mo", "openentry.po"]
    before = mo.stat().st_mtime_ns
    assert compile.main([]) == 0
    assert mo.stat().st_mtime_ns == before, "what is not stale is left alone"


def test_the_command_sees_a_changed_sentence(house):
    assert compile.main([]) == 0
    fragments(house, one="a.b: {en: One, fr: Une}\n")
    assert compile.main(["--check"]) == 1


def test_the_command_refuses_a_broken_fragment_and_leaves_the_catalogues(house, capsys):
    assert compile.main([]) == 0
    mo = house.parent / "locale" / "en" / "LC_MESSAGES" / "openentry.mo"
    before = mo.read_bytes()
    fragments(house, one="a.b: {en: One}\n")
    assert compile.main([]) == 1
    assert "one.yaml: a.b" in capsys.readouterr().err
    assert mo.read_bytes() == before


def test_a_parameter_nobody_gave_is_asked_for(monkeypatch):
    monkeypatch.setattr(messages, "_ASKED", [])
    with pytest.raises(KeyError):
        said("{law_days:plural(day|days)}", "en")
    messages.ask(lambda name: 60 if name == "law_days" else None)
    assert said("{law_days:plural(day|days)}", "en") == f"60{NO_BREAK}days"
    assert said("{law_days}", "en", law_days=7) == "7", "what is given goes first"
    with pytest.raises(KeyError):
        said("{another}", "en")
