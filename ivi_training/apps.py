"""App configurations of the project package and of its admin site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class IviTrainingConfig(AppConfig):
    """Accounts, lifecycle, outbox and the little that every app shares."""

    name = "ivi_training"
    default_auto_field = "django.db.models.BigAutoField"


class ProgramAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our start page and theme."""

    default = False
    default_site = "ivi_training.admin.site.ProgramAdminSite"
