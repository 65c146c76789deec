"""Files of many enterprises: every measure for each of them, and who gains or loses by changed measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from fugong.packs.policies.columnar import Columns, match_many
from fugong.packs.policies.loader import with_measure
from fugong.packs.policies.matching import ELIGIBLE, STATUSES
from fugong.packs.policies.schema import PolicyBook
from fugong.packs.policies.tables import ID, Enterprises, TableError, read_enterprises
from fugong.rules import FactError, read_source

_AT_ONCE = 10_000
"""Enterprises matched and written at a time, for the sake of memory."""


def run(book: PolicyBook, source: Path, on: date, out: Path) -> int:
    """Match all enterprises of `source` and write one row for each and each measure to the Parquet file `out`.

    The rows have id, measure, status, amount_fen, and the ids of the conditions that fail and that are not known.
    Returns the number of enterprises. Raises `TableError` for the first fault; then nothing is written.
    """
    if out.suffix.lower() != ".parquet":
        raise TableError(f"{out}: a .parquet file is written")
    if not book.measures:
        raise TableError(f"the pack {book.pack} has no policies")
    given = read_enterprises(book, source)
    beside = out.with_name(f".{out.name}.part")
    try:
        import pyarrow.parquet as parquet

        writer = None
        for start in range(0, max(len(given.ids), 1), _AT_ONCE):
            some = Enterprises(given.ids[start : start + _AT_ONCE], given.facts[start : start + _AT_ONCE])
            rows = long_rows(_match(book, some, on, source), some.ids)
            table = rows.to_arrow(compat_level=pl.CompatLevel.oldest())
            writer = writer or parquet.ParquetWriter(beside, table.schema, compression="zstd")
            writer.write_table(table)
        if writer is not None:
            writer.close()
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    return len(given.ids)


def _match(book: PolicyBook, some: Enterprises, on: date, source: Path) -> Columns:
    try:
        return match_many(book, some.facts, on)
    except FactError as error:
        row = _first_beyond(book, some.facts, on)
        raise TableError(f"{source}: {some.ids[row]}: {error}") from error


def _first_beyond(book: PolicyBook, facts: pl.DataFrame, on: date) -> int:
    """The first row with an amount beyond all bounds, where there is one."""
    good, bad = 0, facts.height
    while bad - good > 1:
        middle = (good + bad) // 2
        try:
            match_many(book, facts[:middle], on)
            good = middle
        except FactError:
            bad = middle
    return bad - 1


def long_rows(columns: Columns, ids: pl.Series) -> pl.DataFrame:
    """The answers, one row an enterprise and a measure, in the order of the ids and of the measures."""
    statuses = pl.Series(STATUSES, dtype=pl.String)
    by_measure = pl.concat(
        pl.DataFrame(
            [
                ids.alias(ID),
                pl.Series("measure", [id], dtype=pl.String).new_from_index(0, len(ids)),
                statuses.gather(columns.status[id]).alias("status"),
                columns.fen[id].alias("amount_fen"),
                _names(columns.failing[id], columns.condition_ids(id)).alias("failing"),
                _names(columns.unknown[id], columns.condition_ids(id)).alias("unknown"),
            ]
        )
        for id in columns.measures
    )
    place, many = pl.int_range(by_measure.height, eager=True), len(columns.measures)
    return by_measure[place % many * len(ids) + place // many]


def _names(masks: pl.Series, ids: tuple[str, ...]) -> pl.Series:
    """The condition ids that the bits of each mask stand for."""
    found = masks.unique().to_list()
    named = pl.Series(
        [[id for place, id in enumerate(ids) if mask >> place & 1] for mask in found],
        dtype=pl.List(pl.String),
    )
    places = masks.replace_strict(found, list(range(len(found))), return_dtype=pl.UInt32)
    return named.gather(places)


@dataclass(frozen=True, slots=True)
class Gain:
    """What a measure as changed does to the enterprises of a file. `gain`, `lose`: their ids; `fen`: what its amounts
    come to, after less before."""

    measure: str
    gain: tuple[str, ...]
    lose: tuple[str, ...]
    fen: int


def gain(book: PolicyBook, measures: Path, source: Path, on: date) -> tuple[Gain, ...]:
    """Who gains and who loses by the measure in the file `measures`, or by each in a folder.

    Raises `TableError` for a fault of the enterprises or where there is no measure, `RuleError` for one of a measure.
    """
    files = sorted(measures.glob("*.yaml")) if measures.is_dir() else [measures]
    if not files:
        raise TableError(f"{measures}: no measure here (a measure is a .yaml file)")
    changed, ids = book, []
    for file in files:
        changed, measure = with_measure(changed, read_source(file, name=str(file)))
        ids.append(measure.id)
    given = read_enterprises(book, source)
    return compare(book, changed, ids, given.facts, given.ids, on)


def compare(
    book: PolicyBook, changed: PolicyBook, ids: Iterable[str], facts: pl.DataFrame, names: pl.Series, on: date
) -> tuple[Gain, ...]:
    """What the measures of these ids, as they stand in `changed`, do beside those in `book` (none: a new measure)."""
    wanted = list(ids)
    before = match_many(_only(book, wanted), facts, on)
    after = match_many(_only(changed, wanted), facts, on)
    labels, found = names.cast(pl.String), []
    for id in wanted:
        had = _eligible(before, id, len(names))
        has = _eligible(after, id, len(names))
        fen = [int(one.fen[id].sum() or 0) if id in one.measures else 0 for one in (before, after)]
        gained, lost = labels.filter(has & ~had), labels.filter(had & ~has)
        found.append(Gain(id, tuple(gained), tuple(lost), fen[1] - fen[0]))
    return tuple(found)


def _only(book: PolicyBook, ids: Iterable[str]) -> PolicyBook:
    return replace(book, measures={id: book.measures[id] for id in ids if id in book.measures})


def _eligible(columns: Columns, id: str, count: int) -> pl.Series:
    if id not in columns.measures:
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, count)
    return columns.status[id] == STATUSES.index(ELIGIBLE)
