"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IneligibleReason(TextChoices):
    """Why screening found an application not eligible."""

    COUNTRY = "country", _("Country of nationality, residence or employer")
    EMPLOYER = "employer", _("Employer outside the field")
    EXPERIENCE = "experience", _("Years of experience")
    DOCUMENTS = "documents", _("Documents missing or unreadable")
    DUPLICATE = "duplicate", _("Applied twice")
    OTHER = "other", _("Other, see the note")
