"""`Time_second`, as access controllers pack a local time: seconds since 2000, each month counted as 31 days."""

from datetime import date, datetime, time, timedelta

_MOST = ((99 * 12 + 11) * 31 + 31) * 86400


def packed(local: datetime) -> int:
    """A local time as they write it."""
    days = ((local.year - 2000) * 12 + local.month - 1) * 31 + local.day - 1
    return days * 86400 + local.hour * 3600 + local.minute * 60 + local.second


def unpacked(text: str) -> datetime | None:
    """The local time that is meant; None for what is no number, or a day that no month has."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12) or int(text) >= _MOST:
        return None
    days, seconds = divmod(int(text), 86400)
    months, day = divmod(days, 31)
    year, month = divmod(months, 12)
    try:
        start = datetime.combine(date(2000 + year, month + 1, day + 1), time())
    except ValueError:
        return None
    return start + timedelta(seconds=seconds)
