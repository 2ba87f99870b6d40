"""Reading the law's files: a directory of YAML, or the bundle made from it, into plain documents not yet given a shape.

The YAML is the source. ``bundle.json`` is made from it (``python -m openentry.law.bundle``) because parsing YAML takes far
longer than everything else a small command does; ``openentry law check`` refuses a bundle that is not the YAML's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from openentry.errors import LawFileError

HERE = Path(__file__).parent
BUNDLE = HERE / "bundle.json"
REGISTER = "instruments.yaml"
PARTS = "parts.yaml"
#: Folders of the built-in law that hold documents. (``occupations`` and ``places`` hold classifications, which have their own
#: modules.)
FOLDERS = ("crs", "programs", "language", "funds", "categories", "procedure")

#: What may stand beside one another in a file.
_TOGETHER = frozenset({"instruments", "parts", "documents"})
#: The most values of one file, aliases written out.
_MOST = 1_000_000

Raw = dict[str, Any]


def read_directory(root: Path, *, overlay: bool = False) -> Raw:
    """The law in a directory: ``{"instruments", "parts", "documents": [...]}``, every date as ISO text.

    An overlay may hold any subset of it, but something. Raises :class:`LawFileError` naming the file and line.
    """
    raw = empty()
    for file in law_files(root, overlay=overlay):
        add_file(raw, root, file)
    return raw


def empty() -> Raw:
    """No law at all: what files are added to."""
    return {"instruments": {}, "parts": {}, "documents": []}


def law_files(root: Path, *, overlay: bool = False) -> list[Path]:
    """The files of the law in a directory, in the order in which they are read."""
    if not root.is_dir():
        raise LawFileError.of("error.law.no_directory", path=str(root))
    if not overlay:
        return [root / REGISTER, root / PARTS, *sorted(f for folder in FOLDERS for f in (root / folder).rglob("*.yaml"))]
    others = sorted(root.rglob("*.yml"))
    if others:
        raise LawFileError.of("error.law.yml", str(others[0]))
    files = sorted(root.rglob("*.yaml"))
    if not files:
        raise LawFileError.of("error.law.empty_directory", path=str(root))
    return files


def add_file(raw: Raw, root: Path, file: Path) -> None:
    """Add what one file of the directory ``root`` holds."""
    content = read_yaml(file)
    place = file.relative_to(root).as_posix()
    if place in (REGISTER, PARTS):
        raw["instruments" if place == REGISTER else "parts"] = content
        return
    _add(raw, content, place, str(file))


def read_text(text: str, place: str) -> Raw:
    """An overlay that is one text: what a directory with that one file holds. :class:`LawFileError` naming ``place`` and line."""
    raw = empty()
    _add(raw, parse(text, place), place, place)
    return raw


def _add(raw: Raw, content: Raw, place: str, file: str) -> None:
    """Add one document, or those under ``documents``, with the instruments and parts that stand beside them."""
    several = "id" not in content and not _TOGETHER.isdisjoint(content)
    for key in ("instruments", "parts") if several else ():
        found = content.get(key, {})
        if not isinstance(found, dict):
            raise LawFileError.of("error.law.not_a_mapping", file, what=key)
        raw[key] = {**raw[key], **found}
    documents = content.get("documents", []) if several else [content]
    if not isinstance(documents, list):
        raise LawFileError.of("error.law.not_a_list", file, key="documents")
    for document in documents:
        if not isinstance(document, dict):
            raise LawFileError.of("error.law.not_a_mapping", file, what="documents")
        raw["documents"].append({**document, "file": place})


def read_yaml(file: Path) -> Raw:
    """One YAML file as a mapping with ISO dates. Duplicate keys are refused: YAML would silently keep the last."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        raise LawFileError.of("error.law.not_utf8", str(file), byte=wrong.start) from None
    except OSError as wrong:
        raise LawFileError.of("error.law.unreadable", str(file), reason=wrong.strerror or "") from None
    return parse(text, str(file), file.name)


def parse(text: str, file: str, name: str = "") -> Raw:
    """The same from its text; ``file`` is what to call it where something is wrong."""
    import yaml  # not needed to load the bundle

    class Loader(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            if isinstance(key, bool) or not isinstance(key, str | int | date):
                raise LawFileError.of("error.law.bad_key", f"{file}:{key_node.start_mark.line + 1}", key=str(key))
            if key in seen:
                raise LawFileError.of("error.law.duplicate_key", f"{file}:{key_node.start_mark.line + 1}", key=str(key))
            seen[key] = loader.construct_object(value_node, deep=True)
        return seen

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    try:
        content = yaml.load(text, Loader)
        if _size(content, {}) > _MOST:  # aliases of aliases: a few lines that would be read for years
            raise ValueError(file)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        place = f"{file}:{mark.line + 1}" if mark else file
        raise LawFileError.of("error.law.not_yaml", place, problem=str(getattr(wrong, "problem", "") or "")) from None
    except (RecursionError, ValueError):
        raise LawFileError.of("error.law.not_yaml", file, problem="") from None
    if not isinstance(content, dict):
        raise LawFileError.of("error.law.not_a_mapping", file, what=name or file)
    plain = _plain(content)
    assert isinstance(plain, dict)
    return plain


def read_bundle() -> Raw:
    """The built-in law from its bundle, or from the YAML where no bundle was made."""
    if not BUNDLE.exists():
        return read_directory(HERE)
    raw: Raw = json.loads(BUNDLE.read_bytes())
    return raw


def canonical(raw: Mapping[str, Any]) -> bytes:
    """The one way to write these data down: sorted keys, no spaces, UTF-8."""
    return json.dumps(raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(raw: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal: names this body of law in every decision made with it."""
    return sha256(canonical(raw)).hexdigest()


def _size(value: Any, known: dict[int, int]) -> int:
    """How many values there are, aliases written out. RecursionError where something stands within itself."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        parts = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_size(part, known) for part in parts)
    return known[id(value)]


def _plain(value: Any) -> Any:
    """YAML's values as JSON has them: dates as ISO text, keys as text."""
    if isinstance(value, dict):
        return {k.isoformat() if isinstance(k, date) else str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
