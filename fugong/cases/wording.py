"""What notices about cases say, and where they lead. Registered in apps.py."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.cases import registry
from fugong.notices import wording

TEXTS: dict[str, str | Promise] = {
    "case_moved": _("“{case}”：{move}，现在是“{state}”。"),
    "case_step": _("“{case}”：{move}。"),
    "case_comment": _("“{case}”有一条新意见，请查看。"),
    "case_assigned": _("“{case}”交给您办理。"),
    "case_reminder": _("主管部门提醒：“{case}”等您办理（{state}），请尽快完成。"),
    "case_due_soon": _("“{case}”的“{work}”快到期了，请抓紧办理。"),
    "case_overdue": _("“{case}”的“{work}”已超过时限，请立即办理。"),
    "case_escalated": _("下级部门的“{case}”超过时限较久仍未办理（{work}）。"),
}


def register() -> None:
    """Give every kind of notice its words and the address of its case."""
    for kind, text in TEXTS.items():
        wording.register(kind, _wording(text), _address)


def _wording(text: str | Promise) -> wording.Wording:
    def said(details: Mapping[str, Any]) -> str:
        case_type = registry.find(details["case_kind"])
        move = case_type.move(details.get("move", ""))
        state = next((one for one in case_type.states if one.name == details.get("state")), None)
        work = next((one for one in case_type.works if one.name == details.get("work")), None)
        here = move is not None and state is not None and move.frm == (state.name,)
        words = str(TEXTS["case_step"] if here and text is TEXTS["case_moved"] else text).format(
            case=case_type.label,
            move=move.label if move else "",
            state=state.label if state else "",
            work=work.label if work else "",
        )
        return f"{details['enterprise']} {words}" if "enterprise" in details else words

    return said


def _address(details: Mapping[str, Any]) -> str:
    return reverse("cases:case", args=[details["case"]])
