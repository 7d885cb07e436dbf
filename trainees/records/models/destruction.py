"""Records of destruction: what was destroyed by which rule, and the one way through what stands.

A line opens the way to one application, in the transaction that wrote it (see
`ivi_training.guards.erasable`), and only if its rule says so: due by now and not held back.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.guards.triggers import referencing
from trainees.applying.models.application import Application
from trainees.records.models.retention_rule import RetentionRule
from trainees.records.statuses import RetentionKind

_COUNTED = (
    "application_count", "row_count", "file_count", "passed_over_count", "rule_id", "began_at",
    "ended_at",
)  # fmt: skip
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _COUNTED)
_IS_DUE = """
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN trainees_destruction d ON d.id = n.destruction_id
          JOIN trainees_retentionrule r ON r.id = d.rule_id
         WHERE d.began_at <> transaction_timestamp() OR r.kind <> n.kind
            OR NOT EXISTS (
               SELECT 1 FROM trainees_duedata q
                WHERE q.rule_id = r.id AND q.application_id = n.application_id
                  AND q.held_by = ''
                  AND q.due_on <= (now() AT TIME ZONE 'Asia/Seoul')::date)
    ) THEN
        RAISE EXCEPTION 'only what a rule lets go is destroyed, while its record is made'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


class DestructionQuerySet(models.QuerySet["Destruction"]):
    def with_files(self) -> "DestructionQuerySet":
        return self.exclude(files=[]).order_by("pk")


class Destruction(models.Model):
    """What one transaction of the nightly clock destroyed: numbers, and the rule as it stood."""

    rule = models.ForeignKey(
        RetentionRule, models.PROTECT, related_name="destructions", verbose_name=_("rule")
    )
    began_at = models.DateTimeField(
        pgettext_lazy("a period", "from"), default=timezone.now, db_index=True
    )
    ended_at = models.DateTimeField(pgettext_lazy("a period", "to"), default=timezone.now)
    application_count = models.PositiveIntegerField(_("applications"), default=0)
    row_count = models.PositiveIntegerField(
        _("rows"), default=0, help_text=_("Deleted or blanked.")
    )
    file_count = models.PositiveIntegerField(_("files"), default=0)
    passed_over_count = models.PositiveIntegerField(
        _("held back"), default=0, help_text=_("Due as well, and kept for a reason.")
    )
    # Random names of files that are deleted once the destruction is committed.
    files = ArrayField(models.CharField(max_length=120), default=list, blank=True, editable=False)

    objects = DestructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("record of destruction")
        verbose_name_plural = _("records of destruction")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="destruction_ends_after_begin",
                condition=Q(ended_at__gte=F("began_at")),
                violation_error_message=_("A destruction cannot end before it begins."),
            ),
        ]
        triggers = [
            # The way through what stands is open in the transaction of this moment, and no other.
            pgtrigger.Trigger(
                name="begins_now",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    NEW.began_at = transaction_timestamp();
                    NEW.ended_at = NEW.began_at;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.began_at <> transaction_timestamp() AND ({_CHANGED}"
                    " OR (NEW.files IS DISTINCT FROM OLD.files AND NEW.files <> '{}'))"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class DestroyedApplication(models.Model):
    """One application whose data of one kind are gone: once, whoever runs."""

    destruction = models.ForeignKey(
        Destruction, models.PROTECT, related_name="lines", verbose_name=_("destruction")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="destroyed", verbose_name=_("application")
    )
    kind = models.CharField(_("kind of data"), max_length=12, choices=RetentionKind)

    class Meta:
        verbose_name = _("destroyed application")
        verbose_name_plural = _("destroyed applications")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                name="destroyedapplication_once",
                violation_error_message=_("This was destroyed before."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="is_due",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=referencing(new="new_rows"),
                func=_IS_DUE,
            ),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.destruction}: {self.application_id}"
