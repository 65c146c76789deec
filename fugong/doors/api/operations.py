"""The API put together: every noun's operations, one form of error, addresses that know their methods and roles."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.operation import Operation, PathView

from fugong.core.errors import Invalid
from fugong.doors.api import (
    accounts,
    authorities,
    cases,
    decisions,
    enterprises,
    errors,
    flags,
    gate_holds,
    gates_desk,
    gates_duty,
    gates_record,
    goods,
    groups,
    me,
    people,
    policies,
    production,
    queue_imports,
    roster,
    screening,
    startup,
    terminals,
    vehicles,
    visits,
)
from fugong.doors.api.wire import CarefulParser, ExactRenderer, check_texts

PREFIX = "api/v1/"


class Api(NinjaAPI):
    """Operations are called by the names of their functions."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Fugong",
    version="1",
    description=(
        "Whatever a role can do on a page, its token can do here. Lists come in pages: `next` is the cursor for `since`. "
        "Personal values are masked. Errors are `{error: {code, text, field}}`; texts follow Accept-Language."
    ),
    openapi_url=None,
    docs_url=None,
    parser=CarefulParser(),
    renderer=ExactRenderer(),
    urls_namespace="api",
)
errors.install(api)
for noun in (
    me,
    people,
    groups,
    roster,
    screening,
    decisions,
    flags,
    gate_holds,
    gates_desk,
    gates_duty,
    gates_record,
    vehicles,
    goods,
    queue_imports,
    terminals,
    enterprises,
    authorities,
    cases,
    production,
    startup,
    policies,
    accounts,
    visits,
):
    api.add_router("", noun.router)


def addresses() -> list[URLPattern]:
    """One address for each path, with the roles of each of its methods for the access matrix."""
    found: dict[str, URLPattern] = {}
    for bound in api._get_bound_routers():
        views = [view for view in bound.path_operations.values() for _operation in view.operations]
        for pattern, path_view in zip(bound.urls_paths(bound.prefix), views, strict=True):
            if str(pattern.pattern) not in found:
                pattern.callback = _guarded(pattern.callback, path_view)
                found[str(pattern.pattern)] = pattern
    return list(found.values())


def _guarded(
    respond: Callable[..., HttpResponseBase], path_view: PathView
) -> Callable[..., HttpResponseBase]:
    """ninja's view of a path, with our 405, HEAD answered as GET, and query strings that a database can keep."""
    by_method: dict[str, frozenset[str]] = {
        method: getattr(operation.auth_callbacks[0], "roles", frozenset())
        for operation in path_view.operations
        for method in operation.methods
    }

    @csrf_exempt  # a bearer token is no cookie: no other site can make a browser send it
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD" and "GET" in by_method:
            request.method = "GET"
        if request.method not in by_method:
            return errors.method_not_allowed(", ".join(sorted(by_method)))
        try:
            check_texts([*request.GET.values(), *kwargs.values()])
        except Invalid as fault:
            return errors.answer(fault)
        response: HttpResponseBase = respond(request, **kwargs)
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    view.open_to_by_method = by_method  # type: ignore[attr-defined]
    return view
