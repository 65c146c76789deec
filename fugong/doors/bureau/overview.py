"""The jurisdiction in numbers, by county and by sector; each leads to its list. And how long the offices take."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fugong.cases import queries as cases
from fugong.cases import registry
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.permissions import Actor
from fugong.core.web.actors import actor_of
from fugong.directory import sectors
from fugong.doors.bureau.reading import OFFICERS, is_of_a_city, region_names
from fugong.resumption import queries as resumption
from fugong.resumption.queries import Figures, NamedFigures

DAYS = 90


@open_to(*OFFICERS)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Counties, sectors, and the time that work takes in each county."""
    actor = actor_of(request)
    found = resumption.overview(actor)
    late = cases.work(actor, "late").order_by()
    by_region = dict(late.values_list("region_code").annotate(n=Count("pk")))
    by_sector: Counter[str] = Counter()
    for code, n in late.values_list("case__sector").annotate(n=Count("pk")):
        by_sector[sectors.sector_of(code)] += n
    is_city = is_of_a_city(actor)
    context = {
        "total": _line(_("合计"), found.total, sum(by_region.values()), "", "", {}),
        "counties": [
            _line(
                one.name,
                one.figures,
                by_region.get(one.code, 0),
                "county" if is_city else "",
                one.code,
                {"region": one.code} if is_city else {},
            )
            for one in found.counties
        ],
        "sectors": [
            _line(sectors.sector_name(code), figures, by_sector[code], "sector", code, {"sector": code})
            for code, figures in _by_sector(found.sectors).items()
        ],
        "statistics": _statistics(actor),
        "days": DAYS,
        "drawn": clock.now(),
        "is_city": is_city,
    }
    return render(request, "bureau/overview.html", context)


def _by_sector(divisions: Iterable[NamedFigures]) -> dict[str, Figures]:
    """sector → figures, in the order of the standard."""
    found = {code: Figures() for code, _name in sectors.choices()}
    for one in divisions:
        found[sectors.sector_of(one.code)].add(one.figures)
    return {code: figures for code, figures in found.items() if figures.enterprises}


def _line(
    name: str, figures: Figures, late: int, by: str, code: str, inbox: dict[str, str]
) -> dict[str, Any]:
    """A line of the table: each number with the query of its list."""
    narrowed = {by: code} if by else {}

    def listed(**more: str) -> str:
        return urlencode({**narrowed, **more})

    return {
        "name": name,
        "cells": [
            (figures.enterprises, listed()),
            (figures.filed, listed(reached="filed")),
            (figures.on_file, listed(reached="on_file")),
            (figures.may_start, listed(reached="may_start")),
            (figures.started, listed(status="started")),
            (figures.suspended, listed(status="suspended")),
        ],
        "late": late,
        "late_query": urlencode({"box": "late", **inbox}),
        "back": figures.headcount_back,
        "people": figures.headcount_total,
        "people_query": listed(),
    }


def _statistics(actor: Actor) -> list[dict[str, Any]]:
    """For every work of the reader's kind of office, for a headquarters of every office: how long each county took."""
    names = region_names()
    parties = cases.AUTHORITIES if actor.authority_kind not in cases.AUTHORITIES else (actor.authority_kind,)
    tables = []
    for case_type in registry.kinds():
        for work in case_type.works:
            if work.party not in parties:
                continue
            found = cases.statistics_by_region(actor, case_type.kind, work.name, days=DAYS)
            lines = [
                {
                    "name": names.get(code, code),
                    "figures": one,
                    "late": None if one.late_share is None else round(one.late_share * 100),
                }
                for code, one in found.items()
            ]
            tables.append({"type": case_type, "work": work, "lines": lines})
    return tables
