"""What is read beside a case: two versions compared, paper, the official document, times, and the kind as a table."""

from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fugong.cases import actions, queries, registry
from fugong.cases.difference import difference
from fugong.cases.official import write
from fugong.cases.spec import called
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import NotFound
from fugong.core.web.actors import actor_of
from fugong.doors.cases.case import context_of
from fugong.doors.cases.reading import EVERYBODY, seen

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@open_to(*EVERYBODY)
@require_GET
def compare(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What changed between two versions as handed in; the last two unless named, the form as it stands as `now`."""
    view = seen(request, case_id)
    versions = queries.versions(view.case)
    numbers = [one.number for one in versions]
    data: dict[str, Any] = {str(one.number): one.data.document() for one in versions}
    if view.can_edit or not versions:
        data["now"] = dict(view.data)
    offered = list(data)
    new = request.GET.get("to", "") if request.GET.get("to", "") in data else offered[-1]
    before = offered[max(0, offered.index(new) - 1)]
    old = request.GET.get("from", "") if request.GET.get("from", "") in data else before
    context = {
        "view": view,
        "versions": versions,
        "numbers": numbers,
        "offered": offered,
        "old": old,
        "new": new,
        "changes": difference(view.type, data[old], data[new]),
    }
    return render(request, "cases/compare.html", context)


@open_to(*EVERYBODY)
@require_GET
def paper(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case on A4, with the QR code by which anybody sees where it stands."""
    view = seen(request, case_id)
    where = request.build_absolute_uri(reverse("public:case_lookup", args=[view.case.public_secret]))
    qr = segno.make(where, error="m").svg_data_uri(border=2, scale=4, omitsize=True)
    return render(request, "cases/print.html", {**context_of(request, view), "qr": qr, "where": where})


@open_to(*EVERYBODY)
@require_GET
def document(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The official paper as .docx."""
    view = seen(request, case_id)
    if view.type.document is None:
        raise NotFound("no_document", _("这类事项没有公文格式。"))
    content = write(called(view.type.document)(view.case, view.data))
    actions.exported(what="document", by=actor_of(request), case=view.case)
    response = HttpResponse(content, content_type=DOCX)
    name = f"{view.type.label}-{view.case.enterprise.name}-{clock.today():%Y%m%d}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@open_to(*EVERYBODY)
@require_GET
def statistics(request: HttpRequest, kind: str) -> HttpResponse:
    """How long each party's work takes: the middle, the ninetieth percentile, the late share; and cases by state."""
    case_type = registry.find(kind)
    found = queries.statistics(actor_of(request), kind)
    states = [(one, found.by_state[one.name]) for one in case_type.states]
    context = {"type": case_type, "found": found, "states": states, "now": clock.now()}
    return render(request, "cases/statistics.html", context)


@open_to(*EVERYBODY)
@require_GET
def kind_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The kind's states and moves as a table: who may do what from where, and where it leads."""
    case_type = registry.find(kind)
    rows = [
        {
            "move": move,
            "from": [case_type.state(one) for one in move.frm],
            "to": case_type.state(move.to),
        }
        for move in case_type.moves
    ]
    return render(request, "cases/kind.html", {"type": case_type, "rows": rows})
