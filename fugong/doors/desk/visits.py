"""Visitors and drivers: who comes, to whom, why; the host's answer; who is inside past the time (G8)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Fault
from fugong.core.web import exports
from fugong.core.web.actors import actor_of, enterprise_id_of
from fugong.core.web.paging import Key, page
from fugong.core.web.questions import in_words
from fugong.directory import queries as directory
from fugong.doors.desk import words
from fugong.doors.desk.forms import attempt, press
from fugong.doors.desk.gates import described as passage_in_words
from fugong.doors.desk.visit_forms import InviteForm, ReasonForm, VisitFilter, VisitForm
from fugong.doors.desk.visit_papers import link_page
from fugong.gates import actions, permissions, visiting
from fugong.gates import queries as gates
from fugong.gates.queries import visits as queries
from fugong.gates.visit_words import ANSWERS, KINDS, STATES, WAYS, refused_at
from fugong.packs import load

A_PAGE = 50
MOST_EXPORTED = 10_000
OPENABLE = {
    "name": gettext_lazy("姓名"),
    "phone": gettext_lazy("手机号"),
    "employer": gettext_lazy("工作单位"),
    "origin": gettext_lazy("来源地"),
    "purpose": gettext_lazy("事由"),
}


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def visits(request: HttpRequest) -> HttpResponse:
    """Today's visitors, what wants an act first. A search is posted: names and numbers stand in no address."""
    actor = actor_of(request)
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
    order = {state: place for place, state in enumerate(visiting.STATES)}
    rows = sorted(described(shown.rows), key=lambda one: order[one["state"]])
    counts = queries.counts(actor, clock.today())
    context = {
        "form": form,
        "rows": rows,
        "page": shown,
        "text": text,
        "counts": [(state, STATES[state], counts[state]) for state in visiting.STATES if counts[state]],
        "query": request.GET.urlencode(),
        "can_manage": permissions.can_manage(actor, enterprise_id_of(request)),
    }
    return render(request, "desk/visits.html", context)


@open_to("epidemic_officer", "principal")
@require_GET
def export_visits(request: HttpRequest) -> HttpResponse:
    """What is seen, as a workbook; names and numbers masked as on the page."""
    actor = actor_of(request)
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
    actor = actor_of(request)
    row = queries.visit(actor, visit_id)
    return render(request, "desk/visit.html", _detail(actor, row))


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """An invitation; the link is shown at once, and only this once."""
    actor = actor_of(request)
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    initial = {"since": start, "until": start + timedelta(hours=2)}
    form = InviteForm(request.POST or None, by=actor, initial=initial)
    made: list[Any] = []

    def create(data: dict[str, Any]) -> None:
        enterprise = directory.enterprise_of(actor)
        made.extend(
            actions.invite(
                enterprise=enterprise, by=actor, guest=form.guest(), stay=form.stay(), host=data["host"]
            )
        )

    if request.method == "POST" and attempt(request, form, create, _("已邀请。把链接发给来访人。")):
        return link_page(request, *made)
    return render(request, "desk/visit_invite.html", {"form": form}, status=422 if form.errors else 200)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
@never_cache
def edit_visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Other times, another reason, another host."""
    actor = actor_of(request)
    row = queries.visit(actor, visit_id)
    initial = {
        "since": row.expected_from,
        "until": row.expected_until,
        "again": row.again,
        "escort": row.escort.reveal(),
        "areas": row.areas,
        "purpose": row.purpose.reveal(),
        "host": row.host.job_number if row.host else "",
    }
    form = VisitForm(request.POST or None, by=actor, initial=initial)

    def correct(data: dict[str, Any]) -> None:
        actions.correct_visit(
            visit=row, by=actor, stay=form.stay(), purpose=data["purpose"], host=data["host"]
        )

    if request.method == "POST" and attempt(request, form, correct, _("已更正。")):
        return redirect("desk:visit", row.pk)
    context = {"form": form, "visit": row}
    return render(request, "desk/visit_edit.html", context, status=422 if form.errors else 200)


@open_to("epidemic_officer", "principal")
@require_POST
def answer_visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Yes or no in the host's place."""
    actor = actor_of(request)
    row = queries.visit(actor, visit_id)
    yes, anyway = request.POST.get("answer") == "yes", bool(request.POST.get("anyway"))
    why = request.POST.get("why", "")
    return press(
        request,
        lambda: actions.answer_visit(visit=row, by=actor, yes=yes, why=why, anyway=anyway),
        _("已同意。来访人的手机上马上有通行码。") if yes else _("已答复不同意，来访人会看到原因。"),
        "desk:visit",
        row.pk,
    )


@open_to("epidemic_officer", "principal")
@require_POST
def cancel_visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """End a visit; its pass is void at once."""
    actor = actor_of(request)
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
    actor = actor_of(request)
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
    actor = actor_of(request)
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


def described(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Visits in words, with an earlier refusal of the day; of an overdue one for how long, and the host's number."""
    now, rows = clock.now(), list(rows)
    refused = queries.refusals(rows)
    return [_described(row, visiting.state_of(row, now), refused.get(row.pk)) for row in rows]


def _described(row: Any, state: str, refusal: Any) -> dict[str, Any]:
    overdue = state == visiting.OVERDUE
    return {
        "visit": row,
        "state": state,
        "word": STATES[state],
        "kind": KINDS.get(row.kind, row.kind),
        "host": queries.host_name(row),
        "host_phone": row.host.phone.reveal() if row.host else "",
        "health": health(row),
        "employer": row.employer.reveal(),
        "purpose": row.purpose.reveal(),
        "over_by": clock.now() - row.expected_until if overdue else None,
        "refused": refused_at(refusal.at, refusal.why) if refusal else "",
    }


def health(row: Any) -> str:
    """Today's verdict on a visitor: the word, and the reason where it is not clear."""
    if row.filled_for is None:
        return _("没填")
    if row.filled_for != clock.today() and row.left_at is None and not visiting.is_inside(row):
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
    (shown,) = described([row])
    return {
        **shown,
        "origin": row.origin.reveal(),
        "way": WAYS.get(row.way, row.way),
        "answer": ANSWERS[row.answer],
        "answered_by": answered_by,
        "why": row.answer_why.reveal() or row.cancel_why.reveal(),
        "told": in_words(questionnaire, records[-1]["answers"], row.filled_for) if records else [],
        "passages": [passage_in_words(line) for line in gates.passages_of_visit(row)],
        "openings": [
            (one, names.get(one.by_id, "") if one.by_id else "") for one in queries.openings_of(row)
        ],
        "vehicles": gates.lines_of_vehicles(gates.vehicles_of_visit(actor, row), actor),
        "is_open": state in (visiting.WAITING, visiting.EXPECTED, visiting.INSIDE, visiting.OVERDUE),
    }
