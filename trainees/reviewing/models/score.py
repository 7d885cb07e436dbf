"""Scores: on the scale of their criterion, written while the review is open, then standing."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON
from trainees.reviewing.models.conflict import IN_CONFLICT
from trainees.reviewing.models.review import Review
from trainees.reviewing.models.rubric import Criterion

# Holding the review keeps its scores still while it is submitted.
_SCORE_ALLOWED = f"""
    PERFORM 1 FROM trainees_review WHERE id = {{row}}.review_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM trainees_review r
                    WHERE r.id = {{row}}.review_id AND r.status IN ('assigned', 'started')) THEN
        RAISE EXCEPTION 'the review is closed: its scores stand'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM trainees_review h WHERE h.id = {{row}}.review_id
                AND {IN_CONFLICT.format(reviewer="h.reviewer_id", application="h.application_id")})
    THEN
        RAISE EXCEPTION 'the reviewer has a conflict of interest'
            USING ERRCODE = 'restrict_violation';
    END IF;
"""
# The scale stands with the criterion, in another table, so this cannot be a CHECK.
_SCORE_FITS = """
    IF TG_OP = 'UPDATE' AND (NEW.review_id, NEW.criterion_id)
        IS DISTINCT FROM (OLD.review_id, OLD.criterion_id) THEN
        RAISE EXCEPTION 'a score stays with its review and its criterion'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM trainees_review r JOIN trainees_criterion c USING (rubric_id)
                    WHERE r.id = NEW.review_id AND c.id = NEW.criterion_id
                      AND (NEW.value IS NULL OR NEW.value BETWEEN c.low AND c.high)) THEN
        RAISE EXCEPTION 'the value % is not on the scale of criterion %',
            NEW.value, NEW.criterion_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@about_person(f"review__{PERSON}", "comment")
class Score(models.Model):
    """One value on the scale of one criterion, with what the reviewer says about it."""

    review = models.ForeignKey(
        Review, models.PROTECT, related_name="scores", verbose_name=_("review")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("criterion")
    )
    value = models.PositiveSmallIntegerField(
        _("value"), null=True, help_text=_("Empty while the review is being written.")
    )
    comment = models.CharField(_("comment"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["review", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion"],
                name="score_once_per_criterion",
                violation_error_message=_("This criterion is scored already."),
            ),
        ]
        triggers = [
            Erasable(
                pgtrigger.Trigger(
                    name="allowed",
                    when=pgtrigger.Before,
                    operation=pgtrigger.Insert | pgtrigger.Update,
                    func=_SCORE_ALLOWED.format(row="NEW") + _SCORE_FITS,
                ),
                "comment",
            ),
            pgtrigger.Trigger(
                name="stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=_SCORE_ALLOWED.format(row="OLD") + "RETURN OLD;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value or ''}"
