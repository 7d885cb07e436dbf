"""The whole demonstration in order: 2022 as it was published, then a call that is open today."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone

from courses.calls.actions import calls, consents, form_templates, forms
from courses.calls.models import Call
from courses.cohorts.models import Cohort
from courses.countries.actions import classifications
from courses.programs.models import Program
from grants.awards.models import BudgetLine, Grant
from grants.spending.actions import expenditures
from grants.spending.models import Expenditure
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from trainees.applying.models import Application
from trainees.demonstration import (
    accounts,
    endorsement_answers,
    engagement_examples,
    grant_accounts,
    onboarding_answers,
    payers,
    program_setup,
    review_round,
    spending,
)
from trainees.demonstration.clock import at, noon
from trainees.demonstration.names import KOREA, LMIC, UNCLASSIFIED
from trainees.demonstration.papers import paper
from trainees.demonstration.program_setup import PUBLISHED, Setting
from trainees.demonstration.statistics import refresh_statistics
from trainees.demonstration.story import Story, StoryCourse
from trainees.joining.statuses import Outcome
from trainees.places.actions import quotas
from trainees.places.models import Quota
from trainees.records.actions import retention_rules
from trainees.screening.actions import findings, returns, submissions
from trainees.selecting.actions import decisions
from trainees.selecting.statuses import DecisionReason

MILLION = 1_000_000
PARTS = 5  # of loading, as told to whoever waits
RETURNED = 3  # for missing papers, of the open call
REVIEWED = 18  # applications of the open call
SCREENED = {"BDM-2022": date(2022, 5, 20), "GXP-2022": date(2022, 9, 8)}
PUBLISHED_ON = {"BDM-2022": date(2022, 5, 27), "GXP-2022": date(2022, 9, 14)}
# What trainees of the second course are asked before they come.
ASKED_ON = date(2022, 10, 4)
# Demonstration values: cohort, line, day, payee, purpose, million KRW.
PAYMENTS = [
    ("BDM-2022", "210-02", date(2022, 7, 29), "Songdo Guest House (demonstration)", "Rooms", 196),
    ("BDM-2022", "210-01", date(2022, 7, 15), "Air Agency (demonstration)", "Flights", 231),
    ("BDM-2022", "210-03", date(2022, 7, 29), "Trainees", "Per diem", 98),
    (None, "220-01", date(2022, 7, 30), "Lecturers", "Fees of the first course", 62),
    ("GXP-2022", "210-01", date(2022, 10, 28), "Air Agency (demonstration)", "Flights", 507),
    ("GXP-2022", "210-02", date(2022, 11, 18), "Songdo Guest House (demonstration)", "Rooms", 441),
]
WAITING = [
    ("GXP-2022", "220-02", date(2022, 11, 21), "Print House (demonstration)", "Course books", 38),
    (None, "220-01", date(2022, 11, 22), "Lecturers", "Fees of the second course", 71),
]


def is_loaded() -> bool:
    """Whether this database holds any program, demonstration or not."""
    return Program.objects.exists()


@transaction.atomic
def load(tell: Callable[[str], object] = lambda _text: None) -> None:
    """Load everything or nothing; the caller has checked that the database is empty.

    Tells what it is at, and how far: the parts take from one to twenty seconds.
    """
    part = _parts(tell)
    part("accounts, the program of 2022 and its calls")
    people = accounts.make()
    admin = people[Role.ADMINISTRATOR]
    with at(noon(date(2022, 4, 1))):
        story = Story(people)
    classifications.load()
    with at(noon(date(2022, 2, 16))):
        real = program_setup.real_program(admin)
        _ask(real, by=admin)
    first, second = (_course(real, facts) for facts in PUBLISHED["cohorts"])
    first.later = second
    part("the first course: applications, reviews, decisions, offers")
    story.run_course(first)
    _revise(real.program, by=admin)
    part("the second course: applications, reviews, decisions, offers")
    story.run_course(second)
    part("before they come, other payers, payments and the books")
    _bring_and_pay(second, Grant.objects.get(program=real.program), people)
    part("a program that runs today, with a call that is open")
    _run_today(story, people)
    refresh_statistics()


def _bring_and_pay(second: StoryCourse, grant: Grant, people: dict[Role, User]) -> None:
    admin = people[Role.ADMINISTRATOR]
    onboarding_answers.ask(second.call, second.cohort, ASKED_ON, by=admin)
    payers.add(second.cohort, ASKED_ON, by=admin)
    _pay(people)
    engagement_examples.add(grant, people)
    grant_accounts.keep_accounts(grant, people)


def _run_today(story: Story, people: dict[Role, User]) -> None:
    today = timezone.localdate()
    running = program_setup.open_program(people[Role.ADMINISTRATOR], today)
    grant_accounts.run(Grant.objects.get(program=running.program), people, today)
    _open_call(story, running, people)


def _parts(tell: Callable[[str], object]) -> Callable[[str], None]:
    numbers = count(1)

    def part(what: str) -> None:
        tell(f"demonstration {next(numbers)} of {PARTS}: {what}")

    return part


def _ask(program: Setting, *, by: User) -> None:
    """What people agree to, how long it is kept and what is asked, before a call opens."""
    for term in consents.start(program.program):
        consents.publish(term, by=by)
    for rule in retention_rules.start(program.program):
        retention_rules.publish(rule, by=by)
    for call in program.calls.values():
        forms.publish(form_templates.start(call, "introduction_2022"), by=by)


def _course(real: Setting, facts: dict[str, object]) -> StoryCourse:
    code = str(facts["code"])
    lmic, countries = int(str(facts["enrolled_lmic"])), int(str(facts["countries_lmic"]))
    return StoryCourse(
        call=real.calls[code],
        cohort=real.cohorts[code],
        enrolled=_spread(lmic, LMIC[:countries]) | {KOREA: int(str(facts["enrolled_korea"]))},
        screened_on=SCREENED[code],
        published_on=PUBLISHED_ON[code],
    )


def _spread(people: int, countries: list[str]) -> dict[str, int]:
    """Divide people over countries, the first ones more, none without; adds up exactly."""
    weights = [len(countries) * 2 - rank for rank in range(len(countries))]
    spare = people - len(countries)
    shares = {c: 1 + spare * w // sum(weights) for c, w in zip(countries, weights, strict=True)}
    for country in countries[: people - sum(shares.values())]:
        shares[country] += 1
    return shares


def _revise(program: Program, *, by: User) -> None:
    """The ministry's revision of June 2022: 510 = 370 + 140."""
    version = PUBLISHED["quota_versions"][1]
    names = {"Total": "total", "LMIC": "lmic", "Korea": "korea"}
    effective_on = date.fromisoformat(version["effective_on"])
    ceilings = {
        quota: version[names[quota.name_en]]
        for quota in Quota.objects.filter(program=program, name_en__in=names)
    }
    with at(noon(effective_on)):
        quotas.revise(
            program,
            ceilings,
            effective_on=effective_on,
            reason=version["reason"],
            reference="",
            by=by,
        )


def _pay(people: dict[Role, User]) -> None:
    """Payments of 2022, approved by another person; two still wait for approval."""
    for payment in PAYMENTS:
        with at(noon(payment[2] + timedelta(days=3))):
            expenditure = _record(payment, people)
            expenditures.approve(expenditure, by=people[Role.APPROVER])
    for payment in WAITING:
        with at(noon(payment[2] + timedelta(days=3))):
            _record(payment, people)
    approved = Expenditure.objects.filter(approved_by__isnull=False).order_by("pk")
    spending.pay_and_settle(list(approved.select_related("line__grant")), people)


def _record(
    payment: tuple[str | None, str, date, str, str, int], people: dict[Role, User]
) -> Expenditure:
    cohort_code, line_code, day, payee, purpose, millions = payment
    return expenditures.record(
        line=BudgetLine.objects.get(grant__code="GBTC-2022-01", code=line_code),
        cohort=Cohort.objects.get(code=cohort_code) if cohort_code else None,
        spent_on=day,
        payee=payee,
        purpose=purpose,
        amount=millions * MILLION,
        evidence=paper(f"Invoice {purpose}", name="invoice.pdf"),
        by=people[Role.FINANCE],
    )


def _open_call(story: Story, demo: Setting, people: dict[Role, User]) -> None:
    """A call of today in the middle of its work: drafts, to screen, eligible, staged."""
    (call,) = demo.calls.values()
    with at(call.opens_at):
        _ask(demo, by=people[Role.ADMINISTRATOR])
        endorsement_answers.add(call)
        calls.publish(call, by=people[Role.ADMINISTRATOR])
    (cohort,) = demo.cohorts.values()
    wanted = [*LMIC[:20], *[KOREA] * 8, UNCLASSIFIED, *LMIC[:12]]
    made = [_apply(story, call, cohort, country, n) for n, country in enumerate(wanted, start=1)]
    submitted = [application for application in made if application.submitted_at]
    screened = submitted[: len(submitted) * 2 // 3]
    endorsement_answers.endorse(submitted[::3])
    findings.mark_eligible(screened, by=people[Role.ADMISSIONS])
    _return(submitted[len(screened) :][:RETURNED], by=people[Role.ADMISSIONS])
    _review(story, call, screened[:REVIEWED])
    decided = [a for a in screened if a.stream_id][:9]
    decisions.stage(
        decided,
        outcome=Outcome.SELECTED,
        reason=DecisionReason.MERIT,
        note="",
        by=people[Role.ADMISSIONS],
    )


def _return(asked: list[Application], *, by: User) -> None:
    """Returned for missing papers: one answered, one overdue, one in time."""
    answered = asked[0]
    now = timezone.now()
    for application, due_at in zip(asked, [now, now - timedelta(days=1), None], strict=True):
        made_at = now - timedelta(days=3)
        with at(made_at):
            returns.ask(
                application,
                fields=[],
                papers=["endorsement"],
                text="The letter of your employer is missing. It has to be signed.",
                due_at=due_at or made_at + timedelta(days=7),
                by=by,
            )
    with at(now - timedelta(days=1)):
        request = answered.return_requests.get()
        letter = {"endorsement": paper(f"Letter {answered.applicant}")}
        returns.answer(request, answers={}, files=letter, by=answered.applicant.user)


def _review(story: Story, call: Call, sample: list[Application]) -> None:
    """Most reviews are in; the demonstration's own reviewer has done two and begun a third."""
    review_round.rubric(call, review_by=call.closes_at, is_blind=False, by=story.panel.admin)
    given = story.panel.assign(sample)
    own = [review for review in given if review.reviewer == story.panel.own]
    for review in given:
        if review not in own[2:]:
            story.panel.write(review)
    story.panel.write(own[2], is_whole=False)


def _apply(story: Story, call: Call, cohort: Cohort, country: str, number: int) -> Application:
    with at(call.opens_at + timedelta(hours=5 * number)):
        application = story.write(call, cohort, country)
        if number % 9:
            submissions.submit(application, by=application.applicant.user)
    return application
