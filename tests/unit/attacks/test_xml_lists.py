"""Hostile and broken editions of a list: refused with a sentence and a line, and the edition in use stays."""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

UnList = Callable[..., bytes]
ENTRIES = 800
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


@pytest.fixture(scope="module")
def made() -> dict[str, Path]:
    """The home that the first test makes and the others copy."""
    return {}


@pytest.fixture
def held(made: dict[str, Path], desk: Any, un_list: UnList, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, bytes, str]:
    """A node that holds a UN list, a newer edition of it in lines, and the id of the one in use."""
    if not made:
        folder = tmp_path_factory.mktemp("held")
        (folder / "old.xml").write_bytes(un_list(ENTRIES, "2026-03-01"))
        assert replace(desk, home=folder / "home").call("lists", "import", folder / "old.xml", "--as", "un-sc").code == 0
        made["home"] = folder / "home"
    shutil.copytree(made["home"], "home")
    own = replace(desk, home=Path("home").absolute())
    return own, un_list(ENTRIES, "2026-03-02").replace(b"<INDIVIDUAL>", b"\n<INDIVIDUAL>"), in_use(own)


def in_use(desk: Any) -> str:
    lists = json.loads(desk.call("lists", "status", "--json").out)
    return str(next(one["edition"]["id"] for one in lists if one["list"] == "un-sc"))


def refused(held: tuple[Any, bytes, str], content: bytes, name: str = "new.xml") -> Any:
    desk, _, before = held
    Path(name).write_bytes(content)
    told = desk.call("lists", "import", name, "--as", "un-sc")
    assert told.code == 1, told.all
    assert told.is_civil(), told.err
    assert in_use(desk) == before
    return told


def test_cut_off_anywhere_it_is_refused_with_its_line(held: tuple[Any, bytes, str]) -> None:
    whole, chance = held[1], random.Random(7)
    for cut in (1, 5, 20, 60, *(chance.randrange(100, len(whole)) for _ in range(25)), len(whole) - 2, len(whole) - 1):
        told = refused(held, whole[:cut])
        assert "line" in told.err or cut < 60, (cut, told.err)


DOCTYPES = {
    "an entity": b'<!DOCTYPE x [<!ENTITY a "b">]>',
    "an external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    "an external DTD": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "a thousand laughs": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    "a comment before": b"<!--" + b"x" * 60_000 + b'--><!DOCTYPE x [<!ENTITY a "b">]>',
    "a comment longer than the search": b"<!--" + b"x" * 70_000 + b'--><!DOCTYPE x [<!ENTITY a "b">]>',
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
def test_a_document_type_is_refused(held: tuple[Any, bytes, str], doctype: bytes) -> None:
    refused(held, held[1].replace(HEAD, HEAD + doctype))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp037"])
def test_an_encoding_in_which_a_document_type_could_hide_is_refused(held: tuple[Any, bytes, str], encoding: str) -> None:
    refused(held, held[1].decode().encode(encoding))


SPOILT = {
    "bytes that are no UTF-8": (b"<FIRST_NAME>", b"<FIRST_NAME>\xff\xfe"),
    "an escape": (b"<FIRST_NAME>", b"<FIRST_NAME>\x1b[31m"),
    "a NUL": (b"<FIRST_NAME>", b"<FIRST_NAME>\x00"),
    "an undeclared entity": (b"<FIRST_NAME>", b"<FIRST_NAME>&nobody;"),
    "an attribute of 20 MB": (b"<INDIVIDUAL>", b'<INDIVIDUAL x="' + b"a" * 20_000_000 + b'">'),
    "a hundred thousand elements deep": (b"<FIRST_NAME>", b"<FIRST_NAME>" + b"<a>" * 100_000),
    "something after the end": (b"</CONSOLIDATED_LIST>", b"</CONSOLIDATED_LIST>garbage"),
    "another root": (b"CONSOLIDATED_LIST", b"SOMETHING_ELSE"),
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_spoilt_content_is_refused(held: tuple[Any, bytes, str], change: tuple[bytes, bytes]) -> None:
    old, new = change
    refused(held, held[1].replace(old, new, -1 if old == b"CONSOLIDATED_LIST" else 1))


def test_bombs_and_damaged_packs_are_refused(held: tuple[Any, bytes, str]) -> None:
    bomb = HEAD + b"<CONSOLIDATED_LIST>" + b" " * 80_000_000
    packed = gzip.compress(held[1])
    refused(held, gzip.compress(bomb, 1), "bomb.xml.gz")
    refused(held, lzma.compress(bomb, preset=0), "bomb.xml.xz")
    for content in (packed[:-1], packed[:10], packed[: len(packed) // 2], packed[:-8] + b"12345678", packed + b"junk"):
        refused(held, content, "cut.xml.gz")


def test_nothing_is_fetched_or_included(held: tuple[Any, bytes, str]) -> None:
    desk, newer, _ = held
    include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname" parse="text"/>'
    Path("new.xml").write_bytes(newer.replace(b"<INDIVIDUALS>", b"<INDIVIDUALS>" + include))
    assert desk.call("lists", "import", "new.xml", "--as", "un-sc").code == 0
    issues = desk.call("lists", "status", "--issues", "un-sc").out
    assert "include" in issues


def test_ids_given_twice_are_kept_apart_and_said(held: tuple[Any, bytes, str]) -> None:
    desk, newer, _ = held
    Path("new.xml").write_bytes(newer.replace(b"QDi.002<", b"QDi.001<"))
    assert desk.call("lists", "import", "new.xml", "--as", "un-sc").code == 0
    assert desk.call("lists", "show", "QDi.001#2").code == 0
    assert "QDi.001" in desk.call("lists", "status", "--issues", "un-sc").out


def test_a_list_under_another_name_is_refused(held: tuple[Any, bytes, str]) -> None:
    desk, newer, _ = held
    Path("new.xml").write_bytes(newer)
    for name in ("ofac-sdn", "ofac-cons", "eu-fsf", "ca-sema", "uk-sl", "ftm:some", "own:some"):
        told = desk.call("lists", "import", "new.xml", "--as", name)
        assert told.code in {1, 2}, name
        assert told.is_civil(), name


def test_an_edition_from_the_future_does_not_shut_out_the_present(held: tuple[Any, bytes, str], un_list: UnList) -> None:
    desk, newer, _ = held
    Path("future.xml").write_bytes(un_list(ENTRIES, "2999-01-01"))
    desk.call("lists", "import", "future.xml", "--as", "un-sc")
    Path("new.xml").write_bytes(newer)
    assert desk.call("lists", "import", "new.xml", "--as", "un-sc").code == 0
    assert "2026-03-02" in in_use(desk)


def test_a_flood_of_attributes_does_not_hang(held: tuple[Any, bytes, str]) -> None:
    flood = b"<INDIVIDUAL " + b" ".join(b'a%d="1"' % number for number in range(80_000)) + b">"
    Path("new.xml").write_bytes(held[1].replace(b"<INDIVIDUAL>", flood, 1))
    started = time.perf_counter()
    told = held[0].call("lists", "import", "new.xml", "--as", "un-sc")
    assert time.perf_counter() - started < 6
    assert told.code == 1
    assert "attributes" in told.err


@pytest.mark.parametrize(
    "name", ["own:../../x", "own:", "own:.", "own:..", "own:a/b", "own:a\x00b", "own:\x1b[31m", "ftm:../x", "../un-sc", "own:" + "x" * 300]
)
def test_a_list_name_never_leaves_its_folder(own_desk: Any, name: str) -> None:
    before = sorted(own_desk.home.parent.rglob("*"))
    told = own_desk.call("lists", "import", own_desk.home.parent / "watch.csv", "--as", name)
    assert told.code == 2
    assert told.is_civil()
    assert sorted(own_desk.home.parent.rglob("*")) == before


def test_a_file_that_misnames_its_encoding_is_refused(held: tuple[Any, bytes, str]) -> None:
    text = held[1].decode("utf-8").replace("UTF-8", "ISO-8859-1", 1).replace("<FIRST_NAME>", "<FIRST_NAME>Žiga ", 1)
    assert "ISO-8859-1" in text
    Path("new.xml").write_bytes(text.encode("utf-8"))
    told = held[0].call("lists", "import", "new.xml", "--as", "un-sc")
    assert told.code == 1
    assert "it is in UTF-8" in told.err
    Path("new.xml").write_bytes(text.replace("Žiga ", "Žiga ".encode("latin-1", "replace").decode()).replace("é", "e").encode("latin-1"))
    assert held[0].call("lists", "import", "new.xml", "--as", "un-sc").code == 0


def test_an_entry_that_lost_its_main_name_is_said(held: tuple[Any, bytes, str]) -> None:
    first = held[1].index(b"<INDIVIDUAL>")
    end = held[1].index(b"</INDIVIDUAL>", first)
    entry = re.sub(rb"<(FIRST|SECOND|THIRD|FOURTH)_NAME>[^<]*</", rb"<\1_NAME></", held[1][first:end])
    alias = b"<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Brelvonik Saxtel</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    Path("new.xml").write_bytes(held[1][:first] + entry + alias + held[1][end:])
    held[0].call("lists", "import", "new.xml", "--as", "un-sc", "--make-current")
    assert "no main name" in held[0].call("lists", "status", "--issues", "un-sc").all
