"""manage.py reseal: everything that is sealed moves to the newest key of the key ring."""

from typing import Any

from django.core.management.base import BaseCommand

from ivi_training.encryption import resealing


class Command(BaseCommand):
    """Seal everything under the newest key, row by row; safe beside a running site."""

    help = "Seal everything under the first key of ENCRYPTION_KEYS. Afterwards older keys may go."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for name, number in resealing.reseal_all().items():
            self.stdout.write(f"{name}: {number} sealed anew")
