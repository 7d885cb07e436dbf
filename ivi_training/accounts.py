"""Accounts by allauth: its mails go through the outbox, with links to this site's own address."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ivi_training.mail import Envelope, Templates, queue_rendered, render
from ivi_training.models import User

# With one of these in its context a mail opens an account.
SECRETS = {"key", "code"}
SECONDS_A_DAY = 24 * 60 * 60


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
            template=template_prefix,
            occasion=uuid.uuid4().hex,
            recipient=email,
            language=language,
            about=user,
            recipient_user=user,
            is_urgent=True,
            is_secret=not SECRETS.isdisjoint(context),
        )
        parts = render(_templates(template_prefix), values, to=email, language=language)
        queue_rendered(parts, envelope)

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

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks, as the device shows it; the address is the one that the browser stands on."""
        return {**super().get_public_key_credential_rp_entity(), "name": "IVI Training"}


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
