"""Filling a form: one section a page, saved at each step, looked through before it is handed in."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.cases import actions, queries, registry
from fugong.cases.forms import FormFault, InvalidForm, missing, read_data
from fugong.cases.overview import CaseView
from fugong.cases.spec import CaseType, Finding, Section, Sourced, called
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid, NotFound, TooLarge
from fugong.core.ids import new_id, parse_id7
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.cases.fields import (
    field_views,
    file_name,
    rows_changed,
    stored_beside,
    summary,
    typed,
    with_sample,
)
from fugong.doors.cases.reading import ENTERPRISE, sections_of, seen, version_of

ANEW = ("boolean", "date", "file")
"""Types of fields that no new form takes over from the last one."""


@open_to(*ENTERPRISE)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """What this kind is for, and the button that begins one, filled with what is known; a draft begun is gone on with."""
    actor = actor_of(request)
    case_type = registry.find(kind)
    enterprise = directory.enterprise_of(actor)
    begun = queries.open_cases(enterprise.pk, kind).filter(state=case_type.initial).first()
    if begun is not None:
        return redirect("cases:fill", begun.pk, case_type.sections[0].name)
    last = _last(case_type, enterprise)
    if request.method == "POST":
        known = _known(case_type, enterprise)
        data = {name: one.value for name, one in known.items()}
        if "from_last" in request.POST and last is not None:
            data = {**_again(case_type, last), **data}
        try:
            case = actions.open_case(
                kind=kind,
                enterprise=enterprise,
                by=actor,
                data=data,
                opened_with=str(parse_id7(request.POST.get("opened_with")) or ""),
            )
        except Conflict as fault:
            messages.error(request, fault.text)
            return redirect("cases:list")
        return redirect("cases:fill", case.pk, case_type.sections[0].name)
    context = {
        "type": case_type,
        "enterprise": enterprise,
        "last": last,
        "last_state": case_type.state(last.state) if last else None,
        "opened_with": new_id(),
    }
    return render(request, "cases/new.html", context)


def _last(case_type: CaseType, enterprise: Any) -> Any:
    """The enterprise's newest case of the kind, where it has a form to begin from."""
    found = queries.latest(enterprise.pk, case_type.kind).first()
    return found if found is not None and _again(case_type, found) else None


def _again(case_type: CaseType, last: Any) -> dict[str, Any]:
    """What a new form takes over from the last one, where it still fits; days and confirmations are given anew."""
    written = last.data.document() or {}
    kept = (one.name for one in case_type.fields() if one.type not in ANEW)
    data = {name: written[name] for name in kept if written.get(name) not in (None, "", [])}
    try:
        read_data(case_type.fields(), data)
    except InvalidForm as fault:
        unfit = {re.split(r"[\[.]", one.field)[0] for one in fault.faults}
        return {name: value for name, value in data.items() if name not in unfit}
    return data


def _known(case_type: CaseType, enterprise: Any) -> Mapping[str, Sourced]:
    """What the system knows of the form already."""
    return called(case_type.prefill)(enterprise) if case_type.prefill else {}


@open_to(*ENTERPRISE)
def fill(request: HttpRequest, case_id: UUID, section: str) -> HttpResponse:
    """One section. What is sent is kept, complete or not; another row, the system's value or the pack's text is one press."""
    view = seen(request, case_id)
    here = _section(view, section)
    if not view.can_edit:
        messages.error(request, _("现在是“{state}”，表单不能改。").format(state=view.state.label))
        return redirect("cases:case", case_id)
    if request.method != "POST":
        return _page(request, view, here, view.data)
    return _sent(request, view, here)


def _section(view: CaseView, name: str) -> Section:
    found = next((one for one in view.type.sections if one.name == name), None)
    if found is None:
        raise NotFound("section", _("表单没有这一部分。"))
    return found


def _sent(request: HttpRequest, view: CaseView, here: Section) -> HttpResponse:
    given = typed(here.fields, request.POST)
    act, _colon, of = request.POST.get("act", "").partition(":")
    changed = _pressed(view, given, act, of, request.POST.get("at", ""))
    if changed is not None:
        return _page(request, view, here, {**view.data, **changed}, version=version_of(request))
    try:
        case = actions.save(case=view.case, by=actor_of(request), version=version_of(request), data=given)
        _take_files(request, case, here)
    except InvalidForm as fault:
        return _page(request, view, here, {**view.data, **given}, fault.faults, version=version_of(request))
    except (Invalid, TooLarge) as fault:  # a file: what was typed is kept by now
        view = seen(request, view.case.pk)
        return _page(request, view, here, view.data, (FormFault(fault.field or "", fault.code, fault.text),))
    except Conflict as fault:
        return _page(request, view, here, {**view.data, **given}, conflict=fault.text)
    names = [one.name for one in view.type.sections]
    place = names.index(here.name)
    if act == "stay" or (act != "back" and place + 1 == len(names)):
        messages.success(request, _("已保存 {time}。").format(time=say.time_of_day(case.updated_at)))
        where = reverse("cases:case" if act == "stay" else "cases:check", args=[case.pk])
    else:
        step = max(0, place - 1) if act == "back" else place + 1
        where = reverse("cases:fill", args=[case.pk, names[step]])
    return redirect(f"{where}?{urlencode({'saved': f'{case.pk}/{here.name}'})}")


def _take_files(request: HttpRequest, case: Any, here: Section) -> None:
    """Keep the files of the section's file fields; one that is refused names its field."""
    for one in here.fields:
        for file in request.FILES.getlist(file_name(one.name)) if one.type == "file" else ():
            try:
                actions.attach(
                    case=case, by=actor_of(request), kind=one.name, name=file.name or "", data=file.read()
                )
            except (Invalid, TooLarge) as fault:
                fault.field = one.name
                raise


def _pressed(view: CaseView, given: dict[str, Any], act: str, of: str, at: str) -> dict[str, Any] | None:
    """What a small button makes of what was typed: another row, one row less, the known value, the pack's text."""
    if act == "take":
        known = _known(view.type, view.case.enterprise).get(of)
        return {**given, of: known.value} if known else given
    if act == "begin":
        return {**given, of: with_sample(given.get(of, ""), _templates(view).get(of), at)}
    return rows_changed(given, act, of)


def _templates(view: CaseView) -> Mapping[str, Any]:
    return called(view.type.templates)(view.case.enterprise.pack) if view.type.templates else {}


def _page(
    request: HttpRequest,
    view: CaseView,
    here: Section,
    data: Mapping[str, Any],
    faults: tuple[FormFault, ...] = (),
    *,
    conflict: str = "",
    version: int | None = None,
) -> HttpResponse:
    fields = field_views(
        here, data, faults, _known(view.type, view.case.enterprise), _templates(view), view.attachments
    )
    names = [one.name for one in view.type.sections]
    progress = sections_of(view)
    if conflict:
        stored_beside(fields, view.data)
    context = {
        "view": view,
        "section": here,
        "fields": fields,
        "has_files": any(one.type == "file" for one in here.fields),
        "written": sum(one["written"] for one in progress),
        "required": sum(one["required"] for one in progress),
        "summary": summary(fields),
        "sections": progress,
        "place": names.index(here.name) + 1,
        "total": len(names),
        "first": here.name == names[0],
        "last": here.name == names[-1],
        "version": view.case.version if version is None or conflict else version,
        "conflict": conflict,
        "remarks": [one for one in view.comments if one.row.section == here.name and not one.row.settled_at],
    }
    status = 422 if faults else 409 if conflict else 200
    return render(request, "cases/fill.html", context, status=status)


@open_to(*ENTERPRISE)
@require_POST
def keep(request: HttpRequest, case_id: UUID, section: str) -> JsonResponse:
    """The same section kept while it is being typed: answers the new version, or says why it was not kept."""
    view = seen(request, case_id)
    here = _section(view, section)
    try:
        case = actions.save(
            case=view.case,
            by=actor_of(request),
            version=version_of(request),
            data=typed(here.fields, request.POST),
        )
    except (InvalidForm, Conflict) as fault:
        return JsonResponse({"kept": False, "text": fault.text}, status=fault.status)
    said = _("已保存 {time}").format(time=say.time_of_day(case.updated_at))
    return JsonResponse({"kept": True, "version": case.version, "text": said})


@open_to(*ENTERPRISE)
@require_GET
def check(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What is missing, by section and article, and what is weak; then the buttons that hand it in."""
    view = seen(request, case_id)
    required = [one.name for one in view.type.fields() if one.required]
    faults = missing(view.type.fields(), view.data, required)
    blocking = {one.field for one in faults}
    found = list(called(view.type.check)(view.case.enterprise, view.data)) if view.type.check else []
    context = {
        "view": view,
        "sections": sections_of(view),
        "missing": [(_home(view, one.field), one) for one in faults],
        "more": [(_home(view, one.field), one) for one in _others(found, blocking)],
        "moves": [one for one in view.moves if one.move.whole_form],
        "complete": not faults and not any(one.blocks for one in found),
    }
    return render(request, "cases/check.html", context)


def _others(found: list[Finding], told: set[str]) -> list[Finding]:
    """What `missing` has not told already; advice about a field that is missing says something else."""
    return [one for one in found if not one.blocks or one.field not in told]


def _home(view: CaseView, place: str) -> Section:
    """The section that a field stands in."""
    return next((one for one in view.type.sections if one.has(place)), view.type.sections[0])
