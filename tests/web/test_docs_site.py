"""The documentation is built: every page is in its list, no link leads nowhere, nothing is fetched from elsewhere."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CATALOGUES = (ROOT / "src" / "openentry" / "messages" / "catalogue", ROOT / "src" / "openentry_web" / "messages" / "catalogue")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site. ``--strict``: a page outside the navigation, or a link or an anchor that is not there, fails."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_every_page_of_the_folder_is_in_the_site(site):
    wanted = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    wanted = {path.with_name("index.html") if path.stem == "README" else path for path in wanted}
    assert [str(path) for path in sorted(wanted) if not (site / path).exists()] == []


def test_nothing_is_fetched_from_elsewhere(site):
    elsewhere = re.compile(
        r"""<(?:script|link|img|iframe|source|video|audio)\b[^>]*?(?:src|href)=["']?(?:https?:)?//""", re.IGNORECASE
    )
    for page in site.rglob("*.html"):
        assert not elsewhere.search(page.read_text(encoding="utf-8")), page
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", style.read_text(encoding="utf-8")), style


def test_every_sentence_is_there_in_both_languages(site):
    pages = "".join(path.read_text(encoding="utf-8") for path in (site / "reference" / "messages").glob("*.html"))
    shown = set(re.findall(r'<tr id="([^"]+)"><td><code>', pages))
    known = set()
    for folder in CATALOGUES:
        for path in folder.glob("*.yaml"):
            found = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            assert all(said.get("en") and said.get("fr") for said in found.values()), path
            known |= set(found)
    assert known - shown == set()
    assert len(known) > 3_000


def test_the_pages_of_the_schemas_say_what_the_schemas_say():
    spec = importlib.util.spec_from_file_location("docs_site", ROOT / "scripts" / "docs_site.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    for uri, text in made.schemas().items():
        assert (ROOT / "docs" / uri).read_text(encoding="utf-8") == text, f"run make docs, and read the difference in {uri}"
