"""The description of the API at /api/v1/openapi.json: what ninja knows of its operations, and the gate's endpoints."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from fugong.core.access import open_to
from fugong.doors.api.operations import PREFIX, api


@open_to("anyone")
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """OpenAPI 3.1. It holds nothing about anybody."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole description."""
    described: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    described["paths"] = {**described["paths"], **_gate()}
    described["components"]["securitySchemes"]["Device"] = {"type": "http", "scheme": "bearer"}
    return described


def _gate() -> dict[str, Any]:
    """The endpoints of `gate.py`, which answer devices and are no ninja operations."""
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
                    {
                        "type": "object",
                        "required": ["results"],
                        "properties": {"results": {"type": "array", "items": result}},
                    },
                    clock,
                ),
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["passages"],
                                "properties": {
                                    "passages": {
                                        "type": "array",
                                        "minItems": 1,
                                        "maxItems": 500,
                                        "items": passage,
                                    }
                                },
                            }
                        }
                    },
                },
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
    }


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
