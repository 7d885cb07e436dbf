"""More time for one person: the old and the new deadline of an offer, both on record."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON
from trainees.joining.models.offer import Offer

# An extension is what moves the deadline: of an open offer, from the one that stands.
APPLY = """
    UPDATE trainees_offer SET respond_by = NEW.respond_by
     WHERE id = NEW.offer_id AND status = 'sent' AND respond_by = NEW.before;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'offer % cannot be extended', NEW.offer_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


@about_person(f"offer__{PERSON}", "reason")
class OfferExtension(models.Model):
    """Somebody gave an applicant more time to answer: who, when, why."""

    offer = models.ForeignKey(
        Offer, models.PROTECT, related_name="extensions", verbose_name=_("offer")
    )
    before = models.DateTimeField(_("deadline before"))
    respond_by = models.DateTimeField(_("new deadline"))
    reason = models.CharField(_("reason"), max_length=300)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("extension of an offer")
        verbose_name_plural = _("extensions of offers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="offerextension_is_later",
                condition=Q(respond_by__gt=F("before")),
                violation_error_message=_("An extension ends after the deadline that stands."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="apply", when=pgtrigger.After, operation=pgtrigger.Insert, func=APPLY
            ),
            Erasable(
                pgtrigger.Protect(
                    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
                ),
                "reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer}: {timezone.localtime(self.respond_by):%Y-%m-%d %H:%M}"
