"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CountedFact(TextChoices):
    """A fact of a place for each value of which there can be a limit."""

    COUNTRY = "country", _("country or territory")
    ORGANISATION = "organisation", _("organisation")
    INCOME_GROUP = "income_group", _("income group")
    GENDER = "gender", _("gender")
    STREAM = "stream", _("stream")
    COURSE = "course", _("course")
    COHORT = "cohort", _("cohort")
    MODALITY = "modality", _("modality")
