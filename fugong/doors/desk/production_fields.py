"""The boxes of the plan's forms: days within its time, numbers within their bounds, and the version that was seen."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.core.web.forms import REQUIRED
from fugong.production import choices, wording


def not_far(day: date) -> None:
    """A day further off than the plan reaches is a slip of the pen."""
    if abs(day - clock.today()) > timedelta(days=choices.FURTHEST_DAYS):
        raise forms.ValidationError(_("日期离今天超过两年，请检查年份。"))


def a_day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day of the plan's time."""
    return forms.DateField(
        validators=[not_far],
        required=required,
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": REQUIRED, "invalid": gettext_lazy("请填日期，例如 2020-02-24。")},
    )


class NumberField(forms.DecimalField):
    """A number between 0 and `most`, typed with number keys; a refusal says what was typed and what is wanted."""

    def __init__(self, *, most: Decimal, decimals: int, **kwargs: Any) -> None:
        mode = "decimal" if decimals else "numeric"
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"}),
            error_messages={"required": REQUIRED},
            **kwargs,
        )
        self.most, self.decimals = most, decimals

    def clean(self, value: Any) -> Decimal | None:
        """The number; None where it may be left out and is."""
        given = str(value or "").strip()
        try:
            number: Decimal | None = super().clean(value)
        except forms.ValidationError:
            if not given:
                raise
            raise forms.ValidationError(_("填的是“{given}”。请填数字。").format(given=given[:40])) from None
        if number is None:
            return None
        if not 0 <= number <= self.most:
            wanted = _("填的是“{given}”。请填 0 到 {most} 之间的数。")
        elif number != number.quantize(Decimal(1).scaleb(-self.decimals)):
            wanted = (
                _("填的是“{given}”。小数点后最多 {n} 位。")
                if self.decimals
                else _("填的是“{given}”。请填整数。")
            )
        else:
            return number
        raise forms.ValidationError(
            wanted.format(given=given[:40], most=wording.amount(self.most), n=self.decimals)
        )


def a_number(
    label: Any,
    *,
    most: Decimal | int = choices.MOST_QUANTITY,
    decimals: int = 0,
    required: bool = True,
    help_text: Any = "",
) -> NumberField:
    """A number between 0 and `most`."""
    return NumberField(
        most=Decimal(most), decimals=decimals, required=required, label=label, help_text=help_text
    )


def a_line(label: Any, most: int = 60, *, required: bool = True, help_text: Any = "", **attrs: str) -> Any:
    """A short text."""
    return forms.CharField(
        required=required,
        max_length=most,
        label=label,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        error_messages={"required": REQUIRED, "max_length": gettext_lazy("太长了。")},
    )


def typed(number: Any) -> str:
    """A number as one types it: no separators, no zeros behind the point."""
    return wording.amount(number).replace(",", "")


def parse_day(text: str) -> date | None:
    """A day of an address; None where it is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def seen_text(request: HttpRequest, row: Any) -> str:
    """The version that the form stands for; kept while a refused form is mended."""
    return request.POST.get("seen", "") or (row.updated_at.isoformat() if row else "")


def seen_of(request: HttpRequest) -> datetime | None:
    """The version that a form was filled in on."""
    try:
        return parse_datetime(request.POST.get("seen", ""))
    except ValueError:
        return None
