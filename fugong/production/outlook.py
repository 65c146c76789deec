"""Whether orders will be ready and materials suffice (G6: 有订单、有市场、有原料保障). Pure: no database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An open order as the outlook reads it; `left` is what is still to be made of it."""

    id: UUID
    product: str
    left: Decimal
    due_on: date


@dataclass(frozen=True, slots=True)
class OrderOutlook:
    """What the plan makes for an order by its day: `planned` of `left`, `short` is missing.

    `ready_on` is the day on which the plan has made all of it, None: not within the plan. `any_plan`: whether the
    product is planned at all from today on.
    """

    left: Decimal
    planned: Decimal
    short: Decimal
    ready_on: date | None
    any_plan: bool
    overdue: bool

    @property
    def late(self) -> bool:
        """Whether it will not be ready in time, or is overdue already."""
        return self.short > 0


@dataclass(frozen=True, slots=True)
class MaterialOutlook:
    """Whether a material suffices by `by` (None: nothing is due). `secured` is what is there by then, of `needed`.

    `short` is missing; `late_delivery`: a delivery that would help comes after `by`, or nobody knows when.
    """

    needed: Decimal
    secured: Decimal
    short: Decimal
    by: date | None
    late_delivery: bool


def orders_outlook(
    orders: Iterable[OrderFacts], output: Mapping[str, Mapping[date, Decimal]], today: date
) -> dict[UUID, OrderOutlook]:
    """order → outlook. `output` is product → day → planned output. What is planned goes to the order due first."""
    of_product: dict[str, list[OrderFacts]] = defaultdict(list)
    for order in orders:
        of_product[order.product].append(order)
    found: dict[UUID, OrderOutlook] = {}
    for product, rows in of_product.items():
        days = sorted(
            (day, much) for day, much in output.get(product, {}).items() if day >= today and much > 0
        )
        taken = NOTHING
        for order in sorted(rows, key=lambda row: (row.due_on, row.id)):
            before = taken
            by_then = sum((much for day, much in days if day <= order.due_on), NOTHING)
            planned = min(order.left, max(NOTHING, by_then - before))
            taken = before + order.left  # a late order is made too, before those due after it
            found[order.id] = OrderOutlook(
                left=order.left,
                planned=planned,
                short=order.left - planned,
                ready_on=_ready(days, taken) if order.left > 0 else None,
                any_plan=bool(days),
                overdue=order.due_on < today,
            )
    return found


def _ready(days: Sequence[tuple[date, Decimal]], wanted: Decimal) -> date | None:
    made = NOTHING
    for day, much in days:
        made += much
        if made >= wanted:
            return day
    return None


def material_outlook(
    *,
    on_hand: Decimal,
    needed: Decimal,
    expected: Decimal,
    expected_on: date | None,
    by: date | None,
    today: date,
) -> MaterialOutlook:
    """A delivery counts where it comes by the day the material is needed, and is not overdue already."""
    awaited = expected > 0 and expected_on is not None and expected_on >= today
    in_time = awaited and (by is None or (expected_on is not None and expected_on <= by))
    secured = on_hand + (expected if in_time else NOTHING)
    short = max(NOTHING, needed - secured)
    return MaterialOutlook(
        needed=needed,
        secured=secured,
        short=short,
        by=by,
        late_delivery=short > 0 and expected > 0 and not in_time,
    )
