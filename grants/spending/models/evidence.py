"""Evidence: the papers that prove an expenditure, and which of them each line asks for."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.awards.models.budget_line import BudgetCategory, BudgetLine
from grants.spending.models.expenditure import Expenditure
from grants.spending.statuses import EvidenceKind
from grants.spending.triggers.expenditures import frozen_after_submission
from ivi_training.files.models.stored_file import StoredFile, StoredFileQuerySet


class Evidence(StoredFile):
    """A paper that proves an expenditure: invoice, card slip, minutes. Private."""

    expenditure = models.ForeignKey(
        Expenditure, models.PROTECT, related_name="evidence", verbose_name=_("expenditure")
    )
    kind = models.CharField(
        _("kind"),
        max_length=14,
        choices=EvidenceKind,
        default=EvidenceKind.OTHER,
        db_default=EvidenceKind.OTHER,
    )

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="evidence_kind_known",
                condition=Q(kind__in=EvidenceKind.values),
                violation_error_message=_("This kind of evidence is not known."),
            ),
        ]
        # A travel report comes after the journey was paid: papers are added at any time.
        triggers = [frozen_after_submission(may_be_added=True)]


class EvidenceRule(models.Model):
    """One paper that a line, or each line of a category, asks for: any one of its kinds will do."""

    category = models.ForeignKey(
        BudgetCategory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_rules",
        verbose_name=_("category 보조비목"),
    )
    line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_rules",
        verbose_name=_("sub-category 보조세목"),
    )
    kinds = ArrayField(
        models.CharField(max_length=14, choices=EvidenceKind),
        verbose_name=_("any one of"),
        help_text=_("For example an e-tax invoice or a card slip: either proves a purchase."),
    )

    class Meta:
        verbose_name = _("required evidence")
        verbose_name_plural = _("required evidence")
        ordering = ["category", "line", "id"]
        constraints = [
            models.CheckConstraint(
                name="evidencerule_of_line_or_category",
                condition=Q(category__isnull=True, line__isnull=False)
                | Q(category__isnull=False, line__isnull=True),
                violation_error_message=_("Name a category or a sub-category, one of them."),
            ),
            models.CheckConstraint(
                name="evidencerule_kinds_known",
                condition=Q(kinds__contained_by=EvidenceKind.values) & Q(kinds__len__gt=0),
                violation_error_message=_("Name at least one known kind of evidence."),
            ),
            models.UniqueConstraint(
                fields=["category", "line", "kinds"],
                nulls_distinct=False,
                name="evidencerule_once",
                violation_error_message=_("This is asked for already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line or self.category}: {self.named}"

    @property
    def named(self) -> str:
        names = [str(EvidenceKind(kind).label) for kind in self.kinds]
        return str(_(" or ")).join(names)
