"""Authorities, who of them answers for which enterprise (专班), and how they class enterprises."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.core import audit, events
from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.core.permissions import Actor
from fugong.directory import choices, permissions, queries
from fugong.directory.actions.enterprises import check_length
from fugong.directory.events import EnterpriseClassified
from fugong.directory.models import Account, Authority, Coverage, Enterprise, Region

INDUSTRY_FORM = re.compile(r"[A-T](\d{2,4})?", re.ASCII)
PHONE_FORM = re.compile(r"[0-9+()（） -]{3,20}", re.ASCII)
_LONGEST: Final = {"name": 120, "contact_name": 60, "contact_phone": 20, "duty_hours": 60}


@transaction.atomic
def create_authority(
    *,
    by: Actor,
    kind: str,
    name: str,
    region_code: str,
    contact_name: str = "",
    contact_phone: str = "",
    duty_hours: str = "",
    published: bool = False,
) -> Authority:
    """Set an authority up. Raises Invalid with the field, Conflict where the region has one of that kind and name."""
    permissions.check_can_manage_authorities(by)
    if kind not in choices.ROLE_AT:
        raise Invalid("unknown_kind", _("没有这类部门。"), field="kind")
    region = Region.objects.filter(code=region_code).first()
    if region is None:
        raise Invalid(
            "unknown_region", _("没有这个行政区划代码。请填6位代码，例如410802。"), field="region_code"
        )
    row = Authority(kind=kind, region=region)
    _fill(
        row,
        name=name,
        contact_name=contact_name,
        contact_phone=contact_phone,
        duty_hours=duty_hours,
        published=published,
    )
    _save(row)
    _record(by, "directory.create_authority", row)
    return row


@transaction.atomic
def change_authority(*, authority: Authority, by: Actor, **values: Any) -> Authority:
    """Change name, contact_name, contact_phone, duty_hours or published. Its own officers may change what they publish."""
    permissions.check_can_change_authority(by, authority, values)
    row = Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    _fill(row, **values)
    _save(row)
    _record(by, "directory.change_authority", row, fields=sorted(values))
    return row


def _fill(row: Authority, **values: Any) -> None:
    for field, value in values.items():
        if field == "published":
            row.published = bool(value)
            continue
        if field not in _LONGEST:
            raise Invalid("unknown_field", _("这一项不能更改。"), field=field)
        text = str(value).strip()
        check_length(text, _LONGEST[field], field)
        setattr(row, field, text)
    if not row.name:
        raise Invalid("missing", _("请填写部门名称。"), field="name")
    if row.contact_phone and not PHONE_FORM.fullmatch(row.contact_phone):
        raise Invalid("phone", _("请填公开的办公电话，例如0391-1234567。"), field="contact_phone")
    if row.published and not row.contact_phone:
        raise Invalid("missing", _("公布联系方式要有电话。请先填写电话。"), field="contact_phone")


def _save(row: Authority) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        raise Conflict("exists", _("这个地区已经有同名的部门。"), field="name") from fault


@transaction.atomic
def cover(*, enterprises: Iterable[Enterprise], account: Account, by: Actor) -> int:
    """Make an officer answer for these enterprises (专班); returns how many are new.

    Raises Invalid for an account that works at no authority, NotAllowed for an enterprise that authority does not
    supervise.
    """
    officer = queries.actor_of_account(account.pk)
    if officer is None or officer.authority_id is None:
        raise Invalid("no_officer", _("这个账号不是主管部门的工作人员，或已停用。"), field="account")
    permissions.check_can_assign(by, officer.authority_id)
    wanted = list(enterprises)
    for enterprise in wanted:
        if not queries.covers(officer, enterprise):
            raise NotAllowed("scope", _("%(name)s不在这个部门的辖区。") % {"name": enterprise.name})
    there = set(
        Coverage.objects.filter(account=account, enterprise__in=wanted).values_list(
            "enterprise_id", flat=True
        )
    )
    fresh = list({one.pk: one for one in wanted if one.pk not in there}.values())
    Coverage.objects.bulk_create(
        [
            Coverage(authority_id=officer.authority_id, account=account, enterprise=enterprise)
            for enterprise in fresh
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    if fresh:
        audit.record(
            by=by,
            action="directory.cover",
            subject="account",
            subject_id=account.pk,
            owner_id=officer.authority_id,
            enterprises=[one.pk for one in fresh],
        )
    return len(fresh)


@transaction.atomic
def uncover(*, enterprises: Iterable[Enterprise], account: Account, by: Actor) -> int:
    """Take enterprises from an officer again; returns how many there were."""
    rows = list(Coverage.objects.filter(account=account, enterprise__in=list(enterprises)))
    for authority_id in {row.authority_id for row in rows}:
        permissions.check_can_assign(by, authority_id)
    if not rows:
        return 0
    Coverage.objects.filter(pk__in=[row.pk for row in rows]).delete()
    audit.record(
        by=by,
        action="directory.uncover",
        subject="account",
        subject_id=account.pk,
        owner_id=rows[0].authority_id,
        enterprises=[row.enterprise_id for row in rows],
    )
    return len(rows)


@transaction.atomic
def classify_enterprise(*, enterprise: Enterprise, by: Actor, **values: Any) -> Enterprise:
    """Say an enterprise's `size`, `is_key`, `industry` (GB/T 4754) and `cluster` (an Authority, or None); only what is
    named changes."""
    permissions.check_can_classify(by, enterprise)
    row = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    for field, value in values.items():
        setattr(row, field, _classed(row, field, value))
    row.save(update_fields=[*values, "updated_at"])
    events.publish(EnterpriseClassified(row.pk))
    audit.record(
        by=by,
        action="directory.classify_enterprise",
        subject="enterprise",
        subject_id=row.pk,
        owner_id=row.pk,
        fields=sorted(values),
    )
    return row


def _classed(row: Enterprise, field: str, value: Any) -> Any:
    if field == "size":
        if value and value not in choices.SIZES:
            raise Invalid("unknown_size", _("企业规模只能是大型、中型、小型或微型。"), field="size")
        return value or ""
    if field == "is_key":
        return bool(value)
    if field == "industry":
        if value and not INDUSTRY_FORM.fullmatch(value):
            raise Invalid("industry", _("请填国民经济行业分类代码，例如C3451。"), field="industry")
        return value or ""
    if field == "cluster":
        if value is not None and (value.kind != choices.CLUSTER or value.region_id != row.region_id):
            raise Invalid("cluster", _("请选企业所在县（市、区）的产业集聚区。"), field="cluster")
        return value
    raise Invalid("unknown_field", _("这一项不能更改。"), field=field)


def _record(by: Actor, action: str, row: Authority, **details: object) -> None:
    audit.record(by=by, action=action, subject="authority", subject_id=row.pk, owner_id=row.pk, **details)
