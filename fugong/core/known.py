"""What a room knows of enterprises that others decide by: a fact, its values, where they come from and of which day.

A room registers a provider in its apps.py. It answers for the enterprises asked for, or for every one, in a few statements:
`providers.register("policy_fact", "directory", provider)` with `provider(ids: Collection[UUID] | None) -> list[KnownFact]`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from fugong.core import providers


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One fact: enterprise → value; an enterprise that is not there is not known. `on` is the day the values are of.

    `url` is the page on which the enterprise mends the value.
    """

    fact: str
    values: Mapping[UUID, Any]
    source: str | Promise
    on: date
    url: str = ""


def known_facts(kind: str, ids: Collection[UUID] | None) -> list[KnownFact]:
    """What every provider of a kind knows of these enterprises, of all where None."""
    return [fact for answer in providers.ask(kind, ids) for fact in answer]
