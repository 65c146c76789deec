"""The guard's page, what a browser needs to keep it, and the binding of a browser to a gate device."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.doors.guard import offline
from fugong.doors.guard.sets import SETS
from fugong.doors.guard.texts import both_languages
from fugong.gates import actions, queries


@open_to("guard", "epidemic_officer")
@require_GET
def gate(request: HttpRequest) -> HttpResponse:
    """The same for every guard: it holds no data, and the browser keeps it for days without a network."""
    texts = both_languages()
    language = "en" if (get_language() or "").startswith("en") else "zh"
    config = {
        "texts": texts,
        "sets": SETS,
        "language": language,
        "worker": reverse("guard:worker"),
        "wasm": static("vendor/zxing-wasm/zxing_reader.wasm"),
    }
    response = render(request, "guard/gate.html", {"config": config, "t": texts[language]})
    response["Cache-Control"] = "no-cache"
    return response


@open_to("anyone")
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. `?plain=1` is for browsers without modules in workers: it cannot send, only keep the page."""
    context = {
        "version": offline.version(),
        "page": reverse("guard:gate"),
        "files": offline.addresses(),
        "store": static("guard/store.js"),
        "sync": static("guard/sync.js"),
        "plain": "plain" in request.GET,
    }
    response = render(request, "guard/sw.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@open_to("anyone")
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Lets the page be put on a tablet's home screen."""
    name = _("复工门岗")
    body = {
        "name": name,
        "short_name": name,
        "start_url": reverse("guard:gate"),
        "scope": reverse("guard:gate"),
        "display": "standalone",
        "background_color": "#101418",
        "theme_color": "#101418",
        "icons": [
            {"src": static("guard/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json")


@open_to("guard", "epidemic_officer")
@never_cache
@require_http_methods(["GET", "POST"])
def bind(request: HttpRequest, ticket: str) -> HttpResponse:
    """What this browser will become, then its token, once."""
    actor = actor_of(request)
    if request.method == "POST":
        device, token = actions.bind_device(ticket=ticket, by=actor)
        bound = {"token": token, "next": reverse("guard:gate")}
        return render(request, "guard/bound.html", {"device": device, "bound": bound})
    return render(request, "guard/bind.html", {"device": queries.device_of_ticket(actor, ticket)})
