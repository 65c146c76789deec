"""Production's reads, each scoped by the actor."""

from fugong.production.queries.board import (
    Board,
    Cell,
    DayRow,
    MaterialLine,
    OrderLine,
    board,
    preview,
    warnings_of,
)
from fugong.production.queries.records import (
    GroupName,
    group_names,
    material,
    materials,
    order,
    orders,
    plan_day,
    plan_days,
)
from fugong.production.queries.summary import ProductionSummary, summary

__all__ = [
    "Board",
    "Cell",
    "DayRow",
    "GroupName",
    "MaterialLine",
    "OrderLine",
    "ProductionSummary",
    "board",
    "group_names",
    "material",
    "materials",
    "order",
    "orders",
    "plan_day",
    "plan_days",
    "preview",
    "summary",
    "warnings_of",
]
