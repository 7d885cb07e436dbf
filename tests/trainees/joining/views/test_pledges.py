"""Other payers on the page of the application, and on the trainee's own."""

from typing import Any

import pytest
from django.test import Client

from grants.awards.models import BudgetLine
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.payers import funded_offer, pledged
from trainees.joining.models import Offer, Pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    return as_user(user_with(Role.COORDINATOR))


@pytest.fixture
def offer() -> Offer:
    return funded_offer()


def record(office: Client, offer: Offer, **typed: Any) -> Any:
    known = {"payer": "third_party", "name": "Travel fund", "kind": "airfare", "pledged": "400"}
    url = f"/admin/trainees/application/{offer.application_id}/payer/"
    return office.post(url, known | typed)


def settle(office: Client, **typed: Any) -> Any:
    url = f"/admin/trainees/application/payer/{Pledge.objects.get().pk}/"
    return office.post(url, {"what": "paid", "paid": "", "reference": "", "reason": ""} | typed)


def test_payer_is_recorded_and_seen_by_the_trainee(office: Client, offer: Offer):
    assert record(office, offer).status_code == 302
    assert BudgetLine.objects.get().committed == 900
    url = f"/admin/trainees/application/{offer.application_id}/change/"
    assert "Travel fund" in office.get(url).content.decode()
    trainee = as_user(offer.application.applicant.user)
    own = trainee.get(f"/applications/{offer.application_id}/").content.decode()
    assert all(text in own for text in ("Who pays what", "Travel fund: KRW\N{NO-BREAK SPACE}400"))


def test_steps_say_what_they_are_about(office: Client, offer: Offer):
    url = f"/admin/trainees/application/{offer.application_id}/payer/"
    assert "The grant pays that much less" in office.get(url).content.decode()
    record(office, offer)
    page = office.get(f"/admin/trainees/application/payer/{Pledge.objects.get().pk}/")
    shown = page.content.decode()
    assert f'<p class="text">{Pledge.objects.get()}</p>' in shown
    assert "The applicant wrote" not in shown


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "Say who pays."),
        ({"pledged": "0"}, "greater than or equal to 1"),
        ({"kind": "dream"}, "Select a valid choice"),
    ],
)
def test_wrong_entry_is_refused_beside_its_field(
    office: Client, offer: Offer, typed: dict[str, str], message: str
):
    refused = record(office, offer, **typed)
    assert refused.status_code == 422
    assert message in refused.content.decode()


def test_same_payer_twice_is_refused(office: Client, offer: Offer):
    record(office, offer)
    assert "This payer pays this cost already." in record(office, offer).content.decode()


def test_payment_and_end_are_recorded(office: Client, offer: Offer):
    pledged(offer.application)
    assert settle(office, paid="401").status_code == 422
    assert settle(office, paid="400", reference="Transfer 7").status_code == 302
    assert settle(office, what="ended").status_code == 422
    assert settle(office, what="ended", reason="Mistake").status_code == 302
    made = Pledge.objects.get()
    assert (made.paid, made.end_reason) == (400, "Mistake")
    assert BudgetLine.objects.get().committed == 1_300


@pytest.mark.parametrize("to", ["no_show", "visa_refused", "dismissed", "withdrawn", "cancelled"])
def test_every_end_frees_the_money_through_the_page(offer: Offer, to: str):
    trainee = as_user(offer.application.applicant.user)
    trainee.post(f"/offers/{offer.pk}/accept/", {"agree": "on"})
    admissions = as_user(user_with(Role.ADMISSIONS))
    enrolment = Offer.objects.get().enrolment
    url = f"/admin/trainees/application/enrolment/{enrolment.pk}/end/"
    assert admissions.post(url, {"to": to, "reason": "Why"}).status_code == 302
    assert BudgetLine.objects.get().committed == 0
