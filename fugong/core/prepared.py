"""Reads that are asked once a scan: a queryset compiled to SQL once, then run with other values.

Compiling costs Django five times what the database takes to answer. The ORM still writes the SQL and reads the rows.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, QuerySet
from django.db.models.expressions import Expression

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
        self._compiled: dict[str, tuple[str, list[Any], Any, Any]] = {}

    def rows(self, **values: Any) -> Rows:
        """The rows for these values, as `values_list` gives them."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled.get(connection.vendor) or self._compile(connection.vendor)
        sql, places, compiler, converters = compiled
        given = [
            one.field.get_db_prep_value(values[one.name], connection) if isinstance(one, _Slot) else one
            for one in places
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(found, converters)] if converters else found

    def _compile(self, vendor: str) -> tuple[str, list[Any], Any, Any]:
        compiler = self._build().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, places = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        self._compiled[vendor] = (sql, list(places), compiler, converters)
        return self._compiled[vendor]


class PreparedMany:
    """The same with a list of up to 1,024 values: compiled for 1, 2, 4, … of them, the last one repeated to fill.

    `build` gets the list's parameters, for an `__in`.
    """

    def __init__(self, field: "Field[Any, Any]", build: Callable[[list[Any]], "QuerySet[Any, Any]"]) -> None:
        self._field, self._build = field, build
        self._sizes: dict[int, Prepared] = {}

    def rows(self, many: Collection[Any], **values: Any) -> Rows:
        """The rows for these values; none where the list is empty."""
        if not many:
            return []
        size = 1 << (len(many) - 1).bit_length()
        prepared = self._sizes.get(size)
        if prepared is None:
            places = [Parameter(f"many{n}", self._field) for n in range(size)]
            prepared = self._sizes[size] = Prepared(lambda: self._build(places))
        listed = list(many)
        listed += listed[-1:] * (size - len(listed))
        return prepared.rows(**{f"many{n}": one for n, one in enumerate(listed)}, **values)
