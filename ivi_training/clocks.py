"""Moments on the clocks of those who read them: in Korea, in UTC and at the reader's place."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from django.utils.formats import date_format

SEOUL = ZoneInfo("Asia/Seoul")


def on_three_clocks(moment: datetime, zone: str) -> list[str]:
    """The moment in Korea, in UTC and, where the zone is known and another one, at the reader's."""
    zones = [("KST", SEOUL), ("UTC", UTC)]
    if zone in available_timezones() and zone not in {"Asia/Seoul", "UTC", "Etc/UTC"}:
        zones.append((zone, ZoneInfo(zone)))
    return [f"{date_format(moment.astimezone(at), 'DATETIME_FORMAT')} {name}" for name, at in zones]
