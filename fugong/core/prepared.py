"""What is asked or stored once a scan: SQL compiled once, then run with other values.

Compiling costs Django five times what the database takes to answer. The ORM still writes the SQL and reads the rows.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    IntegerField,
    JSONField,
    Model,
    QuerySet,
    UUIDField,
)
from django.db.models.expressions import Expression

from fugong.core.fields import Sealed, SealedField

Rows = list[tuple[Any, ...]]


class Parameter(Expression):
    """A value given when the read is run, of the type of `output_field`."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Its place among the values, filled in at each run."""
        return "%s", [_Slot(self.name, self.output_field)]


class _Slot:
    """The place of a parameter among the values of the compiled SQL."""

    __slots__ = ("field", "name")

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        self.name, self.field = name, field


class Prepared:
    """`build` makes a `values_list` queryset with `Parameter`s in its filters; it is asked at the first run."""

    def __init__(self, build: Callable[[], "QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, **values: Any) -> Rows:
        """The rows for these values, as `values_list` gives them."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self.compiled(connection)
        given = [
            one.field.get_db_prep_value(values[one.name], connection) if isinstance(one, _Slot) else one
            for one in compiled.places
        ]
        return compiled.run(connection, compiled.sql, given)

    def compiled(self, connection: Any) -> "_Compiled":
        """The statement for the connection's database."""
        found = self._compiled.get(connection.vendor)
        if found is None:
            compiler = self._build().query.get_compiler(DEFAULT_DB_ALIAS)
            sql, places = compiler.as_sql()
            converters = compiler.get_converters([column[0] for column in compiler.select])
            found = self._compiled[connection.vendor] = _Compiled(sql, list(places), compiler, converters)
        return found


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement, what stands at its places, and how its rows are read."""

    sql: str
    places: list[Any]
    compiler: Any
    converters: Any

    def run(self, connection: Any, sql: str, given: list[Any]) -> Rows:
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchall()
        if not self.converters:
            return list(found)
        return [tuple(row) for row in self.compiler.apply_converters(found, self.converters)]


class PreparedMany:
    """The same with a list of values. Its place is written out for 1, 2, 4, … of them, the last one repeated to fill, so
    that a database sees few different statements.

    `build` gets the list's one parameter in a list, for an `__in`.
    """

    _MANY = "many"

    def __init__(self, field: "Field[Any, Any]", build: Callable[[list[Any]], "QuerySet[Any, Any]"]) -> None:
        self._field = field
        self._one = Prepared(lambda: build([Parameter(self._MANY, field)]))
        self._written: dict[tuple[str, int], str] = {}

    def rows(self, many: Collection[Any], **values: Any) -> Rows:
        """The rows for these values; none where the list is empty."""
        if not many:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._one.compiled(connection)
        size = 1 << (len(many) - 1).bit_length()
        sql = self._written.get((connection.vendor, size)) or self._write(connection.vendor, compiled, size)
        listed = [self._field.get_db_prep_value(one, connection) for one in many]
        listed += listed[-1:] * (size - len(listed))
        given: list[Any] = []
        for one in compiled.places:
            if not isinstance(one, _Slot):
                given.append(one)
            elif one.name == self._MANY:
                given += listed
            else:
                given.append(one.field.get_db_prep_value(values[one.name], connection))
        return compiled.run(connection, sql, given)

    def _write(self, vendor: str, compiled: _Compiled, size: int) -> str:
        first, *rest = compiled.sql.split("%s")
        places = [isinstance(one, _Slot) and one.name == self._MANY for one in compiled.places]
        many = ", ".join(["%s"] * size)
        sql = first + "".join(
            (many if is_many else "%s") + text for is_many, text in zip(places, rest, strict=True)
        )
        self._written[vendor, size] = sql
        return sql


class PreparedInsert:
    """New rows of a model into its table, every column given: no signals, no defaults, nothing read back."""

    ROWS = 128
    """Rows in one statement, where many go into one."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._compiled: dict[str, tuple[str, list[tuple[str, Callable[[Any], Any] | None]]]] = {}

    def store(self, rows: Sequence[Model]) -> None:
        """Insert them, in one go or a few."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled.get(connection.vendor) or self._compile(connection)
        head, columns = compiled
        values = [
            [
                convert(row.__dict__[name]) if convert is not None else row.__dict__[name]
                for name, convert in columns
            ]
            for row in rows
        ]
        places = "(" + ", ".join(["%s"] * len(columns)) + ")"
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":  # it parses the statement once and takes the rows one by one
                cursor.executemany(head + places, values)
                return
            for start in range(0, len(values), self.ROWS):
                some = values[start : start + self.ROWS]
                cursor.execute(
                    head + ", ".join([places] * len(some)), [value for row in some for value in row]
                )

    def _compile(self, connection: Any) -> tuple[str, list[tuple[str, Callable[[Any], Any] | None]]]:
        quote = connection.ops.quote_name
        fields = self._model._meta.concrete_fields
        names = ", ".join(quote(field.column) for field in fields)
        head = f"INSERT INTO {quote(self._model._meta.db_table)} ({names}) VALUES "  # noqa: S608
        columns = [(field.attname, _converter(field, connection)) for field in fields]
        self._compiled[connection.vendor] = (head, columns)
        return self._compiled[connection.vendor]


def _converter(field: "Field[Any, Any]", connection: Any) -> Callable[[Any], Any] | None:
    """What makes a value of the field the database's; None where it is that already. Short ways for what is frequent."""
    if type(field) in (CharField, BooleanField) or isinstance(field, IntegerField):
        return None
    if type(field) is UUIDField:
        return None if connection.features.has_native_uuid_field else _hex
    if type(field) is DateTimeField and not connection.features.supports_timezones:
        return _naive
    if type(field) is JSONField and connection.vendor == "sqlite" and field.encoder is None:
        return json.dumps
    if isinstance(field, SealedField):
        return _sealed
    return lambda value: field.get_db_prep_save(value, connection)


def _hex(value: Any) -> str | None:
    return None if value is None else value.hex


def _naive(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is UTC:
        return value.isoformat(" ")[: -len("+00:00")]
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _sealed(value: Sealed) -> str:
    return value.sealed()
