"""Whether a mail or a page reads as Korean."""

import re
from html import unescape

from ivi_training.outbox.texts import Parts

HANGUL = re.compile("[가-힣]")
# Two words in a row; what stands alone is a name, a code or a unit.
ENGLISH = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,}\b")
NOT_PROSE = re.compile(r"<(style|script).*?</\1>|<[^>]+>|https?://\S+|\S+@\S+", re.DOTALL)


def assert_korean(parts: Parts) -> None:
    for part in parts:
        prose = unescape(NOT_PROSE.sub("\n", part))
        assert HANGUL.search(prose), part
        assert ENGLISH.search(prose) is None, prose
