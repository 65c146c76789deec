"""Several gates and the desk at the same moment: the last place is given once, one plate stands once (G8)."""

import pytest
from django.utils.translation import override

from fugong.core import clock
from fugong.core.audit import verify
from fugong.core.errors import Conflict
from fugong.core.ids import new_id
from fugong.gates import actions
from fugong.gates.actions import Told, record_entries
from fugong.gates.models import Area, Checkpoint, Device, GateEntry, VehicleStay
from tests.directory.builders import at_once
from tests.gates import builders

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.article("G8")]


def gates(many: int) -> list[Device]:
    first = builders.device()[0]
    of = first.checkpoint.enterprise
    more = [Checkpoint.objects.create(enterprise=of, name=f"侧门{n}") for n in range(many - 1)]
    return [first, *(Device.objects.create(checkpoint=one, name="手机") for one in more)]


def came(device: Device, plate: str):
    def job():
        now = clock.now()
        entry = {
            "id": str(new_id()),
            "at": now.isoformat(),
            "kind": "vehicle.in",
            "data": {"plate": plate, "vehicle": "lorry"},
        }
        at = Device.objects.select_related("checkpoint__enterprise").get(pk=device.pk)
        with override("zh-hans"):
            (answer,) = record_entries(device=at, entries=[entry], device_time=now, received_at=now)
        return answer["outcome"]

    return job


def test_the_last_place_is_given_to_one_vehicle_and_nobody_is_lost():
    four = gates(4)
    of = four[0].checkpoint.enterprise
    last = Area.objects.create(enterprise=of, kind="parking", name="A区", capacity=1)

    outcomes = at_once(*(came(gate, f"豫H1234{n}") for n, gate in enumerate(four)))

    assert outcomes == ["done"] * 4
    assert VehicleStay.objects.filter(area=last).count() == 1
    assert [row.marks for row in VehicleStay.objects.filter(area=None)] == [["no_space"]] * 3
    assert verify(of.pk)[1] is None


def test_one_plate_at_three_gates_and_the_desk_stands_once():
    three = gates(3)
    of = three[0].checkpoint.enterprise

    def at_desk():
        return actions.vehicle_in(enterprise=of, by=builders.officer(of), told=Told(plate="豫H12345"))

    *outcomes, desk = at_once(*(came(gate, "豫H12345") for gate in three), at_desk)

    stay = VehicleStay.objects.get()
    done = outcomes.count("done")
    assert done == (1 if isinstance(desk, Conflict) else 0)
    assert outcomes.count("noted") == 3 - done
    assert set(GateEntry.objects.values_list("subject_id", flat=True)) == {stay.pk}
