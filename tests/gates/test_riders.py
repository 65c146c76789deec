"""Who came in with a vehicle counts as inside: once, with its plate, until it leaves (G8)."""

from datetime import timedelta

import pytest

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.gates import actions, queries
from fugong.gates.actions import Done, Named, Told
from fugong.gates.models import VehicleStay
from fugong.gates.queries.headcount import inside, lines_inside
from tests.gates import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Enterprise:
    return builders.enterprise()


def drive_in(house: Enterprise, *, minutes: int = 60, plate: str = "豫H12345", **told: object) -> VehicleStay:
    at = clock.now() - timedelta(minutes=minutes)
    return actions.vehicle_in(
        enterprise=house,
        by=Actor("system"),
        told=Told(plate=plate, **told),
        done=Done(at=at),  # type: ignore[arg-type]
    )


def walk(device: object, person: object, direction: str, *, minutes: int = 0) -> None:
    at = clock.now() - timedelta(minutes=minutes)
    actions.record_passages(
        device=device,  # type: ignore[arg-type]
        items=[
            {
                "id": str(new_id()),
                "code": f"FGB:{person.reference}",  # type: ignore[attr-defined]
                "temperature": 36.4,
                "direction": direction,
                "at": at.isoformat(),
                "verdict": "allow",
            }
        ],
        device_time=clock.now(),
        received_at=clock.now(),
    )


def test_driver_and_passengers_are_inside_until_the_vehicle_leaves(house: Enterprise) -> None:
    device, _token = builders.device(house)
    worker = builders.worker(house)
    before = clock.now() - timedelta(hours=2)
    stay = drive_in(house, driver=Named("王大山"), passengers=(Named("李小河"), Named("", worker.job_number)))

    lines = lines_inside(house.pk, plates=True)
    told = queries.bundle(device)

    assert sorted((one.kind, str(one.name), one.plate) for one in lines) == sorted(
        [
            ("vehicle", "王*", "豫H12345"),
            ("vehicle", "李*", "豫H12345"),
            ("worker", str(worker.name), "豫H12345"),
        ]
    )
    assert inside(house.pk) == told["inside"] == 3
    assert inside(house.pk, at=before) == 0
    assert [one["name"] for one in told["riders"] if one["visitor"]] == ["王*", "李*"]
    assert {one["plate"] for one in told["riders"]} == {"豫H12345"}
    assert worker.reference in {one["ref"] for one in told["riders"]}

    actions.vehicle_out(stay=stay, by=Actor("system"))

    assert lines_inside(house.pk) == []
    assert inside(house.pk) == 0
    assert inside(house.pk, at=clock.now() - timedelta(minutes=30)) == 3


def test_who_passed_the_own_gate_as_well_counts_once_and_may_leave_on_foot(house: Enterprise) -> None:
    device, _token = builders.device(house)
    worker = builders.worker(house)
    drive_in(house, driver=Named("", worker.job_number))
    walk(device, worker, "in", minutes=55)

    assert [(one.id, one.plate) for one in lines_inside(house.pk, plates=True)] == [(worker.pk, "豫H12345")]
    assert inside(house.pk) == 1

    walk(device, worker, "out", minutes=5)

    assert lines_inside(house.pk) == []
    assert inside(house.pk) == 0
    assert queries.bundle(device)["riders"] == []


def test_who_walked_out_before_and_drives_in_is_inside(house: Enterprise) -> None:
    device, _token = builders.device(house)
    worker = builders.worker(house)
    walk(device, worker, "in", minutes=90)
    walk(device, worker, "out", minutes=80)
    drive_in(house, driver=Named("", worker.job_number))

    assert inside(house.pk) == len(lines_inside(house.pk)) == 1


def test_a_mere_name_is_marked_named_and_in_the_report_of_the_day(house: Enterprise) -> None:
    officer = builders.officer(house)
    worker = builders.worker(house)
    stay = drive_in(house, minutes=0, driver=Named("王大山"), passengers=(Named("", worker.job_number),))

    (line,) = queries.lines_of_vehicles(queries.vehicles(officer, marked=True), officer)
    figures = queries.day_report(officer, clock.today()).figures

    assert stay.marks[-1:] == ["no_visit"]
    assert line.without_visit == ["王*"]
    assert (figures["people_in"], figures["visitors_in"], figures["entries"]["vehicle.no_visit"]) == (1, 1, 1)

    right = actions.correct_vehicle(
        stay=stay,
        by=officer,
        why="补登记",
        told=Told(plate="豫H12345", driver=Named("", worker.job_number), passengers=()),
        came_at=stay.came_at,
        left_at=None,
    )
    assert "no_visit" not in right.marks
