"""Reports that may not be truthful: a quiet list for the officer, who talks to the person and says what came of it (G9)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web import exports, paging, say
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import actions as directory_actions
from fugong.directory import queries as directory
from fugong.doors.desk import words
from fugong.doors.desk.filters import ALL, team_choices
from fugong.doors.desk.forms import REQUIRED, attempt, ids_of, press
from fugong.doors.desk.gates import described
from fugong.gates import queries as gates
from fugong.screening import actions, choices, permissions, queries

PAGE = 50
MOST_EXPORTED = 10_000
EVIDENCE = 40
"""How many of the person's reports stand beside a flag."""

KEYS = (paging.Key("pk", down=True),)
STATES = {"open": gettext_lazy("待了解"), "settled": gettext_lazy("已处理"), "all": gettext_lazy("全部")}


class FlagFilter(PlainForm):
    """What of the flags is shown; the address holds it. The open ones unless it says otherwise."""

    state = forms.ChoiceField(required=False, label=gettext_lazy("状态"), choices=list(STATES.items()))
    kind = forms.ChoiceField(required=False, label=gettext_lazy("事项"))
    team = forms.ChoiceField(required=False, label=gettext_lazy("班组"))
    since = forms.DateField(
        required=False, label=gettext_lazy("从哪天起"), widget=forms.DateInput(attrs={"type": "date"})
    )
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, actor: Any) -> None:
        super().__init__(data)
        pack, _own = queries.pack_of(directory.enterprise_of(actor))
        kinds = [(kind, say.text(title)) for kind, title in queries.flag_kinds(pack).items()]
        self.fields["kind"].choices = [("", ALL), *kinds]  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", ALL), *team_choices(actor, none=False)]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """Keyword arguments of `queries.flags`; what cannot be is left out, and said at its field."""
        self.is_valid()
        data = self.cleaned_data
        state = data.get("state") or "open"
        return {
            "state": "" if state == "all" else state,
            "kind": data.get("kind", ""),
            "team": UUID(data["team"]) if data.get("team") else None,
            "since": data.get("since"),
            "person": data.get("person"),
        }


class SettleForm(PlainForm):
    """What came of a flag."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("处理结果"),
        choices=[(code, words.OUTCOMES[code]) for code in choices.OUTCOMES],
        widget=forms.RadioSelect,
        error_messages={"required": REQUIRED},
    )
    note = forms.CharField(
        required=False,
        label=gettext_lazy("备注"),
        help_text=gettext_lazy(
            "加密保存。防疫专员和企业负责人看得到，本人依法查询、下载自己的信息时也看得到。"
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )


@open_to("epidemic_officer", "principal")
@require_GET
def flags(request: HttpRequest) -> HttpResponse:
    """The flags, the newest first, and the new devices about which nobody has said yes or no."""
    actor = actor_of(request)
    form = FlagFilter(request.GET, actor=actor)
    wanted = form.wanted()
    page = paging.page(
        queries.flags(actor, **wanted),
        KEYS,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
    )
    person = wanted["person"]
    context = {
        "form": form,
        "rows": [queries.flag_line(row) for row in page.rows],
        "page": page,
        "query": _without_place(request),
        "filtered": any(request.GET.get(name) for name in ("kind", "team", "since", "person")),
        "only_open": wanted["state"] == "open",
        "person": directory.person(actor, person) if person else None,
        "phones": directory.new_phones(actor),
    }
    return render(request, "desk/flags.html", context)


def _without_place(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return query.urlencode()


@open_to("epidemic_officer", "principal")
@require_GET
def export_flags(request: HttpRequest) -> HttpResponse:
    """What is seen, as a workbook."""
    actor = actor_of(request)
    wanted = FlagFilter(request.GET, actor=actor).wanted()
    found = queries.flags(actor, **wanted).order_by("-pk")[:MOST_EXPORTED]
    headings = [
        _("日期"),
        _("姓名"),
        _("工号"),
        _("班组"),
        _("事项"),
        _("看到了什么"),
        _("状态"),
        _("处理结果"),
        _("备注"),
        _("处理时间"),
    ]
    rows = (
        [
            one.day,
            one.name,
            one.job_number,
            one.team,
            say.text(one.title),
            say.text(one.why),
            STATES[one.state],
            words.OUTCOMES.get(one.outcome, one.outcome),
            one.note,
            one.settled_at,
        ]
        for one in map(queries.flag_line, found)
    )
    return exports.workbook(f"{_('如实申报')}-{clock.today():%Y%m%d}", headings, rows)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def flag(request: HttpRequest, flag_id: UUID) -> HttpResponse:
    """One flag beside the reports it rests on, and what came of it."""
    actor = actor_of(request)
    row = queries.flag(actor, flag_id)
    form = SettleForm(request.POST or None)

    def settle(data: dict[str, Any]) -> None:
        actions.settle_flag(flag=row, by=actor, outcome=data["outcome"], note=data["note"])

    if request.method == "POST" and attempt(request, form, settle, _("已记下处理结果。")):
        return redirect("desk:flags")
    line = queries.flag_line(row)
    history = queries.history(actor, row.person, limit=EVIDENCE)
    passages = [one for one in gates.passages_of(row.person, limit=EVIDENCE) if one.celsius is not None]
    names = directory.account_names(actor)
    waiting = [one for one in directory.new_phones(actor) if one.person_id == row.person_id]
    context = {
        "form": form,
        "flag": line,
        "person": row.person,
        "reports": [
            _shown(one, row) for one in history.reports if one.kind == "daily" and one.for_day <= row.day
        ],
        "passages": [described(one) for one in passages if clock.day_of(one.happened_at) == row.day],
        "phones": waiting if line.kind == choices.NEW_DEVICE else [],
        "settled_by": names.get(line.settled_by, "") if line.settled_by else "",
        "can_settle": permissions.can_settle_flag(actor, row),
    }
    return render(request, "desk/flag.html", context, status=422 if form.errors else 200)


def _shown(report: Any, flag: Any) -> dict[str, Any]:
    """A report with the second it came, for that may be what is odd."""
    at = report.recorded_at.astimezone(clock.SITE_ZONE)
    return {
        "report": report,
        "time": f"{at:%H:%M:%S}",
        "measured": next((say.text(one.answer) for one in report.answers if one.measured), ""),
        "device": words.DEVICES.get(report.device, ""),
        "of_the_day": report.for_day == flag.day,
    }


@open_to("epidemic_officer", "principal")
@require_POST
def answer_phone(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Whether a new device is the worker's own."""
    actor = actor_of(request)
    phone = directory.phone(actor, session_id)
    own = request.POST.get("own") == "yes"
    done = _("已确认是本人的手机。") if own else _("已作废这部手机的登记，它报过的仍保留。")
    back = ids_of([request.POST.get("flag", "")])
    return press(
        request,
        lambda: directory_actions.answer_phone(session=phone, by=actor, own=own),
        done,
        "desk:flag" if back else "desk:flags",
        *back,
    )
