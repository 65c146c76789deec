"""A move: judged in the order of the contract (who, version, state, data), then made in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.cases import forms, permissions, registry
from fugong.cases.actions import working
from fugong.cases.actions.locking import check_version, lock_version, number_change
from fugong.cases.actions.telling import tell
from fugong.cases.events import CaseMoved
from fugong.cases.models import Case, Comment, Step, Version
from fugong.cases.moving import MoveContext, check_when
from fugong.cases.spec import called
from fugong.core import audit, clock, events
from fugong.core.errors import Fault, Invalid
from fugong.core.permissions import Actor

LONGEST_COMMENT = 2000


def move(
    *,
    case: Case,
    by: Actor,
    name: object,
    version: object,
    data: Mapping[str, Any] | None = None,
    comment: str = "",
) -> Case:
    """Make the move `name` of a case as it stood at `version`; `data` is merged over its form.

    Raises NotAllowed (who), Conflict (changed meanwhile; not from this state; not now, with the reason), Invalid or
    InvalidForm (what is missing or does not fit). Refused, it changes nothing.
    """
    case_type = registry.find(case.kind)
    declared = case_type.move(name) if isinstance(name, str) else None
    if declared is None:
        check_version(case, version)
        raise Invalid("unknown_move", _("没有“{name}”这个步骤。").format(name=str(name)[:40]), field="move")
    permissions.check_can_move(by, case, declared)
    if isinstance(version, bool) or not isinstance(version, int):
        raise Invalid("missing", _("请写明您看到的是第几版（version）。"), field="version")
    with transaction.atomic():
        locked = lock_version(case, version)
        context = MoveContext(locked, case_type, declared, by, clock.now(), locked.data.document() or {})
        check_when(context)
        _read(context, data or {}, comment)
        _make(context)
        number_change(locked)
    return locked


def _read(context: MoveContext, given: Mapping[str, Any], comment: str) -> None:
    """Merge what was sent, and refuse what does not fit or is missing."""
    case_type, declared = context.type, context.move
    own_names = {one.name for one in declared.fields}
    own = {name: value for name, value in given.items() if name in own_names}
    form = {name: value for name, value in given.items() if name not in own_names}
    if form and not _may_change_the_form(context):
        field = next(iter(form))
        text = _("“{move}”不能同时改表单。").format(move=declared.label)
        raise Invalid("not_yours", text, field=field)
    clean = forms.read_data(case_type.fields(), form)
    context.own = {
        name: value for name, value in forms.read_data(declared.fields, own).items() if value is not None
    }
    merged = {**context.data, **clean}
    context.data = {name: value for name, value in merged.items() if value is not None}
    context.comment = forms.plain(comment)
    if len(context.comment) > LONGEST_COMMENT:
        raise Invalid("too_long", _("最多%(n)d个字。") % {"n": LONGEST_COMMENT}, field="comment")
    required = case_type.required(declared)
    faults = forms.missing(case_type.fields(), context.data, required) if declared.whole_form else []
    faults += forms.missing(
        declared.fields, context.own, {*required, *(one.name for one in declared.fields if one.required)}
    )
    if faults:
        raise forms.InvalidForm(faults)
    _check_attachments(context, required)
    if declared.whole_form and case_type.check is not None:
        for finding in called(case_type.check)(context.case.enterprise, context.data):
            if finding.blocks:
                raise Invalid("incomplete", str(finding.text), field=finding.field, article=finding.article)
    if declared.comment == "must" and not context.comment:
        raise Invalid("missing", _("请写明理由。"), field="comment")
    if (
        declared.comment == "no"
    ):  # such a move gives no reason; what was written is not lost: it becomes a remark
        context.comment, context.remark = "", context.comment


def _may_change_the_form(context: MoveContext) -> bool:
    state = context.type.state(context.case.state)
    return state.editable and permissions.can_edit(context.by, context.case)


def _check_attachments(context: MoveContext, required: Sequence[str]) -> None:
    wanted = [name for name in required if context.type.attachment(name) is not None]
    wanted += [
        name for name in required
        if (field := context.type.field(name)) is not None and field.type == "file" and name not in wanted
    ]  # fmt: skip
    if not wanted:
        return
    there = set(
        context.case.attachments.filter(removed_at=None, kind__in=wanted).values_list("kind", flat=True)
    )
    for name in wanted:
        if name not in there:
            kind = context.type.attachment(name)
            label = kind.label if kind else name
            raise Invalid("missing", _("请上传“{label}”。").format(label=label), field=name)


def _make(context: MoveContext) -> None:
    case, declared, by, now = context.case, context.move, context.by, context.at
    before, after = context.type.state(case.state), context.type.state(declared.to)
    case.version += 1
    case.data = dict(context.data)
    case.state = after.name
    if after.name != before.name:
        case.state_since = now
    case.is_open = after.phase != "done"
    case.closed_at = None if case.is_open else (case.closed_at or now)
    if after.phase == "open" and case.sent_at is None:  # a draft that is thrown away was never handed in
        case.sent_at = now
    step = Step.objects.create(
        case=case,
        version=case.version,
        move=declared.name,
        from_state=before.name,
        to_state=after.name,
        by_id=by.id,
        by_party=permissions.party_of(by),
        comment=context.comment,
        data=dict(context.own) or "",  # type: ignore[misc] # a sealed column of kind json takes any JSON
    )
    for effect in declared.effects:
        called(effect)(context)
    if declared.keeps:  # after the effects: what an effect fills in is part of what was handed in
        number = case.versions.count() + 1
        Version.objects.create(case=case, number=number, step=step, data=case.data)
    case.save()
    if not case.is_open:  # what was to be corrected is settled by the decision
        case.comments.filter(settled_at=None).exclude(section="").update(settled_at=now)
    _set_work(context)
    if context.remark:
        Comment.objects.create(case=case, by_id=by.id, by_party=step.by_party, text=context.remark)
    audit.record(
        by=by,
        action="cases.move",
        subject="case",
        subject_id=case.pk,
        owner_id=case.enterprise_id,
        kind=case.kind,
        move=declared.name,
        to=after.name,
        version=case.version,
    )
    for party in declared.tells:
        tell(case, party, "case_moved", by, move=declared.name, state=after.name)
    events.publish(
        CaseMoved(case.pk, case.kind, case.enterprise_id, declared.name, before.name, after.name, now)
    )


def _set_work(context: MoveContext) -> None:
    case, case_type, declared = context.case, context.type, context.move
    for item in case.work_items.filter(ended_at=None, name__in=declared.closes):
        working.end(item, context.at)
    working.enter(case, case_type, case_type.state(case.state), context.at)
    if not case.is_open:
        return
    found = called(declared.opens_by)(context) if declared.opens_by else ()
    for name in (*declared.opens, *found):
        working.begin(case, case_type, case_type.work(name), context.at)


@dataclass(frozen=True)
class Moved:
    """What became of one case of a bulk move: `fault` None where it was made."""

    case: Case
    fault: Fault | None = None


def bulk_move(*, cases: Sequence[Case], by: Actor, name: str, comment: str = "") -> list[Moved]:
    """The same move for many cases, each on its own: one that is refused says why and holds up no other."""
    done = []
    for case in cases:
        try:
            declared = registry.find(case.kind).move(name)
            if declared is not None and not declared.bulk:
                raise Invalid(
                    "one_by_one", _("“{move}”要逐件办理。").format(move=declared.label), field="move"
                )
            done.append(Moved(move(case=case, by=by, name=name, version=case.version, comment=comment)))
        except Fault as fault:
            done.append(Moved(case, fault))
    return done
