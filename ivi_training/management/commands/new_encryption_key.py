"""manage.py new_encryption_key: a key for ENCRYPTION_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ivi_training.encryption import keys


class Command(BaseCommand):
    """Print a new key; it is stored nowhere."""

    help = "Print a new key. Put it first in ENCRYPTION_KEYS, and keep the older ones behind it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="Small letters, digits and hyphens, for example 2026-12.")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.stdout.write(keys.new(options["name"]))
