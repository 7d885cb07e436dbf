"""What `manage.py check --deploy` refuses: each setting that would fall back in silence."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def nothing_falls_back(**_facts: Any) -> list[CheckMessage]:
    """Refuse development's answers: they serve, and lose what people trust us with."""
    return [
        Error(
            f"{name} is not set.",
            hint=".env.example says what it is for; a development machine's answer is used now.",
            id="ivi_training.E001",
        )
        for name in settings.LEFT_TO_DEVELOPMENT
    ]


def links_are_secret(**_facts: Any) -> list[CheckMessage]:
    """Refuse an address without TLS: sessions and links in mails would be read on the way."""
    if settings.IS_HTTPS:
        return []
    told = f"SITE_URL is {settings.SITE_URL}, which is not https."
    hint = "Let a proxy in front speak TLS, and name its address."
    return [Error(told, hint=hint, id="ivi_training.E002")]


def files_lie_outside(**_facts: Any) -> list[CheckMessage]:
    """Refuse uploads and static files inside the code: the next release would remove them."""
    return [
        Error(
            f"{name} lies inside the code: {getattr(settings, name)}.",
            hint="Choose a folder that outlives a release and is in the backup.",
            id="ivi_training.E003",
        )
        for name in ("MEDIA_ROOT", "STATIC_ROOT")
        if Path(getattr(settings, name)).resolve().is_relative_to(settings.BASE_DIR)
    ]


def translations_are_compiled(**_facts: Any) -> list[CheckMessage]:
    """Refuse texts that were never compiled: every Korean page would be in English."""
    return [
        Error(
            f"{source.with_suffix('.mo')} is missing.",
            hint="manage.py compilemessages needs gettext; `make install` compiles without it.",
            id="ivi_training.E004",
        )
        for folder in settings.LOCALE_PATHS
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
        if not source.with_suffix(".mo").is_file()
    ]


ALL = (nothing_falls_back, links_are_secret, files_lie_outside, translations_are_compiled)
