"""manage.py migrate: as the owner of the tables, who then gives the others their rights."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate

from ivi_training.database.owner import as_owner


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """A table that is new has no rights until they are given: not left to be remembered."""
        with as_owner():
            super().handle(*args, **options)
            if not options["plan"]:
                call_command("grant_rights", stdout=self.stdout)
