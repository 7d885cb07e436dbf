"""manage.py sync_roles: make the groups of all roles and set their permissions as declared."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ivi_training.actions import roles


class Command(BaseCommand):
    """Bring the groups in line with what the apps declare."""

    help = "Make a group for each role, with exactly the permissions that the apps declare."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Sync, and name what does not exist."""
        try:
            roles.sync()
        except roles.UnknownName as error:
            raise CommandError(str(error)) from error
