"""Where pages of a cohort and of one application stand in the administration."""

from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.programs.models import Program
from ivi_training.office.views.acts import Route
from ivi_training.office.views.pages import Crumb, crumb
from trainees.applying.models import Application


def board(cohort: Cohort) -> Crumb:
    return crumb(str(cohort), "admin:cohort_board", cohort.pk)


def reviews(cohort: Cohort) -> Crumb:
    return crumb(_("Reviews"), "admin:cohort_reviews", cohort.pk)


def quotas(program: Program) -> Crumb:
    return crumb(_("Quotas"), "admin:quotas_overview", program.pk)


def ranking(cohort: Cohort) -> Crumb:
    return crumb(_("Ranking"), "admin:cohort_ranking", cohort.pk)


def screening(cohort: Cohort) -> Crumb:
    return crumb(_("Screening"), "admin:cohort_screening", cohort.pk)


def waiting(cohort: Cohort) -> Crumb:
    return crumb(_("Waiting list"), "admin:cohort_waiting", cohort.pk)


def application(one: Application) -> Crumb:
    return crumb(str(one), "admin:trainees_application_change", one.pk)


def on(one: Application, then: str = "") -> Route:
    """An act on one application; it leads back to its page, or to `then`."""
    return Route([application(one)], then=then)
