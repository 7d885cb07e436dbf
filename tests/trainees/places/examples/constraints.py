"""What the tables of `trainees.places` never hold: one try for each constraint."""

from courses.cohorts.models import Cohort
from tests.factories.courses import CohortFactory
from tests.repository.world import (
    Step,
    again,
    copy_of_application,
    put,
    unguarded,
)
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


def rule_made() -> QuotaRule:
    return QuotaRule.objects.get()


def next_cohort() -> Cohort:
    """Another run of the course in which there is a place."""
    first = Place.objects.get().cohort
    return CohortFactory(program=first.program, course=first.course, modality=first.modality)


CONSTRAINTS: dict[str, Step] = {
    "tally_cell_once": again(Tally, count=0),
    "quota_never_oversubscribed": put(Quota, ceiling=0),
    "quota_floor_within_ceiling": put(Quota, floor=99),
    "quota_closing_has_who_and_why": put(Quota, closing_reason="Why"),
    "quota_rule_has_value": unguarded(
        "trainees.Quota:not_by_hand", step=put(Quota, rule_value="KE")
    ),
    "quota_rule_value_once": unguarded(
        "trainees.Quota:not_by_hand",
        step=again(Quota, used=0, gender="other", rule=rule_made, rule_value="VN"),
    ),
    "quotarule_fact_known": unguarded(
        "trainees.QuotaRule:facts_frozen", step=put(QuotaRule, fact="height")
    ),
    "quotarule_closing_has_who_and_why": put(QuotaRule, closing_reason="Why"),
    "quotarule_fact_once": again(QuotaRule),
    "quotaversionruleline_rule_once": again(QuotaVersionRuleLine),
    "flooract_kind_known": again(FloorAct, kind="eaten"),
    "flooract_has_reason": again(FloorAct, reason=""),
    "quota_facts_once": again(Quota, used=0),
    "quotaversion_number_once": again(QuotaVersion),
    "quotaversionline_quota_once": again(QuotaVersionLine),
    "place_one_live_per_application": unguarded(
        "trainees.Place:facts_true", step=again(Place, cohort=next_cohort)
    ),
    "place_one_live_per_person": again(
        Place, application=lambda: copy_of_application("AGAIN")
    ),
    "vacancy_kind_known": again(Vacancy, kind="rumour"),
    "vacancy_place_once": lambda: [
        again(Vacancy, place=Place.objects.first)() for _twice in range(2)
    ],
}  # fmt: skip

# No form writes these: nobody reads what they say.
SILENT = {
    "quotaversionline_quota_once",
    "tally_cell_once",
    "quotaversionruleline_rule_once",
}
