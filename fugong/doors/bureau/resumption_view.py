"""A view of the resumption list: filtered how. The address holds all of it, so that it can be sent."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from fugong.core.permissions import Actor
from fugong.core.web.forms import PlainForm
from fugong.core.web.paging import Key
from fugong.directory import queries as directory
from fugong.directory import sectors
from fugong.doors.bureau.reading import id_of, is_of_a_city, region_names
from fugong.doors.bureau.words import SIZES, STATUSES
from fugong.resumption import choices, queries, wording

KEYS = (Key("is_key", down=True), Key("rank"), Key("name"), Key("pk"))
ALL = ("", gettext_lazy("全部"))
REACHED = {
    "filed": gettext_lazy("报过备案"),
    "on_file": gettext_lazy("已备案"),
    "may_start": gettext_lazy("可以开工"),
}
HAVING = {
    "filed": Q(resumption__plan=True) | Q(resumption__status=choices.FILING),
    "on_file": Q(resumption__on_file=True),
    "may_start": Q(resumption__may_start=True),
}
"""The same that the figures count."""


class ListForm(PlainForm):
    """The filter row."""

    text = forms.CharField(required=False, max_length=60, label=gettext_lazy("企业名称或信用代码"))
    county = forms.ChoiceField(required=False, label=gettext_lazy("县（市、区）"))
    status = forms.ChoiceField(required=False, label=gettext_lazy("状态"), choices=[ALL, *STATUSES.items()])
    reached = forms.ChoiceField(required=False, label=gettext_lazy("走到"), choices=[ALL, *REACHED.items()])
    sector = forms.ChoiceField(required=False, label=gettext_lazy("行业"))
    size = forms.ChoiceField(required=False, label=gettext_lazy("规模"), choices=[ALL, *SIZES.items()])
    key = forms.ChoiceField(
        required=False,
        label=gettext_lazy("重点企业"),
        choices=[ALL, ("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))],
    )
    cluster = forms.ChoiceField(required=False, label=gettext_lazy("集聚区"))

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        clusters = [(str(one.pk), one.name) for one in directory.authorities_of(actor).filter(kind="cluster")]
        self._offer("sector", sectors.choices())
        self._offer("county", list(region_names().items()))
        self._offer("cluster", clusters)
        self.fields["text"].widget.attrs["data-search"] = ""
        if not is_of_a_city(actor):
            del self.fields["county"]
        if not clusters or actor.authority_kind == "cluster":
            del self.fields["cluster"]

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]


class ListView:
    """What one address of the resumption list shows."""

    def __init__(self, query: QueryDict, actor: Actor) -> None:
        self.actor = actor
        self.form = ListForm(query, actor=actor)
        self.form.is_valid()
        self.asked = {name: query[name] for name in self.form.fields if query.get(name)}

    def query(self, **changes: str) -> str:
        """The address of this view with these changes; a value left empty is taken out."""
        query = QueryDict(mutable=True)
        for name, value in {**self.asked, **changes}.items():
            if value:
                query[name] = str(value)
        return query.urlencode()

    def _rows(self, status: str) -> QuerySet[Any]:
        data = self.form.cleaned_data
        rows = queries.list_(
            self.actor,
            county=data.get("county", ""),
            size=data.get("size", ""),
            key={"yes": True, "no": False}.get(data.get("key", "")),
            cluster=id_of(data.get("cluster", "")),
            status=status,
            text=data.get("text", ""),
        )
        if data.get("sector"):
            rows = rows.filter(sectors.within("industry", data["sector"]))
        having = HAVING.get(data.get("reached", ""))
        return rows if having is None else rows.filter(having)

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The enterprises of the view in order."""
        return self._rows(self.form.cleaned_data.get("status", ""))

    def by_status(self) -> dict[str, int]:
        """status → how many the other filters leave."""
        found = dict(self._rows("").order_by().values_list("rank").annotate(n=Count("pk")))
        return {status: found.get(place, 0) for place, status in enumerate(choices.STATUSES)}


def described(rows: list[Any]) -> list[dict[str, Any]]:
    """Enterprises as a line of the list shows them."""
    lines = []
    for one in rows:
        kept = getattr(one, "resumption", None)
        lacking = [name for name in choices.CONDITIONS if kept is None or not getattr(kept, name)]
        status = queries.status_of_row(one)
        lines.append(
            {
                "enterprise": one,
                "status": status,
                "status_word": STATUSES[status],
                "since": kept.status_since if kept else None,
                "may_start": kept is not None and kept.may_start,
                "lacking": [wording.condition(name) for name in lacking],
                "back": kept.headcount_back if kept else 0,
                "total": kept.headcount_total if kept else 0,
                "sector": sectors.sector_name(one.industry) if one.industry else "",
                "size": SIZES.get(one.size, ""),
            }
        )
    return lines
