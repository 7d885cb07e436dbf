"""What became of the payments of 2022: paid, settled, disallowed; a foreign bill; a draft.

Everything here is a demonstration value, the exchange rates included.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from grants.awards.models import BudgetLine, FundingSource
from grants.awards.statuses import FundingKind
from grants.rates.actions import exchange_rates
from grants.rates.actions.exchange_rates import Quote
from grants.rates.models import ExchangeRate
from grants.rates.statuses import RateType
from grants.spending.actions import evidence, expenditures, payments
from grants.spending.actions.payments import Payment
from grants.spending.models import ApprovalLimit, Expenditure
from grants.spending.statuses import EvidenceKind, EvidenceProfile, PaymentMethod
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from trainees.demonstration.clock import at, noon
from trainees.demonstration.papers import paper

MILLION = 1_000_000
BANK = "Songdo Bank (demonstration)"
BILLED_ON, PAID_ON = date(2022, 7, 18), date(2022, 7, 25)
RATES = {BILLED_ON: "1317.2", PAID_ON: "1309.55", date(2022, 11, 18): "1340.4"}
VERIFIED_ON = date(2022, 10, 20)
DISALLOWED = 1_240_000
SIGNED_FOR = date(2022, 11, 23)


def pay_and_settle(approved: Sequence[Expenditure], people: dict[Role, User]) -> None:
    """Each approved payment is paid; those of the first course were verified in autumn."""
    for expenditure in approved:
        _pay(expenditure, people)
    first, second, *_others = approved
    with at(noon(VERIFIED_ON)):
        approver = people[Role.APPROVER]
        payments.settle(first, reason="Interim verification, letter 22-114", by=approver)
        payments.disallow(second, amount=DISALLOWED, reason="Seat upgrades", by=approver)
    _pay_abroad(second.line.grant.lines.get(code="220-01"), people)
    with at(noon(SIGNED_FOR)):
        _ask(first.line.grant.lines.get(code="220-02"), people)


def _pay(expenditure: Expenditure, people: dict[Role, User]) -> None:
    day = expenditure.spent_on + timedelta(days=7)
    reference = f"T-{day:%y%m%d}-{expenditure.pk}"
    with at(noon(day)):
        payment = Payment(paid_on=day, method=PaymentMethod.TRANSFER, reference=reference)
        payments.pay(expenditure, payment=payment, by=people[Role.FINANCE])


def _pay_abroad(line: BudgetLine, people: dict[Role, User]) -> None:
    """A bill in dollars, of which the institute bears a part; the rate fell before it was paid."""
    finance = people[Role.FINANCE]
    quotes = [
        Quote("USD", day, RateType.TT_SELLING, BANK, 1, Decimal(rate))
        for day, rate in RATES.items()
    ]
    with at(noon(max(RATES))):
        exchange_rates.record(quotes, by=finance)
    own = FundingSource.objects.create(
        grant=line.grant, kind=FundingKind.OWN, name="IVI", agreed=20 * MILLION
    )
    with at(noon(BILLED_ON)):
        bill = expenditures.record(
            line=line,
            spent_on=BILLED_ON,
            payee="Society of Biomanufacturing (demonstration)",
            purpose="Fee of a lecturer from abroad",
            currency="USD",
            foreign_amount=Decimal(4_200),
            rate=_rate(BILLED_ON),
            others={own: MILLION},
            evidence=paper("Contract with the lecturer", name="contract.pdf"),
            kind=EvidenceKind.CONTRACT,
            by=finance,
        )
        expenditures.approve(bill, by=people[Role.APPROVER])
    with at(noon(PAID_ON)):
        payment = Payment(PAID_ON, PaymentMethod.TRANSFER, "SWIFT 4471", _rate(PAID_ON))
        payments.pay(bill, payment=payment, by=finance)


def _rate(day: date) -> ExchangeRate:
    return exchange_rates.find("USD", day, RateType.TT_SELLING)


def _ask(line: BudgetLine, people: dict[Role, User]) -> None:
    """From now on: papers of a contract, and an administrator signs for large amounts; one draft waits."""
    evidence.ask_as(line, profile=EvidenceProfile.CONTRACT, by=people[Role.ADMINISTRATOR])
    for role, up_to in [(Role.APPROVER, 50 * MILLION), (Role.ADMINISTRATOR, None)]:
        ApprovalLimit.objects.create(grant=line.grant, role=role, up_to=up_to)
    expenditures.draft(
        line=line,
        spent_on=SIGNED_FOR,
        payee="Interpreters (demonstration)",
        purpose="Interpretation at the closing ceremony",
        amount=6_600_000,
        vat=600_000,
        evidence=paper("Two quotes", name="quotes.pdf"),
        kind=EvidenceKind.QUOTES,
        by=people[Role.FINANCE],
    )
