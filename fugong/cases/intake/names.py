"""File names as people send them, made harmless."""

import re
import unicodedata

from django.utils.translation import gettext as _

LONGEST_NAME = 100  # characters, the extension included
_LONGEST_BYTES = 240  # in UTF-8: a disk takes 255
_NOT_SEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # control, direction, unassigned …
_NOT_ALLOWED = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,9})$", re.ASCII)
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])", re.IGNORECASE)


def clean_name(name: str) -> str:
    """The last part of the name without what could mislead: folders, leading dots, control and
    direction marks, characters and names that Windows keeps for itself."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    spaced = "".join(" " if one in "\t\n\r" else one for one in last)
    seen = "".join(one for one in spaced if unicodedata.category(one) not in _NOT_SEEN)
    plain = " ".join(seen.translate(_NOT_ALLOWED).split()).lstrip(". ").rstrip(". ")
    if _DEVICE.fullmatch(plain.split(".")[0].rstrip()):
        plain = f"_{plain}"
    return fit(plain or _("附件"))


def claimed_extension(name: str) -> str:
    """The extension in lower case without its dot; "" where the name claims no kind of file."""
    match = _EXTENSION.search(name)
    return match.group(1).lower() if match else ""


def fit(name: str) -> str:
    """The name cut before its extension so that it fits everywhere."""
    match = _EXTENSION.search(name)
    extension = match.group(0) if match else ""
    stem = name.removesuffix(extension)[: LONGEST_NAME - len(extension)]
    while len((stem + extension).encode()) > _LONGEST_BYTES:
        stem = stem[:-1]
    return (stem.rstrip(". ") or "_") + extension
