"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """The `courses` app."""

    name = "courses"
    verbose_name = _("Courses and calls")
    default_auto_field = "django.db.models.BigAutoField"
