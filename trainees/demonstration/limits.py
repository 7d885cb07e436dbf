"""Demonstration limits: for each country and organisation, and a share reserved for women.

The share of 2022 was reserved until the first answers to the second course were in. Floors are
hard by the database's clock, which no demonstration moves: that of 2022 has long run out, also
while 2022 is lived through, and that of the program of today is kept.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from courses.programs.models import Program
from ivi_training.accounts.models import User
from trainees.people.statuses import Gender
from trainees.places.actions import quotas
from trainees.places.models import Quota, QuotaRule
from trainees.places.statuses import CountedFact


@dataclass(frozen=True)
class DemonstrationQuotas:
    """Demonstration values: at most so many for each value, at least so many women until a day."""

    countries: int
    organisations: int
    women: int
    until: date


def add(
    program: Program, numbers: dict[str, Any], limits: DemonstrationQuotas, *, by: User
) -> None:
    """Limits for each country and organisation; Korea has a larger one, for it has its own places."""
    made = Quota.objects.create(
        program=program,
        name_en="Korea (country)",
        name_ko="대한민국(국가)",
        ceiling=numbers["korea"],
        country="KR",
    )
    quotas.record_new(made, by=by)
    women = Quota.objects.create(
        program=program,
        name_en="Women",
        name_ko="여성",
        ceiling=numbers["total"],
        gender=Gender.FEMALE,
        floor=limits.women,
        floor_until=limits.until,
    )
    quotas.record_new(women, by=by)
    for fact, name_en, name_ko, ceiling in [
        (CountedFact.COUNTRY, "Country", "국가", limits.countries),
        (CountedFact.ORGANISATION, "Organisation", "소속기관", limits.organisations),
    ]:
        rule = QuotaRule(
            program=program, fact=fact, name_en=name_en, name_ko=name_ko, ceiling=ceiling
        )
        quotas.add_rule(rule, by=by)
