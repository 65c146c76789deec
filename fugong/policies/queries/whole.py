"""Reads of whole cities. Their columns need polars, which takes a third of a second and 50 MB: it is imported at the first
question, so that a process that asks none (a gate's, a command's) does without."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from fugong.core.permissions import Actor
from fugong.packs.policies import PolicyBook

if TYPE_CHECKING:
    from fugong.policies.queries.cities import CityRow, CityView
    from fugong.policies.queries.queue import QueueLine


def city(actor: Actor, pack: str, on: date | None = None) -> CityView:
    """See `cities.city`."""
    from fugong.policies.queries import cities

    return cities.city(actor, pack, on)


def city_list(
    actor: Actor, pack: str, measure_id: str, status: str = "eligible", on: date | None = None
) -> list[CityRow]:
    """See `cities.city_list`."""
    from fugong.policies.queries import cities

    return cities.city_list(actor, pack, measure_id, status, on)


def determinations_queue(
    actor: Actor, pack: str, on: date | None = None, measure_id: str = ""
) -> list[QueueLine]:
    """See `queue.determinations_queue`."""
    from fugong.policies.queries import queue

    return queue.determinations_queue(actor, pack, on, measure_id)


def eligible_ids(pack: str, book: PolicyBook, measure_id: str, on: date) -> set[UUID]:
    """See `columns.eligible_ids`."""
    from fugong.policies.queries import columns

    return columns.eligible_ids(pack, book, measure_id, on)
