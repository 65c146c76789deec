"""Facts that a lower room needs from a higher one: the higher room registers a provider in its apps.py."""

from collections.abc import Callable
from typing import Any

_providers: dict[str, dict[str, Callable[..., Any]]] = {}


def register(kind: str, name: str, provider: Callable[..., Any]) -> None:
    """Register `provider` as `name` among the providers of `kind`; the same name again replaces it."""
    _providers.setdefault(kind, {})[name] = provider


def ask(kind: str, *args: Any, **kwargs: Any) -> list[Any]:
    """The answers of all providers of `kind` that have one (None means: nothing to say)."""
    answers = (provider(*args, **kwargs) for provider in _providers.get(kind, {}).values())
    return [answer for answer in answers if answer is not None]
