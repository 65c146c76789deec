"""Enterprises, what they may set, and their groups."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong import packs
from fugong.core import audit, clock, events
from fugong.core.errors import Conflict, Invalid
from fugong.core.identifiers import IdentifierError, check_uscc
from fugong.core.permissions import Actor
from fugong.core.tokens import new_secret
from fugong.directory import choices, permissions
from fugong.directory.events import PeopleChanged
from fugong.directory.models import Enterprise, Group, Person, Region
from fugong.directory.regions import all_regions
from fugong.rules import FactError


def load_regions() -> None:
    """Make or refresh the table of regions; changes nothing where it is complete."""
    rows = [Region(**row.__dict__) for row in all_regions()]
    with transaction.atomic():
        Region.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "parent_code", "is_reporting_unit"],
        )


@transaction.atomic
def create_enterprise(
    *,
    by: Actor,
    uscc: str,
    name: str,
    region_code: str,
    industry: str = "",
    address: str = "",
    contact_phone: str = "",
    pack: str = "jiaozuo_2020",
) -> Enterprise:
    """Set an enterprise up. Raises Invalid for a code that cannot be one, Conflict where it is there already."""
    permissions.check_can_make_enterprises(by)
    uscc = uscc.strip().upper()
    try:
        check_uscc(uscc)
    except IdentifierError as fault:
        raise Invalid(
            fault.code, _("统一社会信用代码应为18位，且校验位要对。请对照营业执照核对。"), field="uscc"
        ) from fault
    name = name.strip()
    if not name:
        raise Invalid("missing", _("请填写企业名称。"), field="name")
    for field, value, longest in (
        ("name", name, 120),
        ("industry", industry, 5),
        ("address", address, 200),
        ("contact_phone", contact_phone, 20),
    ):
        check_length(value, longest, field)
    region = Region.objects.filter(code=region_code).first()
    if region is None:
        raise Invalid(
            "unknown_region", _("没有这个行政区划代码。请填6位代码，例如410802。"), field="region_code"
        )
    if pack not in packs.available():
        raise Invalid("unknown_pack", _("没有这个规则包。"), field="pack")
    try:
        with transaction.atomic():
            enterprise = Enterprise.objects.create(
                uscc=uscc,
                name=name,
                region=region,
                industry=industry,
                address=address,
                contact_phone=contact_phone,
                pack=pack,
                poster_secret=new_secret(12),
                poster_rotated_at=clock.now(),
                mark_secret=new_secret(32),
            )
    except IntegrityError as fault:
        raise Conflict("exists", _("这家企业已经建立。"), field="uscc") from fault
    audit.record(
        by=by,
        action="directory.create_enterprise",
        subject="enterprise",
        subject_id=enterprise.pk,
        owner_id=enterprise.pk,
    )
    return enterprise


@transaction.atomic
def change_settings(*, enterprise: Enterprise, by: Actor, **values: object) -> Enterprise:
    """Set parameters of the pack that the enterprise may set (`fever_threshold`); None goes back to the pack's own.

    Raises Invalid for one it may not set, or a value outside what the pack allows.
    """
    permissions.check_can_change_settings(by, enterprise)
    enterprise = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    own = {name: _parameter(enterprise, name, value) for name, value in values.items()}
    enterprise.settings = {
        name: value for name, value in {**enterprise.settings, **own}.items() if value is not None
    }
    enterprise.save(update_fields=["settings", "updated_at"])
    people = Person.objects.filter(enterprise=enterprise, status=choices.ACTIVE).values_list("pk", flat=True)
    events.publish(PeopleChanged(enterprise.pk, tuple(people)))
    audit.record(
        by=by,
        action="directory.change_settings",
        subject="enterprise",
        subject_id=enterprise.pk,
        owner_id=enterprise.pk,
        fields=sorted(own),
    )
    return enterprise


def _parameter(enterprise: Enterprise, name: str, value: object) -> object:
    """The value as settings keep it (JSON): within what the pack declares, so that rules never meet another."""
    declared = packs.load(enterprise.pack).vocabulary.parameters.get(name)
    if declared is None or not declared.enterprise_may_set:
        raise Invalid("not_settable", _("这一项由规则包规定，企业不能更改。"), field=name)
    if value is None:
        return None
    try:
        read = declared.check(name, value)
    except FactError as fault:
        raise Invalid(
            "out_of_range", _range_text(declared.type.at_least, declared.type.at_most), field=name
        ) from fault
    if isinstance(read, Decimal) and read != round(read, 1):
        raise Invalid("out_of_range", _("请最多保留一位小数。"), field=name)
    if isinstance(read, Decimal):
        return int(read) if declared.type.kind == "integer" else float(read)
    return list(read) if isinstance(read, tuple) else read


def _range_text(lowest: Decimal | None, highest: Decimal | None) -> str:
    if lowest is None or highest is None:
        return _("规则包不允许这个值。")
    return _("请填%(lowest)s到%(highest)s之间的数。") % {"lowest": lowest, "highest": highest}


@transaction.atomic
def rotate_poster(*, enterprise: Enterprise, by: Actor) -> Enterprise:
    """Give the poster a new address; the old one stops working at once. Bound phones stay bound."""
    permissions.check_can_change_settings(by, enterprise)
    enterprise = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    enterprise.poster_secret = new_secret(12)
    enterprise.poster_rotated_at = clock.now()
    enterprise.save(update_fields=["poster_secret", "poster_rotated_at", "updated_at"])
    audit.record(
        by=by,
        action="directory.rotate_poster",
        subject="enterprise",
        subject_id=enterprise.pk,
        owner_id=enterprise.pk,
    )
    return enterprise


@transaction.atomic
def create_group(
    *, enterprise: Enterprise, by: Actor, kind: str, name: str, parent: Group | None = None
) -> Group:
    """A workshop, or a team in one (`parent`). Raises Conflict where that name is taken."""
    permissions.check_can_change_settings(by, enterprise)
    name = _group_name(name)
    if kind not in (choices.WORKSHOP, choices.TEAM):
        raise Invalid("unknown_kind", _("只能建车间或班组。"), field="kind")
    if parent is not None and (
        parent.enterprise_id != enterprise.pk or parent.kind != choices.WORKSHOP or kind != choices.TEAM
    ):
        raise Invalid("unknown_group", _("没有这个车间。"), field="parent")
    group = Group(enterprise=enterprise, kind=kind, name=name, parent=parent)
    _save_group(group)
    audit.record(
        by=by, action="directory.create_group", subject="group", subject_id=group.pk, owner_id=enterprise.pk
    )
    return group


def _group_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid("missing", _("请填写名称。"), field="name")
    check_length(name, 60, "name")
    return name


def _save_group(group: Group) -> None:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as fault:
        raise Conflict("exists", _("已经有同名的车间或班组。"), field="name") from fault


@transaction.atomic
def rename_group(*, group: Group, by: Actor, name: str) -> Group:
    """Another name for a workshop or team."""
    permissions.check_can_change_settings(by, group.enterprise)
    group.name = _group_name(name)
    _save_group(group)
    # A renamed team shows on every member's row: their state bundle entry is new.
    Person.objects.filter(team=group).update(updated_at=clock.now())
    Person.objects.filter(team__parent=group).update(updated_at=clock.now())
    audit.record(
        by=by,
        action="directory.rename_group",
        subject="group",
        subject_id=group.pk,
        owner_id=group.enterprise_id,
    )
    return group


def check_length(text: str, longest: int, field: str) -> None:
    """Raise Invalid for a text longer than its column."""
    if len(text) > longest:
        raise Invalid("too_long", _("最多%(n)d个字。") % {"n": longest}, field=field)
