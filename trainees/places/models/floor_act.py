"""Acts on reserved shares: released before their date, or taken back while they are unused."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trainees.places.models.quota import Quota
from trainees.places.triggers import counters

# Every counter of a program is moved under the lock of its program.
_PROGRAM = "SELECT program_id FROM trainees_quota WHERE id = NEW.quota_id"

# The only way to write when a floor was released; taking one back is refused where it is eaten.
APPLY = f"""
    {counters.lock(_PROGRAM)}
    UPDATE trainees_quota
       SET floor_released_at = CASE WHEN NEW.kind = 'released' THEN NEW.made_at END
     WHERE id = NEW.quota_id AND floor > 0 AND closed_at IS NULL
       AND (floor_released_at IS NULL) = (NEW.kind = 'released');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'quota % has no reserved share to be %', NEW.quota_id, NEW.kind
            USING ERRCODE = 'restrict_violation';
    END IF;
    {counters.refuse_unkept(_PROGRAM)}
    RETURN NULL;
"""


class FloorAct(models.Model):
    """Somebody released a reserved share or took it back: who, when, why, by which letter."""

    class Kind(models.TextChoices):
        """What was done."""

        RELEASED = "released", _("Released")
        REINSTATED = "reinstated", _("Taken back")

    quota = models.ForeignKey(
        Quota, models.PROTECT, related_name="floor_acts", verbose_name=_("quota")
    )
    kind = models.CharField(_("what was done"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=300)
    reference = models.CharField(
        _("funder's reference"),
        max_length=100,
        blank=True,
        help_text=_("The letter or minutes that allow it."),
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("act on a reserved share")
        verbose_name_plural = _("acts on reserved shares")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="flooract_kind_known",
                condition=Q(kind__in=["released", "reinstated"]),
                violation_error_message=_("A reserved share is released or taken back."),
            ),
            models.CheckConstraint(
                name="flooract_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="apply",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=counters.DECLARED,
                func=APPLY,
            ),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.quota}: {self.get_kind_display()}"
