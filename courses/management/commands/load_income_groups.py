"""Load the income groups that ship with the project; what is known already stays as it is."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.countries.actions import classifications


class Command(BaseCommand):
    """Safe to run again."""

    help = "Load the World Bank's income groups, FY21 to FY26 (CC BY 4.0)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{classifications.load()} rows added")
