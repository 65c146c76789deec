"""A read compiled once gives what the ORM gives, for every size of its list and on every run."""

import uuid

import pytest
from django.db.models import CharField, UUIDField

from fugong.core.models import EventHead
from fugong.core.prepared import Parameter, Prepared, PreparedMany

OWNERS = [uuid.UUID(int=n) for n in range(1, 12)]


@pytest.fixture
def _heads(db: None) -> None:
    EventHead.objects.bulk_create(
        EventHead(owner_id=owner, stream="test", last_seq=owner.int) for owner in OWNERS
    )


@pytest.mark.usefixtures("_heads")
def test_it_is_compiled_once_and_run_with_other_values() -> None:
    built = []

    def build():  # type: ignore[no-untyped-def]
        built.append(1)
        mine = EventHead.objects.filter(
            owner_id=Parameter("owner", UUIDField()), stream=Parameter("stream", CharField())
        )
        return mine.values_list("owner_id", "last_seq")

    prepared = Prepared(build)

    assert prepared.rows(owner=OWNERS[0], stream="test") == [(OWNERS[0], 1)]
    assert prepared.rows(owner=OWNERS[4], stream="test") == [(OWNERS[4], 5)]
    assert prepared.rows(owner=OWNERS[4], stream="other") == []
    assert built == [1]


@pytest.mark.usefixtures("_heads")
@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 9, 11])
def test_a_list_of_any_size_is_answered_without_repeats(size: int) -> None:
    prepared = PreparedMany(
        UUIDField(), lambda owners: EventHead.objects.filter(owner_id__in=owners).values_list("owner_id")
    )

    for _ in range(2):
        assert sorted(prepared.rows(OWNERS[:size])) == [(owner,) for owner in OWNERS[:size]]
