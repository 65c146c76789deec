"""A light is computed while people change: nobody waits for ever, and no change is lost."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from fugong.core import audit
from fugong.core.permissions import SYSTEM
from fugong.resumption import actions
from fugong.resumption.actions import refreshing
from fugong.resumption.models import Resumption
from tests.builders import House, house
from tests.resumption.builders import filed, ready, screened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.article("G2")]


class Aside(threading.Thread):
    """Something done on a connection of its own; `finish` gives what it gave, or raises what it raised."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.act, self.given, self.fault = act, None, None
        self.start()

    def run(self) -> None:
        try:
            self.given = self.act()
        except BaseException as fault:
            self.fault = fault
        finally:
            connection.close()

    def finish(self) -> Any:
        self.join(20)
        assert not self.is_alive()
        if self.fault is not None:
            raise self.fault
        return self.given


def recomputed(here: House) -> int:
    return actions.refresh(enterprise_ids=[here.enterprise.pk], by=SYSTEM, cause="people")


def stands(here: House) -> Resumption:
    return Resumption.objects.get(enterprise=here.enterprise)


def test_who_records_something_and_then_marks_does_not_lock_up_with_who_computes() -> None:
    here = house()
    filing, _report = ready(here)
    type(filing).objects.filter(pk=filing.pk).update(state="withdrawn")  # the light is to turn

    with transaction.atomic():
        audit.record(by=SYSTEM, action="test", subject="enterprise", subject_id="", owner_id=here.enterprise.pk)
        other = Aside(lambda: recomputed(here))
        other.join(0.5)
        actions.mark_stale(enterprise_id=here.enterprise.pk)

    assert other.finish() == 1
    assert not stands(here).may_start


def test_a_change_that_comes_while_the_light_is_computed_is_computed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = house()
    filed(here)
    actions.mark_stale(enterprise_id=here.enterprise.pk)
    has_read, may_go_on = threading.Event(), threading.Event()

    def slowly(enterprises: Any) -> Any:
        found = gather(enterprises)
        has_read.set()
        may_go_on.wait(20)
        return found

    gather = refreshing.gather
    monkeypatch.setattr(refreshing, "gather", slowly)
    computing = Aside(lambda: recomputed(here))
    assert has_read.wait(20)
    changing = Aside(lambda: screened(here))
    changing.join(0.5)
    may_go_on.set()
    computing.finish()
    changing.finish()

    assert stands(here).stale_since is not None
