"""One worker: where they stand, what can be done, facts on the left, history on the right."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import actions, permissions, queries
from fugong.doors.desk import moves
from fugong.doors.desk.forms import press
from fugong.doors.desk.gates import described
from fugong.gates import queries as gates
from fugong.screening import queries as screening

LATEST = 20
OPENABLE = {
    "name": gettext_lazy("姓名"),
    "id_number": gettext_lazy("身份证号"),
    "phone": gettext_lazy("手机号"),
    "address": gettext_lazy("住址"),
    "destination": gettext_lazy("外出地点"),
    "transport": gettext_lazy("交通工具"),
    "travel": gettext_lazy("假期出行"),
    "gatherings": gettext_lazy("聚集聚会"),
    "health_note": gettext_lazy("健康状况"),
}


class OpenForm(PlainForm):
    """Which masked values are opened, and why."""

    fields_wanted = forms.MultipleChoiceField(
        label=gettext_lazy("要看哪些"),
        choices=list(OPENABLE.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["name", "phone"],
        error_messages={"required": gettext_lazy("请至少选一项。")},
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("会记录下来，本人也看得到。例如：通知其就医。"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明理由。")},
    )


@open_to("epidemic_officer", "principal")
@require_GET
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The whole of what is known of a worker, masked."""
    actor = actor_of(request)
    row = queries.person(actor, person_id)
    every = "all" in request.GET
    limit = 200 if every else LATEST
    history = screening.history(actor, row, limit=limit)
    subject = moves.Subject(row, actor, list(history.holds))
    passages = gates.passages_of(row, limit=limit)
    kinds = (history.reports, history.readings, history.verdicts, passages)
    context = {
        "person": row,
        "journey": getattr(row, "journey", None),
        "certificates": [
            {"row": one, "expired": one.valid_until is not None and one.valid_until < clock.today()}
            for one in row.certificates.order_by("-created_at")
        ],
        "phones": list(row.phone_sessions.filter(revoked_at=None).order_by("-last_seen_at")),
        "standing": screening.standing(row) if row.status == "active" else None,
        "history": history,
        "open_flags": screening.flags(actor, state="open", person=row.pk).count(),
        "open_holds": subject.open_holds,
        "passages": [described(line) for line in passages],
        "consents": screening.consents(row),
        "openings": queries.openings(row),
        "choices": moves.choices(subject),
        "can_edit": permissions.can_manage_people(actor, row.enterprise_id),
        "can_open": permissions.can_open_values(actor, row),
        "more": not every and any(len(kind) == LATEST for kind in kinds),
    }
    return render(request, "desk/person.html", context)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, person_id: UUID, name: str) -> HttpResponse:
    """One move's own page: what it does, what it asks, and the button. Refused now: the reason stands there."""
    actor = actor_of(request)
    chosen = moves.MOVES.get(name)
    if chosen is None:
        raise NotFound("move", _("没有这一步。"))
    row = queries.person(actor, person_id)
    subject = moves.Subject(row, actor, list(screening.history(actor, row, limit=50).holds))
    refusal = None
    try:
        chosen.check(subject)
    except (Conflict, NotAllowed) as fault:
        refusal = fault
    form = chosen.form_for(subject, request.POST if request.method == "POST" else None)
    if request.method == "POST" and refusal is None and form.is_valid():
        try:
            chosen.act(subject, form.cleaned_data)
        except (Conflict, NotAllowed) as fault:
            refusal = fault
        except Invalid as fault:
            form.take(fault)
        else:
            messages.success(request, str(chosen.done))
            return redirect("desk:person", row.pk)
    context = {
        "person": row,
        "move": chosen,
        "form": form,
        "refusal": refusal,
        "standing": screening.standing(row) if row.status == "active" else None,
    }
    status = 200
    if request.method == "POST":
        status = refusal.status if refusal else 422
    return render(request, "desk/move.html", context, status=status)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
@never_cache
def open_values(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Opens masked values with a reason; they are shown this once and nowhere kept."""
    actor = actor_of(request)
    row = queries.person(actor, person_id)
    permissions.check_can_open_values(actor, row)
    form = OpenForm(request.POST or None)
    values: list[tuple[Any, str]] = []
    if request.method == "POST" and form.is_valid():
        wanted = tuple(form.cleaned_data["fields_wanted"])
        try:
            opened = actions.open_values(
                person=row, by=actor, reason=form.cleaned_data["reason"], fields=wanted
            )
        except (Invalid, NotAllowed) as fault:
            form.take(fault)
        else:
            values = [(OPENABLE[name], opened[name]) for name in wanted]
    context = {"person": row, "form": form, "values": values, "reason": request.POST.get("reason", "")}
    response = render(request, "desk/open_values.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@open_to("epidemic_officer", "principal")
@require_POST
def remove_certificate(request: HttpRequest, person_id: UUID, certificate_id: UUID) -> HttpResponse:
    """Takes away a certificate that was entered by mistake."""
    actor = actor_of(request)
    row = queries.person(actor, person_id)
    certificate = row.certificates.filter(pk=certificate_id).first()
    if certificate is None:
        messages.info(request, _("这份健康证明已经不在了。"))
        return redirect("desk:person", row.pk)
    return press(
        request,
        lambda: actions.remove_certificate(certificate=certificate, by=actor),
        _("健康证明已删除，结论已重新判定。删错了，再添加一次。"),
        "desk:person",
        row.pk,
    )
