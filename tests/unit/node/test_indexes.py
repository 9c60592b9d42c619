"""The index over the editions in use: built once, found again, built anew when it cannot be used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from comity.lists.ports import Arrival
from comity.lists.source import Reading
from comity.model import Listing, Name, NoEdition, Query, Schema, ScreeningRule, StoreError, Subject
from comity.node import Settings
from comity.node.indexes import KEPT_INDEXES, editions_in_use, open_index
from comity.storage import EditionStore

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def store(home: Path, tmp_path: Path) -> EditionStore:
    (tmp_path / "shipped").mkdir()
    return EditionStore(home, tmp_path / "shipped")


def keep(store: EditionStore, text: str, name: str = "own:guests", day: int = 0) -> str:
    def read(_: object, reading: Reading) -> list[Listing]:
        return [Listing(f"G.{n}", reading.source, Subject(Schema.PERSON, (Name(full),))) for n, full in enumerate(text.split(";"))]

    arrival = Arrival(name, "Invented House", "guests.txt", BytesIO(text.encode()), NOW + timedelta(days=day), 1 << 20)
    return store.add(arrival, lambda stream, reading: iter(read(stream, reading))).edition.id


def folders(home: Path) -> set[str]:
    return {path.name for path in (home / "index").iterdir() if path.is_dir()}


def test_an_index_is_built_once_and_answers(home: Path, store: EditionStore) -> None:
    identity = keep(store, "Ilva Marenko;Tobin Achterberg")
    taken: list[int] = []
    index = open_index(Settings(home), store, progress=taken.append)
    assert [edition.id for edition in index.editions] == [identity]
    assert taken[-1] == 2
    query = Query("1", Subject(Schema.PERSON, (Name("Tobin Achterberg"),)))
    assert [hit.listing.id for hit in index.screen(query, ScreeningRule())] == ["G.1"]
    taken.clear()
    open_index(Settings(home), store, progress=taken.append)
    assert taken == []
    assert len(folders(home)) == 1


def test_another_edition_or_another_choice_of_lists_is_another_index(home: Path, store: EditionStore) -> None:
    keep(store, "Ilva Marenko")
    keep(store, "Wen Sorrel", "own:staff")
    both = open_index(Settings(home), store)
    one = open_index(Settings(home), store, ["own:staff", "own:staff"])
    assert [edition.source for edition in both.editions] == ["own:guests", "own:staff"]
    assert [edition.source for edition in one.editions] == ["own:staff"]
    new = keep(store, "Ilva Marenko;Tobin Achterberg", day=1)
    assert new in [edition.id for edition in open_index(Settings(home), store).editions]
    assert len(folders(home)) == KEPT_INDEXES


def test_indexes_not_used_for_long_go(home: Path, store: EditionStore) -> None:
    for day in range(KEPT_INDEXES + 2):
        keep(store, f"Ilva Marenko {day}", day=day)
        open_index(Settings(home), store)
    assert len(folders(home)) == KEPT_INDEXES


@pytest.mark.parametrize("file", ["manifest.json", "listings.jsonl"])
def test_an_index_that_cannot_be_used_is_built_anew(home: Path, store: EditionStore, file: str) -> None:
    keep(store, "Ilva Marenko")
    folder = open_index(Settings(home), store).folder
    (folder / file).write_bytes(b"{")
    assert len(open_index(Settings(home), store).editions) == 1


def test_what_a_crashed_build_left_goes(home: Path, store: EditionStore) -> None:
    keep(store, "Ilva Marenko")
    left = home / "index" / "abc.building"
    left.mkdir(parents=True)
    open_index(Settings(home), store)
    assert not left.exists()


def test_a_list_without_an_edition_is_told(home: Path, store: EditionStore) -> None:
    with pytest.raises(NoEdition, match="no list"):
        editions_in_use(store, None)
    keep(store, "Ilva Marenko")
    with pytest.raises(NoEdition, match="eu-fsf"):
        open_index(Settings(home), store, ["own:guests", "eu-fsf"])


def test_a_damaged_edition_leaves_no_half_index(home: Path, store: EditionStore) -> None:
    keep(store, "Ilva Marenko;Tobin Achterberg")
    (file,) = (home / "editions").rglob("listings.jsonl.gz")
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(StoreError):
        open_index(Settings(home), store)
    assert not any("building" not in name for name in folders(home))
