"""What the system knows beside what the form says, section by section. Numbers and records only: no person is named."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.cases import queries as cases
from fugong.cases import registry
from fugong.cases.difference import FieldChange, difference, in_words
from fugong.cases.overview import CaseView
from fugong.cases.spec import CaseType, Field, Sourced, called
from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.core.web import say
from fugong.directory import queries as directory
from fugong.production import permissions as production_permissions
from fugong.production import queries as production
from fugong.resumption import queries as resumption
from fugong.screening import queries as screening

COUNTED = ("integer", "number")


@dataclass(frozen=True)
class Line:
    """One thing known: what the form says of it where it does, and whether the two differ."""

    label: str
    known: str
    written: str = ""
    differs: bool = False


@dataclass(frozen=True)
class Block:
    """Evidence from one source. `fields` are those of the form that it bears on; with none of them it is general."""

    title: str
    source: str
    lines: tuple[Line, ...]
    fields: frozenset[str] = frozenset()
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class SectionEvidence:
    """A section's evidence: blocks, and what was changed in it since the version handed in before."""

    blocks: tuple[Block, ...]
    changes: tuple[FieldChange, ...]


def evidence(actor: Actor, view: CaseView) -> tuple[dict[str, SectionEvidence], tuple[Block, ...]]:
    """Section → evidence, and what bears on no section. Each block stands at the first section it bears on."""
    blocks = [one for one in _blocks(actor, view) if one.lines]
    changed = list(_changes(view))
    placed: set[int] = set()
    by_section = {}
    for section in view.type.sections:
        names = {one.name for one in section.fields}
        here = [n for n, one in enumerate(blocks) if n not in placed and one.fields & names]
        placed.update(here)
        by_section[section.name] = SectionEvidence(
            tuple(blocks[n] for n in here), tuple(one for one in changed if one.field.name in names)
        )
    return by_section, tuple(one for n, one in enumerate(blocks) if n not in placed)


def _blocks(actor: Actor, view: CaseView) -> Iterator[Block]:
    enterprise = view.case.enterprise
    yield from _compared(view.type, enterprise, view.data)
    yield screening_block(enterprise)
    yield teams_block(enterprise)
    if production_permissions.can_read_summary(actor, enterprise):
        yield production_block(enterprise)
    yield _light(actor, enterprise)
    yield from _other_cases(actor, view)


def _compared(case_type: CaseType, enterprise: Any, data: Mapping[str, Any]) -> Iterator[Block]:
    """The numbers and tables of numbers that the system fills in, against what was handed in."""
    if case_type.prefill is None:
        return
    known: Mapping[str, Sourced] = called(case_type.prefill)(enterprise)
    for section in case_type.sections:
        lines: dict[str, list[Line]] = {}
        fields = set()
        for field in section.fields:
            sourced = known.get(field.name)
            if sourced is None or not _is_countable(field):
                continue
            fields.add(field.name)
            written = data.get(field.name)
            lines.setdefault(str(sourced.source), []).append(
                Line(
                    str(field.label),
                    _in_numbers(field, sourced.value),
                    _in_numbers(field, written) or _("没有写"),
                    written != sourced.value,
                )
            )
        for source, found in lines.items():
            yield Block(_("与系统记录对照"), source, tuple(found), frozenset(fields))


def _in_numbers(field: Field, value: Any) -> str:
    """A value; of a table one line a row, a tick where there is one by its heading."""
    if field.type != "rows" or not isinstance(value, list):
        return in_words(field, value)
    return "\n".join(_("、").join(_cells(field, row)) for row in value)


def _cells(field: Field, row: Mapping[str, Any]) -> Iterator[str]:
    for column in field.fields:
        value = row.get(column.name)
        if column.type == "boolean":
            yield from [str(column.label)] if value else []
        elif value is not None:
            yield in_words(column, value)


def _is_countable(field: Field) -> bool:
    """Numbers, and tables with numbers in them: never names."""
    return field.type in COUNTED or any(column.type in COUNTED for column in field.fields)


def screening_block(enterprise: Any) -> Block:
    """The people in counts: on the roster, expected back, declared, kept out."""
    counts = screening.return_counts(enterprise)
    lines = (
        Line(_("在册"), _people(counts.total)),
        Line(_("已到返岗日"), _people(counts.returning)),
        Line(_("其中已交返岗申报"), say.counted(counts.declared, counts.returning)),
        Line(_("今天观察或禁止"), _people(counts.abnormal)),
        Line(_("已返岗"), say.counted(counts.back, counts.total)),
    )
    fields = frozenset({"headcount_returning", "staff_screened", "screening"})
    return Block(_("人员排查"), _("花名册和每天的筛查，今天"), lines, fields)


def teams_block(enterprise: Any) -> Block:
    """How many teams there are, and how many have nobody who leads them."""
    posts = directory.team_posts(enterprise.pk)
    without = sum(not one.leaders for one in posts)
    lines: tuple[Line, ...] = ()
    if posts:
        lines = (
            Line(_("班组"), str(len(posts))),
            Line(_("还没有指定专人的班组"), str(without), differs=without > 0),
        )
    return Block(_("责任到班组"), _("花名册的班组和任命"), lines, frozenset({"responsible"}))


def production_block(enterprise: Any) -> Block:
    """The production plan of the next two weeks in a few numbers."""
    found = production.summary(enterprise, clock.today())
    lines: list[Line] = []
    if found.any:
        lines = [
            Line(_("产品"), _("、").join(found.products)),
            Line(_("在手订单"), str(found.orders_open)),
            Line(_("其中可能误期"), str(found.orders_late), differs=found.orders_late > 0),
            Line(
                _("缺料"),
                say.counted(found.materials_short, found.materials),
                differs=found.materials_short > 0,
            ),
            Line(_("今天计划上岗"), _people(found.staff_planned)),
            Line(_("两周内最多上岗"), _people(found.most_staff_planned)),
            Line(_("最长加班"), _("每人每天 {n} 小时").format(n=found.overtime_hours.normalize())),
        ]
        if found.staff_on_duty is not None:
            lines.append(Line(_("今天已进厂"), _people(found.staff_on_duty)))
        lines += [
            Line(_("赶工迹象"), f"{say.text(one.why)} {one.source}", differs=True) for one in found.warnings
        ]
    return Block(_("生产计划"), _("企业的生产计划，今天起两周"), tuple(lines), frozenset({"production_plan"}))


def _light(actor: Actor, enterprise: Any) -> Block:
    light = resumption.startup(actor, enterprise)
    lines = [
        Line(one.text, _("具备") if one.holds else one.missing, differs=not one.holds)
        for one in light.conditions
    ]
    return Block(
        _("开工条件：可以开工") if light.may_start else _("开工条件：不能开工"),
        _("系统按《指南》第2条计算"),
        tuple(lines),
        url=reverse("bureau:enterprise", args=[enterprise.uscc]),
        link=_("企业全貌"),
    )


def _other_cases(actor: Actor, view: CaseView) -> Iterator[Block]:
    """The enterprise's newest case of every other kind: a filing's report before the start, and the other way round."""
    for case_type in registry.kinds():
        if case_type.kind == view.type.kind:
            continue
        rows = cases.cases(actor, kind=case_type.kind).filter(enterprise=view.case.enterprise)
        case = rows.order_by("-pk").first()
        if case is None:
            continue
        data = case.data.document() or {}
        lines = [
            Line(_("状态"), str(case_type.state(case.state).label)),
            Line(_("自"), say.moment(case.state_since)),
            *_dates_and_numbers(case_type, data),
        ]
        where = reverse("cases:case", args=[case.pk])
        fields = frozenset({"disinfection", "planned_start_on"})
        yield Block(str(case_type.label), case.number, tuple(lines), fields, where, _("打开"))


def _dates_and_numbers(case_type: CaseType, data: Mapping[str, Any]) -> Iterator[Line]:
    for field in case_type.fields():
        value = data.get(field.name)
        if value is None:
            continue
        if field.type == "date":
            yield Line(str(field.label), say.day(date.fromisoformat(value), by_name=False))
        elif field.type in COUNTED:
            yield Line(str(field.label), in_words(field, value))
        elif field.type == "rows":
            yield Line(str(field.label), _("{n} 行").format(n=len(value)))


def _changes(view: CaseView) -> Iterable[FieldChange]:
    """Against the version handed in before the last."""
    versions = cases.versions(view.case)
    if len(versions) < 2:
        return ()
    old, new = (one.data.document() or {} for one in versions[-2:])
    return difference(view.type, old, new)


def _people(n: int) -> str:
    return _("{n} 人").format(n=say.number(n))
