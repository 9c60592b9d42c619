"""The first look at an uploaded file: can it be read, what are its columns called, what do its first rows hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from threading import Lock

from comity.model import FormatError, MissingColumn, UsageError
from comity.node.file_screening.records import FileScreening, Reading
from comity.node.file_screening.shelf import Shelf
from comity.storage.atomic import write_text
from comity.tables import Format, Role, open_table, recognise
from comity.tables.files import SUFFIXES, split_suffix

ROWS_SHOWN = 8
LONGEST_CELL = 80
MOST_ISSUES = 20
PREVIEW = "preview.json"

_ONE_WORKBOOK = Lock()
_OF_OWN_LISTS = frozenset({Role.LISTING_ID, Role.LISTED_ON, Role.PROGRAMME, Role.REMARK})


@dataclass(frozen=True, slots=True)
class Looked:
    """What the first look found: the first rows with cells cut to ``LONGEST_CELL`` characters, ``sheet`` and the names of the others, what
    was odd about the file, and ``mistake``: why no role could be recognised, empty when some were.
    """

    columns: tuple[str, ...]
    roles: tuple[Role, ...]
    rows: tuple[tuple[str, ...], ...]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    mistake: str = ""


def form_of(name: str) -> str:
    """The suffix that tells the form of a file called ``name``.

    Raises ``UsageError`` for one that is not read here: packed files would have to be unpacked before their size is known, and a form may
    want a package that this node lacks.
    """
    suffix, packing = split_suffix(name)
    if packing:
        raise UsageError(f"a file that is packed as {packing} is not read here", "unpack it first, or use comity screen")
    if suffix not in SUFFIXES:
        raise UsageError("the file is of no form that is read here", "known: " + " ".join(SUFFIXES))
    if SUFFIXES[suffix] is Format.PARQUET and not reads_parquet():
        raise UsageError("this node does not read Parquet: pyarrow is not installed", "save it as CSV, or have pyarrow installed")
    return suffix


def reads_parquet() -> bool:
    """Whether the package that Parquet wants is installed."""
    return find_spec("pyarrow") is not None


def roles_offered() -> tuple[Role, ...]:
    """The roles that a column of a file to be screened may have; ``ignore`` comes last."""
    return tuple(role for role in Role if role not in _OF_OWN_LISTS)


def look(path: Path, reading: Reading) -> Looked:
    """The beginning of the table in the file at ``path``. Raises ``DataError`` and ``UsageError`` as ``open_table`` does.

    A workbook is loaded whole for that, so that one after the other is looked at: memory holds one.
    """
    is_workbook = SUFFIXES[split_suffix(path.name)[0]] is Format.WORKBOOK
    with _ONE_WORKBOOK if is_workbook else nullcontext():
        return _looked(path, reading)


def _looked(path: Path, reading: Reading) -> Looked:
    with open_table(path, options=reading.options()) as table:
        rows = tuple(tuple(cell[:LONGEST_CELL] for cell in row.cells) for row in islice(table.rows(), ROWS_SHOWN))
        if not rows:
            raise FormatError("the file has column names and no rows", "choose one with rows")
        issues = tuple(str(issue) for issue in table.issues[:MOST_ISSUES])
        roles, mistake = _recognised(table.columns)
        return Looked(table.columns, roles, rows, table.sheet, table.other_sheets, issues, mistake)


def _recognised(columns: Sequence[str]) -> tuple[tuple[Role, ...], str]:
    roles = [Role.IGNORE] * len(columns)
    try:
        found = recognise(columns)
    except MissingColumn as mistake:
        return tuple(roles), mistake.message
    for role, positions in found.roles.items():
        for position in positions:
            roles[position] = Role.IGNORE if role in _OF_OWN_LISTS else role
    return tuple(roles), ""


def keep_preview(folder: Path, looked: Looked) -> None:
    """Write down what was found beside the file. Raises ``StoreError``."""
    write_text(folder / PREVIEW, json.dumps(asdict(looked), ensure_ascii=True))


def preview(shelf: Shelf, record: FileScreening) -> Looked:
    """What the first look at a file found. Raises ``FormatError`` when it cannot be read back."""
    try:
        values = json.loads((shelf.folder(record.id) / PREVIEW).read_text(encoding="utf-8"))
        texts = {name: tuple(values[name]) for name in ("columns", "other_sheets", "issues")}
        roles, rows = tuple(Role(role) for role in values["roles"]), tuple(tuple(row) for row in values["rows"])
        return Looked(**{**values, **texts, "roles": roles, "rows": rows})
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise FormatError("what was found in the file cannot be read back", "upload the file again") from problem
