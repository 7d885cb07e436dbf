"""manage.py grant_rights: what the application and the reader may do in the database."""

from typing import Any

from django.core.management.base import BaseCommand

from ivi_training.database.owner import as_owner
from ivi_training.guards.actions import rights


class Command(BaseCommand):
    help = "Give the roles of the database the rights that the tables declare; migrate does it too."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with as_owner():
            missing = rights.grant()
        for role in missing:
            self.stdout.write(f"There is no role “{role}”: it was given nothing.")
        if not rights.is_separate():
            self.stdout.write(
                "The application signs in as the owner of the tables, whom the database refuses"
                " nothing: give DATABASE_URL a role of its own, and the owner's DATABASE_OWNER_URL."
            )
