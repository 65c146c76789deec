"""A filing looked through before it is handed in: what is weak in what is written.

What is missing the form itself says (`cases.forms.missing`, by article). The rest is advice that the enterprise may
overrule, and the bureau sees.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fugong import packs
from fugong.cases.spec import Finding
from fugong.casetypes.filing.spec import CASE_TYPE, SECTIONS
from fugong.core import clock
from fugong.core.identifiers import IdentifierError, check_mobile
from fugong.core.web import say
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise
from fugong.packs.plans import blanks

SHORTEST = 10
"""A part of a plan with fewer characters than this says nothing that a clerk could use."""


@dataclass(frozen=True)
class InPlace:
    """One of the five 到位 of Y2, by the pack: the parts of the plans that show it, and which of them are empty."""

    id: str
    label: str
    article: str
    fields: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every part that shows it is written."""
        return not self.missing


def five_in_place(pack_name: str, data: Mapping[str, Any]) -> list[InPlace]:
    """What the pack wants in place, as the form with this data shows it."""
    return [
        InPlace(
            one.id,
            say.text(one.text),
            one.articles[0],
            one.sections,
            tuple(name for name in one.sections if data.get(name) in (None, "", [])),
        )
        for one in packs.load(pack_name).plans.five_in_place
    ]


def check(enterprise: Enterprise, data: Mapping[str, Any]) -> list[Finding]:
    """Everything found, what blocks first."""
    return [
        *_not_confirmed(data),
        *_not_in_place(enterprise, data),
        *_still_to_fill(data),
        *_numbers(data),
        *_teams(enterprise, data),
        *_start(data),
        *_phone(data),
    ]


def _not_confirmed(data: Mapping[str, Any]) -> Iterator[Finding]:
    if data.get("confirmed_true") is False:
        yield Finding("confirmed_true", _("请确认内容属实：企业要对备案内容的真实性负责。"))


def _not_in_place(enterprise: Enterprise, data: Mapping[str, Any]) -> Iterator[Finding]:
    for one in five_in_place(enterprise.pack, data):
        if not one.holds:
            parts = _("、").join(str(field.label) for name in one.missing if (field := CASE_TYPE.field(name)))
            text = _("“{what}”还看不出来，请写好：{parts}。").format(what=one.label, parts=parts)
            yield Finding(one.missing[0], text, one.article, blocks=False)


def _still_to_fill(data: Mapping[str, Any]) -> Iterator[Finding]:
    for section in SECTIONS:
        for field in section.fields:
            value = data.get(field.name)
            if field.type != "text" or not isinstance(value, str):
                continue
            if left := blanks(value):
                text = _("“{label}”里还有没填的空：{left}。").format(
                    label=field.label, left="".join(left[:3])
                )
                yield Finding(field.name, text, field.article, blocks=False)
            elif field.lines > 1 and len(value) < SHORTEST:
                text = _("“{label}”写得太简单，工作人员可能会退回。").format(label=field.label)
                yield Finding(field.name, text, field.article, blocks=False)


def _numbers(data: Mapping[str, Any]) -> Iterator[Finding]:
    total, returning = data.get("headcount_total"), data.get("headcount_returning")
    if isinstance(total, int) and isinstance(returning, int) and returning > total:
        text = _("返岗{returning}人，比职工总数{total}人还多。").format(returning=returning, total=total)
        yield Finding("headcount_returning", text, "G1", blocks=False)
    origins = data.get("origins") or []
    people = sum(row.get("people") or 0 for row in origins)
    if origins and isinstance(returning, int) and people != returning:
        text = _("各来源地合计{people}人，与返岗人数{returning}人不一致。").format(
            people=people, returning=returning
        )
        yield Finding("origins", text, "G1", blocks=False)
    for city, times in Counter(row.get("city") for row in origins).items():
        if city and times > 1:
            yield Finding(
                "origins", _("来源地“{city}”写了{n}次。").format(city=city, n=times), "G1", blocks=False
            )


def _teams(enterprise: Enterprise, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Down to workshop and team, with somebody named (G1). A person for a whole workshop answers for its teams."""
    named = {
        (row.get("workshop") or "", row.get("team") or "")
        for row in data.get("responsible") or []
        if row.get("person")
    }
    teams = {team for _workshop, team in named}
    without = [
        post
        for post in directory.team_posts(enterprise.pk)
        if (post.workshop, post.team) not in named
        and not (post.workshop and post.workshop in teams)
        and ("", post.team) not in named
    ]
    if without:
        names = "、".join(f"{post.workshop}{post.team}" for post in without[:5])
        text = _("花名册里有{n}个班组没有写明专人：{names}。").format(n=len(without), names=names)
        yield Finding("responsible", text, "G1", blocks=False)


def _start(data: Mapping[str, Any]) -> Iterator[Finding]:
    planned = data.get("planned_start_on")
    if isinstance(planned, str) and date.fromisoformat(planned) < clock.today():
        yield Finding("planned_start_on", _("计划复工日期已经过去。"), "G1", blocks=False)


def _phone(data: Mapping[str, Any]) -> Iterator[Finding]:
    digits = re.sub(r"[\s\-()（）]", "", data.get("contact_phone") or "")
    if not digits:
        return
    try:
        check_mobile(digits)
    except IdentifierError:
        if not re.fullmatch(r"0\d{9,11}(转?\d{1,6})?", digits):
            yield Finding("contact_phone", _("联系电话看起来不对，请核对。"), blocks=False)
