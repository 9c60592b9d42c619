"""What is known of one uploaded file: whose it is, how it is read, what was ordered. As JSON beside the file, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from comity.model import FormatError, Purpose, ScreeningRule
from comity.model.date_text import DateOrder
from comity.tables import ColumnMap, Role, TableOptions


class Stage(StrEnum):
    """Where a file stands: its columns are to be chosen, its job waits or runs, or the job has ended in one of three ways."""

    TO_MAP = "to map"
    WAITS = "waits"
    RUNS = "runs"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read; an empty text means: found out."""

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    order: DateOrder = DateOrder.DAY_FIRST

    def options(self) -> TableOptions:
        """How its table is opened."""
        return TableOptions(sheet=self.sheet or None, encoding=self.encoding or None, delimiter=self.delimiter or None)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A screening that was ordered: the job that does it, by whom (``user:NAME``) and for which purpose, and under which rule."""

    job: str
    by: str
    purpose: str
    at: datetime
    rule: ScreeningRule


@dataclass(frozen=True, slots=True)
class FileScreening:
    """One uploaded file. ``name`` is what its owner called it, and never a path; ``suffix`` tells its form; ``size`` is in bytes.

    ``columns`` are those of the table, ``roles`` has one role for each, ``ignore`` for none. ``ordered`` is None before a screening.
    """

    id: str
    name: str
    suffix: str
    size: int
    sha256: str
    owner: str
    purpose: str
    uploaded_at: datetime
    reading: Reading = Reading()
    columns: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    ordered: Ordered | None = None

    @property
    def map(self) -> ColumnMap:
        """The roles of the columns as the screening takes them."""
        found: dict[Role, tuple[int, ...]] = {}
        for position, role in enumerate(self.roles):
            found[role] = (*found.get(role, ()), position)
        return ColumnMap(self.columns, found)


def to_text(record: FileScreening) -> str:
    """``record`` as JSON."""
    values = asdict(record)
    values["uploaded_at"] = record.uploaded_at.isoformat()
    if record.ordered:
        rule = record.ordered.rule
        values["ordered"]["at"] = record.ordered.at.isoformat()
        values["ordered"]["rule"] = [rule.name, rule.review, rule.strong, sorted(rule.lists), rule.max_hits]
    return json.dumps(values)


def from_text(text: str) -> FileScreening:
    """The record that ``to_text`` wrote. Raises ``FormatError`` for another text."""
    try:
        values = json.loads(text)
        ordered = _ordered(values.pop("ordered"))
        reading = values.pop("reading")
        made = FileScreening(**{**values, "uploaded_at": datetime.fromisoformat(values["uploaded_at"])}, ordered=ordered)
        read = Reading(**{**reading, "order": DateOrder(reading["order"])})
        return replace(made, reading=read, columns=tuple(made.columns), roles=tuple(Role(role) for role in made.roles))
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise FormatError("the record of an uploaded file cannot be read", "upload the file again") from problem


def _ordered(values: Mapping[str, Any] | None) -> Ordered | None:
    if values is None:
        return None
    name, review, strong, lists, most = values["rule"]
    rule = ScreeningRule(name, review, strong, frozenset(lists), most)
    return Ordered(values["job"], values["by"], Purpose(values["purpose"]).value, datetime.fromisoformat(values["at"]), rule)
