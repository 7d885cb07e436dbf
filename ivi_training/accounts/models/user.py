"""Accounts: a person signs in with an e-mail address; what they may do comes from their roles."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.personal import about_person


class UserManager(BaseUserManager["User"]):
    """Creates accounts; the e-mail address is stored in lower case, as it is compared."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account; without a password nobody can sign in to it."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account that may do everything; used by `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find the account for a sign-in, whatever the case of the typed address."""
        return self.get(email=(username or "").strip().lower())


@about_person("pk")
class User(AbstractBaseUser, PermissionsMixin):
    """An account: a person known by an e-mail address, with the language they read."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("The language of pages and mails. Empty: as the browser asks."),
    )
    is_staff = models.BooleanField(
        _("may enter the administration"),
        default=False,
        help_text=_("Follows from the roles; an applicant never has it."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_demonstration = models.BooleanField(
        _("demonstration"),
        default=False,
        editable=False,
        help_text=_("Has a public password: signs in where DEBUG is on, nowhere else."),
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="user_email_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message=_("E-mail addresses are stored in lower case."),
            ),
            models.CheckConstraint(
                name="user_erased_is_closed",
                condition=models.Q(erased_at__isnull=True) | models.Q(is_active=False),
                violation_error_message=_("The account of an erased person stays closed."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="erased_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__erased_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name to show; the address where none was given."""
        return self.name or self.email

    get_short_name = get_full_name
