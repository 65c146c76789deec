"""The start-up light of an enterprise (G2), and the resumption list with its figures for authorities."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import StringConstraints

from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import cut, identity, read_cursor
from fugong.doors.api.wire import Cursor, Day, Limit, answers
from fugong.resumption import queries

router = Router(tags=["start-up"])
readers = Account("epidemic_officer", "principal", "bureau_officer", "health_officer")
officers = Account("bureau_officer", "health_officer")

Code = Annotated[str, StringConstraints(max_length=6)]
Status = Literal["", "suspended", "not_filed", "filing", "on_file", "may_start", "started"]
Size = Literal["", "large", "medium", "small", "micro"]


class ConditionLine(Schema):
    """A ground of the gate. `text` says what is to be done where it does not hold; `evidence` are paths of pages."""

    id: str
    article: str
    holds: bool
    text: str
    evidence: list[str]


class AdviceLine(Schema):
    """Advice that is not followed yet. It never blocks."""

    id: str
    text: str
    source: str


class StartupLight(Schema):
    may_start: bool
    conditions: list[ConditionLine]
    advice: list[AdviceLine]


class FiguresShape(Schema):
    """Enterprises: all, with a plan handed in, on file, that may start (started ones among them), started, suspended;
    and workers, all and back."""

    enterprises: int
    filed: int
    on_file: int
    may_start: int
    started: int
    suspended: int
    headcount_total: int
    headcount_back: int


class ResumptionLine(Schema):
    """An enterprise on the list; `since` null: it was never computed."""

    uscc: str
    name: str
    region: str
    region_name: str
    industry: str
    size: str
    is_key: bool
    cluster: UUID | None
    status: str
    since: datetime | None
    may_start: bool
    headcount_total: int
    headcount_back: int


class ResumptionList(Schema):
    """A page of the list, and the figures of the whole jurisdiction."""

    enterprises: list[ResumptionLine]
    totals: FiguresShape
    next: str
    more: bool


class NamedFiguresShape(FiguresShape):
    code: str
    name: str


class OverviewShape(Schema):
    """By county and by sector (GB/T 4754 division)."""

    total: FiguresShape
    counties: list[NamedFiguresShape]
    sectors: list[NamedFiguresShape]


class ReportLineShape(FiguresShape):
    """`difference` is against the day before, null where nothing was kept of it."""

    sector: str
    size: str
    difference: FiguresShape | None


class DailyReportShape(Schema):
    """The day's report upward. `known` false: nothing was kept of that day; `is_final`: the day is over."""

    day: date
    known: bool
    is_final: bool
    lines: list[ReportLineShape]
    total: ReportLineShape


def _enterprise(actor: Actor, uscc: str) -> Any:
    """The own enterprise, or one of the jurisdiction; NotFound for any other."""
    found = directory.enterprises(actor).filter(uscc=uscc.strip().upper()).first()
    if found is None:
        raise NotFound("enterprise", _("没有这家企业，或者它不在您的辖区。"))
    return found


@router.get("/enterprises/{str:uscc}/startup", auth=readers, response=answers(StartupLight))
def startup(request: HttpRequest, uscc: str) -> StartupLight:
    """Whether the enterprise may start: the three grounds of the guide's article 2 with their evidence, and advice."""
    actor = actor_of(request)
    seen = queries.startup(actor, _enterprise(actor, uscc))
    return StartupLight(
        may_start=seen.may_start,
        conditions=[
            ConditionLine(
                id=one.id,
                article=one.article,
                holds=one.holds,
                text=one.text if one.holds else one.missing,
                evidence=list(dict.fromkeys(link.url for link in one.evidence)),
            )
            for one in seen.conditions
        ],
        advice=[
            AdviceLine(id=one.id, text=one.text, source=one.source)
            for one in seen.advice
            if one.holds is not True
        ],
    )


def _figures(figures: queries.Figures) -> dict[str, int]:
    return {name: getattr(figures, name) for name in queries.COUNTED}


def _line(row: Any) -> ResumptionLine:
    stands = getattr(row, "resumption", None)
    return ResumptionLine(
        uscc=row.uscc,
        name=row.name,
        region=row.region_id,
        region_name=row.region.name,
        industry=row.industry,
        size=row.size,
        is_key=row.is_key,
        cluster=row.cluster_id,
        status=queries.status_of_row(row),
        since=stands.status_since if stands else None,
        may_start=bool(stands and stands.may_start),
        headcount_total=stands.headcount_total if stands else 0,
        headcount_back=stands.headcount_back if stands else 0,
    )


@router.get("/resumption", auth=officers, response=answers(ResumptionList))
def resumption_list(
    request: HttpRequest,
    county: Code = "",
    sector: Code = "",
    size: Size = "",
    key: bool | None = None,
    cluster: UUID | None = None,
    status: Status = "",
    text: Annotated[str, StringConstraints(max_length=120)] = "",
    since: Cursor = "",
    limit: Limit = 100,
) -> ResumptionList:
    """The enterprises of the jurisdiction, key ones first, then what needs somebody, then by name.

    `sector` is the beginning of a GB/T 4754 code, `text` a USCC or part of a name.
    """
    actor = actor_of(request)
    rows = queries.list_(
        actor, county=county, sector=sector, size=size, key=key, cluster=cluster, status=status, text=text
    )
    if since:
        edge = queries.list_(actor).filter(pk=read_cursor(since, identity)).first()
        rows = queries.after(rows, edge) if edge is not None else rows
    found = cut(list(rows[: limit + 1]), since, limit, lambda row: row.pk)
    return ResumptionList(
        enterprises=[_line(row) for row in found.rows],
        totals=FiguresShape(**_figures(queries.overview(actor).total)),
        next=found.next,
        more=found.more,
    )


@router.get("/resumption/overview", auth=officers, response=answers(OverviewShape))
def resumption_overview(request: HttpRequest) -> OverviewShape:
    """How far the jurisdiction has come, by county and by sector."""
    seen = queries.overview(actor_of(request))
    return OverviewShape(
        total=FiguresShape(**_figures(seen.total)),
        counties=[
            NamedFiguresShape(code=one.code, name=one.name, **_figures(one.figures)) for one in seen.counties
        ],
        sectors=[
            NamedFiguresShape(code=one.code, name=one.name, **_figures(one.figures)) for one in seen.sectors
        ],
    )


@router.get("/resumption/report", auth=officers, response=answers(DailyReportShape))
def resumption_report(request: HttpRequest, on: Day | None = None) -> DailyReportShape:
    """The form that a county sends upward each day; today's is as of now."""
    seen = queries.daily_report(actor_of(request), on)

    def line(one: queries.ReportLine) -> ReportLineShape:
        difference = FiguresShape(**_figures(one.difference)) if one.difference else None
        return ReportLineShape(
            sector=one.sector, size=one.size, difference=difference, **_figures(one.figures)
        )

    return DailyReportShape(
        day=seen.day,
        known=seen.known,
        is_final=seen.is_final,
        lines=[line(one) for one in seen.lines],
        total=line(seen.total),
    )
