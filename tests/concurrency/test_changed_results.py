"""A sender and a changed result at the same moment: a mail leaves, or is cancelled, never both."""

import pytest
from django.core import mail as outbox

from ivi_training.outbox import delivery
from ivi_training.outbox.models import OutgoingEmail
from tests.concurrency.conftest import race
from tests.factories.accounts import UserFactory
from tests.factories.trainees import offered
from trainees.joining.actions import offers
from trainees.joining.models import Offer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_mail_that_a_sender_has_claimed_leaves_and_the_new_one_follows():
    offer = offered()
    OutgoingEmail.objects.exclude(kind="offer_made").delete()
    claimed = delivery._claim()
    assert claimed is not None
    offers.rescind(offer, by=UserFactory(), reason="Wrong person")
    made = OutgoingEmail.objects.get(kind="offer_made")
    assert (made.pk, made.status) == (claimed.pk, "sending")
    assert OutgoingEmail.objects.filter(kind="offer_rescinded").exists()


@pytest.mark.parametrize("_attempt", range(5))
def test_mail_is_sent_or_cancelled_and_never_both(_attempt: int):
    offer = offered()
    OutgoingEmail.objects.exclude(kind="offer_made").delete()
    related = Offer.objects.select_related(
        "application__applicant__user", "application__cohort", "place", "commitment"
    )
    copy, by = related.get(pk=offer.pk), UserFactory()

    def step(number: int) -> None:
        if number:
            delivery.deliver_due(limit=1)
        else:
            offers.rescind(copy, by=by, reason="Wrong person")

    assert race(step, runners=3) == [None] * 3
    delivery.deliver_due()
    status = OutgoingEmail.objects.get(kind="offer_made").status
    left = [message for message in outbox.outbox if "offered a place" in message.subject.lower()]
    assert status in {"sent", "cancelled"}
    assert (status == "sent") == bool(left)
    assert OutgoingEmail.objects.get(kind="offer_rescinded").status == "sent"
