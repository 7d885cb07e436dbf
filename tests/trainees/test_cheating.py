"""Ways to cheat a limit through the ORM, raw SQL and the admin: the database refuses each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.utils import timezone

from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.databases import as_owner
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import ApplicantFactory, eligible, offered, quota
from trainees.applying.models import Application
from trainees.joining.actions import offers
from trainees.joining.models import Enrolment, Offer
from trainees.office.reports import invariants
from trainees.places.actions import floors, places, quotas
from trainees.places.models import FloorAct, Place, Quota, QuotaRule, QuotaVersion, QuotaVersionLine

pytestmark = pytest.mark.django_db
REFUSALS = (IntegrityError, InternalError)  # of a constraint, of a trigger; not a mistake in SQL


@pytest.fixture(scope="module", autouse=True)
def full(module_db: None) -> None:
    """A program whose 2 places are taken, by a woman and a man; one more man would like one."""
    cohort, by = CohortFactory(), UserFactory()
    call = open_call(cohort)
    quotas.record_new(quota(cohort, 2), by=by)
    quotas.record_new(quota(cohort, 9, "Women", gender="female"), by=by)
    quotas.add_rule(rule_of(cohort), by=by)
    first = offered(call, applicant__nationality="VN")
    offers.accept(first, by=first.application.applicant.user)
    offered(call, applicant__nationality="KE", applicant__gender="male")
    eligible(call, applicant__nationality="UG", applicant__gender="male")


def rule_of(cohort: Any) -> QuotaRule:
    return QuotaRule(program=cohort.program, name_en="Country", fact="country", ceiling=2)


def wanted() -> Application:
    return Application.objects.select_related("cohort").get(status="eligible")


def place(**other: Any) -> Place:
    facts = places.facts(wanted()) | {"applicant": wanted().applicant} | other
    return Place(application=wanted(), **facts)


def sql(text: str) -> Callable[[], Any]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(text)

    return run


def of_two() -> Any:
    return Quota.objects.filter(name_en="Total")


def revise(name: str, ceiling: int, floor: int = 0) -> None:
    terms = {"effective_on": timezone.localdate(), "reason": "Why", "reference": ""}
    own = Quota.objects.select_related("program").get(name_en=name)
    quotas.revise(own.program, {own: quotas.QuotaTerms(ceiling, floor)}, by=UserFactory(), **terms)


def kept_place() -> None:
    """One place of three is left, for a woman; a man takes it."""
    revise("Total", 3)
    revise("Women", 9, floor=2)


def apply_again() -> Application:
    """There is room, and the woman applies for a second seat beside her own, to another call."""
    revise("Total", 9)
    seat = Place.objects.get(gender="female")
    return eligible(open_call(seat.cohort), applicant=seat.applicant)


def second_seat(**other: Any) -> Place:
    again = apply_again()
    return Place(
        **{"application": again, "applicant": again.applicant} | places.facts(again) | other
    )


def after(prepare: Callable[[], Any], step: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: [prepare(), step()]


COPY = """
    INSERT INTO trainees_place (application_id, applicant_id, program_id, course_id, cohort_id,
        modality, stream_id, country, income_group, gender, organisation_id, taken_at,
        release_reason)
    SELECT a.id, {applicant}, c.program_id, c.course_id, c.id, c.modality,
           a.stream_id, {country}, a.income_group, {gender}, a.organisation_id, now(), ''
      FROM trainees_application a JOIN courses_cohort c ON c.id = a.cohort_id
     WHERE a.status = 'eligible'"""
TRUE = {"applicant": "a.applicant_id", "country": "a.country", "gender": "a.gender"}
OWN = COPY.format(**TRUE)


def decline() -> None:
    offer = Offer.objects.select_related("place", "commitment", "application__applicant__user")
    sent = offer.get(status="sent")
    offers.decline(sent, by=sent.application.applicant.user)


def declined_then_enrolled() -> None:
    decline()
    offer = Offer.objects.get(status="declined")
    Enrolment.objects.create(
        offer=offer, application=offer.application, cohort=offer.application.cohort
    )


CHEATS: dict[str, Callable[[], Any]] = {
    "one place too many, saved": lambda: place().save(),
    "one place too many, in bulk": lambda: Place.objects.bulk_create([place()]),
    "one place too many, in SQL": sql(OWN),
    "one place too many, with ON CONFLICT": sql(OWN + " ON CONFLICT DO NOTHING"),
    "a place released at birth and taken later": lambda: [
        place(released_at=timezone.now()).save(),
        Place.objects.filter(application=wanted()).update(released_at=None),
    ],
    "counters set to nothing": lambda: Quota.objects.update(used=0),
    "counters set in SQL": sql("UPDATE trainees_quota SET used = used - 1"),
    "counter saved on the row": lambda: Quota(**of_two().values().get() | {"used": 0}).save(),
    "a new quota that begins below zero": lambda: quota(wanted().cohort, 9, "New", used=-1),
    "a new quota that begins half empty": lambda: quota(
        wanted().cohort, 9, "New", gender="male", used=1
    ),
    "a quota deleted": lambda: of_two().delete(),
    "quotas deleted in SQL": sql("DELETE FROM trainees_quota"),
    "a quota on other facts": lambda: of_two().update(gender="female"),
    "a quota of another program": lambda: of_two().update(program=CohortFactory().program),
    "a ceiling raised without a version": lambda: of_two().update(ceiling=99),
    "a ceiling raised in SQL": sql(
        "UPDATE trainees_quota SET ceiling = 99 WHERE name_en = 'Total'"
    ),
    "a ceiling below use": lambda: of_two().update(ceiling=1),
    "the ceiling of a rule": lambda: QuotaRule.objects.update(ceiling=99),
    "the ceiling of one row of a rule": lambda: Quota.objects.filter(country="KE").update(
        ceiling=99
    ),
    "a rule on another fact": lambda: QuotaRule.objects.update(fact="modality"),
    "a rule deleted": sql("DELETE FROM trainees_quotarule"),
    "a row of a rule closed by itself": lambda: Quota.objects.filter(country="KE").update(
        closed_at=timezone.now(), closed_by=UserFactory(), closing_reason="Why"
    ),
    "a row of a rule taken out of it": lambda: Quota.objects.filter(country="KE").update(
        rule=None, rule_value=""
    ),
    "a row of a rule made by hand": lambda: quota(
        wanted().cohort, 99, "Uganda", country="UG", rule=QuotaRule.objects.get(), rule_value="UG"
    ),
    "a quota closed by nobody": lambda: of_two().update(closed_at=timezone.now()),
    "a closed quota opened again": lambda: [
        quotas.close(of_two().get(), reason="Why", by=UserFactory()),
        of_two().update(closed_at=None, closed_by=None, closing_reason=""),
    ],
    "a version rewritten": lambda: QuotaVersionLine.objects.update(ceiling=99),
    "a version deleted": lambda: QuotaVersion.objects.all()._raw_delete("default"),
    "a live place given other facts": lambda: Place.objects.update(country="UG"),
    "a live place put into another cohort": lambda: Place.objects.update(
        cohort=CohortFactory(program=wanted().cohort.program)
    ),
    "a live place dated back": lambda: Place.objects.update(taken_at="2020-01-01T00:00Z"),
    "a live place deleted": sql("DELETE FROM trainees_place"),
    "an application given other facts": lambda: Application.objects.update(gender="female"),
    "a place with facts that are not the person's": sql(
        COPY.format(**TRUE | {"country": "'BR'", "gender": "'female'"})
    ),
    "a second seat of a person, saved": lambda: second_seat().save(),
    "a second seat of a person, in bulk": lambda: Place.objects.bulk_create([second_seat()]),
    "a second seat of a person, in SQL": lambda: [apply_again(), sql(OWN)()],
    "a second seat of a person, released at birth and taken later": lambda: [
        second_seat(released_at=timezone.now()).save(), Place.objects.update(released_at=None),
    ],
    "a second seat of a person, in another name": lambda: second_seat(
        applicant=ApplicantFactory()
    ).save(),
    "a live place given to another person": lambda: Place.objects.update(
        applicant=ApplicantFactory()
    ),
    "a place taught otherwise than its cohort": lambda: place(modality="online").save(),
    "the place of an offer released under it": lambda: Place.objects.update(
        released_at=timezone.now()
    ),
    "an offer on a released place": lambda: [
        of_two().update(closed_at=timezone.now(), closed_by=UserFactory(), closing_reason="Why"),
        Offer.objects.create(
            application=wanted(),
            place=Place.objects.bulk_create([place(released_at=timezone.now())])[0],
            respond_by=timezone.now(),
        ),
    ],
    "an enrolment on an offer that was declined": declined_then_enrolled,
    "a declined offer opened again": lambda: [
        decline(), Offer.objects.filter(status="declined").update(status="sent", responded_at=None),
    ],
    "the status of an application moved directly": lambda: Application.objects.filter(
        status="selected"
    ).update(status="eligible"),
    "a kept place, taken by another": after(kept_place, sql(OWN)),
    "a floor lowered without a version": after(
        kept_place, lambda: Quota.objects.filter(floor=2).update(floor=0)
    ),
    "a floor ended early": after(
        kept_place, lambda: Quota.objects.filter(floor=2).update(floor_until="2020-01-01")
    ),
    "a floor released without an act": after(
        kept_place, lambda: Quota.objects.filter(floor=2).update(floor_released_at=timezone.now())
    ),
    "an act without a reason": after(
        kept_place,
        lambda: FloorAct.objects.create(
            quota=Quota.objects.get(floor=2), kind="released", made_by=UserFactory()
        ),
    ),
    "an act taken back by deleting it": after(
        lambda: [
            kept_place(),
            floors.release(
                Quota.objects.get(floor=2), reason="Why", reference="", by=UserFactory()
            ),
        ],
        sql("DELETE FROM trainees_flooract"),
    ),
    "a floor larger than what is free": lambda: Quota.objects.filter(name_en="Women").update(
        floor=9
    ),
}  # fmt: skip


def test_there_are_more_than_twenty():
    assert len(CHEATS) > 20


@pytest.mark.parametrize("cheat", CHEATS)
def test_database_refuses(cheat: str):
    with as_owner(), pytest.raises(REFUSALS), transaction.atomic():  # noqa: PT012 - both are one try
        CHEATS[cheat]()
        sql("SET CONSTRAINTS ALL IMMEDIATE")()
    sql("SET CONSTRAINTS ALL DEFERRED")()
    assert not list(invariants.differences())
    assert (of_two().get().used, of_two().get().ceiling) == (2, 2)


# --- forged requests ----------------------------------------------------------------------------

FORGED = {
    "a quota changed on its own page": "/admin/trainees/quota/{quota}/change/",
    "a quota added on its own page": "/admin/trainees/quota/add/",
    "a quota deleted": "/admin/trainees/quota/{quota}/delete/",
    "a version changed": "/admin/trainees/quotaversion/{version}/change/",
    "a place added": "/admin/trainees/place/add/",
    "an offer changed": "/admin/trainees/offer/{offer}/change/",
    "an enrolment added": "/admin/trainees/enrolment/add/",
    "an application moved on": "/admin/trainees/application/{application}/change/",
}


@pytest.mark.parametrize("forged", FORGED)
def test_forged_post_changes_nothing(forged: str):
    path = FORGED[forged].format(
        quota=of_two().get().pk, version=QuotaVersion.objects.get().pk,
        offer=Offer.objects.first().pk, application=wanted().pk,
    )  # fmt: skip
    before = [*of_two().values(), *Offer.objects.order_by("pk").values("pk", "status")]
    client: Client = as_user(user_with(Role.ADMINISTRATOR))
    values = {"used": 0, "ceiling": 99, "status": "selected", "post": "yes", "name_en": "Total"}
    assert client.post(path, values).status_code in {403, 404}
    assert [*of_two().values(), *Offer.objects.order_by("pk").values("pk", "status")] == before
    assert Place.objects.count() == 2
