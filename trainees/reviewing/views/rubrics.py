"""Steps of a rubric, and the invitation of a reviewer, inside the administration."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Route
from ivi_training.office.views.drafts import VersionKind
from ivi_training.pages.http import UserRequest
from trainees.reviewing.actions import reviewers, rubrics
from trainees.reviewing.forms.rubrics import InvitationForm
from trainees.reviewing.models import Reviewer, Rubric

KIND = VersionKind(
    name="rubric",
    model=Rubric,
    publish=rubrics.publish,
    next_version=rubrics.next_version,
    published=gettext_lazy("Published. Reviews assigned from now on follow it."),
)


def _invite(request: UserRequest, **facts: Any) -> Reviewer:
    reviewer = reviewers.invite(**facts)
    if not reviewer.user.has_usable_password():
        _send_link(request, reviewer.user.email)
    return reviewer


def _said(reviewer: Reviewer) -> str:
    return _("%(name)s is invited by e-mail.") % {"name": reviewer}


_INVITE = Act(
    title=gettext_lazy("Invite a reviewer"),
    form=InvitationForm,
    act=_invite,
    said=_said,
)


@requires("trainees.add_reviewer")
def reviewer_invite(request: UserRequest) -> HttpResponse:
    """Make somebody a reviewer; those without a password get a link to set one."""
    above = office.crumb(_("Reviewers"), "admin:trainees_reviewer_changelist")
    return acts.take(request, _INVITE, request, Route([above]))


def _send_link(request: UserRequest, email: str) -> None:
    """The same link as for a forgotten password, by the same package."""
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(request)
