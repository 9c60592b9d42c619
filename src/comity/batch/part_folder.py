"""The folder that a run in parts fills: a Parquet file for each part, and a journal of the parts that are complete.

``part-000001.parquet`` … hold the rows; ``_run.json`` says what is screened against what; ``_parts.jsonl`` is the journal, a line for
each part, written only after the part's file is whole and on the disk. A part counts when the journal names it and its file still has the
size named there. So a run that is killed at any moment leaves whole parts that count, and others that are done again. Names that begin
with ``_`` or ``.`` are passed over by what reads folders of Parquet.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.model import StoreError, UsageError

RUN = "_run.json"
JOURNAL = "_parts.jsonl"
TRIED = "_tried-"
"""In front of a part's number: the mark that a worker is at it."""

LARGEST_RUN = 64 * 1024 * 1024
"""Bytes of ``_run.json``, which names the input's files."""

_PART = re.compile(r"\.?part-\d{6,}\.parquet(?:\.[0-9a-f]+\.part)?")

Identity = Mapping[str, Any]
"""What makes two runs the same: plain values by name, as JSON holds them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One complete part: its number, the rows in it, the bytes of its file, how many rows came out how, and how many issues they have."""

    part: int
    rows: int
    size: int
    outcomes: Mapping[str, int]
    issues: int


def part_path(folder: Path, number: int) -> Path:
    """Where part ``number`` (from 1) is."""
    return folder / f"part-{number:06}.parquet"


class PartFolder:
    """The output of one run. Only one process writes the journal: the caller sees to that."""

    def __init__(self, path: Path, identity: Identity) -> None:
        self.path = path
        self.done: dict[int, Entry] = {}
        self._identity = identity

    def check(self, *, resume: bool) -> None:
        """Raise ``UsageError`` unless the run can begin here, or with ``resume`` go on; nothing is written."""
        if resume:
            self._check_run()
        elif self.path.exists():
            self._check_empty()

    def begin(self) -> None:
        """Start a run in an empty folder, which is made if need be. Raises ``UsageError`` when it holds anything, ``StoreError`` when it
        cannot be written.
        """
        with self._telling():
            self.path.mkdir(parents=True, exist_ok=True)
            self._check_empty()
            _put(self.path / RUN, json.dumps(self._identity, ensure_ascii=False, indent=1) + "\n")

    def go_on(self) -> None:
        """Go on with the run in the folder: ``done`` are its complete parts; what else is there of it will be done again.

        Raises ``UsageError`` when there is no run, or when it is another one.
        """
        self._check_run()
        with self._telling():
            entries = _read_journal(self.path / JOURNAL)
            self.done = {entry.part: entry for entry in entries if _size(part_path(self.path, entry.part)) == entry.size}
            counted = {part_path(self.path, number).name for number in self.done}
            for one in list(self.path.iterdir()):
                if (_PART.fullmatch(one.name) or one.name.startswith(TRIED)) and one.name not in counted:
                    one.unlink(missing_ok=True)
            lines = "".join(_line(entry) for entry in self.done.values())
            _put(self.path / JOURNAL, lines)

    def record(self, entry: Entry) -> None:
        """A part is whole and on the disk: from now on it counts. Raises ``StoreError`` when the disk is full."""
        with self._telling(), (self.path / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(_line(entry))
            journal.flush()
            os.fsync(journal.fileno())
        self.done[entry.part] = entry

    def _check_empty(self) -> None:
        if not self.path.is_dir():
            raise UsageError(f"{self.path} is not a folder", "name a folder that is not there yet, or an empty one")
        if any(one.name != LOCK for one in self.path.iterdir()):
            hint = f"name another folder, or go on with the run in it: --resume (it says what it is in {RUN})"
            raise UsageError(f"the folder {self.path} is not empty", hint)

    def _check_run(self) -> None:
        before = _read_identity(self.path / RUN)
        if before is None:
            raise UsageError(f"there is nothing to resume: the folder {self.path} holds no run", "run again without --resume")
        differing = [key for key in self._identity if before.get(key) != self._identity[key]]
        if differing:
            what = f"the folder {self.path} holds a different run: {', '.join(differing)} changed since"
            raise UsageError(what, "name another folder, without --resume; or go on with the same input, lists, rule and options")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            hint = "choose a folder that is yours and has room; complete parts stay"
            raise StoreError(f"the folder {self.path} cannot be written: {error.strerror}", hint) from error


LOCK = "_lock"
"""The file that the process which writes the folder holds a lock on."""


def _line(entry: Entry) -> str:
    record = {"part": entry.part, "rows": entry.rows, "size": entry.size, "outcomes": dict(entry.outcomes), "issues": entry.issues}
    return json.dumps(record) + "\n"


def _put(path: Path, text: str) -> None:
    """Replace ``path`` by a file that holds ``text``, whole or not at all."""
    aside = path.with_name(path.name + ".new")
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _read_identity(path: Path) -> dict[str, Any] | None:
    try:
        if path.stat().st_size > LARGEST_RUN:
            return None
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def _read_journal(path: Path) -> list[Entry]:
    """The entries of a journal; a line cut short, as by a killed run, is passed over, and its part is done again."""
    entries = []
    with suppress(FileNotFoundError), path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                one = json.loads(line)
                outcomes = {outcome: int(one["outcomes"].get(outcome, 0)) for outcome in ("clear", "review", "strong", "error")}
                entries.append(Entry(int(one["part"]), int(one["rows"]), int(one["size"]), outcomes, int(one["issues"])))
    return entries
