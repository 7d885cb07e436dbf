"""Assignments: one act of handing out reviews, by whom and when."""

from django.utils.translation import gettext_lazy as _

from trainees.applying.models.cohort_act import CohortStep, step_triggers


class Assignment(CohortStep):
    """One act of handing out reviews; what nobody has begun of it can be taken back."""

    class Meta(CohortStep.Meta):
        verbose_name = _("assignment of reviews")
        verbose_name_plural = _("assignments of reviews")
        triggers = step_triggers()
