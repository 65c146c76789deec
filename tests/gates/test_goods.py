"""Goods from outside: set apart, disinfected, handed over after the holding time; early ones are told, not lost (G8)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.core.ids import new_id
from fugong.gates import actions, queries
from fugong.gates.actions import Done, GoodsTold, Told, record_entries
from fugong.gates.models import Area, GateEntry, GoodsLot
from tests.gates import builders

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]


@pytest.fixture
def gate():
    return builders.device()[0]


@pytest.fixture
def of(gate):
    return gate.checkpoint.enterprise


def arrive(of, *, hours_ago=0, **changes):
    return actions.goods_in(
        enterprise=of,
        by=builders.officer(of),
        told=GoodsTold(**{"what": "口罩", "quantity": Decimal(20), "unit": "箱", **changes}),
        done=Done(at=clock.now() - timedelta(hours=hours_ago)),
    )


def told(kind, at=None, **data):
    return {"id": str(new_id()), "at": (at or clock.now()).isoformat(), "kind": kind, "data": data}


def send(gate, *entries):
    now = clock.now()
    with override("zh-hans"):
        return record_entries(device=gate, entries=list(entries), device_time=now, received_at=now)


def test_goods_are_held_disinfected_and_released(of):
    area = Area.objects.create(enterprise=of, kind="holding", name="隔离棚", capacity=1)
    officer = builders.officer(of)
    lot = arrive(of, hours_ago=25, sender="郑州某厂")
    assert (lot.area, lot.holding_hours) == (area, 24)
    with pytest.raises(Conflict, match="还没有消毒") as fault:
        actions.release_goods(lot=lot, by=officer, receiver="仓库")
    assert fault.value.article == "G8"
    actions.disinfect_goods(lot=lot, by=officer, using="酒精")
    assert queries.goods(officer, state="releasable").get() == lot
    done = actions.release_goods(lot=lot, by=officer, receiver="王五")
    assert (done.receiver.reveal(), done.marks) == ("王五", [])
    assert queries.goods(officer, state="released").get() == lot
    with pytest.raises(Conflict, match="已经领走"):
        actions.release_goods(lot=lot, by=officer, receiver="王五")


def test_before_the_holding_time_is_over_the_desk_refuses_and_says_from_when(of):
    officer = builders.officer(of)
    lot = actions.disinfect_goods(lot=arrive(of), by=officer, using="酒精")
    with pytest.raises(Conflict, match="静置 24 小时未满") as fault:
        actions.release_goods(lot=lot, by=officer, receiver="王五")
    assert (fault.value.code, fault.value.article) == ("too_early", "G8")
    assert queries.goods(officer, state="held").get() == lot
    assert not queries.goods(officer, state="releasable").exists()


def test_what_a_guard_handed_over_too_early_is_gone_and_the_officer_is_told(gate, of):
    entry = told("goods.in", what="钢管", quantity="1.5", unit="吨")
    lot = entry["id"]
    answers = send(
        gate,
        entry,
        told("goods.disinfected", lot=lot, using="含氯消毒液"),
        told("goods.released", lot=lot, receiver="王五"),
        told("goods.released", lot=lot, receiver="王五"),
    )
    assert [one["outcome"] for one in answers] == ["done", "done", "noted", "noted"]
    row = GoodsLot.objects.get()
    assert (row.quantity, row.marks, row.released_by) == (Decimal("1.5"), ["early"], gate.pk)
    assert list(GateEntry.objects.order_by("seq").values_list("remark", flat=True))[2:] == [
        "early",
        "released",
    ]


def test_goods_come_with_a_vehicle_by_its_entry_or_its_plate(gate, of):
    lorry = told("vehicle.in", plate="豫H12345", vehicle="lorry")
    send(
        gate,
        lorry,
        told("goods.in", what="钢管", quantity="1", unit="吨", stay=lorry["id"]),
        told("goods.in", what="螺丝", quantity="3", unit="箱", plate="豫h 12345"),
    )
    assert {str(row.stay_id) for row in GoodsLot.objects.all()} == {lorry["id"]}
    assert [one["plate"] for one in queries.bundle(gate)["goods"]] == ["豫H12345"] * 2


def test_quantities_that_cannot_be_are_refused(gate, of):
    for quantity in ("0", "-1", "NaN", "1e12", "viel"):
        with pytest.raises(Invalid) as fault:
            send(gate, told("goods.in", what="钢管", quantity=quantity, unit="吨"))
        assert fault.value.field == "entries[0].data.quantity"
    with pytest.raises(Invalid):
        arrive(of, quantity=Decimal("0.0001"))


def test_a_wrong_lot_is_voided_and_replaced(of):
    officer = builders.officer(of)
    lot = arrive(of)
    right = actions.correct_goods(
        lot=lot,
        by=officer,
        why="数量写错",
        told=GoodsTold("口罩", Decimal(2), "箱"),
        arrived_at=lot.arrived_at,
    )
    assert queries.goods_replaced_by(lot) == right.pk
    assert queries.goods(officer, state="held").get() == right
    with pytest.raises(NotAllowed):
        actions.void_goods(lot=right, by=builders.officer(of, "principal"), why="x")
    with pytest.raises(Conflict):
        actions.disinfect_goods(lot=lot, by=officer, using="酒精")


def test_the_hours_are_the_enterprises_own_where_it_says_so(of):
    of.settings = {**(of.settings or {}), "goods_holding_hours": 2}
    of.save()
    assert arrive(of).holding_hours == 2


def test_a_vehicle_that_is_purged_leaves_its_goods(of):
    officer = builders.officer(of)
    stay = actions.vehicle_in(enterprise=of, by=officer, told=Told(plate="豫H12345"))
    lot = arrive(of, stay_id=stay.pk)
    stay.delete()
    lot.refresh_from_db()
    assert lot.stay is None
