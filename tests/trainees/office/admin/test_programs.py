"""Setting a program up through the administration: streams, quotas, the award as version 1."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from courses.programs.models import Program, Stream
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory, ProgramFactory, VintageFactory, open_call
from tests.factories.trainees import offered, quota, submitted
from tests.pages import as_shown, with_rows
from trainees.places.models import Quota, QuotaVersion

pytestmark = pytest.mark.django_db

ADD = "/admin/courses/program/add/"
KOREA = {"code": "KOREA", "name_en": "Korea", "position": 1, "match": "any", "countries": "KR"}
LMIC = {
    "code": "LMIC", "name_en": "LMIC", "position": 2, "match": "all", "income_groups": "L,LM,UM",
}  # fmt: skip


@pytest.fixture
def admin(db: None) -> Client:
    return as_user(user_with(Role.ADMINISTRATOR))


def page_of(program: Program) -> str:
    return f"/admin/courses/program/{program.pk}/change/"


def new_program(admin: Client, *streams: dict[str, Any], **facts: Any) -> Any:
    vintage = VintageFactory()
    values = with_rows(admin.get(ADD), "Stream", *streams)
    named = {"code": "GBTC-2022", "name_en": "Bio-Intensive Training", "operator_en": "IVI"}
    dates = {"announced_on": "2022-02-16", "starts_on": "2022-02-16", "ends_on": "2022-12-31"}
    facts = {"funder_en": "MOHW", "vintage": vintage.pk} | named | dates | facts
    return admin.post(ADD, values | facts)


def test_program_with_its_streams(admin: Client):
    assert new_program(admin, KOREA, LMIC).status_code == 302
    streams = {stream.code: stream for stream in Program.objects.get().streams.all()}
    assert streams["KOREA"].holds("KR", "H")
    assert streams["LMIC"].holds("KE", "LM")
    assert not streams["LMIC"].holds("JP", "H")


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"ends_on": "2021-01-01"}, "A program cannot end before it starts."),
        ({"code": "gbtc 2022"}, "Use 2 to 20 capital letters"),
        ({"vintage": ""}, "This field is required."),
    ],
)
def test_wrong_fact_is_refused_and_the_rest_is_kept(
    admin: Client, facts: dict[str, str], message: str
):
    refused = new_program(admin, KOREA, **facts)
    page = refused.content.decode()
    assert message in page
    assert "Bio-Intensive Training" in page
    assert not Program.objects.exists()


@pytest.mark.parametrize("same", [{"position": 1}, {"code": "KOREA"}])
def test_streams_differ_in_code_and_order(admin: Client, same: dict[str, Any]):
    refused = new_program(admin, KOREA, LMIC | same)
    assert "Please correct the duplicate" in refused.content.decode()
    assert not Stream.objects.exists()


def test_first_quotas_are_the_award(admin: Client):
    program = ProgramFactory(announced_on=date(2022, 2, 16))
    page = admin.get(page_of(program))
    lmic = program.streams.get(code="LMIC")
    rows = [
        {"name_en": "Total", "ceiling": 450},
        {"name_en": "LMIC", "ceiling": 300, "stream": lmic.pk},
    ]
    assert admin.post(page_of(program), with_rows(page, "Quota", *rows)).status_code == 302
    version = QuotaVersion.objects.get()
    assert (version.number, version.effective_on) == (1, date(2022, 2, 16))
    assert {line.quota.name_en: line.ceiling for line in version.lines.all()} == {
        "Total": 450, "LMIC": 300,
    }  # fmt: skip


def test_ceiling_of_a_quota_changes_by_a_revision_only(admin: Client):
    cohort = CohortFactory()
    made = quota(cohort, 450)
    page = admin.get(page_of(cohort.program))
    values = as_shown(page)
    assert not re.search(r'name="[^"]*\d-ceiling"', page.content.decode())
    forged = {name.replace("-id", "-ceiling"): 9 for name in values if name.endswith("-id")}
    admin.post(page_of(cohort.program), values | forged)
    made.refresh_from_db()
    assert made.ceiling == 450


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"ceiling": "-1"}, "greater than or equal to 0"),
        ({"ceiling": "1.5"}, "Enter a whole number."),
        ({"ceiling": "many"}, "Enter a whole number."),
        ({"ceiling": "0"}, "1 places are taken: this is 1 too few."),
        ({"ceiling": "0", "country": "VN"}, "1 places are taken: this is 1 too few."),
        ({"ceiling": "9", "gender": "female"}, "already"),
    ],
)
def test_wrong_quota_is_refused_beside_its_field(admin: Client, row: dict[str, str], message: str):
    cohort = CohortFactory()
    quota(cohort, 5, "Women", gender="female")
    offered(open_call(cohort))
    values = with_rows(admin.get(page_of(cohort.program)), "Quota", {"name_en": "New", **row})
    refused = admin.post(page_of(cohort.program), values)
    assert refused.status_code == 200
    assert message in refused.content.decode()
    assert Quota.objects.count() == 1


def test_two_new_quotas_on_the_same_facts_are_refused(admin: Client):
    program = ProgramFactory()
    rows = [{"name_en": "Total", "ceiling": 450}, {"name_en": "All", "ceiling": 460}]
    refused = admin.post(page_of(program), with_rows(admin.get(page_of(program)), "Quota", *rows))
    assert "Two new quotas have the same facts" in refused.content.decode()
    assert not Quota.objects.exists()


def test_quota_that_nobody_in_place_matches_may_be_zero(admin: Client):
    cohort = CohortFactory()
    offered(open_call(cohort))
    row = {"name_en": "Nobody of France", "ceiling": "0", "country": "FR"}
    values = with_rows(admin.get(page_of(cohort.program)), "Quota", row)
    assert admin.post(page_of(cohort.program), values).status_code == 302
    assert Quota.objects.get().ceiling == 0


def test_stream_of_another_program_is_no_choice(admin: Client):
    program, other = ProgramFactory(), ProgramFactory()
    row = {"name_en": "LMIC", "ceiling": 9, "stream": other.streams.get(code="LMIC").pk}
    values = with_rows(admin.get(page_of(program)), "Quota", row)
    refused = admin.post(page_of(program), values)
    assert "Select a valid choice" in refused.content.decode()
    assert not Quota.objects.exists()


def test_country_list_is_frozen_with_the_first_submission(admin: Client):
    application = submitted()
    program = application.cohort.program
    newer = VintageFactory(code="FY23", valid_from=date(2022, 7, 1))
    values = as_shown(admin.get(page_of(program)))
    admin.post(page_of(program), values | {"vintage": newer.pk, "name_en": "Renamed"})
    program.refresh_from_db()
    assert (program.vintage.code, program.name_en) == ("FY22", "Renamed")
