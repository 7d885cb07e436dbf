"""Up to which amount which role approves an expenditure, and whether two people have to."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.awards.models.grant import Grant
from ivi_training.guards.permissions import Role

# Who holds the right to approve; a grant without a limit leaves it to each of them.
APPROVERS = [Role.APPROVER, Role.ADMINISTRATOR]
MOST_APPROVERS = 2


@pghistory.track()
class ApprovalLimit(models.Model):
    """One row of a grant's rules: this role, up to this amount, this many people."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="approval_limits", verbose_name=_("grant")
    )
    role = models.CharField(
        _("role"), max_length=20, choices=[(role.value, role.label) for role in APPROVERS]
    )
    up_to = models.BigIntegerField(
        _("up to (KRW)"), null=True, blank=True, help_text=_("Empty: any amount.")
    )
    approvers = models.PositiveSmallIntegerField(
        _("approvers"),
        choices=[(1, _("One person")), (MOST_APPROVERS, _("Two people"))],
        default=1,
        help_text=_("Two: the first approval waits for that of another person."),
    )

    class Meta:
        verbose_name = _("limit of approval")
        verbose_name_plural = _("limits of approval")
        ordering = ["grant", "up_to", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "role", "up_to"],
                nulls_distinct=False,
                name="approvallimit_once",
                violation_error_message=_("This role has a limit of this amount already."),
            ),
            models.CheckConstraint(
                name="approvallimit_role_known",
                condition=Q(role__in=[role.value for role in APPROVERS]),
                violation_error_message=_("This role approves no expenditures."),
            ),
            models.CheckConstraint(
                name="approvallimit_amount_and_people",
                condition=(Q(up_to__isnull=True) | Q(up_to__gt=0))
                & Q(approvers__range=(1, MOST_APPROVERS)),
                violation_error_message=_("A limit is above zero, for one person or two."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.code} · {self.get_role_display()} · {self.up_to or '∞'}"
