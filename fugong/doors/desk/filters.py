"""What of the people is shown. Everything is in the address, so that a view can be sent."""

from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.directory import queries as directory
from fugong.doors.desk import words
from fugong.screening import queries as screening

DAY = {
    "expected": gettext_lazy("应报"),
    "reported": gettext_lazy("已报"),
    "missing": gettext_lazy("未报"),
}
CERTIFICATE = {
    "valid": gettext_lazy("有效"),
    "expired": gettext_lazy("过期"),
    "none": gettext_lazy("没有"),
}
DECLARED = {"yes": gettext_lazy("已交"), "no": gettext_lazy("未交")}
PHONE = {"yes": gettext_lazy("有"), "no": gettext_lazy("没有")}
SORT = {"team": gettext_lazy("按班组"), "number": gettext_lazy("按工号")}
NO_TEAM = "none"
ALL = gettext_lazy("全部")


class PeopleFilter(django_filters.FilterSet):
    """The filter row of the people. `status` is 在册 unless the address says otherwise."""

    team = django_filters.ChoiceFilter(
        method="of_team", label=gettext_lazy("班组"), choices=[], empty_label=ALL
    )
    status = django_filters.ChoiceFilter(
        method="of_status",
        label=gettext_lazy("状态"),
        choices=[*words.STATUS.items(), ("all", gettext_lazy("全部"))],
        empty_label=None,
    )
    day = django_filters.ChoiceFilter(
        method="of_day", label=gettext_lazy("今天"), choices=list(DAY.items()), empty_label=ALL
    )
    declared = django_filters.ChoiceFilter(
        method="of_declaration",
        label=gettext_lazy("返岗申报"),
        choices=list(DECLARED.items()),
        empty_label=ALL,
    )
    certificate = django_filters.ChoiceFilter(
        method="of_certificate",
        label=gettext_lazy("健康证明"),
        choices=list(CERTIFICATE.items()),
        empty_label=ALL,
    )
    phone = django_filters.ChoiceFilter(
        method="of_phone", label=gettext_lazy("手机"), choices=list(PHONE.items()), empty_label=ALL
    )
    verdict = django_filters.ChoiceFilter(
        method="of_verdict", label=gettext_lazy("结论"), choices=list(words.VERDICTS.items()), empty_label=ALL
    )

    def __init__(self, data: Any, *, actor: Any, found: list[UUID]) -> None:
        data = data.copy()
        if found:
            data.setdefault("status", "all")
        data.setdefault("status", "active")
        rows = directory.people(actor)
        if found:
            rows = rows.filter(pk__in=found)
        super().__init__(data, queryset=rows)
        self.actor = actor
        self.filters["team"].extra["choices"] = team_choices(actor)

    def of_team(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == NO_TEAM:
            return rows.filter(team=None)
        return rows.filter(Q(team_id=value) | Q(team__parent_id=value))

    def of_status(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows if value == "all" else rows.filter(status=value)

    def of_day(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        today = clock.today()
        rows = rows.filter(screening.expected_on(today))
        if value == "reported":
            return rows.filter(standing__reported_for=today)
        return rows.exclude(standing__reported_for=today) if value == "missing" else rows

    def of_declaration(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Whose return declaration is in; who is not expected back yet is not waited for (G4)."""
        rows = rows.filter(screening.expected_on(clock.today()))
        return rows.filter(standing__declared_on__isnull=value == "no")

    def of_certificate(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        today = clock.today()
        if value == "none":
            return rows.filter(certificates=None)
        lasts = Q(certificates__valid_until=None) | Q(certificates__valid_until__gte=today)
        valid = directory.people(self.actor).filter(lasts, certificates__isnull=False).order_by().values("pk")
        if value == "valid":
            return rows.filter(pk__in=valid)
        held = directory.people(self.actor).filter(certificates__isnull=False).order_by().values("pk")
        return rows.filter(pk__in=held).exclude(pk__in=valid)

    def of_phone(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(has_phone=value == "yes")

    def of_verdict(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """A verdict is judged from standing and holds, so it is asked last, of what the other filters left."""
        wanted = None if value == "waiting" else value
        enterprise = directory.enterprise_of(self.actor)
        states = screening.states(enterprise, rows, clock.today())
        return rows.filter(pk__in=[one.person_id for one in states if one.judged.verdict == wanted])


def team_choices(actor: Any, *, none: bool = True) -> list[tuple[str, Any]]:
    """Workshops and teams to choose from, with those who have none at the end."""
    rows = [
        (str(row.pk), f"{row.parent.name}·{row.name}" if row.parent else row.name)
        for row in directory.groups(actor)
    ]
    rows.sort(key=lambda row: row[1])
    return [*rows, (NO_TEAM, gettext_lazy("未分班组"))] if none else rows


class ViewForm(forms.Form):
    """What else the address holds of the list: its order."""

    sort = forms.ChoiceField(required=False, label=gettext_lazy("排序"), choices=list(SORT.items()))
