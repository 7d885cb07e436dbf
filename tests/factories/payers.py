"""Offers with money behind them, other payers, and what is owed back."""

from typing import Any

from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine
from grants.commitments.models import Recovery, SupportPackageItem
from grants.commitments.statuses import ItemKind
from grants.spending.actions import expenditures
from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for, recorded
from tests.factories.trainees import offered, quota
from trainees.applying.models import Application
from trainees.joining.actions import enrolments, offers, pledges
from trainees.joining.models import Offer, Pledge
from trainees.joining.statuses import EnrolmentStatus, Payer


def funded_offer(budget: int = 10_000) -> Offer:
    """An airfare of 1,000 and rooms of 300, both on one line."""
    cohort = CohortFactory()
    quota(cohort, 5)
    line = line_of(grant_for(cohort.program), budget)
    package = package_for(line, amount=1_000)
    package.items.update(kind=ItemKind.AIRFARE)
    SupportPackageItem.objects.create(
        package=package, line=line, kind=ItemKind.ACCOMMODATION, amount=300
    )
    return offered(open_call(cohort))


def pledged(application: Application, amount: int = 400, **facts: Any) -> Pledge:
    wish = {"payer": Payer.EMPLOYER, "name": "", "kind": ItemKind.AIRFARE, "reference": ""}
    return pledges.record(application, pledged=amount, by=UserFactory(), **wish | facts)


def spend(cohort: Cohort, amount: int) -> None:
    """Draw on the promises of a cohort."""
    line = BudgetLine.objects.get(grant__program=cohort.program)
    expenditures.approve(recorded(line, amount, cohort=cohort), by=UserFactory())


def owed(amount: int = 700, by: User | None = None) -> Recovery:
    """So much of an airfare was spent on somebody who did not come then."""
    offer = funded_offer()
    spend(offer.place.cohort, amount)
    enrolment = offers.accept(offer, by=offer.application.applicant.user)
    enrolments.end(enrolment, EnrolmentStatus.NO_SHOW, by=by or UserFactory(), reason="Ill")
    return Recovery.objects.get()
