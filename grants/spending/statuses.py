"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.lifecycle import moves


class PaymentMethod(TextChoices):
    TRANSFER = "transfer", _("Bank transfer 계좌이체")
    CARD = "card", _("Subsidy card 보조금 전용카드")
    OTHER = "other", _("Other way 기타")


class EvidenceKind(TextChoices):
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
