"""Fee rates of 2022, two lecturers, of whom one is paid, and a company that is consulted.

Everything here is a demonstration value; the people and the company are invented.
"""

import uuid
from datetime import date

from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine, Grant
from grants.commitments.actions import engagements
from grants.commitments.actions.engagements import Fee, FixedCost, NewEngagement
from grants.commitments.models import Engagement, FeeCategory, FeeRate
from grants.commitments.statuses import EngagedCost, EngagementKind, FeeRole, FeeUnit
from grants.spending.actions import expenditures, payments
from grants.spending.actions.payments import Payment
from grants.spending.statuses import EvidenceKind, PaymentMethod
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from trainees.demonstration.clock import at, noon
from trainees.demonstration.papers import paper

CATEGORIES = [
    ("Special", "특급", "Heads of agencies, presidents (demonstration)"),
    ("Category 1", "1급", "Professors, directors (demonstration)"),
    ("Category 2", "2급", "Associate professors, managers (demonstration)"),
]
# Role, unit, and the amount for each of the categories above, in KRW.
RATES = [
    (FeeRole.LECTURER, FeeUnit.HOUR, (400_000, 300_000, 230_000)),
    (FeeRole.TUTOR, FeeUnit.HOUR, (250_000, 200_000, 150_000)),
    (FeeRole.MODERATOR, FeeUnit.SESSION, (500_000, 400_000, 300_000)),
    (FeeRole.CONSULTANT, FeeUnit.DAY, (900_000, 700_000, 550_000)),
]
FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
MADE_ON, CONSULTED_ON = date(2022, 6, 10), date(2022, 10, 4)
TAUGHT_ON, PAID_ON = date(2022, 7, 20), date(2022, 7, 27)


def add(grant: Grant, people: dict[Role, User]) -> None:
    """The rates, then the three commitments; the first one's bill is paid and the rest released."""
    with at(noon(FIRST)):
        rates = _rates(grant)
    lines = {line.code: line for line in BudgetLine.objects.filter(grant=grant)}
    finance, fees = people[Role.FINANCE], lines["220-01"]
    lecture = rates["Category 1", FeeRole.LECTURER]
    practical = rates["Category 2", FeeRole.TUTOR]
    with at(noon(MADE_ON)):
        paid = _teach(grant, "Han Sora", "Upstream processing", Fee(fees, lecture, 6), finance)
        _teach(grant, "Oh Jiwon", "Practicals on filtration", Fee(fees, practical, 12), finance)
    _pay(paid, fees, people)
    with at(noon(CONSULTED_ON)):
        _consult(grant, lines, rates["Category 1", FeeRole.CONSULTANT], finance)


def _rates(grant: Grant) -> dict[tuple[str, str], FeeRate]:
    made = {}
    for place, (name_en, name_ko, who) in enumerate(CATEGORIES):
        category = FeeCategory.objects.create(
            grant=grant, name_en=name_en, name_ko=name_ko, who=who
        )
        for role, unit, amounts in RATES:
            made[name_en, str(role)] = FeeRate.objects.create(
                category=category,
                role=role,
                unit=unit,
                amount=amounts[place],
                valid_from=FIRST,
                valid_until=LAST,
            )
    return made


def _teach(grant: Grant, person: str, subject: str, fee: Fee, by: User) -> Engagement:
    new = NewEngagement(
        kind=EngagementKind.FEE,
        person=person,
        affiliation="Songdo University (demonstration)",
        subject=subject,
        starts_on=date(2022, 7, 18),
        ends_on=TAUGHT_ON,
        cohort=Cohort.objects.get(code="BDM-2022"),
        costs=[fee],
        token=uuid.uuid5(uuid.NAMESPACE_OID, person),
    )
    return engagements.engage(grant, new=new, by=by)


def _consult(grant: Grant, lines: dict[str, BudgetLine], rate: FeeRate, by: User) -> None:
    line = lines["320-01"]
    new = NewEngagement(
        kind=EngagementKind.CONSULTATION,
        company="Mekong Biologics (demonstration)",
        person="Yun Dahee",
        affiliation="Songdo Institute (demonstration)",
        subject="Gap analysis against good manufacturing practice",
        starts_on=date(2022, 11, 28),
        ends_on=date(2022, 12, 2),
        costs=[Fee(line, rate, 5), FixedCost(line, EngagedCost.TRAVEL, 2_350_000)],
        token=uuid.uuid5(uuid.NAMESPACE_OID, "Mekong"),
    )
    engagements.engage(grant, new=new, by=by)


def _pay(engagement: Engagement, line: BudgetLine, people: dict[Role, User]) -> None:
    """Five of the six hours were taught; the sixth goes back to the line."""
    finance = people[Role.FINANCE]
    with at(noon(PAID_ON)):
        bill = expenditures.record(
            line=line,
            commitment=engagement.commitment,
            spent_on=TAUGHT_ON,
            payee=f"{engagement.person} (demonstration)",
            purpose=engagement.subject,
            amount=1_500_000,
            evidence=paper("Attendance signed by the lecturer", name="minutes.pdf"),
            kind=EvidenceKind.MINUTES,
            by=finance,
        )
        expenditures.approve(bill, by=people[Role.APPROVER])
        reference = f"T-{PAID_ON:%y%m%d}-F1"
        payment = Payment(paid_on=PAID_ON, method=PaymentMethod.TRANSFER, reference=reference)
        payments.pay(bill, payment=payment, by=finance)
        engagements.close(engagement, reason="Five hours taught of six", by=finance)
