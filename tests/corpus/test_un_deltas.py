"""Real history: three editions of the UN Security Council list, imported and compared."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.exchange import Downloader
from comity.model import DataError
from comity.node import Settings
from comity.node.lists import FileToImport, ListDesk
from comity.storage import EditionStore

NOW = datetime(2026, 3, 1, tzinfo=UTC)
pytestmark = pytest.mark.corpus


@pytest.fixture
def desk(home: Path) -> ListDesk:
    return ListDesk(Settings(home), EditionStore(home), Downloader())


def test_three_editions_and_what_changed_between_them(desk: ListDesk, shared: Path) -> None:
    ids = []
    for day, entries in (("2024-05-15", 875), ("2025-04-19", 877), ("2026-02-27", 1003)):
        outcome = desk.import_file(FileToImport(shared / "lists" / f"un-sc-{day}.xml.xz", "un-sc"), NOW)
        assert outcome.edition.entries == entries
        ids.append(outcome.edition.id)
    assert outcome.current.id == ids[2]
    first, second = desk.delta(ids[0], ids[1]), desk.delta(ids[1], ids[2])
    assert [len(part) for part in (first.added, first.removed)] == [7, 5]
    assert [len(part) for part in (second.added, second.removed)] == [130, 4]
    assert "QDi.095" in {listing.id for listing in first.removed}
    back = desk.delta(ids[2], ids[1])
    assert (back.added, back.removed) == (second.removed, second.added)
    assert desk.delta(ids[0], ids[0]).amended == ()
    (shown,) = desk.show("qdi.002", NOW)
    assert shown.edition.id == ids[2]


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.999])
def test_a_file_cut_short_changes_nothing(desk: ListDesk, shared: Path, tmp_path: Path, keep: float) -> None:
    import lzma

    whole = lzma.decompress((shared / "lists" / "un-sc-2026-02-27.xml.xz").read_bytes())
    good = desk.import_file(FileToImport(shared / "lists" / "un-sc-2026-02-27.xml.xz", "un-sc"), NOW).current
    (tmp_path / "cut.xml").write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(DataError) as caught:
        desk.import_file(FileToImport(tmp_path / "cut.xml", "un-sc"), NOW)
    assert caught.value.hint
    assert {row.name: row for row in desk.status(NOW)}["un-sc"].edition == good
