"""``comity ledger check``: exit codes and words for right and wrong certificates and exports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comity.cli.main import run
from comity.ledger import certify, export_lines, key_id, prove_inclusion

from ..ledger.ledgers import KEY, KeptHashes, entry, heads, rows

ROWS = rows(40)
HEADS = heads(ROWS, [16, 40])
ID = key_id(KEY.public_key())
CERTIFICATE = certify(entry(7), prove_inclusion(KeptHashes([leaf for _, _, leaf in ROWS]), 7, 40), HEADS[1], KEY.public_key())
EXPORT = b"".join(export_lines([KEY.public_key()], ROWS, HEADS))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "from-elsewhere.json"


def test_a_right_certificate(file: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(CERTIFICATE)
    assert run(["ledger", "check", str(file)]) == 0
    said = capsys.readouterr().out
    for words in ("Right: entry 7", "user:u2", "case.decide", "case:7", "not_a_match", "had 40 entries", f"Key: {ID}", "whose key it is"):
        assert words in said
    assert not home.exists()


def test_a_right_certificate_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(CERTIFICATE)
    assert run(["ledger", "check", str(file), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["kind"], said["right"], said["entry"]["number"], said["head"]["key"]) == ("certificate", True, 7, ID)
    assert said["not_shown"]


def test_a_changed_certificate(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(CERTIFICATE.replace(b"user:u2", b"user:u3"))
    assert run(["ledger", "check", str(file)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Error: entry 7 is not in the log" in said.err


@pytest.mark.parametrize("content", [CERTIFICATE, EXPORT])
def test_the_key_that_signed_can_be_named(file: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(content)
    grouped = ":".join(ID[at : at + 2] for at in range(0, 64, 2)).upper()
    assert run(["ledger", "check", str(file), "--key", grouped]) == 0
    assert run(["ledger", "check", str(file), "--key", "0" * 64, "--key", ID]) == 0
    capsys.readouterr()
    assert run(["ledger", "check", str(file), "--key", "0" * 64]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert ID in said.err
    assert run(["ledger", "check", str(file), "--key", "12"]) == 2


def test_a_right_export(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(EXPORT)
    assert run(["ledger", "check", str(file)]) == 0
    said = capsys.readouterr().out
    for words in ("Right: 40 entries in order, 2 signed heads", "covers 40 entries", f"Key: {ID}", "whose keys they are"):
        assert words in said


def test_a_broken_export(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(EXPORT.replace(b'"case:20"', b'"case:21"'))
    assert run(["ledger", "check", str(file)]) == 1
    said = capsys.readouterr()
    assert "Right" not in said.out
    assert "Error: the ledger is broken at entry 20:" in said.err
    assert run(["ledger", "check", str(file), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["kind"], report["right"], report["entries"]) == ("export", False, 20)
    assert (report["fault"]["first"], report["fault"]["last"]) == (20, 20)


def test_a_range_of_entries_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"".join(export_lines([KEY.public_key()], ROWS[:30], HEADS)))
    assert run(["ledger", "check", str(file)]) == 1
    assert "broken at entries 16 to 39" in capsys.readouterr().err


def test_an_export_without_heads_proves_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"".join(export_lines([KEY.public_key()], ROWS, [])))
    assert run(["ledger", "check", str(file)]) == 1
    said = capsys.readouterr()
    assert "Right" not in said.out
    assert "nothing in this export is signed" in said.err


def test_a_tail_without_a_head_is_a_fault(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"".join(export_lines([KEY.public_key()], ROWS, HEADS[:1])))
    assert run(["ledger", "check", str(file)]) == 1
    said = capsys.readouterr()
    assert "Right" not in said.out
    assert "broken at entries 16 to 39: no head covers these entries" in said.err


@pytest.mark.parametrize("content", [b"", b"name,born\n", b'{"log":1}', b"\x00\xff", b" " * 600_000])
def test_a_file_of_another_kind(file: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(content)
    assert run(["ledger", "check", str(file)]) == 1
    assert capsys.readouterr().err.startswith("Error: ")


def test_a_file_that_is_not_there(file: Path) -> None:
    assert run(["ledger", "check", str(file)]) == 2


def test_what_a_certificate_holds_cannot_steer_the_terminal(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    from comity.ledger import entry_bytes, leaf_hash

    odd = replace(entry(0), object="case:\x9b31m\u202eevil")
    stored = [(0, odd, leaf_hash(entry_bytes(0, odd)))]
    (head,) = heads(stored, [1])
    file.write_bytes(certify(odd, prove_inclusion(KeptHashes([stored[0][2]]), 0, 1), head, KEY.public_key()))
    assert run(["ledger", "check", str(file)]) == 0
    said = capsys.readouterr().out
    assert "\x9b" not in said
    assert "\u202e" not in said
