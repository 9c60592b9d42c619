"""What the tests of runs in parts share: a watch list of invented parties, inputs with bad rows, and the two sides to compare."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from comity.batch.part_work import ANSWER, ROW

WATCHED = """listing_id,name,alias,birth_date,nationality,passport,type
W-1,Anselm Korvath Quillmann,,1968-03-07,MA,P1234567,person
W-2,Zubayda Hartunian,زبيدة هارتونيان,1975,AM,,person
W-3,Drossfeld Maritime Trading GmbH,,,DE,,company
"""
ROWS = 9_001
"""Five parts of 2,000 rows, the last one short."""

_FIRST = ["Marta", "Jun", "Olga", "Lars", "Sofia", "Ivan", "Zubayda", "Anselm"]
_LAST = ["Oliveira", "Takahashi", "Petrov", "Lindqvist", "Hartunian", "Quillmann", "Okafor"]


def row(number: int, chance: random.Random) -> str:
    """One line of the CSV: mostly innocent, some listed, some bad in one of the ways that files are."""
    name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
    bad = {
        101: f"{number},only two",
        211: f'{number},"never closed {name},1968-03-07,,person',
        307: f"{number},{name},1968-03-07,,person,one cell,too many",
        401: f"{number},,,,person",
        503: f"{number},???,,12,person",
        601: f"{number},Jos\udce9 Garc\udceda,,,person",
        701: f'{number},"Quillmann,\n Anselm Korvath",1968-03-07,,person',
        809: f"{number},{'Ann ' * 400},,,person",
        907: f"{number},=cmd|' /C calc'!A0 Quillmann,,,person",
    }
    for every, line in bad.items():
        if number % every == 0:
            return line
    dob = chance.choice(["1968-03-07", "1980-02-31", "1975", ""])
    return f"{number},{name},{dob},{chance.choice(['', '', 'P1234567', '12'])},{chance.choice(['person', 'company', ''])}"


def write_csv(path: Path) -> Path:
    chance = random.Random(20)
    lines = ["id,name,dob,passport,type", *(row(number, chance) for number in range(1, ROWS + 1))]
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8", "surrogateescape"))
    return path


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "comity.cli", "screen", *map(str, arguments), "--lists", "own:watch"]


def screen(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    environment = {**os.environ, "COMITY_HOME": str(home), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command(*arguments), env=environment, capture_output=True, text=True, encoding="utf-8", timeout=480, check=False)


def in_order(folder: Path) -> pa.Table:
    """All parts as one table, sorted by row."""
    return pa.concat_tables([pq.read_table(path) for path in sorted(folder.glob("*.parquet"))]).sort_by(ROW)


def as_bytes(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table.combine_chunks(), stream)
    return stream.getvalue()


def differences(folder: Path, rows: Path, answers: Path) -> Iterator[str]:
    """What differs between the parts in ``folder`` and a local run's ``rows`` (Parquet) and ``answers`` (JSON lines)."""
    parts, local = in_order(folder), pq.read_table(rows)
    if parts[ROW].to_pylist() != list(range(1, local.num_rows + 1)):
        yield "the row numbers"
    if as_bytes(parts.drop_columns([ROW, ANSWER])) != as_bytes(local):
        yield "the rows"
    lines = answers.read_text(encoding="utf-8").split("\n")[:-1]
    for outcome, line, expected in zip(parts["comity_outcome"].to_pylist(), parts[ANSWER].to_pylist(), lines, strict=True):
        if line is None and (outcome != "clear" or '"issues"' in expected):
            yield f"no answer where there should be one: {expected[:80]}"
        elif line is not None and line != expected:
            yield f"the answer {line[:80]}"


def counts(said: str) -> str:
    """The counts by outcome in the summary of a run."""
    return next(line.partition(": ")[2] for line in said.splitlines() if " rows in " in line)


def schema_of(path: Path) -> Any:
    return pq.read_schema(path)
