"""manage.py sync_roles: make the groups of all roles and set their permissions as declared."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ivi_training.accounts.actions import roles
from ivi_training.database.owner import as_owner


class Command(BaseCommand):
    help = "Make a group for each role, with exactly the permissions that the apps declare."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            with as_owner():  # the application hands roles out, and cannot make one
                roles.sync()
        except roles.UnknownName as error:
            raise CommandError(str(error)) from error
