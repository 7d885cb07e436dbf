"""Answering an offer on its pages."""

from datetime import timedelta

import pytest
import time_machine

from ivi_training.outbox.models import OutgoingEmail
from tests.conftest import as_user
from tests.factories.trainees import offered
from trainees.joining.statuses import OfferStatus

pytestmark = pytest.mark.django_db


def test_applicant_sees_the_offer_and_accepts():
    offer = offered()
    client = as_user(offer.application.applicant.user)
    page = client.get(f"/applications/{offer.application_id}/").content.decode()
    assert "You are offered a place" in page
    assert "Accept the offer" in client.get(f"/offers/{offer.pk}/accept/").content.decode()
    for _press in range(2):
        assert client.post(f"/offers/{offer.pk}/accept/").status_code == 302
    offer.refresh_from_db()
    assert offer.status == OfferStatus.ACCEPTED
    assert OutgoingEmail.objects.filter(kind="offer_accepted").count() == 1


def test_applicant_declines_with_a_reason():
    offer = offered()
    client = as_user(offer.application.applicant.user)
    assert client.get(f"/offers/{offer.pk}/decline/").status_code == 200
    client.post(f"/offers/{offer.pk}/decline/", {"reason": "My employer cannot release me."})
    offer.refresh_from_db()
    assert offer.status == OfferStatus.DECLINED
    assert offer.decline_reason == "My employer cannot release me."
    assert offer.place.released_at is not None


def test_answer_after_the_deadline_says_when_it_was():
    offer = offered()
    with time_machine.travel(offer.respond_by + timedelta(seconds=1)):
        client = as_user(offer.application.applicant.user)
        refused = client.post(f"/offers/{offer.pk}/accept/")
    assert refused.status_code == 409
    assert offer.respond_by.strftime("%Y") in refused.content.decode()
    offer.refresh_from_db()
    assert offer.status == OfferStatus.SENT


def test_mail_is_in_the_recipients_language():
    offer = offered(applicant__user__language="ko")
    mail = OutgoingEmail.objects.get(kind="offer_made")
    assert (mail.language, mail.recipient) == ("ko", offer.application.applicant.user.email)
