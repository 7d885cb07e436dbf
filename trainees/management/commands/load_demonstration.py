"""Load the demonstration: real published facts and invented people, in development only."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trainees.demonstration import loader


class Command(BaseCommand):
    """Refused where DEBUG is off, and where a program exists already.

    Tells how far it is, on the console or to the `tell` of whoever calls it.
    """

    stealth_options = ("tell",)

    help = "Load the 2022 program with invented people, and a call that is open today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where a program exists already"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            message = "The demonstration has accounts with a public password: only with DEBUG."
            raise CommandError(message)
        if loader.is_loaded():
            if options["if_empty"]:
                return
            message = "This database holds a program already; nothing was changed."
            raise CommandError(message)
        loader.load(options.get("tell") or self.stdout.write)
        self.stdout.write("The demonstration is loaded.")
