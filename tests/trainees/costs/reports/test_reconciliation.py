"""Whether places, people and money agree: each disagreement is found, and told once."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from grants.awards.models import BudgetLine
from grants.commitments.models import SupportPackage
from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.engagements import engaged
from tests.factories.payers import funded_offer, owed, pledged
from tests.trainees.office.reports.test_invariants import no_triggers
from trainees import tasks
from trainees.costs.models import ReconciliationException
from trainees.costs.reports import reconciliation
from trainees.costs.statuses import Disagreement
from trainees.joining.actions import offers, pledges
from trainees.joining.models import Offer, Pledge

pytestmark = pytest.mark.django_db

D = Disagreement
CORRUPTIONS = {
    D.PLACE_UNHELD: "UPDATE trainees_offer SET status = 'declined', responded_at = now()",
    D.PERSON_UNPLACED: "UPDATE trainees_place SET released_at = now()",
    D.MONEY_UNHELD: "UPDATE trainees_place SET released_at = now()",
    D.MONEY_ELSEWHERE: "UPDATE grants_commitment SET cohort_id = cohort_id + 1",
    D.UNFUNDED: "UPDATE trainees_offer SET commitment_id = NULL",
    D.PAID_TWICE: "UPDATE grants_commitmentpart SET covered = 0",
    D.PLEDGE_UNPAID: "UPDATE courses_cohort SET starts_on = '2022-01-01'",
}


def found() -> set[Disagreement]:
    return {one.kind for one in reconciliation.find()}


def test_every_kind_is_tried():
    assert {*CORRUPTIONS, D.LOSS_UNCLAIMED} == set(Disagreement) == set(reconciliation._QUERIES)


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_disagreement_is_found(kind: Disagreement):
    pledged(funded_offer().application, 400)
    assert not found()
    with no_triggers(), connection.cursor() as cursor:
        cursor.execute(CORRUPTIONS[kind])
    assert kind in found()


def test_loss_that_nobody_asks_back_is_found():
    owed(700)
    assert not found()
    with no_triggers(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM grants_recovery")
    assert found() == {D.LOSS_UNCLAIMED}


def test_fee_of_a_lecturer_belongs_to_no_place():
    offer = funded_offer()
    before = reconciliation.counts()
    engaged(BudgetLine.objects.get(), cohort=offer.place.cohort)
    assert not found()
    assert reconciliation.counts() == before


def test_night_tells_finance_officers_once_and_ends_what_is_gone():
    offer = funded_offer()
    officer = user_with(Role.FINANCE)
    tasks.reconcile()
    assert not ReconciliationException.objects.exists()
    Offer.objects.filter(pk=offer.pk).update(commitment=None)
    for _night in range(2):
        tasks.reconcile()
    exception = ReconciliationException.objects.get()
    assert (exception.kind, exception.application) == (D.UNFUNDED, offer.application)
    mail = OutgoingEmail.objects.get(kind="disagreements_found")
    assert (mail.recipient_user, offer.application.reference in mail.text) == (officer, False)
    SupportPackage.objects.all().delete()
    tasks.reconcile()
    exception.refresh_from_db()
    assert exception.ended_at


@pytest.fixture
def auditor() -> Client:
    return as_user(user_with(Role.AUDITOR))


def page(client: Client) -> str:
    return client.get("/admin/courses/program/reconciliation/").content.decode()


def test_page_shows_each_cohort_and_who_must_act(auditor: Client):
    offer = funded_offer()
    assert "Everything agrees" in page(auditor)
    Offer.objects.filter(pk=offer.pk).update(commitment=None)
    shown = page(auditor)
    assert all(text in shown for text in (str(offer.application), "Finance", "today"))
    lead = page(as_user(user_with(Role.LEAD)))
    assert f"/application/{offer.application_id}/change/" not in lead


@pytest.mark.parametrize("people", [1, 3])
def test_page_asks_a_fixed_number_of_queries(
    auditor: Client, people: int, django_assert_max_num_queries: Any
):
    page(auditor)
    for _number in range(people):
        offer = funded_offer()
        Offer.objects.filter(pk=offer.pk).update(commitment=None)
    # Session, user, permissions; counts and cohorts; eight kinds; known, applications, cohorts;
    # the menu of the administration.
    with django_assert_max_num_queries(22):
        page(auditor)


def test_unpaid_pledge_is_found_only_while_it_counts():
    offer = funded_offer()
    made = pledged(offer.application, 400)
    offers.accept(offer, by=offer.application.applicant.user)
    with no_triggers(), connection.cursor() as cursor:
        cursor.execute(CORRUPTIONS[D.PLEDGE_UNPAID])
    assert found() == {D.PLEDGE_UNPAID}
    pledges.pay(made, paid=400, reference="Transfer")
    assert not found()
    Pledge.objects.update(paid=0)
    pledges.end(made, by=UserFactory(), reason="Mistake")
    assert not found()
