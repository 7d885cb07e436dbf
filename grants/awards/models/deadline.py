"""What falls due of a grant: rows of data, each with a day or a rule, and who did it when."""

from calendar import monthrange
from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.awards.models.grant import Grant
from grants.awards.statuses import Anchor, DeadlineKind
from ivi_training.guards.models.bilingual import InLanguage

_DECEMBER = 12


@pghistory.track()
class Deadline(models.Model):
    """One thing to do for the funder by a day, which follows from its rule and the grant's days."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="deadlines", verbose_name=_("grant")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DeadlineKind)
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True)
    anchor = models.CharField(_("counted from"), max_length=10, choices=Anchor)
    months = models.PositiveSmallIntegerField(
        _("months after it"), null=True, blank=True, help_text=_("Empty for a fixed day.")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, help_text=_("Only for the end of a year.")
    )
    fixed_on = models.DateField(
        _("fixed day"), null=True, blank=True, help_text=_("Only for a fixed day.")
    )
    basis = models.CharField(
        _("where it is from"),
        max_length=200,
        blank=True,
        help_text=_("The article or the paragraph of the award letter."),
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("done by"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True, editable=False)

    title = InLanguage()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["grant", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "title_en", "year"],
                name="deadline_title_once",
                nulls_distinct=False,
                violation_error_message=_("This grant already has this deadline."),
            ),
            models.CheckConstraint(
                name="deadline_kind_known",
                condition=Q(kind__in=DeadlineKind.values),
                violation_error_message=_("This kind is not known."),
            ),
            models.CheckConstraint(
                name="deadline_has_its_rule",
                condition=Q(
                    anchor=Anchor.DAY,
                    fixed_on__isnull=False,
                    months__isnull=True,
                    year__isnull=True,
                )
                | Q(
                    anchor__in=[Anchor.START, Anchor.END],
                    fixed_on__isnull=True,
                    months__isnull=False,
                    year__isnull=True,
                )
                | Q(
                    anchor=Anchor.YEAR_END,
                    fixed_on__isnull=True,
                    months__isnull=False,
                    year__isnull=False,
                ),
                violation_error_message=_(
                    "Give a fixed day, or the months after the start or the end; for the end of a "
                    "year the year, too."
                ),
            ),
            models.CheckConstraint(
                name="deadline_done_has_who_and_when",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                violation_error_message=_("What is done names who did it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    @property
    def due_on(self) -> date:
        """The last day on which it is in time."""
        if self.fixed_on is not None:
            return self.fixed_on
        return _months_after(self._counted_from, self.months or 0)

    @property
    def rule(self) -> str:
        if self.fixed_on is not None:
            return str(_("fixed day"))
        anchor = {
            Anchor.START: _("the first day of the grant"),
            Anchor.END: _("the last day of the grant"),
            Anchor.YEAR_END: _("the end of %(year)s") % {"year": self.year},
        }[Anchor(self.anchor)]
        return str(_("%(n)s months after %(day)s") % {"n": self.months, "day": anchor})

    @property
    def _counted_from(self) -> date:
        return {
            Anchor.START: self.grant.starts_on,
            Anchor.END: self.grant.ends_on,
            Anchor.YEAR_END: date(self.year or date.min.year, _DECEMBER, 31),
        }[Anchor(self.anchor)]


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has none."""
    later, month = divmod(day.month - 1 + months, _DECEMBER)
    year = day.year + later
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
