"""Limits of approval: by role and amount, one person or two; the database reads them too."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.awards.models import BudgetLine
from grants.spending.actions import approvals, expenditures
from grants.spending.errors import AboveLimit
from grants.spending.models import ApprovalLimit, Expenditure
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    """An approver alone up to 1,000 and with a second one up to 5,000; an administrator above."""
    line = line_of(grant_for(ProgramFactory()), budget=50_000)
    for role, up_to, people in [
        ("approver", 1_000, 1),
        ("approver", 5_000, 2),
        ("administrator", None, 1),
    ]:
        ApprovalLimit.objects.create(grant=line.grant, role=role, up_to=up_to, approvers=people)
    return line


def approve_in_sql(one: Expenditure, by: User, **facts: Any) -> None:
    with transaction.atomic():
        Expenditure.objects.filter(pk=one.pk).update(
            status="approved", approved_by=by, approved_at=timezone.now(), **facts
        )


def test_small_amount_is_approved_by_one(line: BudgetLine):
    assert expenditures.approve(recorded(line, 1_000), by=UserFactory(roles=[Role.APPROVER]))


def test_larger_one_waits_for_a_second_person(line: BudgetLine):
    one, first, second = (
        recorded(line, 5_000),
        UserFactory(roles=[Role.APPROVER]),
        UserFactory(roles=[Role.APPROVER]),
    )
    assert not expenditures.approve(one, by=first)
    assert (one.status, one.first_approved_by) == ("submitted", first)
    with pytest.raises(AboveLimit, match="second person"):
        expenditures.approve(one, by=first)
    assert list(Expenditure.objects.waiting_for(first)) == []
    assert expenditures.approve(one, by=second)
    assert [change.by for change in one.changes()] == [second, first, one.recorded_by]
    line.refresh_from_db()
    assert line.spent == 5_000


def test_still_larger_one_goes_to_a_higher_role(line: BudgetLine):
    one = recorded(line, 5_001)
    with pytest.raises(AboveLimit) as refusal:
        expenditures.approve(one, by=UserFactory(roles=[Role.APPROVER]))
    assert "Administrator" in str(refusal.value.then[0])
    assert expenditures.approve(one, by=UserFactory(roles=[Role.ADMINISTRATOR]))


def test_administrator_approves_alone_what_two_approvers_would(line: BudgetLine):
    one = recorded(line, 5_000)
    expenditures.approve(one, by=UserFactory(roles=[Role.APPROVER]))
    assert expenditures.approve(one, by=UserFactory(roles=[Role.ADMINISTRATOR]))


def test_first_approval_is_void_once_it_is_sent_back(line: BudgetLine):
    one = recorded(line, 5_000)
    expenditures.approve(one, by=UserFactory(roles=[Role.APPROVER]))
    expenditures.send_back(one, by=UserFactory(roles=[Role.APPROVER]), reason="Which rooms?")
    assert one.first_approved_by is None
    expenditures.submit(one, by=one.recorded_by)
    assert not expenditures.approve(one, by=UserFactory(roles=[Role.APPROVER]))


def test_first_approval_of_who_lost_the_role_counts_no_more(line: BudgetLine):
    one, first = recorded(line, 5_000), UserFactory(roles=[Role.APPROVER])
    expenditures.approve(one, by=first)
    first.groups.clear()
    with pytest.raises(IntegrityError, match="another approver"):
        approve_in_sql(one, UserFactory(roles=[Role.APPROVER]))
    assert not expenditures.approve(one, by=UserFactory(roles=[Role.APPROVER]))


def test_database_reads_the_limits_too(line: BudgetLine):
    one, approver = recorded(line, 5_001), UserFactory(roles=[Role.APPROVER])
    for by in (approver, UserFactory(roles=[Role.FINANCE])):
        with pytest.raises(IntegrityError, match="another approver"):
            approve_in_sql(one, by)
    two = recorded(line, 5_000)
    with pytest.raises(IntegrityError, match="another approver"):
        approve_in_sql(two, approver)
    with pytest.raises(IntegrityError, match="first_approved_by_another"):
        approve_in_sql(two, approver, first_approved_by=approver, first_approved_at=timezone.now())


def test_page_says_who_may(line: BudgetLine):
    assert approvals.limits_in_words(line.grant, 5_000) == [
        "Finance approver, two people",
        "Administrator",
    ]
    ApprovalLimit.objects.filter(role="administrator").delete()
    assert "Nobody" in approvals.limits_in_words(line.grant, 5_001)[0]
    ApprovalLimit.objects.all().delete()
    assert approvals.limits_in_words(line.grant, 5_001) == []
    assert expenditures.approve(recorded(line, 5_001), by=UserFactory())
