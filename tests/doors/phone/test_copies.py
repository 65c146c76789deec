"""A worker takes a copy of everything that is kept about them, a visitor of the visit (PIPL 45)."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.directory.models import Certificate, Membership, PhoneSession, ReturnJourney
from fugong.gates import actions
from fugong.gates.models import FeverHold, Passage, TerminalReading, VisitOpening
from tests import builders
from tests.gates import builders as gates
from tests.screening import builders as people

pytestmark = pytest.mark.django_db
CARGO = {"plate": "豫H12345", "vehicle": "lorry", "cargo": "轴承钢"}


@pytest.fixture
def house() -> builders.House:
    return builders.house()


def copy_of(phone: Client) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = phone.get("/me/privacy/data.json").json()
    return found


def at_the_gate(house: builders.House, *, entries: Any = (), passages: Any = ()) -> None:
    device, _token = gates.device(house.enterprise)
    if passages:
        actions.record_passages(
            device=device, items=list(passages), device_time=None, received_at=clock.now()
        )
    if entries:
        noted = [
            {"id": str(new_id()), "at": clock.now().isoformat(), "kind": kind, "data": data}
            for kind, data in entries
        ]
        actions.record_entries(device=device, entries=noted, device_time=None, received_at=clock.now())


def test_a_worker_finds_the_roster_the_phones_and_the_way_back(house: builders.House) -> None:
    worker = house.worker
    Membership.objects.create(person=worker, group=house.team, since=clock.today())
    ReturnJourney.objects.update_or_create(
        person=worker, defaults={"destination": "湖北黄冈", "left_city": True}
    )
    Certificate.objects.filter(person=worker).delete()
    people.certificate(worker)
    PhoneSession.objects.create(
        person=worker,
        digest="x",
        device="Android WeChat",
        last_seen_at=clock.now(),
        asked_at=clock.now(),
        answer="no",
    )

    copy = copy_of(house.phone)

    assert copy["登记信息"][0]["手机号"] == worker.phone.reveal()
    assert copy["班组经历"][0]["班组"] == house.team.full_name
    assert copy["返岗行程"][0] | {"外出地点": "湖北黄冈", "离开过本市": "是"} == copy["返岗行程"][0]
    assert copy["健康证明"][0]["编号"].startswith("C")
    assert ("Android WeChat", "否") in {(one["手机"], one["是不是本人"]) for one in copy["登记过的手机"]}


def test_a_worker_finds_everything_that_the_gates_keep(house: builders.House) -> None:
    worker = house.worker
    fever = gates.item(f"JOB:{worker.job_number}", temperature=38.1)
    refused = gates.item(f"JOB:{worker.job_number}", verdict="allow")
    note = {"why": "data_late", "text": "手机没电", "decided_by": "epidemic_officer", "decided_name": ""}
    drove = {**CARGO, "driver": [{"ref": worker.reference}]}
    at_the_gate(
        house,
        passages=[fever, refused],
        entries=[("vehicle.in", drove), ("passage.noted", {"passage": refused["id"], **note})],
    )
    row = Passage.objects.filter(person_id=worker.pk).latest("seq")
    TerminalReading.objects.create(
        owner_id=row.owner_id, seq=1, recorded_at=clock.now(), device_id=row.device_id, checkpoint_id=row.checkpoint_id,
        person_id=worker.pk, at=clock.now(), happened_at=clock.now(), celsius="36.8",
    )  # fmt: skip

    copy = copy_of(house.phone)

    assert {line["体温 ℃"] for line in copy["进出厂"]} == {"38.1", "36.5"}
    assert FeverHold.objects.filter(person_id=worker.pk).exists()
    assert copy["卡口发热暂留"][0]["体温 ℃"] == "38.1"
    assert copy["乘坐的车辆"] == [
        copy["乘坐的车辆"][0] | {"车牌": "豫H12345", "司机": "是", "货物": "轴承钢"}
    ]
    assert copy["放行的说明"][0]["说明"] == "手机没电"
    assert ("36.8", "测温终端") in {(one["体温 ℃"], one["来源"]) for one in copy["体温"]}
    assert "发热" not in next(one for one in copy["体温"] if one["来源"] == "测温终端"), "nobody judged it"


def test_a_guard_finds_turns_and_shifts_and_a_host_the_visits(house: builders.House) -> None:
    worker, guard = house.worker, house.guard
    guard.account.person = worker
    guard.account.save()
    gate = actions.create_checkpoint(
        enterprise=house.enterprise, by=house.epidemic_officer.actor, name="东门"
    )
    actions.plan_shift(
        checkpoint=gate, by=house.epidemic_officer.actor, guard_id=guard.account.pk,
        starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=8),
    )  # fmt: skip
    actions.take_over(checkpoint=gate, by=guard.actor, guard_id=guard.account.pk, remarks="钥匙已交")
    invited(house)

    copy = copy_of(house.phone)

    assert copy["登录账号"][0]["登录名"] == guard.account.login
    assert copy["担任的职责"][0]["职责"] == "门岗"
    assert copy["值守排班"][0]["卡口"] == "东门"
    assert copy["值守交接"][0]["说明"] == "钥匙已交"
    assert copy["接待的来访"][0]["来访人"] == "赵*"


def invited(house: builders.House) -> tuple[Any, str]:
    return actions.invite(
        enterprise=house.enterprise,
        by=people.worker(house.worker),
        guest=actions.Guest(name="赵来客", phone="13700001111", employer="郑州配件", purpose="送检测设备"),
        stay=actions.Stay(clock.now(), clock.now() + timedelta(hours=2)),
    )


def test_a_visitor_takes_a_copy_with_the_own_number_and_that_is_recorded(house: builders.House) -> None:
    visit, secret = invited(house)
    at_the_gate(house, passages=[gates.item(gates.pass_of_visit(visit), temperature=36.4)])
    page, visitor = f"/v/{secret}/copy/", Client()

    assert "13700001111" not in visitor.get(page).content.decode()
    refused = visitor.post(page, {"phone": "13700002222", "form": "json"})
    taken = visitor.post(page, {"phone": "137 0000 1111", "form": "json"})
    book = openpyxl.load_workbook(
        io.BytesIO(visitor.post(page, {"phone": "13700001111", "form": "xlsx"}).content)
    )

    assert (refused.status_code, taken.status_code) == (422, 200)
    told = taken.json()["来访登记"][0]
    assert (told["手机号"], told["工作单位"], told["接待人"]) == ("13700001111", "郑州配件", "张*")
    (passage,) = taken.json()["进出厂"]
    assert (passage["方向"], passage["体温 ℃"], passage["结果"]) == ("进厂", "36.4", "放行")
    assert "来访登记" in book.sheetnames
    assert VisitOpening.objects.filter(visit=visit, by_id=None).count() == 2
    assert visitor.post(page, {"phone": "13700001111", "form": "pdf"}).status_code == 404


def test_a_number_is_not_guessed_by_trying(house: builders.House) -> None:
    _visit, secret = invited(house)

    answers = [
        Client().post(f"/v/{secret}/copy/", {"phone": f"1370000222{n}", "form": "json"}).status_code
        for n in range(6)
    ]

    assert answers == [422] * 5 + [429]
