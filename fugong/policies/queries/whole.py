"""Reads of whole cities. Their columns need polars, which takes a third of a second and 50 MB: it is imported at the first
question, so that a process that asks none (a gate's, a command's) does without."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from fugong.core.permissions import Actor
from fugong.packs.policies import PolicyBook

if TYPE_CHECKING:
    from fugong.policies.queries.cities import CityLine, CityRow, CityView, Overlap
    from fugong.policies.queries.queue import QueueLine


def city(actor: Actor, pack: str, on: date | None = None, *, county: str = "", sector: str = "") -> CityView:
    """See `cities.city`."""
    from fugong.policies.queries import cities

    return cities.city(actor, pack, on, county=county, sector=sector)


def city_line(
    actor: Actor, pack: str, measure_id: str, on: date | None = None, *, county: str = "", sector: str = ""
) -> CityLine:
    """See `cities.city_line`."""
    from fugong.policies.queries import cities

    return cities.city_line(actor, pack, measure_id, on, county=county, sector=sector)


def city_list(
    actor: Actor,
    pack: str,
    measure_id: str,
    status: str = "eligible",
    on: date | None = None,
    *,
    county: str = "",
    sector: str = "",
) -> list[CityRow]:
    """See `cities.city_list`."""
    from fugong.policies.queries import cities

    return cities.city_list(actor, pack, measure_id, status, on, county=county, sector=sector)


def overlaps(
    actor: Actor, pack: str, on: date | None = None, *, county: str = "", sector: str = ""
) -> list[Overlap]:
    """See `cities.overlaps`."""
    from fugong.policies.queries import cities

    return cities.overlaps(actor, pack, on, county=county, sector=sector)


def determinations_queue(
    actor: Actor, pack: str, on: date | None = None, measure_id: str = ""
) -> list[QueueLine]:
    """See `queue.determinations_queue`."""
    from fugong.policies.queries import queue

    return queue.determinations_queue(actor, pack, on, measure_id)


def fitting(pack: str, book: PolicyBook, measure_id: str, on: date) -> dict[UUID, int | None]:
    """See `columns.fitting`."""
    from fugong.policies.queries import columns

    return columns.fitting(pack, book, measure_id, on)
