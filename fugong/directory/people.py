"""What is stored of a person from plain values: sealed columns and their indexes, always made together. Pure of queries."""

from typing import Any

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
