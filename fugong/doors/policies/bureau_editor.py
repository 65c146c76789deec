"""The editor of a measure: the text and its common fields, what is wrong beside it, what it would change, and publishing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.doors.policies import bureau_yaml
from fugong.doors.policies.bureau_measures import difference
from fugong.doors.policies.bureau_view import OFFICERS, day_input, turned_back
from fugong.doors.policies.bureau_words import money
from fugong.doors.policies.reading import public_pack
from fugong.packs.policies.schema import EFFECTS
from fugong.policies import actions, choices, queries

SAVE, PUBLISH = "save", "publish"


class EditorForm(PlainForm):
    """The text with its common fields. `was_…` hold what the fields said when the page was made, so that only what somebody
    filled in there is written into the text."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title_zh = forms.CharField(required=False, max_length=100, label=gettext_lazy("名称（中文）"))
    title_en = forms.CharField(required=False, max_length=160, label=gettext_lazy("名称（英文）"))
    benefit_zh = forms.CharField(
        required=False,
        max_length=400,
        label=gettext_lazy("好处（中文）"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    benefit_en = forms.CharField(
        required=False,
        max_length=600,
        label=gettext_lazy("好处（英文）"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    until = forms.DateField(required=False, label=gettext_lazy("执行到"), widget=day_input())
    deadline = forms.DateField(required=False, label=gettext_lazy("最晚日期"), widget=day_input())
    departments = forms.CharField(
        required=False,
        max_length=1000,
        label=gettext_lazy("办理部门，一行一个"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    text = forms.CharField(
        required=False, strip=False, max_length=choices.LONGEST_MEASURE, label=gettext_lazy("全文（YAML）"),
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "wrap": "off", "class": "code", "data-code": ""}),
    )  # fmt: skip
    in_effect_from = forms.DateField(required=False, label=gettext_lazy("从哪天起生效"), widget=day_input())
    note = forms.CharField(
        required=False, max_length=choices.LONGEST_REASON, label=gettext_lazy("改了什么、依据什么"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, editable: frozenset[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in bureau_yaml.FIELDS:
            if name not in editable:
                del self.fields[name]
            else:
                self.fields[f"was_{name}"] = forms.CharField(
                    required=False, strip=False, widget=forms.HiddenInput
                )

    @property
    def simple(self) -> list[Any]:
        """The common fields."""
        return [self[name] for name in bureau_yaml.FIELDS if name in self.fields]

    def filled(self) -> dict[str, str]:
        """What was changed in the common fields."""
        found = {}
        for name in bureau_yaml.FIELDS:
            if name in self.fields:
                value = self.cleaned_data[name]
                said = value.isoformat() if isinstance(value, date) else _lines(value or "")
                if said != _lines(self.cleaned_data[f"was_{name}"]):
                    found[name] = said
        return found


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class Fault:
    """What is wrong, and the line it is about."""

    line: int
    said: str
    text: str
    remedy: str


@dataclass(frozen=True)
class Moved:
    """A day that was changed and its cases were not, and how to mend them."""

    text: str
    remedy: str


@open_to(*OFFICERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, measure_id: str) -> HttpResponse:
    """Write, look at the effect, publish."""
    if refusal := turned_back(request, "policies:bureau_measures"):
        return refusal
    pack = public_pack()
    draft = queries.draft(pack, measure_id)
    if request.method == "POST":
        return _written(request, measure_id, draft)
    text = draft.text if draft is not None else _newest(pack, measure_id)
    return _page(
        request,
        measure_id,
        _fresh(text, draft.version if draft else 0),
        text,
        draft,
        looked=draft is not None,
    )


def _newest(pack: str, measure_id: str) -> str:
    """The text a draft begins with: the newest version, of a withdrawn measure the one before, of a new one its skeleton."""
    try:
        versions = queries.versions(pack, measure_id)
    except NotFound:
        articles = ", ".join(queries.book(pack).articles)[:60]
        return bureau_yaml.SKELETON.format(
            id=measure_id, articles=f"{articles} …", effects=" | ".join(EFFECTS)
        )
    return next(one.text for one in versions if one.text)


def _fresh(text: str, version: int, **more: Any) -> EditorForm:
    """A form that shows a text as it is."""
    found = bureau_yaml.common(text)
    editable = found.editable if found is not None else frozenset()
    values = dict(found.values) if found is not None else {}
    was = {f"was_{name}": value for name, value in values.items()}
    first = {"version": version, "text": text, "in_effect_from": clock.today(), **values, **was, **more}
    return EditorForm(editable=editable, initial=first)


def _written(request: HttpRequest, measure_id: str, draft: Any) -> HttpResponse:
    """Save; publish where that was asked and the text is the one whose effect was seen."""
    actor, pack = actor_of(request), public_pack()
    editable = frozenset(name for name in bureau_yaml.FIELDS if f"was_{name}" in request.POST)
    form = EditorForm(request.POST, editable=editable)
    if not form.is_valid():
        return _page(request, measure_id, form, request.POST.get("text", ""), draft, looked=False)
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    version = form.cleaned_data["version"] or 0
    try:
        text = _with_fields(form, text)
        unchanged = draft is not None and draft.version == version and draft.text == text
        if not unchanged:
            draft = actions.save_draft(pack=pack, measure_id=measure_id, by=actor, text=text, version=version)
        if request.POST.get("do") == PUBLISH:
            return _published(request, measure_id, draft, form, unchanged=unchanged)
    except Conflict as fault:
        return _second(request, measure_id, form, text, fault)
    except Invalid as fault:
        form.take(fault)
        return _page(request, measure_id, form, text, draft, looked=fault.field != "text")
    messages.success(request, _("草稿已保存。"))
    return redirect("policies:bureau_edit", measure_id)


def _with_fields(form: EditorForm, text: str) -> str:
    """The text with what was filled in beside it. Raises Invalid where both places changed the same."""
    filled = form.filled()
    if not filled:
        return text
    found = bureau_yaml.common(text)
    if found is None:
        raise Invalid("unreadable", _("全文现在读不出来，请先改好全文，再填上面的栏目。"), field="text")
    for name in filled:
        if name not in found.editable or _lines(found.values[name]) != _lines(
            form.cleaned_data[f"was_{name}"]
        ):
            raise Invalid("twice", _("这一项在全文里也改了。请只留一处：改回这里，或改回全文。"), field=name)
    return bureau_yaml.written(text, filled)


def _published(
    request: HttpRequest, measure_id: str, draft: Any, form: EditorForm, *, unchanged: bool
) -> HttpResponse:
    day, note = form.cleaned_data["in_effect_from"], form.cleaned_data["note"]
    if not unchanged:
        messages.warning(request, _("文字刚改过，已存为草稿，还没有发布。请看过下面的影响，再点发布。"))
        again = _fresh(draft.text, draft.version, in_effect_from=day, note=note)
        return _page(request, measure_id, again, draft.text, draft, looked=True)
    if day is None:
        raise Invalid("missing", _("请写从哪天起生效。"), field="in_effect_from")
    done = actions.publish(
        draft=draft, by=actor_of(request), version=draft.version, in_effect_from=day, note=note
    )
    text = _("第 {number} 版已发布：{gained} 家企业变为适用，{lost} 家不再适用。")
    said = text.format(number=done.version.number, gained=done.version.gained, lost=done.version.lost)
    messages.success(request, said)
    return redirect("policies:bureau_history", measure_id)


def _second(
    request: HttpRequest, measure_id: str, form: EditorForm, text: str, fault: Conflict
) -> HttpResponse:
    """Somebody else saved or published meanwhile: both texts are shown, what was typed stays in the editor."""
    stored = queries.draft(public_pack(), measure_id)
    theirs = stored.text if stored is not None else _newest(public_pack(), measure_id)
    again = _fresh(
        text, stored.version if stored is not None else 0, note=form.cleaned_data["note"],
        in_effect_from=form.cleaned_data["in_effect_from"],
    )  # fmt: skip
    return _page(request, measure_id, again, text, stored, looked=False, conflict=fault.text, theirs=theirs)


def _page(
    request: HttpRequest,
    measure_id: str,
    form: EditorForm,
    text: str,
    draft: Any,
    *,
    looked: bool,
    **more: Any,
) -> HttpResponse:
    pack = public_pack()
    day = form.cleaned_data.get("in_effect_from") if form.is_bound and hasattr(form, "cleaned_data") else None
    review = (
        queries.review(pack, measure_id, text, day or form.initial.get("in_effect_from")) if looked else None
    )
    measure = queries.book(pack).measures.get(measure_id)
    unit = review.measure.amount.unit if review and review.measure and review.measure.amount else ""
    lines = text.splitlines()
    try:
        newest = queries.versions(pack, measure_id)[0]
    except NotFound:
        newest = None
    context = {
        "measure_id": measure_id,
        "measure": measure,
        "form": form,
        "draft": draft,
        "review": review,
        "faults": [_fault(one, lines) for one in review.faults] if review else [],
        "moved": list(_moved(newest.text, text, review.faults, measure_id)) if newest and review else [],
        "sum_before": money(review.fen_before, unit) if review and unit not in ("", "rate") else "",
        "sum_after": money(review.fen, unit) if review and unit not in ("", "rate") else "",
        "base": newest,
        "outdated": draft is not None and newest is not None and draft.base != newest.number,
        "changes": difference(newest.text, text) if newest is not None and draft is not None else [],
        "theirs": more.get("theirs", ""),
        "both": difference(more["theirs"], text) if more.get("theirs") else [],
        "conflict": more.get("conflict", ""),
    }  # fmt: skip
    status = 409 if more.get("conflict") else 422 if form.errors else 200
    return render(request, "policies/bureau_edit.html", context, status=status)


def _fault(fault: Any, lines: list[str]) -> Fault:
    number = _line(fault, lines)
    said = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    place = f"（{fault.path}）" if fault.path else ""
    return Fault(number, said, f"{fault.text}{place}", fault.remedy)


def _moved(old: str, new: str, faults: Sequence[Any], measure_id: str) -> Iterator[Moved]:
    """The days that were changed beside the text while the measure's own cases still speak of the old ones."""
    before, after = bureau_yaml.common(old), bureau_yaml.common(new)
    if before is None or after is None or not any(one.path in ("tests", measure_id) for one in faults):
        return
    for name in ("until", "deadline"):
        was, now = before.values.get(name), after.values.get(name)
        if was is None or now is None or was == now:
            continue
        label = EditorForm.base_fields[name].label
        text = _("“{label}”改了，措施自己的检验用例（全文末尾的 tests）没有跟着改。").format(label=label)
        yield Moved(text, _mend_until(was, now) if name == "until" else _mend_deadline(was, now))


def _mend_until(was: str, now: str) -> str:
    if was and now:
        return _(
            "改法：把 tests 里 on: {was} 和 on: {after_was} 的用例改成 on: {now} 和 on: {after_now}，再保存。"
        ).format(was=was, after_was=_next(was), now=now, after_now=_next(now))
    if now:
        return _(
            "改法：在 tests 里加 on: {now}（当天仍执行）和 on: {after_now}（不在有效期内）两个用例，再保存。"
        ).format(now=now, after_now=_next(now))
    return _("改法：去掉 tests 里 on: {after_was} 和以后、写着 not_in_force 的用例，再保存。").format(
        after_was=_next(was)
    )


def _mend_deadline(was: str, now: str) -> str:
    if was and now:
        return _("改法：把 tests 里的 deadline: {was} 都改成 deadline: {now}，再保存。").format(
            was=was, now=now
        )
    if now:
        return _("改法：在 tests 里写着 deadline 的用例都改成 deadline: {now}，再保存。").format(now=now)
    return _("改法：去掉 tests 里的 deadline: {was}，再保存。").format(was=was)


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _line(fault: Any, lines: list[str]) -> int:
    """The line a fault is about. One that only names the whole measure is sought by the key or the condition it names."""
    if fault.line > 1 or not fault.path:
        return int(fault.line)
    head = re.escape(re.split(r"[.\[]", fault.path)[0])
    named = re.compile(rf"^{head}:|^\s*-\s*(?:\{{\s*)?(?:id|use):\s*{head}\b")
    return next((number for number, line in enumerate(lines, start=1) if named.search(line)), int(fault.line))


@open_to(*OFFICERS)
@require_POST
def discard(request: HttpRequest, measure_id: str) -> HttpResponse:
    """Throw the draft away."""
    if refusal := turned_back(request, "policies:bureau_measures"):
        return refusal
    actor, pack = actor_of(request), public_pack()
    draft = queries.draft(pack, measure_id)
    version = request.POST.get("version", "")
    if draft is not None:
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        actions.discard_draft(draft=draft, by=actor, version=number)
        messages.success(request, _("草稿已放弃。"))
    return redirect("policies:bureau_measures")


@open_to(*OFFICERS)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new measure by its id."""
    if refusal := turned_back(request, "policies:bureau_measures"):
        return refusal
    measure_id = request.POST.get("id", "").strip()
    plain = measure_id.replace("-", "")
    if not (0 < len(measure_id) <= 60 and plain.isascii() and plain.isalnum()):
        messages.error(request, _("编号只用字母、数字和连字符，例如 Y17-refund。"))
        return redirect("policies:bureau_measures")
    return redirect("policies:bureau_edit", measure_id)
