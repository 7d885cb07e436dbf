"""A result that changes before its mail has left: one mail goes, the other takes its place."""

import pytest

from ivi_training.guards.models import StatusChange
from ivi_training.outbox import delivery
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.trainees import offered, proposed, staged, submitted
from trainees.applying.models import Application
from trainees.joining.actions import offers
from trainees.joining.statuses import Outcome
from trainees.screening.actions import findings
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.actions import appeals, decisions, promotions
from trainees.selecting.statuses import DecisionReason

pytestmark = pytest.mark.django_db


def statuses(application: Application) -> dict[str, str]:
    """What became of each mail of a result, by its kind."""
    found = OutgoingEmail.objects.filter(recipient_user=application.applicant.user)
    rows = found.order_by("pk").values_list("kind", "status")
    return dict(rows)


def why(name: str) -> str:
    mail = OutgoingEmail.objects.get(kind=name)
    return StatusChange.objects.get(
        subject_type="ivi_training.outgoingemail", subject_id=mail.pk
    ).reason


def refused() -> Application:
    application = staged(outcome=Outcome.NOT_SELECTED)
    decisions.publish(application.cohort, by=UserFactory())
    application.refresh_from_db()
    return application


def grant(application: Application) -> None:
    appeal = appeals.ask(application, text="Look")
    appeals.decide(appeal, is_granted=True, by=UserFactory(), reason="A paper was overlooked")


def test_granted_appeal_keeps_back_the_refusal_that_has_not_left():
    application = refused()
    grant(application)
    assert statuses(application)["application_not_selected"] == "cancelled"
    assert statuses(application)["appeal_decided"] == "queued"
    assert "A paper was overlooked" in why("application_not_selected")


def test_refused_appeal_leaves_the_mail():
    application = refused()
    appeal = appeals.ask(application, text="Look")
    appeals.decide(appeal, is_granted=False, by=UserFactory(), reason="All was read")
    assert statuses(application)["application_not_selected"] == "queued"


def test_newer_publication_replaces_the_mail_of_the_older():
    application = refused()
    grant(application)
    OutgoingEmail.objects.filter(kind="application_not_selected").update(status="queued")
    decisions.stage(
        [application], outcome=Outcome.SELECTED, reason=DecisionReason.MERIT, note="",
        by=UserFactory(),
    )  # fmt: skip
    decisions.publish(application.cohort, by=UserFactory())
    assert statuses(application)["application_not_selected"] == "cancelled"
    assert statuses(application)["offer_made"] == "queued"


def test_offer_taken_back_before_its_mail_has_left_is_not_sent():
    offer = offered()
    offers.rescind(offer, by=UserFactory(), reason="Wrong person")
    assert statuses(offer.application)["offer_made"] == "cancelled"
    assert statuses(offer.application)["offer_rescinded"] == "queued"
    assert "Wrong person" in why("offer_made")


def test_promotion_replaces_the_mail_about_the_waiting_list():
    promotion = proposed()
    promotions.approve(promotion, by=UserFactory())
    told = statuses(promotion.entry.application)
    assert (told["application_waitlisted"], told["offer_made"]) == ("cancelled", "queued")


def test_refusal_at_screening_is_kept_back_too():
    application = submitted()
    findings.mark_ineligible(
        [application], reason=IneligibleReason.COUNTRY, note="", by=UserFactory()
    )
    grant(application)
    assert statuses(application)["application_ineligible"] == "cancelled"


def test_mail_that_has_left_stays_and_the_new_one_follows():
    offer = offered()
    delivery.deliver_due()
    offers.rescind(offer, by=UserFactory(), reason="Wrong person")
    assert statuses(offer.application)["offer_made"] == "sent"
    assert statuses(offer.application)["offer_rescinded"] == "queued"
