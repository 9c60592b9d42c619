"""The whole log as a file that anybody can read and audit: JSON lines, each entry once and each head right after the last entry it covers.

A line holds one object whose members say what it is: ``log`` (the first line), ``entry`` with ``leaf``, ``head``, ``end`` (the last).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comity.ledger.audit import Auditor, Progress, Report
from comity.ledger.entries import LARGEST_ENTRY, LAST_NUMBER, entry_bytes, entry_from_record
from comity.ledger.heads import (
    PUBLIC_KEY_BYTES,
    SignedHead,
    head_from_record,
    head_to_record,
    key_id,
    public_key_bytes,
    public_key_from_bytes,
)
from comity.ledger.merkle import HASH_BYTES
from comity.ledger.strict_json import hex_bytes, read_json, whole_number
from comity.model import DataError, Entry, FormatError, LimitExceeded

EXPORT_FORMAT: Final = "comity ledger export"
EXPORT_VERSION: Final = 1
MOST_KEYS: Final = 1000
LONGEST_LINE: Final = 8 * LARGEST_ENTRY
"""Bytes in one line: the largest entry fits, however its characters are escaped, and so do ``MOST_KEYS``."""

Row = tuple[int, Entry, bytes]
"""The number of an entry, from 0, the entry, and its leaf hash, 32 bytes."""

Keys = Mapping[str, Ed25519PublicKey]
"""Public keys by their ``key_id``."""


def export_lines(keys: Sequence[Ed25519PublicKey], rows: Iterable[Row], heads: Iterable[SignedHead]) -> Iterator[bytes]:
    """The lines of an export, each with its line end: ``rows`` by number, ``heads`` by size, the last over all ``rows``, ``keys`` those
    that signed them.

    Nothing is checked but the form: a log that was tampered with is exported as it is, for others to see. Raises what ``entry_bytes``
    raises.
    """
    named = ",".join(f'"{public_key_bytes(key).hex()}"' for key in keys)
    yield f'{{"log":{{"format":"{EXPORT_FORMAT}","keys":[{named}],"version":{EXPORT_VERSION}}}}}\n'.encode()
    waiting = iter(heads)
    head = next(waiting, None)
    entries = written = 0
    for number, entry, leaf in rows:
        while head is not None and head.head.size <= entries:
            yield _head_line(head)
            written, head = written + 1, next(waiting, None)
        yield b'{"entry":' + entry_bytes(number, entry) + b',"leaf":"' + leaf.hex().encode() + b'"}\n'
        entries += 1
    while head is not None:
        yield _head_line(head)
        written, head = written + 1, next(waiting, None)
    yield f'{{"end":{{"entries":{entries},"heads":{written}}}}}\n'.encode()


def _head_line(signed: SignedHead) -> bytes:
    return b'{"head":' + json.dumps(head_to_record(signed), sort_keys=True, separators=(",", ":")).encode() + b"}\n"


def is_export(start: bytes) -> bool:
    """Whether a file that begins with ``start``, 7 bytes or more, is meant as an export."""
    return start.startswith(b'{"log":')


def audit_export(stream: BinaryIO, keys: Keys | None = None, progress: Progress | None = None) -> Report:
    """Audit an export read from ``stream``, one line in memory at a time.

    ``keys``: those that may have signed; None takes the file's own, so the report's fingerprints are to be compared. Raises ``FormatError``
    and ``LimitExceeded``, with the number of the line, for a file that is no export; what is wrong with the log is in the report.
    """
    lines = _lines(stream)
    own = _first_line(next(lines, b""))
    auditor = Auditor(own if keys is None else keys, progress)
    for number, line in enumerate(lines, 2):
        try:
            end = _feed(auditor, read_json(line))
        except DataError as error:
            raise type(error)(f"line {number} of the export: {error.message}", error.hint) from error
        if end:
            if next(lines, b""):
                raise FormatError(f"line {number + 1} of the export: something follows the line that ends it")
            return auditor.report()
        if auditor.broken:
            return auditor.report()
    auditor.cut("the file does not end with the line that ends an export: it was cut off")
    return auditor.report()


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Raises ``LimitExceeded`` at an overlong line, of which no more than the limit is read."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise LimitExceeded(f"line {number} of the export is longer than {LONGEST_LINE:,} bytes")
        yield line


def _first_line(line: bytes) -> Keys:
    """The keys that the first line names."""
    record = read_json(line) if is_export(line) else None
    log = record.get("log") if isinstance(record, dict) else None
    if not isinstance(log, dict) or log.get("format") != EXPORT_FORMAT:
        raise FormatError("it is not an export of a ledger", "exports come from: comity ledger export")
    if log.get("version") != EXPORT_VERSION:
        raise FormatError(f"the export is not of version {EXPORT_VERSION}, which this release reads", "use a newer release")
    listed = log.get("keys")
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise FormatError(f"line 1 of the export does not list at most {MOST_KEYS} keys")
    keys = [public_key_from_bytes(hex_bytes(one, PUBLIC_KEY_BYTES, "a key of the export")) for one in listed]
    return {key_id(key): key for key in keys}


def _feed(auditor: Auditor, record: object) -> bool:
    """Give one line to the audit; whether it is the line that ends the file."""
    members = record.keys() if isinstance(record, dict) else set()
    if isinstance(record, dict) and members == {"entry", "leaf"}:
        number, entry = entry_from_record(record["entry"])
        auditor.entry(number, entry, hex_bytes(record["leaf"], HASH_BYTES, "the leaf hash"))
        return False
    if isinstance(record, dict) and members == {"head"}:
        auditor.head(head_from_record(record["head"]))
        return False
    if isinstance(record, dict) and members == {"end"}:
        end = record["end"]
        if not isinstance(end, dict) or end.keys() != {"entries", "heads"}:
            raise FormatError("the end of the export does not say how many entries and heads there are")
        counts = (whole_number(end[what], LAST_NUMBER, f"the count of {what}") for what in ("entries", "heads"))
        auditor.end(*counts)
        return True
    raise FormatError("it is neither an entry with its leaf hash, nor a head, nor the end")
