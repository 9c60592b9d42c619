"""A run in parts: every piece of the input goes to an engine, and each part that comes back is entered in the journal.

The engine decides only where the work is done. What is done, and what counts as complete, is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from comity.batch.part_folder import PartFolder
from comity.batch.part_input import Piece, Source, whole_batches
from comity.batch.part_work import Job, PartDone


@dataclass(frozen=True, slots=True)
class Cut:
    """An input and how it is cut: ``rows_per_part`` rows each, rounded up to whole batches; ``done`` are the parts to leave out."""

    source: Source
    rows_per_part: int
    done: Collection[int] = frozenset()

    def pieces(self) -> Iterator[Piece]:
        """The pieces to do, and the input's end."""
        return self.source.pieces(whole_batches(self.rows_per_part), self.done)


class Engine(Protocol):
    """Somewhere to work."""

    def check(self) -> None:
        """Raise ``UsageError`` when the engine is not there; before anything is written."""
        ...

    def run(self, job: Job, cut: Cut) -> Generator[PartDone]:
        """What came of each piece, in any order, as it is done; closing the generator ends the work.

        Raises ``StoreError`` when workers cannot work on, and what ``check`` raises.
        """
        ...


def screen_in_parts(folder: PartFolder, job: Job, cut: Cut, engine: Engine) -> Generator[PartDone]:
    """Every part that is not complete in ``folder`` (begun by the caller) as it becomes so, and the input's end.

    Raises the failure of a part at once, and that of the input after all parts before it are complete; what ``Engine.run`` raises;
    ``StoreError`` when the journal cannot be written.
    """
    failure = None
    with closing(engine.run(job, Cut(cut.source, cut.rows_per_part, frozenset(folder.done)))) as arriving:
        for done in arriving:
            if done.entry is not None:
                folder.record(done.entry)
            elif done.failure is not None and not done.is_end:
                raise done.failure
            failure = failure or done.failure
            yield done
    if failure is not None:
        raise failure
