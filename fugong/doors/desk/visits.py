"""Visitors and drivers: who comes, to whom, why; who is inside past the time; the poster at the gate (G8)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Fault, Invalid, NotFound
from fugong.core.web import exports
from fugong.core.web.forms import REQUIRED, PlainForm
from fugong.core.web.paging import Key, page
from fugong.core.web.questions import in_words
from fugong.directory import queries as directory
from fugong.doors.desk import words
from fugong.doors.desk.forms import attempt, press, qr_image
from fugong.doors.desk.gates import described as passage_in_words
from fugong.gates import actions, permissions, visiting
from fugong.gates import queries as gates
from fugong.gates.queries import visits as queries
from fugong.packs import load

A_PAGE = 50
MOST_EXPORTED = 10_000
STATES = {
    visiting.OVERDUE: gettext_lazy("超时未离开"),
    visiting.INSIDE: gettext_lazy("在厂"),
    visiting.WAITING: gettext_lazy("等答复"),
    visiting.EXPECTED: gettext_lazy("待到"),
    visiting.LEFT: gettext_lazy("已离开"),
    visiting.REFUSED: gettext_lazy("没有同意"),
    visiting.CANCELLED: gettext_lazy("已取消"),
    visiting.MISSED: gettext_lazy("没有来"),
}
KINDS = {
    visiting.VISITOR: gettext_lazy("来访"),
    visiting.DRIVER: gettext_lazy("送货、提货司机"),
    visiting.CONTRACTOR: gettext_lazy("施工、维修"),
}
WAYS = {
    visiting.INVITED: gettext_lazy("提前邀请"),
    visiting.BY_POSTER: gettext_lazy("门岗扫码登记"),
    visiting.BY_GUARD: gettext_lazy("门卫登记"),
}
ANSWERS = {
    visiting.WAITING: gettext_lazy("等答复"),
    visiting.YES: gettext_lazy("同意"),
    visiting.NO: gettext_lazy("不同意"),
}
OPENABLE = {
    "name": gettext_lazy("姓名"),
    "phone": gettext_lazy("手机号"),
    "employer": gettext_lazy("工作单位"),
    "origin": gettext_lazy("来源地"),
    "purpose": gettext_lazy("事由"),
}


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


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def visits(request: HttpRequest) -> HttpResponse:
    """Today's visitors, what wants an act first. A search is posted: names and numbers stand in no address."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    text = request.POST.get("q", "")[:40]
    form = VisitFilter(request.GET)
    keys = (Key("expected_from", down=True), Key("pk", down=True))
    shown = page(
        form.rows(actor, text),
        keys,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=A_PAGE,
    )
    now = clock.now()
    order = {state: place for place, state in enumerate(visiting.STATES)}
    rows = sorted((described(row, now) for row in shown.rows), key=lambda one: order[one["state"]])
    counts = queries.counts(actor, clock.today())
    context = {
        "form": form,
        "rows": rows,
        "page": shown,
        "text": text,
        "counts": [(state, STATES[state], counts[state]) for state in visiting.STATES if counts[state]],
        "query": request.GET.urlencode(),
        "can_manage": permissions.can_manage(actor, actor.enterprise_id),
    }
    return render(request, "desk/visits.html", context)


@open_to("epidemic_officer", "principal")
@require_GET
def export_visits(request: HttpRequest) -> HttpResponse:
    """What is seen, as a workbook; names and numbers masked as on the page."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    rows = VisitFilter(request.GET).rows(actor).order_by("-expected_from")[:MOST_EXPORTED]
    headings = [
        _("来访人"), _("种类"), _("手机号"), _("工作单位"), _("事由"), _("接待人"), _("到达"), _("离开"),
        _("进厂时间"), _("出厂时间"), _("答复"), _("健康登记"), _("状态"),
    ]  # fmt: skip
    lines = (
        [
            str(row.name), KINDS.get(row.kind, row.kind), str(row.phone), row.employer.reveal(),
            row.purpose.reveal(), queries.host_name(row), row.expected_from, row.expected_until, row.arrived_at,
            row.left_at, ANSWERS[row.answer], health(row), STATES[visiting.state_of(row, now)],
        ]
        for row in rows
    )  # fmt: skip
    return exports.workbook(f"{_('来访登记')}-{clock.today():%Y%m%d}", headings, lines)


@open_to("epidemic_officer", "principal")
@require_GET
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One visit: where it stands and what can be done, who and why, health, passages."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.visit(actor, visit_id)
    return render(request, "desk/visit.html", _detail(actor, row))


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """An invitation; the link is shown at once, and only this once."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    form = InviteForm(request.POST or None, initial={"since": start, "until": start + timedelta(hours=2)})
    made: list[Any] = []

    def create(data: dict[str, Any]) -> None:
        guest = actions.Guest(
            name=data["name"], phone=data["phone"], employer=data["employer"], purpose=data["purpose"],
            kind=data["kind"],
        )  # fmt: skip
        made.extend(
            actions.invite(
                enterprise=directory.enterprise_of(actor), by=actor, guest=guest, stay=form.stay(),
                host=_host(actor, data["host"]),
            )
        )  # fmt: skip

    if request.method == "POST" and attempt(request, form, create, _("已邀请。把链接发给来访人。")):
        return link_page(request, *made)
    return render(request, "desk/visit_invite.html", {"form": form}, status=422 if form.errors else 200)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
@never_cache
def edit_visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Other times, another reason, another host."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.visit(actor, visit_id)
    initial = {
        "since": row.expected_from,
        "until": row.expected_until,
        "again": row.again,
        "escort": row.escort.reveal(),
        "purpose": row.purpose.reveal(),
        "host": row.host.job_number if row.host else "",
    }
    form = CorrectForm(request.POST or None, initial=initial)

    def correct(data: dict[str, Any]) -> None:
        actions.correct_visit(
            visit=row, by=actor, stay=form.stay(), purpose=data["purpose"], host=_host(actor, data["host"])
        )

    if request.method == "POST" and attempt(request, form, correct, _("已更正。")):
        return redirect("desk:visit", row.pk)
    context = {"form": form, "visit": row}
    return render(request, "desk/visit_edit.html", context, status=422 if form.errors else 200)


@open_to("epidemic_officer", "principal")
@require_POST
def answer_visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Yes or no in the host's place."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.visit(actor, visit_id)
    yes = request.POST.get("answer") == "yes"
    return press(
        request,
        lambda: actions.answer_visit(visit=row, by=actor, yes=yes, why=request.POST.get("why", "")),
        _("已同意。来访人的手机上马上有通行码。") if yes else _("已答复不同意，来访人会看到原因。"),
        "desk:visit",
        row.pk,
    )


@open_to("epidemic_officer", "principal")
@require_POST
def cancel_visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """End a visit; its pass is void at once."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.visit(actor, visit_id)
    return press(
        request,
        lambda: actions.cancel_visit(visit=row, by=actor, why=request.POST.get("why", "")),
        _("已取消，通行码作废。"),
        "desk:visit",
        row.pk,
    )


@open_to("epidemic_officer", "principal")
@require_POST
def visit_link(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Another link for the visitor."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.visit(actor, visit_id)
    try:
        secret = actions.renew_link(visit=row, by=actor)
    except Fault as fault:
        messages.error(request, fault.text)
        return redirect("desk:visit", row.pk)
    return link_page(request, row, secret)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
@never_cache
def open_visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Opens masked values with a reason; they are shown this once and nowhere kept."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.visit(actor, visit_id)
    form = ReasonForm(request.POST or None)
    values: list[tuple[Any, str]] = []

    def act(data: dict[str, Any]) -> None:
        opened = actions.open_visit(visit=row, by=actor, reason=data["reason"])
        values.extend((OPENABLE[name], value) for name, value in opened.items())

    if request.method == "POST":
        attempt(request, form, act, _("已打开，这次查看已记录。"))
    context = {"visit": row, "form": form, "values": values}
    response = render(request, "desk/visit_open.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@open_to("epidemic_officer", "principal")
@require_GET
def gate_posters(request: HttpRequest) -> HttpResponse:
    """The papers at the gate that visitors scan: one for the enterprise, one for each entrance."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    made = {row.checkpoint_id: row for row in queries.posters(actor)}
    places = [(None, made.get(None))] + [
        (one, made.get(one.pk)) for one in gates.checkpoints(actor) if one.closed_at is None
    ]
    context = {"places": places, "can_manage": permissions.can_manage(actor, actor.enterprise_id)}
    return render(request, "desk/gate_posters.html", context)


@open_to("epidemic_officer")
@require_POST
def make_gate_poster(request: HttpRequest) -> HttpResponse:
    """Make the paper of an entrance, or give it another code."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if old := request.POST.get("rotate"):
        row = queries.poster(actor, _uuid(old))
        done = _("海报已换新，旧海报立即失效。请重新打印张贴。")
        return press(
            request, lambda: actions.rotate_poster(poster=row, by=actor), done, "desk:gate_poster", row.pk
        )
    place = request.POST.get("checkpoint")
    checkpoint = gates.checkpoint(actor, _uuid(place)) if place else None
    row = actions.make_poster(enterprise=directory.enterprise_of(actor), by=actor, checkpoint=checkpoint)
    return redirect("desk:gate_poster", row.pk)


@open_to("epidemic_officer", "principal")
@require_GET
def gate_poster(request: HttpRequest, poster_id: UUID) -> HttpResponse:
    """One of these papers as it prints."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.poster(actor, poster_id)
    address = request.build_absolute_uri(reverse("phone:at_gate", args=[row.secret]))
    context = {
        "poster": row,
        "enterprise": row.enterprise,
        "address": address,
        "qr": qr_image(address, error="q"),
        "can_manage": permissions.can_manage(actor, row.enterprise_id),
    }
    return render(request, "desk/gate_poster.html", context)


class TimesForm(PlainForm):
    """When, how often, and who goes along."""

    since = forms.DateTimeField(
        label=gettext_lazy("几点到"),
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
        ),
        error_messages={"required": REQUIRED, "invalid": gettext_lazy("请选择日期和时间。")},
    )
    until = forms.DateTimeField(
        label=gettext_lazy("几点离开"),
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
        ),
        error_messages={"required": REQUIRED, "invalid": gettext_lazy("请选择日期和时间。")},
    )
    again = forms.BooleanField(required=False, label=gettext_lazy("期间可以多次进出"))
    escort = forms.CharField(required=False, max_length=30, label=gettext_lazy("谁陪同"))
    purpose = forms.CharField(
        max_length=200, label=gettext_lazy("来做什么"), error_messages={"required": REQUIRED}
    )
    host = forms.CharField(required=False, max_length=30, label=gettext_lazy("接待人工号"))

    def stay(self) -> actions.Stay:
        """As the action takes it."""
        data = self.cleaned_data
        return actions.Stay(data["since"], data["until"], again=data["again"], escort=data["escort"])


class CorrectForm(TimesForm):
    """What may be corrected of a visit."""


class InviteForm(TimesForm):
    """Who comes, beside the times."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=list(KINDS.items()))
    name = forms.CharField(
        max_length=30, label=gettext_lazy("来访人姓名"), error_messages={"required": REQUIRED}
    )
    phone = forms.CharField(required=False, max_length=20, label=gettext_lazy("手机号"))
    employer = forms.CharField(required=False, max_length=60, label=gettext_lazy("工作单位"))
    field_order = (
        "kind",
        "name",
        "phone",
        "employer",
        "purpose",
        "host",
        "since",
        "until",
        "again",
        "escort",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].help_text = _("不填就是您自己接待")
        self.fields["phone"].help_text = _("没有填的，由来访人自己填")


class ReasonForm(PlainForm):
    """Why masked values are opened."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("会记录下来。例如：通知其就医。"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明理由。")},
    )


def link_page(request: HttpRequest, row: Any, secret: str) -> HttpResponse:
    """The invitation's QR and address; shown this once and not kept."""
    address = request.build_absolute_uri(reverse("phone:visitor", args=[secret]))
    response = render(
        request, "desk/visit_link.html", {"visit": row, "address": address, "qr": qr_image(address)}
    )
    response["Cache-Control"] = "no-store"
    return response


def described(row: Any, now: Any) -> dict[str, Any]:
    """A visit in words."""
    state = visiting.state_of(row, now)
    return {
        "visit": row,
        "state": state,
        "word": STATES[state],
        "kind": KINDS.get(row.kind, row.kind),
        "host": queries.host_name(row),
        "health": health(row),
        "employer": row.employer.reveal(),
        "purpose": row.purpose.reveal(),
    }


def health(row: Any) -> str:
    """Today's verdict on a visitor: the word, and the reason where it is not clear."""
    if row.filled_for is None:
        return _("没填")
    if row.filled_for != clock.today() and row.left_at is None:
        return _("今天还没填")
    if visiting.lets_in(row.verdict or None):
        return str(words.VERDICTS["clear"])
    return str(words.REASONS.get(row.reason, row.reason))


def _detail(actor: Any, row: Any) -> dict[str, Any]:
    now = clock.now()
    questionnaire = load(row.enterprise.pack).questionnaires[visiting.QUESTIONNAIRE]
    records = queries.records_of(row)
    names = directory.account_names(actor)
    answered_by = str(row.answered_name) or (names.get(row.answered_by, "") if row.answered_by else "")
    if not answered_by and row.host_id and row.answered_by == row.host_id:
        answered_by = queries.host_name(row)
    state = visiting.state_of(row, now)
    return {
        **described(row, now),
        "way": WAYS.get(row.way, row.way),
        "answer": ANSWERS[row.answer],
        "answered_by": answered_by,
        "why": row.answer_why.reveal() or row.cancel_why.reveal(),
        "told": in_words(questionnaire, records[-1]["answers"], row.filled_for) if records else [],
        "passages": [passage_in_words(line) for line in gates.passages_of_visit(row)],
        "openings": [
            (one, names.get(one.by_id, "") if one.by_id else "") for one in queries.openings_of(row)
        ],
        "host_phone": row.host.phone.reveal() if row.host else "",
        "is_open": state in (visiting.WAITING, visiting.EXPECTED, visiting.INSIDE, visiting.OVERDUE),
    }


def _host(actor: Any, job_number: str) -> Any:
    """The worker of a job number; None where none is given. Raises NotFound."""
    number = job_number.strip()
    if not number:
        return None
    found = directory.people(actor).filter(job_number__iexact=number, status="active").first()
    if found is None:
        raise Invalid("host", _("没有工号是“{given}”的在册职工。").format(given=number), field="host")
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("poster", _("没有这张海报。")) from None
