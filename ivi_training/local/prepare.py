"""What must be true before the first page: migrated, roles filled, something to look at."""

import os

import django
from django.core.management import call_command


def prepare() -> None:
    """Bring the database up to date; on the first occasion, fill it with the demonstration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivi_training.settings")
    django.setup()
    call_command("migrate", interactive=False)
    call_command("sync_roles")
    call_command("load_demonstration", if_empty=True)


if __name__ == "__main__":
    prepare()
