"""The proof is no proof before the guard is seen to bite."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from fugong.core import audit, clock, streams
from fugong.core.models import AuditRow, Event, EventHead
from fugong.core.permissions import SYSTEM
from fugong.directory.models import Enterprise
from fugong.gates.models import Passage
from fugong.screening.models import Reading, Report
from tests.gates import builders
from tests.many_machines import guard as guards
from tests.many_machines.guard import Guard, ManyMachines
from tests.many_machines.partitioned.base import PARTITIONS, distributed

pytestmark = pytest.mark.usefixtures("many_machines")


def elsewhere(than: Enterprise) -> Enterprise:
    """An enterprise whose rows lie in another partition."""
    while True:
        other = builders.enterprise()
        if part_of(other) != part_of(than):
            return other


def part_of(one: Enterprise) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n FROM generate_series(0, %s) n"
            " WHERE satisfies_hash_partition('core_auditrow'::regclass, %s, n::int, %s)",
            [PARTITIONS - 1, PARTITIONS, one.pk],
        )
        ((part,),) = cursor.fetchall()
    return int(part)


def readings(*owners: Enterprise) -> list[Reading]:
    return [
        Reading(owner_id=one.pk, seq=900, recorded_at=clock.now(), taken_at=clock.now(), person_id=one.pk)
        for one in owners
    ]


def test_the_migrations_made_every_event_table_in_partitions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhparent::regclass::text, count(*) FROM pg_inherits WHERE inhparent IN"
            " (SELECT oid FROM pg_class WHERE relkind = 'p') GROUP BY 1"
        )
        found = dict(cursor.fetchall())

    events = [model for model in apps.get_models() if issubclass(model, Event)]
    assert {model._meta.db_table for model in [*events, EventHead]} == set(found)
    assert set(found.values()) == {PARTITIONS}
    assert {AuditRow, Passage, Report} <= set(events)


@pytest.mark.parametrize(
    "forgotten",
    [
        lambda one, _other: Passage.objects.filter(verdict="allow").exists(),
        lambda one, other: list(Report.objects.filter(owner_id__in=[one.pk, other.pk])),
        lambda one, _other: Reading.objects.filter(id=one.pk).update(is_fever=True),
        lambda one, _other: Reading.objects.filter(recorded_at__lt=clock.now()).delete(),
        lambda one, _other: Enterprise.objects.filter(
            models.Exists(Passage.objects.filter(owner_id=models.OuterRef("pk")))
        ).count(),
        lambda one, other: Reading.objects.bulk_create(readings(one, other)),
    ],
    ids=["no owner", "two owners", "update", "delete", "owner of another row", "insert for two"],
)
def test_a_statement_for_several_machines_is_refused(
    guard: Guard, forgotten: Callable[[Enterprise, Enterprise], object]
) -> None:
    one = builders.enterprise()
    other = elsewhere(one)

    with pytest.raises(ManyMachines, match="partitions"), transaction.atomic():
        forgotten(one, other)


def test_a_statement_that_names_its_owner_is_not(guard: Guard) -> None:
    one = builders.enterprise()

    with transaction.atomic():
        streams.append(Reading, one.pk, readings(one, one))
        audit.record(by=SYSTEM, action="tests.looked", subject="test", subject_id=1, owner_id=one.pk)
    assert Reading.objects.filter(owner_id=one.pk).update(is_fever=True) == 2
    assert Reading.objects.filter(owner_id=one.pk, seq=1).delete()[0] == 1

    assert guard.statements["INSERT", "screening_reading"] == 1
    assert guard.statements["SELECT", "core_eventhead"] >= 2
    assert guard.statements["UPDATE", "core_eventhead"] == 2


def test_every_city_wide_read_is_excused_by_name_and_still_there() -> None:
    for module, function in guards.CITY_WIDE:
        assert callable(getattr(__import__(module, fromlist=[function]), function))


def test_the_tables_are_found_from_the_models() -> None:
    assert {model._meta.db_table for model in distributed()} >= {
        "gates_passage",
        "core_auditrow",
        "core_eventhead",
    }
