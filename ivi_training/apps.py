"""App configurations of the project package and of its admin site."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from ivi_training.health import checks
from ivi_training.pages.forms.text import guard_every_field


class IviTrainingConfig(AppConfig):
    name = "ivi_training"
    verbose_name = _("Accounts and mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Guard the fields of all forms at once: one that is added later cannot forget it."""
        guard_every_field()
        for check in checks.ALL:
            register(check, deploy=True)
        # Allauth loads it when it sends its first mail; lists name its kinds before that.
        import_module("ivi_training.outbox.account_mails")


class ProgramAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our start page and theme."""

    default = False
    default_site = "ivi_training.office.admin.site.ProgramAdminSite"

    def ready(self) -> None:
        """Load our own tables before the site is looked up."""
        # The site's module lives in a package that registers tables: looked up from outside first,
        # Django would make a second site in the middle of the import and drop what it was given.
        import_module("ivi_training.admin")
        super().ready()
