"""Print the demonstration accounts that exist, or close them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from trainees.demonstration import accounts


class Command(BaseCommand):
    """Prints nothing where there are none."""

    help = (
        "Print the demonstration accounts, one a role; with --close nobody signs in to one again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--close", action="store_true", help="close them, and end their sessions"
        )

    def handle(self, *_args: Any, close: bool, **_options: Any) -> None:
        if close:
            self.stdout.write(f"{accounts.close()} demonstration accounts were closed.")
            return
        found = accounts.find()
        if found:
            self.stdout.write(f"Demonstration accounts, password {accounts.PASSWORD}:")
        for user in found:
            self.stdout.write(f"  {user.email}")
