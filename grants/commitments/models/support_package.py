"""Support packages: what one funded trainee of a stream costs, item by item, on which lines."""

from collections.abc import Iterable
from decimal import Decimal

import pghistory
import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.cohorts.statuses import Modality
from courses.programs.models import Stream
from grants.awards.models.budget_line import BudgetLine
from grants.awards.models.grant import Grant
from grants.commitments.models.region_band import RegionBand
from grants.commitments.statuses import PART_KINDS, CostUnit, ItemKind
from grants.rates.models.exchange_rate import CURRENCY
from ivi_training.guards.triggers import update_of
from ivi_training.pages.money import krw


class SupportPackageQuerySet(models.QuerySet["SupportPackage"]):
    def for_programs(self, program_ids: Iterable[int]) -> "SupportPackageQuerySet":
        """Those of programs; the same one always comes last, should two grants fund a stream."""
        return self.filter(grant__program__in=program_ids).order_by("grant_id")


# Who is paid from a grant belongs to its program.
_OF_ONE_PROGRAM = """
    IF NOT EXISTS (SELECT 1 FROM grants_grant g
                     JOIN courses_stream s ON s.program_id = g.program_id
                    WHERE g.id = NEW.grant_id AND s.id = NEW.stream_id) THEN
        RAISE EXCEPTION 'the stream of a package belongs to the program of its grant'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


@pghistory.track()
class SupportPackage(models.Model):
    """A cost template by stream and modality; a funded offer commits it line by line."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="packages", verbose_name=_("grant")
    )
    stream = models.ForeignKey(Stream, models.PROTECT, related_name="+", verbose_name=_("stream"))
    modality = models.CharField(
        _("modality"), max_length=10, choices=Modality, default=Modality.IN_PERSON
    )

    objects = SupportPackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("support package")
        verbose_name_plural = _("support packages")
        ordering = ["grant", "stream", "modality"]
        constraints = [
            models.UniqueConstraint(
                "grant",
                "stream",
                "modality",
                name="supportpackage_once_per_stream_modality",
                violation_error_message=_("This stream already has a package for this modality."),
            ),
            models.CheckConstraint(
                name="supportpackage_modality_known",
                condition=Q(modality__in=Modality.values),
                violation_error_message=_("This modality is not known."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="of_one_program",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | update_of("grant_id", "stream_id"),
                func=_OF_ONE_PROGRAM,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} · {self.get_modality_display()}"


# The band and the line are the package's own grant's.
_OF_ONE_GRANT = """
    IF EXISTS (SELECT 1 FROM grants_supportpackage p
                 JOIN grants_budgetline l ON l.id = NEW.line_id
                 LEFT JOIN grants_regionband b ON b.id = NEW.band_id
                WHERE p.id = NEW.package_id
                  AND (l.grant_id <> p.grant_id OR b.grant_id <> p.grant_id)) THEN
        RAISE EXCEPTION 'an item and all that it names belong to one grant'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


@pghistory.track()
class SupportPackageItem(models.Model):
    """One cost of a package on one budget line: so much a trainee, a night or a day.

    An item of a region band counts for those who live there, any other for everybody.
    """

    package = models.ForeignKey(
        # An item has no meaning without its package; nothing refers to an item.
        SupportPackage,
        models.CASCADE,
        related_name="items",
        verbose_name=_("package"),
    )
    kind = models.CharField(
        _("kind of cost"), max_length=15, choices=ItemKind, default=ItemKind.OTHER
    )
    note = models.CharField(
        _("in words"), max_length=60, blank=True, help_text=_("For example: local transport.")
    )
    band = models.ForeignKey(
        RegionBand,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only of the region band"),
    )
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="+", verbose_name=_("budget line")
    )
    amount = models.BigIntegerField(_("amount (KRW)"), null=True, blank=True)
    currency = models.CharField(
        _("foreign currency"),
        max_length=3,
        blank=True,
        db_default="",
        validators=[RegexValidator(CURRENCY, _("Three capital letters, for example USD."))],
        help_text=_("The code of ISO 4217, for example USD. Empty for won."),
    )
    foreign_amount = models.DecimalField(
        _("amount in that currency"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(
        _("for each"), max_length=10, choices=CostUnit, default=CostUnit.TRAINEE
    )
    more_units = models.PositiveSmallIntegerField(
        _("more nights or days"),
        default=0,
        help_text=_("Beyond the dates of the cohort: 1 for arriving the evening before."),
    )

    class Meta:
        verbose_name = _("package item")
        verbose_name_plural = _("package items")
        ordering = ["package", "line", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "line", "kind", "note", "band"],
                name="supportpackageitem_once",
                nulls_distinct=False,
                violation_error_message=_("This cost is on this line already."),
            ),
            models.CheckConstraint(
                name="supportpackageitem_amount_positive",
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                violation_error_message=_("Give a whole number of won above zero."),
            ),
            models.CheckConstraint(
                name="supportpackageitem_won_or_foreign",
                condition=Q(currency="", amount__isnull=False, foreign_amount__isnull=True)
                | Q(
                    currency__regex=CURRENCY,
                    amount__isnull=True,
                    foreign_amount__gt=0,
                )
                & ~Q(currency="KRW"),
                violation_error_message=_(
                    "Give an amount in won, or a foreign currency with an amount in it."
                ),
            ),
            models.CheckConstraint(
                name="supportpackageitem_choices_known",
                condition=Q(kind__in=ItemKind.values, unit__in=CostUnit.values),
                violation_error_message=_("This kind of cost is not known."),
            ),
            models.CheckConstraint(
                name="supportpackageitem_more_of_nights_or_days",
                condition=Q(more_units=0) | ~Q(unit=CostUnit.TRAINEE),
                violation_error_message=_("More nights or days count only where those are paid."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="of_one_grant",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | update_of("package_id", "band_id", "line_id"),
                func=_OF_ONE_GRANT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.priced}"

    @property
    def label(self) -> str:
        return named(self.kind, self.note)

    @property
    def priced(self) -> str:
        return priced(self.amount, self.currency, self.foreign_amount)

    def units(self, cohort: Cohort) -> int:
        """How many times the amount is paid for one trainee of a cohort."""
        nights = (cohort.ends_on - cohort.starts_on).days
        paid = {CostUnit.TRAINEE: 1, CostUnit.NIGHT: nights, CostUnit.DAY: nights + 1}
        return paid[CostUnit(self.unit)] + self.more_units


def priced(won: int | None, currency: str, foreign: Decimal | None) -> str:
    return krw(won or 0) if foreign is None else f"{currency} {foreign:,.2f}"


def named(kind: str, note: str) -> str:
    label = str(dict(PART_KINDS)[kind])
    return f"{label} ({note})" if note else label
