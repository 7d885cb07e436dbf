"""Two accounts were one person's: who said so, when, why, and which facts were right."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from trainees.people.models.applicant import Applicant
from trainees.people.triggers.people_merges import (
    follows_person,
    only_person_differs,
    person_merge_triggers,
)


@about_person("applicant__user", "chosen", "reason")
class PersonMerge(models.Model):
    """One account's person became another's for good. Append-only.

    The database moves what follows from it: applications, places, consents. `applicant` is the one
    that stays; were that one merged later, it is the one after.
    """

    goes = models.OneToOneField(
        Applicant, models.PROTECT, related_name="merged", verbose_name=_("the account that goes")
    )
    applicant = models.ForeignKey(
        Applicant, models.PROTECT, related_name="merges", verbose_name=_("the account that stays")
    )
    # By field: what both said, and which of the two was right.
    chosen = models.JSONField(_("facts chosen"), default=dict)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("merge of two accounts")
        verbose_name_plural = _("merges of accounts")
        ordering = ["-pk"]
        permissions = [("merge_applicant", "Can merge two accounts of one person")]
        constraints = [
            models.CheckConstraint(
                name="personmerge_of_two",
                condition=~Q(goes=F("applicant")),
                violation_error_message=_("These are the same account."),
            ),
            models.CheckConstraint(
                name="personmerge_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say how you know that they are one person."),
            ),
        ]
        triggers = [
            *person_merge_triggers(),
            follows_person(),
            Erasable(
                pgtrigger.Protect(
                    name="stands",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(f"NOT ({only_person_differs()})"),
                ),
                "chosen",
                "reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goes_id} → {self.applicant}"
