"""What falls due of a grant: the ready profile is added, one thing is marked as done."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from grants.awards.actions import deadlines
from grants.awards.forms.acts import NoteForm
from grants.awards.models import Deadline, Grant
from grants.awards.views.trails import below
from grants.ledger.views.balances import no_balances
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views.acts import Act
from ivi_training.pages.http import UserRequest

_PROFILE = Act(
    title=_("Add the usual deadlines"),
    about=_(
        "Reports, audits and disclosures as they are usual for national subsidies of Korea, by the "
        "size and the days of the grant. Check each with your award letter: this is a beginning, "
        "and no statement about the law. What is there already stays."
    ),
    confirm=_("Add them"),
    preview=no_balances,
    act=deadlines.add_profile,
    said=_("The deadlines are there; check them with your award letter."),
)
_DONE = Act(
    title=_("Mark as done"),
    about=_("It stays in the list with the day, your name and the note."),
    confirm=_("Mark as done"),
    form=NoteForm,
    preview=no_balances,
    act=deadlines.mark_done,
    said=_("It is marked as done."),
)


@requires("grants.add_deadline")
def deadlines_start(request: UserRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant, pk=pk)
    return acts.take(request, _PROFILE, grant, below(grant, "admin:grant_page"))


@requires("grants.change_deadline")
def deadline_done(request: UserRequest, pk: int) -> HttpResponse:
    deadline = get_object_or_404(Deadline.objects.select_related("grant"), pk=pk)
    return acts.take(request, _DONE, deadline, below(deadline.grant, "admin:grant_page"))
