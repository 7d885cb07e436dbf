"""What each kind of mail is called where people look mails up; an app names its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NAMES: dict[str, Promise] = {
    "account/email/account_already_exists": _("Account exists already"),
    "account/email/email_changed": _("E-mail address changed"),
    "account/email/email_confirm": _("E-mail address confirmed"),
    "account/email/email_confirmation": _("E-mail address to be confirmed"),
    "account/email/email_confirmation_signup": _("Registration to be confirmed"),
    "account/email/email_deleted": _("E-mail address removed"),
    "account/email/password_changed": _("Password changed"),
    "account/email/password_reset": _("Password reset"),
    "account/email/password_reset_key": _("Link for a new password"),
    "account/email/password_set": _("Password set"),
    "account/email/unknown_account": _("Unknown account"),
    "mfa/email/recovery_codes_generated": _("New recovery codes"),
    "mfa/email/totp_activated": _("Second factor turned on"),
    "mfa/email/totp_deactivated": _("Second factor turned off"),
    "mfa/email/webauthn_added": _("Passkey added"),
    "mfa/email/webauthn_removed": _("Passkey removed"),
}


def register(names: Mapping[str, Promise]) -> None:
    """Name the mails of an app, by their templates."""
    _NAMES.update(names)


def name(template: str) -> str:
    """Name a kind; one that nobody named is called after its template."""
    known = _NAMES.get(template)
    return str(known) if known else template.rpartition("/")[2].replace("_", " ")
