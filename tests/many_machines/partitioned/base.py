"""Django's PostgreSQL backend, but every table that is spread by owner lies in partitions, as on many machines.

On Citus the rows of an owner lie together on one machine; here they lie together in one partition, of every table in
the one with the same number. What works across partitions of stock PostgreSQL in this shape can be distributed.
"""

from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.backends.postgresql import base, schema

PARTITIONS = 4


def distributed() -> list[type[models.Model]]:
    """The tables spread by owner: all events, and the heads under whose locks they are written."""
    from fugong.core.models import Event, EventHead  # a backend is loaded before the models are

    return [model for model in apps.get_models() if issubclass(model, Event | EventHead)]


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Creates those tables `PARTITION BY HASH (owner_id)`."""

    def table_sql(self, model: type[models.Model]) -> tuple[str, list[Any]]:
        sql, parameters = super().table_sql(model)
        return (f"{sql} PARTITION BY HASH (owner_id)" if _is_distributed(model) else sql), parameters

    def create_model(self, model: type[models.Model]) -> None:
        super().create_model(model)
        if _is_distributed(model):
            table = model._meta.db_table
            for n in range(PARTITIONS):
                part, bounds = self.quote_name(f"{table}_p{n}"), f"MODULUS {PARTITIONS}, REMAINDER {n}"
                self.execute(
                    f"CREATE TABLE {part} PARTITION OF {self.quote_name(table)} FOR VALUES WITH ({bounds})"
                )


def _is_distributed(model: type[models.Model]) -> bool:
    """A migration's model has lost its bases: the table's name tells."""
    return model._meta.db_table in {one._meta.db_table for one in distributed()}


class DatabaseWrapper(base.DatabaseWrapper):
    """What `ENGINE` names."""

    SchemaEditorClass = SchemaEditor
    _connection_pools: ClassVar[dict[str, Any]] = {}  # Django's are by alias: this one is another database
