"""Exports: they come back as they went, and nothing can be taken out, put in or changed in the file without being found."""

from __future__ import annotations

from io import BytesIO

import pytest

from comity.ledger import audit, audit_export, export_lines, is_export, key_id
from comity.ledger.export import LONGEST_LINE
from comity.model import DataError, FormatError, LimitExceeded

from .ledgers import KEY, OTHER_KEY, heads, rows

ROWS = rows(40)
HEADS = heads(ROWS, [0, 5, 16, 40])
KEYS = {key_id(KEY.public_key()): KEY.public_key()}
LINES = list(export_lines([KEY.public_key()], ROWS, HEADS))
EXPORT = b"".join(LINES)


def test_an_export_is_audited_as_the_log_is() -> None:
    assert audit_export(BytesIO(EXPORT)) == audit(ROWS, HEADS, KEYS)
    assert audit_export(BytesIO(EXPORT), KEYS) == audit(ROWS, HEADS, KEYS)


def test_heads_follow_the_entries_they_cover() -> None:
    kinds = [line[2:6].decode() for line in LINES]
    assert kinds == ['log"', "head", *["entr"] * 5, "head", *["entr"] * 11, "head", *["entr"] * 24, "head", 'end"']
    assert is_export(EXPORT[:16])
    assert LINES[-1] == b'{"end":{"entries":40,"heads":4}}\n'


def test_an_export_of_nothing() -> None:
    report = audit_export(BytesIO(b"".join(export_lines([], [], []))))
    assert (report.size, report.heads, report.fault) == (0, 0, None)


def test_a_key_that_is_not_among_the_accepted_ones_is_a_fault() -> None:
    other = {key_id(OTHER_KEY.public_key()): OTHER_KEY.public_key()}
    fault = audit_export(BytesIO(EXPORT), other).fault
    assert fault is not None
    assert "not among the known" in fault.reason


@pytest.mark.parametrize("at", range(1, len(LINES)))
def test_a_line_taken_out_is_found(at: int) -> None:
    report = audit_export(BytesIO(b"".join(LINES[:at] + LINES[at + 1 :])))
    assert report.fault is not None


@pytest.mark.parametrize("at", range(1, len(LINES)))
def test_a_line_put_in_twice_is_found(at: int) -> None:
    changed = BytesIO(b"".join(LINES[: at + 1] + LINES[at:]))
    if at < len(LINES) - 1:
        assert audit_export(changed).fault is not None
        return
    with pytest.raises(FormatError, match="follows"):
        audit_export(changed)


@pytest.mark.parametrize("at", range(1, len(LINES)))
def test_a_file_that_was_cut_off_is_found(at: int) -> None:
    fault = audit_export(BytesIO(b"".join(LINES[:at]))).fault
    assert fault is not None
    assert "cut off" in fault.reason


@pytest.mark.parametrize("at", range(0, len(EXPORT), 97))
def test_any_changed_byte_is_found(at: int) -> None:
    changed = EXPORT[:at] + bytes([EXPORT[at] ^ 1]) + EXPORT[at + 1 :]
    try:
        report = audit_export(BytesIO(changed))
    except DataError:
        return
    assert report.fault is not None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"x\n", "line 4"),
        (b"\n", "line 4"),
        (b"[]\n", "neither an entry"),
        (b'{"entry":{}}\n', "neither an entry"),
        (b'{"entry":{},"leaf":""}\n', "exactly the members"),
        (b'{"head":{}}\n', "tree head"),
        (b'{"head":{},"end":{}}\n', "neither an entry"),
        (b'{"end":{}}\n', "how many"),
        (b'{"end":{"entries":-1,"heads":0}}\n', "count of entries"),
        (b'{"log":{}}\n', "neither an entry"),
        (LINES[2].replace(b'"leaf":"', b'"leaf":"00'), "leaf hash"),
        (b"\xff\n", "JSON"),
    ],
)
def test_a_line_of_another_form_is_named(line: bytes, words: str) -> None:
    with pytest.raises(FormatError, match=words) as raised:
        audit_export(BytesIO(b"".join([*LINES[:3], line, *LINES[3:]])))
    assert "line 4" in raised.value.message


def test_a_line_without_end_is_not_read() -> None:
    with pytest.raises(LimitExceeded, match="line 3"):
        audit_export(BytesIO(b"".join(LINES[:2]) + b" " * (LONGEST_LINE + 1)))


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b'{"log":',
        b'{"log":[]}\n',
        b'{"log":{"format":"x","keys":[],"version":1}}\n',
        b'{"log":{"format":"comity ledger export","keys":[],"version":2}}\n',
        b'{"log":{"format":"comity ledger export","version":1}}\n',
        b'{"log":{"format":"comity ledger export","keys":["00"],"version":1}}\n',
        b'{"log":{"format":"comity ledger export","keys":[' + b",".join([b'""'] * 1001) + b'],"version":1}}\n',
        b'{"format": "comity ledger certificate"}\n',
    ],
)
def test_what_does_not_begin_as_an_export_is_refused(first: bytes) -> None:
    with pytest.raises(FormatError):
        audit_export(BytesIO(first + b"".join(LINES[1:])))
