"""Turns the catalogue fragments into the gettext catalogues that are shipped: ``python -m openentry.messages.compile``.

A fragment (``catalogue/ROOM.yaml``) maps an id to its sentence in each language. This command is run by whoever changes one;
with ``--check`` it writes nothing and fails when the shipped catalogues are not what the fragments say. It needs Babel, which
the library itself does not. Its own complaints are the one exception to "every sentence has an id": it makes the ids.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import string
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from openentry.messages import LANGUAGES, LOCALE

FRAGMENTS = LOCALE.parent / "catalogue"

_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_SPEC = re.compile(r"|date|money|number|list|level|message|plural\([^|()]+\|[^|()]+\)|name\([a-z0-9_.]+\)")
_HEADER_COMMENT = """\
# Made by `python -m openentry.messages.compile` from the fragments in ../../../catalogue; edit those, not this file."""
_PLURAL_FORMS = {"en": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}


class CatalogueError(Exception):
    """What is wrong with the fragments, one complaint a line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as it stands in a fragment: the file it comes from and its sentence in each language."""

    fragment: str
    sentences: Mapping[str, str]


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key given twice, which PyYAML would let the last one win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key} stands twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


class _Catalogue(Catalog):
    """A Babel catalogue whose header holds no date, no person and no version of Babel: the same fragments give the same bytes."""

    def __init__(self, lang: str) -> None:
        super().__init__(locale=lang, header_comment=_HEADER_COMMENT, fuzzy=False)

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header of the file, which gettext reads for the encoding."""
        lang = str(self.locale)
        return [
            ("Project-Id-Version", "OpenEntry"),
            ("Language", lang),
            ("Plural-Forms", _PLURAL_FORMS[lang]),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def read_fragments(folder: Path = FRAGMENTS) -> dict[str, Entry]:
    """Every message of every fragment in ``folder``, by id.

    Raises :class:`CatalogueError` naming all that is wrong: a file that is not YAML, an id that stands twice, a language that
    is missing, a parameter that only one language has, a way of writing a parameter that does not exist.
    """
    entries: dict[str, Entry] = {}
    complaints: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            fragment = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader) or {}
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            complaints.append(f"{path.name}: {error}")
            continue
        if not isinstance(fragment, dict):
            complaints.append(f"{path.name}: not a mapping of ids to sentences")
            continue
        for message_id, sentences in fragment.items():
            wrong = _faults(message_id, sentences)
            if message_id in entries:
                wrong.append(f"stands in {entries[message_id].fragment} too")
            complaints += [f"{path.name}: {message_id}: {fault}" for fault in wrong]
            if not wrong:
                entries[message_id] = Entry(path.name, {lang: sentences[lang] for lang in LANGUAGES})
    if complaints:
        raise CatalogueError("\n".join(complaints))
    return entries


def parameters(sentence: str) -> dict[str, set[str]]:
    """The parameters of ``sentence``: each name, and the ways in which it is written there.

    >>> parameters("{n:plural(year|years)} by {day:date}")
    {'n': {'plural(year|years)'}, 'day': {'date'}}
    """
    found: dict[str, set[str]] = {}
    for _, name, spec, conversion in string.Formatter().parse(sentence):
        if name is not None:
            found.setdefault(name, set()).add((spec or "") + (f"!{conversion}" if conversion else ""))
    return found


def build(entries: Mapping[str, Entry], lang: str, domain: str = "openentry") -> dict[str, bytes]:
    """The catalogue of ``lang``: the bytes of ``DOMAIN.po`` and of ``DOMAIN.mo``, by file name."""
    catalogue = _Catalogue(lang)
    for message_id in sorted(entries):
        entry = entries[message_id]
        catalogue.add(message_id, entry.sentences[lang], auto_comments=[entry.fragment])
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, width=0)
    write_mo(mo, catalogue)
    return {f"{domain}.po": po.getvalue(), f"{domain}.mo": mo.getvalue()}


def stale(folder: Path = FRAGMENTS, locale: Path = LOCALE, domain: str = "openentry") -> dict[Path, bytes]:
    """The shipped files that are not what the fragments say, with what they should hold."""
    entries = read_fragments(folder)
    wanted = {
        locale / lang / "LC_MESSAGES" / name: content
        for lang in LANGUAGES
        for name, content in build(entries, lang, domain).items()
    }
    return {path: content for path, content in wanted.items() if not path.is_file() or path.read_bytes() != content}


def main(
    arguments: list[str] | None = None,
    *,
    folder: Path = FRAGMENTS,
    locale: Path = LOCALE,
    domain: str = "openentry",
    module: str = "openentry.messages.compile",
) -> int:
    """Compile, or with ``--check`` only compare. The exit status: 0 done, 1 refused or stale. Another package hands in its own
    folders, domain and command."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description="Compile the message catalogues.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a catalogue is stale")
    options = parser.parse_args(arguments)
    try:
        out_of_date = stale(folder, locale, domain)
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return 1
    if options.check:
        for path in out_of_date:
            print(f"{path}: stale; run `python -m {module}`", file=sys.stderr)
        return 1 if out_of_date else 0
    for path, content in out_of_date.items():
        _write(path, content)
    return 0


def _faults(message_id: object, sentences: object) -> list[str]:
    """What is wrong with one entry, seen alone."""
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id):
        return ["not an id: dotted words, such as error.file.missing or CEC-01.not_met"]
    if not isinstance(sentences, dict) or set(sentences) != set(LANGUAGES):
        return [f"must have exactly the languages {', '.join(LANGUAGES)}"]
    if not all(isinstance(sentence, str) and sentence.strip() for sentence in sentences.values()):
        return ["each language must hold a sentence, in quotes"]
    wrong: list[str] = []
    names: list[set[str]] = []
    for lang in LANGUAGES:
        try:
            found = parameters(sentences[lang])
        except ValueError as error:
            wrong.append(f"{lang}: {error}")
            continue
        names.append(set(found))
        wrong += [f"{lang}: {{{name}}} is not the name of a parameter" for name in found if not _NAME.fullmatch(name)]
        wrong += [
            f"{lang}: {{{name}:{spec}}} is not a way of writing that openentry.messages knows"
            for name, specs in found.items()
            for spec in specs
            if not _SPEC.fullmatch(spec)
        ]
    if len(names) == len(LANGUAGES) and names[0] != names[1]:
        wrong.append(f"only one language has {{{'}, {'.join(sorted(names[0] ^ names[1]))}}}")
    return wrong


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all: somebody else may be reading, or compiling too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    draft.write_bytes(content)
    draft.replace(path)


if __name__ == "__main__":
    sys.exit(main())
