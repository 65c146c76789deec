"""The record of the gates: who came and went and why, searched; notes on it and counter-entries (G8)."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Invalid
from fugong.core.web import exports
from fugong.core.web.forms import REQUIRED, PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk import words
from fugong.doors.desk.forms import attempt
from fugong.doors.desk.gates import DIRECTIONS, MARKS, VERDICTS, described
from fugong.gates import actions, permissions, queries
from fugong.gates.queries import visits as visit_queries

MOST_EXPORTED = 20_000
ALL = ("", gettext_lazy("全部"))
NOTE_ID = "note_%s"
"""Two forms on one page: their fields need ids of their own."""

WHY = {
    "second_reading": gettext_lazy("复测正常"),
    "data_late": gettext_lazy("资料没更新，本人已核实"),
    "emergency": gettext_lazy("紧急情况"),
    "officer_said": gettext_lazy("防疫专员电话同意"),
    "other": pgettext_lazy("reason", "其他原因"),
}
DECIDERS = {
    "guard": gettext_lazy("门卫本人"),
    "epidemic_officer": gettext_lazy("防疫专员"),
    "principal": gettext_lazy("企业负责人"),
}
CORRECTIONS = {
    "void": gettext_lazy("没有这回事（误扫、重复记）"),
    "turned": gettext_lazy("方向记反了"),
    "missed": gettext_lazy("漏记，补记"),
}
LOOKED_AT = {
    "override": gettext_lazy("判定不过仍放行"),
    "corrected": gettext_lazy("有更正的"),
    "flagged": gettext_lazy("有标记的"),
}


class RecordFilter(PlainForm):
    """What of the record is shown; the address holds it, but for whom or what was searched."""

    day = forms.DateField(
        required=False, label=gettext_lazy("从"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label=gettext_lazy("到"), widget=forms.DateInput(attrs={"type": "date"})
    )
    gate = forms.ChoiceField(required=False, label=gettext_lazy("地点"))
    direction = forms.ChoiceField(
        required=False, label=gettext_lazy("方向"), choices=[ALL, *DIRECTIONS.items()]
    )
    verdict = forms.ChoiceField(required=False, label=gettext_lazy("结果"), choices=[ALL, *VERDICTS.items()])
    reason = forms.ChoiceField(
        required=False, label=gettext_lazy("原因"), choices=[ALL, *words.REASONS.items()]
    )
    mark = forms.ChoiceField(
        required=False,
        label=gettext_lazy("标记"),
        choices=[
            ALL,
            *LOOKED_AT.items(),
            *((name, word) for name, word in MARKS.items() if name != "joined"),
        ],
    )

    def __init__(self, data: Any, *, actor: Any) -> None:
        super().__init__(data)
        gates = [(f"gate:{one.pk}", one.name) for one in queries.checkpoints(actor)]
        devices = [
            (f"device:{one.pk}", f"{one.checkpoint.name} · {one.name}") for one in queries.devices(actor)
        ]
        field: Any = self.fields["gate"]
        field.choices = [ALL, *gates, (_("设备"), devices)] if devices else [ALL, *gates]

    def wanted(self) -> dict[str, Any]:
        """Keyword arguments of `queries.record`; what cannot be is left out, and said at its field."""
        self.is_valid()
        data = self.cleaned_data
        first: date | None = data.get("day")
        last: date | None = data.get("until") or first
        kind, _colon, place = data.get("gate", "").partition(":")
        return {
            "start": clock.day_start(first) if first else None,
            "end": clock.day_end(last) if last else None,
            "checkpoint_id": UUID(place) if kind == "gate" else None,
            "device_id": UUID(place) if kind == "device" else None,
            **{name: data.get(name, "") for name in ("direction", "verdict", "reason", "mark")},
        }


class CorrectForm(PlainForm):
    """What is wrong with a passage."""

    kind = forms.ChoiceField(
        label=gettext_lazy("哪里记错了"),
        choices=[(one, CORRECTIONS[one]) for one in ("void", "turned")],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择哪里记错了。")},
    )
    why = forms.CharField(
        label=gettext_lazy("为什么更正"), max_length=200, error_messages={"required": REQUIRED}
    )


class NoteForm(PlainForm):
    """Why somebody was let in against the verdict."""

    why = forms.ChoiceField(
        label=gettext_lazy("为什么放行"), choices=list(WHY.items()), error_messages={"required": REQUIRED}
    )
    text = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)
    decided_by = forms.ChoiceField(
        label=gettext_lazy("谁决定的"), choices=list(DECIDERS.items()), error_messages={"required": REQUIRED}
    )
    decided_name = forms.CharField(label=gettext_lazy("决定人姓名"), max_length=40, required=False)


class MissedForm(PlainForm):
    """A passage nobody recorded."""

    who = forms.CharField(
        label=gettext_lazy("谁：工号、姓名或手机号，要写全"),
        max_length=40,
        error_messages={"required": REQUIRED},
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("方向"),
        choices=[("out", DIRECTIONS["out"]), ("in", DIRECTIONS["in"])],
        error_messages={"required": REQUIRED},
    )
    gate = forms.ChoiceField(label=pgettext_lazy("pages", "门岗"), error_messages={"required": REQUIRED})
    at = forms.DateTimeField(
        label=gettext_lazy("时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": REQUIRED},
    )
    why = forms.CharField(
        label=gettext_lazy("为什么补记"), max_length=200, error_messages={"required": REQUIRED}
    )

    def __init__(self, *given: Any, actor: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        field: Any = self.fields["gate"]
        field.choices = [(str(one.pk), one.name) for one in queries.checkpoints(actor)]


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def passages(request: HttpRequest) -> HttpResponse:
    """Who came and went, the newest first. A search is posted: names, numbers and plates stand in no address."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    text = request.POST.get("q", "").strip()[:40]
    form = RecordFilter(request.GET, actor=actor)
    before = request.POST.get("before", "") or request.GET.get("before", "")
    page = queries.record(actor, text=text, before=before, **form.wanted())
    older = request.GET.copy()
    older["before"] = page.cursor
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "form": form,
        "text": text,
        "rows": [shown(one) for one in page.items],
        "cursor": page.cursor,
        "older": older.urlencode(),
        "query": query.urlencode(),
        "looked_to": page.looked_to,
        "inside": queries.inside(actor.enterprise_id),
        "first_page": not before,
        "can_manage": permissions.can_manage(actor, actor.enterprise_id),
    }
    return render(request, "desk/passages.html", context)


@open_to("epidemic_officer", "principal")
@require_GET
def export_passages(request: HttpRequest) -> HttpResponse:
    """What is seen, as a workbook."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    wanted = RecordFilter(request.GET, actor=actor).wanted()
    page = queries.record(actor, limit=MOST_EXPORTED, **wanted)
    headings = [
        _("时间"), _("门岗"), _("方向"), _("姓名"), _("工号"), _("班组"), _("体温"), _("结果"), _("系统判定"),
        _("原因"), _("标记"), _("放行说明"), _("更正"),
    ]  # fmt: skip
    rows = (
        [
            one.line.happened_at, one.line.checkpoint, said["direction"], one.who, one.line.job_number,
            one.line.team, one.line.celsius, said["verdict"], VERDICTS[one.line.server_verdict], said["why"],
            _("、").join(map(str, said["marks"])), said["note"], said["correction"],
        ]
        for one, said in ((one, shown(one)) for one in page.items)
    )  # fmt: skip
    return exports.workbook(f"{_('进出记录')}-{clock.today():%Y%m%d}", headings, rows)


@open_to("epidemic_officer", "principal")
@require_GET
def passage(request: HttpRequest, passage_id: UUID) -> HttpResponse:
    """One passage with all that is known of it, and what may be added."""
    return _page(request, passage_id, CorrectForm(), NoteForm(auto_id=NOTE_ID))


@open_to("epidemic_officer")
@require_POST
def correct_passage(request: HttpRequest, passage_id: UUID) -> HttpResponse:
    """A counter-entry; the passage stays."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.passage_row(actor, passage_id)
    form = CorrectForm(request.POST)

    def correct(data: dict[str, Any]) -> None:
        actions.correct_passage(passage=row, by=actor, kind=data["kind"], why=data["why"])

    if attempt(request, form, correct, _("已更正。原来的记录还在，不再计数。")):
        return redirect("desk:passage", passage_id)
    return _page(request, passage_id, form, NoteForm(auto_id=NOTE_ID), status=422)


@open_to("epidemic_officer")
@require_POST
def note_passage(request: HttpRequest, passage_id: UUID) -> HttpResponse:
    """Why somebody was let in, said afterwards."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    row = queries.passage_row(actor, passage_id)
    form = NoteForm(request.POST, auto_id=NOTE_ID)

    def note(data: dict[str, Any]) -> None:
        actions.note_passage(passage=row, by=actor, **data)

    if attempt(request, form, note, _("已记下为什么放行。")):
        return redirect("desk:passage", passage_id)
    return _page(request, passage_id, CorrectForm(), form, status=422)


@open_to("epidemic_officer")
@require_http_methods(["GET", "POST"])
def missed(request: HttpRequest) -> HttpResponse:
    """A passage that nobody recorded, such as a way home without a scan."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    now = clock.now().astimezone(clock.SITE_ZONE)
    form = MissedForm(request.POST or None, actor=actor, initial={"at": now, "direction": "out"})
    made: list[Any] = []

    def add(data: dict[str, Any]) -> None:
        made.append(
            actions.add_missed(
                enterprise=directory.enterprise_of(actor),
                by=actor,
                who=_only(actor, data["who"]),
                checkpoint=queries.checkpoint(actor, UUID(data["gate"])),
                direction=data["direction"],
                at=data["at"],
                why=data["why"],
            )
        )

    if request.method == "POST" and attempt(request, form, add, _("已补记。")):
        return redirect("desk:passage", made[0].counter_id)
    return render(request, "desk/missed.html", {"form": form}, status=422 if form.errors else 200)


def _only(actor: Any, text: str) -> Any:
    """The one worker or visitor a text names; Invalid for none and for several."""
    found = [*directory.find_people(actor, text)[:2], *visit_queries.find_visits(actor, text)[:2]]
    if not found:
        raise Invalid("who", _("没有找到这个人。工号、姓名、手机号都要写全。"), field="who")
    if len(found) > 1:
        raise Invalid("who", _("找到不止一个人。请写工号或手机号。"), field="who")
    return found[0]


def shown(one: Any) -> dict[str, Any]:
    """A line of the record in words."""
    note = correction = ""
    if one.note:
        note = _("；").join(
            str(part)
            for part in (
                WHY.get(one.note.why, one.note.why),
                one.note.text,
                _("{who}决定").format(who=one.note.decided_name or DECIDERS.get(one.note.decided_by, "")),
            )
            if part
        )
    if one.correction:
        correction = _("{what}：{why}").format(
            what=CORRECTIONS.get(one.correction.kind, one.correction.kind), why=one.correction.why
        )
    return described(one.line) | {
        "one": one,
        "note": note,
        "correction": correction,
        "taken_back": one.correction is not None and not one.correction.stands,
    }


def _page(
    request: HttpRequest, passage_id: UUID, correct: PlainForm, note: PlainForm, status: int = 200
) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    one = queries.passage(actor, passage_id)
    can_manage = permissions.can_manage(actor, actor.enterprise_id)
    context = {
        "row": shown(one),
        "said": VERDICTS[one.line.server_verdict],
        "device": next((row for row in queries.devices(actor) if row.pk == one.device_id), None),
        "names": directory.account_names(actor),
        "corrections": CORRECTIONS,
        "correct": correct if can_manage and (one.correction is None or correct.is_bound) else None,
        "note": note if can_manage and one.is_override else None,
    }
    return render(request, "desk/passage.html", context, status=status)
