"""What MkDocs is told beside ``docs/``: pages that are made from the code, and pages of the repository that lie elsewhere.

    python scripts/docs_site.py      writes the pages of the schemas anew (``make docs`` does it first)

Every sentence in both languages is made in each build. A link to a file of the repository that is no page becomes its name, and one
to a file that does not exist stops the build.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from openentry import schema

ROOT = Path(__file__).parents[1]
#: Pages that lie outside docs/, and where they stand in the site.
ELSEWHERE = {
    "README.md": "project/readme.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "CHANGELOG.md": "project/changelog.md",
    "benchmarks/README.md": "project/benchmarks.md",
    "examples/profiles/README.md": "project/example-profiles.md",
    "examples/law/reform-2026-proposal/README.md": "project/example-proposal.md",
    "src/openentry/rounds/history/SOURCES.md": "project/sources-of-rounds.md",
}
_FRAGMENTS = {"library": "src/openentry/messages/catalogue", "service": "src/openentry_web/messages/catalogue"}
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"(^```.*?^```|^~~~.*?^~~~|`[^`\n]+`(?!\]))", re.MULTILINE | re.DOTALL)


# --- what MkDocs calls ---


def on_config(config: Any) -> Any:
    """Folders in the navigation become their pages."""
    config.nav = [_unfolded(entry, Path(config.docs_dir)) for entry in config.nav]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are not in docs/."""
    for path, uri in ELSEWHERE.items():
        files.append(File.generated(config, uri, abs_src_path=str(ROOT / path)))
    for uri, text in made().items():
        files.append(File.generated(config, uri, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Links as they stand in the repository become links of the site."""
    uri = page.file.src_uri
    if page.file.generated_by and uri not in ELSEWHERE.values():
        return markdown
    at = next((path for path, to in ELSEWHERE.items() if to == uri), f"docs/{uri}")

    def lead(found: re.Match[str]) -> str:
        picture, words, link = found.groups()
        if re.match(r"[a-z]+:|#|/", link):
            return found[0]
        path, _, anchor = link.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(at), path))
        if (ROOT / target).is_dir() and (ROOT / target / "README.md").exists():
            target += "/README.md"
        if not (ROOT / target).exists():
            if target.startswith("docs/proof/"):  # written when the long suite has run
                return words
            raise PluginError(f"{at}: a link leads to {link}, and there is no {target}.")
        to = ELSEWHERE.get(target) or (target.removeprefix("docs/") if target.startswith("docs/") else None)
        if to is None and picture:
            to = f"project/{target}"
            if files.get_file_from_path(to) is None:
                files.append(File.generated(config, to, abs_src_path=str(ROOT / target)))
        if to is None or (ROOT / target).is_dir():
            return words if "`" in words or "<" in words else f"{words} (`{target}`)"
        near = posixpath.relpath(to, posixpath.dirname(uri) or ".")
        return f"{picture}[{words}]({near}{'#' + anchor if anchor else ''})"

    parts = _CODE.split(markdown)
    return "".join(part if n % 2 else _LINK.sub(lead, part) for n, part in enumerate(parts))


def _unfolded(entry: Any, docs: Path) -> Any:
    if isinstance(entry, str):
        return entry
    ((title, below),) = entry.items()
    if isinstance(below, list):
        return {title: [_unfolded(one, docs) for one in below]}
    if not below.endswith("/"):
        return entry
    pages = [f"{below}{path.name}" for path in sorted((docs / below).glob("*.md"))] + [u for u in made() if u.startswith(below)]
    return {title: sorted(pages, key=lambda uri: (not uri.endswith("README.md"), uri))}


# --- pages made from the code ---


def schemas() -> dict[str, str]:
    """The pages of the schemas, by where they stand in docs/; they are kept there, so that others can link to them."""
    return {f"reference/{name}.md": _schema_page(*told) for name, told in _SCHEMAS.items()}


def made() -> dict[str, str]:
    """The pages of the sentences, by where they stand; they are in no folder."""
    pages = {"reference/messages/README.md": _MESSAGES}
    for whose, folder in _FRAGMENTS.items():
        for path in sorted((ROOT / folder).glob("*.yaml")):
            pages[f"reference/messages/{whose}-{path.stem}.md"] = _messages_page(whose, path)
    return pages


_SCHEMAS: dict[str, tuple[str, str, Any]] = {
    "profile": (
        "A profile",
        "What a person declares: the file that `openentry decide` reads; `openentry schema profile` says the same for programs. A "
        "key may always be left out: the answer is then unknown, which is never “no” or zero.",
        schema.profile_schema,
    ),
    "facts": (
        "A table of facts",
        "The columns of a row, for `openentry score`, `round select` and whole pools: CSV, NDJSON or Parquet. `openentry schema "
        "facts` says the same for programs. Only `age` must be there.",
        schema.facts_schema,
    ),
    "decision": (
        "A decision",
        "What `openentry decide --format json` prints, and `decide(...).model_dump()` gives; `openentry schema decision` says the "
        "same for programs. `null` means not known yet.",
        schema.decision_schema,
    ),
    "instructions": (
        "Instructions of a round",
        "What `openentry round select` reads, and the officers’ console writes; `openentry schema instructions` says the same for "
        "programs.",
        schema.instructions_schema,
    ),
}
_MESSAGES = """# Every sentence

Everything that the library and the service say has an id, and a sentence in each language with the same parameters. These pages
are made from the catalogues in `src/openentry/messages/catalogue` and `src/openentry_web/messages/catalogue`, a page a file. How a
parameter is written is described in `src/openentry/messages/__init__.py`; how to change a sentence, in *Taking part*.
"""


def _messages_page(whose: str, path: Path) -> str:
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    cells = "\n".join(
        f'<tr id="{html.escape(key)}"><td><code>{html.escape(key)}</code></td><td lang="en">{_text(said["en"])}</td>'
        f'<td lang="fr">{_text(said["fr"])}</td></tr>'
        for key, said in rows.items()
    )
    head = "<thead><tr><th>id</th><th>English</th><th>Français</th></tr></thead>"
    return f"# {path.stem} ({whose})\n\n<table>\n{head}\n<tbody>\n{cells}\n</tbody>\n</table>\n"


def _text(sentence: str) -> str:
    return html.escape(" ".join(str(sentence).split())).replace("{", "&#123;").replace("`", "&#96;")


def _schema_page(title: str, about: str, make: Any) -> str:
    whole = make()
    parts = [f"# {title}\n\n{about}\n"]
    known = whole.get("$defs", {})
    for name, shape in (("", whole), *known.items()):
        if "properties" not in shape and "anyOf" not in shape and "oneOf" not in shape:
            continue
        head = f"## {name}\n\n{_cell(shape.get('description', ''))}\n\n" if name else ""
        table = "\n".join(["| key | value | what it means |", "| --- | --- | --- |", *_rows(shape)])
        parts.append(f"{head}{table}\n")
    return "\n".join(parts)


def _rows(shape: dict[str, Any], before: str = "") -> Iterator[str]:
    needed = shape.get("required", ())
    for key, value in shape.get("properties", {}).items():
        about = _cell(value.get("description", ""))
        must = " (required)" if key in needed and not before else ""
        yield f"| `{before}{key}`{must} | {_kind(value)} | {about} |"
        inner = value.get("items", value)
        if isinstance(inner, dict) and "properties" in inner:
            yield from _rows(inner, f"{before}{key}{'[]' if 'items' in value else ''}.")


def _kind(value: dict[str, Any]) -> str:
    """What may stand there, in a few words."""
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "enum" in value:
        return ", ".join("null" if one is None else f"`{one}`" for one in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    for several in ("anyOf", "oneOf"):
        if several in value:
            return " or ".join(_kind(one) for one in value[several])
    kinds = value.get("type", "anything")
    if isinstance(kinds, list):
        return " or ".join(_kind({**value, "type": kind}) for kind in kinds)
    if kinds == "array":
        return f"list of {_kind(value['items'])}" if isinstance(value.get("items"), dict) else "list"
    if kinds == "string" and "format" in value:
        return {"date": "day", "date-time": "moment"}.get(value["format"], value["format"])
    if kinds in ("integer", "number") and ("minimum" in value or "maximum" in value):
        return f"{kinds}, {value.get('minimum', '…')} to {value.get('maximum', '…')}"
    return {"string": "text", "boolean": "true or false", "object": "object"}.get(kinds, kinds)


def _cell(text: str) -> str:
    return html.escape(" ".join(text.split()), quote=False).replace("|", "&#124;").replace("*", "\\*")


def main() -> None:
    """Write the pages of the schemas."""
    for uri, text in schemas().items():
        (ROOT / "docs" / uri).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
