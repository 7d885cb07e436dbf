"""App configuration."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """The `courses` app."""

    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"
