"""Cohorts in the administration: their seat limit is a quota and never below the seats taken."""

import pytest
from django.test import Client

from courses.cohorts.models import Cohort
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory, CourseFactory, ProgramFactory, open_call
from tests.factories.trainees import offered
from tests.pages import as_shown
from trainees.places.actions import quotas
from trainees.places.models import QuotaVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db: None) -> Client:
    return as_user(user_with(Role.ADMINISTRATOR))


def page_of(cohort: Cohort) -> str:
    return f"/admin/courses/cohort/{cohort.pk}/change/"


def change(admin: Client, cohort: Cohort, **facts: object) -> str:
    """Post the page with other facts; an empty answer is a success."""
    answer = admin.post(page_of(cohort), as_shown(admin.get(page_of(cohort))) | facts)
    return "" if answer.status_code == 302 else answer.content.decode()


def seats(cohort: Cohort) -> int | None:
    limit = quotas.seat_limit(cohort)
    return limit.ceiling if limit else None


def test_new_cohort_with_its_seats(admin: Client):
    facts = {
        "program": ProgramFactory().pk, "course": CourseFactory().pk, "code": "BDM-2022",
        "title_en": "Introductory course", "starts_on": "2022-07-18", "ends_on": "2022-07-29",
        "modality": "in_person", "seats": "140",
    }  # fmt: skip
    assert admin.post("/admin/courses/cohort/add/", facts).status_code == 302
    assert seats(Cohort.objects.get()) == 140
    assert QuotaVersion.objects.get().lines.get().ceiling == 140


def test_seats_are_optional_and_can_be_limited_later(admin: Client):
    cohort = CohortFactory()
    assert change(admin, cohort, title_en="Renamed") == ""
    assert seats(cohort) is None
    offered(open_call(cohort))
    assert change(admin, cohort, seats="1") == ""
    assert seats(cohort) == 1


@pytest.mark.parametrize("has_limit", [True, False])
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("1", "2 seats are taken."),
        ("0", "greater than or equal to 1"),
        ("-4", "greater than or equal to 1"),
        ("1.5", "Enter a whole number."),
    ],
)
def test_fewer_seats_than_are_taken_are_refused_beside_the_field(
    admin: Client, given: str, message: str, *, has_limit: bool
):
    cohort = CohortFactory()
    call = open_call(cohort)
    for _person in range(2):
        offered(call)
    if has_limit:
        assert change(admin, cohort, seats="9") == ""
    page = change(admin, cohort, seats=given, title_en="Typed meanwhile")
    assert message in page
    assert "Typed meanwhile" in page
    assert seats(cohort) == (9 if has_limit else None)


def test_limit_is_not_taken_away(admin: Client):
    cohort = CohortFactory()
    change(admin, cohort, seats="9")
    assert "0 seats are taken." in change(admin, cohort, seats="")
    assert seats(cohort) == 9


def test_cohort_ends_after_it_starts(admin: Client):
    assert "A cohort cannot end before it starts." in change(
        admin, CohortFactory(), ends_on="2020-01-01"
    )


def test_cohort_stays_in_its_program_and_keeps_how_it_is_taught_once_places_count_by_it(
    admin: Client,
):
    cohort, elsewhere = CohortFactory(), ProgramFactory()
    assert change(admin, cohort, program=elsewhere.pk, modality="blended") == ""
    cohort.refresh_from_db()
    assert (cohort.program == elsewhere, cohort.modality) == (False, "blended")
    offered(open_call(cohort))
    assert change(admin, cohort, course=CourseFactory().pk, modality="online") == ""
    changed = Cohort.objects.get()
    assert (changed.course, changed.modality) == (cohort.course, "blended")
