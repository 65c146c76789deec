"""The part of the API that devices use, described: the lane answers it in a process of its own."""

from typing import Any

from fugong.doors.api.operations import PREFIX
from fugong.gates import actions, entries


def device_paths() -> dict[str, Any]:
    """The addresses by which devices hand in and fetch, described as OpenAPI."""
    assert actions  # its modules declare the kinds of entries
    verdict = {"enum": ["allow", "deny", "hold"]}
    moment = {"type": "string", "format": "date-time"}
    identity = {"type": "string", "format": "uuid"}
    passage = {
        "type": "object",
        "required": ["id", "code", "direction", "at"],
        "properties": {
            "id": {
                **identity,
                "description": "UUIDv7 made by the device; the same again is the same passage",
            },
            "code": {"type": "string", "description": "FG1:…, FGB:… or JOB:…"},
            "temperature": {"type": ["number", "null"], "description": "°C; 0 and 255 are not measured"},
            "direction": {"enum": ["in", "out"]},
            "at": moment,
            "verdict": {"enum": ["allow", "deny", "hold", None], "description": "null: the server decides"},
        },
    }
    result = {
        "type": "object",
        "required": ["id", "verdict", "reason", "text", "repeated", "flagged"],
        "properties": {
            "id": {"type": "string"},
            "verdict": verdict,
            "reason": {"type": "string"},
            "text": {"type": "string"},
            "repeated": {"type": "boolean"},
            "flagged": {"type": "boolean"},
        },
    }
    entry = {
        "type": "object",
        "required": ["id", "at", "kind"],
        "properties": {
            "id": {**identity, "description": "UUIDv7 made by the device; the same again is the same entry"},
            "at": moment,
            "kind": {"enum": sorted(entries.KINDS)},
            "data": {"type": "object", "description": "what there is to say, by kind"},
            "closed": {
                "type": "string",
                "description": "instead of data: closed for the server (decision 0060)",
            },
            "by": {**identity, "description": "the guard on duty who wrote it"},
        },
    }
    noted = {
        "type": "object",
        "required": ["id", "outcome", "text", "repeated", "subject"],
        "properties": {
            "id": {"type": "string"},
            "outcome": {
                "enum": ["done", "noted"],
                "description": "noted: stored, but it could not be applied any more; the officer sees it",
            },
            "text": {"type": "string"},
            "repeated": {"type": "boolean"},
            "subject": {"type": ["string", "null"], "description": "the record it was applied to"},
        },
    }
    recorded = {
        "type": "object",
        "required": ["id", "at", "recorded_at", "direction", "verdict", "reason", "flagged"],
        "properties": {
            "id": identity,
            "at": moment,
            "recorded_at": moment,
            "direction": {"enum": ["in", "out"]},
            "verdict": verdict,
            "reason": {"type": "string"},
            "flagged": {"type": "boolean"},
        },
    }
    since = {"in": "query", "name": "since", "required": False, "schema": {"type": "string"}}
    clock = {
        "in": "header",
        "name": "Fugong-Device-Time",
        "required": False,
        "schema": moment,
        "description": "the device's own clock, so that its skew is known",
    }
    page = {
        "type": "object",
        "required": ["passages", "next", "more"],
        "properties": {
            "passages": {"type": "array", "items": recorded},
            "next": {"type": "string"},
            "more": {"type": "boolean"},
        },
    }
    return {
        f"/{PREFIX}gate/passages": {
            "get": _operation(
                "gate_read_passages", "Passages recorded after a cursor, 500 a page", page, since
            ),
            "post": {
                **_operation(
                    "gate_record_passages",
                    "Record up to 500 passages, exactly once; answered after the commit",
                    _results(result),
                    clock,
                ),
                "requestBody": _list_of("passages", passage, most=500),
            },
        },
        f"/{PREFIX}gate/state": {
            "get": _operation(
                "gate_state",
                "What a device needs to decide without a network; with a cursor only what has changed",
                {"type": "object"},
                since,
                clock,
            )
        },
        f"/{PREFIX}gate/readings": {
            "get": _operation(
                "gate_readings",
                "Temperatures that terminals of the entrance took in the last ten minutes and no passage has yet",
                {"type": "object"},
                since,
            )
        },
        f"/{PREFIX}gate/entries": {
            "post": {
                **_operation(
                    "gate_record_entries",
                    "Record what the guard wrote down beside passages, 200 at most, exactly once",
                    _results(noted),
                    clock,
                ),
                "requestBody": _list_of("entries", entry, most=200),
            },
        },
    }


def _results(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["results"],
        "properties": {"results": {"type": "array", "items": item}},
    }


def _list_of(name: str, item: dict[str, Any], *, most: int) -> dict[str, Any]:
    """A body that holds a list of this name."""
    listed = {"type": "array", "minItems": 1, "maxItems": most, "items": item}
    schema = {"type": "object", "required": [name], "properties": {name: listed}}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _operation(name: str, summary: str, body: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    error = {
        "description": "error",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["gate devices"],
        "security": [{"Device": []}],
        "parameters": list(parameters),
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": body}}},
            **{str(status): error for status in (401, 405, 413, 422, 503)},
        },
    }
