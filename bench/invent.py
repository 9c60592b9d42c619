"""Invented people and companies: names that are on no list except by chance, for counting alerts on innocent names.

Given and family names come from ``data/name_parts.tsv`` (36 cultures; six of them in a script other than Latin), company names from
``data/company_parts.tsv``. A chance equality with a listed name is left in: real customers share names with listed people too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from comity.model import Schema

DATA = Path(__file__).parent / "data"
COMPANY_SHARE = 0.2
"""Of the invented, this share are companies."""

SECOND_GIVEN_SHARE, COMMA_SHARE, UPPER_SHARE = 0.15, 0.05, 0.10
"""How often a person has two given names, stands as "FAMILY, Given", or is written in capitals throughout, as customer files do."""


@dataclass(frozen=True, slots=True)
class Culture:
    """Names of one culture. ``order`` is how a full name is written: g given, f family, + without spaces."""

    name: str
    nationality: str
    order: str
    given: tuple[str, ...]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented subject; ``nationality`` is ISO 3166-1 alpha-2."""

    name: str
    schema: Schema
    nationality: str


def _rows(file: str) -> list[list[str]]:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


def cultures() -> tuple[Culture, ...]:
    """Every culture of the table."""
    parts: dict[str, dict[str, tuple[str, ...]]] = {}
    facts: dict[str, tuple[str, str]] = {}
    for name, nationality, order, part, values in _rows("name_parts.tsv"):
        facts[name] = nationality, order
        parts.setdefault(name, {})[part] = tuple(values.split())
    return tuple(Culture(name, *facts[name], found["given"], found["family"]) for name, found in parts.items())


def invent(count: int, seed: int) -> list[Invented]:
    """``count`` invented subjects with different names, in random order; the same for the same ``seed``."""
    random = Random(seed)
    found: dict[str, Invented] = {}
    for one in _endless(random):
        found.setdefault(one.name, one)
        if len(found) == count:
            break
    return list(found.values())


def _endless(random: Random) -> Iterator[Invented]:
    people = cultures()
    companies = {part: values.split("|") for part, values in _rows("company_parts.tsv")}
    while True:
        yield _company(companies, random) if random.random() < COMPANY_SHARE else _person(random.choice(people), random)


def _person(culture: Culture, random: Random) -> Invented:
    order = culture.order.strip("+")
    if culture.order in ("gf", "fg") and random.random() < SECOND_GIVEN_SHARE:
        order = order.replace("g", "gg")
    given, family = random.sample(culture.given, order.count("g")), random.sample(culture.family, order.count("f"))
    if "+" not in culture.order and random.random() < COMMA_SHARE:
        name = f"{' '.join(family).upper()}, {' '.join(given)}"
    else:
        parts = {"g": iter(given), "f": iter(family)}
        name = ("" if "+" in culture.order else " ").join(next(parts[letter]) for letter in order)
    if random.random() < UPPER_SHARE:
        name = name.upper()
    return Invented(name, Schema.PERSON, culture.nationality)


def _company(parts: dict[str, list[str]], random: Random) -> Invented:
    country, _, form = random.choice(parts["form"]).partition(":")
    stems = random.sample(parts["stem"], 2)
    words = [stems[0], random.choice(parts["trade"])]
    if random.random() < 0.3:
        words.insert(1, stems[1])
    return Invented(" ".join([form, *words] if form == "PT" else [*words, form]), Schema.COMPANY, country)
