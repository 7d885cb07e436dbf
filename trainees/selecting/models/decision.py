"""Decisions: staged by a committee, seen by nobody else until they are published."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON, Application
from trainees.joining.statuses import Outcome
from trainees.selecting.models.publication import Publication
from trainees.selecting.statuses import DecisionReason


class DecisionQuerySet(models.QuerySet["Decision"]):
    def staged(self) -> "DecisionQuerySet":
        """Decisions not yet published."""
        return self.filter(published_at__isnull=True)


@about_person(PERSON, "note")
class Decision(models.Model):
    """What was decided about one application, why and by whom; published once."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="decisions", verbose_name=_("application")
    )
    outcome = models.CharField(_("decision"), max_length=15, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=15, choices=DecisionReason)
    note = models.CharField(_("note"), max_length=300, blank=True)
    staged_at = models.DateTimeField(_("staged at"), default=timezone.now)
    staged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("staged by")
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    publication = models.ForeignKey(
        Publication,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("publication"),
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "application",
                name="decision_one_staged_per_application",
                condition=Q(published_at__isnull=True),
                violation_error_message=_("A decision is already staged for this application."),
            ),
            models.CheckConstraint(
                name="decision_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="decision_publication_has_who_and_when",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                violation_error_message=_("A publication names who made it and when."),
            ),
            models.CheckConstraint(
                name="decision_published_in_a_publication",
                condition=Q(published_at__isnull=True) | Q(publication__isnull=False),
                violation_error_message=_("A decision is published with those signed with it."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__publication__isnull=False)
                & (
                    pgtrigger.Q(old__outcome__df=pgtrigger.F("new__outcome"))
                    | pgtrigger.Q(old__reason__df=pgtrigger.F("new__reason"))
                    | pgtrigger.Q(old__application__df=pgtrigger.F("new__application"))
                ),
            ),
            Erasable(
                pgtrigger.Protect(
                    name="published_stands",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Q(old__published_at__isnull=False),
                ),
                "note",
            ),
            pgtrigger.Protect(
                name="published_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__publication__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"


@about_person(PERSON, "note", "why")
class DecisionChange(models.Model):
    """A staged decision that was replaced or taken back before publication, by whom and why."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="decision_changes", verbose_name=_("application")
    )
    outcome = models.CharField(_("decision before"), max_length=15, choices=Outcome)
    reason = models.CharField(_("reason before"), max_length=15, choices=DecisionReason)
    note = models.CharField(_("note before"), max_length=300, blank=True)
    staged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("staged by")
    )
    became = models.CharField(_("decision after"), max_length=15, choices=Outcome, blank=True)
    why = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("changed decision")
        verbose_name_plural = _("changed decisions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="decisionchange_says_why",
                condition=~Q(why=""),
                violation_error_message=_("A change says why."),
            ),
        ]
        triggers = [
            Erasable(
                pgtrigger.Protect(
                    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
                ),
                "note",
                "why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"
