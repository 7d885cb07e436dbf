"""Publishing a cohort's staged decisions: previewed, signed by several people, then made true."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.cohorts.models import Cohort
from ivi_training.guards.permissions import requires
from ivi_training.office.views import pages as office
from ivi_training.pages.http import UserRequest
from trainees.applying.views import trails
from trainees.selecting.actions import decisions, publications
from trainees.selecting.models import DecisionChange, Publication

SHOWN = 50


@requires("trainees.publish_decisions")
@reauthentication_required
def cohort_publish(request: UserRequest, pk: int) -> HttpResponse:
    """Show what publishing would do to every quota and budget line; then do it."""
    cohort = _find(pk)
    if request.method == "POST":
        count = len(decisions.publish(cohort, by=request.user))
        said = ngettext("Published: %d offer made.", "Published: %d offers made.", count) % count
        messages.success(request, said)
        return redirect("admin:cohort_board", cohort.pk)
    preview = decisions.preview(cohort)
    digest = publications.digest(preview.decisions)
    signed = publications.signatures(cohort, digest)
    return office.page(
        request,
        "trainees/selecting/cohort_publish.html",
        title=_("Preview before publishing"),
        trail=[trails.board(cohort)],
        cohort=cohort,
        preview=preview,
        signed=signed,
        is_signed=len(signed) >= cohort.program.signatures,
        is_signed_by_me=any(signature.signed_by_id == request.user.pk for signature in signed),
        digest=digest,
        changes=DecisionChange.objects.filter(application__cohort=cohort).select_related(
            "application__call", "by", "staged_by"
        )[:SHOWN],
        publications=Publication.objects.filter(cohort=cohort).select_related("begun_by")[:10],
    )


@requires("trainees.decide_application")
@require_POST
def cohort_sign(request: UserRequest, pk: int) -> HttpResponse:
    """Sign the staged decisions as they were shown."""
    cohort = _find(pk)
    publications.sign(cohort, seen=request.POST.get("digest", ""), by=request.user)
    messages.success(request, _("You have signed these decisions."))
    return redirect("admin:cohort_publish", cohort.pk)


def _find(pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.select_related("program", "course"), pk=pk)
