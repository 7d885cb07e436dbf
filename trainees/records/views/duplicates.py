"""Possible duplicates inside the administration: the pairs, one side by side, made one."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ivi_training.guards.permissions import requires
from ivi_training.office.views import pages as office
from ivi_training.office.views.pages import Crumb
from ivi_training.pages.http import UserRequest, pair_or_404
from trainees.people.models import Applicant
from trainees.records.actions import duplicates, people_merges
from trainees.records.forms.duplicates import DifferentPeopleForm
from trainees.records.forms.people_merges import PeopleForm
from trainees.records.models import NotDuplicate
from trainees.records.reports import duplicates as reports

may_compare = requires("trainees.screen_application")


@may_compare
@require_safe
def duplicate_list(request: UserRequest) -> HttpResponse:
    return office.page(
        request,
        "trainees/records/duplicate_list.html",
        title=_("Possible duplicates"),
        pairs=reports.pairs(),
        longest=reports.LONGEST,
    )


@may_compare
def duplicate_compare(request: UserRequest, pk: int, other: int) -> HttpResponse:
    """Compare two people field by field, and say for good that they are two."""
    rows = Applicant.objects.select_related("user")
    both = pair_or_404(rows, *sorted((pk, other)))
    form = DifferentPeopleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        duplicates.mark_different(*both, by=request.user, **form.cleaned_data)
        messages.success(request, _("They are kept as two people; the pair is not shown again."))
        return redirect("admin:duplicate_list")
    return office.page(
        request,
        "trainees/records/duplicate_compare.html",
        title=_("Are they one person?"),
        trail=[_every()],
        form=form,
        both=both,
        lines=reports.compared(*both),
        applications=reports.applications_of(both),
        known=NotDuplicate.objects.filter(first=both[0], second=both[1]).first(),
    )


@requires("trainees.merge_applicant")
@reauthentication_required
def people_merge(request: UserRequest, pk: int, other: int) -> HttpResponse:
    """Make two accounts one: which facts are right, what moves, then the step itself."""
    rows = Applicant.objects.filter(merged=None).select_related("user")
    both = pair_or_404(rows, *sorted((pk, other)))
    form = PeopleForm(request.POST or None, both=both)
    plan = None
    if request.method == "POST" and form.is_valid():
        goes, stays = form.merged_and_remaining()
        if request.POST.get("confirmed") == form.chosen:
            reason = form.cleaned_data["reason"]
            people_merges.merge(goes, stays, right=form.right(), reason=reason, by=request.user)
            messages.success(request, _("They are one account now; the person is told."))
            return redirect("admin:trainees_applicant_change", stays.pk)
        plan = people_merges.preview(goes, stays)
    return office.page(
        request,
        "trainees/records/people_merge.html",
        title=_("Merge two accounts"),
        trail=[_every(), _comparison(both)],
        form=form,
        both=both,
        plan=plan,
    )


def _every() -> Crumb:
    return office.crumb(_("Possible duplicates"), "admin:duplicate_list")


def _comparison(both: list[Applicant]) -> Crumb:
    keys = [one.pk for one in both]
    return office.crumb(_("Are they one person?"), "admin:duplicate_compare", *keys)
