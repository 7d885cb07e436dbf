"""Fee rates: what one hour, day or session of somebody costs, by category and role, and when."""

from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    BigIntegerRangeField,
    DateRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import StrIndex
from django.utils.translation import gettext_lazy as _

from grants.awards.models.grant import Grant
from grants.commitments.statuses import FeeRole, FeeUnit
from ivi_training.guards.models.bilingual import InLanguage
from ivi_training.pages.money import krw


def _only(number: Any) -> Func:
    """A number as a range of itself: ranges can be excluded without an extension of PostgreSQL."""
    return Func(
        number, number, Value("[]"), function="int8range", output_field=BigIntegerRangeField()
    )


def _place(column: str, words: list[str]) -> Func:
    """Where one of the words stands in the row of them: a number for a word."""
    return _only(StrIndex(Value(",".join(words)), F(column)))


_DAYS = Func(
    F("valid_from"),
    F("valid_until"),
    Value("[]"),
    function="daterange",
    output_field=DateRangeField(),
)
# What was promised by it stays explained by it; it may end after the last day that it priced.
_USED_STANDS = """
    IF EXISTS (SELECT 1 FROM grants_commitmentpart p
                 JOIN grants_commitmentitem i ON i.id = p.commitment_item_id
                 JOIN grants_engagement e ON e.commitment_id = i.commitment_id
                WHERE p.fee_rate_id = OLD.id
                  AND ((OLD.category_id, OLD.role, OLD.unit, OLD.amount, OLD.valid_from)
                        IS DISTINCT FROM
                       (NEW.category_id, NEW.role, NEW.unit, NEW.amount, NEW.valid_from)
                       OR NEW.valid_until < e.ends_on)) THEN
        RAISE EXCEPTION 'a rate that a commitment used stands'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


@pghistory.track()
class FeeCategory(models.Model):
    """Whom a grant pays alike, by rank or experience: special, first, second and so on."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="fee_categories", verbose_name=_("grant")
    )
    name_en = models.CharField(
        _("name (English)"), max_length=100, help_text=_("For example: Category 1.")
    )
    name_ko = models.CharField(_("name (Korean)"), max_length=100, blank=True)
    who = models.CharField(
        _("who belongs to it"),
        max_length=300,
        blank=True,
        help_text=_("As the institution's rules say, for example: professors, directors."),
    )

    name = InLanguage()

    class Meta:
        verbose_name = _("fee category")
        verbose_name_plural = _("fee categories")
        ordering = ["grant", "name_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "name_en"],
                name="feecategory_name_once_per_grant",
                violation_error_message=_("This grant already has a fee category of this name."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="of_its_grant",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.grant_id IS DISTINCT FROM NEW.grant_id"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class FeeRate(models.Model):
    """So much (KRW) for each hour, day or session of a role, for a category of people, for a time.

    Of the same category, role and unit one rate counts on any day.
    """

    category = models.ForeignKey(
        FeeCategory, models.PROTECT, related_name="rates", verbose_name=_("category")
    )
    role = models.CharField(_("role"), max_length=12, choices=FeeRole)
    unit = models.CharField(_("for each"), max_length=10, choices=FeeUnit)
    amount = models.BigIntegerField(_("amount (KRW)"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The last day on which it counts; empty while no end is known."),
    )

    class Meta:
        verbose_name = _("fee rate")
        verbose_name_plural = _("fee rates")
        ordering = ["category__grant", "category__name_en", "role", "unit", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="feerate_choices_known",
                condition=Q(role__in=FeeRole.values, unit__in=FeeUnit.values),
                violation_error_message=_("This role or unit is not known."),
            ),
            models.CheckConstraint(
                name="feerate_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Give a whole number of won above zero."),
            ),
            models.CheckConstraint(
                name="feerate_ends_after_start",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("A rate cannot end before it begins."),
            ),
            ExclusionConstraint(
                name="feerate_one_at_a_time",
                expressions=[
                    (_only(F("category")), RangeOperators.OVERLAPS),
                    (_place("role", FeeRole.values), RangeOperators.OVERLAPS),
                    (_place("unit", FeeUnit.values), RangeOperators.OVERLAPS),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Another rate of this category, role and unit counts on some of these days. "
                    "End that one first."
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="used_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_USED_STANDS,
            ),
        ]

    def __str__(self) -> str:
        of = f"{self.category} · {self.get_role_display()}"
        return f"{of} · {krw(self.amount)} / {self.get_unit_display()}"
