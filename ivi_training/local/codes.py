"""Second factors of the demonstration: the codes that its people would read from their phones."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt


def present() -> list[tuple[str, str]]:
    """The address and the present code of each demonstration account with a second factor."""
    factors = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP, user__is_demonstration=True
    ).select_related("user")
    return sorted((factor.user.email, _code(factor)) for factor in factors)


def seconds_left() -> int:
    """Until the next codes."""
    period: int = app_settings.TOTP_PERIOD
    return period - int(time.time()) % period


def _code(factor: Authenticator) -> str:
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return str(totp.format_hotp_value(totp.hotp_value(decrypt(factor.data["secret"]), counter)))
