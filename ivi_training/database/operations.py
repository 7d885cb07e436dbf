"""The tables of an app in one step of a migration.

Django renders every related model again after each operation: the first migrations of this house,
written as it writes them, took a minute (1,039 renderings), and take seconds so.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Several `CreateModel`, whose options hold constraints, indexes and triggers as they are.

    The models may refer to each other in any order. Frozen with the migrations that use it: what
    it does must not change once they have run anywhere.
    """

    serialization_expand_args = ["tables"]

    def __init__(self, tables: list[CreateModel]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Rendered models are let go of first: `apps` is a cached property, made when asked."""
        state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """All tables before the first trigger: a trigger may read any of them."""
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)
        for trigger in self._triggers(app_label, to_state):
            # Text that is ready: parameters would have its percent signs read.
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """A trigger's function outlives its table, so triggers are taken away by name."""
        for trigger in self._triggers(app_label, from_state):
            schema_editor.execute(trigger.uninstall_sql, params=None)
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.tables)} tables"

    def _triggers(self, app_label: str, state: ProjectState) -> list[Any]:
        models = (state.apps.get_model(app_label, table.name) for table in self.tables)
        return [trigger for model in models for trigger in getattr(model._meta, "triggers", [])]
