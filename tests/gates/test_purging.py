from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from fugong.core import audit, clock
from fugong.core.ids import new_id
from fugong.core.permissions import SYSTEM
from fugong.gates import tasks
from fugong.gates.actions.intake import PastPassage, take_in
from fugong.gates.actions.purging import purge
from fugong.gates.models import Passage
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
