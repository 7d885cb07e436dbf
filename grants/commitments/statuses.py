"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.guards.lifecycle import moves


class ItemKind(TextChoices):
    AIRFARE = "airfare", _("Airfare")
    ACCOMMODATION = "accommodation", _("Accommodation")
    PER_DIEM = "per_diem", _("Per diem")
    VISA = "visa", _("Visa fee")
    INSURANCE = "insurance", _("Insurance")
    TUITION = "tuition", _("Share of tuition")
    MATERIALS = "materials", _("Materials")
    OTHER = "other", _("Other costs")


class CostUnit(TextChoices):
    TRAINEE = "trainee", pgettext_lazy("paid once for each", "trainee")
    NIGHT = "night", pgettext_lazy("paid once for each", "night")
    DAY = "day", pgettext_lazy("paid once for each", "day")


class FeeRole(TextChoices):
    LECTURER = "lecturer", _("Lecturer 강사")
    TUTOR = "tutor", _("Practical instructor 실습강사")
    MODERATOR = "moderator", _("Moderator 좌장")
    EXAMINER = "examiner", _("Examiner 평가위원")
    CONSULTANT = "consultant", _("Consultant 자문위원")
    INTERPRETER = "interpreter", _("Interpreter 통역")


class FeeUnit(TextChoices):
    """What a fee is paid for; other costs of an engagement are paid once."""

    HOUR = "hour", pgettext_lazy("paid once for each", "hour")
    DAY = "day", pgettext_lazy("paid once for each", "day")
    SESSION = "session", pgettext_lazy("paid once for each", "session")
    ONCE = "once", pgettext_lazy("paid once for each", "piece of work")


class EngagedCost(TextChoices):
    """What an engagement costs, beside the other costs that a package has too."""

    FEE = "fee", _("Fee")
    TRAVEL = "travel", _("Travel")


# What a part of any commitment may be, and be paid for.
PART_KINDS = [*ItemKind.choices, *EngagedCost.choices]

PART_UNITS = list(dict([*CostUnit.choices, *FeeUnit.choices]).items())


class EngagementKind(TextChoices):
    FEE = "fee", _("Faculty fee 강사료")
    CONSULTATION = "consultation", _("Consultation 자문")


class EngagementStatus(TextChoices):
    """Where an engagement stands; what ended holds no money."""

    OPEN = "open", pgettext_lazy("an engagement", "Open")
    CLOSED = "closed", pgettext_lazy("an engagement", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("an engagement", "Cancelled")


ENGAGEMENT_MOVES = moves(
    {EngagementStatus.OPEN: [EngagementStatus.CLOSED, EngagementStatus.CANCELLED]}
)


class RecoveryStatus(TextChoices):
    """Where a recovery stands; a part that came back leaves it open."""

    OPEN = "open", pgettext_lazy("a recovery", "Owed")
    RECEIVED = "received", pgettext_lazy("a recovery", "Came back")
    WAIVED = "waived", pgettext_lazy("a recovery", "Waived")


RECOVERY_MOVES = moves({RecoveryStatus.OPEN: [RecoveryStatus.RECEIVED, RecoveryStatus.WAIVED]})
