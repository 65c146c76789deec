"""Those held at a gate for a fever: measured again and settled by a person (G3, G8)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk.forms import REQUIRED, attempt
from fugong.doors.desk.passage import only_one
from fugong.gates import actions, choices, permissions, queries
from fugong.gates.fever_words import INSTRUMENTS, OUTCOMES, SECOND_MARKS

MOST_SETTLED = 100


class SecondForm(PlainForm):
    """The second measurement."""

    celsius = forms.DecimalField(
        label=gettext_lazy("复测体温（℃）"),
        min_value=34,
        max_value=43,
        max_digits=4,
        decimal_places=2,
        error_messages={"required": REQUIRED},
    )
    instrument = forms.ChoiceField(
        label=gettext_lazy("复测用的体温计（和第一次不同）"),
        choices=list(INSTRUMENTS.items()),
        error_messages={"required": REQUIRED},
    )
    first_instrument = forms.ChoiceField(
        label=gettext_lazy("第一次用的体温计"),
        choices=list(INSTRUMENTS.items()),
        error_messages={"required": REQUIRED},
    )


class SettleForm(PlainForm):
    """What it was."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("fever", "结论"),
        choices=[(one, OUTCOMES[one]) for one in choices.WORDS_ON_FEVER],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择结论。")},
    )
    why = forms.CharField(label=gettext_lazy("说明（没有按要求复测时必填）"), required=False, max_length=200)


class WhoForm(PlainForm):
    """Who was measured, where the terminal did not know."""

    who = forms.CharField(
        label=gettext_lazy("工号、姓名、手机号，要写全；来访的写姓名或手机号"),
        max_length=40,
        error_messages={"required": REQUIRED},
    )


@open_to("epidemic_officer", "principal")
@require_GET
def gate_holds(request: HttpRequest) -> HttpResponse:
    """Who waits at the gates for a word, and what came of those before."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    context = {
        "waiting": queries.lines_of_fevers(queries.fever_holds(actor, is_open=True)[:MOST_SETTLED]),
        "settled": queries.lines_of_fevers(queries.fever_holds(actor, is_open=False)[:MOST_SETTLED]),
        "can_record": permissions.can_record(actor, enterprise.pk),
        "names": directory.account_names(actor),
        "instruments": INSTRUMENTS,
        "marks": SECOND_MARKS,
        "outcomes": OUTCOMES,
    }
    return render(request, "desk/gate_holds.html", context)


@open_to("epidemic_officer", "principal")
@require_GET
def gate_hold(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """One of them, with the two forms where they apply."""
    return _page(request, hold_id, SecondForm(), SettleForm())


@open_to("epidemic_officer")
@require_POST
def measure_again(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """The second measurement, put in at the desk."""
    actor = actor_of(request)
    hold = queries.fever_hold(actor, hold_id)
    form = SecondForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        actions.measure_again(hold=hold, by=actor, **data)

    if attempt(request, form, act, _("已记录复测。")):
        return redirect("desk:gate_hold", hold_id)
    return _page(request, hold_id, form, SettleForm(), status=422)


@open_to("epidemic_officer")
@require_POST
def settle(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """What it was. A confirmed fever isolates the worker and revokes the passes."""
    actor = actor_of(request)
    hold = queries.fever_hold(actor, hold_id)
    form = SettleForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        actions.settle_fever(hold=hold, by=actor, outcome=data["outcome"], why=data["why"])

    if attempt(request, form, act, _("已填写结论。")):
        return redirect("desk:gate_holds")
    return _page(request, hold_id, SecondForm(), form, status=422)


@open_to("epidemic_officer")
@require_POST
def name_held(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Who it was that a terminal measured."""
    actor = actor_of(request)
    hold = queries.fever_hold(actor, hold_id)
    form = WhoForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        actions.name_held(hold=hold, by=actor, who=only_one(actor, data["who"]))

    if attempt(request, form, act, _("已写明是谁。")):
        return redirect("desk:gate_hold", hold_id)
    return _page(request, hold_id, SecondForm(), SettleForm(), who=form, status=422)


def _page(
    request: HttpRequest,
    hold_id: UUID,
    second: PlainForm,
    settled: PlainForm,
    who: PlainForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    hold = queries.fever_hold(actor, hold_id)
    (line,) = queries.lines_of_fevers([hold])
    can_record = permissions.can_record(actor, hold.enterprise_id)
    terms = queries.second_terms(hold.enterprise)
    if not second.is_bound:
        first = line.first_instrument or terms.gate
        second.initial = {"first_instrument": first, "instrument": terms.proposed(first)}
    context = {
        "line": line,
        "instruments": INSTRUMENTS,
        "marks": SECOND_MARKS,
        "has_picture": permissions.can_manage(actor, hold.enterprise_id)
        and line.passage_id in queries.pictured(hold.enterprise_id, [line.passage_id]),
        "rested_at": line.happened_at + terms.rest,
        "outcome": OUTCOMES.get(line.outcome, ""),
        "names": directory.account_names(actor),
        "second": second
        if can_record and not hold.outcome and (line.second_at is None or line.second_marks)
        else None,
        "who": (who or WhoForm()) if can_record and not (line.person_id or line.visit_id) else None,
        "settle": settled if can_record and not hold.outcome else None,
    }
    return render(request, "desk/gate_hold.html", context, status=status)
