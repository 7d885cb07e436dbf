"""Moments on the clocks of those who read them: in Korea, in UTC and at the reader's place."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from django.utils.formats import date_format

SEOUL = ZoneInfo("Asia/Seoul")


def on_three_clocks(moment: datetime, zone: str) -> list[str]:
    """The moment in Korea, in UTC and, where the zone is known and another one, at the reader's."""
    zones = [("KST", SEOUL), ("UTC", UTC)]
    if zone in _others():
        zones.append((zone, ZoneInfo(zone)))
    return [f"{date_format(moment.astimezone(at), 'DATETIME_FORMAT')} {name}" for name, at in zones]


def at_place(moment: datetime, zone: str) -> str:
    """The moment in a zone, as mails write it; empty where that is none, or one of ours."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}" if zone in _others() else ""


# Cached, as it walks the directory of zones on the disk; a new one is known after a restart.
@cache
def _others() -> set[str]:
    return available_timezones() - {"Asia/Seoul", "UTC", "Etc/UTC"}


def end_of_day(days: int) -> datetime:
    """The end of the day, in Seoul, that comes so many days from now."""
    last_day = timezone.localdate(timezone=SEOUL) + timedelta(days=days)
    return datetime.combine(last_day, time(23, 59, 59), SEOUL)
