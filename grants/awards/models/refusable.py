"""Requests that another person agrees to or refuses: a refused one stays, and is asked for anew."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Refusable(models.Model):
    """What somebody asked for; its model names the agreement, `refusal_constraints` the rules."""

    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("refused by"),
    )
    refusal = models.CharField(_("why refused"), max_length=300, blank=True, db_default="")

    class Meta:
        abstract = True


def refusal_constraints(name: str, agreed_at: str) -> list[models.CheckConstraint]:
    """Refused by another, with a reason, and only what was not agreed to."""
    return [
        models.CheckConstraint(
            name=f"{name}_refused_by_another",
            condition=Q(refused_by__isnull=True) | ~Q(refused_by=F("asked_by")),
            violation_error_message=_("Nobody refuses what they asked for."),
        ),
        models.CheckConstraint(
            name=f"{name}_refusal_has_who_when_and_why",
            condition=Q(refused_at__isnull=True, refused_by__isnull=True, refusal="")
            | Q(refused_at__isnull=False, refused_by__isnull=False) & ~Q(refusal=""),
            violation_error_message=_("A refusal names who gave it, when and why."),
        ),
        models.CheckConstraint(
            name=f"{name}_decided_one_way",
            condition=Q(refused_at__isnull=True) | Q(**{f"{agreed_at}__isnull": True}),
            violation_error_message=_("It is agreed to or refused, not both."),
        ),
    ]
