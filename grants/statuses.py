"""Kinds of entries and of costs, where money can stand, and the lifecycles of money."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.lifecycle import moves


class Bucket(TextChoices):
    """Where an amount stands: outside, with the grant as a whole, or on a budget line."""

    FUNDER = "funder", _("Funder")
    UNALLOCATED = "unallocated", _("Unallocated")
    AVAILABLE = "available", _("Available")
    COMMITTED = "committed", _("Committed")
    SPENT = "spent", _("Spent")
    EXCHANGE = "exchange", _("Exchange differences")
    # What may be spent is one thing, what the bank holds of it another.
    BANK = "bank", _("Bank")
    RECEIVED = "received", _("Received from the funder")
    INTEREST = "interest", _("Interest earned")
    RETURNED = "returned", _("Returned to the funder")
    INTEREST_RETURNED = "interest_returned", _("Interest returned")


LINE_BUCKETS = (Bucket.AVAILABLE, Bucket.COMMITTED, Bucket.SPENT, Bucket.EXCHANGE)
# A difference of rates is money gone, or saved: the column `spent` counts both accounts.
GONE = (Bucket.SPENT, Bucket.EXCHANGE)
# Accounts of the grant as a whole whose balance it keeps, in columns of the same name.
GRANT_BUCKETS = (
    Bucket.UNALLOCATED,
    Bucket.RECEIVED,
    Bucket.INTEREST,
    Bucket.RETURNED,
    Bucket.INTEREST_RETURNED,
)


class EntryKind(TextChoices):
    """Why an amount moved."""

    AWARD = "award", _("Award")
    TRANCHE = "tranche", _("Tranche received")
    ALLOCATION = "allocation", _("Allocation")
    TRANSFER = "transfer", _("Transfer")
    COMMITMENT = "commitment", _("Commitment")
    RELEASE = "release", _("Release")
    EXPENDITURE = "expenditure", _("Expenditure")
    EXCHANGE = "exchange", _("Exchange difference")
    DISALLOWANCE = "disallowance", _("Disallowance")
    INTEREST = "interest", _("Interest")
    REFUND = "refund", _("Refund to the funder")
    REVERSAL = "reversal", _("Reversal")
    RECOVERY = "recovery", _("Recovery")


Accounts = tuple[Bucket, Bucket]
# Which kind may move money between which accounts; the database holds the same table as a check.
ENTRY_MOVES: dict[EntryKind, tuple[Accounts, ...]] = {
    EntryKind.AWARD: ((Bucket.FUNDER, Bucket.UNALLOCATED),),
    EntryKind.TRANCHE: ((Bucket.BANK, Bucket.RECEIVED),),
    EntryKind.ALLOCATION: (
        (Bucket.UNALLOCATED, Bucket.AVAILABLE),
        (Bucket.AVAILABLE, Bucket.UNALLOCATED),
    ),
    EntryKind.TRANSFER: ((Bucket.AVAILABLE, Bucket.AVAILABLE),),
    EntryKind.COMMITMENT: ((Bucket.AVAILABLE, Bucket.COMMITTED),),
    EntryKind.RELEASE: ((Bucket.COMMITTED, Bucket.AVAILABLE),),
    EntryKind.EXPENDITURE: (
        (Bucket.AVAILABLE, Bucket.SPENT),
        (Bucket.COMMITTED, Bucket.SPENT),
    ),
    EntryKind.RECOVERY: ((Bucket.SPENT, Bucket.AVAILABLE),),
    EntryKind.EXCHANGE: (
        (Bucket.AVAILABLE, Bucket.EXCHANGE),
        (Bucket.EXCHANGE, Bucket.AVAILABLE),
    ),
    EntryKind.DISALLOWANCE: ((Bucket.SPENT, Bucket.AVAILABLE),),
    EntryKind.INTEREST: ((Bucket.BANK, Bucket.INTEREST),),
    EntryKind.REFUND: (
        (Bucket.RECEIVED, Bucket.RETURNED),
        (Bucket.INTEREST, Bucket.INTEREST_RETURNED),
    ),
}
# A promise is ended by its owner, who releases it: its entries are never reversed alone.
REVERSIBLE = (
    EntryKind.AWARD,
    EntryKind.TRANCHE,
    EntryKind.ALLOCATION,
    EntryKind.TRANSFER,
    EntryKind.EXPENDITURE,
    EntryKind.EXCHANGE,
    EntryKind.INTEREST,
    EntryKind.REFUND,
)
ENTRY_MOVES[EntryKind.REVERSAL] = tuple(
    (to, source) for kind in REVERSIBLE for source, to in ENTRY_MOVES[kind]
)


class ItemKind(TextChoices):
    """What a funded trainee costs."""

    AIRFARE = "airfare", _("Airfare")
    ACCOMMODATION = "accommodation", _("Accommodation")
    PER_DIEM = "per_diem", _("Per diem")
    VISA = "visa", _("Visa fee")
    INSURANCE = "insurance", _("Insurance")
    TUITION = "tuition", _("Share of tuition")
    MATERIALS = "materials", _("Materials")
    OTHER = "other", _("Other costs")


class CostUnit(TextChoices):
    """What an amount of a package is paid for."""

    TRAINEE = "trainee", pgettext_lazy("paid once for each", "trainee")
    NIGHT = "night", pgettext_lazy("paid once for each", "night")
    DAY = "day", pgettext_lazy("paid once for each", "day")


class CashFlow(TextChoices):
    """What a bank statement can show of a grant."""

    TRANCHE = "tranche", _("A tranche came from the funder")
    INTEREST = "interest", _("The bank paid interest")
    REFUND = "refund", _("Unspent money went back to the funder")
    INTEREST_REFUND = "interest_refund", _("Interest went back to the funder")


class PaymentMethod(TextChoices):
    """How the money left."""

    TRANSFER = "transfer", _("Bank transfer 계좌이체")
    CARD = "card", _("Subsidy card 보조금 전용카드")
    OTHER = "other", _("Other way 기타")


class EvidenceKind(TextChoices):
    """What a paper proves."""

    TAX_INVOICE = "tax_invoice", _("E-tax invoice 전자세금계산서")
    CARD_SLIP = "card_slip", _("Card slip 카드전표")
    MINUTES = "minutes", _("Minutes with signed attendance 회의록")
    TRAVEL_ORDER = "travel_order", _("Travel order 출장명령서")
    TRAVEL_REPORT = "travel_report", _("Travel report 출장보고서")
    QUOTES = "quotes", _("Quotes 견적서")
    CONTRACT = "contract", _("Contract 계약서")
    ACCEPTANCE = "acceptance", _("Acceptance 검수조서")
    OTHER = "other", _("Other paper 기타")


class EvidenceProfile(TextChoices):
    """Ready sets of papers that a line may ask for."""

    PURCHASE = "purchase", _("Purchase: e-tax invoice or card slip")
    MEETING = "meeting", _("Meeting: bill, and minutes with signed attendance")
    TRAVEL = "travel", _("Travel: order, report, and bill")
    CONTRACT = "contract", _("Contract: quotes, contract, acceptance, e-tax invoice")
    FEE = "fee", _("Fee: contract, or minutes with signed attendance")


class RateType(TextChoices):
    """Which of a bank's rates of one day: they differ by up to two percent."""

    BASE = "base", _("Base rate 매매기준율")
    TT_SELLING = "tt_selling", _("Telegraphic transfer, selling 송금 보낼 때")
    TT_BUYING = "tt_buying", _("Telegraphic transfer, buying 송금 받을 때")
    CASH_SELLING = "cash_selling", _("Cash, selling 현찰 살 때")
    CARD = "card", _("Card settlement 카드 청구")


class FundingKind(TextChoices):
    """Whose money pays for a project; the ledger of a grant holds the subsidy alone."""

    SUBSIDY = "subsidy", _("Subsidy 국고보조금")
    LOCAL = "local", _("Local share 지방비")
    OWN = "own", _("Own contribution 자부담")
    OTHER = "other", _("Other source 기타")


class ExpenditureStatus(TextChoices):
    """Where an expenditure stands; only an approved one has moved money."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")
    SETTLED = "settled", _("Settled")
    DISALLOWED = "disallowed", _("Disallowed")
    REVERSED = "reversed", _("Reversed")


EXPENDITURE_MOVES = moves(
    {
        ExpenditureStatus.DRAFT: [ExpenditureStatus.SUBMITTED],
        ExpenditureStatus.SUBMITTED: [ExpenditureStatus.APPROVED, ExpenditureStatus.DRAFT],
        ExpenditureStatus.APPROVED: [ExpenditureStatus.PAID, ExpenditureStatus.REVERSED],
        ExpenditureStatus.PAID: [
            ExpenditureStatus.SETTLED,
            ExpenditureStatus.DISALLOWED,
            ExpenditureStatus.REVERSED,
        ],
        ExpenditureStatus.SETTLED: [ExpenditureStatus.DISALLOWED],
    }
)


class RecoveryStatus(TextChoices):
    """Where a recovery stands; a part that came back leaves it open."""

    OPEN = "open", pgettext_lazy("a recovery", "Owed")
    RECEIVED = "received", pgettext_lazy("a recovery", "Came back")
    WAIVED = "waived", pgettext_lazy("a recovery", "Waived")


RECOVERY_MOVES = moves({RecoveryStatus.OPEN: [RecoveryStatus.RECEIVED, RecoveryStatus.WAIVED]})


class TransferScope(TextChoices):
    """Between which lines money may move."""

    ANY = "any", _("Any lines")
    CATEGORY = "category", _("Lines of one category")
    PAIRS = "pairs", _("The pairs of categories below, and lines of one category")


class CapOf(TextChoices):
    """What the cap of transfers is a percentage of."""

    AWARD = "award", _("The award, for all lines together")
    LINE = "line", _("The line that gives, for this line alone")


class TransferStatus(TextChoices):
    """Where a transfer stands; only an approved one has moved money."""

    ASKED = "asked", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", pgettext_lazy("a request", "Refused")


TRANSFER_MOVES = moves({TransferStatus.ASKED: [TransferStatus.APPROVED, TransferStatus.REFUSED]})


class DeadlineKind(TextChoices):
    """What falls due."""

    TRANCHE = "tranche", _("Tranche")
    REPORT = "report", _("Report")
    AUDIT = "audit", _("Audit")
    DISCLOSURE = "disclosure", _("Disclosure")
    OTHER = "other", _("Other")


class Anchor(TextChoices):
    """From which day the months of a deadline are counted."""

    DAY = "day", _("A fixed day")
    START = "start", _("The first day of the grant")
    END = "end", _("The last day of the grant")
    YEAR_END = "year_end", _("The end of a year")
