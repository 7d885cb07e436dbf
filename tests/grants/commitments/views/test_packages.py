"""The page that reckons what a trainee costs before anybody is promised it."""

from datetime import date

import pytest
from django.test import Client

from courses.cohorts.models import Cohort
from grants.commitments.models import Commitment, SupportPackage, SupportPackageItem
from grants.commitments.statuses import CostUnit, ItemKind
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for, line_of, other_countries, package_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return as_user(user_with(Role.AUDITOR))


@pytest.fixture
def package() -> SupportPackage:
    """Of a cohort of eleven nights, a fare of KRW 1,000 on a line of KRW 5,000."""
    cohort = CohortFactory(starts_on=date(2022, 7, 18), ends_on=date(2022, 7, 29))
    package = package_for(line_of(grant_for(cohort.program), 5_000), amount=1_000)
    SupportPackageItem.objects.create(
        package=package,
        line=package.items.get().line,
        kind=ItemKind.ACCOMMODATION,
        amount=70,
        unit=CostUnit.NIGHT,
    )
    return package


def shown(client: Client, package: SupportPackage, **asked: object) -> str:
    page = client.get(f"/admin/grants/supportpackage/{package.pk}/cost/", asked)
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_page_shows_each_cost_and_what_the_line_has(client: Client, package: SupportPackage):
    page = shown(client, package, cohort=Cohort.objects.get().pk, country="VN")
    assert all(text in page for text in ("KRW 770", "KRW 1,770", "KRW 5,000", "Viet"))
    assert "There is money for 2 such trainees." in page
    assert not Commitment.objects.exists()


def test_page_says_where_a_country_is_in_no_band(client: Client, package: SupportPackage):
    band = other_countries(package.grant)
    package.items.filter(kind=ItemKind.OTHER).update(band=band)
    asked = {"cohort": Cohort.objects.get().pk, "country": "VN"}
    assert "All other countries" in shown(client, package, **asked)
    type(band).objects.update(is_fallback=False, countries=["FR"])
    assert "No region band holds this country" in shown(client, package, **asked)


def test_page_of_an_empty_package_says_what_to_do(client: Client, package: SupportPackage):
    package.items.all().delete()
    asked = {"cohort": Cohort.objects.get().pk, "country": "VN"}
    assert "This package pays nothing" in shown(client, package, **asked)


def test_cohort_of_another_program_is_refused(client: Client, package: SupportPackage):
    page = client.get(
        f"/admin/grants/supportpackage/{package.pk}/cost/",
        {"cohort": CohortFactory().pk, "country": "VN"},
    )
    assert page.status_code == 422
