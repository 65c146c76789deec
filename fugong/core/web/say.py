"""How days, moments, lengths of time and states are said: one way for pages, JSON and notices."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from fugong.core import clock

WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)
MONTHS = (
    gettext_lazy("1月"),
    gettext_lazy("2月"),
    gettext_lazy("3月"),
    gettext_lazy("4月"),
    gettext_lazy("5月"),
    gettext_lazy("6月"),
    gettext_lazy("7月"),
    gettext_lazy("8月"),
    gettext_lazy("9月"),
    gettext_lazy("10月"),
    gettext_lazy("11月"),
    gettext_lazy("12月"),
)
VERDICTS = {
    "clear": ("✓", gettext_lazy("通行")),
    "observe": ("△", gettext_lazy("观察")),
    "barred": ("✕", gettext_lazy("禁止")),
    "": ("○", gettext_lazy("等待")),
}
"""Verdict → (shape, word). The empty one waits for a report."""


ROLES = {
    "worker": gettext_lazy("职工"),
    "team_leader": gettext_lazy("班组长"),
    "guard": pgettext_lazy("role", "门岗"),
    "epidemic_officer": gettext_lazy("防疫专员"),
    "principal": gettext_lazy("企业主要负责人"),
    "bureau_officer": gettext_lazy("工信部门（含产业集聚区、指挥部）"),
    "health_officer": gettext_lazy("卫健部门"),
    "administrator": gettext_lazy("管理员"),
}

PARTIES = {
    "enterprise": gettext_lazy("企业"),
    "bureau": gettext_lazy("工信部门"),
    "health": gettext_lazy("卫健部门"),
    "cluster": gettext_lazy("产业集聚区"),
    "headquarters": gettext_lazy("指挥部"),
}
"""Who takes part in a case, as its pages name them."""


def language() -> str:
    """`zh` or `en`: the key of a pack's texts that this reader wants."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def text(said: Mapping[str, str] | str | None) -> str:
    """A pack's `{zh, en}` in the reader's language; a plain text stays what it is."""
    if said is None:
        return ""
    if isinstance(said, str):
        return said
    return str(said.get(language()) or said.get("zh") or "")


def day(when: date | None, *, by_name: bool = True, with_year: bool = False) -> str:
    """今天, 昨天, 明天, else 2月24日（周一）; with the year where it is not this one, or where asked for."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        when = clock.day_of(when)
    today = clock.today()
    away = (when - today).days
    if by_name and away in (-1, 0, 1):
        return {-1: _("昨天"), 0: pgettext("sentence", "今天"), 1: _("明天")}[away]
    parts = {
        "month": MONTHS[when.month - 1],
        "day": when.day,
        "weekday": WEEKDAYS[when.weekday()],
        "year": when.year,
    }
    if with_year or when.year != today.year:
        return _("{year}年{month}{day}日（{weekday}）").format(**parts)
    return _("{month}{day}日（{weekday}）").format(**parts)


def time_of_day(when: datetime | None) -> str:
    """8:05 on the site's clock."""
    if when is None:
        return ""
    local = when.astimezone(clock.SITE_ZONE)
    return f"{local.hour}:{local.minute:02}"


def end_of(end: datetime | None, start: datetime | None) -> str:
    """The end of a span, said after its start: 20:00, 24:00, 次日 8:00."""
    if end is None or start is None:
        return ""
    if clock.day_of(end) == clock.day_of(start):
        return time_of_day(end)
    if end == clock.day_end(clock.day_of(start)):
        return "24:00"
    return _("次日 {time}").format(time=time_of_day(end))


def moment(when: datetime | None, *, by_name: bool = True) -> str:
    """今天 8:05, else 2月24日（周一）8:05."""
    if when is None:
        return ""
    named = by_name and abs((clock.day_of(when) - clock.today()).days) <= 1
    form = _("{day} {time}") if named else _("{day}{time}")
    return form.format(day=day(when, by_name=by_name), time=time_of_day(when))


def deadline(when: datetime | None) -> str:
    """Until when something must be done: midnight is the end of the day before, 11月30日（周一）24:00."""
    if when is None:
        return ""
    if time_of_day(when) != "0:00":
        return moment(when)
    last = clock.day_of(when) - timedelta(days=1)
    form = _("{day} {time}") if abs((last - clock.today()).days) <= 1 else _("{day}{time}")
    return form.format(day=day(last), time="24:00")


def length(span: timedelta | float | None) -> str:
    """A length of time in words, its largest unit only: 3 小时, 20 分钟, 14 天. Numbers are seconds."""
    if span is None:
        return ""
    seconds = int(span.total_seconds() if isinstance(span, timedelta) else span)
    seconds = abs(seconds)
    for size, words in (
        (86400, lambda n: ngettext("{n} 天", "{n} 天", n)),
        (3600, lambda n: ngettext("{n} 小时", "{n} 小时", n)),
        (60, lambda n: ngettext("{n} 分钟", "{n} 分钟", n)),
    ):
        if seconds >= size:
            number = seconds // size
            return str(words(number)).format(n=number)
    return ngettext("{n} 秒", "{n} 秒", seconds).format(n=seconds)


def remaining(until: datetime | None) -> str:
    """还剩 3 小时, or 已过 20 分钟."""
    if until is None:
        return ""
    left = until - clock.now()
    form = _("还剩 {length}") if left > timedelta(0) else _("已过 {length}")
    return form.format(length=length(left))


def number(value: int) -> str:
    """A whole number with thousands separators."""
    return f"{value:,}"


def counted(done: int, total: int) -> str:
    """482 / 500: a count never stands without what it is out of."""
    return f"{done:,} / {total:,}"


def verdict(code: str | None) -> str:
    """The word of a verdict: 通行, 观察, 禁止; 等待 where there is none yet."""
    return str(VERDICTS[code or ""][1])


def shape(code: str | None) -> str:
    """The shape that goes with the verdict's word."""
    return VERDICTS[code or ""][0]
