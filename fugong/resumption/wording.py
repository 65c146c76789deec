"""What resumption says in words: the grounds of G2, and the notices that the light has turned."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CONDITIONS: dict[str, Promise] = {
    "plan": gettext_lazy("防疫工作方案"),
    "screening": gettext_lazy("开工前人员排查"),
    "safety_check": gettext_lazy("消杀安全检查"),
}


def condition(code: str) -> str:
    """A ground of the gate; an id that a pack made up stands for itself."""
    return str(CONDITIONS.get(code, code))


def conditions(codes: list[str]) -> str:
    """防疫工作方案、消杀安全检查."""
    return _("、").join(condition(one) for one in codes)


def allowed(details: Mapping[str, Any]) -> str:
    """The light turned green: for the first time, again, or for who has reported the start already."""
    if details.get("side") == "bureau":
        return _("{name} 开工条件已具备，可以开工。").format(name=details.get("name", ""))
    if not details.get("started"):
        return _("开工条件已具备，可以开工。开工后请报告“已开工”。")
    if details.get("again", True):
        return _("开工条件恢复，可以继续生产。")
    return _("开工条件已具备，可以生产。")


def barred(details: Mapping[str, Any]) -> str:
    """The light turned back: what was lost, or that the bureau took its word back; and what to do."""
    said = _revoked if details.get("revoked") else _lost
    return said(details, bool(details.get("started"))).format(
        name=details.get("name", ""), lost=conditions(list(details.get("lost", ())))
    )


def _lost(details: Mapping[str, Any], started: bool) -> str:
    if details.get("side") == "bureau":
        if started:
            return _("{name} 已开工，但失去开工条件：{lost}。请到场核实，督促停产整改。")
        return _("{name} 失去开工条件：{lost}。严禁开工。")
    if started:
        return _("严禁开工：失去开工条件“{lost}”。请立即停产，补齐后再生产。")
    return _("严禁开工：失去开工条件“{lost}”。请按页面补齐。")


def _revoked(details: Mapping[str, Any], started: bool) -> str:
    if details.get("side") == "bureau":
        if started:
            return _("{name} 的现场核查结论已撤销。企业已开工，请督促停产整改。")
        return _("{name} 的现场核查结论已撤销，严禁开工。")
    if started:
        return _("严禁开工：主管部门撤销了现场核查结论。请立即停产，整改后重新报告。")
    return _("严禁开工：主管部门撤销了现场核查结论。请整改后重新报告。")


def address(details: Mapping[str, Any]) -> str:
    """The page of the light, of whichever side reads."""
    if details.get("side") == "bureau":
        return reverse("bureau:enterprise", args=[details["uscc"]])
    return reverse("desk:startup")
