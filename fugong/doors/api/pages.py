"""Lists in pages: by keyset, so that nothing is skipped or doubled while rows come and go."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core.errors import Invalid


@dataclass(frozen=True)
class Slice:
    """A page of rows; `next` is the cursor of the one after, never null; `more`: it is known to hold something."""

    rows: list[Any]
    next: str
    more: bool


def page(rows: Any, *, key: str, since: str, limit: int, newest: bool = False, read: Any = str) -> Slice:
    """The rows after the cursor in the order of the unique column `key`; `read` makes its value from the cursor."""
    if since:
        rows = rows.filter(**{f"{key}__{'lt' if newest else 'gt'}": read_cursor(since, read)})
    found = list(rows.order_by(f"-{key}" if newest else key)[: limit + 1])
    return cut(found, since, limit, lambda row: getattr(row, key))


def cut(found: list[Any], since: str, limit: int, key: Callable[[Any], Any]) -> Slice:
    """A page of rows of which one more was read than shown."""
    shown = found[:limit]
    return Slice(shown, str(key(shown[-1])) if shown else since, len(found) > limit)


def read_cursor(since: str, read: Callable[[str], Any]) -> Any:
    """What a cursor stands for; raises Invalid for one we never gave."""
    try:
        return read(since)
    except (ValueError, OverflowError):
        raise Invalid("cursor", _("since 不是我们给出的游标。请从头读取。"), field="since") from None


def number(text: str) -> int:
    """A cursor that is a number of a stream."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(text)
    return int(text)


def identity(text: str) -> UUID:
    """A cursor that is an id."""
    return UUID(text)
