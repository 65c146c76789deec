"""What is read of passages: by the desk, of one worker, and how many are inside."""

from datetime import timedelta
from typing import Any

import pytest

from fugong.core import clock
from fugong.core.errors import Invalid, NotAllowed
from fugong.directory.models import Enterprise
from fugong.gates import queries
from fugong.gates.actions import record_passages
from fugong.gates.models import Device
from tests.gates import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(db: None) -> Device:
    return builders.device()[0]


def record(device: Device, *items: dict[str, Any]) -> None:
    record_passages(device=device, items=items, device_time=None, received_at=clock.now())


def enterprise_of(device: Device) -> Enterprise:
    return device.checkpoint.enterprise


def test_the_desk_sees_each_refusal_and_flag_once_by_cursor(device: Device) -> None:
    actor = builders.officer(enterprise_of(device))
    person = builders.worker(enterprise_of(device))
    barred = builders.worker(enterprise_of(device), standing=builders.barred("contact"))
    record(device, builders.item(builders.pass_of(person)), builders.item("x"))

    first = queries.refusals(actor)
    record(
        device,
        builders.item(builders.pass_of(person)),  # came in a second time: for the record only
        builders.item(f"FGB:{person.reference}", direction="out"),
        builders.item(f"FGB:{barred.reference}", verdict="allow"),
    )
    second = queries.refusals(actor, first.cursor)
    third = queries.refusals(actor, second.cursor)

    assert [one.reason for one in first.items] == ["unreadable"]
    assert [(one.verdict, one.marks) for one in second.items] == [("allow", ("differs",))]
    assert second.items[0].name == "张*"
    assert second.items[0].checkpoint == device.checkpoint.name
    assert third.items == ()


def test_the_list_narrows_and_pages(device: Device) -> None:
    actor = builders.officer(enterprise_of(device), "principal")
    record(device, *(builders.item("x") for _ in range(5)))
    record(device, builders.item(builders.pass_of(builders.worker(enterprise_of(device)))))

    page = queries.passages(actor, limit=4)
    rest = queries.passages(actor, limit=4, before=page.cursor)

    assert [one.seq for one in page.items] == [6, 5, 4, 3]
    assert ([one.seq for one in rest.items], rest.cursor) == ([2, 1], "")
    assert len(queries.passages(actor, verdict="deny").items) == 5
    assert len(queries.passages(actor, flagged=True).items) == 0
    assert len(queries.passages(actor, day=clock.today() - timedelta(days=1)).items) == 0
    assert len(queries.passages(actor, checkpoint_id=device.checkpoint_id).items) == 6
    with pytest.raises(Invalid):
        queries.passages(actor, before="x")


@pytest.mark.parametrize("role", ["guard", "team_leader", "worker", "administrator"])
def test_passages_are_for_officer_and_principal(device: Device, role: str) -> None:
    actor = builders.officer(enterprise_of(device), role)

    with pytest.raises(NotAllowed):
        queries.passages(actor)
    with pytest.raises(NotAllowed):
        queries.refusals(actor)


def test_a_workers_passages_newest_first(device: Device) -> None:
    person = builders.worker(enterprise_of(device))
    record(device, builders.item(builders.pass_of(person), temperature=36.6), builders.item("x"))
    record(device, builders.item(f"FGB:{person.reference}", direction="out", temperature=None))

    lines = queries.passages_of(person)

    assert [(one.direction, str(one.celsius)) for one in lines] == [("out", "None"), ("in", "36.6")]


def test_who_came_in_and_did_not_go_out_is_inside(device: Device) -> None:
    enterprise = enterprise_of(device)
    people = [builders.worker(enterprise) for _ in range(3)]
    assert queries.inside(enterprise.pk) == 0

    record(device, *(builders.item(builders.pass_of(person)) for person in people))
    record(device, builders.item(builders.pass_of(people[0])))  # twice in
    record(device, builders.item(f"FGB:{people[1].reference}", direction="out"))
    record(device, builders.item(f"FGB:{people[2].reference}", temperature=39))  # refused: still inside

    assert queries.inside(enterprise.pk) == 2
    assert queries.inside(builders.enterprise().pk) == 0


def test_who_came_in_too_long_ago_is_not_inside(device: Device) -> None:
    person = builders.worker(enterprise_of(device))
    at = (clock.now() - timedelta(hours=17)).isoformat()

    record(device, builders.item(f"FGB:{person.reference}", at=at, verdict="allow"))

    assert queries.inside(enterprise_of(device).pk) == 0
