from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from fugong.core import audit, clock
from fugong.core.ids import new_id
from fugong.core.permissions import SYSTEM
from fugong.directory.models import Person
from fugong.gates import tasks
from fugong.gates.actions.intake import PastPassage, take_in
from fugong.gates.actions.purging import purge
from fugong.gates.models import Passage
from fugong.notices.models import Notice
from tests.gates import builders


@pytest.mark.django_db
@pytest.mark.article("G9")
def test_passages_go_when_their_time_is_over_and_the_deletion_is_recorded() -> None:
    device, _token = builders.device()
    enterprise = device.checkpoint.enterprise
    now = clock.now()
    kept, gone = (
        PastPassage(new_id(), "1", now - timedelta(days=days), "in", "36.5", "allow", "ok")
        for days in (5, 100)
    )
    take_in(device=device, by=SYSTEM, passages=[gone, kept])

    assert purge(enterprise=enterprise, by=SYSTEM) == 1

    assert Passage.objects.filter(owner_id=enterprise.pk).count() == 1
    assert audit.rows(enterprise.pk)[0].action == "gates.purge"
    assert audit.verify(enterprise.pk)[1] is None


@pytest.mark.django_db
def test_the_night_is_seen_to_once_and_every_night_sees_to_the_next() -> None:
    tasks.schedule()
    tasks.schedule()
    assert DBTaskResult.objects.filter(task_path=tasks.NIGHTLY, status="READY").count() == 1

    DBTaskResult.objects.all().delete()
    tasks.purge_expired.call()

    waiting = DBTaskResult.objects.get(task_path=tasks.NIGHTLY)
    assert waiting.run_after > clock.now()


@pytest.mark.django_db
def test_who_left_long_ago_is_deleted_with_all_that_hangs_on_them() -> None:
    enterprise = builders.enterprise()
    long_gone, lately, here = (builders.worker(enterprise) for _ in range(3))
    for person, days in ((long_gone, 100), (lately, 5)):
        Person.objects.filter(pk=person.pk).update(
            status="left", left_on=clock.today() - timedelta(days=days)
        )
    Notice.objects.create(owner_id=enterprise.pk, person_id=here.pk, kind="report_reminder")
    Notice.objects.update(created_at=clock.now() - timedelta(days=100))

    tasks.purge_expired.call()

    assert set(Person.objects.filter(enterprise=enterprise)) == {lately, here}
    assert not Notice.objects.exists()
    assert "directory.purge_left" in {row.action for row in audit.rows(enterprise.pk)}
