"""What visitors and their hosts are asked, beside the health questions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fugong.core.web import say
from fugong.core.web.forms import REQUIRED, MobileField, PlainForm
from fugong.gates import actions
from fugong.gates.stay_form import StayForm
from fugong.gates.visit_words import KINDS


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


class GuestForm(PlainForm):
    """Who the visitor is, as far as the invitation does not say."""

    name = line(_("姓名"), 30, autocomplete="name")
    phone = MobileField()
    employer = line(_("工作单位"), 60, autocomplete="organization")
    purpose = line(_("来做什么"), 200)


class ConsentForm(PlainForm):
    """The separate consents that the questions need, none ticked beforehand; without all of them none is asked (PIPL 29)."""

    consent = forms.MultipleChoiceField(
        label=_("信息怎么用"), widget=forms.CheckboxSelectMultiple(attrs={"class": ""}), required=False
    )

    def __init__(self, data: Any, consents: Sequence[Any]) -> None:
        super().__init__(data)
        field: Any = self.fields["consent"]
        field.choices = [(one.id, say.text(one.text)) for one in consents]

    def clean_consent(self) -> list[str]:
        """All or nothing."""
        given: list[str] = self.cleaned_data["consent"]
        field: Any = self.fields["consent"]
        if {code for code, _text in field.choices} - set(given):
            raise forms.ValidationError(_("没有同意的话，这些问题不能在手机上填。请找门卫当面登记。"))
        return given


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


class InviteForm(StayForm):
    """Who comes, why and when; what the visitor knows better is left to the visitor."""

    kind = forms.ChoiceField(label=_("谁来"), choices=list(KINDS.items()))
    name = line(_("来访人姓名"), 30)
    phone = MobileField(required=False, help_text=_("可不填，由来访人自己填"))
    purpose = line(_("来做什么"), 200)
    since = Moment(label=_("几点到"))
    until = Moment(label=_("几点离开"))
    again = forms.ChoiceField(
        label=_("进出次数"), choices=[("", _("进出一次")), ("yes", _("期间可以多次进出"))], required=False
    )
    escort = line(_("谁陪同"), 30, required=False, hint=_("可不填"))
    areas = line(_("去哪里"), 60, required=False, hint=_("可不填；印在访客证上，如“办公楼二层”"))

    def guest(self) -> actions.Guest:
        """Who comes."""
        data = self.cleaned_data
        return actions.Guest(
            name=data["name"], phone=data["phone"], purpose=data["purpose"], kind=data["kind"]
        )


class AnswerForm(PlainForm):
    """A no needs its reason."""

    why = line(_("为什么不同意"), 200, hint=_("来访人会看到"))
