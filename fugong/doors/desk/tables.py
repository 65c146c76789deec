"""The desk's tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fugong.core import clock
from fugong.core.templatetags.fugong import verdict_badge
from fugong.core.web import say
from fugong.doors.desk import words
from fugong.doors.desk.filters import CERTIFICATE

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
PLAIN = {"td": {"class": "nowrap"}}


@dataclass(frozen=True)
class PersonRow:
    """Somebody of the roster and where they stand today (`state` None: nowhere, they left)."""

    person: Any
    state: Any

    @property
    def verdict(self) -> str | None:
        """Today's verdict; None waits."""
        return self.state.judged.verdict if self.state else None

    @property
    def team(self) -> str:
        """机加工车间·一班."""
        return str(self.person.team_name)

    @property
    def reason(self) -> str:
        """Why, where the verdict is not clear."""
        code = self.state.judged.reason if self.state else "left"
        return "" if code in ("ok", "no_report") else str(words.REASONS.get(code, code))

    @property
    def reported(self) -> str:
        """Whether today's report is in."""
        if not self.state:
            return ""
        return (
            _("已报（早晚）")
            if self.state.reported and self.state.evening
            else _("已报")
            if self.state.reported
            else _("未报")
        )

    @property
    def certificate(self) -> str:
        """有效, with its last day; 过期; 没有."""
        ends = [one.valid_until for one in self.person.certificates.all()]
        if not ends:
            return str(CERTIFICATE["none"])
        if None in ends:
            return str(CERTIFICATE["valid"])
        last = max(ends)
        if last >= clock.today():
            return _("有效，到{day}").format(day=say.day(last, by_name=False))
        return _("{day}过期").format(day=say.day(last, by_name=False))

    @property
    def status(self) -> str:
        """在册 or 已离职."""
        return str(words.STATUS.get(self.person.status, self.person.status))

    @property
    def has_phone(self) -> str:
        """The masked number, or that there is none."""
        return str(self.person.phone) if self.person.has_phone else _("没有")


COLUMNS: dict[str, Any] = {
    "team": gettext_lazy("班组"),
    "job": gettext_lazy("岗位"),
    "verdict": gettext_lazy("今天结论"),
    "reason": gettext_lazy("原因"),
    "reported": gettext_lazy("今天填报"),
    "certificate": gettext_lazy("健康证明"),
    "phone": gettext_lazy("手机"),
    "id_number": gettext_lazy("身份证号"),
    "status": gettext_lazy("状态"),
}
SHOWN = ("team", "job", "verdict", "reason", "reported", "certificate", "phone")


class PeopleTable(tables.Table):
    """People with where they stand; name and job number always, the others as chosen."""

    select = tables.Column(
        empty_values=(),
        verbose_name=gettext_lazy("选择"),
        attrs={"td": {"class": "pick"}, "th": {"class": "pick"}},
    )
    name = tables.Column(accessor="person", verbose_name=gettext_lazy("姓名"), attrs=PLAIN)
    job_number = tables.Column(accessor="person__job_number", verbose_name=gettext_lazy("工号"), attrs=PLAIN)
    team = tables.Column(verbose_name=COLUMNS["team"])
    job = tables.Column(accessor="person__job", verbose_name=COLUMNS["job"])
    verdict = tables.Column(empty_values=(), verbose_name=COLUMNS["verdict"], attrs=PLAIN)
    reason = tables.Column(verbose_name=COLUMNS["reason"])
    reported = tables.Column(verbose_name=COLUMNS["reported"], attrs=PLAIN)
    certificate = tables.Column(verbose_name=COLUMNS["certificate"])
    phone = tables.Column(accessor="has_phone", verbose_name=COLUMNS["phone"], attrs=PLAIN)
    id_number = tables.Column(accessor="person__id_number", verbose_name=COLUMNS["id_number"], attrs=PLAIN)
    status = tables.Column(verbose_name=COLUMNS["status"], attrs=PLAIN)

    class Meta:
        orderable = False
        template_name = "fugong/table.html"
        default = ""

    def __init__(self, rows: Sequence[PersonRow], *, shown: Sequence[str]) -> None:
        hidden = [name for name in COLUMNS if name not in shown]
        super().__init__(list(rows), exclude=hidden)
        self.caption = pgettext("pages", "人员")

    def render_select(self, record: PersonRow) -> SafeString:
        label = _("选择 {name} {number}").format(name=record.person.name, number=record.person.job_number)
        return format_html(
            '<input type="checkbox" name="person" value="{}" data-select aria-label="{}">',
            record.person.pk,
            label,
        )

    def render_name(self, record: PersonRow) -> str:
        return render_to_string("desk/person_link.html", {"person": record.person})

    def render_verdict(self, record: PersonRow) -> str:
        return verdict_badge(record.verdict) if record.state else record.status


def cells(row: PersonRow, shown: Sequence[str]) -> list[Any]:
    """The same row for a workbook: masked, as it is seen."""
    plain = {
        "team": row.team,
        "job": row.person.job,
        "verdict": say.verdict(row.verdict) if row.state else row.status,
        "reason": row.reason,
        "reported": row.reported,
        "certificate": row.certificate,
        "phone": row.has_phone,
        "id_number": str(row.person.id_number),
        "status": row.status,
    }
    return [str(row.person.name), row.person.job_number, *(plain[name] for name in COLUMNS if name in shown)]


def headings(shown: Sequence[str]) -> list[str]:
    """The workbook's first row."""
    return [_("姓名"), _("工号"), *(str(title) for name, title in COLUMNS.items() if name in shown)]
