"""What every view of a case begins with: the case as the reader may see it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from fugong.cases import actions, overview
from fugong.cases.overview import CaseView
from fugong.core.web.actors import actor_of

ENTERPRISE = ("epidemic_officer", "principal")
OFFICERS = ("bureau_officer", "health_officer")
EVERYBODY = (*ENTERPRISE, *OFFICERS)


def seen(request: HttpRequest, case_id: UUID) -> CaseView:
    """The case; a refusal is 404 and recorded."""
    actor = actor_of(request)
    return overview.view(actor, actions.look_up(case_id=case_id, by=actor))


def version_of(request: HttpRequest) -> int:
    """The version a form was made of; one that is no number is too old."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def sections_of(view: CaseView) -> list[dict[str, Any]]:
    """Each section: how many of its required fields are written."""
    lines = []
    for section in view.type.sections:
        required = [one.name for one in section.fields if one.required and one.type != "file"]
        written = sum(view.data.get(name) not in (None, "", []) for name in required)
        lines.append({"section": section, "written": written, "required": len(required)})
    return lines
