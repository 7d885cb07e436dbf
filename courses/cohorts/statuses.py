"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Modality(TextChoices):
    """How a cohort is taught."""

    IN_PERSON = "in_person", _("In person")
    BLENDED = "blended", _("Online, then in person")
    ONLINE = "online", _("Online")
    ONSITE = "onsite", _("On site at a company")
