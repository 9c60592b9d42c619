"""The portable form of a backup: gzip, JSON lines, the same whichever database it came from.

::

    {"form":"comity-backup-1","at":…,"step":…}          what it is, when it was made, which step of the migrations its tables are of
    {"table":"screenings","columns":["id","at",…]}      then one line for each row: a list in the columns' order
    ["01J…",1772366400123456,…]                         times as microseconds, bytes as {"hex":…}
    {"end":true,"rows":…}                               a file without it was cut short

gzip's own checksum (RFC 1952, section 2.3.1) tells damage, the last line tells truncation.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table

from comity.model import DatabaseUnusable
from comity.storage.database.columns import Instant, from_micros, to_micros
from comity.storage.database.repository import CHUNK
from comity.storage.database.schema import metadata

FORM = "comity-backup-1"
MAGIC = b"\x1f\x8b"
"""How a gzip file begins."""

Batch = tuple[Table, Sequence[Mapping[str, Any]]]
"""Some rows of one table, as SQLAlchemy takes and gives them."""

_DAMAGED = "use another backup"


def write_dump(stream: IO[bytes], batches: Iterable[Batch], step: str, at: datetime) -> int:
    """Write ``batches``, tables in an order that their references allow, to ``stream``; how many rows. Memory does not grow."""
    rows, current = 0, None
    with gzip.open(stream, "wt", compresslevel=5, encoding="utf-8") as file:
        file.write(_line({"form": FORM, "at": at.isoformat(), "step": step}))
        for table, batch in batches:
            names = [column.name for column in table.columns]
            if table is not current:
                file.write(_line({"table": table.name, "columns": names}))
                current = table
            file.writelines(_line([_plain(row[name]) for name in names]) for row in batch)
            rows += len(batch)
        file.write(_line({"end": True, "rows": rows}))
    return rows


@contextmanager
def open_dump(path: Path) -> Iterator[tuple[str, Iterator[Batch]]]:
    """The migration step of the dump at ``path``, and its rows in batches. Raises ``DatabaseUnusable`` when it is damaged or cut."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            head = json.loads(file.readline())
            if not isinstance(head, dict) or head.get("form") != FORM:
                raise DatabaseUnusable("the file is not a backup of a form known here", _DAMAGED)
            yield str(head["step"]), _batches(file)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DatabaseUnusable(f"the backup cannot be read: {type(error).__name__}", _DAMAGED) from None


def _batches(file: Iterable[str]) -> Iterator[Batch]:
    table, names, batch, rows = None, [], list[dict[str, Any]](), 0
    for line in file:
        read = json.loads(line)
        if isinstance(read, list) and table is not None:
            batch.append({name: _value(table, name, value) for name, value in zip(names, read, strict=True)})
            rows += 1
            if len(batch) < CHUNK:
                continue
        if batch and table is not None:
            yield table, batch
            batch = []
        if isinstance(read, dict) and "table" in read:
            table, names = metadata.tables[read["table"]], [str(name) for name in read["columns"]]
        elif isinstance(read, dict):
            if read != {"end": True, "rows": rows}:
                raise DatabaseUnusable("the backup does not hold as many rows as it says", _DAMAGED)
            return
    raise DatabaseUnusable("the backup was cut short", _DAMAGED)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return to_micros(value)
    return {"hex": bytes(value).hex()} if isinstance(value, bytes | memoryview) else value


def _value(table: Table, name: str, value: object) -> object:
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"])
    return from_micros(value) if isinstance(value, int) and isinstance(table.columns[name].type, Instant) else value
