"""What waits for admissions people on their start page."""

from collections.abc import Iterator

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.office.admin.site import (
    APPLICATIONS,
    MONEY,
    PROGRAMS,
    WorkItem,
    register_page,
    register_work,
)
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.places.models import Tally
from trainees.selecting.models import Appeal, Decision, Promotion

register_page(PROGRAMS, _("Dashboard"), "trainees:dashboard", permission="courses.view_dashboard")
register_page(
    APPLICATIONS,
    _("Possible duplicates"),
    "admin:duplicate_list",
    permission="trainees.screen_application",
)
register_page(PROGRAMS, _("Quotas now"), "admin:quotas_start", permission="trainees.view_quota")
register_page(
    MONEY,
    _("Places, people and money"),
    "admin:reconciliation",
    permission="trainees.view_reconciliation",
)
register_page(MONEY, _("Grant now"), "admin:grant_start", permission="grants.view_grant")


@register_work
def boards(user: User) -> Iterator[WorkItem]:
    if user.has_perm("trainees.screen_application"):
        yield from _to_screen()
        undecided = Application.objects.filter(submitted_at__isnull=False, stream=None)
        undecided = undecided.filter(
            status__in=[ApplicationStatus.SUBMITTED, ApplicationStatus.ELIGIBLE]
        )
        url = reverse("admin:trainees_application_changelist", query={"stream__isnull": "True"})
        yield WorkItem(
            _("Streams to decide"),
            undecided.count(),
            url,
            _("A country is not classified, or no rule fits: a person decides."),
        )
    if user.has_perm("trainees.decide_application"):
        yield from _to_look_at_again()
    if user.has_perm("trainees.publish_decisions"):
        yield from _to_publish()
        yield from _to_promote()


def _to_screen() -> Iterator[WorkItem]:
    waiting = (
        Tally.objects.filter(thing=Tally.Thing.APPLICATION, status=ApplicationStatus.SUBMITTED)
        .values_list("cohort_id")
        .annotate(n=Sum("count"))
    )
    yield from _by_cohort(dict(waiting), _("To screen: %(cohort)s"), page="admin:cohort_screening")


def _to_publish() -> Iterator[WorkItem]:
    staged = Decision.objects.staged().values_list("application__cohort").annotate(n=Count("pk"))
    yield from _by_cohort(dict(staged), _("Staged decisions: %(cohort)s"))


def _to_look_at_again() -> Iterator[WorkItem]:
    waiting = Appeal.objects.open().order_by("asked_at")
    first = waiting.first()
    if first is not None:
        yield WorkItem(
            _("Requests for another look"),
            waiting.count(),
            reverse("admin:appeal_decide", args=[first.pk]),
            _("An applicant asks to look at a negative result again; the oldest first."),
        )


def _to_promote() -> Iterator[WorkItem]:
    pending = Promotion.objects.pending().order_by().values_list("cohort").annotate(n=Count("pk"))
    label = _("Freed places to offer: %(cohort)s")
    yield from _by_cohort(dict(pending), label, page="admin:cohort_waiting")


def _by_cohort(
    counts: dict[int, int], label: object, page: str = "admin:cohort_board"
) -> Iterator[WorkItem]:
    for cohort in Cohort.objects.filter(pk__in=[pk for pk, count in counts.items() if count]):
        url = reverse(page, args=[cohort.pk])
        yield WorkItem(str(label) % {"cohort": cohort.code}, counts[cohort.pk], url, cohort.title)
