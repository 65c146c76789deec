"""A visitor's copy of what is kept about the visit (PIPL 45)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fugong.core.access import open_to
from fugong.core.errors import Fault
from fugong.core.web.clients import address_of
from fugong.core.web.forms import MobileField, PlainForm
from fugong.doors.phone import copies
from fugong.gates import actions


class OwnForm(PlainForm):
    """Proves whose link it is: it may have been passed on."""

    phone = MobileField(help_text=_("登记来访时的那个号码"))


@open_to("anyone")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, secret: str) -> HttpResponse:
    """Asks for the own number, then gives the file."""
    row: Any = actions.open_link(secret=secret, address=address_of(request))
    form = OwnForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        wanted = request.POST.get("form", "")
        copies.check_form(wanted)
        if form.is_valid():
            try:
                actions.open_own(visit=row, phone=form.cleaned_data["phone"], address=address_of(request))
            except Fault as fault:
                form.take(fault)
                status = fault.status
            else:
                return copies.download(copies.gather_visit(row), wanted)
    context = {"visit": row, "form": form, "secret": secret}
    return render(request, "phone/visitor_copy.html", context, status=status)
