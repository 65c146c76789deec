"""Who may open which view. Each view says so itself; the access matrix is read from the views."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed, Unknown
from fugong.core.web.actors import actor_of

ROLES = (
    "anonymous",
    "worker",
    "team_leader",
    "guard",
    "epidemic_officer",
    "principal",
    "bureau_officer",
    "health_officer",
    "administrator",
)
"""Every role a view can name, from nobody known to the one who runs the platform."""

V = TypeVar("V", bound=Callable[..., Any])


def open_to(*roles: str) -> Callable[[V], V]:
    """Open a view to these roles only; `anyone` opens it to all, signed in or not.

    A person who is not signed in is sent to sign in and comes back; one of another role is refused with the reason.
    """
    allowed = frozenset(ROLES) if "anyone" in roles else frozenset(roles)
    if unknown := allowed - set(ROLES):
        raise ValueError(f"no such role: {sorted(unknown)}")

    def mark(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refusal = _refusal(request, allowed)
            return view(request, *args, **kwargs) if refusal is None else refusal

        guarded.open_to = allowed  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def _refusal(request: HttpRequest, allowed: frozenset[str]) -> HttpResponse | None:
    actor = actor_of(request)
    if actor.roles & allowed or allowed == frozenset(ROLES):
        return None
    if actor.kind == "anonymous":
        if allowed == {"worker"}:
            raise Unknown(
                "not_recognised",
                _("这部手机还没有登记。请扫描厂区海报上的二维码，用手机号和身份证后六位登记。"),
            )
        where = reverse("account_login")
        return HttpResponseRedirect(f"{where}?{urlencode({'next': request.get_full_path()})}")
    raise NotAllowed("role", _("您的岗位不能打开这一页。如需使用，请联系企业防疫专员或管理员。"))


def views(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """(route, view) of every address there is."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def matrix() -> dict[str, dict[str, bool]]:
    """role → view → allowed. A view that does not say whom it is open to is open to nobody here (a test fails then)."""
    table: dict[str, dict[str, bool]] = {role: {} for role in ROLES}
    for route, view in views():
        for method, allowed in _methods(view):
            name = f"{method} /{route}" if method else f"/{route}"
            for role in ROLES:
                table[role][name] = role in allowed
    return table


def _methods(view: Callable[..., Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """The operations of an API path one by one, an ordinary view as one."""
    operations = getattr(view, "open_to_by_method", None)
    if operations is None:
        yield "", getattr(view, "open_to", frozenset())
    else:
        yield from sorted(operations.items())
