"""What the database refuses or keeps in `trainees.places`, whoever writes."""

from typing import Any

from django.db import models
from django.utils import timezone

from courses.programs.models import Stream
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, CourseFactory, ProgramFactory
from tests.factories.trainees import (
    ApplicantFactory,
    OrganisationFactory,
    quota,
)
from tests.repository.tries import (
    copy_of_place,
    merged_organisation,
    next_cohort,
    own_cohort,
    release,
)
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
)
from trainees.places.hooks.cohorts import CountedCohort
from trainees.places.models import (
    FloorAct,
    Place,
    Quota,
    QuotaRule,
    QuotaVersion,
    QuotaVersionLine,
    QuotaVersionRuleLine,
    Tally,
    Vacancy,
)


def close(rows: models.QuerySet[Any]) -> None:
    rows.update(closed_at=timezone.now(), closed_by=UserFactory(), closing_reason="Why")


def stream_elsewhere() -> Stream | None:
    return ProgramFactory().streams.first()


def quota_of_merged() -> None:
    quota(own_cohort(), 9, "Own", organisation=merged_organisation())


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Tally:counters_kept": [put(Tally, count=9), again(Tally, country="FR", count=9)],
    "Place:organisation_stands": [put(Place, organisation=OrganisationFactory)],
    "CountedCohort:counted_stands": [
        put(CountedCohort, course=CourseFactory), put(CountedCohort, modality="online"),
    ],
    "Quota:never_merged": [quota_of_merged],
    "Place:person_stands": [put(Place, applicant=ApplicantFactory)],
    "Quota:counters_kept": [put(Quota, used=0), again(Quota, country="FR")],
    "Quota:existing_places_counted": [
        put(Quota, country="FR"), put(Quota, stream_id=1),
        put(Quota, program=ProgramFactory),
    ],
    "Quota:not_by_hand": [
        put(Quota, floor_released_at=timezone.now()), put(Quota, rule_value="KE"),
        again(Quota, used=0, country="FR", rule_id=1, rule_value="FR"),
        lambda: close(Quota.objects.filter(rule__isnull=False)),
    ],
    "Quota:of_one_program": [
        again(Quota, used=0, country="FR", stream=stream_elsewhere),
        again(Quota, used=0, country="FR", cohort=CohortFactory),
    ],
    "Quota:reserves_fit_new": [again(Quota, used=0, gender="male", floor=5)],
    "Quota:reserves_fit": [
        lambda: [again(Quota, used=0, gender="male", floor=4)(), put(Quota, ceiling=4)()],
    ],
    "Quota:as_agreed": [
        put(Quota, ceiling=9), put(Quota, floor=1), put(Quota, floor_until=timezone.localdate),
    ],
    "Quota:closed_for_good": [
        lambda: [close(Quota.objects.filter(rule__isnull=True)), put(Quota, name_en="Another")()],
    ],
    "Quota:kept": [drop(Quota)],
    "QuotaRule:as_agreed": [put(QuotaRule, ceiling=9)],
    "QuotaRule:facts_frozen": [
        put(QuotaRule, fact="gender"), put(QuotaRule, program=ProgramFactory),
    ],
    "QuotaRule:closed_for_good": [
        lambda: [close(QuotaRule.objects.all()), put(QuotaRule, name_en="Another")()],
    ],
    "QuotaRule:kept": [drop(QuotaRule)],
    "QuotaVersionRuleLine:append_only": [
        put(QuotaVersionRuleLine, ceiling=9), drop(QuotaVersionRuleLine),
    ],
    "FloorAct:apply": [again(FloorAct)],
    "FloorAct:append_only": [put(FloorAct, reason="Another"), drop(FloorAct)],
    "QuotaVersion:append_only": [put(QuotaVersion, reason="Another"), drop(QuotaVersion)],
    "QuotaVersionLine:append_only": [put(QuotaVersionLine, ceiling=9), drop(QuotaVersionLine)],
    "Place:kept": [drop(Place)],
    "Place:facts_frozen": [
        put(Place, country="FR"), put(Place, gender="other"), put(Place, stream_id=0),
        put(Place, taken_at=timezone.now()), put(Place, program_id=0), put(Place, cohort_id=0),
    ],
    "Place:facts_true": [
        again(Place, country="FR", released_at=timezone.now()),
        again(Place, applicant=ApplicantFactory, released_at=timezone.now()),
        again(Place, cohort=next_cohort, released_at=timezone.now()),
    ],
    "Place:released_once": [
        release(times=2), lambda: [release()(), put(Place, released_at=None)()],
    ],
    "Vacancy:handled_once": [put(Vacancy, handled_at=None), put(Vacancy, number=9)],
    "Vacancy:kept": [drop(Vacancy)],
}  # fmt: skip

# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "Quota:existing_places_counted": (
        lambda: Quota.objects.create(
            program=Place.objects.get().program, name_en="LMIC", ceiling=9, income_group="LM"
        ),
        "quota.used",
    ),
    "QuotaRule:rows_follow": (
        lambda: QuotaRule.objects.create(
            program=Place.objects.get().program, name_en="Modality", fact="modality", ceiling=9
        ),
        "quota.rule_rows",
    ),
    "Place:take": (copy_of_place, "quota.used"),
    "Place:release": (release(), "quota.used"),
}  # fmt: skip

# What a trigger notes: a step, and as how many places.
NOTING: dict[str, tuple[Step, int]] = {
    "Quota:note_vacancy": (
        put(Quota, ceiling=models.F("ceiling") + 2), 2,
    ),
    "Place:release": (release(), 1),
}  # fmt: skip
