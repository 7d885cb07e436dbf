"""Reviewers: people, often from outside, who get an account for what is assigned to them alone."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from courses.organisations.models import Organisation
from ivi_training.accounts.actions import accounts
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from trainees.reviewing.emails import reviews
from trainees.reviewing.errors import AlreadyReviewer
from trainees.reviewing.models import Reviewer


@transaction.atomic
def invite(
    email: str, *, name: str, organisation: Organisation | None, expertise: str, by: User
) -> Reviewer:
    """Make somebody a reviewer, with an account if they have none, and write to them why.

    An account of another role keeps what it has. The caller sends the link for the password.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = accounts.create_account(email=email, name=name, roles=[Role.REVIEWER], by=by)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    else:
        held = set(user.groups.values_list("name", flat=True))
        accounts.set_roles(user, held | {Role.REVIEWER}, by=by)
    known = Reviewer.objects.filter(user=user).first()
    if known is not None:
        raise AlreadyReviewer(
            _("%(name)s was invited before.") % {"name": known},
            then=[_("Change the organisation on the reviewer's own page.")],
        )
    reviewer = Reviewer.objects.create(
        user=user, organisation=organisation, expertise=expertise, invited_by=by
    )
    reviews.reviewer_invited(reviewer)
    return reviewer
