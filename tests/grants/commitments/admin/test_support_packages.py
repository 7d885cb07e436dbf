"""What one trainee costs, through the administration: lines and streams of one grant only."""

from typing import Any

import pytest
from django.test import Client

from grants.awards.models import BudgetLine
from grants.commitments.models import RegionBand, SupportPackage, SupportPackageItem
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, other_countries, package_for

pytestmark = pytest.mark.django_db

ADD = "/admin/grants/supportpackage/add/"


@pytest.fixture
def finance(db: None) -> Client:
    return as_user(user_with(Role.FINANCE))


@pytest.fixture
def airfare(db: None) -> BudgetLine:
    return line_of(grant_for(ProgramFactory()))


def new_package(finance: Client, airfare: BudgetLine, *items: dict[str, Any], **facts: Any) -> Any:
    stream = airfare.grant.program.streams.get(code="LMIC")
    values = {"grant": airfare.grant_id, "stream": stream.pk, "modality": "in_person"} | facts
    values |= {"items-TOTAL_FORMS": len(items), "items-INITIAL_FORMS": 0}
    plain = {"kind": "other", "unit": "trainee", "more_units": 0}
    for number, item in enumerate(plain | item for item in items):
        values |= {f"items-{number}-{name}": value for name, value in item.items()}
    return finance.post(ADD, values)


def errors(refused: Any) -> str:
    (inline,) = refused.context["inline_admin_formsets"]
    return str(refused.context["adminform"].form.errors) + str(inline.formset.errors)


def test_package_is_a_sum_of_costs(finance: Client, airfare: BudgetLine):
    rooms = line_of(airfare.grant, budget=9_000, code="210-02")
    items = [
        {"line": airfare.pk, "amount": "2,400,000"},
        {"line": rooms.pk, "amount": "2,000,000"},
    ]
    assert new_package(finance, airfare, *items).status_code == 302
    package = SupportPackage.objects.get()
    assert sum(package.items.values_list("amount", flat=True)) == 4_400_000
    assert finance.get("/admin/grants/supportpackage/").status_code == 200


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("-1", "An amount is above zero."),
        ("0", "greater than or equal to 1"),
        ("1.5", "The won has no decimals."),
    ],
)
def test_wrong_amount_is_refused_beside_its_field(
    finance: Client, airfare: BudgetLine, amount: str, message: str
):
    refused = new_package(finance, airfare, {"line": airfare.pk, "amount": amount})
    assert message in errors(refused)
    assert not SupportPackage.objects.exists()


def test_stream_of_another_program_is_refused(finance: Client, airfare: BudgetLine):
    stranger = ProgramFactory().streams.get(code="LMIC")
    refused = new_package(finance, airfare, {"line": airfare.pk, "amount": "5"}, stream=stranger.pk)
    assert "Choose a stream of the program that the grant pays for." in errors(refused)


def test_line_of_another_grant_is_refused(finance: Client, airfare: BudgetLine):
    stranger = line_of(grant_for(ProgramFactory()))
    refused = new_package(finance, airfare, {"line": stranger.pk, "amount": "5"})
    assert "Choose a line of the same grant." in errors(refused)
    assert not SupportPackage.objects.exists()


def test_band_of_another_grant_is_refused(finance: Client, airfare: BudgetLine):
    stranger = other_countries(grant_for(ProgramFactory()))
    item = {"line": airfare.pk, "amount": "5", "band": stranger.pk}
    refused = new_package(finance, airfare, item)
    assert "Choose a region band of the same grant." in errors(refused)


def test_cost_stands_on_a_line_once(finance: Client, airfare: BudgetLine):
    item = {"line": airfare.pk, "amount": "5"}
    refused = new_package(finance, airfare, item, item)
    assert "This cost is on this line already." in errors(refused)
    visa = item | {"kind": "visa"}
    assert new_package(finance, airfare, item, visa).status_code == 302


def test_more_nights_count_only_where_nights_are_paid(finance: Client, airfare: BudgetLine):
    item = {"line": airfare.pk, "amount": "5", "more_units": "1"}
    refused = new_package(finance, airfare, item)
    assert "More nights or days count only where those are paid." in errors(refused)
    assert new_package(finance, airfare, item | {"unit": "night"}).status_code == 302


def test_band_is_added_with_its_countries(finance: Client, airfare: BudgetLine):
    typed = {"grant": airfare.grant_id, "position": 1, "name_en": "Asia", "countries": "VN, TH"}
    assert finance.post("/admin/grants/regionband/add/", typed).status_code == 302
    band = RegionBand.objects.get()
    assert (band.countries, band.is_fallback) == (["VN", "TH"], False)
    changed = f"/admin/grants/regionband/{band.pk}/change/"
    refused = finance.post(changed, typed | {"countries": ""})
    assert "Name countries or income groups" in refused.content.decode()


def test_page_of_a_package_asks_a_fixed_number_of_queries(
    finance: Client, airfare: BudgetLine, django_assert_max_num_queries: Any
):
    package = package_for(airfare)
    page = f"/admin/grants/supportpackage/{package.pk}/change/"
    finance.get(page)
    for number in range(4):
        SupportPackageItem.objects.create(package=package, line=airfare, amount=1, note=str(number))
    # Session, user, two of permissions; package, its items; grants, streams, lines and bands, the
    # last two for each of the six items: Django asks for the choices of every form.
    with django_assert_max_num_queries(24):
        assert finance.get(page).status_code == 200


def test_second_package_of_a_stream_is_refused(finance: Client, airfare: BudgetLine):
    package_for(airfare)
    refused = new_package(finance, airfare, {"line": airfare.pk, "amount": "5"})
    assert "This stream already has a package for this modality." in errors(refused)
    assert SupportPackage.objects.count() == 1
