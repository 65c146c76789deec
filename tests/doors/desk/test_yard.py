"""Vehicles, goods and areas at the desk and through the API: written, seen as far as the role needs, corrected (G8)."""

import io
from datetime import timedelta

import openpyxl
import pytest

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.core.models import AuditRow
from fugong.gates.models import Area, GoodsLot, VehicleStay
from tests import builders
from tests.builders import House

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]

LORRY = {"plate": "豫h·12345", "vehicle": "lorry", "driver_name": "赵建国", "cargo": "铝锭"}
LOT = {"what": "口罩", "quantity": "20", "unit": "箱"}


@pytest.fixture
def house() -> House:
    return builders.house()


def seen(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def sent(client, path: str, data=None, status: int = 302) -> str:
    answer = client.post(path, data or {})
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def test_empty_pages_say_what_will_appear(house):
    client = house.epidemic_officer.browser
    assert "门岗登记的车会列在这里" in seen(client, "/desk/vehicles/")
    assert "直到领走" in seen(client, "/desk/goods/")
    assert "还没有划定区域" in seen(client, "/desk/areas/")
    assert "这个范围里没有记录" in seen(client, "/desk/vehicles/print/")


def test_a_vehicle_from_in_to_out_and_corrected(house):
    client = house.epidemic_officer.browser
    sent(client, "/desk/areas/", {"kind": "parking", "name": "A区", "capacity": "1"})
    sent(client, "/desk/vehicles/new/", LORRY)
    row = VehicleStay.objects.get()
    where = f"/desk/vehicles/{row.pk}/"
    page = seen(client, where)
    assert "豫H12345" in page
    assert "赵*" in page
    assert "赵建国" not in page
    assert "已在厂内" in sent(client, "/desk/vehicles/new/", LORRY, 422)
    assert "没有字母 I 和 O" in sent(client, "/desk/vehicles/new/", {**LORRY, "plate": "豫HO1234"}, 422)
    full = {**LORRY, "plate": "豫H54321", "area": str(row.area_id)}
    assert "A区已满（1/1）" in sent(client, "/desk/vehicles/new/", full, 422)

    sent(client, f"{where}disinfect/", {"using": "酒精"})
    sent(client, f"{where}out/")
    assert "厂内没有外来车辆" in seen(client, "/desk/vehicles/")
    assert "豫H12345" in seen(client, "/desk/vehicles/?plate=豫h12345")
    assert "豫H12345" not in seen(client, "/desk/vehicles/?plate=豫h12346")
    assert "豫H12345" in seen(client, f"/desk/vehicles/?day={clock.today()}")

    form = seen(client, f"{where}correct/")
    assert 'value="豫H12345"' in form
    left = VehicleStay.objects.get().left_at.astimezone(clock.SITE_ZONE)
    times = {
        "came_at": f"{left - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "left_at": f"{left:%Y-%m-%dT%H:%M}",
    }
    right = {"plate": "豫H12346", "vehicle": "lorry", "why": "抄错一位", **times}
    assert "请填写这一项" in sent(client, f"{where}correct/", {**right, "why": ""}, 422)
    sent(client, f"{where}correct/", right)
    new = VehicleStay.objects.get(voided_at=None)
    assert "赵*" in seen(client, f"/desk/vehicles/{new.pk}/")
    assert "已作废" in seen(client, where)
    assert "抄错一位" in seen(client, where)


def test_the_register_is_taken_away_with_a_record(house):
    client = house.epidemic_officer.browser
    sent(client, "/desk/vehicles/new/", LORRY)
    sent(client, "/desk/goods/new/", LOT)
    for what, word in (("vehicles", "豫H12345"), ("goods", "口罩")):
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"/desk/{what}/export.xlsx").content))
        assert word in [cell.value for cell in list(book.active.rows)[1]]
        assert word in seen(client, f"/desk/{what}/print/")
        assert AuditRow.objects.filter(action=f"gates.export_{what}").count() == 2


def test_the_principal_reads_masked_plates_and_writes_nothing(house):
    sent(house.epidemic_officer.browser, "/desk/vehicles/new/", LORRY)
    client = house.principal.browser
    page = seen(client, "/desk/vehicles/")
    assert "豫H***45" in page
    assert "豫H12345" not in page
    where = f"/desk/vehicles/{VehicleStay.objects.get().pk}/"
    assert "记消毒" not in seen(client, where)
    assert client.post(f"{where}out/").status_code == 403
    (line,) = house.principal.api.get("/vehicles").json()["vehicles"]
    assert line["plate"] == "豫H***45"
    assert house.principal.api.post("/vehicles", {"plate": "豫H12345"}).status_code == 403


def test_goods_are_held_until_their_time_and_released_to_somebody(house):
    client = house.epidemic_officer.browser
    sent(client, "/desk/goods/new/", LOT)
    lot = GoodsLot.objects.get()
    where = f"/desk/goods/{lot.pk}/"
    assert "还没有消毒，不能领走" in seen(client, where)
    assert "不能领走" in sent(client, f"{where}release/", {"receiver": "王五"}, 422)
    sent(client, f"{where}disinfect/", {"using": "酒精"})
    assert "静置 24 小时未满" in sent(client, f"{where}release/", {"receiver": "王五"}, 422)
    GoodsLot.objects.update(arrived_at=clock.now() - timedelta(hours=25))
    assert "可以领走" in seen(client, "/desk/goods/?state=releasable")
    sent(client, f"{where}release/", {"receiver": "王五"})
    assert "王*" in seen(client, where)
    assert "没有存放中的货物" in seen(client, "/desk/goods/")
    sent(client, f"{where}void/", {"why": "没有这批货"})
    assert "没有这批货" in seen(client, where)


def test_programs_do_the_same(house):
    api = house.epidemic_officer.api
    area = api.post("/areas", {"kind": "parking", "name": "A区", "capacity": 1})
    assert (area.status_code, area.json()["taken"]) == (201, 0)
    made = api.post(
        "/vehicles", {"plate": "豫h 12345", "driver": {"ref": house.worker.job_number}, "cargo": "铝锭"}
    )
    assert made.status_code == 201
    vehicle = made.json()
    assert (vehicle["plate"], vehicle["area"]) == ("豫H12345", area.json()["id"])
    assert vehicle["driver"]["person"] == str(house.worker.pk)
    again = api.post("/vehicles", {"plate": "豫H12345"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "inside")
    full = api.post("/vehicles", {"plate": "豫H54321", "area": area.json()["id"]})
    assert (full.status_code, full.json()["error"]["field"]) == (409, "area")
    wrong = api.post("/vehicles", {"plate": "豫I12345"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "plate_i_or_o")
    path = f"/vehicles/{vehicle['id']}"
    assert api.post(f"{path}/disinfect", {"using": "酒精"}).json()["disinfected_with"] == "酒精"
    lot = api.post("/goods", {"what": "口罩", "quantity": 2.5, "unit": "箱", "vehicle": vehicle["id"]}).json()
    assert (lot["plate"], lot["state"], lot["holding_hours"]) == ("豫H12345", "held", 24)
    early = api.post(f"/goods/{lot['id']}/release", {"receiver": "王五"})
    assert (early.status_code, early.json()["error"]["code"]) == (409, "not_disinfected")
    assert api.post(f"/areas/{area.json()['id']}/close", {}).status_code == 409
    assert api.post(f"{path}/out", {}).json()["left_at"] is not None
    assert api.get("/vehicles", inside="true").json()["vehicles"] == []
    assert api.post(f"{path}/void", {"why": "重复"}).json()["void_why"] == "重复"
    assert api.get(f"/vehicles/{new_id()}").status_code == 404
    assert api.post(f"/areas/{area.json()['id']}/close", {}).json()["areas"] == []
    assert Area.objects.get().closed_at is not None
