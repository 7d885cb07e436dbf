"""A program with quotas, a grant and any number of eligible applications, written in bulk."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from courses.calls.models import Call
from courses.calls.statuses import CallStatus
from courses.cohorts.models import Cohort
from courses.countries.actions import classifications
from courses.countries.models import ClassificationVintage
from courses.organisations.models import Organisation
from courses.programs.models import Course, Program, Stream
from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from grants.commitments.models import SupportPackage, SupportPackageItem
from ivi_training.accounts.models import User
from trainees.places.models import Quota
from trainees.reviewing.models import Ranking
from trainees.reviewing.models.ranking import TieRule

BILLION = 1_000_000_000
MANY = 1_000_000  # more places than a benchmark takes


@dataclass(frozen=True)
class World:
    """One program, ready for admissions."""

    program: Program
    lmic: Stream
    officer: User
    organisation: Organisation


def build(ceiling: int | None = MANY) -> World:
    """Set a program up as an administrator would: overlapping quotas, a grant, a package.

    Without a ceiling it gets no quotas.
    """
    classifications.load()
    officer = User.objects.create_superuser("officer@example.org")
    program = Program.objects.create(
        code="BENCH",
        name_en="Bench",
        operator_en="IVI",
        funder_en="MOHW",
        announced_on=date(2022, 1, 1),
        starts_on=date(2022, 1, 1),
        ends_on=date(2030, 1, 1),
        vintage=ClassificationVintage.objects.get(code="FY22"),
        signatures=0,
    )
    korea = Stream.objects.create(
        program=program, code="KOREA", name_en="Korea", position=1, match="any", countries=["KR"]
    )
    lmic = Stream.objects.create(
        program=program, code="LMIC", name_en="LMIC", position=2, income_groups=["L", "LM", "UM"]
    )
    for name, stream in [("Total", None), ("LMIC", lmic), ("Korea", korea)] if ceiling else []:
        Quota.objects.create(program=program, name_en=name, stream=stream, ceiling=ceiling)
    grant = Grant.objects.create(
        program=program,
        code="BENCH-01",
        title="Grant",
        funder="MOHW",
        starts_on=date(2022, 1, 1),
        ends_on=date(2030, 1, 1),
    )
    budget_lines.award(grant, 400 * BILLION, by=officer)
    package = SupportPackage.objects.create(grant=grant, stream=lmic)
    for code in ("210-01", "210-02", "210-03"):
        line = BudgetLine.objects.create(
            grant=grant,
            code=code,
            category=budget_lines.category(grant, "Travel"),
            name_en=f"Line {code}",
        )
        budget_lines.set_budget(line, 100 * BILLION, by=officer)
        SupportPackageItem.objects.create(package=package, line=line, amount=1_000_000)
    organisation = Organisation.objects.create(name="Nanogen", country="VN", kind="company")
    return World(program, lmic, officer, organisation)


def cohort(world: World, code: str) -> tuple[Call, Cohort]:
    """One more cohort with a seat limit and an open call."""
    course, _made = Course.objects.get_or_create(code="BDM", defaults={"title_en": "BDM"})
    made = Cohort.objects.create(
        program=world.program,
        course=course,
        code=code,
        title_en=code,
        starts_on=date(2029, 1, 1),
        ends_on=date(2029, 1, 14),
    )
    Quota.objects.create(program=world.program, cohort=made, name_en=f"{code} seats", ceiling=MANY)
    now = timezone.now()
    call = Call.objects.create(
        program=world.program,
        code=code,
        title_en=code,
        summary_en="-",
        who_may_apply_en="-",
        what_is_needed_en="-",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
    )
    call.cohorts.add(made)
    call.move(CallStatus.SCHEDULED, by=None)
    call.move(CallStatus.OPEN, by=None)
    return call, made


APPLY = """
    WITH people AS (
        INSERT INTO ivi_training_user (password, is_superuser, email, name, language, is_staff,
                                       is_active, is_demonstration, date_joined)
        SELECT '!', false, gen_random_uuid() || '@example.org', 'Person ' || n, 'en', false,
               true, false, now()
          FROM generate_series(1, %(count)s) n RETURNING id
    ), applicants AS (
        INSERT INTO trainees_applicant (user_id, given_names, family_name, gender, birth_date,
                                        nationality, second_nationality, residence)
        SELECT id, 'Person', 'No ' || id, CASE WHEN id %% 2 = 0 THEN 'female' ELSE 'male' END,
               '1990-01-01', (%(countries)s)[1 + id %% %(n_countries)s], '', 'VN' FROM people
        RETURNING id
    )
    INSERT INTO trainees_application (call_id, cohort_id, applicant_id, status, version, created_at,
        saved_at, employer_name, employer_country, employer_kind, job_title, years_of_experience,
        education, field_of_study, english, statement, stream_inputs, country, income_group, gender)
    SELECT %(call)s, %(cohort)s, id, 'draft', 1, now(), now(), 'Nanogen', 'VN', 'company',
           'Engineer', 4, 'master', 'Biology', 'advanced', 'I will train my colleagues.', '{}',
           (%(countries)s)[1 + id %% %(n_countries)s], 'LM',
           CASE WHEN id %% 2 = 0 THEN 'female' ELSE 'male' END
      FROM applicants
"""
AT_ONCE = 5_000  # people
COUNTRIES = [
    "VN",
    "ID",
    "IN",
    "BD",
    "PK",
    "NP",
    "LK",
    "PH",
    "TH",
    "KH",
    "LA",
    "MM",
    "MN",
    "UZ",
    "KZ",
    "EG",
    "MA",
    "TN",
    "DZ",
    "SN",
    "GH",
    "NG",
    "KE",
    "UG",
    "TZ",
    "ET",
    "RW",
    "ZA",
    "ZW",
    "MZ",
    "CM",
    "BR",
]


def submit(world: World, call: Call, to: Cohort, count: int) -> None:
    """Hand in so many applications, in a few statements for each thousand; every trigger fires."""
    known = {"call": call.pk, "cohort": to.pk}
    lists = {"countries": COUNTRIES, "n_countries": len(COUNTRIES)}
    with connection.cursor() as cursor:
        for done in range(0, count, AT_ONCE):
            cursor.execute(APPLY, {"count": min(AT_ONCE, count - done), **known, **lists})
            # Triggers keep the plans that they made for tables that were still empty.
            cursor.execute("ANALYZE ivi_training_user, trainees_applicant, trainees_application")
        cursor.execute(
            """UPDATE trainees_application SET status = 'submitted', submitted_at = now(),
                      stream_id = %s, organisation_id = %s,
                      reference = %s || '-' || id
                WHERE cohort_id = %s AND status = 'draft'""",
            [world.lmic.pk, world.organisation.pk, call.code, to.pk],
        )


def apply(world: World, call: Call, to: Cohort, count: int) -> None:
    """Bring so many people to "eligible"."""
    submit(world, call, to, count)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE trainees_application SET status = 'eligible' WHERE cohort_id = %s", [to.pk]
        )


def settle() -> None:
    """Let PostgreSQL look at what was written and write it out, so that it does not do so later."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def rank(world: World, cohort: Cohort, number: int, size: int) -> Ranking:
    """A frozen ranking in an order that has nothing to do with the facts."""
    ranking = Ranking.objects.create(
        cohort=cohort,
        number=number,
        tie_rule=TieRule.SEED,
        seed="bench",
        row_count=size,
        inputs_sha256=str(number),
        frozen_at=timezone.now(),
        frozen_by=world.officer,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO trainees_rankedapplication (ranking_id, application_id, stream_id,
                      position, position_in_stream, score, corrected_score, spread, review_count,
                      tie_break)
               SELECT %s, id, stream_id, n, n, 100 - n / 2000.0, 100 - n / 2000.0, 0, 2, ''
                 FROM (SELECT id, stream_id, row_number() OVER (ORDER BY md5(id::text)) n
                         FROM trainees_application WHERE cohort_id = %s) a""",
            [ranking.pk, cohort.pk],
        )
    return ranking


def wait(cohort: Cohort) -> None:
    """Put half of a ranked cohort on its waiting list, in ranked order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE trainees_application SET status = 'waitlisted' WHERE id IN (
                   SELECT application_id FROM trainees_rankedapplication r
                     JOIN trainees_ranking k ON k.id = r.ranking_id
                    WHERE k.cohort_id = %s AND position %% 2 = 0)""",
            [cohort.pk],
        )
        cursor.execute(
            """INSERT INTO trainees_waitingentry (application_id, cohort_id, stream_id, ranking_id,
                      position, entered_at, left_as)
               SELECT application_id, %s, r.stream_id, r.ranking_id, position, now(), ''
                 FROM trainees_rankedapplication r JOIN trainees_ranking k ON k.id = r.ranking_id
                WHERE k.cohort_id = %s AND position %% 2 = 0""",
            [cohort.pk, cohort.pk],
        )


FOUND = {
    "country": {"vintage": "FY22", "groups": {"VN": "LM"}, "unclassified": []},
    "experience": {"years": 4, "asked": 2},
    "papers": {"given": ["cv"], "missing": []},
}


def check(cohort: Cohort) -> None:
    """Three rules' results for every application, as the checks leave them; one in ten fails."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO trainees_eligibilityresult (application_id, number, rule, finding,
                      inputs, computed_at)
               SELECT a.id, 1, key, CASE WHEN a.id %% 10 = 0 THEN 'fail' ELSE 'pass' END,
                      value, now()
                 FROM trainees_application a, jsonb_each(%s) WHERE a.cohort_id = %s""",
            [json.dumps(FOUND), cohort.pk],
        )
