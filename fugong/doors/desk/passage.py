"""One passage with all that is known of it; notes on it, counter-entries, and one that nobody recorded (G8)."""

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
from fugong.core.errors import Invalid
from fugong.core.web.actors import actor_of, enterprise_id_of
from fugong.core.web.forms import REQUIRED, PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk.forms import attempt
from fugong.doors.desk.gates import DIRECTIONS
from fugong.doors.desk.record import CORRECTIONS, DECIDERS, WHY, shown
from fugong.gates import actions, choices, permissions, queries
from fugong.gates.fever_words import VERDICTS
from fugong.gates.queries import visits as visit_queries

NOTE_ID = "note_%s"
"""Two forms on one page: their fields need ids of their own."""


class CorrectForm(PlainForm):
    """What is wrong with a passage."""

    kind = forms.ChoiceField(
        label=gettext_lazy("哪里记错了"),
        choices=[(one, CORRECTIONS[one]) for one in ("void", "turned")],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择哪里记错了。")},
    )
    why = forms.CharField(
        label=gettext_lazy("为什么更正"),
        max_length=choices.LONGEST_WHY,
        error_messages={"required": REQUIRED},
    )


class NoteForm(PlainForm):
    """Why somebody was let in against the verdict."""

    why = forms.ChoiceField(
        label=gettext_lazy("为什么放行"), choices=list(WHY.items()), error_messages={"required": REQUIRED}
    )
    text = forms.CharField(label=gettext_lazy("说明"), max_length=choices.LONGEST_WHY, required=False)
    decided_by = forms.ChoiceField(
        label=gettext_lazy("谁决定的"), choices=list(DECIDERS.items()), error_messages={"required": REQUIRED}
    )
    decided_name = forms.CharField(
        label=gettext_lazy("决定人姓名"), max_length=choices.LONGEST_NAME, required=False
    )


class MissedForm(PlainForm):
    """A passage nobody recorded."""

    who = forms.CharField(
        label=gettext_lazy("谁：工号、姓名或手机号，要写全"),
        max_length=choices.LONGEST_NAME,
        error_messages={"required": REQUIRED},
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("方向"),
        choices=[("out", DIRECTIONS["out"]), ("in", DIRECTIONS["in"])],
        error_messages={"required": REQUIRED},
    )
    gate = forms.ChoiceField(label=gettext_lazy("门岗"), error_messages={"required": REQUIRED})
    at = forms.DateTimeField(
        label=gettext_lazy("时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": REQUIRED},
    )
    why = forms.CharField(
        label=gettext_lazy("为什么补记"),
        max_length=choices.LONGEST_WHY,
        error_messages={"required": REQUIRED},
    )

    def __init__(self, *given: Any, actor: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        field: Any = self.fields["gate"]
        field.choices = [(str(one.pk), one.name) for one in queries.checkpoints(actor)]


@open_to("epidemic_officer", "principal")
@require_GET
def passage(request: HttpRequest, passage_id: UUID) -> HttpResponse:
    """One passage with all that is known of it, and what may be added."""
    return _page(request, passage_id, CorrectForm(), NoteForm(auto_id=NOTE_ID))


@open_to("epidemic_officer")
@require_POST
def correct_passage(request: HttpRequest, passage_id: UUID) -> HttpResponse:
    """A counter-entry; the passage stays."""
    actor = actor_of(request)
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
    actor = actor_of(request)
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
    actor = actor_of(request)
    now = clock.now().astimezone(clock.SITE_ZONE)
    form = MissedForm(request.POST or None, actor=actor, initial={"at": now, "direction": "out"})
    made: list[Any] = []

    def add(data: dict[str, Any]) -> None:
        made.append(
            actions.add_missed(
                enterprise=directory.enterprise_of(actor),
                by=actor,
                who=only_one(actor, data["who"]),
                checkpoint=queries.checkpoint(actor, UUID(data["gate"])),
                direction=data["direction"],
                at=data["at"],
                why=data["why"],
            )
        )

    if request.method == "POST" and attempt(request, form, add, _("已补记。")):
        return redirect("desk:passage", made[0].counter_id)
    return render(request, "desk/missed.html", {"form": form}, status=422 if form.errors else 200)


def only_one(actor: Any, text: str) -> Any:
    """The one worker or visitor a text names; Invalid for none and for several."""
    found = [*directory.find_people(actor, text)[:2], *visit_queries.find_visits(actor, text)[:2]]
    if not found:
        raise Invalid("who", _("没有找到这个人。工号、姓名、手机号都要写全。"), field="who")
    if len(found) > 1:
        raise Invalid("who", _("找到不止一个人。请写工号或手机号。"), field="who")
    return found[0]


def _page(
    request: HttpRequest, passage_id: UUID, correct: PlainForm, note: PlainForm, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    one = queries.passage(actor, passage_id)
    can_manage = permissions.can_manage(actor, enterprise_id_of(request))
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
