"""Revising quotas on one page: below use is refused beside its field, what was typed is kept."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import eligible, offered, quota, rule
from trainees.places.actions import places, quotas
from trainees.places.models import FloorAct, Quota, QuotaRule, QuotaVersion

pytestmark = pytest.mark.django_db

WHY = {"effective_on": "2022-06-15", "reason": "More LMIC applicants", "reference": "MOHW-61"}
CONFIRMED = {"confirmed": "1"}


@pytest.fixture
def admin(db: None) -> Client:
    return as_user(user_with(Role.ADMINISTRATOR))


@pytest.fixture
def cohort() -> Cohort:
    """A program with 2 of 450 places taken, both by women."""
    cohort = CohortFactory()
    by = user_with(Role.LEAD)
    for name, ceiling, gender in [("Total", 450, ""), ("Women", 300, "female")]:
        quotas.record_new(quota(cohort, ceiling, name, gender=gender), by=by)
    call = open_call(cohort)
    for _person in range(2):
        offered(call)
    return cohort


def page_of(cohort: Cohort) -> str:
    return f"/admin/courses/program/{cohort.program_id}/quotas/"


def ceilings(**changed: object) -> dict[str, object]:
    rows = Quota.objects.filter(rule__isnull=True)
    given: dict[str, object] = {f"rule_{r.pk}": r.ceiling for r in QuotaRule.objects.all()}
    return given | {f"quota_{q.pk}": changed.get(q.name_en, q.ceiling) for q in rows}


def test_revision_is_a_new_version(admin: Client, cohort: Cohort):
    shown = admin.get(page_of(cohort)).content.decode()
    assert "2 places are taken." in shown
    previewed = admin.post(page_of(cohort), ceilings(Total=510, Women=370) | WHY)
    assert (previewed.status_code, QuotaVersion.objects.count()) == (200, 1)
    assert "450 → <strong>510</strong>" in previewed.content.decode()
    answer = admin.post(page_of(cohort), ceilings(Total=510, Women=370) | WHY | CONFIRMED)
    assert answer.status_code == 302
    version = QuotaVersion.objects.get(number=2)
    assert (version.effective_on, version.reference) == (date(2022, 6, 15), "MOHW-61")
    assert set(Quota.objects.values_list("name_en", "ceiling")) == {("Total", 510), ("Women", 370)}
    shown = admin.get(page_of(cohort)).content.decode()
    assert "MOHW-61" in shown
    assert "More LMIC applicants" in shown


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1", "2 places are taken: this is 1 too few."),
        ("-5", "greater than or equal to 0"),
        ("9.5", "Enter a whole number."),
        ("", "This field is required."),
        ("9999999", "less than or equal to 1000000"),
    ],
)
def test_wrong_ceiling_is_refused_beside_its_field_and_all_is_kept(
    admin: Client, cohort: Cohort, typed: str, message: str
):
    refused = admin.post(page_of(cohort), ceilings(Total=510, Women=typed) | WHY)
    assert refused.status_code == 422
    form = refused.context["form"]
    women = Quota.objects.get(name_en="Women")
    assert message in form.errors[f"quota_{women.pk}"][0]
    assert list(form.errors) == [f"quota_{women.pk}"]
    page = refused.content.decode()
    for kept in ('value="510"', f'value="{typed}"' if typed else "510", "More LMIC applicants"):
        assert kept in page
    assert set(Quota.objects.values_list("ceiling", flat=True)) == {450, 300}
    assert QuotaVersion.objects.count() == 1


def test_revision_without_a_reason_is_refused(admin: Client, cohort: Cohort):
    refused = admin.post(page_of(cohort), ceilings(Total=510) | WHY | {"reason": ""})
    assert refused.status_code == 422
    assert QuotaVersion.objects.count() == 1


def test_revision_that_changes_nothing_is_none(admin: Client, cohort: Cohort):
    refused = admin.post(page_of(cohort), ceilings() | WHY | CONFIRMED)
    assert "Nothing is different" in refused.content.decode()
    assert QuotaVersion.objects.count() == 1


def test_ceiling_may_be_exactly_what_is_used(admin: Client, cohort: Cohort):
    assert (
        admin.post(page_of(cohort), ceilings(Total=2, Women=2) | WHY | CONFIRMED).status_code == 302
    )
    assert {q.free for q in Quota.objects.all()} == {0}


def test_preview_names_the_floor_that_no_longer_fits(admin: Client, cohort: Cohort):
    men = quota(cohort, 9, "Men", gender="male", floor=5)
    shown = admin.post(page_of(cohort), ceilings(Total=6) | WHY).content.decode()
    assert "Total: 2 places are taken and 5 reserved for Men, 1 more than a ceiling of 6." in shown
    assert "Confirm the revision" not in shown
    refused = admin.post(page_of(cohort), ceilings(Total=6) | WHY | CONFIRMED)
    assert refused.status_code == 409
    terms = ceilings(Total=6) | {f"floor_quota_{men.pk}": 4, f"until_quota_{men.pk}": "2030-01-31"}
    assert admin.post(page_of(cohort), terms | WHY | CONFIRMED).status_code == 302
    men.refresh_from_db()
    assert (men.floor, men.floor_until) == (4, date(2030, 1, 31))
    line = QuotaVersion.objects.get(number=2).lines.get(quota=men)
    assert (line.floor, line.floor_until) == (4, date(2030, 1, 31))


# --- the quotas as they stand -------------------------------------------------------------------


def now(cohort: Cohort, query: str = "") -> str:
    return f"/admin/courses/program/{cohort.program_id}/quotas/now/{query}"


def test_page_tells_what_is_used_free_and_reserved(admin: Client, cohort: Cohort):
    quota(cohort, 450, "Men", gender="male", floor=448)
    overview = admin.get(now(cohort)).context["overview"]
    numbers = {
        row.quota.name: (row.enrolled, row.accepted, row.offered, row.quota.free, row.reserved)
        for row in overview.rows
    }
    assert numbers == {
        "Total": (0, 0, 2, 448, 448), "Women": (0, 0, 2, 298, 0), "Men": (0, 0, 0, 450, 448),
    }  # fmt: skip
    assert [(b.stream.code, b.quota.name, b.left) for b in overview.bindings] == [
        ("KOREA", "Total", 0), ("LMIC", "Total", 0),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_page_has_a_fixed_number_of_queries(
    admin: Client, cohort: Cohort, count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    rule(cohort)
    call = open_call(cohort)
    for country in ["VN", "KE", "BR"][:count]:
        quota(cohort, 9, country, country=country, gender="other")
        eligible(call, applicant__nationality=country, applicant__family_name="Findme")
    # Session, user, permissions twice; program, others; rules, quotas, who holds places, closed,
    # acts, values and fullest of rules, cohorts, streams; people, their places, rules, quotas,
    # seats.
    with django_assert_num_queries(19):
        page = admin.get(now(cohort, "?person=findme"))
    assert len(page.context["people"]) == count


def test_rules_are_grouped_and_their_values_listed_apart(admin: Client, cohort: Cohort):
    made = rule(cohort, ceiling=12)
    page = admin.get(now(cohort))
    (row,) = page.context["overview"].rules
    assert (row.values, row.full, row.fullest.name) == (1, 0, "Country: Vietnam")
    assert "Vietnam: 2 of 12" in page.content.decode()
    listed = admin.get(f"/admin/trainees/quota/?rule__id__exact={made.pk}").content.decode()
    assert "Country: Vietnam" in listed
    assert "Women" not in listed


def test_person_is_found_and_told_what_stands_in_the_way(admin: Client, cohort: Cohort):
    quota(cohort, 450, "Men", gender="male", floor=448)
    woman = eligible(open_call(cohort))
    reason = "Total: 2 of 450 places are taken and 448 are reserved for Men."
    found = admin.get(now(cohort, f"?person={woman.reference}")).content.decode()
    assert reason in found
    assert reason in admin.get(f"/admin/trainees/application/{woman.pk}/change/").content.decode()
    man = eligible(woman.call, applicant__gender="male", applicant__family_name="Okello")
    found = admin.get(now(cohort, "?person=okello")).content.decode()
    assert man.reference in found
    assert "Nothing: no quota" in found
    assert "Nobody in this program" in admin.get(now(cohort, "?person=xyz")).content.decode()


def test_person_who_sits_there_by_another_application_is_told(admin: Client, cohort: Cohort):
    first = eligible(open_call(cohort))
    second = eligible(open_call(cohort), applicant=first.applicant)
    told = "This person has a place in this cohort by another application."
    assert told not in admin.get(now(cohort, f"?person={second.reference}")).content.decode()
    places.take([first])
    assert told in admin.get(now(cohort, f"?person={second.reference}")).content.decode()
    assert told in admin.get(f"/admin/trainees/application/{second.pk}/change/").content.decode()
    assert told not in admin.get(now(cohort, f"?person={first.reference}")).content.decode()


def test_lead_sees_numbers_and_no_people(cohort: Cohort):
    page = as_user(User.objects.get(email="lead@example.org")).get(now(cohort, "?person=a"))
    assert page.context["people"] == []
    assert "What would stop this person" not in page.content.decode()


def test_floor_is_released_and_taken_back_with_a_reason(admin: Client, cohort: Cohort):
    men = quota(cohort, 450, "Men", gender="male", floor=5)
    path = f"/admin/trainees/quota/{men.pk}"
    assert admin.post(f"{path}/release/", {"reason": ""}).status_code == 422
    why = {"reason": "Few applied", "reference": "MOHW-9"}
    assert admin.post(f"{path}/release/", why).status_code == 302
    assert admin.post(f"{path}/release/", why).status_code == 409
    assert "released" in admin.get(now(cohort)).content.decode()
    assert admin.post(f"{path}/take-back/", why).status_code == 302
    acts = FloorAct.objects.order_by("pk").values_list("kind", "reference", "made_by__email")
    assert list(acts) == [
        ("released", "MOHW-9", "administrator@example.org"),
        ("reinstated", "MOHW-9", "administrator@example.org"),
    ]


def test_quota_is_closed_and_a_new_one_made_on_other_facts(admin: Client, cohort: Cohort):
    women = Quota.objects.get(name_en="Women")
    shown = admin.get(f"/admin/trainees/quota/{women.pk}/close/").content.decode()
    assert "close it and add a new one" in shown
    answer = admin.post(f"/admin/trainees/quota/{women.pk}/close/", {"reason": "Other facts"})
    assert answer.url == f"/admin/courses/program/{cohort.program_id}/change/"
    shown = admin.get(now(cohort)).content.decode()
    assert "Other facts" in shown
    assert admin.get(answer.url).status_code == 200


def test_limit_for_each_value_is_added_and_closed(admin: Client, cohort: Cohort):
    path = f"/admin/courses/program/{cohort.program_id}/limits/add/"
    terms = {"name_en": "Country", "name_ko": "국가", "fact": "country"}
    assert admin.post(path, terms | {"ceiling": 1}).status_code == 409
    assert admin.post(path, terms | {"ceiling": 2}).status_code == 302
    made = QuotaRule.objects.get()
    assert [(q.rule_value, q.used) for q in made.quotas.all()] == [("VN", 2)]
    assert admin.post(path, terms | {"ceiling": 3}).status_code == 422
    revised = admin.post(page_of(cohort), ceilings() | {f"rule_{made.pk}": 5} | WHY | CONFIRMED)
    assert (revised.status_code, made.quotas.get().ceiling) == (302, 5)
    close = f"/admin/courses/program/limits/{made.pk}/close/"
    assert admin.post(close, {"reason": "No longer asked for"}).status_code == 302
    assert admin.get(close).status_code == 404


def test_start_opens_the_running_program(admin: Client):
    assert admin.get("/admin/trainees/quota/now/").url == "/admin/trainees/quota/"
    cohort = CohortFactory()
    assert admin.get("/admin/trainees/quota/now/").url == now(cohort)
