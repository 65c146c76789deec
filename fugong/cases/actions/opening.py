"""Opening a case, and saving its form while it is in the enterprise's hands."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.cases import forms, permissions, registry
from fugong.cases.actions import working
from fugong.cases.actions.locking import lock_version, number_change
from fugong.cases.events import CaseMoved
from fugong.cases.models import Case, Step
from fugong.core import audit, clock, events
from fugong.core.errors import Conflict
from fugong.core.fields import seal_now
from fugong.core.permissions import Actor, check_enterprise
from fugong.core.tokens import new_secret
from fugong.directory.models import Enterprise


def open_case(
    *, kind: str, enterprise: Enterprise, by: Actor, data: Mapping[str, Any], opened_with: str = ""
) -> Case:
    """A new case in its first state, with what is known of its form. A half-filled one is kept.

    `opened_with` names the form whose button was pressed: pressed twice, the second finds what the first has opened.
    Raises NotAllowed, InvalidForm for values that do not fit, Conflict where the kind allows one open case and there is.
    """
    case_type = registry.find(kind)
    permissions.check_can_open(by, case_type)
    check_enterprise(by, enterprise.pk, reason=_("您只能为自己的企业办理。"))
    clean = _without_empty(forms.read_data(case_type.fields(), data))
    now = clock.now()
    first = case_type.state(case_type.initial)
    case = Case(
        kind=kind,
        enterprise=enterprise,
        region_code=enterprise.region_id,
        cluster_id=enterprise.cluster_id,
        sector=enterprise.industry,
        state=first.name,
        state_since=now,
        data=clean,  # type: ignore[misc] # a sealed column of kind json takes any JSON
        created_by=by.id,
        sent_at=None if first.phase == "draft" else now,
        opened_with=opened_with[:36],
        public_secret=new_secret(12),
    )
    step = Step(
        case=case, version=1, move="", to_state=first.name, by_id=by.id, by_party=permissions.party_of(by)
    )
    seal_now(case, step)
    with transaction.atomic():
        if opened_with or not case_type.several:
            Enterprise.objects.select_for_update(no_key=True).get(
                pk=enterprise.pk
            )  # one press after the other
        if opened_with and (before := _opened_before(case)) is not None:
            return before
        if not case_type.several:
            _check_only_one(case_type.label, enterprise, kind)
        case.save(force_insert=True)
        step.save(force_insert=True)
        working.enter(case, case_type, first, now)
        _audit(case, by, "cases.open")
        events.publish(CaseMoved(case.pk, kind, enterprise.pk, "", "", first.name, now))
        number_change(case)
    return case


def _opened_before(case: Case) -> Case | None:
    own = Case.objects.select_related("enterprise").filter(enterprise=case.enterprise, kind=case.kind)
    return own.filter(opened_with=case.opened_with).first()


def _check_only_one(label: object, enterprise: Enterprise, kind: str) -> None:
    """Under the lock of the enterprise's row."""
    if Case.objects.filter(enterprise=enterprise, kind=kind, is_open=True).exists():
        raise Conflict(
            "open_already",
            _("已经有一件“{label}”在办，请继续办那一件。").format(label=label),
            field="kind",
        )


def save(*, case: Case, by: Actor, version: int, data: Mapping[str, Any]) -> Case:
    """Merge `data` over the form and keep it; the version grows. Nothing need be complete.

    Raises NotAllowed, Conflict (changed meanwhile, or handed in already), InvalidForm.
    """
    permissions.check_can_edit(by, case)
    case_type = registry.find(case.kind)
    with transaction.atomic():
        locked = lock_version(case, version)
        state = case_type.state(locked.state)
        if not state.editable:
            raise Conflict(
                "state",
                _("这一事项在“{state}”，现在不能改表单。").format(state=state.label),
            )
        given = forms.read_data(case_type.fields(), data)
        before = locked.data.document() or {}
        merged = _without_empty({**before, **given})
        if merged == before:
            return locked
        locked.data = merged
        locked.version += 1
        locked.save(update_fields=["data", "version", "updated_at"])
        changed = sorted(name for name in given if merged.get(name) != before.get(name))
        _audit(locked, by, "cases.save", fields=changed, version=locked.version)
        number_change(locked)
    return locked


def _without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


def _audit(case: Case, by: Actor, action: str, **details: object) -> None:
    audit.record(
        by=by,
        action=action,
        subject="case",
        subject_id=case.pk,
        owner_id=case.enterprise_id,
        kind=case.kind,
        **details,
    )
