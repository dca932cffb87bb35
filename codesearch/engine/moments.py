"""Dates as people write them: "2026-01-31", "yesterday", "2 weeks ago", "3d"."""

import re
from datetime import datetime, timedelta

DAYS = {"h": 1 / 24, "d": 1.0, "w": 7.0, "mo": 30.0, "y": 365.0}
_UNITS = {
    "min": 1 / 1440,
    "minute": 1 / 1440,
    "hour": DAYS["h"],
    "day": DAYS["d"],
    "week": DAYS["w"],
    "month": DAYS["mo"],
    "year": DAYS["y"],
} | DAYS
_AGO = re.compile(r"(\d{1,9}|an?)\s*([a-z]+?)s?(?:\s+ago)?", re.IGNORECASE)


def parse_moment(text: str, now: datetime) -> datetime | None:
    """Return the moment that `text` means, None if it means none.

    `now` has a time zone; an ISO 8601 date without one is of that zone, and means its first moment. A month
    is 30 days, a year 365.
    """
    text = text.strip()
    if text.lower() in ("today", "yesterday"):
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=text.lower() == "yesterday")
    ago = _AGO.fullmatch(text)
    if ago and (days := _UNITS.get(ago[2].lower())):
        number = int(ago[1]) if ago[1].isdecimal() else 1
        return _before(now, number * days)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


def _before(now: datetime, days: float) -> datetime | None:
    try:
        return now - timedelta(days=days)
    except OverflowError:
        return None
