"""Inputs in pieces: however they are cut, the rows and their numbers are those of the whole."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.batch.part_input import End, Piece, Rows, Span, TableSource, open_piece, parquet_files, survey, whole_batches
from comity.model import DataError, FormatError, UsageError
from comity.tables import Format, Row, Table, TableOptions, open_table


def numbered(first: int, rows: int) -> pa.Table:
    """Rows whose values are read in ways that depend on their neighbours: nanoseconds that Python has no type for, long cells, lists."""
    numbers = range(first, first + rows)
    return pa.table(
        {
            "name": [None if number % 7 == 0 else f"Person {number}" for number in numbers],
            "seen": pa.array([number * 1_000_000_001 if number % 1500 == 0 else number * 10**9 for number in numbers], pa.timestamp("ns")),
            "notes": ["x" * 10_001 if number % 997 == 0 else "" for number in numbers],
            "alias": [[f"A {number}", "B"] if number % 3 else [] for number in numbers],
            "since": [date(2020, 1, 1 + number % 28) for number in numbers],
        }
    )


def rows_of(pieces: Iterable[Piece], like: Table) -> list[Row]:
    return [row for piece in pieces if not isinstance(piece, End) for row in open_piece(piece, like).rows()]


@settings(max_examples=25)
@given(rows=st.integers(1, 9_000), group=st.integers(100, 7_000), per_part=st.integers(1, 7_000))
def test_spans_of_a_parquet_file_give_the_rows_of_the_file(rows: int, group: int, per_part: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people.parquet"
        pq.write_table(numbered(1, rows), path, row_group_size=group)
        source, _ = survey([path], path.name)
        pieces = list(source.pieces(whole_batches(per_part), ()))
        with open_table(path) as whole:
            assert rows_of(pieces, whole) == list(whole.rows())
    assert pieces[-1] == End()
    assert [piece.number for piece in pieces[:-1] if not isinstance(piece, End)] == list(range(1, len(pieces)))


def test_rows_are_numbered_through_the_files_of_a_folder(tmp_path: Path) -> None:
    for name, first, count in (("b.parquet", 3001, 10), ("a.parquet", 1, 3000), ("c.parquet", 3011, 2500)):
        pq.write_table(numbered(first, count), tmp_path / name)
    for name in ("_old.parquet", ".hidden.parquet", "notes.txt"):
        (tmp_path / name).write_text("x")
    source, schema = survey(parquet_files(tmp_path), "people/*.parquet")
    like = Table("people/*.parquet", Format.PARQUET, tuple(schema.names), iter(()), schema=schema)
    read = rows_of(source.pieces(2000, ()), like)
    assert [row.number for row in read] == list(range(1, 5511))
    assert all(row.cells[0] in {"", f"Person {row.number}"} for row in read)
    noted = {str(issue.where) for row in read for issue in row.issues}
    assert {"people/*.parquet, row 997, column notes", "people/*.parquet, row 3988, column notes"} <= noted


def test_parts_that_are_done_are_left_out_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    pq.write_table(numbered(1, 9000), path)
    source, _ = survey([path], path.name)
    spans = [piece for piece in source.pieces(2000, {1, 3}) if isinstance(piece, Span)]
    assert [(span.number, span.first, span.count) for span in spans] == [(2, 2001, 2000), (4, 6001, 2000), (5, 8001, 1000)]
    csv = tmp_path / "people.csv"
    csv.write_text("name\n" + "".join(f"Person {number}\n" for number in range(1, 9001)))
    pieces = [piece for piece in TableSource(csv, TableOptions()).pieces(2000, {1, 3}) if isinstance(piece, Rows)]
    assert [(piece.number, piece.rows[0].number, len(piece.rows)) for piece in pieces] == [
        (2, 2001, 2000),
        (4, 6001, 2000),
        (5, 8001, 1000),
    ]


def test_an_input_that_ends_early_gives_what_is_before_and_says_so_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "people.csv.gz"
    path.write_bytes(gzip.compress(b"name\n" + b"".join(b"Person %d\n" % number for number in range(50_000)))[:-20_000])
    *pieces, end = TableSource(path, TableOptions()).pieces(2000, ())
    numbers = [row.number for piece in pieces if isinstance(piece, Rows) for row in piece.rows]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(pieces) > 2
    assert isinstance(end, End)
    assert isinstance(end.failure, DataError)


def test_files_of_different_columns_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"name": ["A"]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"name": [1]}), tmp_path / "b.parquet")
    with pytest.raises(UsageError, match=r"b\.parquet has other columns, or columns of other types, than a\.parquet"):
        survey(parquet_files(tmp_path), "x")


def test_a_folder_without_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nA\n")
    with pytest.raises(UsageError, match="holds no Parquet file"):
        parquet_files(tmp_path)


def test_a_file_that_is_damaged_or_became_shorter_is_told(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    pq.write_table(numbered(1, 5000), path)
    like = Table(path.name, Format.PARQUET, ("name",), iter(()))
    span = Span(2, path, 4000, 1000, 4001)
    pq.write_table(numbered(1, 4500), path)
    with pytest.raises(FormatError, match="fewer rows than when the run began"):
        list(open_piece(span, like).rows())
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(FormatError, match="not a Parquet file, or is cut short"):
        list(open_piece(span, like).rows())


@pytest.mark.parametrize(("asked", "given"), [(1, 2000), (2000, 2000), (2001, 4000), (50_000, 50_000)])
def test_parts_hold_whole_batches(asked: int, given: int) -> None:
    assert whole_batches(asked) == given
