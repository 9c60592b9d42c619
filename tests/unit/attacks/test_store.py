"""What is kept survives kills, a second process, a damaged disk and odd places; damage is said and never screened against."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
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


@pytest.mark.parametrize("content", [b"", gzip.compress(b"{\n" * 5, mtime=0)])
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


@pytest.mark.parametrize("largest", [2_000, 9_000])
def test_a_full_disk_during_an_import_changes_nothing(own_desk: Any, un_list: Callable[..., bytes], largest: int) -> None:
    Path("new.xml").write_bytes(un_list(1500))
    told = own_desk.process("lists", "import", "new.xml", "--as", "un-sc", largest=largest)
    assert told.is_civil()
    assert told.code == 1
    assert "what was in use stays" in told.err
    assert answer(own_desk)["outcome"] == "strong"
    assert not list((own_desk.home / "incoming").iterdir())


def test_a_full_disk_during_an_index_build_leaves_nothing(own_desk: Any) -> None:
    told = own_desk.process("screen", "--name", LISTED, largest=2_000)
    assert told.is_civil()
    assert "cannot be written" in told.err
    assert "None" not in told.err
    assert not [path for path in (own_desk.home / "index").iterdir() if path.is_dir()]
    assert answer(own_desk)["outcome"] == "strong"


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv", "out.jsonl", "out.parquet", "out.csv.gz"])
def test_a_full_disk_under_the_output_leaves_nothing(own_desk: Any, name: str) -> None:
    answer(own_desk)
    Path("rows.csv").write_text("name,x\n" + "".join(f"Marta Oliveira,{os.urandom(20).hex()}\n" for _ in range(3_000)), encoding="utf-8")
    told = own_desk.process("screen", "rows.csv", "--out", name, largest=8_000)
    assert told.is_civil()
    assert told.code in {1, 2}
    assert "cannot be written" in told.err
    assert not [path.name for path in Path().iterdir() if "out." in path.name]


def without_privilege() -> list[str]:
    """What stands before a command so that a folder's mode binds it, also where the tests run as root."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root ignores the mode of a folder, and setpriv is not here")
    return [setpriv, "--bounding-set=-dac_override", "--inh-caps=-dac_override"]


def test_a_home_that_is_not_to_be_written_screens_with_its_finished_index(own_desk: Any) -> None:
    before = without_privilege()
    answer(own_desk)
    folders = [own_desk.home, *(path for path in own_desk.home.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o500)
    try:
        told = own_desk.process("screen", "--name", LISTED, "--json", before=before)
        refused = own_desk.process("lists", "import", "watch.csv", "--as", "own:other", before=before)
    finally:
        for path in folders:
            path.chmod(0o700)
    assert json.loads(told.out)["outcome"] == "strong", told.err
    assert refused.is_civil()
    assert "cannot be" in refused.err


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 100_000,
        '{"name": null, "volumes": [], "current": "", "validators": null}',
        '{"name": "own:watch", "volumes": [null], "current": "", "validators": null}',
        '{"name": "own:watch", "volumes": {}, "current": [], "validators": 3}',
    ],
)
def test_a_damaged_state_of_a_list_is_named_and_never_passed_over(own_desk: Any, damage: str) -> None:
    state = next((own_desk.home / "lists").glob("*.json"))
    state.write_text(damage, encoding="utf-8")
    for words in (("screen", "--name", LISTED), ("screen", "--name", LISTED, "--lists", "own:watch"), ("lists", "status")):
        told = own_desk.call(*words)
        assert told.code == 1, told.all
        assert told.is_civil()
        assert state.name in told.err
    state.unlink()
    assert own_desk.call("lists", "import", "watch.csv", "--as", "own:watch").code == 0
    assert answer(own_desk)["outcome"] == "strong"


def test_a_link_in_place_of_the_workplace_empties_no_other_folder(own_desk: Any) -> None:
    Path("precious").mkdir()
    Path("precious", "letter.txt").write_text("keep me", encoding="utf-8")
    shutil.rmtree(own_desk.home / "incoming")
    (own_desk.home / "incoming").symlink_to(Path("precious").resolve())
    told = own_desk.call("lists", "import", "watch.csv", "--as", "own:watch")
    assert told.code == 1
    assert "link" in told.err
    assert Path("precious", "letter.txt").read_text(encoding="utf-8") == "keep me"


@pytest.mark.skipif(os.name == "nt", reason="no SIGPIPE")
@pytest.mark.parametrize("options", [(), ("--json",), ("--out", "-")])
def test_a_reader_that_leaves_early_is_no_error(own_desk: Any, options: tuple[str, ...]) -> None:
    Path("rows.csv").write_text("name\n" + f"{LISTED}\n" * 3_000, encoding="utf-8")
    process = own_desk.start("screen", "rows.csv", "--show", "3000", *options)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 141
    assert "rror" not in err.replace("0 errors", "")


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to a child")
@pytest.mark.parametrize("seconds", [0.4, 0.7])
def test_an_interrupt_is_answered_with_a_word_at_any_time(own_desk: Any, seconds: float) -> None:
    Path("rows.csv").write_text("name\n" + f"{LISTED}\n" * 20_000, encoding="utf-8")
    process = own_desk.start("screen", "rows.csv", "--json")
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Interrupted" in err
    assert "Traceback" not in err


SWALLOWING = """
import os, signal, time
try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.2)
except BaseException:
    pass
"""

LOADING = """
from comity.cli import main, start
def carry_out():
    import swallowing, time
    time.sleep(20)
main.main = carry_out
start.main()
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to a child")
def test_an_interrupt_that_a_module_swallows_while_it_is_loaded_is_answered_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "swallowing.py").write_text(SWALLOWING, encoding="utf-8")
    found = subprocess.run([sys.executable, "-c", LOADING], cwd=tmp_path, capture_output=True, text=True, timeout=15, check=False)
    assert (found.returncode, found.stderr) == (130, "Interrupted.\n")


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.jsonl"])
def test_what_a_killed_run_left_is_removed_by_the_next_one(own_desk: Any, name: str) -> None:
    Path("rows.csv").write_text("name\n" + f"{LISTED}\n" * 50_000, encoding="utf-8")
    answer(own_desk)
    process = own_desk.start("screen", "rows.csv", "--out", name)
    while not [path for path in Path().iterdir() if name in path.name]:
        time.sleep(0.02)
    time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    left = {path.name for path in Path().iterdir() if name in path.name}
    assert left
    Path("few.csv").write_text(f"name\n{LISTED}\n", encoding="utf-8")
    assert own_desk.call("screen", "few.csv", "--out", name).code == 3
    assert {path.name for path in Path().iterdir() if name in path.name} == {name}


def test_a_list_that_is_removed_is_found_nowhere(own_desk: Any) -> None:
    assert answer(own_desk)["outcome"] == "strong"
    told = own_desk.call("lists", "remove", "own:watch", "--yes")
    assert told.code == 0
    assert "no edition" in own_desk.call("screen", "--name", LISTED).err
    kept = [path for path in own_desk.home.rglob("*") if path.is_file() and b"Quillmann" in path.read_bytes()]
    assert not kept
    again = own_desk.call("lists", "remove", "own:watch", "--yes")
    assert "nothing of a list" in again.err


def test_a_list_whose_state_is_damaged_can_be_removed(own_desk: Any) -> None:
    next((own_desk.home / "lists").glob("*.json")).write_text("null", encoding="utf-8")
    assert own_desk.call("lists", "remove", "own:watch", "--yes").code == 0
    assert own_desk.call("lists", "status").code == 0


def test_removing_asks_first_and_takes_no_for_an_answer(own_desk: Any) -> None:
    told = own_desk.call("lists", "remove", "own:watch", stdin=b"n\n")
    assert told.is_civil() or told.code == 130
    assert answer(own_desk)["outcome"] == "strong"


def test_removing_an_imported_edition_brings_back_the_one_that_is_shipped(own_desk: Any, un_list: Callable[..., bytes]) -> None:
    Path("new.xml").write_bytes(un_list(800, "2026-03-01"))
    own_desk.call("lists", "import", "new.xml", "--as", "un-sc")
    told = own_desk.call("lists", "remove", "un-sc", "--yes")
    assert "In use is now the edition that is shipped" in told.err
    lists = json.loads(own_desk.call("lists", "status", "--json").out)
    assert next(one["shipped"] for one in lists if one["list"] == "un-sc")
