"""Customer bases: a file of subjects put under watch, each row by itself, and what was wrong with some of them.

The owner's own number for a subject is its key: a column of that meaning is needed, since without it the same customer would be a new
subject with every import. A bad row is told and costs only itself; a subject that an import no longer names goes only when the owner says
that the file is the whole base, and not when too many would. A row that is refused names its subject all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from comity.batch import is_empty
from comity.identity import Permission, Refused, may
from comity.model import Actor, Entry, Issue, Locator, MissingColumn, NotAllowed, Severity, Subject, UsageError
from comity.node.monitoring import Monitor, Watched
from comity.storage.database import Durability
from comity.storage.database.subjects import Arriving, PutCount
from comity.tables import ColumnMap, Role, SubjectBuilder, Table, choose, open_table, parse_map, recognise

MOST_ISSUES = 200
"""Rows told of one import; the rest is counted, and an issue says so."""

LONGEST_KEY, LONGEST_BASE = 200, 64

FEW_GONE, SHARE_GONE = 10, 10
"""Whom a whole base may erase for not naming them: this many, or one in so many of those who were there, whichever is more. A file that was
cut off, or made by a query that went wrong, must not empty a base; and whoever may import, a key too, may not erase at will.
"""

UPLOADS = "uploads"
"""The folder in the home where files lie while they are imported."""


@dataclass(frozen=True, slots=True)
class BaseFile:
    """A file of a customer base: where it lies, which columns mean what, as one text or as pairs of a role and a column (both empty: found
    out), whether it is the whole base, until when its subjects are kept (None: while the legal basis lasts), how many a whole base may
    erase at most, as somebody said who may erase (``check_may_erase``; None: as ``SHARE_GONE`` says), and when this was said (None: now).
    """

    path: Path
    base: str
    columns: str = ""
    is_whole: bool = False
    keep_until: datetime | None = None
    chosen: tuple[tuple[str, str], ...] = ()
    most_gone: int | None = None
    said_at: datetime | None = None


@dataclass(slots=True)
class Imported:
    """What came of an import: counts, the rows that were refused, and what screening the new and changed subjects found.

    ``named`` are the keys of refused rows; ``nameless`` counts those whose key is not known. ``missing`` counts whom a whole base does not
    name where they are too many to be erased.
    """

    rows: int = 0
    refused: int = 0
    issues: list[Issue] = field(default_factory=list)
    count: PutCount = field(default_factory=PutCount)
    gone: int = 0
    watched: Watched = field(default_factory=Watched)
    named: list[str] = field(default_factory=list)
    nameless: int = 0
    missing: int = 0

    def refuse(self, issue: Issue, key: str) -> None:
        """Count a row that was not taken, and keep why, and whom it names (empty: not known)."""
        self.refused += 1
        self.nameless += not key
        self.named.extend([key] if key else [])
        if len(self.issues) < MOST_ISSUES:
            self.issues.append(issue)

    def record(self) -> dict[str, Any]:
        """As plain values: numbers, and places in the file with what was wrong there; no cell is quoted."""
        said = [{"where": str(issue.where), "what": issue.what, "hint": issue.hint} for issue in self.issues]
        counts = {"new": self.count.new, "changed": self.count.changed, "same": self.count.same, "gone": self.gone}
        counts |= {"missing": self.missing} if self.missing else {}
        return {
            "rows": self.rows,
            "refused": self.refused,
            **counts,
            "screened": self.watched.subjects,
            **self.watched.happened,
            "issues": said,
        }


def check_base(name: str) -> str:
    """``name`` as that of a customer base. Raises ``UsageError`` for any other text."""
    if not 0 < len(name) <= LONGEST_BASE or not all(character.isalnum() or character in "._-" for character in name):
        raise UsageError("this is not the name of a base", f"use 1 to {LONGEST_BASE} letters, digits, '.', '_' and '-'")
    return name


def import_base(file: BaseFile, monitor: Monitor, by: str, at: datetime, progress: Callable[[int], None] | None = None) -> Imported:
    """Put the subjects of ``file`` under watch in one transaction, then screen those that are new or changed.

    From a whole base nobody is erased when no row was taken, when a row was refused whose key is not known, or when more would go than may;
    an issue says so. Raises ``DataError`` when the file is not a table or breaks a limit, ``MissingColumn`` when no column holds the key or
    nothing to screen, and as ``check_keep_until``; then nothing has changed. ``progress`` is told the rows read, then those screened.
    """
    check_base(file.base)
    imported = Imported()
    with open_table(file.path) as table:
        columns = _columns(table, file)
        arriving = _arriving(table, columns, (file, at.date()), imported, progress)
        imported.count = monitor.put(file.base, arriving, by, at, file.said_at)
    if imported.refused > MOST_ISSUES:
        _tell_rest(file, imported)
    if file.is_whole:
        imported.gone = _remove_missing(monitor, file, imported, by, at)
    imported.watched = monitor.screen_arrived(at, progress)
    return imported


def _columns(table: Table, file: BaseFile) -> ColumnMap:
    if file.chosen:
        columns = choose(file.chosen, table.columns)
    else:
        columns = parse_map(file.columns, table.columns) if file.columns else recognise(table.columns)
    if not columns.positions(Role.KEY) and not columns.positions(Role.ID):
        raise MissingColumn(
            f"{table.file}: no column holds your own number of each subject", "name it id or key, or choose it with columns: key=COLUMN"
        )
    return columns


def _arriving(
    table: Table, columns: ColumnMap, given: tuple[BaseFile, date], imported: Imported, progress: Callable[[int], None] | None
) -> Iterator[Arriving]:
    """The subjects of the rows that can be taken, each key once."""
    file, today = given
    builder = SubjectBuilder(columns, file=table.file, today=today)
    seen: set[str] = set()
    for row in table.rows():
        imported.rows += 1
        if progress is not None and imported.rows % 1000 == 0:
            progress(imported.rows)
        where = Locator(table.file, row.number, row.line)
        subject, issues = builder.build(row)
        said = next((issue for issue in (*row.issues, *issues) if issue.severity is Severity.ERROR), None)
        key = "" if row.lost else builder.own_key(row)
        why = _why_not(subject, key, seen, lost=row.lost)
        if said is not None or why:
            imported.refuse(said or Issue(where, why, "correct the row and import the file again", Severity.ERROR), key)
            continue
        seen.add(key)
        yield key, subject, file.keep_until


def _why_not(subject: Subject, key: str, seen: set[str], *, lost: bool) -> str:
    if lost:
        return "the row could not be read"
    if is_empty(subject):
        return "there is nothing to screen: no name or number that can be compared"
    if not key:
        return "your own number of the subject is missing"
    if len(key) > LONGEST_KEY:
        return f"the key is longer than {LONGEST_KEY} characters"
    return "its key stands in an earlier row of the file" if key in seen else ""


def check_may_erase(by: Actor) -> None:
    """Raise ``NotAllowed`` unless ``by`` may say how many a whole base erases: a person whose role may erase subjects, never a key.

    Their purpose is that of the import: whoever is no longer in the file is no longer needed for it.
    """
    refused = may(by, Permission.SUBJECT_ERASE)
    if isinstance(refused, Refused):
        raise NotAllowed(refused.reason, "leave out how many may be erased, or have a supervisor import the file")


def _remove_missing(monitor: Monitor, file: BaseFile, imported: Imported, by: str, at: datetime) -> int:
    """Erase whom the file does not name, unless it does not tell well enough whom it names, or too few of them; how many."""
    count = imported.count
    if imported.nameless or not count.new + count.changed + count.same:
        why = "rows were refused whose number is not known" if imported.nameless else "no row was taken"
        return _nobody(file, imported, why, "correct the file and import it again as the whole base")
    with monitor.database.writing(Durability.FULL) as writing:
        writing.subjects.name(file.base, imported.named, at)
        missing, were_there = len(writing.subjects.missing(file.base, at)), writing.subjects.count(file.base) - count.new
        most = max(FEW_GONE, were_there // SHARE_GONE) if file.most_gone is None else file.most_gone
        if missing > most:
            imported.missing = missing
            why = f"the file does not name {missing:,} of the {were_there:,} subjects that were there, and at most {most:,} may go"
            hint = "if the file is right, a supervisor imports it again as the whole base and says that so many may be erased"
            return _nobody(file, imported, why, hint)
        gone = writing.subjects.remove_missing(file.base, at, at)
        writing.record(Entry(at, by, "subject.erase", f"base:{file.base}", facts={"subjects": str(len(gone)), "basis": "left_the_base"}))
    return len(gone)


def _tell_rest(file: BaseFile, imported: Imported) -> None:
    """Say before the rows that are told that there are others."""
    what = f"{imported.refused:,} rows were refused, and the first {MOST_ISSUES} are told"
    hint = "correct what is told, look for the same in other rows, and import the file again"
    imported.issues.insert(0, Issue(Locator(file.path.name), what, hint))


def _nobody(file: BaseFile, imported: Imported, why: str, hint: str) -> int:
    """Say before all else why nobody was erased."""
    imported.issues.insert(0, Issue(Locator(file.path.name), f"nobody was erased: {why}", hint))
    return 0
