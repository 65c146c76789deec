"""Forms of visits at the desk: which are shown; who comes, when and to whom; why values are opened."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.core.web.forms import REQUIRED, MobileField, PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk.yard_fields import Moment
from fugong.gates import actions
from fugong.gates.queries import visits as queries
from fugong.gates.stay_form import StayForm
from fugong.gates.visit_words import KINDS, STATES


class VisitFilter(PlainForm):
    """What of the visits is shown; the address holds it."""

    day = forms.DateField(
        required=False, label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"})
    )
    state = forms.ChoiceField(
        required=False, label=gettext_lazy("状态"), choices=[("", gettext_lazy("全部")), *STATES.items()]
    )
    kind = forms.ChoiceField(
        required=False, label=gettext_lazy("种类"), choices=[("", gettext_lazy("全部")), *KINDS.items()]
    )

    def rows(self, actor: Any, text: str = "") -> Any:
        """The visits that fit, the latest first. Without a day and a state: today's."""
        self.is_valid()
        data = self.cleaned_data
        rows = queries.find_visits(actor, text)
        if state := data.get("state"):
            rows = rows.filter(queries.in_state(state, clock.now()))
        if kind := data.get("kind"):
            rows = rows.filter(kind=kind)
        if day := data.get("day") or (None if text or state else clock.today()):
            rows = rows.filter(queries.on_day(day))
        return rows


class VisitForm(StayForm):
    """Why, when, how often, to whom, who goes along and where to: what may be corrected of a visit."""

    purpose = forms.CharField(
        max_length=200, label=gettext_lazy("来做什么"), error_messages={"required": REQUIRED}
    )
    host = forms.CharField(required=False, max_length=30, label=gettext_lazy("接待人工号"))
    since = Moment(label=gettext_lazy("几点到"), error_messages={"required": REQUIRED})
    until = Moment(label=gettext_lazy("几点离开"), error_messages={"required": REQUIRED})
    again = forms.BooleanField(required=False, label=gettext_lazy("期间可以多次进出"))
    escort = forms.CharField(required=False, max_length=30, label=gettext_lazy("谁陪同"))
    areas = forms.CharField(
        required=False,
        max_length=60,
        label=gettext_lazy("去哪里"),
        help_text=gettext_lazy("印在访客证上，如“办公楼二层”"),
    )

    def __init__(self, data: Any, *, by: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._by = by

    def clean_host(self) -> Any:
        """The worker of a job number; None where none is given."""
        number = self.cleaned_data["host"].strip()
        if not number:
            return None
        found = directory.people(self._by).filter(job_number__iexact=number, status="active").first()
        if found is None:
            raise forms.ValidationError(_("没有工号是“{given}”的在册职工。").format(given=number))
        return found


class InviteForm(VisitForm):
    """Who comes, beside that."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=list(KINDS.items()))
    name = forms.CharField(
        max_length=30, label=gettext_lazy("来访人姓名"), error_messages={"required": REQUIRED}
    )
    phone = MobileField(required=False, help_text=gettext_lazy("没有填的，由来访人自己填"))
    employer = forms.CharField(required=False, max_length=60, label=gettext_lazy("工作单位"))
    field_order = ("kind", "name", "phone", "employer", *VisitForm.base_fields)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["host"].help_text = _("不填就是您自己接待")

    def guest(self) -> actions.Guest:
        """As the action takes it."""
        told = {name: self.cleaned_data[name] for name in ("kind", "name", "phone", "employer", "purpose")}
        return actions.Guest(**told)


class ReasonForm(PlainForm):
    """Why masked values are opened."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("会记录下来。例如：通知其就医。"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明理由。")},
    )
