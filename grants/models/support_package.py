"""Support packages: what one funded trainee of a stream costs, on which budget lines."""

from collections.abc import Iterable

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Stream
from courses.statuses import Modality
from grants.models.budget_line import BudgetLine
from grants.models.grant import Grant


class SupportPackageQuerySet(models.QuerySet["SupportPackage"]):
    """Packages as offers read them."""

    def for_programs(self, program_ids: Iterable[int]) -> "SupportPackageQuerySet":
        """Those of programs; the same one always comes last, should two grants fund a stream."""
        return self.filter(grant__program__in=program_ids).order_by("grant_id")

    def with_items(self) -> "SupportPackageQuerySet":
        """With their costs."""
        items = SupportPackageItem.objects.order_by("line_id")
        return self.prefetch_related(models.Prefetch("items", items))


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

    def __str__(self) -> str:
        return f"{self.stream} · {self.get_modality_display()}"


@pghistory.track()
class SupportPackageItem(models.Model):
    """One cost of a package: so many won a trainee, on one budget line."""

    package = models.ForeignKey(
        # An item has no meaning without its package; nothing refers to an item.
        SupportPackage,
        models.CASCADE,
        related_name="items",
        verbose_name=_("package"),
    )
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="+", verbose_name=_("budget line")
    )
    amount = models.BigIntegerField(_("amount a trainee (KRW)"))

    class Meta:
        verbose_name = _("package item")
        verbose_name_plural = _("package items")
        ordering = ["package", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "line"],
                name="supportpackageitem_line_once",
                violation_error_message=_("Put each budget line into a package once."),
            ),
            models.CheckConstraint(
                name="supportpackageitem_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Give a whole number of won above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount:,}"
