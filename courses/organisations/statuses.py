"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an employer is."""

    COMPANY = "company", _("Company")
    GOVERNMENT = "government", _("Government or public body")
    REGULATOR = "regulator", _("Regulatory authority")
    ACADEMIA = "academia", _("University or research institute")
    NGO = "ngo", _("Non-governmental organisation")
    INTERNATIONAL = "international", _("International organisation")
