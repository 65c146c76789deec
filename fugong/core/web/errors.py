"""Error pages: what happened in one sentence, what to do in one, and a way back."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fugong.core import errors
from fugong.core.errors import Fault
from fugong.core.web.limits import LARGEST_BODY_MB, is_too_large


def answer(request: HttpRequest, fault: Fault) -> HttpResponse:
    """The page, or for the API the JSON, of a fault."""
    if request.path.startswith("/api/"):
        return JsonResponse(fault.as_json(), status=fault.status)
    return render(request, "fugong/error.html", {"fault": fault}, status=fault.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, Fault("bad_request", _("服务器没有看懂这次请求。请返回上一页重试。")))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, errors.NotAllowed("forbidden", _("您不能打开这一页。")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: the page is old, or what was sent was cut off before the token came."""
    if is_too_large(request.META.get("CONTENT_LENGTH")):
        text = _("一次传得太多（最多 {n} MB，每个文件不超过 20 MB）。请返回，缩小图片或分几次上传。")
        return answer(request, errors.TooLarge("too_large", text.format(n=LARGEST_BODY_MB)))
    text = _("这一页放得太久，或浏览器关闭了 Cookie。请刷新页面后重新提交，填写的内容不会丢失。")
    return answer(request, errors.NotAllowed("csrf", text))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(
        request, errors.NotFound("not_found", _("没有这一页，或者它不属于您。请检查地址，或回到首页。"))
    )


def busy(request: HttpRequest) -> HttpResponse:
    fault = Fault("busy", _("系统正忙，这次没有保存。请过几秒再点一次。"))
    fault.status = 503
    return answer(request, fault)


def broken(request: HttpRequest) -> HttpResponse:
    fault = Fault("broken", _("系统出了故障，已经记录。请稍后重试；仍不行，请把下面的编号告诉管理员。"))
    fault.status = 500
    return answer(request, fault)
