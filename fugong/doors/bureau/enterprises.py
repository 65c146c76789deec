"""One enterprise as its authorities see it: how far it has come, the light with its evidence, filings, who to call."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fugong.cases import queries as cases
from fugong.cases import registry
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.permissions import Actor
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.directory import sectors
from fugong.doors.bureau import words
from fugong.doors.bureau.evidence import production_block, screening_block, teams_block
from fugong.doors.bureau.reading import OFFICERS, enterprise_of
from fugong.production import permissions as production_permissions
from fugong.resumption import queries as resumption

CASES_SHOWN = 20


@open_to(*OFFICERS)
@require_GET
def enterprise(request: HttpRequest, uscc: str) -> HttpResponse:
    """Status and light first, then the numbers, the cases and the people to call."""
    actor = actor_of(request)
    found = enterprise_of(actor, uscc)
    light = resumption.startup(actor, found)
    blocks = [screening_block(found), teams_block(found)]
    if production_permissions.can_read_summary(actor, found):
        blocks.append(production_block(found))
    context = {
        "enterprise": found,
        "sector": sectors.sector_name(found.industry) if found.industry else "",
        "size": words.SIZES.get(found.size, ""),
        "light": light,
        "status": words.STATUSES.get(light.status, light.status),
        "changes": resumption.changes(actor, found, limit=10),
        "blocks": [one for one in blocks if one.lines],
        "cases": _cases(actor, found),
        "covering": _covering(found),
        "offices": directory.contacts(found),
        "today": clock.today(),
    }
    return render(request, "bureau/enterprise.html", context)


def _cases(actor: Actor, found: Any) -> list[dict[str, Any]]:
    rows = cases.cases(actor).filter(enterprise=found).order_by("-pk")[:CASES_SHOWN]
    return [
        {"case": one, "type": case_type, "state": case_type.state(one.state)}
        for one in rows
        for case_type in [registry.find(one.kind)]
    ]


def _covering(found: Any) -> list[str]:
    """Who answers for it: office and masked name."""
    accounts = directory.covering([found.pk]).get(found.pk, [])
    labels = directory.account_labels(accounts)
    return [labels[one] for one in accounts if one in labels]
