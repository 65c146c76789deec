"""From the poster to a bound phone: who are you, and what is done with what you tell (P01, P02)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fugong import packs
from fugong.core.access import open_to
from fugong.core.errors import Fault, TooMany
from fugong.core.web.actors import actor_of
from fugong.core.web.clients import address_of, device_of, keep_device
from fugong.core.web.forms import DigitsField, MobileField, PlainForm
from fugong.directory import actions, queries, sign_in
from fugong.doors.phone.person import person_of
from fugong.screening import actions as screening
from fugong.screening import queries as screening_queries

NOTICE_COOKIE = "fugong_notice"
"""The hash of the notice this phone has shown; nobody is asked again for the same one (P04)."""


class EntryForm(PlainForm):
    """Phone number and the last six of the ID. What is wrong with either is said; whether they match anybody is not."""

    phone = MobileField(help_text=gettext_lazy("登记在企业花名册上的那个号码"))
    id_last6 = DigitsField(
        label=gettext_lazy("身份证号后六位"),
        help_text=gettext_lazy("最后一位是 X 的，照样填 X"),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "maxlength": "18",
                "data-keys": "id",
            }
        ),
        error_messages={"required": gettext_lazy("请填写身份证号后六位。")},
    )

    def clean_id_last6(self) -> str:
        given: str = self.cleaned_data["id_last6"].upper()
        last = given[-6:]
        if len(given) not in (6, 18) or not last[:-1].isdigit() or last[-1] not in "0123456789X":
            text = _("填了 {n} 位。请填写身份证号的最后六位，例如 01001X。")
            raise forms.ValidationError(text.format(n=len(given)), code="id_last6")
        return last


@open_to("anyone")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def poster(request: HttpRequest, secret: str) -> HttpResponse:
    """What the code on the poster opens. A phone that is already bound to this enterprise goes on."""
    enterprise = queries.enterprise_by_poster(secret)
    if enterprise is None:
        return render(request, "phone/poster_gone.html", status=404)
    actor = actor_of(request)
    if actor.kind == "worker" and actor.enterprise_id == enterprise.pk:
        return redirect("phone:home")
    form = EntryForm(request.POST or None)
    status = 200
    device = device_of(request)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                cookie, _person = actions.recognise(
                    poster_secret=secret,
                    phone=form.cleaned_data["phone"],
                    id_last6=form.cleaned_data["id_last6"],
                    device=device,
                    address=address_of(request),
                )
            except Fault as fault:
                form.add_error(None, fault.text)
                status = fault.status if isinstance(fault, TooMany) else 422
            else:
                response = redirect("phone:home")
                sign_in.keep_phone(request, response, cookie)
                return response
    page = render(request, "phone/poster.html", {"form": form, "enterprise": enterprise}, status=status)
    keep_device(request, page)
    return page


@open_to("worker")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """The short notice and the separate consents, none ticked beforehand."""
    person = person_of(request)
    notice = packs.load(person.enterprise.pack).notice
    if request.method == "POST":
        given = {line.purpose for line in screening_queries.consents(person) if line.given}
        purposes = [
            one for one in notice.consents if one in request.POST.getlist("consent") and one not in given
        ]
        if purposes:
            screening.give_consent(person=person, by=actor_of(request), purposes=purposes)
        short = [one for one in notice.consents if one not in purposes and one not in given]
        if short:
            text = _("没有同意的部分，您不能在手机上自己填，请找班组长当面登记。想好了可以随时回来同意。")
            messages.info(request, text)
        response = redirect("phone:home")
        remember_notice(request, response, notice.hash)
        return response
    lines = screening_queries.consents(person)
    context = {"notice": notice, "person": person, "consents": lines, "enterprise": person.enterprise}
    return render(request, "phone/consent.html", context)


def remember_notice(request: HttpRequest, response: HttpResponse, notice_hash: str) -> None:
    """Note on the phone that this very notice was shown."""
    response.set_cookie(
        NOTICE_COOKIE,
        notice_hash,
        max_age=sign_in.PHONE_COOKIE_DAYS * 86400,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def notice_pending(request: HttpRequest, pack: Any, given: Any) -> bool:
    """Whether this phone still has to show the notice: neither a consent under it nor a note that it was."""
    return not given and request.COOKIES.get(NOTICE_COOKIE) != pack.notice.hash
