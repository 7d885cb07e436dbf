"""What the processes of the kill test do, each by its name: prepare, publish, report."""

import json
import os
import sys

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivi_training.settings")
django.setup()

# Models can be imported once Django is set up.
from django.db.models import Count, F  # noqa: E402

from benchmarks import world  # noqa: E402
from courses.cohorts.models import Cohort  # noqa: E402
from ivi_training.accounts.models import User  # noqa: E402
from ivi_training.outbox.models import OutgoingEmail  # noqa: E402
from trainees.applying.models import Application  # noqa: E402
from trainees.joining.models import Offer  # noqa: E402
from trainees.joining.statuses import Outcome  # noqa: E402
from trainees.office.reports import invariants  # noqa: E402
from trainees.selecting.actions import decisions  # noqa: E402
from trainees.selecting.models import Decision, Publication  # noqa: E402
from trainees.selecting.statuses import DecisionReason  # noqa: E402

COHORTS, EACH = 2, 2 * decisions.CHUNK + 200  # each in several chunks


def prepare() -> None:
    """Several hundred decisions, staged."""
    call_command("migrate", verbosity=0)
    made = world.build()
    for number in range(COHORTS):
        call, cohort = world.cohort(made, f"COHORT-{number}")
        world.apply(made, call, cohort, EACH)
        decisions.stage(
            list(Application.objects.filter(cohort=cohort).select_related("call", "cohort")),
            outcome=Outcome.SELECTED,
            reason=DecisionReason.MERIT,
            note="",
            by=made.officer,
        )


def publish() -> None:
    """Publish what is left, and say what is done as soon as it is."""
    by = User.objects.get(email="officer@example.org")
    print("begun", flush=True)  # noqa: T201
    for cohort in Cohort.objects.order_by("pk"):
        _publish_cohort(cohort, by)
        print(cohort.pk, flush=True)  # noqa: T201 - the acknowledgement that the test reads


def _publish_cohort(cohort: Cohort, by: User) -> None:
    """First what a process that died left half-way, as the clock does later; then the rest."""
    for begun in Publication.objects.filter(cohort=cohort, finished_at__isnull=True):
        decisions.finish_interrupted(begun)
    decisions.publish(cohort, by=by)


def report() -> None:
    """Count what is there now."""
    published = Decision.objects.filter(published_at__isnull=False)
    by_cohort = published.values_list("application__cohort").annotate(Count("pk"))
    offered = OutgoingEmail.objects.filter(kind="offer_made")
    found = {
        "published": {str(cohort): number for cohort, number in by_cohort.order_by()},
        "staged": Decision.objects.staged().count(),
        "selected": Application.objects.filter(status="selected").count(),
        "undecided": Application.objects.filter(status="selected")
        .exclude(decisions__published_at__isnull=False)
        .count(),
        "offers": Offer.objects.filter(application__status="selected").count(),
        "mails": offered.count(),
        "mails_of_offers": offered.filter(
            recipient__in=Offer.objects.values("application__applicant__user__email")
        )
        .values("recipient")
        .distinct()
        .count(),
        "unfinished": Publication.objects.filter(finished_at__isnull=True).count(),
        "stopped": Publication.objects.exclude(stop_reason="").count(),
        "early": Decision.objects.filter(staged_at__gt=F("published_at")).count(),
        "differences": [str(difference) for difference in invariants.differences()],
    }
    print(json.dumps(found))  # noqa: T201 - what the test reads


if __name__ == "__main__":
    {"prepare": prepare, "publish": publish, "report": report}[sys.argv[1]]()
