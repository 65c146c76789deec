"""认定: what waits for an authority's decision, one decision with all it rests on, and how it came about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fugong.core import audit, clock
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.web import exports, say
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import REQUIRED, PlainForm
from fugong.directory import queries as directory
from fugong.doors.policies import changing, showing
from fugong.doors.policies.bureau_view import OFFICERS, CityView, day_input, enterprise_of
from fugong.doors.policies.bureau_words import condition_names
from fugong.doors.policies.reading import day_of
from fugong.packs.policies import PolicyBook
from fugong.policies import actions, choices, queries
from fugong.policies.permissions import can_determine
from fugong.rules import facts_used

PAGE = 100
VALUES = (
    ("yes", gettext_lazy("✓ 符合")),
    ("no", gettext_lazy("✕ 不符合")),
    ("revoke", gettext_lazy("○ 撤销上一次的认定")),
)
READ = {"yes": True, "no": False, "revoke": None}
SHAPES = {
    True: ("✓", gettext_lazy("符合")),
    False: ("✕", gettext_lazy("不符合")),
    None: ("○", gettext_lazy("已撤销")),
}


@open_to(*OFFICERS)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Who waits for a decision, the longest first."""
    view = CityView(request, **_chosen(request))
    lines = _waiting(view, request)
    start = _start(request.GET.get("from", ""))
    shown = lines[start : start + PAGE]
    find = _Find(request.GET if request.GET.get("uscc") else None, subjects=_subjects(view.book))
    context = {
        "view": view,
        "lines": [{"line": one, "conditions": condition_names(one.measure, one.conditions)} for one in shown],
        "count": len(lines),
        "enterprises": len({one.enterprise_id for one in lines}),
        "measures": _measures(view),
        "measure": request.GET.get("measure", ""),
        "kept": {"measure": request.GET["measure"]} if request.GET.get("measure") else {},
        "query": view.query(),
        "before": view.query(**{"from": str(max(0, start - PAGE))}) if start else "",
        "after": view.query(**{"from": str(start + PAGE)}) if start + PAGE < len(lines) else "",
        "find": find,
    }
    if find.is_bound and find.is_valid():
        try:
            found = enterprise_of(view.actor, find.cleaned_data["uscc"])
        except NotFound as fault:
            find.add_error("uscc", fault.text)
        else:
            return redirect("policies:bureau_decide", found.uscc, find.cleaned_data["subject"])
    return render(request, "policies/bureau_determinations.html", context)


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {"measure": request.GET["measure"]} if request.GET.get("measure") else {}


def _waiting(view: CityView, request: HttpRequest) -> list[Any]:
    found = queries.determinations_queue(view.actor, view.pack, view.on, request.GET.get("measure", ""))
    county = view.narrowed["county"]
    return [one for one in found if not county or one.region_code == county]


def _start(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


@open_to(*OFFICERS)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The whole queue as a workbook."""
    view = CityView(request, **_chosen(request))
    audit.note(
        by=actor_of(request),
        action="policies.export",
        subject="list",
        subject_id="determinations",
        owner_id=actor_of(request).authority_id,
    )
    headings = [
        _("企业"), _("统一社会信用代码"), _("县（市、区）"), _("编号"), _("措施"),
        _("等认定的条件"), _("从哪天起"), _("已等（天）"),
    ]  # fmt: skip
    rows = [
        [
            one.name, one.uscc, one.region, one.measure.id, say.text(one.measure.title),
            condition_names(one.measure, one.conditions), one.since, one.age,
        ]
        for one in _waiting(view, request)
    ]  # fmt: skip
    return exports.workbook(f"{_('待认定')}-{view.on:%Y%m%d}", headings, rows)


class _Find(PlainForm):
    """An enterprise and what is decided of it, for what nobody has asked for yet."""

    uscc = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=30)
    subject = forms.ChoiceField(label=gettext_lazy("认定什么"))

    def __init__(self, data: Any, *, subjects: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["subject"].choices = subjects  # type: ignore[attr-defined]


def _subjects(book: PolicyBook) -> list[tuple[str, str]]:
    """What an authority decides: facts (lists), then measures with a condition that it settles."""
    facts = [
        (one, say.text(book.words.facts[one].text)) for one in choices.DECIDED_FACTS if one in book.cards
    ]
    return [
        *facts,
        *((one.id, f"{say.text(one.title)}（{one.id}）") for one in book.measures.values() if _decided(one)),
    ]


def _measures(view: CityView) -> list[tuple[str, str]]:
    return [(one.id, say.text(one.title)) for one in view.book.measures.values() if _decided(one)]


def _decided(measure: Any) -> bool:
    return any(one.decided for one in measure.conditions)


class _DecisionForm(PlainForm):
    """One decision."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    value = forms.ChoiceField(
        label=gettext_lazy("认定结论"), choices=VALUES, widget=forms.RadioSelect,
        error_messages={"required": REQUIRED},
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=choices.LONGEST_REASON, help_text=gettext_lazy("企业看得到。"),
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": REQUIRED},
    )  # fmt: skip
    decided_on = forms.DateField(
        label=gettext_lazy("认定日期"), widget=day_input(), error_messages={"required": REQUIRED}
    )
    valid_until = forms.DateField(
        required=False,
        label=gettext_lazy("有效期到"),
        widget=day_input(),
        help_text=gettext_lazy("不填就一直有效，到期后要重新认定。"),
    )


@dataclass(frozen=True)
class Past:
    """A decision that was made. `stands`: it is the one that counts today."""

    row: Any
    shape: str
    word: Any
    office: str
    stands: bool


@open_to(*OFFICERS)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, uscc: str, subject: str) -> HttpResponse:
    """An enterprise and a measure (or a list): every condition with what is said of it, the decision, and its history."""
    actor = actor_of(request)
    enterprise = enterprise_of(actor, uscc)
    on = day_of(request) if request.method != "POST" else None
    seen = queries.answer_for(actor, enterprise, on)
    if subject not in seen.book.measures and subject not in _lists(seen.book):
        raise NotFound("no_subject", _("没有这项政策措施或认定事项。"))
    past = queries.past_decisions(enterprise, subject)
    first = {"decided_on": clock.today(), "seen": str(past[0].pk) if past else ""}
    form = _DecisionForm(request.POST if request.method == "POST" else None, initial=first)
    if not past:
        form.fields["value"].choices = VALUES[:2]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            _check_unchanged(form, past)
            _record(request, enterprise, subject, form.cleaned_data)
        except (Conflict, Invalid) as fault:
            form.take(fault)
        else:
            return redirect("policies:bureau_decide", uscc, subject)
    measure = seen.book.measures.get(subject)
    matched = seen.answer.of(subject) if measure else None
    known = seen.facts.values
    context = {
        "enterprise": enterprise,
        "subject": subject,
        "seen": seen,
        "measure": measure,
        "shown": matched and showing.measure(seen.book, matched, known, seen.on, seen.answer),
        "fact": seen.book.words.facts[subject] if measure is None else None,
        "said": seen.facts.facts.get(subject) if measure is None else None,
        "measures": [] if measure else list(_resting_on(seen, subject)),
        "form": form,
        "may": can_determine(actor, enterprise),
        "decides": measure is None or _decided(measure),
        "is_today": seen.on == clock.today(),
        "past": list(_history(past)),
    }  # fmt: skip
    return render(request, "policies/bureau_decide.html", context, status=422 if form.errors else 200)


def _lists(book: PolicyBook) -> list[str]:
    return [one for one in choices.DECIDED_FACTS if one in book.cards]


def _check_unchanged(form: _DecisionForm, past: Sequence[Any]) -> None:
    """Nobody decided meanwhile; their decision stands in the history below, and what was typed stays."""
    newest = str(past[0].pk) if past else ""
    if form.cleaned_data["seen"] != newest:
        form.data = {**form.data.dict(), "seen": newest}  # type: ignore[attr-defined] # a request's form
        raise Conflict("decided", _("刚有人作了认定（见下面的记录）。请看过再决定是否更正，填的内容都在。"))


def _record(request: HttpRequest, enterprise: Any, subject: str, data: dict[str, Any]) -> None:
    """Decide, and say what it changed."""
    actor = actor_of(request)
    before = queries.answer_for(actor, enterprise).answer
    actions.determine(
        enterprise=enterprise, by=actor, subject=subject, value=READ[data["value"]], reason=data["reason"],
        decided_on=data["decided_on"], valid_until=data["valid_until"],
    )  # fmt: skip
    after = queries.answer_for(actor, enterprise).answer
    gained, lost, other = changing.changes(before, after)
    messages.success(request, _("认定已记录，已通知企业。"))
    for one in (*gained, *lost, *other):
        amount = f"（{one.amount_after}）" if one.amount_after else ""
        text = _("{title}：{before} → {after}{amount}")
        messages.info(
            request, text.format(title=one.title, before=one.before.word, after=one.after.word, amount=amount)
        )
    if not (gained or lost or other):
        messages.info(request, _("结论没有变化。"))


def _resting_on(seen: Any, fact: str) -> Iterator[Any]:
    """The measures that ask for a list, as they stand."""
    for one in seen.answer.measures:
        if any(fact in facts_used(each.node) for each in one.measure.conditions):
            yield showing.measure(seen.book, one, seen.facts.values, seen.on, seen.answer)


def _history(past: Sequence[Any]) -> Iterator[Past]:
    offices = {one.pk: one.name for one in directory.authorities()}
    for place, row in enumerate(past):
        shape, word = SHAPES[row.value]
        over = row.valid_until is not None and row.valid_until < clock.today()
        yield Past(
            row,
            shape,
            word,
            offices.get(row.authority_id, ""),
            place == 0 and not over and row.value is not None,
        )
