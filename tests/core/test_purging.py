"""Old rows go a batch at a time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fugong.core.ids import new_id
from fugong.core.purging import delete_in_batches
from fugong.notices.models import Notice


@pytest.mark.django_db
def test_no_statement_deletes_more_than_a_batch_and_what_is_not_meant_stays():
    mine, other = new_id(), new_id()
    Notice.objects.bulk_create([Notice(owner_id=mine, kind="k") for _ in range(7)])
    kept = Notice.objects.create(owner_id=other, kind="k")

    with CaptureQueriesContext(connection) as told:
        assert delete_in_batches(Notice.objects.filter(owner_id=mine), size=3) == 7

    assert [row.pk for row in Notice.objects.all()] == [kept.pk]
    assert sum(one["sql"].startswith("DELETE") for one in told) == 3


@pytest.mark.django_db(transaction=True)
def test_each_batch_is_audited_with_it_and_none_goes_without():
    mine, told = new_id(), []
    Notice.objects.bulk_create([Notice(owner_id=mine, kind="k") for _ in range(7)])

    def audited(gone: int) -> None:
        told.append(gone)
        if len(told) == 2:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        delete_in_batches(Notice.objects.filter(owner_id=mine), audited=audited, size=3)

    assert told == [3, 3]
    assert Notice.objects.count() == 4
