"""Reads that are asked once a scan: a queryset compiled to SQL once, then run with other values.

Compiling costs Django five times what the database takes to answer. The ORM still writes the SQL and reads the rows.
"""

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, QuerySet
from django.db.models.expressions import Expression


class Parameter(Expression):
    """A value given when the read is run, of the type of `output_field`."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [_Slot(self.name, self.output_field)]


class _Slot:
    """The place of a parameter among the values of the compiled SQL."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        self.name, self.field = name, field


class Prepared:
    """`build` makes a `values_list` queryset with `Parameter`s in its filters; it is asked at the first run."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[str, list[Any], Any, Any]] = {}

    def rows(self, **values: Any) -> list[Any]:
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
        return list(compiler.apply_converters(found, converters)) if converters else found

    def _compile(self, vendor: str) -> tuple[str, list[Any], Any, Any]:
        compiler = self._build().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, places = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        self._compiled[vendor] = (sql, list(places), compiler, converters)
        return self._compiled[vendor]
