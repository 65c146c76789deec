"""The register of events that deadlines hang on (the end of the epidemic): declare one, see what is dated anew, take it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Invalid
from fugong.core.permissions import Actor
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import REQUIRED, PlainForm
from fugong.directory import queries as directory
from fugong.doors.policies import showing, values
from fugong.doors.policies.bureau_view import OFFICERS, day_input, turned_back
from fugong.doors.policies.reading import FIRST, LAST, public_pack
from fugong.packs.policies import Measure, PolicyBook
from fugong.packs.policies.matching import parameters_on
from fugong.policies import actions, choices, queries
from fugong.policies.permissions import can_write_policy
from fugong.rules import Formula, compute
from fugong.rules.formulas import references
from fugong.rules.nodes import FactRef


class EventForm(PlainForm):
    """An event with its day and source; without a day it is taken back."""

    key = forms.ChoiceField(label=gettext_lazy("事件"))
    region_code = forms.ChoiceField(label=gettext_lazy("在哪里"))
    happened_on = forms.DateField(
        required=False, label=gettext_lazy("哪一天"), widget=day_input(),
        help_text=gettext_lazy("不填就是收回：这个地方重新算作还没发生。"),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("依据"), max_length=choices.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("哪个机关、哪个文件或公告。"), error_messages={"required": REQUIRED},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, book: PolicyBook, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        keys = [
            (one, say.text(book.words.facts[one].text)) for one in choices.EVENT_FACTS if one in book.cards
        ]
        codes = sorted(actor.region_codes, key=lambda code: (not code.endswith("00"), code))
        self.fields["key"].choices = keys  # type: ignore[attr-defined]
        self.fields["region_code"].choices = [(one, values.region_name(one)) for one in codes]  # type: ignore[attr-defined]

    def clean_happened_on(self) -> date | None:
        """A day that can be meant."""
        day: date | None = self.cleaned_data["happened_on"]
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(gettext_lazy("请写2020年以后的一天。"))
        return day


@dataclass(frozen=True)
class Dated:
    """A day of a measure that hangs on an event: which one it is, the rule in words, and the day where the event has one."""

    measure: Measure
    what: str
    rule: str
    day: date | None


@dataclass(frozen=True)
class Place:
    """What stands for one event in one region."""

    key: str
    event: str
    region: str
    row: Any
    dated: list[Dated]


@open_to(*OFFICERS)
@require_http_methods(["GET", "HEAD", "POST"])
def events(request: HttpRequest) -> HttpResponse:
    """What stands, what hangs on it, the whole register; a city's officer declares here."""
    actor, pack = actor_of(request), public_pack()
    book = queries.book(pack)
    form = EventForm(request.POST if request.method == "POST" else None, book=book, actor=actor)
    look: list[Dated] = []
    if request.method == "POST":
        if refusal := turned_back(request, "policies:bureau_events"):
            return refusal
        if form.is_valid():
            data = form.cleaned_data
            if request.POST.get("do") == "look":
                look = list(_dated(book, data["key"], data["happened_on"]))
            else:
                try:
                    actions.declare_event(pack=pack, by=actor, **data)
                except Invalid as fault:
                    form.take(fault)
                else:
                    messages.success(request, _said(book, data))
                    return redirect("policies:bureau_events")
    offices = {one.pk: one.name for one in directory.authorities()}
    context = {
        "places": list(_places(book, pack)),
        "hanging": [one for key in choices.EVENT_FACTS for one in _dated(book, key, None)],
        "past": [
            {
                "row": one,
                "event": _name(book, one.key),
                "region": values.region_name(one.region_code),
                "office": offices.get(one.authority_id, "") if one.authority_id else "",
            }
            for one in queries.past_events(pack)
        ],
        "form": form,
        "look": look,
        "may": can_write_policy(actor),
    }
    return render(request, "policies/bureau_events.html", context, status=422 if form.errors else 200)


def _said(book: PolicyBook, data: dict[str, Any]) -> str:
    count = len(list(_dated(book, data["key"], data["happened_on"])))
    if data["happened_on"] is None:
        return _("已收回。{n} 个日期重新变为“还不知道”。").format(n=count)
    return _("已登记。{n} 个日期按这一天重新算出。").format(n=count)


def _name(book: PolicyBook, key: str) -> str:
    return say.text(book.words.facts[key].text) if key in book.words.facts else key


def _places(book: PolicyBook, pack: str) -> Iterator[Place]:
    for (key, region), row in queries.events(pack).items():
        if row.happened_on is not None:
            found = list(_dated(book, key, row.happened_on))
            yield Place(key, _name(book, key), values.region_name(region), row, found)


def _dated(book: PolicyBook, key: str, day: date | None) -> Iterator[Dated]:
    """Every day of a measure that hangs on an event, as it is where the event was on that day."""
    for measure in book.measures.values():
        for what, formula in ((_("执行到"), measure.until), (_("最晚日期"), measure.deadline)):
            if formula is None or not any(
                isinstance(one, FactRef) and one.name == key for one in references(formula)
            ):
                continue
            rule = showing.formula_words(book, formula, None, clock.today()) or _name(book, key)
            yield Dated(measure, what, rule, _computed(book, formula, key, day))


def _computed(book: PolicyBook, formula: Formula, key: str, day: date | None) -> date | None:
    if day is None:
        return None
    value = compute(formula, {key: day}, parameters_on(book, clock.today())).value
    return value if isinstance(value, date) else None
