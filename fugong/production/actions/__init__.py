"""Production's writes (G6). Every correction is an edit with an audit row; nothing here blocks for rush work."""

from fugong.production.actions.orders import remove_material, save_material, save_order
from fugong.production.actions.plan import (
    Copied,
    PlanLine,
    Planned,
    check_lines,
    copy_week,
    plan,
    remove_plan_day,
)
from fugong.production.actions.sheet import RowFault, import_plan, plan_template, sheet_columns
from fugong.production.actions.telling import tell_rush_work

__all__ = [
    "Copied",
    "PlanLine",
    "Planned",
    "RowFault",
    "check_lines",
    "copy_week",
    "import_plan",
    "plan",
    "plan_template",
    "remove_material",
    "remove_plan_day",
    "save_material",
    "save_order",
    "sheet_columns",
    "tell_rush_work",
]
