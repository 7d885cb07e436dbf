"""What falls due of a grant: the ready profile is added, one thing is marked as done."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from grants.actions import deadlines
from grants.forms.steps import ConfirmForm, NoteForm
from grants.models import Deadline, Grant
from grants.views import previews
from grants.views.previews import Step
from ivi_training.http import UserRequest
from ivi_training.permissions import requires

_PROFILE = Step(
    title=_("Add the usual deadlines"),
    about=_(
        "Reports, audits and disclosures as they are usual for national subsidies of Korea, by the "
        "size and the days of the grant. Check each with your award letter: this is a beginning, "
        "and no statement about the law. What is there already stays."
    ),
    confirm=_("Add them"),
    form=ConfirmForm,
    preview=previews.nothing,
    act=deadlines.add_profile,
    said=_("The deadlines are there; check them with your award letter."),
    then="admin:grant_page",
)
_DONE = Step(
    title=_("Mark as done"),
    about=_("It stays in the list with the day, your name and the note."),
    confirm=_("Mark as done"),
    form=NoteForm,
    preview=previews.nothing,
    act=deadlines.mark_done,
    said=_("It is marked as done."),
    then="admin:grant_page",
)


@requires("grants.add_deadline")
def deadlines_start(request: UserRequest, pk: int) -> HttpResponse:
    """Add the ready profile to a grant."""
    grant = get_object_or_404(Grant, pk=pk)
    return previews.take(request, _PROFILE, grant, grant)


@requires("grants.change_deadline")
def deadline_done(request: UserRequest, pk: int) -> HttpResponse:
    """Say that something was done."""
    deadline = get_object_or_404(Deadline.objects.select_related("grant"), pk=pk)
    return previews.take(request, _DONE, deadline, deadline.grant)
