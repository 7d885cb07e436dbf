"""What is published stands: no part of it changes, comes or goes; a change is a next version."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Parts are written under the lock of the whole, so that nothing slips in while it is published.
_PARTS_FROZEN = """
    PERFORM 1 FROM {table} r {join} WHERE {where} ORDER BY r.id FOR NO KEY UPDATE OF r;
    IF EXISTS (SELECT 1 FROM {table} r {join} WHERE {where} AND r.published_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'a published {noun} is not changed: make its next version'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


class Published(models.Model):
    """Something that is set up as a draft, published once by a person, and stands from then on."""

    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        """Whether people use it, so that it stands."""
        return self.published_at is not None

    @property
    def is_draft(self) -> bool:
        return not self.is_published


def publication_is_signed(model: str) -> models.CheckConstraint:
    """Constraint of `model`: a publication has both the person and the moment, a draft neither."""
    return models.CheckConstraint(
        name=f"{model}_publication_has_who_and_when",
        condition=Q(published_at__isnull=True, published_by__isnull=True)
        | Q(published_at__isnull=False, published_by__isnull=False),
        violation_error_message=_("A publication names who made it and when."),
    )


def publication_triggers(whole: str = "", *, changed: str = "") -> list[pgtrigger.Trigger]:
    """Triggers: published only when `whole` (SQL), if any, lets it; neither changed nor deleted.

    `changed` narrows what counts as a change: a condition on NEW and OLD.
    """
    published = pgtrigger.Q(old__published_at__isnull=False)
    frozen = (
        pgtrigger.Condition(f"OLD.published_at IS NOT NULL AND ({changed})")
        if changed
        else published
    )
    is_whole = pgtrigger.Trigger(
        name="published_whole",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=whole,
    )
    return [
        *([is_whole] if whole else []),
        pgtrigger.Protect(name="published_stands", operation=pgtrigger.Update, condition=frozen),
        pgtrigger.Protect(name="published_kept", operation=pgtrigger.Delete, condition=published),
    ]


def part_triggers(table: str, noun: str, column: str, join: str = "") -> list[pgtrigger.Trigger]:
    """Triggers for a part of `table` (`r`), which `column` names, or a row `c` joined to it."""
    every = {
        "added": (pgtrigger.Insert, f"= NEW.{column}"),
        "changed": (pgtrigger.Update, f"IN (NEW.{column}, OLD.{column})"),
        "removed": (pgtrigger.Delete, f"= OLD.{column}"),
    }
    key = "c.id" if join else "r.id"
    return [
        pgtrigger.Trigger(
            name=f"published_not_{name}",
            when=pgtrigger.Before,
            operation=operation,
            func=_PARTS_FROZEN.format(table=table, noun=noun, join=join, where=f"{key} {match}"),
        )
        for name, (operation, match) in every.items()
    ]
