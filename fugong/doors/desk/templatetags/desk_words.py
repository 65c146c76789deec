"""Codes in the desk's short words."""

from django import template

from fugong.doors.desk import words

register = template.Library()


@register.filter
def reason_word(code: str | None) -> str:
    """发热, 留观; the code itself where nobody gave it a word."""
    return str(words.REASONS.get(code or "", code or ""))


@register.filter
def source_word(code: str) -> str:
    """Who took or entered it: 本人填报, 门岗测温."""
    return str(words.SOURCES.get(code, code))


@register.filter
def outcome_word(code: str) -> str:
    """已和本人谈过."""
    return str(words.OUTCOMES.get(code, code))


@register.filter
def device_word(code: str) -> str:
    """新手机，等班组长确认; nothing for a device nobody was asked about."""
    return str(words.DEVICES.get(code, ""))


@register.filter
def hold_word(code: str) -> str:
    """隔离 or 留观."""
    return str(words.HOLDS.get(code, code))


@register.filter
def status_word(code: str) -> str:
    """在册 or 已离职."""
    return str(words.STATUS.get(code, code))


@register.filter
def report_word(code: str) -> str:
    """返岗申报 or 每日健康填报."""
    return str(words.REPORTS.get(code, code))


@register.filter
def import_word(code: str) -> str:
    """Where an uploaded roster stands."""
    return str(words.IMPORTS.get(code, code))
