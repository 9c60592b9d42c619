"""What is kept survives kills, a second process, a damaged disk and odd places; damage is said and never screened against."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

LISTED = "Anselm Korvath Quillmann"


def answer(desk: Any) -> Any:
    return json.loads(desk.call("screen", "--name", LISTED, "--json").out)


def index_of(desk: Any) -> Path:
    answer(desk)
    folder = Path(desk.home) / "index"
    return next(path for path in folder.iterdir() if path.is_dir())


def kept_listings(desk: Any) -> Path:
    folder = Path(desk.home) / "editions"
    return next(folder.rglob("listings.jsonl.gz"))


def test_imports_and_screenings_at_the_same_time_wait_for_each_other(own_desk: Any, un_list: Callable[..., bytes]) -> None:
    for number, day in enumerate(("2026-03-01", "2026-03-02"), start=1):
        Path(f"{number}.xml").write_bytes(un_list(800, day))
    imports = [own_desk.start("lists", "import", f"{number}.xml", "--as", "un-sc") for number in (1, 2)]
    screens = [own_desk.start("screen", "--name", LISTED, "--json") for _ in range(2)]
    ends = [(process, *process.communicate(timeout=60)) for process in (*imports, *screens)]
    assert [process.returncode for process, _, _ in ends] == [0, 0, 3, 3], [err for _, _, err in ends]
    lists = json.loads(own_desk.call("lists", "status", "--json").out)
    assert next(one["edition"]["id"] for one in lists if one["list"] == "un-sc").startswith("un-sc-2026-03-02")


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.parametrize("seconds", [0.25, 0.45])
def test_a_kill_during_an_import_changes_nothing_or_all(own_desk: Any, un_list: Callable[..., bytes], seconds: float) -> None:
    Path("new.xml").write_bytes(un_list(1500))
    process = own_desk.start("lists", "import", "new.xml", "--as", "un-sc")
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert answer(own_desk)["outcome"] == "strong"
    assert own_desk.call("lists", "import", "new.xml", "--as", "un-sc").code == 0
    assert not list((own_desk.home / "incoming").iterdir())


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_kill_while_the_index_is_built_costs_only_time(own_desk: Any) -> None:
    shutil.rmtree(own_desk.home / "index", ignore_errors=True)
    process = own_desk.start("screen", "--name", LISTED)
    time.sleep(0.6)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert answer(own_desk)["outcome"] == "strong"
    assert not list((own_desk.home / "index").glob("*.building"))


def test_a_flipped_byte_in_any_file_of_an_index_is_found_and_mended(own_desk: Any) -> None:
    before = answer(own_desk)
    names = sorted(path.name for path in index_of(own_desk).iterdir() if path.name != "manifest.json" and path.stat().st_size)
    assert len(names) > 10
    for name in names:
        path = index_of(own_desk) / name
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0x41
        path.unlink()
        path.write_bytes(content)
        assert answer(own_desk) == before, name


@pytest.mark.parametrize("key", ["editions", "forms", "listings", "names", "words"])
def test_a_manifest_without_a_key_is_an_index_to_be_made_again(own_desk: Any, key: str) -> None:
    before, manifest = answer(own_desk), index_of(own_desk) / "manifest.json"
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    facts.pop(key)
    manifest.write_text(json.dumps(facts), encoding="utf-8")
    assert own_desk.call("screen", "--name", LISTED).is_civil()
    assert answer(own_desk) == before


def test_an_index_cannot_make_an_edition_younger(own_desk: Any, un_list: Callable[..., bytes]) -> None:
    Path("old.xml").write_bytes(un_list(800, "2026-01-01"))
    own_desk.call("lists", "import", "old.xml", "--as", "un-sc", "--make-current")
    un_sc = replace(own_desk, lists="un-sc")
    before, manifest = answer(un_sc), max((own_desk.home / "index").glob("*/manifest.json"), key=lambda path: path.stat().st_mtime)
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("2026-01-01T", "2026-01-20T"), encoding="utf-8")
    assert answer(un_sc)["against"] == before["against"]


def test_an_altered_edition_is_not_screened_against(own_desk: Any) -> None:
    path = kept_listings(own_desk)
    content = gzip.decompress(path.read_bytes()).replace(b"Anselm", b"Gottlo")
    path.write_bytes(gzip.compress(content))
    told = own_desk.call("screen", "--name", LISTED)
    assert told.code == 1
    assert "import the edition again" in told.err


@pytest.mark.parametrize("damage", ["cut", "empty", "other bytes", "fewer", "twice", "no records", "gone"])
def test_a_damaged_edition_is_said_and_another_import_mends_it(own_desk: Any, damage: str) -> None:
    path = kept_listings(own_desk)
    raw = path.read_bytes()
    text = gzip.decompress(raw)
    content = {
        "cut": raw[: len(raw) // 2],
        "empty": b"",
        "other bytes": b"hello",
        "fewer": gzip.compress(b"".join(text.splitlines(keepends=True)[:2])),
        "twice": gzip.compress(text + text),
        "no records": gzip.compress(b"{\n[]\n" * 5),
    }.get(damage)
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    told = own_desk.call("screen", "--name", LISTED)
    assert told.code == 1
    assert told.is_civil()
    assert own_desk.call("lists", "import", own_desk.home.parent / "watch.csv", "--as", "own:watch").code == 0
    assert answer(own_desk)["outcome"] == "strong"


@pytest.mark.parametrize("content", [b"", gzip.compress(b"{\n" * 5)])
def test_show_says_that_an_edition_is_damaged(own_desk: Any, content: bytes) -> None:
    kept_listings(own_desk).write_bytes(content)
    assert "damaged" in own_desk.call("lists", "show", "W-1").err


def test_a_home_with_spaces_and_letters_of_many_scripts(tmp_path: Path, own_desk: Any) -> None:
    home = tmp_path / "ein Heim [red] für ελ 名"
    elsewhere = replace(own_desk, home=home)
    assert elsewhere.call("lists", "import", own_desk.home.parent / "watch.csv", "--as", "own:watch").code == 0
    assert answer(elsewhere)["outcome"] == "strong"


def test_a_home_that_cannot_be_is_said(tmp_path: Path, own_desk: Any) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    told = replace(own_desk, home=tmp_path / "file", lists="un-sc").call("screen", "--name", LISTED)
    assert told.code == 1
    assert "COMITY_HOME" in told.err


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to a child")
def test_a_broken_run_goes_on_to_the_same_bytes(own_desk: Any) -> None:
    rows = "".join(f"Person Number{number} Oliveira,{number}\n" for number in range(15_000))
    Path("rows.csv").write_text("name,n\n" + rows, encoding="utf-8")
    process = own_desk.start("screen", "rows.csv", "--out", "out.csv")
    deadline = time.monotonic() + 30
    while not any(part.stat().st_size > 20_000 for part in Path().glob(".*.part")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert not Path("out.csv").exists()
    assert own_desk.call("screen", "rows.csv", "--out", "out.csv", "--resume").code == 0
    resumed = Path("out.csv").read_bytes()
    own_desk.call("screen", "rows.csv", "--out", "out.csv")
    assert Path("out.csv").read_bytes() == resumed
