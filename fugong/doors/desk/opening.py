"""When an entrance is open, week by week, as people write it: 7:00-19:00 (G8)."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.core.web.say import WEEKDAYS
from fugong.doors.desk.forms import attempt
from fugong.gates import actions, queries
from fugong.gates.opening import DAY, Hours

_STRETCH = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})")


class OpeningForm(PlainForm):
    """The weekly hours of an entrance, one line a weekday."""

    def __init__(self, *given: Any, week: list[Hours], **more: Any) -> None:
        super().__init__(*given, **more)
        for weekday, name in enumerate(WEEKDAYS):
            self.fields[f"day{weekday}"] = forms.CharField(
                label=name,
                required=False,
                max_length=120,
                initial=_("，").join(span_of(one) for one in week if one.weekday == weekday),
                widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "7:00-19:00"}),
            )

    def clean(self) -> dict[str, Any]:
        """Each line as stretches of minutes."""
        data = super().clean() or {}
        week: list[Hours] = []
        for weekday in range(7):
            text = data.get(f"day{weekday}", "").strip()
            parts = [one for one in re.split(r"[,，;；、\s]+(?=\d)", text) if one]
            for part in parts:
                found = _STRETCH.fullmatch(part.strip())
                hours = _hours(weekday, *map(int, found.groups())) if found else None
                if hours is None:
                    self.add_error(
                        f"day{weekday}",
                        _("“{part}”看不懂。请写成 7:00-19:00；过夜的写 19:00-7:00。").format(part=part),
                    )
                    break
                week.append(hours)
        return data | {"week": week}


def _hours(weekday: int, from_hour: int, from_minute: int, to_hour: int, to_minute: int) -> Hours | None:
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if from_minute > 59 or to_minute > 59 or opens >= DAY or closes > DAY:
        return None
    return Hours(weekday, opens, closes if closes > opens else closes + DAY)


def span_of(one: Hours) -> str:
    """7:00-19:00; one that ends past midnight as 19:00-7:00."""
    closes = one.closes if one.closes <= DAY else one.closes - DAY
    return f"{one.opens // 60}:{one.opens % 60:02}-{closes // 60}:{closes % 60:02}"


@open_to("epidemic_officer")
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, checkpoint_id: UUID) -> HttpResponse:
    """The weekly hours of an entrance."""
    actor = actor_of(request)
    checkpoint = queries.checkpoint(actor, checkpoint_id)
    week = queries.opening_hours([checkpoint.pk])[checkpoint.pk]
    form = OpeningForm(request.POST if request.method == "POST" else None, week=week)

    def keep(data: dict[str, Any]) -> None:
        actions.set_opening_hours(checkpoint=checkpoint, by=actor, week=data["week"])

    if request.method == "POST" and attempt(request, form, keep, _("已保存开门时间。")):
        return redirect("desk:duty")
    context = {"form": form, "checkpoint": checkpoint}
    return render(request, "desk/opening.html", context, status=422 if form.errors else 200)
