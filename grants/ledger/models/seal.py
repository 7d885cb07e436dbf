"""The seal of each ledger entry: a chain of SHA-256 that a changed or missing row breaks."""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.models.grant import Grant
from grants.ledger.models.ledger import LedgerEntry
from ivi_training.guards.append_only import append_only

BY_TRIGGER_ONLY = """
    -- Called from the trigger that posts, this one runs at depth 2.
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'seals are set by the ledger only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


class LedgerSeal(models.Model):
    """An entry's place in its grant's chain: its digest covers the entry and the seal before."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="seals", verbose_name=_("grant"))
    number = models.BigIntegerField(_("number"))
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="seal", verbose_name=_("ledger entry")
    )
    previous = models.CharField(_("digest before"), max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["grant", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "number"],
                name="ledgerseal_number_once",
            ),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="set_by_ledger",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                func=BY_TRIGGER_ONLY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.digest[:12]}"


class LedgerCheckpoint(models.Model):
    """The end of a grant's chain on one day, mailed to those who keep it outside. Append-only."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="checkpoints", verbose_name=_("grant")
    )
    number = models.BigIntegerField(_("number of entries"))
    digest = models.CharField(_("digest"), max_length=64)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        verbose_name = _("checkpoint of the ledger")
        verbose_name_plural = _("checkpoints of the ledger")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "number"],
                name="ledgercheckpoint_once",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.grant.code} {self.number}: {self.digest[:12]}"
