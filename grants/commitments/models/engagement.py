"""Engagements: somebody is paid a fee, or a company is consulted; each has its own commitment."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.commitments.models.commitment import Commitment
from grants.commitments.statuses import ENGAGEMENT_MOVES, EngagementKind, EngagementStatus
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers

_FACTS = (
    "commitment_id", "kind", "reference", "person", "affiliation", "company", "subject",
    "starts_on", "ends_on", "token",
)  # fmt: skip
_CHANGED = " OR ".join(f"NEW.{fact} IS DISTINCT FROM OLD.{fact}" for fact in _FACTS)
_RELEASED = """
    IF NOT EXISTS (SELECT 1 FROM grants_commitment c
                    WHERE c.id = NEW.commitment_id AND c.released_at IS NOT NULL) THEN
        RAISE EXCEPTION 'what ends gives back what it holds'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


class Engagement(HasLifecycle):
    """Who does what on which days for the grant; the commitment holds what it may cost.

    Names stand here alone; the ledger names the reference.
    """

    MOVES = ENGAGEMENT_MOVES

    commitment = models.OneToOneField(
        Commitment, models.PROTECT, related_name="engagement", verbose_name=_("commitment")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EngagementKind)
    reference = models.CharField(_("number"), max_length=60, unique=True)
    person = models.CharField(_("faculty member or consultant"), max_length=200, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    company = models.CharField(_("company that is consulted"), max_length=200, blank=True)
    subject = models.CharField(_("purpose"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    status = models.CharField(
        _("status"), max_length=10, choices=EngagementStatus, default=EngagementStatus.OPEN
    )
    token = models.UUIDField(_("token"), unique=True, editable=False)

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("fees and consultations")
        ordering = ["-id"]
        constraints = [
            known_status("engagement_status_known", EngagementStatus),
            models.CheckConstraint(
                name="engagement_names_who",
                condition=(Q(kind=EngagementKind.FEE, company="") & ~Q(person=""))
                | (Q(kind=EngagementKind.CONSULTATION) & ~Q(company="")),
                violation_error_message=_("A fee names a person, a consultation a company."),
            ),
            models.CheckConstraint(
                name="engagement_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("It cannot end before it starts."),
            ),
        ]
        triggers = [
            *lifecycle_triggers(ENGAGEMENT_MOVES, [EngagementStatus.OPEN]),
            pgtrigger.Protect(
                name="facts_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_CHANGED),
            ),
            pgtrigger.Trigger(
                name="ends_released",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.status <> 'open'"),
                func=_RELEASED,
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def party(self) -> str:
        """Whom it is about: the company, or the person who is paid."""
        return self.company or self.person
