"""A view of the inbox: which box, filtered how. The address holds all of it, so that review goes on in the same order."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from fugong.cases import queries, registry
from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.core.web.forms import PlainForm
from fugong.core.web.paging import Key, beyond, edge_of
from fugong.directory import queries as directory
from fugong.directory import sectors
from fugong.doors.bureau.reading import is_of_a_city, region_names

BOXES = {
    "ours": gettext_lazy("本部门"),
    "mine": gettext_lazy("我的"),
    "late": gettext_lazy("超时"),
    "unassigned": gettext_lazy("还没人办"),
    "waiting": gettext_lazy("等企业"),
}
CITY_BOXES = {
    "ours": gettext_lazy("各县（市、区）"),
    **{name: BOXES[name] for name in ("late", "unassigned", "waiting")},
}
KEYS = (Key("due_at", nullable=True), Key("pk"))
ALL = ("", gettext_lazy("全部"))
DAYS = {"new": gettext_lazy("今天新到"), "due": gettext_lazy("今天到期")}
NAMES = ("box", "kind", "enterprise", "sector", "region", "day")


class ViewForm(PlainForm):
    """The filter row."""

    kind = forms.ChoiceField(required=False, label=gettext_lazy("事项"))
    enterprise = forms.CharField(required=False, max_length=60, label=gettext_lazy("企业名称或信用代码"))
    sector = forms.ChoiceField(required=False, label=gettext_lazy("行业"))
    region = forms.ChoiceField(required=False, label=gettext_lazy("县（市、区）"))
    day = forms.ChoiceField(required=False, label=gettext_lazy("今天"), choices=[ALL, *DAYS.items()])

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        kinds = [(one.kind, one.label) for one in registry.kinds() if actor.has(*one.roles())]
        self._offer("kind", kinds)
        self._offer("sector", sectors.choices())
        self._offer("region", list(region_names().items()))
        self.fields["enterprise"].widget.attrs["data-search"] = ""
        if not is_of_a_city(actor):
            del self.fields["region"]

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Neighbours:
    """Where a case stands in a view: its place from 1, how many there are, and the cases beside it."""

    place: int
    total: int
    before: Any
    after: Any


class View:
    """What one address of the inbox shows."""

    def __init__(self, query: QueryDict, actor: Actor) -> None:
        self.actor = actor
        self.box = query.get("box", "") if query.get("box") in BOXES else "ours"
        self.form = ViewForm(query, actor=actor)
        self.form.is_valid()
        self.asked = {name: query[name] for name in NAMES if query.get(name)}

    @property
    def is_filtered(self) -> bool:
        """Whether anything but a box was asked for."""
        return any(name != "box" for name in self.asked)

    def query(self, **changes: str) -> str:
        """The address of this view with these changes; a value left empty is taken out."""
        query = QueryDict(mutable=True)
        for name, value in {**self.asked, **changes}.items():
            if value:
                query[name] = str(value)
        return query.urlencode()

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The work of the view."""
        data = self.form.cleaned_data
        if self.box == "waiting":
            rows = queries.waiting(self.actor)
        else:
            rows = queries.work(self.actor, self.box)
        if data.get("kind"):
            rows = rows.filter(kind=data["kind"])
        if data.get("region"):
            rows = rows.filter(region_code=data["region"])
        if data.get("sector"):
            rows = rows.filter(sectors.within("case__sector", data["sector"]))
        if text := data.get("enterprise", "").strip():
            rows = rows.filter(directory.named(text, "case__enterprise"))
        start, end = clock.day_start(clock.today()), clock.day_end(clock.today())
        if data.get("day") == "new":
            rows = rows.filter(started_at__gte=start)
        elif data.get("day") == "due":
            rows = rows.filter(due_at__gt=start, due_at__lte=end, paused_at=None)
        return rows

    def neighbours(self, case: Any) -> Neighbours | None:
        """Where a case stands in this view; None where it is not in it."""
        here = self.rows.filter(case=case).first()
        if here is None:
            return None
        edge = edge_of(here, KEYS)
        ahead, behind = beyond(self.rows, KEYS, edge, back=True), beyond(self.rows, KEYS, edge)
        before, after = (rows.exclude(case=case).first() for rows in (ahead, behind))
        place = ahead.count() + 1
        return Neighbours(
            place, self.rows.count(), before.case if before else None, after.case if after else None
        )
