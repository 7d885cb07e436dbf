"""Who else pays for trainees of the second course: an employer, a travel grant, a trainee."""

from datetime import date, timedelta

from courses.cohorts.models import Cohort
from grants.commitments.statuses import ItemKind
from ivi_training.accounts.models import User
from trainees.demonstration.clock import at, noon
from trainees.joining.actions import pledges
from trainees.joining.models import Enrolment
from trainees.joining.statuses import LIVE_ENROLMENTS, Payer

# Demonstration values: who, its name, which cost, KRW pledged and paid.
PLEDGED = [
    (Payer.EMPLOYER, "", ItemKind.AIRFARE, 1_200_000, 1_200_000),
    (Payer.THIRD_PARTY, "Travel fund (demonstration)", ItemKind.AIRFARE, 800_000, 800_000),
    (Payer.TRAINEE, "", ItemKind.VISA, 60_000, 0),
]


def add(cohort: Cohort, on: date, *, by: User) -> None:
    """Recorded before the flights are paid; what has been paid is written down a week later."""
    trainees = Enrolment.objects.filter(
        cohort=cohort, status__in=LIVE_ENROLMENTS, application__stream__code="LMIC"
    )
    related = "application__cohort", "application__call"
    for enrolment, (payer, name, kind, pledged, paid) in zip(
        trainees.select_related(*related).order_by("pk")[: len(PLEDGED)], PLEDGED, strict=True
    ):
        facts = {"payer": payer, "name": name, "kind": kind, "pledged": pledged}
        with at(noon(on)):
            made = pledges.record(enrolment.application, by=by, **facts)
        with at(noon(on + timedelta(days=7))):
            pledges.pay(made, paid=paid, reference="Letter of 2022" if paid else "")
