"""Base45 of RFC 9285: bytes as the 45 characters of a QR code's alphanumeric mode.

Stricter than most readers: a character outside the alphabet, a group that overflows or a left-over
single character is refused, so that one sequence of bytes has exactly one text.
"""

import sys
from array import array

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_DIGITS = ALPHABET.encode("ascii")
_FOREIGN = 45
_VALUES = bytes(_DIGITS.index(code) if code in _DIGITS else _FOREIGN for code in range(256))


def encode(data: bytes) -> str:
    """The text of `data`: three characters for two bytes, two for a last single byte."""
    digits = bytearray()
    for index in range(0, len(data) - 1, 2):
        value = data[index] << 8 | data[index + 1]
        digits += bytes((value % 45, value // 45 % 45, value // 2025))
    if len(data) % 2:
        digits += bytes((data[-1] % 45, data[-1] // 45))
    return "".join([ALPHABET[digit] for digit in digits])


def decode(text: str) -> bytes:
    """The bytes of `text`; ValueError where it is not base45."""
    try:
        values = text.encode("ascii").translate(_VALUES)
    except UnicodeEncodeError:
        raise ValueError("not base45: a character outside the alphabet") from None
    if _FOREIGN in values:
        raise ValueError("not base45: a character outside the alphabet")
    left_over = len(values) % 3
    if left_over == 1:
        raise ValueError("not base45: a single character is left over")
    whole = len(values) - left_over
    try:
        words = array(
            "H",
            [
                low + 45 * middle + 2025 * high
                for low, middle, high in zip(
                    values[0:whole:3], values[1:whole:3], values[2:whole:3], strict=True
                )
            ],
        )
    except OverflowError:
        raise ValueError("not base45: a group of three is above 65535") from None
    if sys.byteorder == "little":
        words.byteswap()
    if not left_over:
        return words.tobytes()
    last = values[-2] + 45 * values[-1]
    if last > 0xFF:
        raise ValueError("not base45: the last group of two is above 255")
    return words.tobytes() + bytes((last,))
