"""How a lower room tells a higher one: it publishes, the higher room has subscribed in its apps.py.

Handlers run in the publisher's transaction and only write or enqueue.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
_handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` for every event of `kind`; subscribing twice changes nothing."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def publish(event: object) -> None:
    """Hand `event` to every handler of its type, in the order of subscription."""
    for handler in _handlers[type(event)]:
        handler(event)
