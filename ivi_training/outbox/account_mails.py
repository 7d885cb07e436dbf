"""Accounts by allauth: its mails go through the outbox, with links to this site's own address."""

import base64
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ivi_training.accounts import known_browsers
from ivi_training.accounts.actions import second_factors
from ivi_training.accounts.models import User
from ivi_training.encryption import resealing
from ivi_training.encryption.ciphers import Binding, needs_resealing, seal, unseal
from ivi_training.outbox.kinds import Kind, register
from ivi_training.outbox.mail import Envelope, queue_rendered
from ivi_training.outbox.texts import Templates, fill

# With one of these in its context a mail opens an account.
SECRETS = {"key", "code"}
# Allauth hands over the text alone, so that it is bound to the table and not to the row.
_FACTOR = Binding("mfa_authenticator", "data", "")
SECONDS_A_DAY = 24 * 60 * 60


def _kind(code: str, name: Promise) -> Kind:
    """Somebody waits for it; whether it is secret shows in each mail's context."""
    return register(Kind(code=code, name=name, is_urgent=True))


# By the prefix of the templates, which is how allauth names its mails.
KINDS = {
    "account/email/account_already_exists": _kind(
        "account_already_exists", gettext_lazy("Account exists already")
    ),
    "account/email/email_changed": _kind(
        "account_email_changed", gettext_lazy("E-mail address changed")
    ),
    "account/email/email_confirm": _kind(
        "account_email_confirmed", gettext_lazy("E-mail address confirmed")
    ),
    "account/email/email_confirmation": _kind(
        "account_email_to_confirm", gettext_lazy("E-mail address to be confirmed")
    ),
    "account/email/email_confirmation_signup": _kind(
        "account_registration_to_confirm", gettext_lazy("Registration to be confirmed")
    ),
    "account/email/email_deleted": _kind(
        "account_email_removed", gettext_lazy("E-mail address removed")
    ),
    "account/email/password_changed": _kind(
        "account_password_changed", gettext_lazy("Password changed")
    ),
    "account/email/password_reset": _kind("account_password_reset", gettext_lazy("Password reset")),
    "account/email/password_reset_key": _kind(
        "account_password_link", gettext_lazy("Link for a new password")
    ),
    "account/email/password_set": _kind("account_password_set", gettext_lazy("Password set")),
    "account/email/unknown_account": _kind("account_unknown", gettext_lazy("Unknown account")),
    "mfa/email/recovery_codes_generated": _kind(
        "account_recovery_codes_made", gettext_lazy("New recovery codes")
    ),
    "mfa/email/totp_activated": _kind(
        "account_second_factor_on", gettext_lazy("Second factor turned on")
    ),
    "mfa/email/totp_deactivated": _kind(
        "account_second_factor_off", gettext_lazy("Second factor turned off")
    ),
    "mfa/email/webauthn_added": _kind("account_passkey_added", gettext_lazy("Passkey added")),
    "mfa/email/webauthn_removed": _kind("account_passkey_removed", gettext_lazy("Passkey removed")),
}
# What a newer allauth may send before we have heard of it.
OTHER = _kind("account_other", gettext_lazy("Other mail about an account"))


class AccountAdapter(DefaultAccountAdapter):
    """Queues what allauth would send, in the language of the page that asked for it."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's mails; somebody waits for it, so it overtakes the others."""
        language = _page_language()
        user = context.get("user") or User.objects.filter(email=email.lower()).first()
        values = {
            **context,
            **_on_our_site(context),
            "email": email,
            "recipient": user,
            "confirmation_days": app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS,
            "reset_days": settings.PASSWORD_RESET_TIMEOUT // SECONDS_A_DAY,
        }
        envelope = Envelope(
            kind=KINDS.get(template_prefix, OTHER),
            occasion=uuid.uuid4().hex,
            recipient=email,
            language=language,
            about=user,
            recipient_user=user,
            is_secret=not SECRETS.isdisjoint(context),
        )
        parts = fill(_templates(template_prefix), values, to=email, language=language)
        queue_rendered(parts, envelope)

    def post_login(  # type: ignore[override]  # hands on all that allauth names
        self, request: HttpRequest, user: User, **facts: Any
    ) -> HttpResponse:
        """Tell the browser that this account was opened in it."""
        response: HttpResponse = super().post_login(request, user, **facts)
        known_browsers.remember(request, response, user.email)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address; 400 for one who came past a proxy that should stand in front."""
        try:
            address: str = super().get_client_ip(request)
        except ImproperlyConfigured as error:
            raise BadRequest(str(error)) from error
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count the tries of a known browser by themselves.

        Allauth counts wrong passwords by address: whoever knows it could keep its owner out.
        """
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        is_known = known_browsers.is_known(request, credentials.get("email", ""))
        return f"{key}:known" if is_known else key

    def new_user(self, request: HttpRequest) -> User:  # noqa: ARG002 - allauth's signature
        """Keep the language in which the person registers."""
        return User(language=_page_language())


class FactorAdapter(DefaultMFAAdapter):
    """Passkeys carry our name in the device's list, and a plain one in ours."""

    def generate_authenticator_name(
        self,
        user: Any,
        type: Authenticator.Type,  # noqa: A002 - allauth's signature
    ) -> str:
        """The name to start from."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        """Seal the secret of an authenticator and the seed of recovery codes."""
        return base64.b64encode(seal(text.encode(), _FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open them; a second factor whose secret was altered fits no code."""
        return unseal(base64.b64decode(encrypted_text), _FACTOR).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody with a role."""
        return second_factors.may_remove(authenticator)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks, as the device shows it; the address is the one that the browser stands on."""
        return {**super().get_public_key_credential_rp_entity(), "name": "IVI Training"}


def reseal_factors() -> int:
    """Seal the secrets of second factors under the newest key; how many rows there were."""
    done = 0
    for pk in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().get(pk=pk)
            old = {
                name: value
                for name in ("secret", "seed")
                if (value := row.data.get(name)) and needs_resealing(base64.b64decode(value))
            }
            if old:
                adapter = FactorAdapter()
                row.data |= {n: adapter.encrypt(adapter.decrypt(v)) for n, v in old.items()}
                row.save(update_fields=["data"])
                done += 1
    return done


resealing.register("second factors", reseal_factors)


def _page_language() -> str:
    language = get_language() or ""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _on_our_site(context: Mapping[str, Any]) -> dict[str, str]:
    """Put our own address before every link: the one in the request is the visitor's to choose."""
    links = {name: urlsplit(value) for name, value in context.items() if name.endswith("_url")}
    return {
        name: settings.SITE_URL + link._replace(scheme="", netloc="").geturl()
        for name, link in links.items()
    }


def _templates(prefix: str) -> Templates:
    html = f"{prefix}_message.html"
    try:
        get_template(html)
    except TemplateDoesNotExist:
        html = ""
    return Templates(f"{prefix}_subject.txt", f"{prefix}_message.txt", html)
