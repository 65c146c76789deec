"""What every door's templates say in the same way: days, lengths of time, verdicts, articles, counts."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fugong.core.web import articles, say

register = template.Library()


@register.filter
def said(text: Mapping[str, str] | str | None) -> str:
    """A pack's `{zh, en}` in the reader's language."""
    return say.text(text)


@register.filter
def day(when: date | None) -> str:
    """今天, 昨天, 2月24日（周一）."""
    return say.day(when)


@register.filter
def full_day(when: date | None) -> str:
    """2月24日（周一）, also for today and yesterday: for paper and for lists that are kept."""
    return say.day(when, by_name=False)


@register.filter
def dated(when: date | None) -> str:
    """2026年2月24日（周一）, this year's too: for paper that is kept or sent on."""
    return say.day(when, by_name=False, with_year=True)


@register.filter
def moment(when: datetime | None) -> str:
    """今天 8:05, 2月24日（周一）8:05."""
    return say.moment(when)


@register.filter
def full_moment(when: datetime | None) -> str:
    """2月24日（周一）8:05, also for today."""
    return say.moment(when, by_name=False)


@register.filter
def deadline(when: datetime | None) -> str:
    """11月30日（周一）24:00."""
    return say.deadline(when)


@register.filter
def time_of_day(when: datetime | None) -> str:
    """8:05."""
    return say.time_of_day(when)


@register.filter
def end_after(end: datetime | None, start: datetime | None) -> str:
    """20:00, 24:00, 次日 8:00: the end of a span, after its start."""
    return say.end_of(end, start)


@register.filter
def duration(span: timedelta | float | None) -> str:
    """3 小时."""
    return say.length(span)


@register.filter
def remaining(until: datetime | None) -> str:
    """还剩 3 小时."""
    return say.remaining(until)


@register.filter
def thousands(value: int) -> str:
    """6,000."""
    return say.number(value)


@register.simple_tag
def counted(done: int, total: int) -> SafeString:
    """已报 482 / 500, without the word: `{% counted board.reported board.expected %}`."""
    return format_html('<span class="count">{}</span>', say.counted(done, total))


@register.simple_tag
def verdict_badge(code: str | None) -> SafeString:
    """A verdict as word, shape and colour."""
    return format_html(
        '<span class="verdict-badge verdict-{}"><span aria-hidden="true">{}</span> {}</span>',
        code or "waiting",
        say.shape(code),
        say.verdict(code),
    )


@register.filter
def verdict_word(code: str | None) -> str:
    """通行, 观察, 禁止, 等待."""
    return say.verdict(code)


@register.filter
def verdict_shape(code: str | None) -> str:
    """✓ △ ✕ ○."""
    return say.shape(code)


@register.simple_tag
def article_link(id: str | None) -> SafeString:
    """《指南》第8条 as a link to its text; nothing where there is no such article."""
    if not id:
        return SafeString("")
    found = articles.find(id)
    if found is None:
        return SafeString("")
    where = reverse("public:article", args=[id])
    return format_html('<a class="article" href="{}">{}</a>', where, say.text(found.citation))


@register.simple_tag
def article_links(ids: list[str] | tuple[str, ...] | str | None) -> SafeString:
    """Every article of a list, one after the other."""
    if isinstance(ids, str):
        ids = (ids,)
    return SafeString(" ".join(link for link in (article_link(id) for id in ids or ()) if link))


@register.filter
def role_name(code: str) -> str:
    """防疫专员, 工信部门; the code itself where nobody gave it a word."""
    return str(say.ROLES.get(code, code))


@register.filter
def party_name(code: str) -> str:
    """企业, 工信部门; the code itself where nobody gave it a word."""
    return str(say.PARTIES.get(code, code))


@register.filter
def entry(mapping: Mapping[Any, Any], key: Any) -> Any:
    """A value by its key, None where there is none."""
    return mapping.get(key)


@register.filter
def as_json(value: Any) -> str:
    """JSON for a data attribute; the template escapes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
