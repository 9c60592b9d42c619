"""JSON lines (one object a line, RFC 8259) as a stream of rows: memory does not grow with the file.

Columns are the keys of the first 1,000 rows, in the order they appear. Nested values are their JSON text. A line that is not an object is
a lost row: it keeps its place, its text and an issue with line and character.

``NaN`` and ``Infinity`` are not JSON numbers (RFC 8259, section 6), but programs write them: such a value is taken as blank, with an issue,
and the row is kept. A number too large for a double, such as ``1e999``, is JSON and is kept as it is written.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain, islice
from typing import BinaryIO

from comity.model import FormatError, Issue, Locator, Severity
from comity.tables.encoding import TextLines
from comity.tables.table import Format, Row, Table, TableOptions, long_cells, name_columns

HEAD_ROWS = 1_000
_SPACE = re.compile(r"[ \t\r\n:,]*")
"""What stands between the parts of an object that is known to be well formed."""
_KEY_END = re.compile(r'"[ \t\r\n]*:')
JsonObject = dict[str, object]


def open_json_lines(stream: BinaryIO, file: str, options: TableOptions) -> Table:
    """Return the table in ``stream``. Raises ``FormatError`` when it is empty or none of the first 1,000 lines is an object."""
    text = TextLines(file, stream, options.encoding)
    lines = ((line, content) for line, content in enumerate(text, start=1) if content.strip())
    head = list(islice(lines, HEAD_ROWS))
    if not head:
        raise FormatError(f"{file} is empty", 'each line must be one JSON object, for example {"name": "…"}')
    keys: dict[str, None] = {}
    for _, content in head:
        found, _ = parse_object(content.rstrip())
        keys.update(dict.fromkeys(found or ()))
    if not keys:
        raise FormatError(
            f"{file} is not JSON lines: none of its first {len(head)} lines is a JSON object",
            "one object a line, not one array over many lines",
        )
    columns, issues = name_columns(list(keys), file, options)
    table = Table(file, Format.JSON_LINES, columns, iter(()), issues)
    table.source = _rows(chain(head, lines), tuple(keys), table, (text, options.max_cell))
    return table


def parse_object(line: str) -> tuple[JsonObject | None, str]:
    """Return the object on ``line`` and nothing, or None and what is wrong, with the character where it is known. Never raises."""
    try:
        value = json.loads(line, parse_constant=lambda _: None, parse_float=_number)
    except json.JSONDecodeError as error:
        return None, f"not JSON at character {error.colno}: {error.msg}"
    except (RecursionError, ValueError) as error:
        return None, "JSON nested too deeply" if isinstance(error, RecursionError) else "a number with too many digits"
    if not isinstance(value, dict):
        return None, f"a JSON {_KINDS.get(type(value), 'value')}, not an object"
    return (_without_surrogates(value) if "\\ud" in line.lower() else value), ""


def _number(text: str) -> float | str:
    """``text`` as a double, or as it stands when no double holds it."""
    value = float(text)
    return value if math.isfinite(value) else text


def not_numbers(line: str) -> list[str]:
    """Return the words in the JSON on ``line`` that stand for a number and are none: ``NaN``, ``Infinity``, ``-Infinity``."""
    found: list[str] = []
    if "NaN" in line or "Infinity" in line:
        json.loads(line, parse_constant=found.append)
    return found


def repeated_keys(line: str, found: Collection[str]) -> list[str]:
    """Return the keys that stand more than once in one object of the JSON on ``line``, whose outermost object is ``found``.

    RFC 8259, section 4: what becomes of them is left to each reader. Here the last value is taken, and that is to be said.
    """
    repeated: dict[str, None] = {}

    def once(members: list[tuple[str, object]]) -> JsonObject:
        known = dict(members)
        if len(known) < len(members):
            repeated.update((key, None) for key, times in Counter(key for key, _ in members).items() if times > 1)
        return known

    if len(_KEY_END.findall(line)) > len(found):  # else each colon after a quote belongs to a key of the outermost object
        json.loads(line, object_pairs_hook=once)
    return list(repeated)


def standard(line: str) -> str:
    """Return the object on ``line`` as JSON of RFC 8259: as it stands, or with ``NaN`` and its kin as texts."""
    if not not_numbers(line):
        return line
    return json.dumps(json.loads(line, parse_constant=str, parse_float=_number), ensure_ascii=False, allow_nan=False)


def without(line: str, keys: Collection[str]) -> str:
    """Return the object on ``line`` without ``keys``, every other member to the character; as it stands when it has none of them."""
    if "\\u" not in line and not any(f'"{key}"' in line for key in keys):
        return line
    members = list(_members(line))
    kept = [text for key, text in members if key not in keys]
    return line if len(kept) == len(members) else "{" + ", ".join(kept) + "}"


def _members(line: str) -> Iterator[tuple[str, str]]:
    """Each member of the object on ``line``, which is known to be one: its key, and its text from the key's quote to the value's end."""
    decoder = json.JSONDecoder(parse_constant=str)
    at = _SPACE.match(line, line.index("{") + 1).end()  # type: ignore[union-attr]  # matches nothing, too
    while line[at] != "}":
        key, end = decoder.raw_decode(line, at)
        _, end = decoder.raw_decode(line, _SPACE.match(line, end).end())  # type: ignore[union-attr]
        yield key, line[at:end]
        at = _SPACE.match(line, end).end()  # type: ignore[union-attr]


def _without_surrogates(value: JsonObject) -> JsonObject:
    """Put U+FFFD for half of a surrogate pair, which an escape may state but no encoding can hold (RFC 8259, section 8.2)."""
    text = json.dumps(value, ensure_ascii=False)
    whole: JsonObject = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return whole


_KINDS = {list: "array", str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def cell_text(value: object) -> str:
    """Return a JSON value as a cell: texts as they are, null as blank, everything else as JSON text."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _rows(lines: Iterator[tuple[int, str]], keys: tuple[str, ...], table: Table, rest: tuple[TextLines, int]) -> Iterator[Row]:
    text, max_cell = rest
    known = frozenset(keys)
    for number, (line, content) in enumerate(lines, start=1):
        raw = content.rstrip("\r\n")
        found, wrong = parse_object(raw)
        where = Locator(table.file, number, line)
        if found is None:
            issue = Issue(where, wrong, "the row cannot be used; correct the line", Severity.ERROR)
            yield Row(number, line, ("",) * len(keys), (issue,), lost=True, raw=raw)
            continue
        cells = tuple([cell_text(found.get(key)) for key in keys])
        extra = tuple(f"{key}={cell_text(value)}" for key, value in found.items() if key not in known)
        issues = long_cells(cells, table.columns, where, max_cell) if len(raw) > max_cell else []
        if odd := not_numbers(raw):
            what = f"{odd[0]} is not a JSON number (RFC 8259, section 6)"
            issues.append(Issue(where, what, "the value is taken as blank; JSON lines output holds it as text"))
        if twice := repeated_keys(raw, found):
            what = f"the key {twice[0][:60]!r} is given more than once"
            issues.append(Issue(where, what, "the last value is compared; correct the line"))
        if extra:
            what = f"{len(extra)} key(s) that the first {HEAD_ROWS:,} rows do not have"
            issues.append(Issue(where, what, "they are kept but not compared", Severity.NOTE))
        yield Row(number, line, cells, tuple(issues), raw=raw, extra=extra, guessed=text.guessed(line, ""))
    if undecoded := text.issue():
        table.issues.append(undecoded)
