"""What the gates' notices say: where, when, who, what to do; and where each leads. Masked names only (G8).

Who it was is read when the notice is: a notice keeps ids, and what was purged is named no more.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.core.web import say
from fugong.gates.models import FeverHold, Passage, Visit
from fugong.gates.queries.fever import FeverLine, lines_of_fevers
from fugong.gates.queries.passages import PassageLine, lines_of
from fugong.notices.wording import register

Details = Mapping[str, Any]


def register_notices() -> None:
    """Give every kind its words and its address; called once, when the room is ready."""
    for kind, (words, address) in NOTICES.items():
        register(kind, words, address)


def _fever(details: Details) -> str:
    one = _hold(details) or _measured(details)
    if one is None:
        return _("门岗测到发热，人已暂留。请到场复测，安排到临时隔离处。")
    if isinstance(one, FeverLine) and one.outcome:
        return _("{scene}：{who}测到 {celsius} ℃，已有结论。").format(
            scene=_scene(one), who=one.name or _("有人"), celsius=one.celsius
        )
    if one.name:
        return _(
            "{scene}：{who}测到 {celsius} ℃，人已暂留。请到场，休息后换一种体温计复测，安排到临时隔离处。"
        ).format(scene=_scene(one), who=one.name, celsius=one.celsius)
    return _(
        "{scene}：测温终端测到 {celsius} ℃，还不知道是谁。请到场拦下，休息后换一种体温计复测，再写明是谁或写下结论。"
    ).format(scene=_scene(one), celsius=one.celsius)


def _confirmed(details: Details) -> str:
    hold = _hold(details)
    if hold is not None and not hold.name:
        return _("{scene}：已确认发热，还不知道是谁。请写明是谁，才能作废通行码、安排隔离。").format(
            scene=_scene(hold)
        )
    if hold is None:
        return _("门岗已确认发热，通行码已作废。请安排隔离并上报。")
    return _("{scene}：{who}已确认发热，通行码已作废。请安排隔离并上报。").format(
        scene=_scene(hold), who=hold.name
    )


def _re_entry(details: Details) -> str:
    line = _passage(details)
    return _(
        "{scene}：{who}没有出厂记录又进了一次厂。多半是出厂没扫码；也可能是通行码借给了别人，请核实。"
    ).format(scene=_scene(line), who=_who(line))


def _overridden(details: Details) -> str:
    line = _passage(details)
    return _("{scene}：系统判定应拦下{who}，门卫放行了，并写了原因。请核实。").format(
        scene=_scene(line), who=_who(line)
    )


def _silent(details: Details) -> str:
    return _("{gate}的“{device}”没有消息了。请看电源和网络。").format(**_terminal(details))


def _back(details: Details) -> str:
    return _("{gate}的“{device}”又有消息了。").format(**_terminal(details))


def _asked(details: Details) -> str:
    return _("{who}来访，等您答复同意或不同意。").format(who=_visitor(details)[0])


def _overdue(details: Details) -> str:
    who, until = _visitor(details)
    return _("{who}过了约定的离开时间{until}还在厂里。请联系本人离厂，或者延长时间。").format(
        who=who, until=_("（{when}）").format(when=say.moment(until)) if until else ""
    )


def _gaps(details: Details) -> str:
    first = date.fromisoformat(str(details["first"]))
    return _(
        "今后 7 天有 {n} 段开门时间没人值守，最早一段在 {month} 月 {day} 日的{checkpoint}。请排班。"
    ).format(n=details["gaps"], month=first.month, day=first.day, checkpoint=details["checkpoint"])


# Where each leads


def _to_hold(details: Details) -> str:
    if hold := _hold(details):
        return reverse("desk:gate_hold", args=[hold.id])
    if one := _measured(details):
        return reverse("desk:passage", args=[one.id])
    return reverse("desk:gate_holds")


def _to_passage(details: Details) -> str:
    return reverse("desk:passage", args=[details["passage_id"]])


def _to_visit(details: Details) -> str:
    if details.get("role"):
        return reverse("desk:visit", args=[details["visit_id"]])
    return reverse("phone:visits_of")


def _to_terminals(_details: Details) -> str:
    return reverse("desk:terminals")


def _to_duty(_details: Details) -> str:
    return reverse("desk:duty")


NOTICES = {
    "fever_at_gate": (_fever, _to_hold),
    "terminal_fever": (_fever, _to_hold),
    "fever_confirmed_at_gate": (_confirmed, _to_hold),
    "re_entry_at_gate": (_re_entry, _to_passage),
    "passage_overridden": (_overridden, _to_passage),
    "terminal_silent": (_silent, _to_terminals),
    "terminal_back": (_back, _to_terminals),
    "visit_asked": (_asked, _to_visit),
    "visit_overdue": (_overdue, _to_visit),
    "duty_gaps": (_gaps, _to_duty),
}
"""Kind → its words and its address."""


# Who, where, when


def _hold(details: Details) -> FeverLine | None:
    """The hold that a notice speaks of: by its own id, or by the passage or reading that opened it."""
    rows = FeverHold.objects.filter(enterprise_id=details["owner"])
    if "hold_id" in details:
        rows = rows.filter(pk=details["hold_id"])
    elif "reading_id" in details:
        rows = rows.filter(passage_id=details["reading_id"])
    else:
        return None
    found = lines_of_fevers(rows[:1])
    return found[0] if found else None


def _measured(details: Details) -> PassageLine | None:
    """The passage at which it was measured, where that belongs to a hold opened before."""
    return _line(details["owner"], details["reading_id"]) if "reading_id" in details else None


def _passage(details: Details) -> PassageLine | None:
    return _line(details["owner"], details["passage_id"])


def _line(owner_id: UUID, passage_id: str) -> PassageLine | None:
    found = lines_of(list(Passage.objects.filter(owner_id=owner_id, id=passage_id)))
    return found[0] if found else None


def _scene(line: FeverLine | PassageLine | None) -> str:
    """The entrance and when."""
    return f"{line.checkpoint} {say.moment(line.happened_at)}" if line else _("门岗")


def _who(line: PassageLine | None) -> str:
    return (line.name if line else "") or _("有人")


def _terminal(details: Details) -> dict[str, str]:
    return {"gate": details.get("checkpoint", ""), "device": details.get("device", "")}


def _visitor(details: Details) -> tuple[str, datetime | None]:
    """The masked name with where from, and until when."""
    visit = Visit.objects.filter(enterprise_id=details["owner"], pk=details["visit_id"]).first()
    if visit is None:
        return _("有人"), None
    employer = visit.employer.reveal()
    who = _("{name}（{employer}）").format(name=visit.name, employer=employer) if employer else visit.name
    return str(who), visit.expected_until
