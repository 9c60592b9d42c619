"""Properties of tables: no input row is lost, doubled or moved, and well-formed text comes back cell by cell."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.model import ComityError
from comity.tables import SubjectBuilder, TableOptions, open_table, open_table_stream, open_writer, parse_map
from comity.tables.sinks import defused

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=12)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=15)


def as_csv(rows: list[list[str]], delimiter: str, quoting: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerow(["name", "dob", "note"])
    writer.writerows(rows)
    return text.getvalue().encode()


@given(rows=ROWS, delimiter=st.sampled_from([",", ";", "\t", "|"]))
def test_well_formed_text_comes_in_cell_by_cell(rows: list[list[str]], delimiter: str) -> None:
    table = open_table_stream(io.BytesIO(as_csv(rows, delimiter, csv.QUOTE_ALL)), "a.csv")
    found = list(table.rows())
    assert [list(row.cells) for row in found] == rows
    assert [row.number for row in found] == list(range(1, len(rows) + 1))
    assert not any(row.extra or row.lost for row in found)


@settings(max_examples=50, deadline=None)
@given(rows=ROWS, delimiter=st.sampled_from([",", ";", "\t", "|"]))
def test_the_round_trip_keeps_every_row_and_cell(rows: list[list[str]], delimiter: str) -> None:
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.txt"), Path(folder, "out.txt")
        source.write_bytes(as_csv(rows, delimiter, csv.QUOTE_ALL))
        with open_table(source) as table, open_writer(target, table, ["comity_row"]) as writer:
            for row in table.rows():
                writer.write(row, [str(row.number)])
        with open_table(target) as back:
            found = [list(row.cells) for row in back.rows()]
    assert found == [[*map(defused, row), str(number)] for number, row in enumerate(rows, start=1)]


@settings(deadline=None)
@given(data=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.tsv", "a.jsonl", "a.xlsx", "a.csv.gz", "a.jsonl.xz"]))
def test_any_bytes_give_rows_or_a_clear_error(data: bytes, name: str) -> None:
    try:
        table = open_table_stream(io.BytesIO(data), name)
        rows = list(table.rows())
    except ComityError:
        return
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert all(len(row.cells) == len(table.columns) for row in rows)


@given(lines=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n\ufeff"), max_size=20), max_size=20))
def test_no_text_between_the_delimiters_is_ever_lost(lines: list[str]) -> None:
    data = ("name,dob\n" + "\n".join(lines) + "\n").encode()
    table = open_table_stream(io.BytesIO(data), "a.csv", options=TableOptions(delimiter=","))
    found = list(table.rows())
    plain = str.maketrans("", "", '",\n')
    assert "".join("".join((*row.cells, *row.extra)) for row in found).translate(plain) == "".join(lines).translate(plain)
    assert len(found) <= sum(1 for line in lines if line)


@settings(deadline=None)
@given(cells=st.tuples(st.text(max_size=60), st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.text(max_size=30)))
def test_any_cells_give_a_subject(cells: tuple[str, ...]) -> None:
    columns = ("a", "b", "c", "d", "e")
    builder = SubjectBuilder(parse_map("name=a,birth_date=b,nationality=c,type=d,id=e", columns))
    table = open_table_stream(io.BytesIO(b"a,b,c,d,e\n1,2,3,4,5\n"), "a.csv")
    row = next(iter(table.rows()))
    subject, issues = builder.build(type(row)(1, 1, cells))
    assert all(name.full.strip() for name in subject.names)
    assert all(issue.where.row == 1 for issue in issues)
