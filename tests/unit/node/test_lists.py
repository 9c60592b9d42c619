"""Updating, importing, comparing and looking up, with the real store, the real reader and a real server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.exchange import Downloader, TransferLimits
from comity.model import ComityError, CountMismatch, DataError, ForbiddenContent, NoEdition, TransferError, UnknownName, UsageError
from comity.node import Settings
from comity.node.lists import Allowance, Change, FileToImport, ListDesk
from comity.storage import EditionStore

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
UnList = Callable[..., bytes]


@pytest.fixture
def store(home: Path, tmp_path: Path) -> EditionStore:
    (tmp_path / "shipped").mkdir()
    return EditionStore(home, tmp_path / "shipped")


@pytest.fixture
def desk(home: Path, store: EditionStore) -> ListDesk:
    return ListDesk(Settings(home), store, Downloader(TransferLimits(connect=2, silence=2, total=10, redirects=2)))


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], FileToImport]:
    def write(data: bytes, name: str = "un-sc") -> FileToImport:
        path = tmp_path / ("list.csv" if name.startswith("own:") else "list.xml")
        path.write_bytes(data)
        return FileToImport(path, name)

    return write


def test_an_update_puts_the_publishers_edition_in_use(desk: ListDesk, store: EditionStore, publisher: Any, un_list: UnList) -> None:
    address = publisher.serve("/un.xml", un_list(900), etag='"v1"')
    outcome = desk.update("un-sc", NOW, Allowance(address=address))
    assert (outcome.change, outcome.before, outcome.current) == (Change.NEW, None, outcome.edition)
    assert outcome.edition.id.startswith("un-sc-2026-03-01-")
    assert outcome.edition.entries == 900
    assert list((store.root / "downloads").iterdir()) == []

    publisher.serve("/un.xml", b"", status=304, content_length="")
    again = desk.update("un-sc", NOW + timedelta(days=1), Allowance(address=address))
    assert again.change is Change.NOT_MODIFIED
    assert again.current.id == outcome.edition.id
    assert again.current.fetched_at == NOW + timedelta(days=1)
    assert publisher.asked[1]["if-none-match"] == '"v1"'


def test_the_same_bytes_without_an_etag_are_the_same_edition(desk: ListDesk, store: EditionStore, publisher: Any, un_list: UnList) -> None:
    address = publisher.serve("/un.xml", un_list(900))
    first = desk.update("un-sc", NOW, Allowance(address=address))
    assert desk.update("un-sc", NOW, Allowance(address=address)).change is Change.SAME
    assert [edition.id for edition in store.history("un-sc")] == [first.edition.id]


def answers(un_list: UnList) -> dict[str, tuple[dict[str, Any], type[ComityError]]]:
    """How a publisher can fail, and the error that tells so."""
    good = un_list(900, "2026-03-05")
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    return {
        "cut short on the way": ({"body": good, "content_length": str(len(good) + 9)}, TransferError),
        "cut short at the source": ({"body": good[:-5000]}, DataError),
        "shrunken": ({"body": un_list(620, "2026-03-05")}, CountMismatch),
        "implausible": ({"body": un_list(3, "2026-03-05")}, CountMismatch),
        "another file": ({"body": b"<html></html>"}, DataError),
        "an entity": ({"body": good.replace(b"?><C", b"?>" + entity + b"<C", 1)}, ForbiddenContent),
        "an error": ({"body": b"sorry", "status": 500}, TransferError),
        "a loop": ({"body": b"", "status": 302, "location": "/un.xml"}, TransferError),
        "a page": ({"body": b"<html>", "content_type": "text/html"}, TransferError),
        "too large": ({"body": b"", "content_length": str(1 << 40)}, DataError),
    }


@pytest.mark.parametrize("how", sorted(answers(lambda *_: b"")))
def test_a_bad_answer_never_replaces_a_good_edition(how: str, desk: ListDesk, store: EditionStore, publisher: Any, un_list: UnList) -> None:
    address = publisher.serve("/un.xml", un_list(900))
    good = desk.update("un-sc", NOW, Allowance(address=address)).current
    answer, error = answers(un_list)[how]
    publisher.serve("/un.xml", **answer)
    with pytest.raises(error) as caught:
        desk.update("un-sc", NOW, Allowance(address=address))
    assert caught.value.hint
    assert store.current("un-sc") == good
    assert len(list(store.listings(good))) == 900
    assert list((store.root / "downloads").iterdir()) == []


def test_a_smaller_list_is_taken_when_the_operator_says_so(desk: ListDesk, publisher: Any, un_list: UnList) -> None:
    desk.update("un-sc", NOW, Allowance(address=publisher.serve("/un.xml", un_list(900))))
    address = publisher.serve("/un.xml", un_list(3, "2026-03-05"))
    assert desk.update("un-sc", NOW, Allowance(address=address, accept_shrink=True)).current.entries == 3


def test_a_list_without_an_address_asks_for_one_and_remembers_it(desk: ListDesk, publisher: Any) -> None:
    with pytest.raises(UsageError, match="no address") as caught:
        desk.update("own:guests", NOW)
    assert "--from" in caught.value.hint
    assert "own:guests" not in desk.updatable()
    address = publisher.serve("/guests.csv", b"id,name\n1,Ilva Marenko\n")
    desk.update("own:guests", NOW, Allowance(address=address))
    assert desk.updatable()[-1] == "own:guests"
    assert desk.update("own:guests", NOW).change is Change.SAME


@pytest.mark.parametrize("name", ["un-sx", "own:", "nonsense:x"])
def test_an_unknown_list_is_wrong_usage(desk: ListDesk, put: Callable[..., FileToImport], name: str) -> None:
    with pytest.raises(UsageError):
        desk.update(name, NOW)
    with pytest.raises(UsageError):
        desk.import_file(put(b"x", name), NOW)


def test_an_older_file_is_kept_and_put_in_use_only_on_demand(
    desk: ListDesk, store: EditionStore, put: Callable[..., FileToImport], un_list: UnList
) -> None:
    new = desk.import_file(put(un_list(900)), NOW).edition
    older = desk.import_file(put(un_list(800, "2025-03-01")), NOW)
    assert (older.change, older.current) == (Change.NEW, new)
    again = desk.import_file(put(un_list(800, "2025-03-01")), NOW, Allowance(make_current=True))
    assert (again.change, again.current.id) == (Change.SAME, older.edition.id)
    assert len(store.history("un-sc")) == 2


def test_a_missing_file_is_wrong_usage(desk: ListDesk, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        desk.import_file(FileToImport(tmp_path / "nothing.xml", "un-sc"), NOW)


def test_the_status_tells_every_list_its_age_and_whether_that_is_too_old(
    desk: ListDesk, put: Callable[..., FileToImport], un_list: UnList
) -> None:
    desk.import_file(put(un_list(900)), NOW)
    rows = {row.name: row for row in desk.status(NOW)}
    assert {"un-sc", "ofac-sdn", "ofac-cons", "eu-fsf", "ca-sema", "uk-sl"} <= rows.keys()
    assert rows["un-sc"].age_days == 9
    assert rows["ofac-sdn"].edition is None
    assert not rows["ofac-sdn"].stale
    later = {row.name: row for row in desk.status(NOW + timedelta(days=900))}
    assert later["un-sc"].stale


def test_two_editions_are_compared_however_they_are_named(
    desk: ListDesk, put: Callable[..., FileToImport], un_list: UnList, tmp_path: Path
) -> None:
    old = desk.import_file(put(un_list(899, "2026-02-01", "ILVA")), NOW).edition
    desk.import_file(put(un_list(900, "2026-03-01", "ILVA")), NOW)
    for first, second in ((old.id, "un-sc"), ("un-sc@2026-02-27", "un-sc@2026-03-01"), ("un-sc-2026-02", "un-sc-2026-03")):
        delta = desk.delta(first, second)
        assert [listing.id for listing in delta.added] == ["QDi.900"]
        assert (delta.removed, delta.amended) == ((), ())
    (tmp_path / "new.xml").write_bytes(un_list(900, "2026-03-02", "WEN"))
    delta = desk.delta("un-sc", str(tmp_path / "new.xml"), "un-sc")
    assert len(delta.amended) == 900
    assert delta.new.published == datetime(2026, 3, 2, 0, 0, 9, 554000, UTC)


def test_editions_that_cannot_be_compared_are_told(desk: ListDesk, put: Callable[..., FileToImport], un_list: UnList) -> None:
    desk.import_file(put(un_list(900)), NOW)
    desk.import_file(put(b"id,name\n1,Ilva Marenko\n", "own:guests"), NOW)
    with pytest.raises(UsageError, match="different lists"):
        desk.delta("un-sc", "own:guests")
    with pytest.raises(UsageError, match="not a day"):
        desk.delta("un-sc@yesterday", "un-sc")
    with pytest.raises(UnknownName, match="as old as"):
        desk.delta("un-sc@2020-01-01", "un-sc")
    with pytest.raises(NoEdition):
        desk.delta("eu-fsf@2020-01-01", "un-sc")
    with pytest.raises(UnknownName):
        desk.delta("eu-fsf", "un-sc")


def test_a_listing_is_shown_with_its_edition_and_age(desk: ListDesk, put: Callable[..., FileToImport], un_list: UnList) -> None:
    desk.import_file(put(un_list(900)), NOW)
    (shown,) = desk.show("qdi.007", datetime(2026, 3, 4, tzinfo=UTC))
    assert shown.listing.subject.caption == "ILVA MARENKO 7"
    assert (shown.age_days, shown.stale, shown.shipped) == (2, False, False)
    assert desk.show("QDi.007", NOW + timedelta(days=900))[0].stale
    with pytest.raises(UnknownName, match=r"QDi\.999"):
        desk.show("QDi.999", NOW)
    with pytest.raises(NoEdition):
        desk.show("QDi.007", NOW, ["eu-fsf"])
