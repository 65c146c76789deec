"""How moments are said."""

from datetime import datetime, timedelta

from fugong.core import clock
from fugong.core.web import say


def test_a_limit_at_midnight_is_the_end_of_the_day_before() -> None:
    midnight = clock.day_end(clock.today())

    assert say.deadline(midnight) == "今天 24:00"
    assert say.deadline(midnight + timedelta(hours=9)) == "明天 9:00"
    assert say.deadline(None) == ""
    assert say.deadline(datetime(2036, 3, 1, tzinfo=clock.SITE_ZONE)) == "2036年2月29日（周五）24:00"
