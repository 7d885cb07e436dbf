"""Conditions are set while somebody is to be selected, or has an offer to answer."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.joining.actions.conditions import ConditionTerms
from trainees.joining.emails import offers as emails
from trainees.joining.errors import ConditionClosed, ConditionOverdue
from trainees.joining.models import Condition, Offer
from trainees.joining.statuses import OfferStatus, Outcome
from trainees.selecting.models import Decision


def open_to(applications: Sequence[Application]) -> dict[int, Offer | None]:
    """Which of these a condition can be set for: their open offer, or none while it is staged."""
    ids = [application.pk for application in applications]
    staged = Decision.objects.staged().filter(
        application__in=ids, outcome=Outcome.SELECTED, publication=None
    )
    found: dict[int, Offer | None] = dict.fromkeys(staged.values_list("application", flat=True))
    offers = Offer.objects.filter(
        application__in=ids, status=OfferStatus.SENT, respond_by__gt=timezone.now()
    )
    related = offers.select_related("application__applicant__user", "place__cohort")
    return found | {offer.application_id: offer for offer in related}


@transaction.atomic
def set_all(
    applications: Sequence[Application], terms: ConditionTerms, *, by: User
) -> list[Condition]:
    """Set one condition for each, all or none; who has the offer already is told.

    Refused for whoever is neither staged to be selected nor has an offer to answer.
    """
    programs.lock_all(application.cohort.program_id for application in applications)
    found = open_to(applications)
    for application in applications:
        if application.pk not in found:
            raise ConditionClosed(
                _("%(application)s is neither staged to be selected nor has an offer to answer.")
                % {"application": application},
                then=[_("Nothing was set. A condition is never added once an offer is accepted.")],
            )
    if terms.due_at <= timezone.now():
        raise ConditionOverdue(_("The due date has passed. Choose a later one."))
    made = Condition.objects.bulk_create(
        Condition(
            application=application,
            offer=found[application.pk],
            kind=terms.kind,
            text=terms.text,
            due_at=terms.due_at,
            when_missed=terms.when_missed,
            set_by=by,
        )
        for application in applications
    )
    emails.conditions_set([condition for condition in made if condition.offer is not None])
    return made
