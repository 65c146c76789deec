"""Figures of a jurisdiction: by county and sector as it stands now, and the day's report that a county sends upward."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, Left

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.directory import queries as directory
from fugong.resumption import choices
from fugong.resumption.models import DailyFigure

COUNTED = (
    "enterprises",
    "filed",
    "on_file",
    "may_start",
    "started",
    "suspended",
    "headcount_total",
    "headcount_back",
)


@dataclass(slots=True)
class Figures:
    """Enterprises: all, with a plan handed in (`filed`), of these on file, that may start (started ones among them),
    started, suspended; and workers, all and back."""

    enterprises: int = 0
    filed: int = 0
    on_file: int = 0
    may_start: int = 0
    started: int = 0
    suspended: int = 0
    headcount_total: int = 0
    headcount_back: int = 0

    def add(self, other: "Figures") -> None:
        """Count these in."""
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def less(self, other: "Figures") -> "Figures":
        """The difference, name by name."""
        return Figures(**{name: getattr(self, name) - getattr(other, name) for name in COUNTED})


@dataclass(frozen=True, slots=True)
class Cell:
    """The figures of one county, sector (GB/T 4754 division: C36) and size."""

    region_code: str
    sector: str
    size: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class NamedFigures:
    """The figures of a county or a sector. A sector is named by its code."""

    code: str
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Overview:
    """A jurisdiction as it stands now."""

    total: Figures
    counties: tuple[NamedFigures, ...]
    sectors: tuple[NamedFigures, ...]


def counted(actor: Actor) -> list[Cell]:
    """The cells of the actor's jurisdiction, in one statement."""
    rows = (
        directory.in_jurisdiction(actor)
        .order_by()
        .annotate(division=Left("industry", 3))
        .values("region_id", "division", "size")
        .annotate(
            enterprises=Count("pk"),
            filed=Count("pk", filter=Q(resumption__plan=True) | Q(resumption__status=choices.FILING)),
            filed_on=Count("pk", filter=Q(resumption__on_file=True)),
            green=Count("pk", filter=Q(resumption__may_start=True)),
            started=Count("pk", filter=Q(resumption__status=choices.STARTED)),
            suspended=Count("pk", filter=Q(resumption__status=choices.SUSPENDED)),
            workers=Coalesce(Sum("resumption__headcount_total"), 0),
            back=Coalesce(Sum("resumption__headcount_back"), 0),
        )
        .order_by("region_id", "division", "size")
    )
    return [
        Cell(
            row["region_id"],
            row["division"],
            row["size"],
            Figures(
                row["enterprises"],
                row["filed"],
                row["filed_on"],
                row["green"],
                row["started"],
                row["suspended"],
                row["workers"],
                row["back"],
            ),
        )
        for row in rows
    ]


def overview(actor: Actor) -> Overview:
    """Counties and sectors of the actor's jurisdiction with their figures. A county without enterprises is there too."""
    cells = counted(actor)
    names = {row.code: row.name for row in directory.reporting_units() if row.code in actor.region_codes}
    names |= {
        row.code: row.name
        for row in directory.reporting_units()
        if row.code in {one.region_code for one in cells}
    }
    counties = {code: Figures() for code in sorted(names)}
    sectors: dict[str, Figures] = {}
    total = Figures()
    for cell in cells:
        counties.setdefault(cell.region_code, Figures()).add(cell.figures)
        sectors.setdefault(cell.sector, Figures()).add(cell.figures)
        total.add(cell.figures)
    return Overview(
        total,
        tuple(NamedFigures(code, names.get(code, code), one) for code, one in counties.items()),
        tuple(NamedFigures(code, code, one) for code, one in sorted(sectors.items())),
    )


@dataclass(slots=True)
class ReportLine:
    """A line of the day's report. `difference` is against the day before, None where nothing was kept of it."""

    sector: str
    size: str
    figures: Figures = field(default_factory=Figures)
    difference: Figures | None = None


@dataclass(frozen=True, slots=True)
class DailyReport:
    """The form that a county sends upward: by sector and size, with the day before. `is_final`: the day is over.

    `known` is False where nothing was kept of that day.
    """

    day: date
    known: bool
    is_final: bool
    lines: tuple[ReportLine, ...]
    total: ReportLine


def daily_report(actor: Actor, on: date | None = None) -> DailyReport:
    """The report of a day of the actor's jurisdiction; today's is as of now."""
    today = clock.today()
    day = on or today
    if day > today:
        now, known = [], False
    elif day == today:
        now, known = counted(actor), True
    else:
        now, known = _kept(actor, day)
    before, compared = _kept(actor, day - timedelta(days=1))
    lines: dict[tuple[str, str], ReportLine] = {}
    for cell in now:
        lines.setdefault((cell.sector, cell.size), ReportLine(cell.sector, cell.size)).figures.add(
            cell.figures
        )
    total = ReportLine("", "", _sum(now))
    if compared and known:
        earlier: dict[tuple[str, str], Figures] = {}
        for cell in before:
            earlier.setdefault((cell.sector, cell.size), Figures()).add(cell.figures)
        for key in earlier:
            lines.setdefault(key, ReportLine(*key))
        for key, line in lines.items():
            line.difference = line.figures.less(earlier.get(key, Figures()))
        total.difference = total.figures.less(_sum(before))
    in_order = sorted(lines.items(), key=lambda one: (one[0][0], _size_order(one[0][1])))
    return DailyReport(day, known, day < today, tuple(line for _key, line in in_order), total)


def _kept(actor: Actor, day: date) -> tuple[list[Cell], bool]:
    """The cells kept of a day, and whether any figures were kept of it. A cluster's days are not kept apart."""
    if actor.kind != "system" and (actor.authority_id is None or actor.authority_kind == "cluster"):
        return [], False
    rows = DailyFigure.objects.filter(day=day)
    known = rows.exists()
    if actor.kind != "system":
        rows = rows.filter(region_code__in=actor.region_codes)
    cells = [
        Cell(
            row.region_code,
            row.sector,
            row.size,
            Figures(**{name: getattr(row, name) for name in COUNTED}),
        )
        for row in rows
    ]
    return cells, known


def _sum(cells: Iterable[Cell]) -> Figures:
    total = Figures()
    for cell in cells:
        total.add(cell.figures)
    return total


def _size_order(size: str) -> int:
    order = ("large", "medium", "small", "micro")
    return order.index(size) if size in order else len(order)
