"""Files of expenditures: each is taken once, whole, and may be taken back whole."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.append_only import append_only


class ExpenditureImport(models.Model):
    """A file whose rows became drafts, known by its checksum. Never changed."""

    name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    count = models.PositiveIntegerField(_("expenditures"))
    imported_at = models.DateTimeField(_("imported at"), default=timezone.now)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("imported by")
    )

    class Meta:
        verbose_name = _("import of expenditures")
        verbose_name_plural = _("imports of expenditures")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="expenditureimport_not_empty",
                condition=Q(count__gt=0),
                violation_error_message=_("A file without a row is not imported."),
            ),
        ]
        triggers = append_only(may_go=True)  # while nothing refers to it: see take_back

    def __str__(self) -> str:
        return self.name
