"""Codes and numbers as standards/identifiers.yaml has them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.core import identifiers
from fugong.core.identifiers import IdentifierError

BORN = st.dates(date(1900, 1, 1), date(2020, 12, 31))


def code_of(check, text, **more):
    with pytest.raises(IdentifierError) as caught:
        check(text, **more)
    return caught.value.code


@pytest.mark.parametrize(
    "number",
    [
        "410802198501010012",
        "410811198501010019",
        "410825198501010017",  # 温县, younger as a code than its holder
        "410882198501010014",  # 沁阳, likewise
        "310115198501010012",  # 浦东, likewise
        "810000199001010019",  # residence permit of a Hong Kong resident
        "65322820250101001X",
    ],
)
def test_numbers_that_are_really_issued_are_taken(number):
    identifiers.check_id_number(number)


@pytest.mark.parametrize("start", ["810000", "820000", "830000", "911156", "410871"])
def test_other_documents_of_the_same_form_are_taken(start):
    first = f"{start}19900101001"

    identifiers.check_id_number(first + identifiers.id_check_digit(first))

    assert identifiers.region_is_known(first)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("410802198501010013", "checksum"),
        ("41080219850101001x", "characters"),
        ("41080219850101O012", "characters"),
        ("４１０８０２１９８５０１０１００１２", "characters"),
        ("41080219850101001", "length"),
        ("410802850101001", "length"),
        ("", "length"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(number, code):
    assert code_of(identifiers.check_id_number, number) == code


def test_a_birth_date_must_exist_and_not_lie_ahead():
    no_day = "41080219850230001"
    tomorrow = "41080220261125001"

    no_day += identifiers.id_check_digit(no_day)
    tomorrow += identifiers.id_check_digit(tomorrow)

    assert code_of(identifiers.check_id_number, no_day) == "no_such_day"
    assert code_of(identifiers.check_id_number, tomorrow, today=date(2026, 11, 24)) == "after_today"
    identifiers.check_id_number(tomorrow, today=date(2026, 11, 25))


@settings(deadline=None)
@given(BORN, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(born, sequence, place, more):
    first = f"410802{born:%Y%m%d}{sequence:03d}"
    number = first + identifiers.id_check_digit(first)
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]

    identifiers.check_id_number(number)

    assert identifiers.birth_date(number) == born
    assert code_of(identifiers.check_id_number, wrong) == "checksum"


def test_an_unknown_region_is_known_as_such():
    assert not identifiers.region_is_known("990802198501010012")


def test_age_counts_full_years():
    assert identifiers.age_on(date(2010, 11, 25), date(2026, 11, 24)) == 15
    assert identifiers.age_on(date(2010, 11, 24), date(2026, 11, 24)) == 16


@pytest.mark.parametrize(
    "code", ["91110000600037341L", "91350100M000100Y43", "91410800MA3X00000C", "91410802MA4000001P"]
)
def test_social_credit_codes_are_taken(code):
    identifiers.check_uscc(code)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91410800MA3X00000X", "checksum"),
        ("A1110000600037341L", "checksum"),
        ("91410800MA3X0000IC", "characters"),
        ("12345", "length"),
    ],
)
def test_a_wrong_social_credit_code_says_what_is_wrong(code, fault):
    assert code_of(identifiers.check_uscc, code) == fault


@pytest.mark.parametrize("start", ["130", "141", "149", "162", "170", "192", "198"])
def test_mobile_numbers_of_every_beginning_are_taken(start):
    identifiers.check_mobile(f"{start}12345678")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("12312345678", "characters"),
        ("1380391000", "length"),
        ("138039100001", "length"),
        ("1380391000a", "characters"),
        ("１３８０３９１００００", "characters"),
        ("03913550000", "characters"),
    ],
)
def test_a_wrong_mobile_number_says_what_is_wrong(number, code):
    assert code_of(identifiers.check_mobile, number) == code
