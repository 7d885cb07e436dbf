"""Other payers: what somebody else than the grant pays of a trainee's costs, never paid twice."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.commitments.statuses import ItemKind
from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from ivi_training.guards.triggers import referencing, update_of
from ivi_training.pages.money import krw
from trainees.applying.models.application import PERSON, Application
from trainees.joining.statuses import Payer

# What is covered of each kind of cost in the promise that an application holds, and what others
# have pledged of it: the lesser of pledge and cost. One place says it for the guards and the count.
COVERED = """
    SELECT o.id AS offer_id, o.application_id, c.kind,
           sum(c.covered) AS covered, least(sum(c.cost), coalesce(max(p.pledged), 0)) AS pledged
      FROM {offers} o
      JOIN grants_commitment m ON m.id = o.commitment_id AND m.released_at IS NULL
      JOIN grants_commitmentitem i ON i.commitment_id = m.id
      JOIN grants_commitmentpart c ON c.commitment_item_id = i.id
      CROSS JOIN LATERAL (
          SELECT sum(y.pledged) AS pledged FROM trainees_pledge y
           WHERE y.application_id = o.application_id AND y.kind = c.kind AND y.ended_at IS NULL) p
     WHERE {which}
     GROUP BY o.id, o.application_id, c.kind
"""
# Two tables say what others pay; were they to differ, a cost would be paid twice or by nobody.
_DIFFERS = """
    IF EXISTS (SELECT 1 FROM ({found}) f WHERE f.covered <> f.pledged) THEN
        RAISE EXCEPTION 'what another payer covers is not promised from the grant'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
"""
# An offer without any pledge is not looked at: most are.
_PLEDGED = (
    "EXISTS (SELECT 1 FROM trainees_pledge y"
    " WHERE y.application_id = o.application_id AND y.ended_at IS NULL)"
)
_OWN = "o.application_id = NEW.application_id AND o.status IN ('sent', 'accepted')"
# Offers take the program first too, so that a pledge has been seen by the offer or waits for it.
_LOCK = """
    PERFORM 1 FROM courses_program p JOIN courses_call c ON c.program_id = p.id
              JOIN trainees_application a ON a.call_id = c.id
     WHERE a.id = NEW.application_id FOR NO KEY UPDATE OF p;
    RETURN NEW;
"""
_FACTS = "application_id", "payer", "name", "kind", "pledged", "recorded_at", "recorded_by_id"
_CHANGED = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in _FACTS)

# Only offers of people with another payer are looked at, all of a statement at once.
of_pledged = pgtrigger.Trigger(
    name="less_what_others_pay",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    level=pgtrigger.Statement,
    referencing=referencing(new="new_rows"),
    func=_DIFFERS.format(found=COVERED.format(offers="new_rows", which=_PLEDGED)),
)


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def live(self) -> "PledgeQuerySet":
        return self.filter(ended_at=None)


@about_person(PERSON, "name", "reference", "end_reason")
class Pledge(models.Model):
    """What an employer, a third party or the trainee pays of one kind of cost, in KRW."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="pledges", verbose_name=_("application")
    )
    payer = models.CharField(_("who pays"), max_length=12, choices=Payer)
    name = models.CharField(
        _("name of the payer"),
        max_length=200,
        blank=True,
        help_text=_("For example the fund that gives a travel grant."),
    )
    kind = models.CharField(_("kind of cost"), max_length=15, choices=ItemKind)
    pledged = models.BigIntegerField(_("pledged (KRW)"))
    paid = models.BigIntegerField(_("paid (KRW)"), default=0)
    reference = models.CharField(
        _("reference"), max_length=100, blank=True, help_text=_("A letter or a payment.")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("other payer")
        verbose_name_plural = _("other payers")
        ordering = ["application", "id"]
        constraints = [
            models.CheckConstraint(
                name="pledge_choices_known",
                condition=Q(payer__in=Payer.values, kind__in=ItemKind.values),
                violation_error_message=_("This payer or kind of cost is not known."),
            ),
            models.UniqueConstraint(
                fields=["application", "payer", "name", "kind"],
                name="pledge_once",
                condition=Q(ended_at=None),
                violation_error_message=_("This payer pays this cost already."),
            ),
            models.CheckConstraint(
                name="pledge_paid_within_pledged",
                condition=Q(pledged__gt=0, paid__gte=0, paid__lte=F("pledged")),
                violation_error_message=_("At most what was pledged is paid."),
            ),
            models.CheckConstraint(
                name="pledge_end_has_who_and_when",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message=_("An end names who recorded it and when."),
            ),
        ]
        triggers = [
            Erasable(
                pgtrigger.Protect(
                    name="facts_stand",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(f"OLD.ended_at IS NOT NULL OR {_CHANGED}"),
                ),
                "name",
                "reference",
                "end_reason",
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="after_offers",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | update_of("ended_at"),
                func=_LOCK,
            ),
            pgtrigger.Trigger(
                name="covered",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | update_of("ended_at"),
                func=_DIFFERS.format(found=COVERED.format(offers="trainees_offer", which=_OWN)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_payer_display()}: {self.get_kind_display()} {krw(self.pledged)}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
