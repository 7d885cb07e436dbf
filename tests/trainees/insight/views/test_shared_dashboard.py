"""What is handed out hides small counts; who works with applicants sees every number."""

import csv
import re
from io import StringIO

import pytest
from django.test import Client

from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import offered, quota, submitted
from trainees.applying.models import Application
from trainees.insight.reports import dashboard
from trainees.insight.reports.shared_dashboard import as_csv, shared

pytestmark = pytest.mark.django_db
PEOPLE = [("VN", 8, "female"), ("KE", 7, "male"), ("KR", 2, "male")]


@pytest.fixture
def code() -> str:
    """Seventeen people: two from Korea."""
    cohort = CohortFactory()
    quota(cohort, 50)
    quota(cohort, 9, "Koreans", country="KR")
    call = open_call(cohort)
    for country, count, gender in PEOPLE:
        for _person in range(count):
            submitted(call, applicant__nationality=country, applicant__gender=gender)
    return str(cohort.program.code)


def applied(page: str, table: str) -> dict[str, str]:
    """The first number of each row of a table on the page."""
    body = page.split(f'id="{table}-title"')[1].split("</table>", maxsplit=1)[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td class="num">(.*?)</td>', body)
    return {label: number.replace("&lt;", "<") for label, number in rows}


def test_finance_sees_no_small_count(code: str):
    page = as_user(user_with(Role.FINANCE)).get(f"/dashboard/{code}/").content.decode()
    assert set(applied(page, "country").values()) == {"<5", "*", "8"}
    assert "Counts from 1 to 4 are hidden" in page


@pytest.mark.parametrize("role", [Role.ADMISSIONS, Role.COORDINATOR, Role.LEAD, Role.AUDITOR])
def test_those_who_run_a_program_see_every_number(code: str, role: Role):
    page = as_user(user_with(role)).get(f"/dashboard/{code}/").content.decode()
    assert set(applied(page, "country").values()) == {"2", "7", "8"}
    assert "Counts from 1 to 4 are hidden" not in page


def test_page_to_hand_out_hides_from_everybody(code: str):
    client = as_user(user_with(Role.ADMISSIONS))
    page = client.get(f"/dashboard/{code}/share/").content.decode()
    assert set(applied(page, "country").values()) == {"<5", "*", "8"}
    assert applied(page, "gender") == {"Female": "8", "Male": "9"}
    assert f"/dashboard/{code}/share.csv" in page


def test_file_and_page_say_the_same(code: str):
    client = as_user(user_with(Role.LEAD))
    answer = client.get(f"/dashboard/{code}/share.csv")
    assert answer["Content-Disposition"].endswith('.csv"')
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    in_file = {row[1]: row[2] for row in rows if row[0] == "By country or territory"}
    page = client.get(f"/dashboard/{code}/share/").content.decode()
    assert in_file == applied(page, "country")
    assert rows[1][:3] == ["Total", "Total", "17"]


def test_quota_of_a_group_gives_nothing_away(code: str):
    report = shared(dashboard.build(Application.objects.first().cohort.program))
    everybody, koreans = report.quotas
    assert (everybody.counts.applied, everybody.free) == (17, 50)
    assert (koreans.counts.applied, koreans.free) == ("*", "*")


def test_enrolled_are_hidden_with_what_they_cost():
    offer = offered()
    report = shared(dashboard.build(offer.place.program))
    assert (report.total.offered, report.money.cost_per_trainee) == ("<5", None)


def test_groups_that_look_like_formulas_are_text():
    offer = offered()
    type(offer.place.cohort).objects.update(title_en="=1+1", title_ko="")
    text = as_csv(shared(dashboard.build(offer.place.program)))
    assert not any(cell.startswith("=") for row in csv.reader(StringIO(text)) for cell in row)


def test_program_without_applications_is_empty_and_whole():
    program = CohortFactory().program
    client: Client = as_user(user_with(Role.LEAD))
    page = client.get(f"/dashboard/{program.code}/share/").content.decode()
    assert "No application yet." in page
    assert client.get("/dashboard/NO-SUCH/share/").status_code == 404
