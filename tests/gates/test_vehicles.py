"""Vehicles from outside: registered, parked, disinfected, out; told by devices in any order, nothing lost (G8)."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from fugong.core import clock
from fugong.core.audit import verify
from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.core.ids import new_id
from fugong.core.models import AuditRow
from fugong.gates import actions, queries
from fugong.gates.actions import Named, Told, record_entries
from fugong.gates.models import Area, Checkpoint, Device, GateEntry, VehicleStay
from tests.gates import builders

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]

PLATE = "豫H12345"


@pytest.fixture
def gate():
    return builders.device()[0]


@pytest.fixture
def of(gate):
    return gate.checkpoint.enterprise


def parking(of, name="A区", capacity=1, kind="parking"):
    return Area.objects.create(enterprise=of, kind=kind, name=name, capacity=capacity)


def other_gate(of):
    row = Checkpoint.objects.create(enterprise=of, name=f"门{new_id()}"[:30])
    return Device.objects.create(checkpoint=row, name="手机")


def told(kind, at=None, identity=None, **data):
    return {
        "id": str(identity or new_id()),
        "at": (at or clock.now()).isoformat(),
        "kind": kind,
        "data": {"plate": PLATE, **data},
    }


def came(at=None, **data):
    return told("vehicle.in", at, **{"vehicle": "lorry", **data})


def send(gate, *entries):
    now = clock.now()
    with override("zh-hans"):
        return record_entries(device=gate, entries=list(entries), device_time=now, received_at=now)


def outcomes(answers):
    return [one["outcome"] for one in answers]


def enter(of, by=None, **changes):
    return actions.vehicle_in(
        enterprise=of, by=by or builders.officer(of), told=Told(**{"plate": PLATE, **changes})
    )


def test_a_lorry_comes_in_is_parked_disinfected_and_leaves(gate, of):
    area = parking(of)
    driver = builders.worker(of)
    entry = came(
        plate=" 豫h·12345",
        trailer="豫H1234挂",
        driver=[{"ref": driver.reference}],
        passengers=[{"name": "李四"}],
        cargo="铝锭",
        origin="河南巩义",
        purpose="送货",
        host="王五",
    )
    stay = entry["id"]
    answers = send(
        gate,
        entry,
        told("vehicle.disinfected", stay=stay, using="含氯消毒液", name="赵六"),
        told("vehicle.out", stay=stay),
    )
    assert outcomes(answers) == ["done"] * 3
    assert {one["subject"] for one in answers} == {stay}
    row = VehicleStay.objects.get()
    assert (row.plate.reveal(), str(row.plate), row.plate_kind) == (PLATE, "豫H***45", "ordinary")
    assert (row.area, row.disinfected_with, row.disinfected_by) == (area, "含氯消毒液", gate.pk)
    assert row.driver.document() == {"person": str(driver.pk)}
    assert row.left_at is not None
    assert row.marks == ["no_visit"], "the passenger is a mere name"
    assert verify(of.pk)[1] is None


def test_a_plate_that_is_inside_does_not_come_in_again(gate, of):
    first = enter(of)
    with pytest.raises(Conflict, match="已在厂内"):
        enter(of)
    (answer,) = send(gate, came())
    assert (answer["outcome"], answer["subject"]) == ("noted", str(first.pk))
    assert VehicleStay.objects.count() == 1
    assert GateEntry.objects.get().remark == "inside"


def test_one_plate_at_two_gates_stands_once(gate, of):
    (one,) = send(gate, came())
    (two,) = send(other_gate(of), came())
    assert (one["outcome"], two["outcome"], two["subject"]) == ("done", "noted", one["subject"])


def test_sent_again_it_is_the_same_vehicle(gate):
    entry = came()
    (first,) = send(gate, entry)
    (again,) = send(gate, entry)
    assert again["repeated"]
    assert again["subject"] == first["subject"]
    assert VehicleStay.objects.count() == 1


def test_out_that_is_told_before_in_waits_for_it(gate, of):
    hour_ago = clock.now() - timedelta(hours=1)
    (out,) = send(other_gate(of), told("vehicle.out"))
    assert out["outcome"] == "noted"
    row = VehicleStay.objects.get()
    assert (row.marks[0], row.came_at) == ("no_way_in", None)

    entry = came(hour_ago, cargo="钢材")
    (late,) = send(
        gate,
        entry,
    )
    row.refresh_from_db()
    assert (late["outcome"], late["subject"]) == ("done", str(row.pk))
    assert (row.came_at, row.cargo.reveal(), row.vehicle) == (hour_ago, "钢材", "lorry")
    assert "no_way_in" not in row.marks
    (clean,) = send(gate, told("vehicle.disinfected", hour_ago, stay=entry["id"], using="酒精"))
    assert (clean["outcome"], clean["subject"]) == ("done", str(row.pk))


def test_a_whole_stay_told_after_the_next_one_began_is_not_lost(gate, of):
    now = clock.now()
    enter(of)
    entry = came(now - timedelta(hours=3))
    (late,) = send(gate, entry)
    assert late["outcome"] == "done"
    early = VehicleStay.objects.get(pk=entry["id"])
    assert early.marks == ["no_way_out"]
    (out,) = send(gate, told("vehicle.out", now - timedelta(hours=2), stay=entry["id"]))
    early.refresh_from_db()
    assert (out["outcome"], early.left_at) == ("done", now - timedelta(hours=2))
    assert early.marks == ["not_disinfected"]
    assert queries.vehicles_inside(of.pk) == 1


def test_out_twice_is_one_way_out(gate, of):
    entry = came()
    send(gate, entry)
    (first,) = send(gate, told("vehicle.out", stay=entry["id"]))
    (second,) = send(other_gate(of), told("vehicle.out"))
    assert (first["outcome"], second["outcome"]) == ("done", "noted")
    assert VehicleStay.objects.count() == 1


def test_the_last_place_is_given_once_and_the_next_vehicle_is_never_lost(gate, of):
    parking(of, "A区", 1)
    other = parking(of, "B区", 1)
    first, second, third = (enter(of, plate=f"豫H1234{n}") for n in range(3))
    assert (first.area.name, second.area, third.area) == ("A区", other, None)
    assert third.marks == ["no_space"]
    with pytest.raises(Conflict, match="B区已满（1/1）"):
        actions.park_vehicle(stay=third, by=builders.officer(of), area_id=other.pk)
    (answer,) = send(gate, told("vehicle.parked", plate="豫H12342", stay=str(third.pk), area=str(other.pk)))
    third.refresh_from_db()
    assert (answer["outcome"], third.area, third.marks) == ("done", other, ["over_capacity"])


def test_a_full_area_says_which_has_room(of):
    full, _free = parking(of, "A区", 1), parking(of, "B区", 5)
    enter(of)
    with pytest.raises(Conflict, match="B区还有空位"):
        actions.vehicle_in(
            enterprise=of, by=builders.officer(of), told=Told(plate="豫H54321"), area_id=full.pk
        )


def test_a_plate_is_refused_with_what_is_wrong_unless_somebody_looked_twice(gate, of):
    with pytest.raises(Invalid, match="没有字母 I 和 O") as fault:
        enter(of, plate="豫HO1234")
    assert (fault.value.code, fault.value.field) == ("plate_i_or_o", "plate")
    with pytest.raises(Invalid) as fault:
        send(gate, came(plate="豫HO1234"))
    assert fault.value.field == "entries[0].data.plate"
    (answer,) = send(gate, came(plate="临123456", as_seen=True))
    assert answer["outcome"] == "done"
    assert VehicleStay.objects.get().marks == ["as_seen"]


def test_who_is_in_it_and_has_not_passed_the_gate_is_said(gate, of):
    driver, mate = builders.worker(of, name="张三丰"), builders.worker(of, name="李四")
    row = enter(
        of, driver=Named(ref=driver.reference), passengers=(Named(ref=mate.job_number), Named("王五"))
    )
    actions.record_passages(
        device=gate,
        items=[builders.item(f"FGB:{driver.reference}")],
        device_time=clock.now(),
        received_at=clock.now(),
    )
    (line,) = queries.lines_of_vehicles([row], builders.officer(of))
    assert line.driver.passed_at is not None
    assert line.not_passed == ["李*"]
    assert [one.name for one in line.passengers] == ["李*", "王*"]
    (told_gate,) = queries.bundle(gate)["vehicles"]
    assert (told_gate["plate"], told_gate["not_passed"]) == (PLATE, ["李*"])


def test_who_needs_no_more_sees_a_masked_plate(of):
    row = enter(of)
    (line,) = queries.lines_of_vehicles([row], builders.officer(of, "principal"))
    assert line.plate == "豫H***45"
    assert queries.vehicles(builders.officer(of, "principal"), plate="豫h 12345").get() == row


def test_a_wrong_row_is_voided_and_replaced_never_rewritten(gate, of):
    entry = came()
    send(gate, entry)
    row = VehicleStay.objects.get()
    right = actions.correct_vehicle(
        stay=row,
        by=builders.officer(of),
        why="抄错一位",
        told=Told(plate="豫H12346"),
        came_at=row.came_at,
        left_at=None,
    )
    row.refresh_from_db()
    assert (row.plate.reveal(), row.void_why.reveal()) == (PLATE, "抄错一位")
    assert (right.replaces, queries.replaced_by(row)) == (row.pk, right.pk)
    (out,) = send(gate, told("vehicle.out", plate="豫H12346", stay=entry["id"]))
    assert out["subject"] == str(right.pk)
    with pytest.raises(Conflict, match="作废"):
        actions.vehicle_out(stay=row, by=builders.officer(of))
    with pytest.raises(NotAllowed):
        actions.void_vehicle(stay=right, by=builders.officer(of, "guard"), why="不对")


def test_nobody_from_elsewhere_writes_or_reads(of):
    row = enter(of)
    stranger = builders.officer(builders.enterprise())
    with pytest.raises(NotAllowed):
        actions.vehicle_out(stay=row, by=stranger)
    assert not queries.vehicles(stranger).exists()
    with pytest.raises(NotAllowed):
        enter(of, by=builders.officer(of, "worker"))


def test_an_area_is_closed_when_it_is_empty_and_its_name_is_taken_once(of):
    officer = builders.officer(of)
    area = actions.create_area(enterprise=of, by=officer, kind="parking", name=" 东 停车场 ", capacity=2)
    with pytest.raises(Conflict):
        actions.create_area(enterprise=of, by=officer, kind="parking", name="东 停车场", capacity=3)
    row = enter(of)
    with pytest.raises(Conflict, match="还有 1 辆"):
        actions.close_area(area=area, by=officer)
    actions.vehicle_out(stay=row, by=officer)
    actions.close_area(area=area, by=officer)
    assert [line.area for line in queries.areas(officer, closed=True)] == [area]
    assert queries.areas(officer) == []


def test_what_is_undone_leaves_no_audit(of, monkeypatch):
    before = AuditRow.objects.filter(owner_id=of.pk).count()
    monkeypatch.setattr(VehicleStay, "save", lambda *_args, **_kw: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        enter(of)
    assert AuditRow.objects.filter(owner_id=of.pk).count() == before


def test_known_plates_come_with_the_bundle_and_old_ones_go(gate, of):
    row = enter(of)
    actions.vehicle_out(stay=row, by=builders.officer(of))
    assert queries.bundle(gate)["vehicles"] == [
        {"stay": None, "plate": PLATE, "trailer": "", "vehicle": "lorry"}
    ]
    old = clock.now() - timedelta(days=100)
    VehicleStay.objects.update(came_at=old, left_at=old)
    here = enter(of, plate="豫H54321")
    VehicleStay.objects.filter(pk=here.pk).update(came_at=old)
    from fugong.gates.actions.purging import purge

    assert purge(enterprise=of, by=builders.officer(of)) == 1
    assert VehicleStay.objects.get() == here
