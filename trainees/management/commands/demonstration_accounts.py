"""Print the demonstration accounts that exist."""

from typing import Any

from django.core.management.base import BaseCommand

from trainees.demonstration import accounts


class Command(BaseCommand):
    """Prints nothing where there are none."""

    help = "Print the demonstration accounts, one a role."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = accounts.find()
        if found:
            self.stdout.write(f"Demonstration accounts, password {accounts.PASSWORD}:")
        for user in found:
            self.stdout.write(f"  {user.email}")
