"""App configuration."""

from django.apps import AppConfig


class TraineesConfig(AppConfig):
    """The `trainees` app."""

    name = "trainees"
    default_auto_field = "django.db.models.BigAutoField"
