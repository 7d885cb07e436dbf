"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TraineesConfig(AppConfig):
    """The `trainees` app."""

    name = "trainees"
    verbose_name = _("Selection and enrolment")
    default_auto_field = "django.db.models.BigAutoField"
