"""Links in mails: nothing turns into one but the addresses of this site.

Mail programs make a link of whatever looks like one, so a name such as "Prize: evil.example" would
become a trap under our letterhead. A space keeps it readable and breaks the link.
"""

import re
from collections.abc import Collection
from functools import cache

from django.conf import settings

# Not only ASCII: browsers also take the dots of Chinese, Japanese and Korean keyboards.
_DOT = "[.\u3002\uff0e\uff61\u2024]"
_BREAKABLE = re.compile(rf"(?<=:)(?=//)|(?<=\S{_DOT})(?=[^\W\d_]{{2}})")
_MARKUP = re.compile(r"(<style\b.*?</style>|<[^>]*>)", re.DOTALL)


def unlink_text(text: str, *, keep: Collection[str] = ()) -> str:
    """Break whatever a mail program would link, save this site and the e-mail addresses given."""
    if not _BREAKABLE.search(text):
        return text
    # Odd parts are what the pattern matched: this site, or an e-mail address.
    return "".join(
        part if number % 2 and ("@" not in part or part.lower() in keep) else _broken(part)
        for number, part in enumerate(_known(settings.SITE_URL).split(text))
    )


def unlink_html(html: str, *, keep: Collection[str] = ()) -> str:
    """Do the same to the text between the tags; what people typed is escaped and holds no tag."""
    return "".join(
        part if number % 2 else unlink_text(part, keep=keep)
        for number, part in enumerate(_MARKUP.split(html))
    )


def _broken(text: str) -> str:
    return _BREAKABLE.sub(" ", text)


# Compiled once for a process: the address of a site does not change while it runs.
@cache
def _known(site_url: str) -> re.Pattern[str]:
    """Match this site, not what only begins like it nor another in its path; or a mailbox."""
    path = r"[/?#](?:[\w./?#=&%+~;-]|:(?!//))*"
    site = rf"(?<![\w@.:/-]){re.escape(site_url)}(?:{path})?(?![\w@:-]|\.\w)"
    return re.compile(rf"({site}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
