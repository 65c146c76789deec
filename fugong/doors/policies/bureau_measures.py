"""Every measure with its version and draft, how one came to be as it is, and taking one out of force."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Invalid, NotFound
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import REQUIRED, PlainForm
from fugong.doors.policies.bureau_view import OFFICERS, day_input, turned_back
from fugong.doors.policies.bureau_words import money
from fugong.doors.policies.reading import public_pack
from fugong.doors.policies.words import EFFECTS
from fugong.policies import actions, choices, queries
from fugong.policies.permissions import can_write_policy
from fugong.policies.queries import VersionLine
from fugong.rules import RuleError, read_source_text

CONTEXT = 2
KEYS: Mapping[str, Any] = {
    "article": gettext_lazy("条款"),
    "title": gettext_lazy("名称"),
    "benefit": gettext_lazy("好处"),
    "quote": gettext_lazy("依据的原文"),
    "effect": gettext_lazy("类别"),
    "force": gettext_lazy("力度"),
    "in_force": gettext_lazy("执行期"),
    "conditions": gettext_lazy("条件"),
    "amount": gettext_lazy("金额算法"),
    "deadline": gettext_lazy("最晚日期"),
    "departments": gettext_lazy("办理部门"),
    "relations": gettext_lazy("和别的措施的关系"),
    "readings": gettext_lazy("理解"),
    "tests": gettext_lazy("检验用例"),
}


@open_to(*OFFICERS)
@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """All of them as they stand today, with what is being written."""
    pack, actor = public_pack(), actor_of(request)
    dated = queries.dated(pack)
    drafts = {one.measure_id: one for one in queries.drafts(pack)}
    text = request.GET.get("q", "").strip()[:60]
    found = [
        {
            "measure": one,
            "version": dated.versions[one.id],
            "effect": EFFECTS[one.effect],
            "draft": drafts.get(one.id),
        }
        for one in dated.book.measures.values()
        if text.casefold()
        in f"{one.id} {' '.join(one.title.values())} {' '.join(one.departments)}".casefold()
    ]
    context = {
        "measures": found,
        "text": text,
        "fresh": [one for one in drafts.values() if one.measure_id not in dated.book.measures],
        "may": can_write_policy(actor),
        "drafts": len(drafts),
    }
    return render(request, "policies/bureau_measures.html", context)


class WithdrawForm(PlainForm):
    """From when a measure is no longer there, and why."""

    in_effect_from = forms.DateField(
        label=gettext_lazy("从哪天起停止"), widget=day_input(), error_messages={"required": REQUIRED}
    )
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=choices.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("写明依据，例如哪个文件停止执行。"), error_messages={"required": REQUIRED},
    )  # fmt: skip


@dataclass(frozen=True)
class DiffLine:
    """A line of a difference: kind is same, new, old or gap."""

    kind: str
    text: str


@open_to(*OFFICERS)
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest, measure_id: str) -> HttpResponse:
    """Every version of a measure with what changed; a city's officer may withdraw it here."""
    pack, actor = public_pack(), actor_of(request)
    versions = queries.versions(pack, measure_id)
    form = WithdrawForm(
        request.POST if request.method == "POST" else None, initial={"in_effect_from": clock.today()}
    )
    if request.method == "POST":
        if refusal := turned_back(request, "policies:bureau_history", measure_id):
            return refusal
        if form.is_valid():
            try:
                done = actions.withdraw(pack=pack, measure_id=measure_id, by=actor, **form.cleaned_data)
            except (Invalid, NotFound) as fault:
                form.take(fault)
            else:
                messages.success(
                    request,
                    _("已登记停止，{n} 家企业到那天不再享受。").format(
                        n=done.review.lost if done.review else 0
                    ),
                )
                return redirect("policies:bureau_history", measure_id)
    standing = queries.dated(pack).versions.get(measure_id)
    measure = queries.book(pack).measures.get(measure_id)
    leaving = (
        queries.review(pack, measure_id, "") if measure is not None and can_write_policy(actor) else None
    )
    unit = measure.amount.unit if measure is not None and measure.amount is not None else ""
    context = {
        "measure_id": measure_id,
        "measure": measure,
        "versions": list(_told(versions, standing)),
        "form": form,
        "may": can_write_policy(actor),
        "leaving": leaving,
        "leaving_sum": money(leaving.fen_before, unit) if leaving and unit not in ("", "rate") else "",
        "draft": queries.draft(pack, measure_id),
    }  # fmt: skip
    return render(request, "policies/bureau_history.html", context, status=422 if form.errors else 200)


def _told(versions: list[VersionLine], standing: int | None) -> Iterator[dict[str, Any]]:
    """Each version with what it changed in the one before."""
    for place, one in enumerate(versions):
        before = versions[place + 1].text if place + 1 < len(versions) else None
        yield {
            "version": one,
            "stands": one.number == standing,
            "changed": changed_fields(before, one.text) if before and one.text else [],
            "lines": difference(before, one.text) if before is not None and one.text else [],
        }


def changed_fields(old: str, new: str) -> list[str]:
    """What parts of a measure differ, in words; empty where a text cannot be read."""
    try:
        before, after = read_source_text(old, ""), read_source_text(new, "")
    except RuleError:
        return []
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return []
    return [str(word) for key, word in KEYS.items() if before.get(key) != after.get(key)]


def difference(old: str, new: str) -> list[DiffLine]:
    """The lines that differ, with a few around them."""
    kinds = {" ": "same", "+": "new", "-": "old"}
    found: list[DiffLine] = []
    for line in difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=CONTEXT):
        if line.startswith(("---", "+++")) and not found:
            continue
        found.append(
            DiffLine("gap", "") if line.startswith("@@") else DiffLine(kinds[line[:1] or " "], line[1:])
        )
    return found
