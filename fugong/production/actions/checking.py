"""What a value must be to be stored; each fault names its field and says what is wanted."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid
from fugong.production import choices
from fugong.production.models import Material, Order, PlanDay


def text(field: str, value: object, most: int, *, required: bool) -> str:
    """A single line of words, tidied."""
    tidy = " ".join(str(value or "").split())
    if required and not tidy:
        raise Invalid("required", _("请填写这一项。"), field=field)
    if len(tidy) > most or not tidy.isprintable():
        raise Invalid("text", _("最多 {most} 个字，不能有特殊控制字符。").format(most=most), field=field)
    return tidy


def quantity(field: str, value: object, *, above_zero: bool = False) -> Decimal:
    """A quantity of at most three decimals."""
    number = _number(field, value)
    if number < 0 or (above_zero and number == 0) or number > choices.MOST_QUANTITY:
        wanted = _("请填大于 0 的数量。") if above_zero else _("请填 0 或更大的数量。")
        raise Invalid("quantity", wanted, field=field)
    if number != number.quantize(Decimal("0.001")):
        raise Invalid("quantity", _("最多三位小数。"), field=field)
    return number


def hours(field: str, value: object) -> Decimal:
    """Hours of a day, to one decimal."""
    number = _number(field, value)
    if not 0 <= number <= choices.HOURS_A_DAY:
        raise Invalid("hours", _("请填 0 到 24 之间的小时数。"), field=field)
    if number != number.quantize(Decimal("0.1")):
        raise Invalid("hours", _("小时最多一位小数，例如 7.5。"), field=field)
    return number


def staff(field: str, value: object) -> int:
    """A number of people."""
    number = _number(field, value)
    if number != number.to_integral_value() or not 0 <= number <= choices.MOST_STAFF:
        raise Invalid(
            "staff", _("请填 0 到 {most} 之间的整数。").format(most=f"{choices.MOST_STAFF:,}"), field=field
        )
    return int(number)


def _number(field: str, value: object) -> Decimal:
    if value is None or value == "":
        raise Invalid("required", _("请填写这一项。"), field=field)
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        raise Invalid("number", _("请填数字。"), field=field) from None
    if not number.is_finite() or abs(number) > Decimal("1e12"):
        raise Invalid("number", _("请填数字。"), field=field)
    return number


def day(field: str, value: date | None, *, required: bool = True) -> date | None:
    """A day not further than two years from today: further is a slip of the pen."""
    if value is None:
        if required:
            raise Invalid("required", _("请填写日期。"), field=field)
        return None
    if abs(value - clock.today()) > timedelta(days=choices.FURTHEST_DAYS):
        raise Invalid("day", _("日期离今天超过两年，请检查年份。"), field=field)
    return value


def unchanged(row: Order | Material | PlanDay, seen: datetime | None) -> None:
    """Raise Conflict where a record has changed since it was seen."""
    if seen is not None and row.updated_at != seen:
        raise Conflict("changed", _("这一条刚被别人改过。请看过新的内容再保存。"))


def differences(row: Order | Material | PlanDay, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Field → [before, after] of what `values` would change; for the audit. Nothing in these tables is personal."""
    return {
        name: [str(getattr(row, name)), str(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }
