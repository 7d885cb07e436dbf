"""What is kept of an upload: the picture or the pages, and nothing that acts or hides in them."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ivi_training.files import apart
from ivi_training.files.parsers.refusal import Refused

_PARSERS = {
    "application/pdf": "papers.pdf",
    "image/jpeg": "pictures.jpeg",
    "image/png": "pictures.png",
}
_SENTENCES = {
    "busy": _("Many files are being read at this moment. Try again in a minute."),
    "damaged": _(
        "This file is damaged and cannot be read whole. Open it, save it again, and try that."
    ),
    "password": _("This PDF asks for a password. Save it without one, then choose it again."),
    "too_long": _("This PDF has %(pages)s pages; at most %(limit)s are taken."),
    "too_many_objects": _("This PDF holds too many parts. Print it into a new PDF and try that."),
    "too_many_pixels": _(
        "This picture has %(width)s by %(height)s pixels; save it smaller and try again."
    ),
    "too_many_scans": _("This picture is stored in too many layers. Save it again and try that."),
    "too_much": _("This file needs too much memory to be read. Save it smaller and try again."),
    "too_slow": _("This file takes too long to be read. Save it smaller and try again."),
}


def cleaned(content: bytes, kind: str) -> bytes:
    """The same paper, written anew; ValidationError where it cannot be read within limits."""
    try:
        return apart.parse(_PARSERS[kind], content)
    except Refused as refused:
        raise ValidationError(
            _SENTENCES[refused.code], code=refused.code, params=refused.facts
        ) from None


def plain_name(name: str) -> str:
    """A file's name without what hides or turns text round; its last 150 characters."""
    return "".join(c for c in name if unicodedata.category(c)[0] != "C")[-150:] or "file"
