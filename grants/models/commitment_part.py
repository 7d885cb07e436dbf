"""What a commitment consists of: the items of the package as they stood when it was made."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.models.append_only import append_only
from grants.models.commitment import CommitmentItem
from grants.models.support_package import named
from grants.statuses import CostUnit, ItemKind
from ivi_training.money import krw

# One statement for any number of promises. What is whole can get no further part.
_WHOLE = """
    IF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT commitment_item_id AS id FROM new_rows) n
          JOIN grants_commitmentitem i ON i.id = n.id
         WHERE i.amount <> (SELECT sum(p.cost) FROM grants_commitmentpart p
                             WHERE p.commitment_item_id = i.id)
    ) THEN
        RAISE EXCEPTION 'the parts of a commitment add up to what is committed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
"""


class CommitmentPart(models.Model):
    """One cost within a commitment: so many units at so much, in KRW. Append-only."""

    commitment_item = models.ForeignKey(
        CommitmentItem, models.PROTECT, related_name="parts", verbose_name=_("commitment item")
    )
    kind = models.CharField(_("kind of cost"), max_length=15, choices=ItemKind)
    note = models.CharField(_("in words"), max_length=60, blank=True)
    band = models.CharField(_("region band"), max_length=100, blank=True)
    unit = models.CharField(_("for each"), max_length=10, choices=CostUnit)
    units = models.PositiveSmallIntegerField(_("number"))
    unit_amount = models.BigIntegerField(_("amount of one (KRW)"))
    cost = models.BigIntegerField(_("cost (KRW)"))

    class Meta:
        verbose_name = _("part of a commitment")
        verbose_name_plural = _("parts of commitments")
        ordering = ["commitment_item", "id"]
        constraints = [
            models.CheckConstraint(
                name="commitmentpart_choices_known",
                condition=Q(kind__in=ItemKind.values, unit__in=CostUnit.values),
            ),
            models.CheckConstraint(
                name="commitmentpart_cost_follows",
                condition=Q(unit_amount__gt=0, units__gt=0, cost=F("units") * F("unit_amount")),
            ),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="whole",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_rows"),  # type: ignore[no-untyped-call]
                func=_WHOLE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.cost:,}"

    @property
    def label(self) -> str:
        """What is paid for, in the reader's language and the office's words."""
        return named(self.kind, self.note)

    @property
    def reckoned(self) -> str:
        """The cost with how it came to be."""
        where = f" · {self.band}" if self.band else ""
        each = f"{self.units:,} x {krw(self.unit_amount)}" if self.units > 1 else ""
        whole = f"{each} = {krw(self.cost)}" if each else krw(self.cost)
        return f"{self.label}{where}: {whole}"
