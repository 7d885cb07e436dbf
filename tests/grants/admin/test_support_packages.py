"""What one trainee costs, through the administration: lines and streams of one grant only."""

from typing import Any

import pytest
from django.test import Client

from grants.models import BudgetLine, SupportPackage
from ivi_training.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, package_for

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
    for number, item in enumerate(items):
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
    assert SupportPackage.objects.get().items.count() == 2
    shown = finance.get("/admin/grants/supportpackage/").content.decode()
    assert "KRW 4,400,000" in shown


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


def test_line_stands_in_a_package_once(finance: Client, airfare: BudgetLine):
    item = {"line": airfare.pk, "amount": "5"}
    refused = new_package(finance, airfare, item, item)
    assert "Please correct the duplicate" in refused.content.decode()


def test_second_package_of_a_stream_is_refused(finance: Client, airfare: BudgetLine):
    package_for(airfare)
    refused = new_package(finance, airfare, {"line": airfare.pk, "amount": "5"})
    assert "This stream already has a package for this modality." in errors(refused)
    assert SupportPackage.objects.count() == 1
