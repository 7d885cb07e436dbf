"""The program that the model of admission is held against: the same people, limits and money."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from courses.organisations.models import Organisation
from grants.awards.models import BudgetLine
from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, CourseFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import draft
from tests.trainees.admission_model import Admission, Facts, Limit, Person, Rule, Waiting
from trainees.applying.models import Application
from trainees.places.actions import quotas
from trainees.places.models import Quota, QuotaRule
from trainees.screening.actions import findings, submissions

COST, BUDGET = 1_000, 7_000
STREAMS = {"KR": "KOREA", "VE": ""}  # the others are of the LMIC stream
PEOPLE = [
    ("VN", "female", "Nanogen"), ("VN", "male", "Nanogen"), ("VN", "female", "Vabiotech"),
    ("VN", "male", "Vabiotech"), ("KE", "female", "Kemri"), ("KE", "male", "Kemri"),
    ("KE", "male", "Biovax"), ("KE", "female", "Biovax"), ("UG", "female", "Uvri"),
    ("BR", "male", "Butantan"), ("BR", "female", "Fiocruz"), ("KR", "male", "Celltrion"),
    ("KR", "female", "Celltrion"), ("KR", "male", "Samsung"), ("VE", "female", "Quimbiotec"),
]  # fmt: skip
LIMITS = {
    "Total": Limit({}, 9),
    "LMIC": Limit({"stream": "LMIC"}, 7, 1),
    "Korea": Limit({"stream": "KOREA"}, 3, 1),
    "Women": Limit({"gender": "female"}, 8, 2),
    "Seats of A": Limit({"cohort": "A"}, 6),
    "Seats of B": Limit({"cohort": "B"}, 6, 1),
    "Course of B": Limit({"course": "COURSE-B"}, 6),
    "Kenya": Limit({"country": "KE"}, 3),
    "Women of Viet Nam": Limit({"country": "VN", "gender": "female"}, 2, 1),
}
RULES = {"country": Rule(3), "organisation": Rule(2)}


@dataclass
class World:
    """The rows behind the model, by the names it knows them by."""

    model: Admission
    applications: list[int]
    calls: list[Call]
    cohorts: dict[str, Cohort]
    line: BudgetLine
    quotas: dict[str, int]
    rules: dict[str, int]
    by: User

    def row(self, facts: Facts) -> dict[str, object]:
        """The columns of a quota on these facts."""
        cohort = self.cohorts["B"]
        known = {
            "stream": lambda code: cohort.program.streams.get(code=code),
            "cohort": self.cohorts.__getitem__,
            "course": lambda _code: cohort.course,
            "organisation": lambda name: Organisation.objects.get(name=name),
        }
        return {fact: known.get(fact, str)(value) for fact, value in facts.items()}

    def make_quota(self, limit: Limit, name: str) -> int:
        """Set a limit up as the administrator does, in the version in force."""
        made = Quota.objects.create(
            program=self.cohorts["A"].program,
            name_en=name,
            ceiling=limit.ceiling,
            floor=limit.floor,
            **self.row(limit.facts),
        )
        quotas.record_new(made, by=self.by)
        return made.pk


def build() -> World:
    """Everybody eligible, nobody admitted; the last one has applied twice for the same seats."""
    a = CohortFactory(code="A", promotion="automatic")
    b = CohortFactory(
        code="B",
        program=a.program,
        course=CourseFactory(code="COURSE-B"),
        starts_on=date(2030, 9, 5),  # after A, which one may be deferred from
        ends_on=date(2030, 9, 16),
        promotion="approval",
        promote_until=timezone.localdate() + timedelta(days=60),
    )
    calls = [open_call(a), open_call(b), open_call(a)]
    Call.objects.update(closes_at=timezone.now() + timedelta(days=9_999))  # lives are long
    line = line_of(grant_for(a.program), BUDGET)
    package_for(line, amount=COST)
    by = UserFactory()
    waiting = Waiting(
        {"A": [], "B": []}, {"A"}, {"A": a.last_promotion_on, "B": b.last_promotion_on}
    )
    starts = {"A": a.starts_on, "B": b.starts_on}
    implied = {"B": {"course": "COURSE-B"}}
    model = Admission([], dict(LIMITS), RULES, implied, BUDGET, COST, "LMIC", waiting, starts)
    made = World(model, [], calls, {"A": a, "B": b}, line, {}, {}, by)
    for number, (country, gender, organisation) in enumerate(PEOPLE):
        call = calls[number % 2]
        facts = {"applicant__nationality": country, "applicant__gender": gender}
        _enter(made, draft(call, employer_name=organisation, **facts), number)
    again = Application.objects.get(pk=made.applications[0]).applicant
    _enter(made, draft(calls[2], applicant=again, employer_name="Nanogen"), 0)
    for name, limit in model.limits.items():
        made.quotas[name] = made.make_quota(limit, name)
    for fact, rule in model.rules.items():
        row = QuotaRule(program=a.program, name_en=fact, fact=fact, ceiling=rule.ceiling)
        made.rules[fact] = quotas.add_rule(row, by=by).pk
    return made


def _enter(world: World, application: Application, human: int) -> None:
    country, gender, organisation = PEOPLE[human]
    cohort = application.cohort.code
    facts = {"country": country, "gender": gender, "organisation": organisation, "cohort": cohort}
    if cohort == "B":
        facts["course"] = "COURSE-B"
    if stream := STREAMS.get(country, "LMIC"):
        facts["stream"] = stream
    submissions.submit(application, by=application.applicant.user)
    findings.mark_eligible([application], by=world.by)
    world.applications.append(application.pk)
    world.model.people.append(Person(application.pk, human, facts))
