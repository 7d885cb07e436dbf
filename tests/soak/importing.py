"""What the processes of the test of a killed import do, each by its name: prepare, take, report."""

import json
import os
import sys

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivi_training.settings")
django.setup()

# Models can be imported once Django is set up.
from django.utils import timezone  # noqa: E402

from benchmarks import world  # noqa: E402
from grants.awards.models import BudgetLine  # noqa: E402
from grants.spending.actions import expenditure_imports  # noqa: E402
from grants.spending.actions.expenditure_imports import Bill  # noqa: E402
from grants.spending.models import Expenditure, ExpenditureImport, FundingShare  # noqa: E402
from ivi_training.accounts.models import User  # noqa: E402
from trainees.office.reports import invariants  # noqa: E402

EACH = 2_000  # bills of a file


def prepare() -> None:
    """A grant, its line and an officer."""
    call_command("migrate", verbosity=0)
    world.build()


def take() -> None:
    """Take one file after another until the process is killed, and say which are kept."""
    by, line = User.objects.get(email="officer@example.org"), BudgetLine.objects.earliest("pk")
    print("begun", flush=True)  # noqa: T201
    first = ExpenditureImport.objects.count()
    for number in range(first, first + 50):
        day = timezone.localdate()
        wanted = [
            Bill(line, None, day, f"Payee {number} {n}", "", "Rooms", 1_000, 0) for n in range(EACH)
        ]
        taken = expenditure_imports.take("bills.csv", str(number).encode(), wanted, by=by)
        print(taken.sha256, flush=True)  # noqa: T201 - the acknowledgement that the test reads


def report() -> None:
    """Count what is there now."""
    found = {
        "files": list(ExpenditureImport.objects.values_list("sha256", flat=True)),
        "bills": Expenditure.objects.count(),
        "drafts": Expenditure.objects.filter(status="draft").count(),
        "shares": FundingShare.objects.count(),
        "differences": [str(difference) for difference in invariants.differences()],
    }
    print(json.dumps(found))  # noqa: T201 - what the test reads


if __name__ == "__main__":
    {"prepare": prepare, "take": take, "report": report}[sys.argv[1]]()
