"""App configuration."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """The `grants` app."""

    name = "grants"
    default_auto_field = "django.db.models.BigAutoField"
