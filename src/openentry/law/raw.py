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
    documents = content.get("documents", [content])
    if not isinstance(documents, list):
        raise LawFileError.of("error.law.not_a_list", str(file), key="documents")
    for document in documents:
        if not isinstance(document, dict):
            raise LawFileError.of("error.law.not_a_mapping", str(file), what="documents")
        raw["documents"].append({**document, "file": place})


def read_yaml(file: Path) -> Raw:
    """One YAML file as a mapping with ISO dates. Duplicate keys are refused: YAML would silently keep the last."""
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
        content = yaml.load(file.read_text(encoding="utf-8"), Loader)
    except UnicodeDecodeError as wrong:
        raise LawFileError.of("error.law.not_utf8", str(file), byte=wrong.start) from None
    except OSError as wrong:
        raise LawFileError.of("error.law.unreadable", str(file), reason=wrong.strerror or "") from None
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        place = f"{file}:{mark.line + 1}" if mark else str(file)
        raise LawFileError.of("error.law.not_yaml", place, problem=str(getattr(wrong, "problem", "") or "")) from None
    except (RecursionError, ValueError):
        raise LawFileError.of("error.law.not_yaml", str(file), problem="") from None
    if not isinstance(content, dict):
        raise LawFileError.of("error.law.not_a_mapping", str(file), what=file.name)
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


def _plain(value: Any) -> Any:
    """YAML's values as JSON has them: dates as ISO text, keys as text."""
    if isinstance(value, dict):
        return {k.isoformat() if isinstance(k, date) else str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
