"""Listings and issues as compressed JSON lines: one record a line, in the publisher's order."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.model import Issue, Listing, Locator, Severity, StoreError
from comity.model.record import listing_from_record, listing_to_record

_DAMAGED = "the file is damaged; import the edition again"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many listings, how many names, and a digest of the facts (not of where in the file they stood)."""

    entries: int
    names: int
    sha256: str


def _dump(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def write_listings(path: Path, listings: Iterable[Listing]) -> Written:
    """Write ``listings`` to ``path`` as gzip, a stream: memory does not grow. Errors of ``listings`` pass through."""
    facts, entries, names = hashlib.sha256(), 0, 0
    with gzip.open(path, "wt", compresslevel=5, encoding="utf-8") as file:
        for listing in listings:
            record = listing_to_record(listing)
            file.write(_dump(record) + "\n")
            _add_facts(facts, record)
            entries += 1
            names += len(listing.subject.names)
    return Written(entries, names, facts.hexdigest())


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn every way in which a stored file can be damaged into ``StoreError``."""
    try:
        yield
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise StoreError(f"{path} cannot be read: {error}", _DAMAGED) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{path} holds something that is not a record", _DAMAGED) from error


def _lines(path: Path) -> Iterator[str]:
    unpack: Callable[..., Any] = lzma.open if path.suffix == ".xz" else gzip.open
    with unpack(path, "rt", encoding="utf-8") as file:
        yield from file


def read_listings(path: Path, entries: int, facts: str = "") -> Iterator[Listing]:
    """The listings of ``path`` (``.gz`` or ``.xz``).

    Raises ``StoreError`` when it is damaged and, at the end, when it does not hold ``entries`` of them or not the ``facts`` (a digest as
    ``write_listings`` gave it; empty: not checked). Nothing read before an error may be used as the list.
    """
    count, state = 0, hashlib.sha256()
    with _reading(path):
        for line in _lines(path):
            record = json.loads(line)
            listing = listing_from_record(record)
            count += 1
            _add_facts(state, record)
            yield listing
    if count != entries:
        raise StoreError(f"{path} holds {count:,} entries, its edition says {entries:,}", _DAMAGED)
    if facts and state.hexdigest() != facts:
        raise StoreError(f"{path} was changed since its edition was imported", _DAMAGED)


def _add_facts(state: hashlib._Hash, record: dict[str, Any]) -> None:
    record.pop("locator", None)
    state.update(_dump(record).encode() + b"\n")


def facts_digest(path: Path) -> str:
    """The digest of the facts in ``path``, as ``write_listings`` gave it. Raises ``StoreError`` when the file is damaged."""
    facts = hashlib.sha256()
    with _reading(path):
        for line in _lines(path):
            _add_facts(facts, json.loads(line))
    return facts.hexdigest()


def find_listings(path: Path, listing_id: str, entries: int) -> Iterator[Listing]:
    """The listings of ``path`` with that id; upper and lower case are the same. Parses only lines that mention it.

    Raises ``StoreError`` when the file is damaged or does not hold ``entries`` lines.
    """
    count = 0
    wanted = listing_id.casefold()
    probe = _dump({"id": wanted})[1:-1]
    with _reading(path):
        for line in _lines(path):
            count += 1
            if not line.endswith("}\n"):
                raise StoreError(f"{path} holds something that is not a record", _DAMAGED)
            if probe in line.casefold():
                listing = listing_from_record(json.loads(line))
                if listing.id.casefold() == wanted:
                    yield listing
    if count != entries:
        raise StoreError(f"{path} holds {count:,} entries, its edition says {entries:,}", _DAMAGED)


def write_issues(path: Path, issues: Iterable[Issue]) -> int:
    """Write ``issues`` to ``path``, plain; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for issue in issues:
            where = issue.where
            place = {"file": where.file, "row": where.row, "line": where.line, "column": where.column, "entry": where.entry}
            record = {"where": place, "what": issue.what, "hint": issue.hint, "severity": issue.severity.value}
            file.write(_dump(record) + "\n")
            count += 1
    return count


def read_issues(path: Path) -> tuple[Issue, ...]:
    """The issues of ``path``; none when there is no such file. Raises ``StoreError`` when it is damaged."""
    if not path.exists():
        return ()
    with _reading(path), path.open(encoding="utf-8") as file:
        return tuple(_issue(json.loads(line)) for line in file)


def _issue(record: dict[str, Any]) -> Issue:
    return Issue(Locator(**record["where"]), record["what"], record["hint"], Severity(record["severity"]))
