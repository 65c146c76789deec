"""Whole cities at once: what is known of every enterprise of a pack as columns, and what applies to each.

The columns are kept in the process for a while, by a stamp of everything they were made of; importing this imports polars.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from threading import Lock
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import Count, Max, QuerySet

from fugong.core import clock
from fugong.directory.models import Enterprise
from fugong.packs.policies import PolicyBook
from fugong.packs.policies.columnar import Columns, match_many
from fugong.packs.policies.matching import STATUSES, parameters_on
from fugong.packs.policies.schema import determination
from fugong.policies.models import Determination, FactSheet, MeasureVersion, PolicyEvent
from fugong.policies.queries import books
from fugong.policies.queries.facts import said
from fugong.policies.queries.standings import KEPT as KEPT_STATUSES
from fugong.policies.queries.standings import Stood
from fugong.rules.columnar import DTYPES, day

CODE = {status: place for place, status in enumerate(STATUSES)}
FRESH_SECONDS = 300
"""How old a count of people or a start-up light may be in the city's numbers; what is entered here counts at once."""
KEPT = 4
"""Packs and days of which the columns are kept."""
PATCHED = 200
"""As many enterprises' rows are made anew in what is kept; more than these, and all are."""
IN_FLIGHT = timedelta(seconds=60)
"""How long a change may have waited for its commit when the columns were made."""


@dataclass(frozen=True)
class City:
    """Every enterprise of a pack on a day: row numbers, facts by column, and the answers."""

    pack: str
    on: date
    dated: books.DatedBook
    place: Mapping[UUID, int]
    facts: pl.DataFrame
    answers: Columns
    counted: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was counted over these columns and takes long, by whoever counts; it goes with them."""

    @property
    def book(self) -> PolicyBook:
        """The measures judged by."""
        return self.dated.book

    @cached_property
    def ids(self) -> tuple[UUID, ...]:
        """The enterprises in the order of the rows."""
        return tuple(self.place)

    def rows(self, ids: Collection[UUID]) -> list[int]:
        """The row numbers of these enterprises; one that came since is in none."""
        return sorted(self.place[pk] for pk in ids if pk in self.place)


def exact(kind: str, cell: Any) -> Any:
    """A cell as rules take it: a double by its shortest written form."""
    return Decimal(repr(cell)) if kind in ("number", "integer") else cell


@dataclass(frozen=True)
class _Stamp:
    """What the columns were made of. `own` changes with the words of single enterprises, whose rows alone are made anew."""

    whole: str
    own: str


_kept: dict[tuple[str, date], tuple[_Stamp, datetime, City]] = {}
_lock = Lock()


def city_of(pack: str, on: date | None = None) -> City:
    """Every enterprise of the pack on a day (else today), from what is kept where nothing changed."""
    when, now = on or clock.today(), clock.now()
    stamp = _stamp(pack)
    found = _kept.get((pack, when))
    if found is not None and found[0] == stamp:
        return found[2]
    made = None
    if found is not None and found[0].whole == stamp.whole:
        made = _patched(found[2], found[1] - IN_FLIGHT)
    if made is None:
        made = computed(pack, when)
    with _lock:
        _kept.pop((pack, when), None)
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[pack, when] = (stamp, now, made)
    return made


def computed(pack: str, on: date) -> City:
    """The same, made anew."""
    dated = books.dated(pack, on)
    place, facts = frame(pack, dated.book, on)
    return City(pack, on, dated, place, facts, match_many(dated.book, facts, on))


def _patched(found: City, since: datetime) -> City | None:
    """The city with the rows made anew of enterprises about which something was said since; None where they are many."""
    changed = set(FactSheet.objects.filter(updated_at__gte=since).values_list("enterprise_id", flat=True))
    changed |= set(
        Determination.objects.filter(created_at__gte=since).values_list("enterprise_id", flat=True)
    )
    if len(changed) > PATCHED:
        return None
    place, facts = frame(found.pack, found.book, found.on, changed)
    answers = match_many(found.book, facts, found.on)
    kept = [pk for pk in found.place if pk not in changed]
    rows = [found.place[pk] for pk in kept]

    def joined(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
        return pl.concat([before[rows], after.select(before.columns)])

    return City(
        pack=found.pack,
        on=found.on,
        dated=found.dated,
        place={pk: row for row, pk in enumerate([*kept, *place])},
        facts=joined(found.facts, facts),
        answers=Columns(
            on=found.on,
            measures=found.answers.measures,
            status=joined(found.answers.status, answers.status),
            fen=joined(found.answers.fen, answers.fen),
            failing=joined(found.answers.failing, answers.failing),
            unknown=joined(found.answers.unknown, answers.unknown),
        ),
    )


def _stamp(pack: str) -> _Stamp:
    def newest(rows: QuerySet[Any], column: str) -> str:
        found = rows.order_by().aggregate(at=Max(column), n=Count("pk"))
        return f"{found['at']}/{found['n']}"

    whole = (
        str(int(clock.now().timestamp()) // FRESH_SECONDS),
        newest(Enterprise.objects.filter(pack=pack), "updated_at"),
        newest(PolicyEvent.objects.filter(pack=pack), "created_at"),
        newest(MeasureVersion.objects.filter(pack=pack), "published_at"),
    )
    own = newest(FactSheet.objects.all(), "updated_at"), newest(Determination.objects.all(), "created_at")
    return _Stamp(" ".join(whole), " ".join(own))


def frame(
    pack: str, book: PolicyBook, on: date, only: Collection[UUID] | None = None
) -> tuple[dict[UUID, int], pl.DataFrame]:
    """(enterprise → row, a column for each fact and determination) of every enterprise of a pack, or only of these."""
    rows = Enterprise.objects.filter(pack=pack)
    if only is not None:
        rows = rows.filter(pk__in=only)
    regions = dict(rows.order_by("pk").values_list("pk", "region_id"))
    place = {pk: row for row, pk in enumerate(regions)}
    names = [*book.cards, *(determination(one) for one in book.measures)]
    cells: dict[str, list[Any]] = {name: [None] * len(place) for name in names}
    for one in said(book, on, regions):
        if one.value is not None:
            cells[one.fact][place[one.enterprise_id]] = _cell(one.value)
    kinds = book.words.facts
    made = [pl.Series(name, column, dtype=DTYPES[kinds[name].kind]) for name, column in cells.items()]
    return place, pl.DataFrame(made)


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else value


def standing_of_all(pack: str, on: date) -> dict[UUID, dict[str, Stood]]:
    """enterprise → measure → what applies, of the eligible and the unknown ones: `standings.judge` for a whole pack."""
    found = computed(pack, on)
    stood: dict[UUID, dict[str, Stood]] = {pk: {} for pk in found.place}
    kept = {CODE[status] for status in KEPT_STATUSES}
    parameters = parameters_on(found.book, on)
    for measure in found.book.measures.values():
        if measure.deadline is None:
            deadlines = [None] * len(found.place)
        else:
            days = found.facts.select(
                pl.repeat(None, pl.len(), dtype=pl.Boolean).alias("rows"),
                day(measure.deadline, found.book.words, parameters).alias("day"),
            )
            deadlines = days["day"].to_list()
        codes = found.answers.status[measure.id].to_list()
        fens = found.answers.fen[measure.id].to_list()
        version = found.dated.versions[measure.id]
        for pk, code, fen, deadline in zip(found.place, codes, fens, deadlines, strict=True):
            if code in kept:
                stood[pk][measure.id] = Stood(STATUSES[code], fen, deadline, version)
    return stood


def fitting(pack: str, book: PolicyBook, measure_id: str, on: date) -> dict[UUID, int | None]:
    """enterprise → amount in fen, of those that a measure of this book fits on a day; none where it has no such measure."""
    if measure_id not in book.measures:
        return {}
    place, facts = frame(pack, book, on)
    answers = match_many(book, facts, on)
    fits = (answers.status[measure_id] == CODE["eligible"]).to_list()
    fen = answers.fen[measure_id].to_list()
    return {pk: fen[row] for pk, row in place.items() if fits[row]}
