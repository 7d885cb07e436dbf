"""What must be true before the first page: migrated, roles filled, something to look at."""

import argparse
import os

import django
from django.core.management import call_command

from ivi_training.local.processes import PROGRESS


def prepare(*, empty: bool) -> None:
    """Bring the database up to date; fill an empty one with the demonstration, unless told not.

    Says in its log what it is at: whoever waits is shown it.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivi_training.settings")
    print_progress("tables, triggers and functions")
    django.setup()
    call_command("migrate", interactive=False)
    print_progress("roles and country lists")
    call_command("sync_roles")
    call_command("load_income_groups")
    if not empty:
        call_command("load_demonstration", if_empty=True, tell=print_progress)


def print_progress(what: str) -> None:
    print(f"{PROGRESS}{what}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--empty", action="store_true")
    prepare(empty=parser.parse_args().empty)
