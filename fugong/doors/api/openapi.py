"""The description of the API at /api/v1/openapi.json: what ninja knows of its operations, and those of devices."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from fugong.core.access import open_to
from fugong.doors.api.device_paths import device_paths
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
    described["paths"] = {**described["paths"], **device_paths()}
    described["components"]["securitySchemes"]["Device"] = {"type": "http", "scheme": "bearer"}
    return described
