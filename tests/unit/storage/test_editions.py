"""What only the folder of files promises: crashes, damage, the shipped extract, and two processes."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from comity.lists.ports import Arrival
from comity.lists.source import Reading
from comity.model import Edition, Listing, Name, Schema, StoreError, Subject
from comity.storage import EditionStore, editions

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def read(stream: BinaryIO, reading: Reading) -> Iterator[Listing]:
    import gzip

    for number, name in enumerate(gzip.decompress(stream.read()).decode().split(), start=1):
        yield Listing(f"G.{number}", reading.source, Subject(Schema.PERSON, (Name(name),)))


def arrive(text: str, source: str = "own:guests") -> Arrival:
    return Arrival(source, "Invented House", "guests.txt", io.BytesIO(text.encode()), NOON, 1 << 20)


@pytest.fixture
def store(tmp_path: Path) -> EditionStore:
    (tmp_path / "shipped").mkdir()
    return EditionStore(tmp_path / "home", tmp_path / "shipped")


def crash(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["publish_folder", "write_state"])
def test_a_crash_before_the_last_step_leaves_the_edition_in_use(store: EditionStore, step: str) -> None:
    good = store.add(arrive("Ilva Tobin"), read).edition
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(editions, step, crash)
        with pytest.raises(KeyboardInterrupt):
            store.add(arrive("Wen"), read)
    again = EditionStore(store.root)
    assert again.current("own:guests") == good
    assert len(list(again.listings(good))) == 2
    kept = again.add(arrive("Wen"), read)
    assert kept.is_new
    assert [listing.subject.caption for listing in again.listings(kept.edition)] == ["Wen"]
    assert list((store.root / "incoming").iterdir()) == []


def test_what_a_killed_process_left_is_swept(store: EditionStore) -> None:
    left = store.root / "incoming" / "left"
    left.mkdir(parents=True)
    (left / "raw.gz").write_bytes(b"half")
    store.add(arrive("Ilva"), read)
    assert not left.exists()


@pytest.mark.parametrize("damage", ["cut", "gone", "swapped", "lines"])
def test_a_damaged_edition_is_said_to_be_damaged_and_mended_by_importing_it_again(store: EditionStore, damage: str) -> None:
    import gzip

    edition = store.add(arrive("Ilva Tobin"), read).edition
    (file,) = (store.root / "editions").rglob("listings.jsonl.gz")
    content = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        lines = gzip.decompress(content).splitlines(keepends=True)
        file.write_bytes({"cut": content[:-12], "swapped": gzip.compress(b"[1]\n" * 2), "lines": gzip.compress(lines[0])}[damage])
    with pytest.raises(StoreError) as caught:
        list(store.listings(edition))
    assert "import the edition again" in caught.value.hint
    store.add(arrive("Ilva Tobin"), read)
    assert len(list(store.listings(edition))) == 2


def test_a_damaged_state_is_said_to_be_damaged(store: EditionStore) -> None:
    store.add(arrive("Ilva"), read)
    (state,) = (store.root / "lists").glob("*.json")
    state.write_text('{"name":', encoding="utf-8")
    with pytest.raises(StoreError, match="is damaged"):
        store.current("own:guests")


def test_a_home_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, not a folder", encoding="utf-8")
    (tmp_path / "shipped").mkdir()
    with pytest.raises(StoreError) as caught:
        EditionStore(tmp_path / "home", tmp_path / "shipped").add(arrive("Ilva"), read)
    assert "COMITY_HOME" in caught.value.hint


def test_two_imports_at_once_both_arrive(store: EditionStore) -> None:
    other = EditionStore(store.root)
    threads = [threading.Thread(target=s.add, args=(arrive(t), read)) for s, t in ((store, "Ilva"), (other, "Tobin"), (store, "Wen"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.history("own:guests")) == 3


def ship(folder: Path, published: datetime) -> None:
    """Make an extract of one invented entry, as the script does."""
    from comity.model.record import edition_to_record
    from comity.storage.shipped.making import write_extract

    listing = Listing("QDi.x", "un-sc", Subject(Schema.PERSON, (Name("Ilva Marenko"),)))
    edition = Edition("un-sc-x", "un-sc", "UN", published, published, "", 1, 1, "facts only")
    write_extract(folder, edition, [listing])
    assert json.loads((folder / "un-sc.json").read_text(encoding="utf-8"))["edition"].keys() == edition_to_record(edition).keys()


def test_the_shipped_extract_stands_in_until_something_as_new_is_imported(tmp_path: Path) -> None:
    (tmp_path / "shipped").mkdir()
    ship(tmp_path / "shipped", NOON.replace(year=2025))
    store = EditionStore(tmp_path / "home", tmp_path / "shipped")
    extract = store.current("un-sc")
    assert extract is not None
    assert store.is_shipped(extract)
    assert store.names() == ("un-sc",)
    assert [listing.id for listing in store.listings(extract)] == ["QDi.x"]
    assert [listing.id for _, listing in store.find("qdi.X")] == ["QDi.x"]
    assert store.issues(extract) == ()
    assert store.edition("un-sc-2025") == extract

    imported = store.add(arrive("Ilva Tobin", "un-sc"), read).edition
    assert store.current("un-sc") == imported
    assert store.history("un-sc") == (extract, imported)


def test_an_older_import_does_not_push_the_shipped_extract_aside(tmp_path: Path) -> None:
    (tmp_path / "shipped").mkdir()
    ship(tmp_path / "shipped", NOON.replace(year=2027))
    store = EditionStore(tmp_path / "home", tmp_path / "shipped")
    kept = store.add(arrive("Ilva", "un-sc"), read)
    assert not kept.is_current
    current = store.current("un-sc")
    assert current is not None
    assert store.is_shipped(current)
    assert store.set_current("un-sc", kept.edition.id) == store.current("un-sc")
