"""Roles, units and kinds of what is engaged beside trainees, and its lifecycle."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.statuses import CostUnit, ItemKind
from ivi_training.lifecycle import moves


class FeeRole(TextChoices):
    """What somebody does who is paid a fee."""

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
    """Who or what is engaged."""

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
