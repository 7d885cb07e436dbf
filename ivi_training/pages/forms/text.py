"""What may stand in any text that a form takes: what can be seen and printed, of a sane length.

Other signs that cannot be seen are part of how Persian, Sinhala or Arabic is written, and stay.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 50_000
CONTEXT = 20
# Control characters, those that turn the direction of what follows, separators of lines that only
# some programs see, halves of characters, and what Unicode keeps for no character.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def refuse_unprintable(value: Any) -> None:
    """ValidationError for a text that no page, mail, letter or spreadsheet could show."""
    if not isinstance(value, str):
        return
    if len(value) > LONGEST:
        raise ValidationError(
            _("This text has %(count)s characters; no field takes more than %(limit)s."),
            code="too_long",
            params={"count": f"{len(value):,}", "limit": f"{LONGEST:,}"},
        )
    found = UNPRINTABLE.search(value)
    if found:
        raise ValidationError(
            _(
                "This text holds a sign that cannot be seen or printed (%(sign)s), after "
                "“%(before)s”. Delete it, or type the text anew instead of pasting it."
            ),
            code="unprintable",
            params={
                "sign": f"U+{ord(found.group()):04X}",
                "before": value[max(0, found.start() - CONTEXT) : found.start()],
            },
        )


def guard_every_field() -> None:
    """Have every text field of every form ask this, those of packages and of the admin included."""
    if refuse_unprintable not in forms.CharField.default_validators:
        forms.CharField.default_validators = [
            *forms.CharField.default_validators,
            refuse_unprintable,
        ]
