"""What a commitment consists of: its costs as they stood when it was made."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.commitments.models.commitment import CommitmentItem
from grants.commitments.models.fee_rate import FeeRate
from grants.commitments.models.support_package import named, priced
from grants.commitments.statuses import PART_KINDS, PART_UNITS, EngagedCost
from grants.rates.models.exchange_rate import ExchangeRate
from ivi_training.guards.triggers import referencing
from ivi_training.pages.money import krw

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
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN grants_exchangerate r ON r.id = n.rate_id
         WHERE r.currency <> n.currency
            OR abs(n.cost - n.units * n.foreign_amount * r.rate / r.per) > 0.5
    ) THEN
        RAISE EXCEPTION 'a foreign cost is worth what its rate says'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM new_rows WHERE fee_rate_id IS NOT NULL) THEN
        PERFORM 1 FROM grants_feerate r
          WHERE r.id IN (SELECT fee_rate_id FROM new_rows) ORDER BY r.id FOR SHARE;
        IF EXISTS (
            SELECT 1 FROM new_rows n
              JOIN grants_feerate r ON r.id = n.fee_rate_id
              JOIN grants_feecategory k ON k.id = r.category_id
              JOIN grants_commitmentitem i ON i.id = n.commitment_item_id
              JOIN grants_commitment c ON c.id = i.commitment_id
              LEFT JOIN grants_engagement e ON e.commitment_id = c.id
               AND e.starts_on >= r.valid_from
               AND (r.valid_until IS NULL OR e.ends_on <= r.valid_until)
             WHERE e.id IS NULL OR k.grant_id <> c.grant_id
                OR n.unit_amount IS DISTINCT FROM r.amount OR n.unit <> r.unit
        ) THEN
            RAISE EXCEPTION 'a fee is what its rate says on its days'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NULL;
"""


# By difference and for a statement as a whole: the parts of a large commitment are not added up
# again for each that changes.
_COVERED = """
    UPDATE grants_commitmentitem i SET covered = i.covered + d.amount
      FROM (SELECT commitment_item_id, sum(covered) AS amount FROM ({rows}) legs
             GROUP BY commitment_item_id) d
     WHERE i.id = d.commitment_item_id AND d.amount <> 0;
"""
_DIFFERENCE = """
    SELECT commitment_item_id, covered FROM new_rows
     UNION ALL SELECT commitment_item_id, -covered FROM old_rows
"""
_FACTS = (
    "commitment_item_id", "kind", "note", "band", "unit", "units", "unit_amount", "currency",
    "foreign_amount", "rate_id", "fee_rate_id", "cost",
)  # fmt: skip
_CHANGED = " OR ".join(f"NEW.{fact} IS DISTINCT FROM OLD.{fact}" for fact in _FACTS)


class CommitmentPart(models.Model):
    """One cost within a commitment: so many units at so much, in KRW; as it was promised.

    What another payer covers of it is all that may change.
    """

    commitment_item = models.ForeignKey(
        CommitmentItem, models.PROTECT, related_name="parts", verbose_name=_("commitment item")
    )
    kind = models.CharField(_("kind of cost"), max_length=15, choices=PART_KINDS)
    note = models.CharField(_("in words"), max_length=60, blank=True)
    band = models.CharField(_("region band"), max_length=100, blank=True)
    unit = models.CharField(_("for each"), max_length=10, choices=PART_UNITS)
    units = models.PositiveSmallIntegerField(pgettext_lazy("how many", "number"))
    unit_amount = models.BigIntegerField(_("amount of one (KRW)"), null=True)
    currency = models.CharField(_("foreign currency"), max_length=3, blank=True, db_default="")
    foreign_amount = models.DecimalField(
        _("amount of one in that currency"), max_digits=12, decimal_places=2, null=True
    )
    rate = models.ForeignKey(
        ExchangeRate, models.PROTECT, null=True, related_name="+", verbose_name=_("exchange rate")
    )
    fee_rate = models.ForeignKey(
        FeeRate, models.PROTECT, null=True, related_name="parts", verbose_name=_("fee rate")
    )
    cost = models.BigIntegerField(_("cost (KRW)"))
    covered = models.BigIntegerField(_("paid by others (KRW)"), default=0, db_default=0)

    class Meta:
        verbose_name = _("part of a commitment")
        verbose_name_plural = _("parts of commitments")
        ordering = ["commitment_item", "id"]
        constraints = [
            models.CheckConstraint(
                name="commitmentpart_choices_known",
                condition=Q(
                    kind__in=[kind for kind, _name in PART_KINDS],
                    unit__in=[unit for unit, _name in PART_UNITS],
                ),
            ),
            models.CheckConstraint(
                name="commitmentpart_fee_has_rate",
                condition=Q(kind=EngagedCost.FEE, fee_rate__isnull=False)
                | ~Q(kind=EngagedCost.FEE) & Q(fee_rate__isnull=True),
            ),
            models.CheckConstraint(
                name="commitmentpart_cost_follows",
                condition=Q(unit_amount__gt=0, units__gt=0, cost=F("units") * F("unit_amount"))
                | Q(unit_amount__isnull=True, units__gt=0, cost__gte=0),
            ),
            models.CheckConstraint(
                name="commitmentpart_foreign_has_rate",
                condition=Q(
                    currency="",
                    unit_amount__isnull=False,
                    foreign_amount__isnull=True,
                    rate__isnull=True,
                )
                | Q(unit_amount__isnull=True, foreign_amount__gt=0, rate__isnull=False)
                & ~Q(currency=""),
            ),
            models.CheckConstraint(
                name="commitmentpart_covered_within_cost",
                condition=Q(covered__gte=0, covered__lte=F("cost")),
                violation_error_message=_("Others would pay more than it costs."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="facts_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_CHANGED),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="whole",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=referencing(new="new_rows"),
                func=_WHOLE.replace(
                    "RETURN NULL", _COVERED.format(rows="TABLE new_rows") + "    RETURN NULL"
                ),
            ),
            pgtrigger.Trigger(
                name="cover",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                level=pgtrigger.Statement,
                referencing=referencing(old="old_rows", new="new_rows"),
                func=_COVERED.format(rows=_DIFFERENCE) + "    RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {krw(self.cost)}"

    @property
    def label(self) -> str:
        if self.fee_rate is None:
            return named(self.kind, self.note)
        role = self.fee_rate.get_role_display()
        return named(self.kind, f"{self.fee_rate.category}, {role}")

    @property
    def cost_in_words(self) -> str:
        where = f" · {self.band}" if self.band else ""
        one = priced(self.unit_amount, self.currency, self.foreign_amount)
        each = f"{self.units:,} x {one}" if self.units > 1 or self.currency else ""
        whole = f"{each} = {krw(self.cost)}" if each else krw(self.cost)
        return f"{self.label}{where}: {whole}"
