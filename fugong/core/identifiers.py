"""Identifiers checked by ourselves: 统一社会信用代码 (GB 32100), 居民身份证号码 (GB 11643), mobile numbers.

Number plates (GA 36) stand in `core.plates`, with a twin for the guard's page.

The libraries refuse numbers that are really issued (a region code younger than its holder, residence
permits of Hong Kong, Macao and Taiwan residents, foreigners' cards), so only what a number can prove by
itself is checked here: length, characters, birth date, check digit. An unknown region is for a warning.
"""

import re
from datetime import date

__all__ = [
    "IdentifierError",
    "age_on",
    "birth_date",
    "check_id_number",
    "check_mobile",
    "check_uscc",
    "id_check_digit",
    "region_is_known",
    "uscc_check_digit",
]

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {letter: value for value, letter in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK_DIGITS = "10X98765432"
_ID_FORM = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_MOBILE_FORM = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_OLDEST_BIRTH = date(1900, 1, 1)

# GB/T 2260 provinces, and the forms that share the 18 digits: 81/82/83 residence permits of Hong Kong, Macao
# and Taiwan residents, 9 and a province: permanent residence cards of foreigners (form of 2023).
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)


class IdentifierError(ValueError):
    """No such identifier; `code` is `length`, `characters`, `checksum`, `no_such_day` or `after_today`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def id_check_digit(first_17: str) -> str:
    """The 18th character of a citizen ID number (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return _ID_CHECK_DIGITS[total % 11]


def birth_date(number: str) -> date:
    """The birth date inside an 18-character ID number; raises `no_such_day`."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentifierError("no_such_day") from None


def check_id_number(text: str, *, today: date | None = None) -> None:
    """Checks a citizen ID number as it is stored (18 characters, capital X); also 81/82/83 and 9 forms.

    Raises `length`, `characters`, `checksum`, then `no_such_day` for its birth date, or `after_today`
    when `today` is given. A wrong check digit is told first: a mistyped digit often breaks the date as well.
    """
    if len(text) != 18:
        raise IdentifierError("length")
    if not _ID_FORM.fullmatch(text):
        raise IdentifierError("characters")
    if id_check_digit(text[:17]) != text[17]:
        raise IdentifierError("checksum")
    born = birth_date(text)
    if born < _OLDEST_BIRTH:
        raise IdentifierError("no_such_day")
    if today is not None and born > today:
        raise IdentifierError("after_today")


def region_is_known(number: str) -> bool:
    """Whether an ID number begins with a province there is (codes of counties come and go)."""
    return number[:2] in _PROVINCES or (number[:1] == "9" and number[1:3] in _PROVINCES)


def age_on(born: date, day: date) -> int:
    """Full years of age."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def uscc_check_digit(first_17: str) -> str:
    """The 18th character of a unified social credit code; raises `characters`."""
    try:
        values = [_USCC_VALUES[letter] for letter in first_17]
    except KeyError:
        raise IdentifierError("characters") from None
    total = sum(value * weight for value, weight in zip(values, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def check_uscc(text: str) -> None:
    """Checks a unified social credit code in capitals; raises `length`, `characters` or `checksum`."""
    if len(text) != 18:
        raise IdentifierError("length")
    if uscc_check_digit(text[:17]) != text[17]:
        raise IdentifierError("characters" if text[17] not in _USCC_VALUES else "checksum")


def check_mobile(text: str) -> None:
    """Checks a mainland mobile number of 11 digits; raises `length` or `characters` (no such beginning)."""
    if len(text) != 11:
        raise IdentifierError("length")
    if not _MOBILE_FORM.fullmatch(text):
        raise IdentifierError("characters")
