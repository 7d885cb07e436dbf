"""What was found to disagree is kept with its first night, and told once to finance officers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from trainees.costs.emails import reconciliation as emails
from trainees.costs.models import ReconciliationException
from trainees.costs.statuses import Disagreement


@dataclass(frozen=True)
class FoundDisagreement:
    """One disagreement about one person in one cohort."""

    kind: Disagreement
    application_id: int
    cohort_id: int


@transaction.atomic
def record(found: Iterable[FoundDisagreement]) -> list[ReconciliationException]:
    """Open what is new, end what has gone; tell finance officers of what is new, once."""
    now = set(found)
    # Held, so that two nights that run at once do not tell of the same thing twice.
    known = {
        FoundDisagreement(Disagreement(row.kind), row.application_id, row.cohort_id): row
        for row in ReconciliationException.objects.select_for_update(no_key=True).open()
    }
    gone = [row.pk for thing, row in known.items() if thing not in now]
    ReconciliationException.objects.filter(pk__in=gone).update(ended_at=timezone.now())
    new = sorted(now - known.keys(), key=lambda f: (f.kind, f.cohort_id, f.application_id))
    made: list[ReconciliationException] = ReconciliationException.objects.bulk_create(
        ReconciliationException(
            kind=one.kind, application_id=one.application_id, cohort_id=one.cohort_id
        )
        for one in new
    )
    if made:
        officers = User.objects.filter(groups__name=Role.FINANCE, is_active=True)
        emails.disagreements_found(made, officers=officers)
    return made
