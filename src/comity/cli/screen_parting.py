"""Where a file is screened: in this process, in several, or on Ray; and what goes together with each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comity.cli.screen_input import STANDARD
from comity.cli.screen_run import Results
from comity.model import UsageError

if TYPE_CHECKING:
    from comity.batch.part_run import Engine

LOCAL = "local"
PROCESSES = "processes"
RAY = "ray"
ENGINES = (LOCAL, PROCESSES, RAY)

ROWS_PER_PART = 50_000
"""Rows in one part, unless the user says otherwise: some ten seconds of one core, some megabytes of Parquet."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Where the work is done, as the user said it; ``workers`` 0: one for each core."""

    engine: str = LOCAL
    address: str = ""
    workers: int = 0
    rows: int = ROWS_PER_PART

    def made(self) -> Engine:
        """The engine asked for."""
        if self.engine == RAY:
            from comity.batch.ray_engine import RayEngine

            return RayEngine(self.address, self.workers)
        from comity.batch.process_engine import ProcessEngine

        return ProcessEngine(self.workers)


def check_parting(parting: Parting, file: str, results: Results) -> None:
    """Raise ``UsageError`` for what does not go together with a run in parts, or with one that is not."""
    if parting.address and parting.engine != RAY:
        raise UsageError("--ray-address belongs to --engine ray", "add it, or leave the address out")
    if parting.engine == LOCAL:
        if file and file != STANDARD and Path(file).is_dir():
            raise UsageError(f"{file} is a folder", "give a file; or screen a folder of Parquet files with --engine processes")
        if results.out and results.out != STANDARD and Path(results.out).is_dir():
            raise UsageError(f"--out {results.out} is a folder", "name a file in it; --engine processes and --engine ray fill a folder")
        return
    if not file or file == STANDARD:
        raise UsageError(f"--engine {parting.engine} belongs to a FILE or a folder of Parquet files", "standard input is read once, by one")
    if not results.out or results.out == STANDARD:
        raise UsageError(f"--engine {parting.engine} writes a folder of Parquet files", "name it: --out FOLDER")
    if results.as_json or results.issues:
        hint = "leave them out: the answer of each row that is not clear, and its issues, are in the column comity_answer"
        raise UsageError(f"--json and --issues do not go with --engine {parting.engine}", hint)
