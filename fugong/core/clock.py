"""The one clock: moments are aware UTC datetimes, days are days of the site (Asia/Shanghai)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SITE_ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The site's day of this moment."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The site's day on which an aware moment falls."""
    return moment.astimezone(SITE_ZONE).date()


def day_start(day: date) -> datetime:
    """00:00 of the site's day, in UTC. Days that no calendar of ours has are taken as the first or last that it has."""
    return datetime.combine(max(FIRST_DAY, min(day, LAST_DAY)), time(), SITE_ZONE).astimezone(UTC)


def day_end(day: date) -> datetime:
    """24:00 of the site's day (the first moment of the next), in UTC."""
    return day_start(min(day, LAST_DAY - timedelta(days=1)) + timedelta(days=1))


def parse_moment(text: object) -> datetime | None:
    """The moment an RFC 3339 text with offset names, in UTC; None where it names none."""
    if not isinstance(text, str) or not 20 <= len(text) <= 40 or "T" not in text.upper():
        return None
    try:
        moment = datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
        return None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
