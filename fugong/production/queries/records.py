"""Orders, materials and days of the plan of the actor's enterprise."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext as _

from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Group
from fugong.production import choices
from fugong.production.models import Material, Order, PlanDay
from fugong.production.queries.scope import enterprise_id


def orders(actor: Actor, status: str = "") -> QuerySet[Order]:
    """The orders, open ones first, then by the day they are due."""
    rows = Order.objects.filter(enterprise_id=enterprise_id(actor))
    if status:
        rows = rows.filter(status=status)
    standing = Case(When(status=choices.OPEN, then=Value(0)), default=Value(1))
    return rows.order_by(standing, "due_on", "label")


def order(actor: Actor, order_id: UUID) -> Order:
    """One of them; NotFound for any other."""
    found = orders(actor).filter(pk=order_id).first()
    if found is None:
        raise NotFound("order", _("没有这个订单，或它不属于您的企业。"))
    return found


def materials(actor: Actor) -> QuerySet[Material]:
    """The materials by name."""
    return Material.objects.filter(enterprise_id=enterprise_id(actor)).order_by("name")


def material(actor: Actor, material_id: UUID) -> Material:
    """One of them; NotFound for any other."""
    found = materials(actor).filter(pk=material_id).first()
    if found is None:
        raise NotFound("material", _("没有这种原料，或它不属于您的企业。"))
    return found


def plan_days(actor: Actor, first: date, last: date) -> QuerySet[PlanDay]:
    """The plan from day to day, both included, by day and group."""
    rows = PlanDay.objects.filter(enterprise_id=enterprise_id(actor), day__gte=first, day__lte=last)
    return rows.select_related("group__parent").order_by("day", "group__parent__name", "group__name", "pk")


def plan_day(actor: Actor, plan_day_id: UUID) -> PlanDay:
    """One line of the plan; NotFound for any other."""
    rows = PlanDay.objects.filter(enterprise_id=enterprise_id(actor), pk=plan_day_id)
    found = rows.select_related("group__parent").first()
    if found is None:
        raise NotFound("plan_day", _("计划里没有这一条，或它不属于您的企业。"))
    return found


@dataclass(frozen=True, slots=True)
class GroupName:
    """A workshop or team that can be planned for."""

    id: UUID
    name: str
    parent_id: UUID | None


def group_names(owner: UUID) -> list[GroupName]:
    """An enterprise's workshops and teams in the order people read them: 机加工车间, 机加工车间·一班."""
    rows = Group.objects.filter(enterprise_id=owner, kind__in=("workshop", "team")).select_related("parent")
    named = [
        GroupName(row.pk, f"{row.parent.name}·{row.name}" if row.parent else row.name, row.parent_id)
        for row in rows
    ]
    return sorted(named, key=lambda one: one.name)
