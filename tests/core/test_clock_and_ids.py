from datetime import UTC, date, datetime

import pytest

from fugong.core import clock
from fugong.core.ids import new_id, parse_id7
from fugong.core.masking import mask_id_number, mask_name, mask_phone, mask_text


def test_the_sites_day_begins_at_midnight_in_shanghai() -> None:
    assert clock.day_of(datetime(2020, 2, 23, 15, 59, tzinfo=UTC)) == date(2020, 2, 23)
    assert clock.day_of(datetime(2020, 2, 23, 16, 0, tzinfo=UTC)) == date(2020, 2, 24)
    assert (
        clock.day_end(date(2020, 2, 23))
        == clock.day_start(date(2020, 2, 24))
        == datetime(2020, 2, 23, 16, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-02-24T08:05:00+08:00", datetime(2020, 2, 24, 0, 5, tzinfo=UTC)),
        ("2020-02-24T00:05:00Z", datetime(2020, 2, 24, 0, 5, tzinfo=UTC)),
        ("2020-02-24T00:05:00.123z", datetime(2020, 2, 24, 0, 5, 0, 123000, tzinfo=UTC)),
        ("2020-02-24T00:05:00", None),
        ("2020-02-24", None),
        ("2020-02-30T00:05:00Z", None),
        ("", None),
        (None, None),
        (5, None),
    ],
)
def test_a_moment_needs_an_offset(text: object, moment: datetime | None) -> None:
    assert clock.parse_moment(text) == moment


def test_ids_sort_by_their_time_and_are_told_from_other_uuids() -> None:
    first, second = new_id(1_000), new_id(2_000)

    assert first < second
    assert parse_id7(str(first)) == first
    assert parse_id7("6ba7b810-9dad-11d1-80b4-00c04fd430c8") is None
    assert parse_id7("x") is None
    assert parse_id7(None) is None


def test_personal_values_are_masked_in_one_style() -> None:
    assert mask_name("欧阳建国") == "欧*"
    assert mask_id_number("410802198501010012") == "410802********0012"
    assert mask_phone("13800138000") == "138****8000"
    assert mask_text("咳嗽") == "••••"
    assert mask_name("") == mask_text(" ") == ""
