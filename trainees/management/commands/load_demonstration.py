"""Load the demonstration: real published facts and invented people, in development only."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trainees.demonstration import loading


class Command(BaseCommand):
    """Refused where DEBUG is off, and where a program exists already."""

    help = "Load the 2022 program with invented people, and a call that is open today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where a program exists already"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            message = "The demonstration has accounts with a public password: only with DEBUG."
            raise CommandError(message)
        if loading.is_loaded():
            if options["if_empty"]:
                return
            message = "This database holds a program already; nothing was changed."
            raise CommandError(message)
        loading.load()
        self.stdout.write("The demonstration is loaded.")
