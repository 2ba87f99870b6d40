"""Builds the data of ``openentry.law.occupations`` from the tables of the National Occupational Classification.

    python scripts/build_occupations.py SOURCE_DIRECTORY

The source is not in the repository. It is the dataset "National Occupational Classification (NOC) 2021 Version 1.0" of
Statistics Canada (open.canada.ca, dataset 1feee3b5-8068-4dbb-b361-180875837593, Open Government Licence - Canada), brought
into three UTF-8 tables in SOURCE_DIRECTORY:

    noc2021.csv             code, title_en, title_fr, lead_statement_en     one row a unit group
    noc2021_titles.csv      code, lang, title                               one row an example title
    noc2016_to_noc2021.csv  noc2016_code, noc2016_title_en, change_type, noc2021_code, notes

The same source gives the same bytes. ``everyday.csv`` beside the data is written by hand and read here.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from openentry.law.occupations import words

TARGET = Path(words.__file__).parent
LANGUAGES = ("en", "fr")
_MAN_OR_WOMAN = re.compile(r"(\w+)man/woman")

Titles = dict[str, dict[str, list[str]]]


def main(source: Path) -> None:
    """Writes every file of the target directory that is generated."""
    groups = sorted(read(source / "noc2021.csv"), key=lambda row: row["code"])
    examples = read(source / "noc2021_titles.csv")
    (TARGET / "unit_groups.txt").write_text("".join(f"{row['code']}\n" for row in groups), encoding="ascii")
    write_table(TARGET / "unit_groups.csv", ("code", "title_en", "title_fr", "lead_statement_en"), groups)
    concordance = read(source / "noc2016_to_noc2021.csv")
    columns = ("noc2016_code", "noc2016_title_en", "change_type", "noc2021_code", "notes")
    write_table(TARGET / "noc_2016.csv", columns, concordance)
    titles = collect(groups, examples)
    write_json(TARGET / "titles.json.gz", titles)
    write_json(TARGET / "index.json.gz", index(titles, read(TARGET / "everyday.csv")))


def collect(groups: list[dict[str, str]], examples: list[dict[str, str]]) -> Titles:
    """For each unit group and language: its own title, then its example titles as the source orders them."""
    titles = {row["code"]: {lang: [row[f"title_{lang}"]] for lang in LANGUAGES} for row in groups}
    for row in examples:
        titles[row["code"]][row["lang"]].append(row["title"])
    return titles


def index(titles: Titles, everyday: list[dict[str, str]]) -> dict[str, Any]:
    """The search index: see ``openentry.law.occupations.index``. An everyday word stands in for a title that must exist."""
    codes: list[str] = []
    stems_of: list[list[str]] = []
    number: dict[tuple[str, str, str], int] = {}
    for code, both in titles.items():
        for lang, (own, *examples) in both.items():
            number[code, lang, own] = len(codes)
            number |= {(code, lang, title): len(codes) + i for i, title in enumerate(examples, 1) if title != own}
            codes += [code] * (1 + len(examples))
            stems_of += [words.stems(code + " " + own), *(words.stems(_both_genders(title)) for title in examples)]
    codes += [row["code"] for row in everyday]
    stems_of += [words.stems(row["words"]) for row in everyday]

    titles_with: dict[str, list[int]] = defaultdict(list)
    for i, stems in enumerate(stems_of):
        for stem in stems:
            titles_with[stem].append(i)
    ordered = sorted(titles_with)
    spread = {stem: len({codes[i] for i in titles_with[stem]}) for stem in ordered}
    rarity = {stem: round(100 * math.log2(1 + len(titles) / spread[stem])) for stem in ordered}
    return {
        "stems": ordered,
        "rarity": [rarity[stem] for stem in ordered],
        "titles_with": [titles_with[stem] for stem in ordered],
        "total_rarity": [max(1, sum(rarity[stem] for stem in stems)) for stems in stems_of],
        "stand_in": [number[row["code"], row["lang"], row["title"]] for row in everyday],
    }


def _both_genders(title: str) -> str:
    """``Foreman/woman`` as ``Foreman/Forewoman``."""
    return _MAN_OR_WOMAN.sub(r"\1man/\1woman", title)


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV table, without space at either end of a cell."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value.strip() for key, value in row.items()} for row in csv.DictReader(file)]


def write_table(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    """Writes ``columns`` of ``rows`` as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_json(path: Path, data: Any) -> None:
    """Writes compressed JSON, without a time stamp so that the bytes depend on the data alone."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Builds the data of openentry.law.occupations.")
    parser.add_argument("source", type=Path, help="the directory with the three source tables")
    main(parser.parse_args().source)
