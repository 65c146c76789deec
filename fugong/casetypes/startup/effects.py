"""What a move of this type demands beyond its form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fugong.cases.moving import MoveContext
from fugong.casetypes.startup.checklist import items
from fugong.core import clock, providers
from fugong.core.errors import Invalid


def why_no_start(context: MoveContext) -> str | None:
    """Why the enterprise may not start, from whoever computes the light (`start_bar`: "" where it may); None where it may.

    Where nobody computes it, nobody starts (G2: 严禁开工).
    """
    answers = providers.ask("start_bar", context.case.enterprise)
    if not answers:
        return _("严禁开工：开工条件现在无法核对。请稍后再试，仍不行时联系管理员。")
    return next((bar for bar in answers if bar), None)


def check_site(context: MoveContext) -> None:
    """Every item of the pack's list was looked at, and none was found wanting. Raises Invalid at the item."""
    if date.fromisoformat(context.own["checked_on"]) > clock.today():
        raise Invalid("after_today", _("这一天还没有到，做完以后才算。"), field="checked_on")
    rows: list[Mapping[str, Any]] = list(context.own.get("checklist") or [])
    for number, row in enumerate(rows):
        if row["result"] == "not_ok":
            raise Invalid(
                "not_ok",
                _("“{item}”不符合，不能通过。请要求整改。").format(item=row["item"]),
                field=f"checklist[{number}].result",
                article="G2",
            )
    seen = {row["item"] for row in rows}
    for item in items(context.case.enterprise.pack):
        if seen.isdisjoint(item.names):
            raise Invalid(
                "missing",
                _("还没有核查“{item}”。").format(item=item.label),
                field="checklist",
                article=item.article or "G2",
            )
