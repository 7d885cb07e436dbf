"""Applicants are found by their account: by our statement, as the ORM would find them."""

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.trainees import ApplicantFactory
from trainees.people.models import Applicant

pytestmark = pytest.mark.django_db


def test_our_statement_reads_the_applicant_as_the_orm_does() -> None:
    known = ApplicantFactory.create()
    ours, theirs = Applicant.objects.of_account(known.user_id), Applicant.objects.get(pk=known.pk)
    assert ours == theirs
    assert {f.attname: getattr(ours, f.attname) for f in Applicant._meta.concrete_fields} == {
        f.attname: getattr(theirs, f.attname) for f in Applicant._meta.concrete_fields
    }


def test_nobody_is_behind_an_account_that_has_not_applied() -> None:
    assert Applicant.objects.of_account(UserFactory.create().pk) is None
