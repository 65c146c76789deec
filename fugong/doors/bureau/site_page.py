"""What the page of a site check shows: the report, the checklist as it was filled, and what is wrong where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.cases.difference import in_words
from fugong.cases.forms import InvalidForm
from fugong.cases.overview import CaseView
from fugong.casetypes.startup.checklist import NOT_APPLICABLE, ChecklistItem, items
from fugong.core import clock
from fugong.core.errors import Fault
from fugong.core.permissions import Actor

MOVES = ("confirm", "ask_rectification")
PLAIN = {"checked_on": gettext_lazy("核查日期"), "signed_by": gettext_lazy("核查人姓名")}
FILE_KINDS = ("site_photo", "signature")
RESULTS = (
    ("ok", "✓", gettext_lazy("符合")),
    ("not_ok", "✕", gettext_lazy("不符合")),
    (NOT_APPLICABLE, "–", gettext_lazy("不涉及")),
)


@dataclass
class Line:
    """An item of the checklist as the page shows it: what was chosen and noted, and what is wrong."""

    item: ChecklistItem
    result: str = ""
    note: str = ""
    error: str = ""

    @property
    def results(self) -> tuple[tuple[str, str, Promise], ...]:
        """What may be chosen: no site is without what always applies."""
        return tuple(one for one in RESULTS if one[0] != NOT_APPLICABLE or not self.item.always)


def lines_of(view: CaseView, given: Mapping[str, Any]) -> list[Line]:
    """The pack's list with what was typed."""
    return [
        Line(one, given.get(f"result-{one.id}", ""), given.get(f"note-{one.id}", ""))
        for one in items(view.case.enterprise.pack)
    ]


def looked_at(lines: list[Line]) -> list[Line]:
    """The items that have a result; these are the rows of the checklist."""
    return [one for one in lines if one.result]


def errors_of(lines: list[Line], fault: Fault) -> dict[str, str]:
    """Place on the page → what is wrong there: `item-<id>`, a field's name, or "" for the page as a whole."""
    rows = {f"checklist[{number}]": one for number, one in enumerate(looked_at(lines))}
    found: dict[str, str] = {}
    for one in fault.faults if isinstance(fault, InvalidForm) else [fault]:
        row = rows.get((one.field or "").partition(".")[0])
        if row is not None:
            found[f"item-{row.item.id}"] = one.text
        elif one.field == "checklist":
            missed = [line for line in lines if not line.result]
            found |= {f"item-{line.item.id}": _("这一项还没有核查。") for line in missed}
        else:
            place = one.field if one.field in (*PLAIN, "comment") else ""
            found[place or ""] = one.text
    return found


def context_of(
    actor: Actor, view: CaseView, given: Mapping[str, Any], lines: list[Line], errors: Mapping[str, str]
) -> dict[str, Any]:
    """Everything the template needs; `open` says whether this officer may conclude now, `why_not` why not."""
    for one in lines:
        one.error = errors.get(f"item-{one.item.id}", "")
    confirm = next((one for one in view.moves if one.move.name == "confirm"), None)
    return {
        "view": view,
        "planned": _words(view, "planned_start_on"),
        "reported": _reported(view),
        "lines": lines,
        "errors": errors,
        "summary": _summary(lines, errors),
        "open": confirm is not None and confirm.allowed,
        "why_not": confirm.why_not if confirm else "",
        "checked_on": given.get("checked_on", clock.today().isoformat()),
        "signed_by": given.get("signed_by", ""),
        "comment": given.get("comment", ""),
        "kept": [one for one in view.attachments if one.row.kind in FILE_KINDS],
        "account": actor.id,
        "standing": standing(actor, view),
    }


def _summary(lines: list[Line], errors: Mapping[str, str]) -> list[dict[str, str]]:
    labels: dict[str, Any] = {**PLAIN, "comment": _("整改要求")}
    labels |= {f"item-{one.item.id}": one.item.label for one in lines}
    return [
        {"id": place, "label": str(labels.get(place, "")), "text": text} for place, text in errors.items()
    ]


def _words(view: CaseView, name: str) -> str:
    field = view.type.field(name)
    return in_words(field, view.data.get(name)) if field else ""


def _reported(view: CaseView) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Section → field → its lines; what is empty is left out."""
    found = []
    for section in view.type.sections:
        fields = [
            (str(one.label), in_words(one, view.data.get(one.name)).split("\n"))
            for one in section.fields
            if view.data.get(one.name) not in (None, "", [])
        ]
        if fields:
            found.append((str(section.label), fields))
    return found


def standing(actor: Actor, view: CaseView) -> dict[str, Any]:
    """What the server has; `concluded` where the last step is this officer's own conclusion."""
    last = view.history[-1] if view.history else None
    return {
        "version": view.case.version,
        "state": view.state.name,
        "label": str(view.state.label),
        "concluded": last is not None and last.by_id == actor.id and last.move in MOVES,
        "attachments": [
            {"kind": one.row.kind, "name": one.name, "sha256": one.row.sha256}
            for one in view.attachments
            if one.row.kind in FILE_KINDS
        ],
    }
