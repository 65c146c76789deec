"""An upload of passages, read and checked whole before anything is decided (contract of /api/v1/gate/passages)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Invalid, TooLarge
from fugong.core.ids import parse_id7
from fugong.gates import choices
from fugong.gates.decision import bounded


@dataclass(frozen=True, slots=True)
class Item:
    """One passage as a device tells it. `given_id` is the id as written, `given` the verdict that stood there, if any.

    `estimated_at` is the server's estimate of when it happened, where the device had lost its clock; no device sends it.
    """

    id: UUID
    given_id: str
    code: object
    temperature: Decimal | None
    direction: str
    at: datetime
    given: str | None
    estimated_at: datetime | None = None


def passages_in(body: bytes) -> list[Any]:
    """The passages of an upload's body; raises Invalid where there is no list of them."""
    return list_in(body, "passages")


def list_in(body: bytes, name: str) -> list[Any]:
    """The list of this name of an upload's body, numbers as Decimal; raises Invalid where there is none."""
    try:
        document = json.loads(body, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        raise Invalid("json", _("正文不是 JSON。")) from None
    found = document.get(name) if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise Invalid("list", _("正文里没有 {name} 列表。").format(name=name), field=name)
    return found


def read_items(passages: Sequence[Any]) -> list[Item]:
    """Every item checked, nothing decided. Raises TooLarge by the count alone, then Invalid naming the first bad field.

    What a code is worth is the gate's to judge, so a missing or odd one is no fault here; keys we do not know are
    left alone, so that a newer device can speak to an older server.
    """
    if len(passages) > choices.MOST_AT_ONCE:
        raise TooLarge(
            "too_many",
            _("一次最多 {most} 条，这里有 {count} 条。请分批上传。").format(
                most=choices.MOST_AT_ONCE, count=len(passages)
            ),
            field="passages",
        )
    if not passages:
        raise Invalid("empty", _("passages 里一条也没有。"), field="passages")
    return [_read(item, f"passages[{number}]") for number, item in enumerate(passages)]


def _read(item: Any, place: str) -> Item:
    if not isinstance(item, Mapping):
        raise Invalid("item", _("这一条不是对象。"), field=place)
    given_id, direction, given = item.get("id"), item.get("direction"), item.get("verdict")
    identity = parse_id7(given_id)
    if identity is None:
        raise Invalid("id", _("id 要是 UUIDv7。"), field=f"{place}.id")
    at = clock.parse_moment(item.get("at"))
    if at is None:
        raise Invalid("at", _("at 要是带时区的 RFC 3339 时间。"), field=f"{place}.at")
    if direction not in choices.DIRECTIONS:
        raise Invalid("direction", _("direction 只能是 in 或 out。"), field=f"{place}.direction")
    if given is not None and given not in choices.VERDICTS:
        raise Invalid("verdict", _("verdict 只能是 allow、deny、hold 或空。"), field=f"{place}.verdict")
    temperature = item.get("temperature")
    if temperature is not None:
        if isinstance(temperature, float):  # from a device in this process, not through `passages_in`
            temperature = Decimal(repr(temperature))
        if (
            isinstance(temperature, bool)
            or not isinstance(temperature, int | Decimal)
            or not _finite(temperature)
        ):
            raise Invalid("temperature", _("temperature 要是数字或空。"), field=f"{place}.temperature")
        temperature = bounded(temperature)
    return Item(identity, str(given_id), item.get("code"), temperature, direction, at, given)


def _finite(number: int | Decimal) -> bool:
    return isinstance(number, int) or number.is_finite()
