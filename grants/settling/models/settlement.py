"""Settlement reports 정산보고서 as they were submitted: contents, digest, files. Never changed."""

from functools import cached_property

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.models.grant import Grant
from grants.settling.models.settlement_contents import Settlement
from ivi_training.files.models.stored_file import StoredFile, StoredFileQuerySet
from ivi_training.guards.append_only import append_only

# Under the lock of every posting and closing, so that what it says can no longer change.
OF_CLOSED_PERIODS = """
    PERFORM 1 FROM grants_grant WHERE id = NEW.grant_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM grants_accountingperiod p
                    WHERE p.grant_id = NEW.grant_id AND p.ends_on = NEW.until
                      AND p.closed_at IS NOT NULL)
       OR EXISTS (SELECT 1 FROM grants_accountingperiod p
                   WHERE p.grant_id = NEW.grant_id AND p.starts_on <= NEW.until
                     AND p.closed_at IS NULL) THEN
        RAISE EXCEPTION 'a settlement report covers closed periods only'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.sha256 <> encode(sha256(convert_to(NEW.contents, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'the digest is not that of the contents'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


class SettlementReport(models.Model):
    """One submission of a grant's settlement up to a day; a later one is the next version."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="settlement_reports", verbose_name=_("grant")
    )
    version = models.PositiveIntegerField(_("version"))
    until = models.DateField(_("up to"))
    contents = models.TextField(_("contents"))
    sha256 = models.CharField(_("SHA-256 of the contents"), max_length=64)
    note = models.CharField(_("note"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), default=timezone.now)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )

    class Meta:
        verbose_name = _("settlement report")
        verbose_name_plural = _("settlement reports")
        ordering = ["grant", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "version"],
                name="settlementreport_version_once",
                violation_error_message=_("This version exists already."),
            ),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="of_closed_periods",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=OF_CLOSED_PERIODS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.code} · {self.version}"

    @cached_property
    def settlement(self) -> Settlement:
        return Settlement.read(self.contents)


class SettlementFile(StoredFile):
    """A spreadsheet or paper of a submitted report, byte for byte as it was handed out."""

    report = models.ForeignKey(
        SettlementReport,
        models.PROTECT,
        related_name="files",
        verbose_name=_("settlement report"),
    )
    content_type = models.CharField(_("kind"), max_length=100)  # a spreadsheet's is long

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a settlement report")
        verbose_name_plural = _("files of settlement reports")
        ordering = ["report", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "name"],
                name="settlementfile_name_once",
                violation_error_message=_("This report has a file of this name."),
            ),
        ]
        triggers = append_only()
