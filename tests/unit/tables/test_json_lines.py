"""JSON lines: a broken line is a lost row in its place; nothing else is lost."""

from __future__ import annotations

import io

import pytest

from comity.model import FormatError, Severity
from comity.tables import Row, Table, open_table_stream


def opened(text: str) -> tuple[Table, list[Row]]:
    table = open_table_stream(io.BytesIO(text.encode()), "people.jsonl")
    return table, list(table.rows())


def test_keys_become_columns_and_nested_values_json_text() -> None:
    table, rows = opened('{"name": "Ann", "n": 1}\n\n{"name": "Bob", "aka": ["B", "é"], "ok": true, "x": null}\n')
    assert table.columns == ("name", "n", "aka", "ok", "x")
    assert rows[0].cells == ("Ann", "1", "", "", "")
    assert rows[1].cells == ("Bob", "", '["B", "é"]', "true", "")
    assert (rows[1].number, rows[1].line) == (2, 3)


def test_a_line_that_is_not_utf_8_is_marked() -> None:
    content = b'{"name": "Ann"}\n' + '{"name": "Núñez"}\n'.encode("cp1252") + b'{"name": "Bob"}\n'
    rows = list(open_table_stream(io.BytesIO(content), "people.jsonl").rows())
    assert [row.guessed for row in rows] == [False, True, False]


def test_a_broken_line_keeps_its_place_and_text() -> None:
    _, rows = opened('{"name": "Ann"}\n{"name": "Bob",\n[1, 2]\n{"name": "Cid"}\n')
    assert [row.lost for row in rows] == [False, True, True, False]
    assert rows[1].raw == '{"name": "Bob",'
    assert str(rows[1].issues[0]).startswith("people.jsonl, row 2, line 2: not JSON at character 16")
    assert rows[1].issues[0].severity is Severity.ERROR
    assert "array, not an object" in rows[2].issues[0].what
    assert rows[3].cells == ("Cid",)


def test_keys_that_come_after_the_first_thousand_rows_are_kept() -> None:
    _, rows = opened('{"name": "A"}\n' * 1_000 + '{"name": "B", "late": [1]}\n')
    assert rows[-1].extra == ("late=[1]",)
    assert "row 1001" in str(rows[-1].issues[0])


@pytest.mark.parametrize("line", ["[" * 100_000, '{"a": ' * 50_000, '{"n": ' + "9" * 10_000 + "}", '{"n": NaN, "name": "x"}'])
def test_hostile_lines_never_crash(line: str) -> None:
    _, rows = opened('{"name": "Ann"}\n' + line + "\n")
    assert len(rows) == 2


def test_what_is_not_json_lines_is_said() -> None:
    with pytest.raises(FormatError, match="is empty"):
        opened("")
    with pytest.raises(FormatError, match="is not JSON lines"):
        opened('[\n "a",\n "b"\n]\n')


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    _, rows = opened('{"name": "A\\ud800n", "n": "\\ud83d\\ude00", "\\udfff": 1}\n')
    assert rows[0].cells == ("A\ufffdn", "\U0001f600", "1")


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_json_number_is_blank_and_said(word: str) -> None:
    _, rows = opened(f'{{"name": "Ann", "n": {word}}}\n{{"name": "Nan NaN Infinity", "n": 1}}\n')
    assert rows[0].cells == ("Ann", "")
    assert not rows[0].lost
    assert f"people.jsonl, row 1, line 1: {word} is not a JSON number" in str(rows[0].issues[0])
    assert rows[1].issues == ()


def test_numbers_beyond_a_double_keep_their_text() -> None:
    _, rows = opened('{"name": "Ann", "n": 1e999, "z": [-1e999, 1.5]}\n')
    assert rows[0].cells == ("Ann", "1e999", '["-1e999", 1.5]')
    assert rows[0].issues == ()
