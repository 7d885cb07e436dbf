"""Steps of a rubric, and the invitation of a reviewer, inside the administration."""

from allauth.account.forms import ResetPasswordForm
from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import reviewers, rubrics
from trainees.forms.rubrics import InvitationForm
from trainees.models import Rubric


@requires("trainees.change_rubric")
@require_POST
def rubric_publish(request: UserRequest, pk: int) -> HttpResponse:
    """Let reviewers judge by it, from now on unchanged."""
    rubrics.publish(get_object_or_404(Rubric, pk=pk), by=request.user)
    messages.success(request, _("Published. Reviews assigned from now on follow it."))
    return redirect("admin:trainees_rubric_change", pk)


@requires("trainees.add_rubric")
@require_POST
def rubric_copy(request: UserRequest, pk: int) -> HttpResponse:
    """Start the next version as a copy."""
    draft = rubrics.start_next_version(get_object_or_404(Rubric, pk=pk))
    messages.success(request, _("This is a draft: change it and publish it."))
    return redirect("admin:trainees_rubric_change", draft.pk)


@requires("trainees.add_reviewer")
def reviewer_invite(request: UserRequest) -> HttpResponse:
    """Make somebody a reviewer; those without a password get a link to set one."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reviewer = reviewers.invite(by=request.user, **form.cleaned_data)
        if not reviewer.user.has_usable_password():
            _send_link(request, reviewer.user.email)
        messages.success(request, _("%(name)s is invited by e-mail.") % {"name": reviewer})
        return redirect("admin:trainees_reviewer_changelist")
    back = reverse("admin:trainees_reviewer_changelist")
    context = {
        **admin.site.each_context(request),
        "title": _("Invite a reviewer"),
        "trail": [{"url": back, "label": _("Reviewers")}],
        "back": back,
        "form": form,
    }
    return render(request, "layouts/step.html", context, status=422 if form.errors else 200)


def _send_link(request: UserRequest, email: str) -> None:
    """The same link as for a forgotten password, by the same package."""
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(request)
