"""The production of an enterprise in a few numbers: for the bureau's page and for the filing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fugong.directory.models import Enterprise
from fugong.production.queries.board import board_of
from fugong.production.rush import Warning


@dataclass(frozen=True, slots=True)
class ProductionSummary:
    """Orders, materials and people of the two weeks from `on`. Empty (`any` False) where nothing was planned.

    `staff_on_duty` None: nobody came through the gates that day. `overtime_hours`: the most a day, for one person.
    """

    on: date
    orders_open: int
    orders_late: int
    materials: int
    materials_short: int
    staff_planned: int
    staff_on_duty: int | None
    most_staff_planned: int
    planned_days: int
    overtime_hours: Decimal
    products: tuple[str, ...]
    warnings: tuple[Warning, ...]

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.orders_open or self.materials or self.planned_days)


def summary(enterprise: Enterprise, on: date) -> ProductionSummary:
    """The summary; `permissions.check_can_read_summary` says who may read it."""
    board = board_of(enterprise, on)
    cells = [cell for row in board.days for cell in row.cells if cell]
    open_orders = [line for line in board.orders if line.outlook]
    products = {line.order.product for line in open_orders} | {cell.plan.product for cell in cells}
    return ProductionSummary(
        on=on,
        orders_open=len(open_orders),
        orders_late=len(board.late_orders),
        materials=len(board.materials),
        materials_short=len(board.short_materials),
        staff_planned=board.days[0].staff_planned,
        staff_on_duty=board.days[0].on_duty,
        most_staff_planned=max((row.staff_planned for row in board.days), default=0),
        planned_days=sum(any(row.cells) for row in board.days),
        overtime_hours=max((cell.plan.overtime_hours for cell in cells), default=Decimal(0)),
        products=tuple(sorted(products - {""})),
        warnings=board.warnings,
    )
