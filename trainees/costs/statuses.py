"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.permissions import Role


class Disagreement(TextChoices):
    """What does not agree."""

    PLACE_UNHELD = "place_unheld", _("A place is held without an open offer or a trainee")
    PERSON_UNPLACED = "person_unplaced", _("An open offer or a trainee without a place")
    MONEY_UNHELD = "money_unheld", _("Money is held back for a place that has ended")
    MONEY_ELSEWHERE = "money_elsewhere", _("Money is held back for another cohort")
    UNFUNDED = "unfunded", _("No money is held back, although the stream has a support package")
    PAID_TWICE = "paid_twice", _("The grant promises what another payer has pledged")
    LOSS_UNCLAIMED = "loss_unclaimed", _("Money was spent on somebody lost and is not asked back")
    PLEDGE_UNPAID = "pledge_unpaid", _("The course has begun and another payer has not paid")

    @property
    def actor(self) -> Role:
        return _ACTORS.get(self, Role.FINANCE)


_ACTORS = {
    Disagreement.PLACE_UNHELD: Role.ADMISSIONS,
    Disagreement.PERSON_UNPLACED: Role.ADMISSIONS,
    Disagreement.PLEDGE_UNPAID: Role.COORDINATOR,
}
