"""Who pays: the subsidy, a local share, the operator's own contribution."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.awards.models.grant import Grant
from grants.awards.statuses import FundingKind


class FundingSource(models.Model):
    """One source of a grant's project; the subsidy 국고보조금 is what the ledger accounts for."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="funding_sources", verbose_name=_("grant")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=FundingKind)
    name = models.CharField(
        _("name"),
        max_length=100,
        blank=True,
        help_text=_("Where there are several of a kind, for example the province that pays."),
    )
    agreed = models.BigIntegerField(
        _("agreed (KRW)"),
        null=True,
        blank=True,
        help_text=_("What this source pays. Leave it empty for the subsidy: that is the award."),
    )

    class Meta:
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        ordering = ["grant", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "kind", "name"],
                name="fundingsource_once",
                violation_error_message=_("This grant has this source already."),
            ),
            models.CheckConstraint(
                name="fundingsource_kind_known",
                condition=Q(kind__in=FundingKind.values),
                violation_error_message=_("This kind of source is not known."),
            ),
            # One row, so that there is one answer to what the funder's money paid.
            models.CheckConstraint(
                name="fundingsource_subsidy_is_the_award",
                condition=~Q(kind=FundingKind.SUBSIDY) | Q(name="", agreed__isnull=True),
                violation_error_message=_("The subsidy has no name and no amount of its own."),
            ),
            models.CheckConstraint(
                name="fundingsource_agreed_above_zero",
                condition=Q(agreed__isnull=True) | Q(agreed__gt=0),
                violation_error_message=_("Give a whole number of won above zero."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="stays_what_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.grant_id, OLD.kind) IS DISTINCT FROM (NEW.grant_id, NEW.kind))"
                ),
            ),
        ]

    def __str__(self) -> str:
        kind = str(self.get_kind_display())
        return f"{kind}: {self.name}" if self.name else kind
