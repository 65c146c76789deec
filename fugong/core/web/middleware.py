"""What happens around every request: who acts, what went wrong, one line of log."""

import time
from collections.abc import Callable

import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse

from fugong.core import providers
from fugong.core.errors import Fault
from fugong.core.ids import new_id
from fugong.core.permissions import ANONYMOUS
from fugong.core.web import errors

Respond = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("fugong.request")


class RequestLog:
    """One structured line a request: method, address, status, milliseconds, never a personal value or a link's secret."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request.trace_id = new_id().hex[-12:]  # type: ignore[attr-defined]
        response = self.get_response(request)
        took = round((time.perf_counter() - started) * 1000, 1)
        if not request.path.startswith("/static/") and request.path != "/healthz":
            log.info(
                "request", method=request.method, path=_told(request), status=response.status_code, ms=took
            )
        return response


def _told(request: HttpRequest) -> str:
    """The address without the secret that opens it to whoever reads it."""
    secret = request.resolver_match.kwargs.get("secret") if request.resolver_match else None
    return request.path.replace(secret, "…") if secret else request.path


class ActorMiddleware:
    """Sets `request.actor`: the account signed in, the worker of a bound phone, or nobody."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = next(iter(providers.ask("actor", request)), ANONYMOUS)  # type: ignore[attr-defined]
        return self.get_response(request)


class FaultMiddleware:
    """Turns a fault raised by any view into its page, or into JSON for the API.

    NUL is no text that a database can look for or keep: a path with one is refused, what is asked for behind it is read
    without (the API has its own words for it), what is sent with one is refused.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            if "\0" in request.path:
                return errors.bad_request(request, SuspiciousOperation("NUL in the address"))
            if "%00" in request.META.get("QUERY_STRING", ""):
                request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
                request.__dict__.pop("GET", None)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Fault):
            return errors.answer(request, exception)
        if isinstance(exception, OperationalError) and "locked" in str(exception):
            return errors.busy(request)
        if isinstance(exception, DataError) and "NUL" in str(exception):
            return errors.bad_request(request, exception)
        return None
