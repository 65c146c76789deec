"""What visitors and their hosts are asked, beside the health questions."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fugong.core.web.forms import REQUIRED, DigitsField, PlainForm, numeric
from fugong.gates import actions

KINDS = {"visitor": _("来访"), "driver": _("送货、提货司机"), "contractor": _("施工、维修")}


def line(label: Any, most: int, *, required: bool = True, hint: Any = "", **attrs: str) -> forms.CharField:
    """One line of text."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        error_messages={"required": REQUIRED},
    )


def phone_field(*, required: bool) -> DigitsField:
    """A mobile number."""
    return DigitsField(
        label=_("手机号"),
        required=required,
        widget=numeric(type="tel", autocomplete="tel-national", maxlength="20"),
        error_messages={"required": _("请填写手机号。")},
    )


class GuestForm(PlainForm):
    """Who the visitor is, as far as the invitation does not say."""

    name = line(_("姓名"), 30, autocomplete="name")
    phone = phone_field(required=True)
    employer = line(_("工作单位"), 60, autocomplete="organization")
    purpose = line(_("来做什么"), 200)


class AtGateForm(GuestForm):
    """The same at the gate's poster, with whom it is about. Staff are named, never chosen from a list."""

    kind = forms.ChoiceField(label=_("您是"), choices=list(KINDS.items()))
    host_name = line(_("找谁"), 30, hint=_("接待人的姓名；不知道姓名就写要去的部门"))
    host_hint = line(_("他的手机号后四位，或者班组"), 60, required=False, hint=_("可不填，填了更快找到人"))

    field_order = ("kind", "name", "phone", "employer", "purpose", "host_name", "host_hint")


class Moment(forms.DateTimeField):
    """A moment of the site's time, chosen by the browser."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "box"}, format="%Y-%m-%dT%H:%M"
        )
        errors = {"required": REQUIRED, "invalid": _("请选择日期和时间。")}
        super().__init__(widget=widget, error_messages=errors, input_formats=["%Y-%m-%dT%H:%M"], **kwargs)


class InviteForm(PlainForm):
    """Who comes, why and when; what the visitor knows better is left to the visitor."""

    kind = forms.ChoiceField(label=_("谁来"), choices=list(KINDS.items()))
    name = line(_("来访人姓名"), 30)
    phone = phone_field(required=False)
    purpose = line(_("来做什么"), 200)
    since = Moment(label=_("几点到"))
    until = Moment(label=_("几点离开"))
    again = forms.ChoiceField(
        label=_("进出次数"), choices=[("", _("进出一次")), ("yes", _("期间可以多次进出"))], required=False
    )
    escort = line(_("谁陪同"), 30, required=False, hint=_("可不填"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = _("可不填，由来访人自己填")

    def guest(self) -> actions.Guest:
        """Who comes."""
        data = self.cleaned_data
        return actions.Guest(
            name=data["name"], phone=data["phone"], purpose=data["purpose"], kind=data["kind"]
        )

    def stay(self) -> actions.Stay:
        """When."""
        data = self.cleaned_data
        since: datetime = data["since"]
        return actions.Stay(since, data["until"], again=bool(data["again"]), escort=data["escort"])


class AnswerForm(PlainForm):
    """A no needs its reason."""

    why = line(_("为什么不同意"), 200, hint=_("来访人会看到"))
