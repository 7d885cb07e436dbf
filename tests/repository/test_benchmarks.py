"""The plain side of the benchmarks writes what the tables ask for: it is no product code."""

import pytest

from benchmarks import plain, world
from benchmarks.admission import admit, read
from benchmarks.database import plain_connection
from grants.commitments.models import CommitmentPart, SupportPackageItem
from grants.ledger.models import LedgerEntry
from ivi_training.outbox.models import OutgoingEmail
from trainees.applying.models import Application
from trainees.joining.models import Offer


@pytest.mark.django_db(transaction=True)
def test_plain_sql_writes_the_same_rows_as_the_product():
    made = world.build()
    call, cohort = world.cohort(made, "ONE")
    world.apply(made, call, cohort, 2)
    ours, theirs = Application.objects.filter(cohort=cohort).values_list("pk", flat=True)
    admit(read([ours])[ours], cohort, by=made.officer)
    connection = plain_connection()
    plain.publish(connection, plain.setting(), [theirs])
    connection.close()
    assert {offer.application_id for offer in Offer.objects.all()} == {ours, theirs}
    assert OutgoingEmail.objects.count() == 2
    commitments = LedgerEntry.objects.filter(kind="commitment").count()
    assert commitments == 2 * SupportPackageItem.objects.count() == CommitmentPart.objects.count()
