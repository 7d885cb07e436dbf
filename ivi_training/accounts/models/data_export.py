"""Copies of what is held about a person: one made at a time, their file gone after a week."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.statuses import EXPORT_MOVES, ExportStatus
from ivi_training.files.models.stored_file import StoredFile, StoredFileQuerySet, random_name
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.personal import about_person

KEPT = timedelta(days=7)


class DataExportQuerySet(StoredFileQuerySet):
    def to_make(self) -> Self:
        return self.filter(status=ExportStatus.ASKED).order_by("pk")

    def to_delete(self) -> Self:
        return self.filter(status=ExportStatus.READY, expires_at__lte=timezone.now())


@about_person("user", "name")
class DataExport(HasLifecycle, StoredFile):
    """One copy: who asked for it and when, and its file while there is one."""

    MOVES = EXPORT_MOVES

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=ExportStatus, default=ExportStatus.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("deleted on"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=random_name, max_length=120, blank=True)
    name = models.CharField(_("file name"), max_length=255, default="my-data.zip")
    content_type = models.CharField(_("kind"), max_length=60, default="application/zip")
    size = models.PositiveIntegerField(_("size (bytes)"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    uploaded_at = None  # type: ignore[assignment] # nobody uploaded it

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        ordering = ["-id"]
        constraints = [
            known_status("dataexport_status_known", ExportStatus),
            models.UniqueConstraint(
                "user",
                name="dataexport_one_at_a_time",
                condition=Q(status=ExportStatus.ASKED),
                violation_error_message=_("A copy of your data is being made already."),
            ),
            models.CheckConstraint(
                name="dataexport_file_while_ready",
                condition=Q(
                    status=ExportStatus.READY, ready_at__isnull=False, expires_at__isnull=False
                )
                & ~Q(file="")
                | ~Q(status=ExportStatus.READY) & Q(file=""),
                violation_error_message=_("A copy has a file while it is ready, and then none."),
            ),
        ]
        triggers = lifecycle_triggers(EXPORT_MOVES, [ExportStatus.ASKED])

    @property
    def is_ready(self) -> bool:
        """Whether it can be saved now, by status and by the clock."""
        return (
            self.status == ExportStatus.READY
            and self.expires_at is not None
            and timezone.now() < self.expires_at
        )
