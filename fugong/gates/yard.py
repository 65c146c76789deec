"""Vehicles and goods from outside: the closed sets, plates as told, when goods may be released. Pure: no tables, no clock."""

from datetime import datetime, timedelta
from typing import Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.core.errors import Invalid
from fugong.core.identifiers import IdentifierError
from fugong.core.plates import kind_of_plate, tidy_plate

PARKING: Final = "parking"
HOLDING: Final = "holding"
AREAS: Final = (PARKING, HOLDING)

VEHICLES: Final = ("lorry", "van", "car", "bus", "other")
UNITS: Final = ("件", "箱", "托", "吨", "千克", "车")
DISINFECTANTS: Final = ("含氯消毒液", "过氧乙酸", "酒精", "紫外线")
"""Suggestions; any other may be written."""

OVER_CAPACITY: Final = "over_capacity"
NO_SPACE: Final = "no_space"
NO_WAY_IN: Final = "no_way_in"
NO_WAY_OUT: Final = "no_way_out"
AS_SEEN: Final = "as_seen"
DIRTY: Final = "not_disinfected"
CLOCK: Final = "clock"
EARLY: Final = "early"
NO_VISIT: Final = "no_visit"
MARKS: Final = (OVER_CAPACITY, NO_SPACE, NO_WAY_IN, NO_WAY_OUT, AS_SEEN, DIRTY, CLOCK, EARLY, NO_VISIT)
"""What makes a vehicle or a lot one to look at: more than the area holds, no area was free, its way in or out was not
written down, its plate is none we know, left or released undisinfected, clocks disagree, released before its time, or
somebody is in it of whom there is only a name."""

HELD: Final = "held"
RELEASABLE: Final = "releasable"
RELEASED: Final = "released"
STATES: Final = (HELD, RELEASABLE, RELEASED)
"""Where a lot stands."""

HOLDING_HOURS: Final = "goods_holding_hours"
"""The pack's parameter."""

LONGEST_PLATE: Final = 12

PLATE_FAULTS: Final[dict[str, str | Promise]] = {
    "length": _("车牌要有 7 位（新能源 8 位），例如 豫H12345、豫HD12345。"),
    "province": _("车牌第一位要是省份简称，例如 豫。"),
    "i_or_o": _("车牌里没有字母 I 和 O。请看清是数字 1、0，还是别的字母。"),
    "characters": _("车牌里有不认识的字符。"),
    "form": _("没有这种车牌。请逐位核对。"),
}
"""What to say of a plate, by the codes of `core.plates`."""


def read_plate(text: str, *, field: str, as_seen: bool = False) -> tuple[str, str]:
    """A plate tidied, and its kind; Invalid at `field`. `as_seen`: somebody looked twice, it is taken as it stands."""
    plate = tidy_plate(text)
    try:
        return plate, kind_of_plate(plate)
    except IdentifierError as error:
        if as_seen and plate.isprintable() and 0 < len(plate) <= LONGEST_PLATE:
            return plate, "other"
        raise Invalid(f"plate_{error.code}", str(PLATE_FAULTS[error.code]), field=field) from error


class Lot(Protocol):
    """What of a lot says where it stands."""

    arrived_at: datetime
    holding_hours: int
    disinfected_at: datetime | None
    released_at: datetime | None


def releasable_from(lot: Lot) -> datetime:
    """When the time of holding is over."""
    return lot.arrived_at + timedelta(hours=lot.holding_hours)


def state_of(lot: Lot, now: datetime) -> str:
    """One of `STATES`: releasable once disinfected and held long enough (G8)."""
    if lot.released_at is not None:
        return RELEASED
    return RELEASABLE if lot.disinfected_at is not None and releasable_from(lot) <= now else HELD
