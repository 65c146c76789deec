"""The shape of every event table there is: distributed by owner one day without a rewrite."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from fugong.core.models import Event, EventHead

EVENTS = [model for model in apps.get_models() if issubclass(model, Event)]
NAMED = [pytest.param(model, id=model._meta.label) for model in [*EVENTS, EventHead]]


def test_there_are_event_tables() -> None:
    labels = {model._meta.label for model in EVENTS}

    assert {"core.AuditRow", "screening.Report", "screening.Reading", "gates.Passage"} <= labels


@pytest.mark.parametrize("model", NAMED)
def test_key_and_every_unique_and_index_start_with_the_owner(model: type[models.Model]) -> None:
    meta = model._meta

    assert [field.name for field in meta.pk_fields][0] == "owner_id"  # noqa: RUF015
    assert not meta.unique_together
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert constraint.fields[0] == "owner_id", constraint.name
    for index in meta.indexes:
        assert index.fields[0] == "owner_id", index.name
    assert not [field.name for field in meta.local_concrete_fields if field.unique and not field.primary_key]


@pytest.mark.parametrize("model", [pytest.param(model, id=model._meta.label) for model in EVENTS])
def test_events_are_numbered_without_gaps_by_owner_and_indexed_by_the_servers_time(
    model: type[models.Model],
) -> None:
    uniques = [one.fields for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]

    assert ("owner_id", "seq") in [tuple(fields) for fields in uniques]
    assert ["owner_id", "recorded_at"] in [index.fields for index in model._meta.indexes]


@pytest.mark.parametrize("model", NAMED)
def test_no_foreign_key_leads_into_or_out_of_an_event_table(model: type[models.Model]) -> None:
    leading_out = [field.name for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]
    leading_in = [relation.name for relation in model._meta.related_objects]

    assert leading_out == []
    assert leading_in == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", NAMED)
def test_the_database_has_them_in_that_shape(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        found: dict[str, dict[str, Any]] = connection.introspection.get_constraints(
            cursor, model._meta.db_table
        )

    unique = [one for one in found.values() if one["unique"] or one["primary_key"]]
    assert unique
    assert all(one["columns"][0] == "owner_id" for one in unique)
    assert not [one for one in found.values() if one["foreign_key"]]
