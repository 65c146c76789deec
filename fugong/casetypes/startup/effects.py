"""What a move of this type demands beyond its form."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from fugong.cases.moving import MoveContext
from fugong.casetypes.startup.checklist import NOT_APPLICABLE, Looked, items, looked_at
from fugong.casetypes.startup.evidence import area_label, kinds_without
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
    """Every item of the pack's list was looked at, none was found wanting, and what was seen agrees with the report.

    Raises Invalid at the item.
    """
    if date.fromisoformat(context.own["checked_on"]) > clock.today():
        raise Invalid("after_today", _("这一天还没有到，做完以后才算。"), field="checked_on")
    pack = context.case.enterprise.pack
    found = looked_at(pack, context.own.get("checklist") or [])
    undone = kinds_without(context.data, clock.today())
    for one in found:
        _check_row(one, undone)
    if found and all(one.result == NOT_APPLICABLE for one in found):
        text = _("清单不能全部选“不涉及”。")
        raise Invalid("nothing_seen", text, field="checklist", article="G2")
    seen = {one.item.id for one in found if one.item}
    for item in items(pack):
        if item.id not in seen:
            raise Invalid(
                "missing",
                _("还没有核查“{item}”。").format(item=item.label),
                field="checklist",
                article=item.article or "G2",
            )


def _check_row(one: Looked, undone: Collection[str]) -> None:
    field = f"checklist[{one.place}].result"
    if one.result == "not_ok":
        text = _("“{item}”不符合，不能通过。请要求整改。").format(item=one.said)
        raise Invalid("not_ok", text, field=field, article="G2")
    if one.item is None:
        return
    if one.result == NOT_APPLICABLE and one.item.always:
        text = _("“{item}”每家企业都涉及，不能选“不涉及”。").format(item=one.item.label)
        raise Invalid("always_applies", text, field=field, article=one.item.article)
    if one.result == "ok" and one.item.area in undone:
        text = _(
            "报告里没有{area}的消杀记录，不能通过。企业没有这类区域的，选“不涉及”；有的，请要求整改，做完并记录后再核查。"
        ).format(area=area_label(one.item.area))
        raise Invalid("not_disinfected", text, field=field, article="G5")
