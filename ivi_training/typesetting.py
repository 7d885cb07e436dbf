"""Papers as PDF: a Typst template and the values it sets."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import typst
from django.conf import settings
from django.utils.formats import date_format

SEOUL = ZoneInfo("Asia/Seoul")


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


def on_three_clocks(moment: datetime, zone: str) -> list[str]:
    """The moment in Korea, in UTC and, where the zone is known and another one, at the reader's."""
    zones = [("KST", SEOUL), ("UTC", UTC)]
    if zone in available_timezones() and zone not in {"Asia/Seoul", "UTC", "Etc/UTC"}:
        zones.append((zone, ZoneInfo(zone)))
    return [f"{date_format(moment.astimezone(at), 'DATETIME_FORMAT')} {name}" for name, at in zones]
