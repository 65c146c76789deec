"""A case type in plain data for other programs, and its states and moves as a diagram. Pure."""

from typing import Any

from fugong.cases.spec import CaseType, Field


def describe(case_type: CaseType) -> dict[str, Any]:
    """What `fugong cases describe KIND` prints (contract): states, moves, clocks, fields as stored, without texts of ours."""
    return {
        "kind": case_type.kind,
        "label": str(case_type.label),
        "states": [one.name for one in case_type.states],
        "initial": case_type.initial,
        "moves": [
            {
                "name": move.name,
                "label": str(move.label),
                "from": list(move.frm),
                "to": move.to,
                "roles": list(move.roles),
                "requires": list(case_type.required(move)),
                "comment": move.comment,
                "fields": [_field(one) for one in move.fields],
            }
            for move in case_type.moves
        ],
        "clocks": [
            {"name": one.name, "label": str(one.label), "party": one.party} for one in case_type.works
        ],
        "fields": [_field(one) for one in case_type.fields()],
        "attachments": [one.name for one in case_type.attachments],
    }


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "label": str(field.label),
        "type": field.type,
        "required": field.required,
    }
    if field.type == "choice":
        described["options"] = [one.value for one in field.options]
    if field.type == "rows":
        described["fields"] = [_field(one) for one in field.fields]
    return described


def diagram(case_type: CaseType) -> str:
    """The states and moves as a Mermaid state diagram, generated from the table."""
    lines = ["stateDiagram-v2", f"    [*] --> {case_type.initial}"]
    lines += [f"    {one.name}: {one.label}" for one in case_type.states]
    lines += [
        f"    {state} --> {move.to}: {move.label} ({', '.join(move.roles)})"
        for move in case_type.moves
        for state in move.frm
    ]
    lines += [f"    {one.name} --> [*]" for one in case_type.states if one.phase == "done"]
    return "\n".join(lines)
