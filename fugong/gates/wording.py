"""What the gates' notices say, and where each leads."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.notices.wording import register

HOLDS = "desk:gate_holds"
TERMINALS = "desk:terminals"
VISITS = "phone:visits_of"

NOTICES: dict[str, tuple[str | Promise, str]] = {
    "fever_at_gate": (_("卡口测到发热，人已暂留。请到场复测，安排到临时隔离处。"), HOLDS),
    "fever_confirmed_at_gate": (_("门岗已确认发热，通行码已作废。请安排隔离并上报。"), HOLDS),
    "terminal_fever": (_("测温终端测到发热，不知道是谁。请马上到门岗看。"), TERMINALS),
    "terminal_silent": (_("有测温终端没有消息了。请看电源和网络。"), TERMINALS),
    "visit_asked": (_("有人来访，等您答复同意或不同意。"), VISITS),
    "visit_overdue": (_("来访人过了约定的离开时间还在厂里。请联系本人离厂，或者延长时间。"), VISITS),
    "terminal_back": (_("没有消息的测温终端又有消息了。"), TERMINALS),
}
"""Kind → its words and the address's name."""


def register_notices() -> None:
    """Give every kind its words; called once, when the room is ready."""
    for kind in NOTICES:
        register(kind, _words(kind), _address(kind))


def _words(kind: str) -> Any:
    def words(_details: Mapping[str, Any]) -> str:
        return str(NOTICES[kind][0])

    return words


def _address(kind: str) -> Any:
    def address(_details: Mapping[str, Any]) -> str:
        return reverse(NOTICES[kind][1])

    return address
