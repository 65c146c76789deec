"""What is stored of a person from plain values: sealed columns and their indexes, always made together. Pure of queries."""

from collections.abc import Collection, Iterator
from itertools import count
from typing import Any
from unicodedata import normalize

from fugong.core import secrets
from fugong.directory.models import Person


def set_name(person: Person, name: str) -> None:
    """The name and its index."""
    person.name = name
    person.name_index = secrets.blind_index(name, "person.name")


def set_id_number(person: Person, number: str) -> None:
    """The ID number, its index (one person per enterprise) and that of its last six characters."""
    person.id_number = number
    person.id_index = id_index(number)
    person.id_last6_index = secrets.blind_index(number[-6:], "person.id_last6")


def set_phone(person: Person, phone: str) -> None:
    """The phone, its index and that of its last four digits; empty for somebody without one."""
    person.phone = phone
    person.phone_index = secrets.blind_index(phone, "person.phone")
    person.phone_last4_index = secrets.blind_index(phone[-4:], "person.phone_last4")
    person.has_phone = bool(phone)


def id_index(number: str) -> str:
    """The blind index by which a person is found again."""
    return secrets.blind_index(number, "person.id_number")


def differs(sealed: Any, plain: str | None) -> bool:
    """Whether a sealed column holds something else than `plain`."""
    return sealed.reveal() != (plain or "")


def free_numbers(taken: Collection[str], named: Collection[str] = ()) -> Iterator[str]:
    """Job numbers for those who have none: five digits, counting on from how many are taken, none taken or named."""
    return (
        number for n in count(len(taken) + 1) if (number := f"{n:05d}") not in taken and number not in named
    )


def plain(text: str) -> str:
    """A number as somebody typed it, full-width digits and spaces mended."""
    return "".join(normalize("NFKC", text).split())
