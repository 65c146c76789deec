"""Enterprises from a CSV or Parquet file: every cell checked as one enterprise's fact would be. Importing it imports polars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from fugong.packs.policies import wire
from fugong.packs.policies.matching import read_facts
from fugong.packs.policies.schema import DETERMINATIONS, PolicyBook
from fugong.rules import FactError
from fugong.rules.columnar import DTYPES
from fugong.rules.values import MOST_DIGITS, describe

ID = "id"
_PLAIN_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
_BOOLEANS = {"true": True, "false": False}
_KINDS: Mapping[str, Callable[[pl.DataType], bool]] = {
    "boolean": lambda dtype: dtype == pl.Boolean,
    "number": lambda dtype: dtype.is_numeric(),
    "integer": lambda dtype: dtype.is_numeric(),
    "text": lambda dtype: dtype in (pl.String, pl.Categorical, pl.Enum),
    "date": lambda dtype: dtype in (pl.Date, pl.String),
}


class TableError(ValueError):
    """A file of enterprises cannot be used: what, and the `id` of the first row that does not fit."""


@dataclass(frozen=True, slots=True)
class Enterprises:
    """`ids` as they were given; `facts` as `columnar.match_many` takes them, row by row with the ids."""

    ids: pl.Series
    facts: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Wrong:
    """The first cell of a column that does not fit."""

    row: int
    error: str


def read_enterprises(book: PolicyBook, path: Path) -> Enterprises:
    """The enterprises of a .csv or .parquet file; an empty cell is not known. Raises `TableError` for the first fault."""
    frame, typed = _read(path)
    if ID not in frame.columns:
        raise TableError(f"{path}: there is no column id")
    for name in frame.columns:
        if name not in (ID, DETERMINATIONS) and name not in book.cards:
            raise TableError(f"{path}: {name}: there is no such fact")
    ids = frame[ID]
    if not (ids.dtype == pl.String or ids.dtype.is_integer() or ids.dtype == pl.Null):
        raise TableError(f"{path}: the ids are {ids.dtype}; texts or whole numbers are wanted")
    labels = ids.cast(pl.String, strict=False)
    if (none := labels.is_null() | (labels == "")).any():
        raise TableError(f"{path}: row {none.arg_true()[0] + 1} has no id")
    if (twice := labels.is_duplicated()).any():
        raise TableError(f"{path}: {labels[twice.arg_true()[0]]}: the id stands twice")
    columns, wrong = [], []
    for name in frame.columns:
        if name == ID:
            continue
        read = _determinations if name == DETERMINATIONS else _column
        made, fault = read(book, frame[name], typed)
        columns += made
        wrong += [fault] if fault else []
    if wrong:
        first = min(wrong, key=lambda one: one.row)
        raise TableError(f"{path}: {labels[first.row]}: {first.error}")
    return Enterprises(
        ids, pl.DataFrame(columns) if columns else pl.DataFrame({"nothing": [None] * len(ids)})
    )


def _read(path: Path) -> tuple[pl.DataFrame, bool]:
    """The frame, and whether its columns have types of their own (those of CSV are texts)."""
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise TableError(f"{path}: a .csv or .parquet file is wanted")
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path), True
        return pl.read_csv(path, infer_schema=False, null_values=[""]), False
    except pl.exceptions.NoDataError:
        raise TableError(f"{path}: the file is empty") from None
    except (pl.exceptions.PolarsError, OSError) as error:
        raise TableError(f"{path}: not readable: {error}") from error


def _column(book: PolicyBook, cells: pl.Series, typed: bool) -> tuple[list[pl.Series], _Wrong | None]:
    kind = book.words.facts[cells.name]
    if cells.dtype == pl.Null:
        return [cells.cast(DTYPES[kind.kind])], None
    if typed and not _KINDS[kind.kind](cells.dtype):
        row = cells.is_not_null().arg_true()
        if not len(row):
            return [cells.clear(len(cells)).cast(DTYPES[kind.kind], strict=False)], None
        return [], _Wrong(row[0], _error(book, cells.name, cells[row[0]]) or f"{cells.name}: {cells.dtype}")
    if kind.kind in ("number", "integer"):
        return _numbers(book, cells)
    if kind.kind == "boolean" and typed:
        return [cells], None
    return _each(book, cells, typed, DTYPES[kind.kind])


def _numbers(book: PolicyBook, cells: pl.Series) -> tuple[list[pl.Series], _Wrong | None]:
    """Plain numbers are checked as columns; what is written otherwise (1e3) or out of bounds, one by one."""
    kind = book.words.facts[cells.name]
    texts = cells.cast(pl.String)
    digits = texts.str.replace_all(r"[-.]", "").str.strip_chars_start("0").str.len_chars()
    values = texts.cast(pl.Float64, strict=False)
    plain = texts.str.contains(_PLAIN_NUMBER) & (digits <= MOST_DIGITS)
    if kind.at_least is not None:
        plain &= values >= float(kind.at_least)
    if kind.at_most is not None:
        plain &= values <= float(kind.at_most)
    if kind.kind == "integer":
        plain &= values == values.floor()
    for row in (cells.is_not_null() & ~plain.fill_null(False)).arg_true():
        if error := _error(book, cells.name, _number(texts[row])):
            return [], _Wrong(row, error)
    return [values.alias(cells.name)], None


def _number(text: str) -> Any:
    """The number a text is; the text itself where it is none."""
    try:
        return Decimal(text) if text.isascii() and "_" not in text and text == text.strip() else text
    except ArithmeticError:
        return text


def _each(
    book: PolicyBook, cells: pl.Series, typed: bool, dtype: pl.DataType
) -> tuple[list[pl.Series], _Wrong | None]:
    """Each value that occurs is read once."""
    kind, name = book.words.facts[cells.name].kind, cells.name
    read: dict[Any, Any] = {}
    wrong: dict[Any, str] = {}
    try:
        values = cells.drop_nulls().unique().to_list()
    except (ValueError, OverflowError):  # a day that Python's calendar does not know
        return [], _Wrong(cells.is_not_null().arg_true()[0], f"{name}: a day is wanted that a calendar has")
    for value in values:
        given = _BOOLEANS.get(value, value) if kind == "boolean" and not typed else value
        try:
            read[value] = read_facts(book, {name: given})[name]
        except FactError as error:
            wrong[value] = str(error)
    if wrong:
        row = cells.is_in(list(wrong)).arg_true()[0]
        return [], _Wrong(row, wrong[cells[row]])
    if not read:
        return [pl.Series(name, [None] * len(cells), dtype=dtype)], None
    return [cells.replace_strict(read, return_dtype=dtype).alias(name)], None


def _determinations(book: PolicyBook, cells: pl.Series, typed: bool) -> tuple[list[pl.Series], _Wrong | None]:
    """A column of objects measure id → true or false, in CSV as JSON, becomes one column a measure."""
    decided: dict[str, list[bool | None]] = {}
    for row, given in enumerate(cells.to_list()):
        if given is None:
            continue
        try:
            read = read_facts(
                book, {DETERMINATIONS: wire.read_json(given) if isinstance(given, str) else given}
            )
        except ValueError as error:
            text = (
                str(error)
                if isinstance(error, FactError)
                else f"{DETERMINATIONS}: no JSON: {describe(given)}"
            )
            return [], _Wrong(row, text)
        for name, value in read.items():
            decided.setdefault(name, [None] * len(cells))[row] = bool(value)
    return [pl.Series(name, values, dtype=pl.Boolean) for name, values in decided.items()], None


def _error(book: PolicyBook, name: str, value: Any) -> str | None:
    try:
        read_facts(book, {name: value})
    except FactError as error:
        return str(error)
    return None
