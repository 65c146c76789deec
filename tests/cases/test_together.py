"""Two at once: one is made, the other is told; nothing is lost and nothing happens twice."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction

from fugong.cases import actions
from fugong.cases.models import Case, Step, WorkItem
from fugong.core import audit
from fugong.core.errors import Conflict, Fault
from tests.builders import house
from tests.cases.builders import LOAN, data, registered

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each gave, or the fault it met."""
    start, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            found[place] = act()
        except Fault as fault:
            found[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_officers_act_on_one_version_and_the_second_is_told() -> None:
    with registered():
        here = house()
        by = here.epidemic_officer.actor
        case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data())
        actions.move(case=case, by=by, name="ask", version=1)

        results = at_once(
            lambda: actions.move(case=case, by=here.bureau_officer.actor, name="grant", version=2),
            lambda: actions.move(
                case=case, by=here.bureau_officer.actor, name="send_back", version=2, comment="再看"
            ),
        )

        assert sorted(isinstance(one, Conflict) for one in results) == [False, True]
        case.refresh_from_db()
        assert case.version == 3
        assert Step.objects.filter(case=case).count() == 3
        assert WorkItem.objects.filter(case=case, name="answer", ended_at=None).count() == 0


def test_a_refused_reading_leaves_its_audit_row_though_nothing_else_is_written() -> None:
    with registered():
        here = house()
        by = here.epidemic_officer.actor
        case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data())
        stranger = here.other_county_officer

        assert stranger.api.get(f"/cases/{case.pk}").status_code == 404
        assert audit.rows(stranger.actor.authority_id)[0].action == "cases.refused"


def test_two_presses_of_the_button_open_one_case() -> None:
    with registered():
        here = house()
        by = here.epidemic_officer.actor

        def press() -> Any:
            return actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data())

        results = at_once(press, press)

        assert sorted(isinstance(one, Conflict) for one in results) == [False, True]
        assert Case.objects.count() == 1


def test_a_form_saved_in_two_windows_keeps_the_first_and_tells_the_second() -> None:
    with registered():
        here = house()
        by = here.epidemic_officer.actor
        case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data())

        results = at_once(
            lambda: actions.save(case=case, by=by, version=1, data={"people": 1}),
            lambda: actions.save(case=case, by=by, version=1, data={"people": 2}),
        )

        assert sorted(isinstance(one, Conflict) for one in results) == [False, True]
        kept = next(one for one in results if isinstance(one, Case))
        case.refresh_from_db()
        assert case.data.document()["people"] == kept.data.document()["people"]


def test_one_form_pressed_twice_at_once_opens_one_draft() -> None:
    with registered(replace(LOAN, several=True)):
        here = house()
        by = here.epidemic_officer.actor

        def press() -> Any:
            return actions.open_case(
                kind="loan", enterprise=here.enterprise, by=by, data=data(), opened_with="a1b2"
            )

        first, second = at_once(press, press)

        assert first.pk == second.pk
        assert Case.objects.count() == 1
        other = actions.open_case(
            kind="loan", enterprise=here.enterprise, by=by, data=data(), opened_with="c3d4"
        )
        assert other.pk != first.pk


def test_changes_are_numbered_in_the_order_they_are_committed() -> None:
    with registered(replace(LOAN, several=True)):
        here = house()
        by = here.epidemic_officer.actor
        one, two = (
            actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data()) for _ in range(2)
        )
        other = threading.Thread(
            target=at_once, args=(lambda: actions.save(case=two, by=by, version=1, data={"people": 2}),)
        )

        with transaction.atomic():
            actions.save(case=one, by=by, version=1, data={"people": 1})
            other.start()
            other.join(0.5)
        other.join()

        one.refresh_from_db()
        two.refresh_from_db()
        assert one.changed < two.changed
        assert two.version == 2
