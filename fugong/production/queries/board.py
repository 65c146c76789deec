"""The plan judged: people on duty against it, orders that will be late, materials short, rush work."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.gates import queries as gates
from fugong.production import choices, outlook, rush
from fugong.production.models import Material, Order, PlanDay
from fugong.production.outlook import MaterialOutlook, OrderFacts, OrderOutlook
from fugong.production.queries import records, scope
from fugong.production.queries.records import GroupName
from fugong.production.rush import Warning, Work
from fugong.screening.queries import pack_of

LOOKED_BACK = timedelta(days=62)
"""How far the plan is read back: a whole month of overtime, and days in a row well past any limit."""

PAST = timedelta(days=7)
"""How far back the plan is shown against who came."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a group does on a day, and how many of its people came in (None: not known, or the day is to come)."""

    plan: PlanDay
    on_duty: int | None
    warned: bool


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of the plan: a cell for every column, None where nothing is planned.

    `staff_planned` and `on_duty` count nobody twice: a team within a planned workshop is part of it.
    """

    day: date
    cells: tuple[Cell | None, ...]
    staff_planned: int
    on_duty: int | None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order with its outlook; None for one that is done or cancelled."""

    order: Order
    outlook: OrderOutlook | None


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A material with its outlook."""

    material: Material
    outlook: MaterialOutlook


@dataclass(frozen=True, slots=True)
class Board:
    """The production of an enterprise on a day. `groups` are the columns of `days` and `past` (id None: the whole)."""

    on: date
    groups: tuple[tuple[UUID | None, str], ...]
    days: tuple[DayRow, ...]
    past: tuple[DayRow, ...]
    warnings: tuple[Warning, ...]
    orders: tuple[OrderLine, ...]
    materials: tuple[MaterialLine, ...]
    names: Mapping[UUID | None, str] = field(default_factory=dict)

    @property
    def late_orders(self) -> list[OrderLine]:
        return [line for line in self.orders if line.outlook and line.outlook.late]

    @property
    def short_materials(self) -> list[MaterialLine]:
        return [line for line in self.materials if line.outlook.short > 0]

    @property
    def needs_attention(self) -> bool:
        return bool(self.warnings or self.late_orders or self.short_materials)

    @property
    def today(self) -> DayRow | None:
        """Today's plan, None where there is none."""
        return next((row for row in self.days if row.day == self.on and any(row.cells)), None)


def board(actor: Actor, on: date | None = None) -> Board:
    """The whole page for who plans: from `on` (today) two weeks ahead and one back."""
    owner = scope.enterprise_id(actor)
    return board_of(Enterprise.objects.get(pk=owner), on or clock.today())


def board_of(enterprise: Enterprise, on: date) -> Board:
    """The same for an enterprise; whether the reader may is the caller's to check."""
    last = on + timedelta(days=choices.SHOWN_DAYS - 1)
    rows = _stored(enterprise.pk, on, last)
    presence = _presence(enterprise.pk, on)
    names = records.group_names(enterprise.pk)
    found = _warnings(enterprise, [_work(row) for row in rows], presence, names, on, last)
    warned = {(day, one.group_id) for one in found for day in one.days}
    labels: dict[UUID | None, str] = {one.id: one.name for one in names}
    week_ago = on - PAST
    planned = {row.group_id for row in rows if row.day >= week_ago}
    columns = [(one.id, one.name) for one in names if one.id in planned]
    groups: tuple[tuple[UUID | None, str], ...] = (
        ((None, ""), *columns) if None in planned else tuple(columns)
    )
    at = {(row.day, row.group_id): row for row in rows}

    def day_row(day: date) -> DayRow:
        cells: list[Cell | None] = []
        for group_id, _name in groups:
            plan = at.get((day, group_id))
            came = presence.on(day, group_id, names)
            cells.append(Cell(plan, came, (day, group_id) in warned) if plan else None)
        planned, came = _people([cell for cell in cells if cell], names)
        return DayRow(day, tuple(cells), planned, came)

    days = tuple(day_row(on + timedelta(days=ahead)) for ahead in range(choices.SHOWN_DAYS))
    past = tuple(day_row(week_ago + timedelta(days=back)) for back in range(PAST.days))
    orders, materials = _outlooks(enterprise.pk, on)
    return Board(on, groups, days, past, tuple(found), orders, materials, labels)


def _people(cells: Sequence[Cell], names: Sequence[GroupName]) -> tuple[int, int | None]:
    """(planned, on duty) of a day: the whole enterprise's line, else those that lie in no other one."""
    there = {cell.plan.group_id for cell in cells}
    inside = {one.id for one in names if one.parent_id in there}
    counted = [cell for cell in cells if cell.plan.group_id is None] or [
        cell for cell in cells if cell.plan.group_id not in inside
    ]
    known = [cell.on_duty for cell in counted if cell.on_duty is not None]
    return sum(cell.plan.staff_planned for cell in counted), sum(known) if known else None


def warnings_of(enterprise: Enterprise, on: date) -> list[Warning]:
    """The rush-work warnings of the two weeks from `on`."""
    last = on + timedelta(days=choices.SHOWN_DAYS - 1)
    work = [_work(row) for row in _stored(enterprise.pk, on, last)]
    return _warnings(
        enterprise, work, _presence(enterprise.pk, on), records.group_names(enterprise.pk), on, last
    )


def preview(actor: Actor, lines: Iterable[Work]) -> list[Warning]:
    """What the rules would say of these lines, were they in the plan: nothing is stored."""
    enterprise = Enterprise.objects.get(pk=scope.enterprise_id(actor))
    new = {(one.day, one.group_id): one for one in lines}
    if not new:
        return []
    first, last = min(day for day, _ in new), max(day for day, _ in new)
    stored = {(row.day, row.group_id): _work(row) for row in _stored(enterprise.pk, first, last)}
    touched = {group_id for _day, group_id in new}
    work = [one for one in {**stored, **new}.values() if one.group_id in touched]
    names = records.group_names(enterprise.pk)
    return _warnings(enterprise, work, _presence(enterprise.pk, clock.today()), names, first, last)


def _stored(owner: UUID, first: date, last: date) -> list[PlanDay]:
    rows = PlanDay.objects.filter(enterprise_id=owner, day__gte=first - LOOKED_BACK, day__lte=last)
    return list(rows.order_by("day", "pk"))


def _work(row: PlanDay) -> Work:
    return Work(row.day, row.group_id, row.staff_planned, row.hours_planned, row.overtime_hours)


@dataclass(frozen=True, slots=True)
class Presence:
    """Who came in: day → team → people, up to `today`."""

    days: Mapping[date, Mapping[UUID | None, int]]
    today: date

    def on(self, day: date, group_id: UUID | None, names: Sequence[GroupName]) -> int | None:
        """People of a group (a workshop with its teams; None: everybody) let in on a day; None: not known."""
        counts = self.days.get(day)
        if counts is None or day > self.today:
            return None
        if group_id is None:
            return sum(counts.values())
        belong = {group_id, *(one.id for one in names if one.parent_id == group_id)}
        return sum(number for team, number in counts.items() if team in belong)


def _presence(owner: UUID, today: date) -> Presence:
    return Presence(gates.people_in(owner, today - PAST, today), today)


def _warnings(
    enterprise: Enterprise,
    work: Sequence[Work],
    presence: Presence,
    names: Sequence[GroupName],
    first: date,
    last: date,
) -> list[Warning]:
    pack, own = pack_of(enterprise)
    on_duty = {(one.day, one.group_id): presence.on(one.day, one.group_id, names) for one in work}
    return rush.warnings(pack, own, rush.efforts(work, on_duty, first, last))


def _outlooks(owner: UUID, on: date) -> tuple[tuple[OrderLine, ...], tuple[MaterialLine, ...]]:
    orders = sorted(
        Order.objects.filter(enterprise_id=owner),
        key=lambda row: (row.status != choices.OPEN, row.due_on, row.label),
    )
    open_ones = [row for row in orders if row.status == choices.OPEN]
    output: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    planned = PlanDay.objects.filter(enterprise_id=owner, day__gte=on).exclude(product="")
    for product, day, much in planned.values_list("product", "day", "output_planned"):
        output[product][day] += much
    facts = [OrderFacts(row.pk, row.product, left_of(row), row.due_on) for row in open_ones]
    seen = outlook.orders_outlook(facts, output, on)
    due = min((row.due_on for row in open_ones if row.due_on >= on), default=None)
    materials = [
        MaterialLine(
            row,
            outlook.material_outlook(
                on_hand=row.on_hand,
                needed=row.needed,
                expected=row.expected,
                expected_on=row.expected_on,
                by=row.needed_on or due,
                today=on,
            ),
        )
        for row in Material.objects.filter(enterprise_id=owner).order_by("name")
    ]
    return tuple(OrderLine(row, seen.get(row.pk)) for row in orders), tuple(materials)


def left_of(order: Order) -> Decimal:
    """What is still to be made of an order."""
    return max(Decimal(0), order.quantity - order.made)
