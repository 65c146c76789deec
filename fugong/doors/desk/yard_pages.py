"""What the registers of vehicles and of goods do alike: a list by its filter, a workbook and paper, rows written by a form."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fugong.core import clock
from fugong.core.web import exports, paging
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk.forms import attempt
from fugong.gates import actions

PAGE = 50
MOST = 5_000
KEYS = (paging.Key("created_at", down=True), paging.Key("pk", down=True))


def listed(request: HttpRequest, form: PlainForm, rows: QuerySet[Any]) -> dict[str, Any]:
    """A page of the rows that fit, for the template: `page`, with its address and whether anything is asked for."""
    query = request.GET.copy()
    after, before = (query.pop(name, [""])[-1] for name in ("after", "before"))
    return {
        "form": form,
        "page": paging.page(rows, KEYS, after=after, before=before, size=PAGE),
        "query": query.urlencode(),
        "filtered": any(query.values()),
    }


@dataclass(frozen=True, slots=True)
class Register:
    """A register to take away: `rows` are those seen, `line` makes the cells of one under the `headings`.

    `what` is its name in the record of exports, `back` the page that it belongs to.
    """

    what: str
    title: Any
    headings: Sequence[Any]
    rows: Callable[[HttpRequest, Any], QuerySet[Any]]
    lines: Callable[[Iterable[Any], Any], Iterable[Any]]
    line: Callable[[Any], list[Any]]
    back: str

    def workbook(self, request: HttpRequest) -> HttpResponse:
        """What is seen, as a workbook; that it was taken away is recorded."""
        name = f"{self.title}-{clock.today():%Y%m%d}"
        return exports.workbook(name, [str(one) for one in self.headings], self._taken(request))

    def paper(self, request: HttpRequest) -> HttpResponse:
        """What is seen, for paper."""
        actor = actor_of(request)
        context = {
            "title": self.title,
            "enterprise": directory.enterprise_of(actor),
            "headings": self.headings,
            "rows": self._taken(request),
            "back": self.back,
        }
        return render(request, "desk/yard_register.html", context)

    def _taken(self, request: HttpRequest) -> list[list[Any]]:
        actor = actor_of(request)
        rows = self.rows(request, actor).filter(voided_at=None).order_by("-created_at")[:MOST]
        found = [self.line(one) for one in self.lines(rows, actor)]
        enterprise = directory.enterprise_of(actor)
        actions.note_export(by=actor, enterprise=enterprise, what=self.what, rows=len(found))
        return found


def write(
    request: HttpRequest,
    form: PlainForm,
    act: Callable[[dict[str, Any]], Any],
    done: str,
    to: str,
    **context: Any,
) -> HttpResponse:
    """A form on a page of its own: once sent and taken, on `to` the row that `act` made."""
    made: list[Any] = []
    if request.method == "POST" and attempt(request, form, lambda data: made.append(act(data)), done):
        return redirect(to, made[0].pk)
    context = {"form": form, **context}
    return render(request, "desk/yard_form.html", context, status=422 if form.errors else 200)
