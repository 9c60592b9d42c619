"""Which step a database stands at, and going up from there.

Alembic's own environment (alembic.ini, env.py) is for developers at a command line. A node migrates itself, inside the transaction that it
is given, so the few calls that this needs are made here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.runtime.migration import MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from comity.model import DatabaseUnusable

_VERSION_TABLE = "alembic_version"


@cache
def _script() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent))


def newest() -> str:
    """The step that this version of the code works with."""
    head = _script().get_current_head()
    if head is None:
        raise DatabaseUnusable("the package holds no migrations", "install it again")
    return head


def standing(connection: Connection) -> str:
    """The step that the database stands at, empty when it holds no tables at all.

    Raises ``DatabaseUnusable`` for tables of something else, and for a step that this code does not know: a newer version made it.
    """
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        if any(name != _VERSION_TABLE for name in inspect(connection).get_table_names()):
            raise DatabaseUnusable("the database holds tables that are not a node's", "give the address of an empty database")
        return ""
    if current not in {script.revision for script in _script().walk_revisions()}:
        raise DatabaseUnusable("a newer version of Comity made this database", "update Comity, or restore a backup of this version")
    return current


def step_up(connection: Connection) -> None:
    """Take the database to ``newest()`` within the connection's transaction; does nothing when it is there. Raises as ``standing``."""
    start = standing(connection)

    def steps(_current: object, _context: MigrationContext) -> list[Any]:
        ahead = _script().iterate_revisions("head", start or "base")
        return [MigrationStep.upgrade_from_script(_script().revision_map, script) for script in reversed(list(ahead))]

    context = MigrationContext.configure(connection, opts={"fn": steps, "transactional_ddl": True})
    with Operations.context(context):
        context.run_migrations()
