"""How enterprises reach the offices (G2: 公布联系方式): one's own to change, those of the jurisdiction to look up."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import actions
from fugong.directory import queries as directory
from fugong.doors.bureau.reading import OFFICERS
from fugong.doors.bureau.words import AUTHORITIES

NAMES = ("contact_name", "contact_phone", "duty_hours", "published")


class ContactForm(PlainForm):
    """What one's own office publishes."""

    contact_phone = forms.CharField(
        required=False,
        max_length=20,
        label=gettext_lazy("办公电话"),
        help_text=gettext_lazy("填公开的办公电话，不填个人手机。"),
    )
    contact_name = forms.CharField(
        required=False,
        max_length=60,
        label=gettext_lazy("联系人"),
        help_text=gettext_lazy("本县企业登录后看得到；不登录的公布清单上不写姓名。"),
    )
    duty_hours = forms.CharField(
        required=False,
        max_length=60,
        label=gettext_lazy("值班时间"),
        help_text=gettext_lazy("例如 8:00–18:00。"),
    )
    published = forms.BooleanField(required=False, label=gettext_lazy("公布给企业"))


@open_to(*OFFICERS)
@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest) -> HttpResponse:
    """One's own office first, then every office of the jurisdiction."""
    actor = actor_of(request)
    own = directory.authority_of(actor)
    first = {name: getattr(own, name) for name in NAMES} | {"contact_name": own.contact_name.reveal()}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_authority(authority=own, by=actor, **form.cleaned_data)
        except (Invalid, Conflict, NotAllowed) as fault:
            form.take(fault)
        else:
            said = (
                _("已保存，企业现在看得到。") if form.cleaned_data["published"] else _("已保存，没有公布。")
            )
            messages.success(request, said)
            return redirect("bureau:contacts")
    offices = [
        {"office": one, "kind": AUTHORITIES.get(one.kind, one.kind), "is_own": one.pk == own.pk}
        for one in directory.authorities_of(actor)
    ]
    context: dict[str, Any] = {"own": own, "form": form, "offices": offices}
    return render(request, "bureau/contacts.html", context, status=422 if form.is_bound else 200)
