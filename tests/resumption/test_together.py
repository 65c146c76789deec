"""A light is computed while people change: nobody waits for ever, and no change is lost."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
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

Aside = Callable[[Callable[[], Any]], Future[Any]]


@pytest.fixture
def aside() -> Iterator[Aside]:
    """Begins something on a connection of its own, and gives it half a second."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connection.close()

    def begin(act: Callable[[], Any]) -> Future[Any]:
        future = pool.submit(run, act)
        wait([future], 0.5)
        return future

    with ThreadPoolExecutor(2) as pool:
        yield begin


def recomputed(here: House) -> int:
    return actions.refresh(enterprise_ids=[here.enterprise.pk], by=SYSTEM, cause="people")


def stands(here: House) -> Resumption:
    return Resumption.objects.get(enterprise=here.enterprise)


def test_who_records_something_and_then_marks_does_not_lock_up_with_who_computes(aside: Aside) -> None:
    here = house()
    filing, _report = ready(here)
    type(filing).objects.filter(pk=filing.pk).update(state="withdrawn")  # the light is to turn

    with transaction.atomic():
        audit.record(
            by=SYSTEM, action="test", subject="enterprise", subject_id="", owner_id=here.enterprise.pk
        )
        computing = aside(lambda: recomputed(here))
        actions.mark_stale(enterprise_id=here.enterprise.pk)

    assert computing.result(20) == 1
    assert not stands(here).may_start


def test_a_change_that_comes_while_the_light_is_computed_is_computed_again(
    aside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = house()
    filed(here)
    actions.mark_stale(enterprise_id=here.enterprise.pk)
    gather, may_go_on = refreshing.gather, threading.Event()

    def slowly(enterprises: Any) -> Any:
        found = gather(enterprises)
        may_go_on.wait(20)
        return found

    monkeypatch.setattr(refreshing, "gather", slowly)
    computing = aside(lambda: recomputed(here))
    changing = aside(lambda: screened(here))
    may_go_on.set()
    computing.result(20)
    changing.result(20)

    assert stands(here).stale_since is not None
