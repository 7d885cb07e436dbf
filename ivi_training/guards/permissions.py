"""Who may open what: roles as groups of permissions, and a declared rule for every URL."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Role(TextChoices):
    """The roles of a program's people; each is a group whose permissions the apps declare."""

    APPLICANT = "applicant", _("Applicant")
    ADMISSIONS = "admissions", _("Admissions officer")
    COORDINATOR = "coordinator", _("Cohort coordinator")
    REVIEWER = "reviewer", _("Reviewer")
    LEAD = "lead", _("Program lead")
    FINANCE = "finance", _("Finance officer")
    APPROVER = "approver", _("Finance approver")
    PRIVACY = "privacy", _("Privacy officer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


# A reviewer may be from outside (a ministry, the WHO) and works on pages, not in the admin.
STAFF_ROLES = frozenset(Role) - {Role.APPLICANT, Role.REVIEWER}


@dataclass(frozen=True)
class AccessRule:
    """Who may open a page: everybody, everybody signed in, or holders of one permission."""

    is_public: bool = False
    permission: str = ""


PUBLIC = AccessRule(is_public=True)
SIGNED_IN = AccessRule()
STAFF = AccessRule(permission="staff")

# Pages of packages, which cannot carry our decorators. A name, or a namespace with a star.
DECLARED: dict[str, AccessRule] = {
    "account_login": PUBLIC,
    "account_signup": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "account_*": SIGNED_IN,
    "mfa_*": SIGNED_IN,
    "usersessions_*": SIGNED_IN,
    "admin:login": PUBLIC,
    "admin:jsi18n": PUBLIC,
    "admin:*": STAFF,
}


def public(view: View) -> View:
    """Let everybody open the page, signed in or not."""
    view.access_rule = PUBLIC  # type: ignore[attr-defined]
    return login_not_required(view)


def signed_in(view: View) -> View:
    """Let every account open the page; what it shows is scoped by `visible_to(user)`."""
    view.access_rule = SIGNED_IN  # type: ignore[attr-defined]
    return view


def requires(permission: str) -> Callable[[View], View]:
    """Let only holders of the permission open the page; others get 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked.access_rule = AccessRule(permission=permission)  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return decorate
