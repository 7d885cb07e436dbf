"""Which source pays how much of an expenditure; the parts make the whole."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.awards.models.funding_source import FundingSource
from grants.spending.models.expenditure import Expenditure
from grants.spending.triggers.expenditures import frozen_after_submission, shares_make_the_whole
from ivi_training.pages.money import krw


class FundingShare(models.Model):
    """So many won of an expenditure out of one source."""

    expenditure = models.ForeignKey(
        Expenditure, models.PROTECT, related_name="shares", verbose_name=_("expenditure")
    )
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="shares", verbose_name=_("funding source")
    )
    amount = models.BigIntegerField(_("amount (KRW)"))

    class Meta:
        verbose_name = _("share of a source")
        verbose_name_plural = _("shares of sources")
        ordering = ["expenditure", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["expenditure", "source"],
                name="fundingshare_source_once",
                violation_error_message=_("Name each source once."),
            ),
            models.CheckConstraint(
                name="fundingshare_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Give a whole number of won above zero."),
            ),
        ]
        triggers = [
            frozen_after_submission(may_be_added=False),
            shares_make_the_whole("NEW.expenditure_id, OLD.expenditure_id",
                   pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source}: {krw(self.amount)}"
