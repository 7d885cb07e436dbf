"""manage.py sweep_files: delete stored files that nothing names, list what is named and missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ivi_training.files.actions import orphans


class Command(BaseCommand):
    """The sweep of every night, by hand; after a restore, with `--preview` first."""

    help = "Delete stored files older than a day that nothing names; list those that are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let a person look before anything goes."""
        parser.add_argument("--preview", action="store_true", help="List them, delete nothing.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Say what went; a missing file is an error."""
        found = orphans.sweep(is_preview=options["preview"])
        for name in found.deleted:
            self.stdout.write(f"nothing names it: {name}")
        for name in found.missing:
            self.stderr.write(f"named and missing: {name}")
        self.stdout.write(f"{len(found.deleted)} orphans, {len(found.missing)} missing")
        if found.missing:
            msg = "Restore the missing files from a backup."
            raise CommandError(msg)
