"""Applications and enrolments in the administration: to read, with steps of their own."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from courses.calls.statuses import FormStage
from courses.countries.statuses import IncomeGroup
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import APPLICATIONS, in_section
from ivi_training.templatetags.ui import country_name
from trainees.applying.actions import answers
from trainees.applying.admin.endorsements import EndorsementInline
from trainees.applying.models import Application, Document
from trainees.applying.reports.answers import answered
from trainees.joining.actions import deferrals
from trainees.joining.admin.conditions import ConditionInline
from trainees.joining.admin.deferrals import DeferralInline
from trainees.joining.admin.offers import OfferInline
from trainees.joining.admin.onboardings import OnboardingInline
from trainees.joining.admin.pledges import PledgeInline
from trainees.joining.models import Enrolment
from trainees.joining.statuses import LIVE_ENROLMENTS, LIVE_OFFERS
from trainees.joining.views import deferrals as deferral_steps
from trainees.joining.views import pledges as pledge_steps
from trainees.office.reports import quotas
from trainees.office.views import applications, conditions
from trainees.online.models import OnlineEnrolment
from trainees.screening.views import screening
from trainees.selecting.actions.conditions import open_to
from trainees.selecting.models import Appeal, Decision, DecisionChange

# What is kept of the derivation of a stream, in the order in which it is read.
BASIS = {
    "vintage": _("income-group vintage"),
    "nationality": _("nationality"),
    "second_nationality": _("second nationality"),
    "residence": _("residence"),
    "employer_country": _("country or territory of the employer"),
    "by": _("decided by"),
    "reason": _("reason"),
}


class DocumentInline(ReadOnlyInline[Document]):
    model = Document
    fields = ["kind", "download", "content_type", "size", "uploaded_at"]
    readonly_fields = ["download"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """Leave out what a trainee gives after acceptance: fewer people read it, on its page."""
        papers = Document.objects.given_at(FormStage.APPLICATION).order_by().values("pk")
        return super().get_queryset(request).filter(pk__in=papers)

    @admin.display(description=_("file"))
    def download(self, document: Document) -> str:
        url = reverse("trainees:document_download", args=[document.pk])
        return format_html('<a href="{}">{}</a>', url, document.name)


class DecisionChangeInline(ReadOnlyInline[DecisionChange]):
    model = DecisionChange
    fields = ["outcome", "staged_by", "became", "why", "by", "at"]


class DecisionInline(ReadOnlyInline[Decision]):
    model = Decision


class OnlineInline(ReadOnlyInline[OnlineEnrolment]):
    """The open online cohort that somebody without a place follows."""

    model = OnlineEnrolment
    fields = ["cohort", "status", "joined_at", "ended_at"]


@admin.register(Application)
@in_section(APPLICATIONS, 10)
class ApplicationAdmin(WithPageContext[Application], ReadOnlyAdmin[Application]):
    change_form_template = "admin/trainees/application_change_form.html"
    inlines = [
        DocumentInline,
        EndorsementInline,
        DecisionInline,
        DecisionChangeInline,
        OfferInline,
        PledgeInline,
        ConditionInline,
        DeferralInline,
        OnboardingInline,
        OnlineInline,
    ]
    fieldsets = [
        (None, {"fields": ["reference", "status", "call", "cohort", "submitted_at"]}),
        (
            _("Person"),
            {
                "fields": [
                    "applicant", "certificate_name", "gender", "birth_date", "nationalities",
                    "residence",
                ]
            },
        ),
        (
            _("Stream"),
            {"fields": ["stream", "country", "income_group", "organisation", "inputs"]},
        ),
        (_("Work and education"), {"fields": Application.ANSWERS}),
    ]  # fmt: skip
    readonly_fields = [
        "reference", "submitted_at", "gender", "country", "income_group",
        "certificate_name", "birth_date", "nationalities", "residence", "inputs",
    ]  # fmt: skip
    list_display = [
        "reference",
        "applicant",
        "cohort",
        "stream",
        "country",
        "status",
        "submitted_at",
    ]
    list_filter = ["status", "cohort", "stream"]
    list_select_related = ["applicant", "cohort", "stream", "call"]
    search_fields = ["reference", "applicant__given_names", "applicant__family_name"]

    @admin.display(description=_("name for the certificate"))
    def certificate_name(self, application: Application) -> str:
        return application.applicant.name_on_certificate

    @admin.display(description=_("date of birth"))
    def birth_date(self, application: Application) -> Any:
        return application.applicant.birth_date

    @admin.display(description=_("nationalities"))
    def nationalities(self, application: Application) -> str:
        applicant = application.applicant
        both = [applicant.nationality, applicant.second_nationality]
        return ", ".join(str(country.name) for country in both if country)

    @admin.display(description=_("residence"))
    def residence(self, application: Application) -> str:
        return str(application.applicant.residence.name)

    @admin.display(description=_("stream follows from"))
    def inputs(self, application: Application) -> str:
        """The facts by which the stream was derived, and by whom it was decided if not by them."""
        facts = application.stream_inputs
        rows = [(label, _in_words(facts.get(name))) for name, label in BASIS.items()]
        return format_html_join("", "<div>{}: {}</div>", [row for row in rows if row[1]])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Leave drafts out: they are the applicant's own until submission."""
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    def get_urls(self) -> list[URLPattern]:
        """Add the steps on one application."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/screen/", wrap(screening.application_screen), name="application_screen"),
            path("<int:pk>/return/", wrap(screening.application_return), name="application_return"),
            path(
                "return/<int:pk>/take-back/",
                wrap(screening.return_take_back),
                name="return_take_back",
            ),
            path("<int:pk>/stream/", wrap(applications.stream_decide), name="stream_decide"),
            path("<int:pk>/condition/", wrap(conditions.condition_set), name="condition_set"),
            path(
                "condition/<int:pk>/settle/",
                wrap(conditions.condition_settle),
                name="condition_settle",
            ),
            path("<int:pk>/payer/", wrap(pledge_steps.pledge_record), name="pledge_record"),
            path("payer/<int:pk>/", wrap(pledge_steps.pledge_settle), name="pledge_settle"),
            path("offer/<int:pk>/defer/", wrap(deferral_steps.offer_defer), name="offer_defer"),
            path(
                "deferral/<int:pk>/",
                wrap(deferral_steps.deferral_decide),
                name="deferral_decide",
            ),
            path("offer/<int:pk>/extend/", wrap(applications.offer_extend), name="offer_extend"),
            path("enrolment/<int:pk>/end/", wrap(applications.enrolment_end), name="enrolment_end"),
            path("appeal/<int:pk>/", wrap(applications.appeal_decide), name="appeal_decide"),
            path("offer/<int:pk>/rescind/", wrap(applications.offer_rescind), name="offer_rescind"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, thing: Application) -> dict[str, Any]:
        del request
        (person,) = quotas.what_stops(thing.cohort.program_id, [thing])
        return {
            "changes": thing.changes(),
            "sections": answered(answers.read(thing)),
            "live_offer": thing.offers.filter(status__in=LIVE_OFFERS).first(),
            **_steps(thing),
            "person": person,
        }


def _steps(application: Application) -> dict[str, Any]:
    """What a person may do about its enrolment, or about a request for another look."""
    enrolments = application.enrolments.filter(status__in=LIVE_ENROLMENTS)
    running = enrolments.exclude(status__in=["completed", "not_completed"])
    appeals = Appeal.objects.open().filter(application=application)
    return {
        "running": running.first(),
        "open_appeal": appeals.first(),
        "deferrable": deferrals.movable(application),
        "takes_conditions": application.pk in open_to([application]),
    }


def _in_words(fact: str | list[str] | None) -> str:
    """Name a country, with the income group it was in; anything else stays as it is."""
    if not isinstance(fact, list):
        return country_name(fact) if fact else ""
    country, group = fact
    return f"{country_name(country)} ({IncomeGroup(group).label})" if country else ""


@admin.register(Enrolment)
@in_section(APPLICATIONS, 90)
class EnrolmentAdmin(ReadOnlyAdmin[Enrolment]):
    list_display = ["application", "cohort", "status", "enrolled_at"]
    list_filter = ["status", "cohort"]
    list_select_related = ["application__call", "cohort"]
    search_fields = ["application__reference"]


@admin.register(OnlineEnrolment)
@in_section(APPLICATIONS)
class OnlineEnrolmentAdmin(ReadOnlyAdmin[OnlineEnrolment]):
    """Who follows an open online cohort without a place."""

    list_display = ["application", "cohort", "status", "joined_at", "ended_at"]
    list_filter = ["status", "cohort"]
    list_select_related = ["application__call", "cohort"]
    search_fields = ["application__reference"]
