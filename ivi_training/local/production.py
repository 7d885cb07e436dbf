"""What development and production must not have of each other; needs the standard library alone.

Development's answers are given where the environment says nothing. They are not given where it says
that this is production, and production does not start with them.
"""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

# In the repository for everybody to read: it signs nothing that is worth anything.
DEVELOPMENT_KEY = "for-development-on-this-machine-only"
# Seals nothing that is worth anything, under whatever name.
DEVELOPMENT_SEAL = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
DEVELOPMENT_SEAL_NAME = "development"
# What an environment, or a file that is loaded into one, says of production alone.
_SAYS_SO = re.compile(
    r"""^\s*(?:export\s+)?(?:(?:SECRET_KEY|DATABASE_URL)=["']?[^\s"'#]|SITE_URL=["']?https://)""",
    re.MULTILINE | re.IGNORECASE,
)


def is_meant(environment: Mapping[str, str], file: Path) -> bool:
    """Whether the environment, or the file that is kept for it, says that this is production."""
    said = [f"{name}={value}" for name, value in environment.items()]
    if file.is_file():
        said.append(file.read_text("utf-8", errors="replace"))
    return any(_SAYS_SO.search(each) for each in said)


def refusal(
    *, is_debug: bool, site_url: str, secret_key: str, encryption_keys: Sequence[str]
) -> str | None:
    """Say why the product must not start so; None if it may."""
    if is_debug and not _is_this_machine(site_url):
        return (
            f"DJANGO_DEBUG is on and SITE_URL is {site_url}: errors would be shown in full to"
            " strangers, and demonstration accounts could sign in. Switch DJANGO_DEBUG off, or"
            " serve this machine alone (SITE_URL=http://127.0.0.1:8000)."
        )
    if not is_debug and secret_key == DEVELOPMENT_KEY:
        return (
            "SECRET_KEY is the one of the repository, which everybody can read. Set one of your"
            " own, or DJANGO_DEBUG=1 on a developer's machine."
        )
    if not is_debug and any(map(_is_of_repository, encryption_keys)):
        return (
            "ENCRYPTION_KEYS holds the key of the repository, which everybody can read. Make one of"
            " your own, or set DJANGO_DEBUG=1 on a developer's machine."
        )
    return None


def _is_of_repository(named_key: str) -> bool:
    """By its name or by what it is; padding and white space are no difference."""
    name, _, key = (part.strip() for part in named_key.partition(":"))
    return name.lower() == DEVELOPMENT_SEAL_NAME or key.rstrip("=") == DEVELOPMENT_SEAL.rstrip("=")


def _is_this_machine(url: str) -> bool:
    address = urlsplit(url if "//" in url else f"//{url}")
    host = (address.hostname or "").rstrip(".")
    if address.scheme == "https":
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
