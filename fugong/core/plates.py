"""Number plates of vehicles (机动车号牌, GA 36): tidied, checked, told apart. `guard/plates.js` is the twin of this
module on the same vectors (tests/vectors/plates.json).

Nothing is guessed: an I or an O, which no plate has, is a fault that says so, and not taken for 1 or 0.
"""

import re
import unicodedata
from typing import Final

from fugong.core.identifiers import IdentifierError

__all__ = ["FAULTS", "KINDS", "PROVINCES", "kind_of_plate", "tidy_plate"]

PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
KINDS: Final = ("ordinary", "new_energy", "trailer", "special", "other")
"""`special`: driving schools, police, cross-border. `other`: embassies, the forces, rescue, aviation; not checked."""

FAULTS: Final = ("length", "province", "i_or_o", "characters", "form")
"""In this order one is told: how long it is, how it begins, letters there are none of, characters, their order."""

_LETTER, _SIGN = "[A-HJ-NP-Z]", "[A-HJ-NP-Z0-9]"
_ORDINARY: Final = re.compile(f"[{PROVINCES}]{_LETTER}{_SIGN}{{5}}")
_NEW_ENERGY: Final = re.compile(f"[{PROVINCES}]{_LETTER}(?:[A-HJK]{_SIGN}[0-9]{{4}}|[0-9]{{5}}[A-HJK])")
_TRAILER: Final = re.compile(f"[{PROVINCES}]{_LETTER}{_SIGN}{{4}}挂")
_SPECIAL: Final = re.compile(f"[{PROVINCES}]{_LETTER}{_SIGN}{{4}}[学警港澳]")
_OTHER: Final = re.compile(
    "[使领][0-9A-Z]{5,6}"
    f"|[{PROVINCES}]{_LETTER}?[0-9A-Z]{{3,6}}[使领]"
    "|(?:WJ|[A-HJ-NP-Z]{2})[0-9]{5}"
    f"|WJ[{PROVINCES}][0-9]{{4}}[0-9A-Z]"
    f"|[{PROVINCES}][XS][0-9A-Z]{{3,6}}应急"
    "|民航[0-9A-Z]{4,6}"
)
_MEANS_NOTHING: Final = re.compile(
    "[ \t\r\n\v\f\u00a0\u2000-\u200f\u2028\u2029\ufeff·•・‧∙●._\u2010-\u2015\u2212-]"
)
_KNOWN: Final = re.compile(f"[{PROVINCES}挂学警港澳0-9A-Z]*")
_SHORTEST, _LONGEST = 7, 8


def tidy_plate(text: str) -> str:
    """A plate as it is stored: full-width forms narrowed, capitals, without spaces, dots and dashes. 豫ｈ·12345 → 豫H12345"""
    narrow = _MEANS_NOTHING.sub("", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFKC", re.sub("[a-z]", lambda found: found[0].upper(), narrow))


def kind_of_plate(text: str) -> str:
    """The kind of a tidied plate, one of `KINDS`; raises IdentifierError with one of `FAULTS`."""
    if _TRAILER.fullmatch(text):
        return "trailer"
    if _SPECIAL.fullmatch(text):
        return "special"
    if _ORDINARY.fullmatch(text):
        return "ordinary"
    if _NEW_ENERGY.fullmatch(text):
        return "new_energy"
    if _OTHER.fullmatch(text):
        return "other"
    raise IdentifierError(_fault(text))


def _fault(text: str) -> str:
    if not _SHORTEST <= len(text) <= _LONGEST:
        return "length"
    if text[0] not in PROVINCES:
        return "province"
    if "I" in text or "O" in text:
        return "i_or_o"
    return "form" if _KNOWN.fullmatch(text) else "characters"
