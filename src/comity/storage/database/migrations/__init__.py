"""The steps from an empty database to this version's tables (Alembic), packaged and run from code: no settings file, no command."""

from comity.storage.database.migrations.steps import newest, standing, step_up

__all__ = ["newest", "standing", "step_up"]
