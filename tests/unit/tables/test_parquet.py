"""Parquet in and out, types kept, and a clear word when pyarrow is missing."""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.model import FormatError, UsageError
from comity.tables import open_table, open_table_stream, open_writer


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.parquet"
    table = pa.table({"name": ["Ann", None], "born": [date(1970, 1, 2), None], "n": [1.0, 2.5], "aka": [["A", "B"], None]})
    pq.write_table(table, path)
    return path


def test_rows_are_texts(people: Path) -> None:
    with open_table(people) as table:
        rows = [row.cells for row in table.rows()]
    assert table.columns == ("name", "born", "n", "aka")
    assert rows == [("Ann", "1970-01-02", "1", '["A", "B"]'), ("", "", "2.5", "")]


def test_types_come_back_with_the_added_columns(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    with open_table(people) as table, open_writer(out, table, ["outcome", "score"], numeric={"score"}) as writer:
        for row in table.rows():
            writer.write(row, ["clear", None] if row.number == 1 else ["review", 0.8])
    found = pq.read_table(out)
    assert found.schema.field("born").type == pa.date32()
    assert found.to_pylist()[0] == {"name": "Ann", "born": date(1970, 1, 2), "n": 1.0, "aka": ["A", "B"], "outcome": "clear", "score": None}
    assert found.column("score").to_pylist() == [None, 0.8]


def test_times_in_nanoseconds_come_back_to_the_last_one(tmp_path: Path) -> None:
    nanoseconds = [1_700_000_000_123_456_789, None]
    kinds = {"ts": pa.timestamp("ns"), "zoned": pa.timestamp("ns", "Europe/Paris"), "for": pa.duration("ns")}
    path, out = tmp_path / "times.parquet", tmp_path / "out.parquet"
    held = pa.table({"name": ["Ann", "Bob"], **{name: pa.array(nanoseconds, kind) for name, kind in kinds.items()}})
    pq.write_table(held, path)
    with open_table(path) as table, open_writer(out, table, ["outcome"]) as writer:
        for row in table.rows():
            assert row.number > 1 or row.cells[1] == "2023-11-14 22:13:20.123456789"
            writer.write(row, ["clear"])
    assert pq.read_table(out).drop(["outcome"]).equals(held)


def test_a_stream_that_cannot_seek_is_copied(people: Path) -> None:
    class Once(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with open_table_stream(Once(people.read_bytes()), "people.parquet") as table:
        assert len(list(table.rows())) == 2


def test_damage_and_absence_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match=r"people\.parquet"):
        open_table_stream(io.BytesIO(b"PAR1 nonsense PAR1"), "people.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pyarrow") as caught:
        open_table_stream(io.BytesIO(b"PAR1"), "people.parquet")
    assert "install pyarrow" in caught.value.hint
