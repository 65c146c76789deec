"""“这不对”: what people who are not signed in said of results, answered at their private link."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.doors.policies import values
from fugong.doors.policies.bureau_view import OFFICERS
from fugong.policies import actions, queries
from fugong.policies.permissions import can_answer_remark


@open_to(*OFFICERS)
@require_GET
def remarks(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first, and those answered."""
    return _page(request)


@open_to(*OFFICERS)
@require_POST
def answer(request: HttpRequest, remark_id: UUID) -> HttpResponse:
    """Answer one."""
    actor = actor_of(request)
    text = request.POST.get("text", "")
    try:
        actions.answer_remark(remark=queries.remark(actor, remark_id), by=actor, text=text)
    except (Conflict, Invalid) as fault:
        return _page(request, wrong=remark_id, fault=fault.text, typed=text, status=fault.status)
    messages.success(request, _("已答复，提出的人打开链接就能看到。"))
    return redirect("policies:remarks")


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    actor = actor_of(request)

    def lines(*, answered: bool) -> list[dict[str, Any]]:
        return [
            {
                "row": one,
                "title": _title(one),
                "region": values.region_name(one.region_code) if one.region_code else "",
                "may": can_answer_remark(actor, one.region_code),
            }
            for one in queries.remarks(actor, answered=answered)
        ]

    context = {"waiting": lines(answered=False), "answered": lines(answered=True)[::-1][:50], **more}
    return render(request, "policies/bureau_remarks.html", context, status=status)


def _title(remark: Any) -> str:
    found = queries.book(remark.pack).measures.get(remark.measure_id)
    return say.text(found.title) if found is not None else remark.measure_id
