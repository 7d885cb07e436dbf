"""Endorsements: the applicant names a person, who reads and signs by a link, without an account."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from courses.calls.models import EndorsementRule
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import public, signed_in
from ivi_training.pages.http import UserRequest
from trainees.applying.actions import endorsements
from trainees.applying.actions.form_pages import ENDORSEMENTS
from trainees.applying.forms.endorsements import EndorserForm, RefusalForm, SignatureForm
from trainees.applying.models import Application, Endorsement

OPENED = "endorsement"  # in the session: which request was opened by its link, and when
OPEN_SECONDS = 12 * 60 * 60


@signed_in
def endorsement_ask(request: UserRequest, pk: int, rule: int) -> HttpResponse:
    """Name the person who is to endorse, or another one while nobody has signed."""
    mine = Application.objects.filter(applicant__user=request.user)
    related = mine.select_related("call__program", "cohort", "applicant__user")
    application = get_object_or_404(related, pk=pk)
    kind = get_object_or_404(EndorsementRule, pk=rule, call=application.call_id)
    newest = application.endorsements.filter(rule=kind).order_by("-pk").first()
    first = {"organisation": application.employer_name, "language": request.LANGUAGE_CODE[:2]}
    form = EndorserForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        made = endorsements.ask(application, kind, form.person(), by=request.user)
        messages.success(request, _("We have written to %(name)s.") % {"name": made.name})
        return _back(application)
    context = {"application": application, "rule": kind, "form": form, "newest": newest}
    status = 422 if form.errors else 200
    return render(request, "trainees/applying/endorsement_ask.html", context, status=status)


@signed_in
@require_POST
def endorsement_remind(request: UserRequest, pk: int) -> HttpResponse:
    """Have the person reminded, once in a while."""
    mine = Endorsement.objects.filter(application__applicant__user=request.user)
    endorsement = get_object_or_404(mine.with_related(), pk=pk)
    endorsements.remind(endorsement)
    messages.success(request, _("We have written to %(name)s.") % {"name": endorsement.name})
    return _back(endorsement.application)


@public
@never_cache
def endorsement_link(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Where the mail leads: looking does nothing, so that programs that read mails may look.

    The button looks the link up; from then on the address no longer holds it.
    """
    if request.method != "POST":
        return render(request, "trainees/applying/endorsement_link.html")
    if not ratelimit.consume(request, action="personal_link"):
        return render(
            request, "trainees/applying/endorsement_closed.html", {"why": "often"}, status=429
        )
    found = endorsements.find(pk, token)
    if found is None:
        return render(
            request, "trainees/applying/endorsement_closed.html", {"why": "unknown"}, status=404
        )
    endorsements.note_opening(found)
    request.session[OPENED] = [found.pk, int(timezone.now().timestamp())]
    return redirect("trainees:endorsement_answer")


@public
@never_cache
def endorsement_answer(request: HttpRequest) -> HttpResponse:
    found = _opened(request)
    if found is None or not found.is_open:
        return _closed(request, found)
    form = SignatureForm(request.POST or None, asks_release=found.rule.confirms_release)
    if request.method == "POST" and form.is_valid():
        endorsements.sign(found, **form.signature(), by=_reader(request))
        return redirect("trainees:endorsement_answer")
    context = {"endorsement": found, "application": found.application, "form": form}
    status = 422 if form.errors else 200
    return render(request, "trainees/applying/endorsement_answer.html", context, status=status)


@public
@never_cache
def endorsement_decline(request: HttpRequest) -> HttpResponse:
    """Say that one does not endorse, with a reason or without."""
    found = _opened(request)
    if found is None or not found.is_open:
        return _closed(request, found)
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        endorsements.decline(found, **form.cleaned_data, by=_reader(request))
        return redirect("trainees:endorsement_answer")
    context = {"endorsement": found, "application": found.application, "form": form}
    status = 422 if form.errors else 200
    return render(request, "trainees/applying/endorsement_decline.html", context, status=status)


def _opened(request: HttpRequest) -> Endorsement | None:
    """The request that was opened by its link in this browser; never one's own application's."""
    pk, at = request.session.get(OPENED, (0, 0))
    if timezone.now().timestamp() - at > OPEN_SECONDS:
        return None
    found = Endorsement.objects.with_related().filter(pk=pk)
    if request.user.is_authenticated:
        found = found.exclude(application__applicant__user=request.user)
    return found.first()


def _reader(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _closed(request: HttpRequest, found: Endorsement | None) -> HttpResponse:
    """Why there is nothing to sign, and what to do."""
    why = "unopened" if found is None else found.status
    context = {"why": "expired" if why == "asked" else why, "endorsement": found}
    return render(request, "trainees/applying/endorsement_closed.html", context)


def _back(application: Application) -> HttpResponse:
    if application.is_editable:
        return redirect("trainees:application_step", application.call.code, ENDORSEMENTS.slug)
    return redirect("trainees:application_detail", application.pk)
