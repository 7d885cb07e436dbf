"""Django's connection to PostgreSQL; what migrations install, only the owner may switch off."""

from pathlib import Path
from types import TracebackType

from django.db.backends.postgresql import base, schema

FUNCTIONS = Path(__file__).parent / "functions"
# Every trigger asks this function whether it is to be ignored. The one that pgtrigger brings
# believes whoever says so, and comes back with each trigger that a migration installs.
ONLY_OWNER_IGNORES = (FUNCTIONS / "_pgtrigger_should_ignore.sql").read_text("utf-8")


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Ends every migration with our answer to the question whether a trigger is ignored."""

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """In the transaction of the migration: there is no moment in which anybody is believed."""
        if exc_type is None:
            # Text that is ready: parameters would have its percent signs read.
            self.execute(ONLY_OWNER_IGNORES, params=None)
        super().__exit__(exc_type, exc_value, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
