import uuid

import pytest
from django.db import connection, transaction

from fugong.core import audit
from fugong.core.models import PLATFORM, AuditRow
from fugong.core.permissions import SYSTEM
from fugong.core.streams import lock_head

OWNER = uuid.UUID(int=7)


def record(times: int = 3) -> list[AuditRow]:
    with transaction.atomic():
        return [
            audit.record(by=SYSTEM, action="test.act", subject="thing", subject_id=n, owner_id=OWNER, n=n)
            for n in range(times)
        ]


@pytest.mark.django_db
def test_an_untouched_chain_verifies() -> None:
    record(3)

    assert audit.verify(OWNER) == (3, None)
    assert audit.owners() == [OWNER]


@pytest.mark.django_db
def test_actions_of_nobodys_enterprise_belong_to_the_platform() -> None:
    with transaction.atomic():
        row = audit.record(by=SYSTEM, action="test.act", subject="thing", subject_id=1)

    assert row.owner_id == PLATFORM


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"), [("action", "test.other"), ("subject_id", "9"), ("details", {"n": 8})]
)
def test_an_altered_row_is_the_first_broken_link(column: str, value: object) -> None:
    record(3)
    AuditRow.objects.filter(owner_id=OWNER, seq=2).update(**{column: value})

    _rows, link = audit.verify(OWNER)

    assert link is not None
    assert link.seq == 2


@pytest.mark.django_db
@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_removed_row_breaks_the_chain_even_at_the_end(seq: int) -> None:
    record(3)
    AuditRow.objects.filter(owner_id=OWNER, seq=seq).delete()

    _rows, link = audit.verify(OWNER)

    assert link is not None
    assert link.seq == seq


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_action_leaves_no_row() -> None:
    @transaction.atomic
    def act_and_fail() -> None:
        audit.record(by=SYSTEM, action="test.act", subject="thing", subject_id=1, owner_id=OWNER)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        act_and_fail()

    assert audit.verify(OWNER) == (0, None)


@pytest.mark.django_db(transaction=True)
def test_a_head_is_locked_only_inside_a_transaction() -> None:
    assert not connection.in_atomic_block

    with pytest.raises(transaction.TransactionManagementError):
        lock_head(OWNER, "x")
