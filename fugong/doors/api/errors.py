"""Whatever goes wrong is answered in one form: `{"error": {"code", "text", "field"}}`."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from fugong.core.errors import Fault, Invalid, NotFound, TooLarge, Unknown


class ErrorDetail(Schema):
    """`code` is stable, `text` says what is wrong and what to do in the reader's language, `field` names the place."""

    code: str
    text: str
    field: str | None


class Error(Schema):
    """The body of every answer that is not a success."""

    error: ErrorDetail


def answer(fault: Fault) -> HttpResponse:
    """The answer to a request that cannot be carried out."""
    response = JsonResponse(fault.as_json(), status=fault.status, json_dumps_params={"ensure_ascii": False})
    if isinstance(fault, Unknown):
        response["WWW-Authenticate"] = 'Bearer realm="fugong"'
    return response


def method_not_allowed(allowed: str) -> HttpResponse:
    """405 with the methods that the address knows."""
    fault = Fault("method", _("这个地址不接受这种请求。"))
    fault.status = 405
    response = answer(fault)
    response["Allow"] = allowed
    return response


def install(api: NinjaAPI) -> None:
    """Answer all faults of rooms, of Django and of ninja in the one form; what is a defect of ours stays a 500."""

    def handle(kind: type[Exception], make: Any) -> None:
        def handler(request: HttpRequest, exception: Any) -> HttpResponse:
            return answer(make(exception))

        api.add_exception_handler(kind, handler)

    handle(Fault, lambda fault: fault)
    handle(ValidationError, of_validation)
    handle(
        AuthenticationError, lambda _fault: Unknown("token", _("请带上账号的令牌：Authorization: Bearer …"))
    )
    handle(HttpError, lambda _fault: Invalid("json", _("正文不是 JSON。")))
    handle(Http404, lambda _fault: NotFound("not_found", _("没有这一条，或者它不属于您。")))
    handle(RequestDataTooBig, lambda _fault: TooLarge("too_large", _("正文太大。请分批发送。")))
    handle(MultiPartParserError, lambda _fault: Invalid("form", _("表单没有按 multipart/form-data 写全。")))
    handle(UnreadablePostError, lambda _fault: Invalid("cut_off", _("正文没有传完。请重试。")))

    def give_up(request: HttpRequest, exception: Any) -> HttpResponse:
        raise exception

    api.add_exception_handler(Exception, give_up)


def of_validation(error: ValidationError) -> Invalid:
    """The first thing in a request that does not fit its schema."""
    first = error.errors[0]
    kind = str(first.get("type", ""))
    code, text = _said(kind, first.get("ctx") or {})
    return Invalid(code, text, field=field_of(first.get("loc", ())))


def field_of(place: Sequence[Any]) -> str | None:
    """("body", "body", "passages", 0, "id") → passages[0].id; the request's own parts are left out."""
    parts = list(place)
    parts = parts[2:] if parts[:1] == ["body"] else parts[1:]
    name = ""
    for part in parts:
        if isinstance(part, int):
            name += f"[{part}]"
        else:
            name += f".{part}" if name else str(part)
    return name or None


def _said(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    """pydantic's kind of error as a stable code and a sentence."""
    if kind == "missing":
        return "missing", _("这一项必须填写。")
    if kind == "extra_forbidden":
        return "unknown_field", _("没有这一项。请去掉它，我们不收集多余的信息。")
    if kind in ("string_too_long", "too_long"):
        return "too_long", _("太长了，最多 {most}。").format(most=context.get("max_length", ""))
    if kind in ("string_too_short", "too_short"):
        return "too_short", _("太短了，至少 {least}。").format(least=context.get("min_length", ""))
    if kind in ("literal_error", "enum"):
        return "not_offered", _("只能是：{offered}。").format(offered=context.get("expected", ""))
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number"):
        return "out_of_range", _("超出了可用的范围。")
    if kind.startswith("date"):
        return "no_such_day", _("日期应写成 2020-02-24 的样子，且真有这一天。")
    if kind.startswith("uuid"):
        return "id", _("这不是一个编号。")
    return "invalid", _("这一项的格式不对。")
