"""What runs by the clock: offers that nobody answered, and the nightly recount."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from ivi_training.outbox.models import OutgoingEmail
from tests.databases import as_owner
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import offered, quota
from trainees import tasks
from trainees.joining.actions import offers
from trainees.joining.models import Offer
from trainees.joining.statuses import OfferStatus
from trainees.office.reports import invariants
from trainees.places.models import Quota

pytestmark = pytest.mark.django_db


def test_unanswered_offers_expire_once_and_others_stay():
    cohort = CohortFactory()
    quota(cohort, 9)
    call = open_call(cohort)
    unanswered, accepted, declined = (offered(call) for _person in range(3))
    offers.accept(accepted, by=accepted.application.applicant.user)
    offers.decline(declined, by=declined.application.applicant.user)
    tasks.expire_offers()
    assert Offer.objects.get(pk=unanswered.pk).status == OfferStatus.SENT
    with time_machine.travel(unanswered.respond_by + timedelta(seconds=1)):
        later = offered(call)
        for _run in range(2):
            tasks.expire_offers()
    statuses = dict(Offer.objects.values_list("pk", "status"))
    assert statuses == {
        unanswered.pk: OfferStatus.EXPIRED,
        accepted.pk: OfferStatus.ACCEPTED,
        declined.pk: OfferStatus.DECLINED,
        later.pk: OfferStatus.SENT,
    }
    assert Quota.objects.get().used == 2
    assert OutgoingEmail.objects.filter(kind="offer_expired").count() == 1
    assert not list(invariants.differences())


def test_recount_is_silent_when_all_is_well(caplog: pytest.LogCaptureFixture):
    offered()
    with caplog.at_level(logging.WARNING):
        tasks.check_invariants()
    assert caplog.messages == []


def test_recount_names_each_difference(caplog: pytest.LogCaptureFixture):
    cohort = CohortFactory()
    made = quota(cohort, 9)
    offered(open_call(cohort))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE trainees_quota SET used = 3")
        cursor.execute("SET LOCAL session_replication_role = origin")
    tasks.check_invariants()
    assert caplog.messages == [f"invariant broken: quota.used: quota {made.pk} says 3, counted 1"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
