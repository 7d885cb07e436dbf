"""Fees and consultations through the administration: entered, previewed, looked at, ended."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.awards.models import BudgetLine
from grants.commitments.models import CommitmentPart, Engagement, FeeRate
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory
from tests.factories.engagements import engaged, fee_rate
from tests.factories.grants import grant_for, line_of

pytestmark = pytest.mark.django_db
LIST = "/admin/grants/engagement/"


@pytest.fixture
def line() -> BudgetLine:
    return line_of(grant_for(CohortFactory().program), 5_000)


@pytest.fixture
def finance() -> Client:
    return as_user(user_with(Role.FINANCE))


def typed(on: BudgetLine, /, **facts: Any) -> dict[str, Any]:
    rate = FeeRate.objects.first() or fee_rate(on.grant)
    known = {
        "person": "Kim Haneul",
        "affiliation": "University",
        "subject": "Lectures",
        "starts_on": "2022-07-04",
        "ends_on": "2022-07-08",
        "line": on.pk,
        "category": rate.category_id,
        "role": "lecturer",
        "unit": "hour",
        "units": "3",
        "token": "00000000-0000-0000-0000-000000000001",
    }
    return known | facts


def post(client: Client, on: BudgetLine, step: str = "fee", /, **facts: Any) -> Any:
    return client.post(f"{LIST}of/{on.grant_id}/{step}/", typed(on, **facts))


def shown(page: Any) -> str:
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_list_without_any_offers_both_steps(finance: Client, line: BudgetLine):
    page = finance.get(LIST).content.decode()
    assert "No fee and no consultation here" in page
    for step in ("fee_commit", "consultation_commit"):
        assert reverse(f"admin:{step}", args=[line.grant_id]) in page


def test_steps_are_offered_on_the_grant_that_is_looked_at(finance: Client, line: BudgetLine):
    grant_for(CohortFactory().program)
    step = reverse("admin:fee_commit", args=[line.grant_id])
    assert step not in finance.get(LIST).content.decode()
    asked = finance.get(LIST, {"commitment__grant__id__exact": line.grant_id})
    assert step in asked.content.decode()


def test_fee_is_previewed_then_committed(finance: Client, line: BudgetLine):
    preview = shown(post(finance, line))
    assert "KRW 2,000" in preview
    assert not Engagement.objects.exists()
    assert post(finance, line, confirmed="1").status_code == 302
    made = Engagement.objects.get()
    assert (made.person, made.commitment.items.get().amount) == ("Kim Haneul", 3_000)
    page = shown(finance.get(f"{LIST}{made.pk}/change/"))
    for text in ("Kim Haneul", "3 x KRW 1,000 = KRW 3,000", "Close: all bills are in"):
        assert text in page
    assert "KRW 3,000" in shown(finance.get(reverse("admin:grants_commitment_changelist")))
    asked = {"commitment": made.commitment_id}
    bill = finance.get(reverse("grants:expenditure_record"), asked).content.decode()
    assert f'<option value="{made.commitment_id}" selected>' in bill


def test_fee_above_the_line_is_refused_in_the_preview(finance: Client, line: BudgetLine):
    refused = post(finance, line, units="6")
    assert refused.status_code == 409
    assert "KRW 6,000 is needed and KRW 5,000 is available" in refused.content.decode()


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"role": "tutor"}, "There is no such rate"),
        ({"ends_on": "2022-07-01"}, "It cannot end before it starts."),
        ({"starts_on": "2021-12-31"}, "The grant pays from"),
        ({"units": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_has_no_price_is_said_in_the_form(
    finance: Client, line: BudgetLine, facts: dict[str, str], told: str
):
    page = post(finance, line, **facts)
    assert page.status_code == 422
    assert told in page.content.decode()


def test_consultation_may_have_travel_alone(finance: Client, line: BudgetLine):
    facts = {"company": "Biologics Co", "person": "", "units": "", "category": "", "line": ""}
    nothing = post(finance, line, "consultation", **facts)
    assert "there is nothing to reserve" in nothing.content.decode()
    lineless = post(finance, line, "consultation", travel="800", **facts)
    assert "Choose the line that pays it." in lineless.content.decode()
    facts |= {"travel": "800", "travel_line": line.pk, "confirmed": "1"}
    assert post(finance, line, "consultation", **facts).status_code == 302
    part = CommitmentPart.objects.get()
    assert (part.kind, part.cost, part.unit) == ("travel", 800, "once")


def test_consultants_fee_is_asked_whole(finance: Client, line: BudgetLine):
    page = post(finance, line, "consultation", company="Biologics Co", person="", line="")
    assert page.status_code == 422
    for told in ("The fee is calculated from this too.", "Say who is paid the fee."):
        assert told in shown(page)


@pytest.mark.parametrize(("step", "status"), [("close", "closed"), ("cancel", "cancelled")])
def test_ending_is_previewed_then_done(finance: Client, line: BudgetLine, step: str, status: str):
    address = f"{LIST}{engaged(line).pk}/{step}/"
    preview = shown(finance.post(address, {"reason": "Done"}))
    assert "KRW 5,000" in preview
    assert finance.post(address, {"reason": "Done", "confirmed": "1"}).status_code == 302
    assert Engagement.objects.get().status == status
    line.refresh_from_db()
    assert line.available == 5_000


def test_used_rate_may_only_end(finance: Client, line: BudgetLine):
    engaged(line)
    address = f"/admin/grants/feerate/{FeeRate.objects.get().pk}/change/"
    assert 'name="amount"' not in finance.get(address).content.decode()
    early = finance.post(address, {"valid_until": "2022-07-07"})
    assert "it cannot end before" in early.content.decode()
    assert finance.post(address, {"valid_until": "2022-12-31"}).status_code == 302


def test_overlapping_rate_is_refused_in_the_form(finance: Client, line: BudgetLine):
    rate = fee_rate(line.grant)
    facts = {"category": rate.category_id, "role": "lecturer", "unit": "hour", "amount": "5"}
    page = finance.post("/admin/grants/feerate/add/", facts | {"valid_from": "2023-01-01"})
    assert "counts on some of these days" in page.content.decode()
    backwards = {"valid_from": "2023-01-01", "valid_until": "2022-01-01"}
    page = finance.post("/admin/grants/feerate/add/", facts | backwards)
    assert "A rate cannot end before it begins." in page.content.decode()


def test_lead_sees_the_number_and_nobody(line: BudgetLine):
    made, lead = engaged(line), as_user(user_with(Role.LEAD))
    assert lead.get(LIST).status_code == 403
    page = lead.get(reverse("admin:grant_entries", args=[line.grant_id])).content.decode()
    assert made.reference in page
    assert made.person not in page
