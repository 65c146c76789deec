"""The gate's endpoints under /api/v1/gate/: for devices only, by their bearer token.

Plain views rather than ninja operations: they are asked once a scan. The lane of a later issue answers the same
contract from the same functions. `OPENAPI_PATHS` documents them for the API's schema.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from fugong.core import clock
from fugong.core.errors import Fault, Invalid, TooLarge, Unknown
from fugong.core.web import say
from fugong.gates import actions, queries, upload

BEARER = "bearer "
View = Callable[..., HttpResponse]


def for_devices(**methods: View) -> View:
    """A view that answers bound gate devices by method. No role opens it: a person's token is 401 here."""

    @csrf_exempt
    def view(request: HttpRequest) -> HttpResponse:
        try:
            answer = methods.get("GET" if request.method == "HEAD" else str(request.method))
            if answer is None:
                return _not_allowed(methods)
            scheme = request.headers.get("Authorization", "")
            known = scheme[: len(BEARER)].lower() == BEARER
            device = queries.device_of_token(scheme[len(BEARER) :].strip()) if known else None
            if device is None:
                raise Unknown("device", _("没有这台设备，或它已停用。请防疫专员重新绑定。"))
            response = answer(request, device)
        except Fault as fault:
            response = _json(fault.as_json(), status=fault.status)
            if isinstance(fault, Unknown):
                response["WWW-Authenticate"] = 'Bearer realm="fugong gate"'
        response["Cache-Control"] = "no-store"
        return response

    nobody: frozenset[str] = frozenset()
    view.open_to = nobody  # type: ignore[attr-defined]
    view.open_to_by_method = dict.fromkeys(methods, nobody)  # type: ignore[attr-defined]
    return view


def _not_allowed(methods: dict[str, View]) -> HttpResponse:
    fault = Fault("method", _("这个地址不接受这种请求。"))
    response = _json(fault.as_json(), status=405)
    response["Allow"] = ", ".join(methods)
    return response


def _json(body: Any, status: int = 200) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json", status=status)


def _device_time(request: HttpRequest) -> datetime | None:
    """The device's own clock as it sent the request; None where it did not tell, or nothing that is a time."""
    return clock.parse_moment(request.headers.get("Fugong-Device-Time"))


def _record(request: HttpRequest, device: Any) -> HttpResponse:
    received_at = clock.now()
    try:
        body = request.body
    except RequestDataTooBig:
        raise TooLarge("too_large", _("正文太大。请分批上传。")) from None
    except UnreadablePostError:
        raise Invalid("cut_off", _("正文没有传完。请重试。")) from None
    results = actions.record_passages(
        device=device,
        items=upload.passages_in(body),
        device_time=_device_time(request),
        received_at=received_at,
        language=say.language(),
    )
    return _json({"results": results})


def _read_back(request: HttpRequest, device: Any) -> HttpResponse:
    page = queries.passages_after(
        enterprise_id=device.checkpoint.enterprise_id, cursor=request.GET.get("since", "")
    )
    return _json(page)


def _state(request: HttpRequest, device: Any) -> HttpResponse:
    actions.hear(device=device, device_time=_device_time(request), received_at=clock.now())
    return _json(queries.bundle(device, request.GET.get("since", "")))


passages = for_devices(GET=_read_back, POST=_record)
state = for_devices(GET=_state)
