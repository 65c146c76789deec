"""A case in full: where it stands and what may be done, the form left, evidence and history right."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fugong.cases import queries
from fugong.cases.overview import CaseView, StepView
from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.cases.fields import as_it_reads, asked
from fugong.doors.cases.reading import EVERYBODY, sections_of, seen


@open_to(*EVERYBODY)
@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """State and clocks on top, the allowed moves, greyed ones with why not; the form with its remarks; files; history."""
    return render(request, "cases/case.html", context_of(request, seen(request, case_id)))


def context_of(request: HttpRequest, view: CaseView) -> dict[str, Any]:
    """What the page of a case shows."""
    actor = actor_of(request)
    mine = [one for one in view.work if one.is_open and one.item.party == view.party]
    return {
        "view": view,
        "sections": [
            {
                "section": section,
                "answers": as_it_reads(section, view.data),
                "remarks": [one for one in view.comments if one.row.section == section.name],
            }
            for section in view.type.sections
        ],
        "refused": [one for one in view.moves if not one.allowed],
        "history": [{"step": one, "asked": asked(view, one)} for one in view.history],
        "opinions": [one for one in view.history if one.comment and one.from_state == one.to_state],
        "general": [one for one in view.comments if not one.row.section],
        "attachable": [one for one in view.type.attachments if view.party in one.parties],
        "officers": directory.officers(actor) if mine and view.is_competent else {},
        "my_work": mine if view.is_competent else [],
        "why_here": _why_here(view),
        "to_mend": [
            (section, one)
            for section in view.type.sections
            for one in view.comments
            if view.can_edit and one.row.section == section.name and not one.row.settled_at
        ],
        "open_work": [one for one in view.work if one.is_open],
        "versions": queries.versions(view.case),
        "progress": sections_of(view) if view.can_edit else [],
    }


def _why_here(view: CaseView) -> StepView | None:
    """The step that led into the present state, where it says why."""
    came = [one for one in view.history if one.from_state != one.to_state]
    return came[-1] if came and came[-1].comment else None
