"""Inviting reviewers: an account for what is assigned to them, and a mail that says why."""

import pytest

from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory, user_with
from trainees.reviewing.actions import reviewers
from trainees.reviewing.errors import AlreadyReviewer
from trainees.reviewing.models import Reviewer

pytestmark = pytest.mark.django_db


def invite(email: str) -> Reviewer:
    return reviewers.invite(
        email, name="Dr Mensah", organisation=None, expertise="WHO", by=UserFactory(name="Kwon")
    )


def test_somebody_from_outside_gets_an_account_and_a_mail():
    user = invite("Mensah@example.org").user
    assert (user.email, user.is_staff, user.has_usable_password()) == (
        "mensah@example.org", False, False,
    )  # fmt: skip
    assert user.has_perm("trainees.write_review")
    mail = OutgoingEmail.objects.get(kind="reviewer_invited")
    assert "Kwon invites you" in mail.text


def test_account_of_another_role_keeps_it():
    user = user_with(Role.COORDINATOR)
    assert set(invite(user.email).user.groups.values_list("name", flat=True)) == {
        Role.COORDINATOR, Role.REVIEWER,
    }  # fmt: skip


def test_reviewer_is_invited_once():
    invite("mensah@example.org")
    with pytest.raises(AlreadyReviewer):
        invite("mensah@example.org")
