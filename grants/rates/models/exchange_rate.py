"""Exchange rates: what one bank or authority announced on one day, never altered."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.rates.statuses import RateType
from ivi_training.guards.append_only import append_only
from ivi_training.guards.locks import may_be_held

CURRENCY = r"^[A-Z]{3}$"
UNITS = [(1, "1"), (100, "100")]
# A check constraint sees one row; a correction is judged beside the row that it corrects.
OF_THE_SAME = """
    IF NOT EXISTS (
        SELECT 1 FROM grants_exchangerate r WHERE r.id = NEW.supersedes_id
           AND (r.currency, r.announced_on, r.rate_type, r.source)
             = (NEW.currency, NEW.announced_on, NEW.rate_type, NEW.source)) THEN
        RAISE EXCEPTION 'a correction is of the same currency, day, type and source'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    def valid(self) -> "ExchangeRateQuerySet":
        """Those that no later row corrects."""
        return self.filter(superseded_by__isnull=True)


@may_be_held
class ExchangeRate(models.Model):
    """So many KRW for `per` units of a currency. Append-only: a later row corrects a mistake."""

    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[RegexValidator(CURRENCY, _("Three capital letters, for example USD."))],
        help_text=_("The code of ISO 4217, for example USD."),
    )
    announced_on = models.DateField(_("day"))
    rate_type = models.CharField(_("kind of rate"), max_length=12, choices=RateType)
    source = models.CharField(
        _("source"),
        max_length=100,
        help_text=_("Who announced it, for example Hana Bank."),
    )
    per = models.PositiveSmallIntegerField(
        _("units"),
        choices=UNITS,
        default=1,
        help_text=_("Banks quote yen, rupiah and dong for 100 units."),
    )
    rate = models.DecimalField(_("KRW for these units"), max_digits=12, decimal_places=4)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("corrects"),
    )
    reason = models.CharField(_("reason of the correction"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-announced_on", "currency", "rate_type", "source", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "announced_on", "rate_type", "source"],
                condition=Q(supersedes__isnull=True),
                name="exchangerate_once",
                violation_error_message=_(
                    "This rate is recorded already. If it is wrong, open it and correct it."
                ),
            ),
            models.CheckConstraint(
                name="exchangerate_currency_is_foreign",
                condition=Q(currency__regex=CURRENCY) & ~Q(currency="KRW"),
                violation_error_message=_("Name a foreign currency, for example USD."),
            ),
            models.CheckConstraint(
                name="exchangerate_type_known",
                condition=Q(rate_type__in=RateType.values),
                violation_error_message=_("This kind of rate is not known."),
            ),
            models.CheckConstraint(
                name="exchangerate_above_zero",
                condition=Q(rate__gt=0, per__in=[units for units, _name in UNITS]),
                violation_error_message=_("A rate is above zero, for 1 or 100 units."),
            ),
            models.CheckConstraint(
                name="exchangerate_correction_has_reason",
                condition=Q(supersedes__isnull=True, reason="")
                | (Q(supersedes__isnull=False) & ~Q(reason="")),
                violation_error_message=_("A correction says why."),
            ),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="of_the_same",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__supersedes__isnull=False),
                func=OF_THE_SAME,
            ),
        ]

    def __str__(self) -> str:
        rate = f"{self.per} {self.currency} = KRW {self.rate.normalize():,f}"
        named = f"{self.get_rate_type_display()} · {self.source}"
        return f"{rate} · {self.announced_on:%Y-%m-%d} · {named}"

    @property
    def key(self) -> tuple[str, date, str, str]:
        """What there is one valid rate of."""
        return self.currency, self.announced_on, self.rate_type, self.source
