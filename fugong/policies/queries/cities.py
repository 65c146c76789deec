"""The city's view (全域匹配): per measure how many fit, how many are unknown and why, near misses, and sums counted once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import polars as pl
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fugong.core.errors import Invalid, NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.packs.policies import Measure
from fugong.packs.policies.matching import ELIGIBLE, NOT_ELIGIBLE, STATUSES, UNKNOWN, match
from fugong.packs.policies.overlaps import groups, near_misses
from fugong.packs.policies.schema import DETERMINATIONS, determination
from fugong.policies import choices
from fugong.policies.models import Take
from fugong.policies.queries.blocking import Blocking
from fugong.policies.queries.columns import CODE, City, city_of, exact
from fugong.policies.queries.scopes import supervised
from fugong.policies.queries.snapshots import rests_on

NEAR, TAKEN = "near", "taken"
LISTED = (*STATUSES, NEAR, TAKEN)
"""What an enterprise may be listed by: a status; near: exactly one condition fails; taken: it has applied."""


@dataclass(frozen=True)
class CityLine:
    """One measure over the enterprises of a jurisdiction.

    `fen`: sum of the amounts of those that fit; `counted_fen`: of these what counts where another measure gives the same
    benefit (the larger one counts, once). None for a measure without money, or whose amount is only a base. `blocking`:
    fact → how many unknown ones wait for it, the most first. `near`: exactly one condition fails; `near_by`: which one.
    """

    measure: Measure
    version: int
    eligible: int
    unknown: int
    not_eligible: int
    not_in_force: int
    fen: int | None
    counted_fen: int | None
    blocking: tuple[tuple[str, int], ...]
    near: int
    near_by: tuple[tuple[str, int], ...]
    taken: int

    @property
    def unit(self) -> str:
        """The amount's unit; empty where there is none."""
        return self.measure.amount.unit if self.measure.amount is not None else ""


@dataclass(frozen=True)
class CityView:
    """The measures in the catalogue's order, over `enterprises`. `totals`: unit → whole fen, each benefit counted once."""

    pack: str
    on: date
    enterprises: int
    lines: tuple[CityLine, ...]
    totals: dict[str, int]


def city(actor: Actor, pack: str, on: date | None = None, *, county: str = "", sector: str = "") -> CityView:
    """What applies in the actor's jurisdiction on a day (else today), at most a few minutes old in what other rooms know.

    `county` and `sector` narrow it, as `scopes.supervised` says.
    """
    found = city_of(pack, on)
    within = supervised(actor, county, sector)
    rows = _rows(found, within)
    counted = _counted_once(found, rows)
    blocking = Blocking(found, rows)
    taken = _taken(pack, within)
    lines = [
        _line(found, rows, measure, counted, blocking, taken.get(measure.id, 0))
        for measure in found.book.measures.values()
    ]
    totals: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.counted_fen is not None:
            totals[line.unit] += line.counted_fen
    return CityView(pack, found.on, len(rows), tuple(lines), dict(totals))


def city_line(
    actor: Actor, pack: str, measure_id: str, on: date | None = None, *, county: str = "", sector: str = ""
) -> CityLine:
    """One line of `city` alone. Raises NotFound for no such measure."""
    found = city_of(pack, on)
    measure = found.book.measures.get(measure_id)
    if measure is None:
        raise NotFound("measure", _("没有这项政策措施。"))
    within = supervised(actor, county, sector)
    rows = _rows(found, within)
    taken = _taken(pack, within).get(measure_id, 0)
    return _line(found, rows, measure, _counted_once(found, rows), Blocking(found, rows), taken)


def _rows(found: City, within: QuerySet[Enterprise]) -> list[int]:
    return found.rows(list(within.order_by().values_list("pk", flat=True)))


def _taken(pack: str, within: QuerySet[Enterprise]) -> dict[str, int]:
    """measure → enterprises that applied, unless refused or withdrawn."""
    rows = Take.objects.filter(pack=pack, state__in=(*choices.IN_HAND, choices.GRANTED))
    rows = rows.filter(enterprise__in=within.order_by().values("pk"))
    counts: dict[str, int] = defaultdict(int)
    for measure, _enterprise in rows.values_list("measure_id", "enterprise_id").distinct():
        counts[measure] += 1
    return counts


def _line(
    found: City,
    rows: list[int],
    measure: Measure,
    counted: dict[str, int],
    blocking: Blocking,
    taken: int,
) -> CityLine:
    status = found.answers.status[measure.id].gather(rows)
    number = dict(zip(*(one.to_list() for one in status.value_counts().get_columns()), strict=True))
    by_condition = _near(found, rows, measure)
    money = measure.amount is not None and measure.amount.unit != "rate"
    fen = int(found.answers.fen[measure.id].gather(rows).sum() or 0) if money else None
    return CityLine(
        measure=measure,
        version=found.dated.versions[measure.id],
        eligible=number.get(CODE[ELIGIBLE], 0),
        unknown=number.get(CODE[UNKNOWN], 0),
        not_eligible=number.get(CODE[NOT_ELIGIBLE], 0),
        not_in_force=number.get(CODE["not_in_force"], 0),
        fen=fen,
        counted_fen=counted.get(measure.id) if _is_benefit(measure) else None,
        blocking=tuple(blocking.of(measure).most_common()) if number.get(CODE[UNKNOWN]) else (),
        near=sum(n for _id, n in by_condition),
        near_by=by_condition,
        taken=taken,
    )


def _near(found: City, rows: list[int], measure: Measure) -> tuple[tuple[str, int], ...]:
    """condition → how many miss the measure by it alone, the most first."""
    failing = found.answers.failing[measure.id].gather(rows)
    one_bit = {1 << bit: condition.id for bit, condition in enumerate(measure.conditions)}
    masks = failing.value_counts()
    named, counts = (column.to_list() for column in masks.get_columns())
    seen = [(one_bit[mask], count) for mask, count in zip(named, counts, strict=True) if mask in one_bit]
    return tuple(sorted(seen, key=lambda one: (-one[1], one[0])))


def _is_benefit(measure: Measure) -> bool:
    amount = measure.amount
    return amount is not None and amount.unit != "rate" and amount.kind == "benefit"


def _counted_once(found: City, rows: list[int]) -> dict[str, int]:
    """measure → fen that count: row by row, of measures that give the same benefit in one unit only the largest."""
    fen, measures = found.answers.fen[rows], found.book.measures
    counted: dict[str, int] = {}
    for group in groups(measures.values()):
        by_unit: dict[str, list[str]] = defaultdict(list)
        for one in group:
            if _is_benefit(measures[one]):
                by_unit[measures[one].amount.unit].append(one)  # type: ignore[union-attr] # a benefit has an amount
        for ids in by_unit.values():
            largest = fen.select(pl.max_horizontal(ids).alias("most"))["most"]
            free = pl.Series([True] * fen.height, dtype=pl.Boolean)
            for one in ids:
                wins = (free & (fen[one] == largest)).fill_null(False)
                counted[one] = int(fen[one].filter(wins).sum() or 0)
                free = free & ~wins
    return counted


@dataclass(frozen=True, slots=True)
class CityRow:
    """An enterprise in the list of a measure. `failing`, `unknown`: ids of conditions. `fact`, `by`: where one condition
    alone fails, how far which fact is from its bound (None: no matter of more or less). `taken`: state of the newest
    application, or empty."""

    enterprise_id: UUID
    uscc: str
    name: str
    region_code: str
    region: str
    industry: str
    status: str
    fen: int | None
    failing: tuple[str, ...]
    unknown: tuple[str, ...]
    fact: str
    by: Decimal | None
    taken: str


def city_list(
    actor: Actor,
    pack: str,
    measure_id: str,
    status: str = ELIGIBLE,
    on: date | None = None,
    *,
    county: str = "",
    sector: str = "",
) -> list[CityRow]:
    """The enterprises of the actor's jurisdiction whose answer of a measure is this one of `LISTED`; by county and name.

    The list for 免申即享 is that of the eligible ones. Raises NotFound for no such measure, Invalid for no such status.
    """
    found = city_of(pack, on)
    measure = found.book.measures.get(measure_id)
    if measure is None:
        raise NotFound("measure", _("没有这项政策措施。"))
    if status not in LISTED:
        raise Invalid("status", _("没有这种结论。"), field="status")
    states = dict(
        Take.objects.filter(pack=pack, measure_id=measure_id)
        .order_by("pk")
        .values_list("enterprise_id", "state")
    )
    within = supervised(actor, county, sector)
    if status == TAKEN:
        within = within.filter(pk__in=list(states))
    wanted = set(_of_status(found, _rows(found, within), measure, status))
    enterprises = within.order_by("region_id", "name", "pk")
    columns = ("pk", "uscc", "name", "region_id", "region__name", "industry")
    distances = _distances(found, measure, sorted(wanted)) if status == NEAR else {}
    answers, ids = found.answers, found.answers.condition_ids(measure_id)
    made = []
    for pk, uscc, name, code, region, industry in enterprises.values_list(*columns):
        row = found.place.get(pk)
        if row is None or row not in wanted:
            continue
        fact, by = distances.get(row, ("", None))
        made.append(
            CityRow(
                enterprise_id=pk,
                uscc=uscc,
                name=name,
                region_code=code,
                region=region,
                industry=industry,
                status=STATUSES[answers.status[measure_id][row]],
                fen=answers.fen[measure_id][row],
                failing=_named(answers.failing[measure_id][row], ids),
                unknown=_named(answers.unknown[measure_id][row], ids),
                fact=fact,
                by=by,
                taken=states.get(pk, ""),
            )
        )
    return made


def _of_status(found: City, rows: list[int], measure: Measure, status: str) -> list[int]:
    if status == TAKEN:
        return rows
    if status == NEAR:
        one_bit = {1 << bit for bit in range(len(measure.conditions))}
        failing = found.answers.failing[measure.id].gather(rows).to_list()
        return [row for row, mask in zip(rows, failing, strict=True) if mask in one_bit]
    codes = found.answers.status[measure.id].gather(rows).to_list()
    return [row for row, code in zip(rows, codes, strict=True) if code == CODE[status]]


def _named(mask: int | None, ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for bit, one in enumerate(ids) if (mask or 0) >> bit & 1)


def _distances(found: City, measure: Measure, rows: list[int]) -> dict[int, tuple[str, Decimal | None]]:
    """row → which fact misses its bound, and by how much, judged exactly by the facts the measure rests on."""
    only = replace(found.book, measures={measure.id: measure})
    decided = determination(measure.id)
    kinds = found.book.words.facts
    names = [*rests_on(found.book, measure.id), decided]
    made: dict[int, tuple[str, Decimal | None]] = {}
    for row, cells in zip(rows, found.facts[rows].select(names).iter_rows(named=True), strict=True):
        facts = {name: exact(kinds[name].kind, cell) for name, cell in cells.items() if cell is not None}
        if decided in facts:
            facts[DETERMINATIONS] = {measure.id: facts.pop(decided)}
        for near in near_misses(only, facts, match(only, facts, found.on)):
            made[row] = near.fact or "", near.by
    return made


@dataclass(frozen=True)
class Overlap:
    """Two measures that give the same, or of which only one can be had. `both`: enterprises that both fit, `either`: that
    one of them fits at least; `fen`: what the sum would be too much if both counted, None where no money can be had."""

    first: Measure
    second: Measure
    both: int
    either: int
    fen: int | None


def overlaps(
    actor: Actor, pack: str, on: date | None = None, *, county: str = "", sector: str = ""
) -> list[Overlap]:
    """Every pair of measures of which only one can be had, in the catalogue's order, over the actor's jurisdiction."""
    found = city_of(pack, on)
    rows = _rows(found, supervised(actor, county, sector))
    measures, fit = found.book.measures, {}
    for group in groups(measures.values()):
        if len(group) > 1:
            for one in group:
                fit[one] = (found.answers.status[one].gather(rows) == CODE[ELIGIBLE]).fill_null(False)
    made = []
    for group in groups(measures.values()):
        for place, first in enumerate(group):
            for second in group[place + 1 :]:
                both, either = fit[first] & fit[second], fit[first] | fit[second]
                made.append(
                    Overlap(
                        measures[first],
                        measures[second],
                        int(both.sum()),
                        int(either.sum()),
                        _doubled(found, rows, measures[first], measures[second]),
                    )
                )
    return made


def _doubled(found: City, rows: list[int], first: Measure, second: Measure) -> int | None:
    if not (_is_benefit(first) and _is_benefit(second) and first.amount.unit == second.amount.unit):  # type: ignore[union-attr]
        return None
    fen = found.answers.fen[rows].select(first.id, second.id).drop_nulls()
    return int(fen.select(pl.min_horizontal(first.id, second.id).sum()).item() or 0)
