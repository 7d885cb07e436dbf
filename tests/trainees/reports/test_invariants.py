"""Each counter, corrupted by hand with its triggers off, is found and named."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection

from grants.actions import expenditures
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.endorsements import asking_call, endorsement
from tests.factories.grants import grant_for, line_of, package_for, recorded
from tests.factories.trainees import draft, proposed, quota, waiting
from trainees.actions import offers, promotions, quotas
from trainees.models import Quota, QuotaRule
from trainees.reports import invariants

pytestmark = pytest.mark.django_db

CORRUPTIONS = {
    "quota.used": "UPDATE trainees_quota SET used = used + 1",
    "quota.ceiling": "UPDATE trainees_quota SET ceiling = 0",
    "quota.reserved": "UPDATE trainees_quota SET floor = 5 WHERE gender = 'male'",
    "quota.released": "UPDATE trainees_quota SET floor_released_at = now()",
    "quota.agreed_ceiling": "UPDATE trainees_quota SET ceiling = ceiling + 1",
    "quota.agreed_floor": "UPDATE trainees_quota SET floor = floor + 1",
    "quota.rule_ceiling": "UPDATE trainees_quotarule SET ceiling = ceiling + 1",
    "quota.rule_rows": "DELETE FROM trainees_quota WHERE rule_id IS NOT NULL",
    "organisation.named": "DELETE FROM trainees_organisationname",
    "organisation.merged": "UPDATE trainees_organisation SET merged_into_id = id",
    "person.merged": """
        INSERT INTO trainees_personmerge (chosen, reason, at, applicant_id, by_id, goes_id)
        SELECT '{}', 'One', now(), max(p.id), max(p.user_id), min(p.id)
          FROM trainees_applicant p JOIN trainees_application a ON a.applicant_id = p.id""",
    "place.holder": "UPDATE trainees_place SET released_at = now()",
    "place.offer": """
        INSERT INTO trainees_place SELECT nextval('trainees_place_id_seq'), modality, country,
               income_group, gender, now(), NULL, '' , application_id + 1, cohort_id, course_id,
               organisation_id, program_id, stream_id, applicant_id + 1
          FROM trainees_place LIMIT 1""",
    "offer.enrolment": "DELETE FROM trainees_enrolment",
    "offer.deferred": "UPDATE trainees_offer SET status = 'deferred', responded_at = now()",
    "place.cohort": "UPDATE trainees_place SET cohort_id = cohort_id + 1",
    "enrolment.cohort": "UPDATE trainees_enrolment SET cohort_id = cohort_id + 1",
    "endorsementrule.first_asked": "UPDATE courses_endorsementrule SET first_asked_at = NULL",
    "call.rules_frozen": "UPDATE courses_call SET rules_frozen_at = NULL",
    "condition.missed": """
        INSERT INTO trainees_condition (application_id, offer_id, kind, text, due_at, when_missed,
               status, set_at, set_by_id, settled_at, note)
        SELECT application_id, id, 'visa', '', now() + interval '1 day', 'lapse', 'missed', now(),
               (SELECT min(id) FROM ivi_training_user), now(), '' FROM trainees_offer""",
    "online.seat": """
        INSERT INTO trainees_onlineenrolment (application_id, cohort_id, status, joined_at)
        SELECT application_id, cohort_id, 'enrolled', now() FROM trainees_enrolment""",
    "online.cohort": """
        INSERT INTO trainees_onlineenrolment
               (application_id, cohort_id, status, joined_at, ended_at)
        SELECT id, cohort_id, 'left', now(), now() FROM trainees_application LIMIT 1""",
    "waiting.status": "DELETE FROM trainees_waitingentry WHERE left_at IS NULL",
    "waiting.cohort": "UPDATE trainees_waitingentry SET stream_id = NULL WHERE left_at IS NULL",
    "promotion.offer": """
        UPDATE trainees_promotion SET entry_id = (SELECT max(id) FROM trainees_waitingentry)""",
    "returnrequest.open": """
        INSERT INTO trainees_returnrequest
               (application_id, asked_fields, asked_papers, text, due_at, made_at, made_by_id)
        SELECT id, '{english}', '{}', 'Why', now() + interval '1 day', now(),
               (SELECT min(id) FROM ivi_training_user) FROM trainees_application LIMIT 1""",
    "application.is_clear": "UPDATE trainees_application SET is_clear = NULL",
    "commitment.released": "UPDATE grants_commitment SET released_at = now()",
    "commitment_item.open_amount": "UPDATE grants_commitmentitem SET open_amount = open_amount - 1",
    "commitment_item.spent_amount": """
        UPDATE grants_commitmentitem SET spent_amount = 1, open_amount = open_amount - 1""",
    "commitment_item.covered": """
        UPDATE grants_commitmentitem SET covered = 1, open_amount = open_amount - 1""",
    "recovery.received": """
        INSERT INTO grants_recovery (spent_by_id, debtor, why, amount, received, status, opened_at,
               waiver)
        SELECT min(id), '', '', 9, 9, 'open', now(), '' FROM grants_ledgerentry""",
    "pledge.covered": """
        INSERT INTO trainees_pledge (application_id, payer, name, kind, pledged, paid, reference,
               recorded_at, recorded_by_id, end_reason)
        SELECT application_id, 'employer', '', 'other', 5, 0, '', now(), 0, ''
          FROM trainees_offer""",
    "commitment_item.parts": "DELETE FROM grants_commitmentpart",
    "budget_line.committed_items": "UPDATE grants_commitmentitem SET open_amount = 1",
    "budget_line.budgeted": "UPDATE grants_budgetline SET budgeted = budgeted + 1",
    "budget_line.committed": "UPDATE grants_budgetline SET committed = committed - 1",
    "budget_line.spent": "UPDATE grants_budgetline SET spent = spent + 1",
    "budget_line.overrun_allowed": "UPDATE grants_budgetline SET overrun_allowed = 1",
    "engagement.released": """
        INSERT INTO grants_engagement (commitment_id, kind, reference, person, affiliation, company,
               subject, starts_on, ends_on, status, token)
        SELECT min(id), 'fee', 'F', 'A', '', '', '', '2022-07-04', '2022-07-04', 'closed',
               gen_random_uuid() FROM grants_commitment""",
    "transfer.posted": """
        INSERT INTO grants_transfer (from_line_id, to_line_id, amount, reason, reference, status,
                                     asked_at, asked_by_id, decided_at, decided_by_id)
        SELECT l.id, 0, 1, '', '', 'approved', now(), u.id, now(), 0
          FROM grants_budgetline l, ivi_training_user u LIMIT 1""",
    "expenditure.posted": "UPDATE grants_fundingshare SET amount = amount + 1",
    "expenditure.shared": """
        UPDATE grants_expenditure SET amount = amount + 1, supply = supply + 1""",
    "grant.unallocated": "UPDATE grants_grant SET unallocated = unallocated + 1",
    **{
        f"grant.{column}": f"UPDATE grants_grant SET {column} = {column} + 1"  # noqa: S608 - ours
        for column in ("awarded", "received", "interest", "interest_returned", "spent", "sealed")
    },
    "ledger_day.came": "UPDATE grants_ledgerday SET came = came + 1",
    "ledger_day.went": "UPDATE grants_ledgerday SET day = day + 1",
    "grant.returned": "UPDATE grants_grant SET returned = 1, received = spent",
    "tally.count": "UPDATE trainees_tally SET count = count + 1 WHERE thing = 'enrolment'",
}


@contextmanager
def no_triggers() -> Iterator[None]:
    """Neither triggers nor the checks of foreign keys, as after a repair by hand."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was done before is judged before
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def enrolled() -> None:
    cohort = CohortFactory()
    quotas.record_new(quota(cohort, 5), by=UserFactory())
    quota(cohort, 5, "Men", gender="male")
    QuotaRule.objects.create(program=cohort.program, name_en="Country", fact="country", ceiling=4)
    line = line_of(grant_for(cohort.program))
    package_for(line, amount=1_000)
    expenditures.approve(recorded(line), by=UserFactory())
    recorded(line)
    call = open_call(cohort)
    promotion = proposed(call)
    promotions.approve(promotion, by=UserFactory())
    offers.accept(promotion.offer, by=UserFactory())
    waiting(call)
    endorsement(draft(asking_call(cohort)))


def test_every_invariant_has_a_corruption():
    assert set(CORRUPTIONS) == set(invariants.INVARIANTS)


@pytest.mark.usefixtures("enrolled")
@pytest.mark.parametrize("invariant", CORRUPTIONS)
def test_corruption_is_found_and_named(invariant: str):
    assert list(invariants.differences()) == []
    with no_triggers(), connection.cursor() as cursor:
        if invariant == "quota.ceiling":  # only without its CHECK can it be wrong
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE trainees_quota DROP CONSTRAINT quota_never_oversubscribed")
        cursor.execute(CORRUPTIONS[invariant])
    assert invariant in {difference.invariant for difference in invariants.differences()}


@pytest.mark.usefixtures("enrolled")
def test_closed_quota_counts_nothing():
    made = Quota.objects.get(name_en="Total")
    quotas.close(made, reason="Other facts", by=UserFactory())
    assert list(invariants.differences()) == []
    with no_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE trainees_quota SET used = 1 WHERE closed_at IS NOT NULL")
    (difference,) = invariants.differences()
    assert (difference.invariant, difference.kept, difference.counted) == ("quota.used", 1, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("enrolled")
def test_command_exits_1_and_names_each_difference(capsys: pytest.CaptureFixture[str]):
    call_command("check_invariants")
    assert "0 differences" in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trainees_quota DISABLE TRIGGER USER")
        cursor.execute("UPDATE trainees_quota SET used = 3 WHERE gender = '' AND rule_id IS NULL")
        cursor.execute("ALTER TABLE trainees_quota ENABLE TRIGGER USER")
    with pytest.raises(SystemExit, match="1"):
        call_command("check_invariants", format="json")
    report = json.loads(capsys.readouterr().out)
    with pytest.raises(SystemExit, match="1"):
        call_command("check_invariants")
    assert "says 3, counted 1\n" in capsys.readouterr().out
    (difference,) = report["differences"]
    assert (difference["invariant"], difference["kept"], difference["counted"]) == (
        "quota.used", 3, 1,
    )  # fmt: skip
