"""What a notice says: kinds become words here, in the reader's language, at the moment of reading."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.notices.models import Notice

TEXTS: dict[str, str | Promise] = {
    "fever_reported": _("有职工报告发热，已禁止入厂。请电话联系本人并安排就医。"),
    "symptoms_reported": _("有职工报告身体不适，已禁止入厂。请电话联系本人核实。"),
    "contact_reported": _("有职工报告接触过病例或到过重点地区。请核实并登记隔离、留观。"),
    "review_asked": _("有职工对筛查结论提出复核，请查看并答复。"),
    "report_reminder": _("今天的体温还没报，请现在填报，只要一分钟。"),
    "hold_placed": _("您已被安排隔离或留观。期间企业不得随意与您解除劳动合同（《指南》第15条）。"),
    "hold_lifted": _("您的隔离或留观已解除，请查看今天的筛查结论。"),
    "verdict_corrected": _("防疫专员更正了您的筛查结论，请查看。"),
    "fever_confirmed": _("防疫专员确认了您的发热，请按页面提示就医。"),
    "review_answered": _("您提出的复核已有答复，请查看。"),
}


Wording = Callable[[Mapping[str, Any]], str]
_worded: dict[str, tuple[Wording, Wording]] = {}


def register(kind: str, text: Wording, address: Wording) -> None:
    """Give a kind of a higher room its words and the address of what it speaks of, both made of the details.

    Beside these stand `owner`, the enterprise's or authority's id, and `role`, whose inbox it is in.
    """
    _worded[kind] = (text, address)


def text_of(notice: Notice) -> str:
    """The notice in words. Raises KeyError for a kind nobody has given words: a test finds it first."""
    if notice.kind in _worded:
        return _worded[notice.kind][0](_details(notice))
    return str(TEXTS[notice.kind])


def address_of(notice: Notice) -> str:
    """Where to go from the notice; empty where it stands for itself."""
    return _worded[notice.kind][1](_details(notice)) if notice.kind in _worded else ""


def _details(notice: Notice) -> Mapping[str, Any]:
    return {**notice.details, "owner": notice.owner_id, "role": notice.role}
