"""Papers as PDF: a Typst template and the values it sets."""

import json
from collections.abc import Mapping
from typing import Any

import typst
from django.conf import settings


def pdf(template: str, values: Mapping[str, Any]) -> bytes:
    """Set the template; values are text in it and never become markup or code."""
    compiled: bytes = typst.compile(
        str(settings.TEMPLATE_ROOT / template),
        root=str(settings.TEMPLATE_ROOT),
        font_paths=[str(path) for path in settings.DOCUMENT_FONTS],
        ignore_system_fonts=True,  # the same paper on every machine
        sys_inputs={"values": json.dumps(values)},
    )
    return compiled
