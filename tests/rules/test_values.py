"""Numbers as rules read them: exact, of at most fifteen digits, and never so large that they take the machine along."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.rules.values import FARTHEST_PLACE, MOST_DIGITS, as_number


@pytest.mark.parametrize(
    ("given_value", "read"),
    [
        (0, "0"),
        (0.1, "0.1"),
        (37.30, "37.3"),
        (Decimal("37.300"), "37.3"),
        (1e15, "1E+15"),
        (Decimal("0E+999999"), "0"),
        (Decimal("123456789012345000"), "123456789012345E+3"),
        (Decimal("1E-30"), "1E-30"),
    ],
)
def test_a_number_is_read_exactly(given_value, read):
    assert as_number(given_value) == Decimal(read)


@pytest.mark.parametrize(
    "wrong",
    [
        Decimal("0." + "9" * 32),
        0.1 + 0.2,
        1234567890123456,
        10**4000,
        Decimal("1E+999999"),
        Decimal("1E+999999999"),
        Decimal("1E-31"),
        Decimal("NaN"),
        Decimal("-Infinity"),
        True,
        "1",
    ],
)
def test_what_is_no_number_here_is_refused_at_once(wrong):
    with pytest.raises(ValueError):
        as_number(wrong)


@given(
    st.integers(-(10**MOST_DIGITS) + 1, 10**MOST_DIGITS - 1),
    st.integers(-FARTHEST_PLACE, FARTHEST_PLACE - MOST_DIGITS),
)
def test_a_double_keeps_every_number_apart(digits, place):
    number = Decimal(digits).scaleb(place)

    assert as_number(float(as_number(number))) == number
