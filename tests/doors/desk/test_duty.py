"""Duty, who is inside, the record and the day's report at the desk and through the API (G8)."""

import io
from datetime import timedelta

import openpyxl
import pytest

from fugong.core import clock
from fugong.core.web import say
from fugong.doors.desk import record
from fugong.gates.actions import Named, Told, create_checkpoint, record_passages, vehicle_in
from fugong.gates.models import Checkpoint, DutyTurn, GateDayReport, GuardShift, OpeningHours, Passage
from fugong.gates.opening import Hours
from fugong.gates.queries import opening_hours
from fugong.notices.models import Notice
from tests import builders
from tests.builders import House
from tests.gates import builders as gates

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]


@pytest.fixture
def house() -> House:
    return builders.house()


@pytest.fixture
def gate(house: House) -> Checkpoint:
    return create_checkpoint(enterprise=house.enterprise, by=house.epidemic_officer.actor, name="东门")


def seen(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def sent(client, path: str, data=None, status: int = 302) -> str:
    answer = client.post(path, data or {})
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def passed(house: House, **changes) -> Passage:
    device, _token = gates.device(house.enterprise)
    now = clock.now()
    item = gates.item(f"FGB:{house.worker.reference}", **{"verdict": "allow", **changes})
    record_passages(device=device, items=[item], device_time=now, received_at=now)
    return Passage.objects.get(id=item["id"])


def test_empty_pages_say_what_will_appear(house):
    client = house.epidemic_officer.browser
    assert "先添加一个出入口" in seen(client, "/desk/duty/")
    assert "现在没有人在厂" in seen(client, "/desk/inside/")
    assert "现在没有人在厂" in seen(client, "/desk/inside/evacuation/")
    assert "没有符合条件的记录" in seen(client, "/desk/passages/")
    assert "这一天没有人进出" in seen(client, "/desk/day-report/")


def test_a_week_is_planned_copied_and_a_shift_taken_out(house, gate):
    client = house.epidemic_officer.browser
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    plan = {"gate": str(gate.pk), "guard": str(house.guard.account.pk), "day": monday.isoformat()}

    sent(client, "/desk/duty/shifts/", {**plan, "starts": "20:00", "ends": "08:00", "days": "7"})
    page = seen(client, f"/desk/duty/?week={monday.isoformat()}")

    assert page.count("20:00–次日 8:00") == 7
    assert "没排人的时间" in page
    refused = sent(
        client, "/desk/duty/shifts/", {**plan, "starts": "21:00", "ends": "22:00", "days": "1"}, 422
    )
    assert "已经排了班" in refused
    other = builders.member("guard", house.enterprise, house.team, None).account.pk
    told = {**plan, "guard": str(other), "starts": "23:00", "ends": "7:00", "days": "1"}
    sent(client, "/desk/duty/shifts/", told)
    page = seen(client, f"/desk/duty/?week={monday.isoformat()}")
    assert "1 个班次和别人的班次重叠" in page
    assert page.count("△ 重叠") == 2
    GuardShift.objects.filter(guard_id=other).delete()
    last = {"day": (clock.today() - timedelta(days=9)).isoformat(), "starts": "8:00", "ends": "9:00"}
    sent(client, "/desk/duty/shifts/", {**plan, **last, "days": "1"})
    assert "1 个班次的时间已经过去" in seen(client, "/desk/duty/")
    GuardShift.objects.filter(ends_at__lt=clock.now()).delete()
    sent(client, "/desk/duty/weeks/", {"monday": monday.isoformat(), "weeks": "1"})
    assert GuardShift.objects.count() == 14
    sent(client, f"/desk/duty/shifts/{GuardShift.objects.first().pk}/drop/")
    assert GuardShift.objects.count() == 13


def test_opening_hours_are_written_as_people_write_them(house, gate):
    client = house.epidemic_officer.browser
    where = f"/desk/duty/{gate.pk}/hours/"

    sent(client, where, {"day0": "6:00-9:00，17:00-20:00", "day5": "19:00–7:00"})

    assert opening_hours([gate.pk])[gate.pk] == [
        Hours(0, 360, 540),
        Hours(0, 1020, 1200),
        Hours(5, 1140, 1860),
    ]
    page = seen(client, where)
    assert "6:00-9:00，17:00-20:00" in page
    assert "19:00-7:00" in page
    assert "看不懂" in sent(client, where, {"day0": "早上"}, 422)
    assert "重叠" in sent(client, where, {"day0": "6:00-9:00, 8:00-10:00"}, 422)
    sent(client, where, {})
    assert not OpeningHours.objects.exists()


def test_a_hand_over_at_the_desk(house, gate):
    client = house.epidemic_officer.browser
    where = f"/desk/duty/{gate.pk}/hand-over/"
    told = {"guard": str(house.guard.account.pk), "checks": ["keys"], "remarks": "正常"}

    assert "没有人" in seen(client, where)
    assert "请确认已经交接清楚" in sent(client, where, told, 422)
    sent(client, where, {**told, "acknowledged": "on"})

    page = seen(client, "/desk/duty/")
    assert "正常" in page
    sent(client, where, {"guard": "nobody"})
    assert DutyTurn.objects.get().ended_at is not None


def test_who_is_inside_is_counted_listed_and_called(house):
    passed(house)
    client = house.epidemic_officer.browser

    page = seen(client, "/desk/inside/")
    assert "现在在厂 1 人" in page
    assert house.worker.name.reveal() not in page
    assert "疏散名单" in seen(client, "/desk/inside/evacuation/")
    called = sent(client, f"/desk/inside/{house.worker.pk}/phone/", {"kind": "worker"}, 200)
    assert f"tel:{house.worker.phone.reveal()}" in called
    assert house.worker.openings.get().reason.reveal() == "疏散清点时联系本人"


def test_a_search_is_posted_and_a_passage_is_corrected_beside_itself(house):
    passage = passed(house)
    client = house.epidemic_officer.browser
    where = f"/desk/passages/{passage.id}/"

    assert house.worker.job_number in sent(client, "/desk/passages/", {"q": house.worker.job_number}, 200)
    assert "没有找到" in sent(client, "/desk/passages/", {"q": "没有这个人"}, 200)
    assert "请选择哪里记错了" in sent(client, f"{where}correct/", {"why": "误扫"}, 422)
    sent(client, f"{where}correct/", {"kind": "turned", "why": "方向忘了切换"})

    page = seen(client, where)
    assert "已更正，不再计数" in page
    assert "方向忘了切换" in page
    assert "✕ 更正：" in seen(client, "/desk/passages/?mark=corrected")
    assert "已经更正过" in sent(client, f"{where}correct/", {"kind": "void", "why": "再改"}, 422)


def test_a_plate_is_searched_printed_and_taken_away_with_its_vehicle(house):
    passed(house)
    by = house.epidemic_officer
    stay = vehicle_in(enterprise=house.enterprise, by=by.actor, told=Told("豫H68215", driver=Named("赵建国")))

    page = sent(by.browser, "/desk/passages/", {"q": "豫H68215"}, 200)
    assert f"/desk/vehicles/{stay.pk}/" in page
    assert "车辆进厂" in page
    assert house.worker.job_number not in page
    paper = sent(by.browser, "/desk/passages/print/", {"q": "豫H68215"}, 200)
    assert "豫H68215" in paper
    assert house.worker.job_number not in paper
    answer = by.browser.post("/desk/passages/export.xlsx", {"q": "豫H68215"})
    (row,) = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)[1:]
    assert (row[2], row[6]) == ("车辆进厂", "豫H68215")
    assert len(seen(by.browser, "/desk/passages/print/").split("<tr>")) == 4, "everything, and its heading"
    (one,) = by.api.post("/passages/search", {"text": "豫H68215"}).json()["vehicles"]
    assert (one["kind"], one["plate"], one["vehicle"]) == ("vehicle.in", "豫H68215", str(stay.pk))


def test_a_record_too_long_to_take_away_says_how_far_it_goes(house, monkeypatch):
    passages = [passed(house, direction="out") for _ in range(3)]
    by = house.epidemic_officer.browser
    assert "更早的没有列出" not in seen(by, "/desk/passages/print/")
    assert "导出和打印最多" not in seen(by, "/desk/passages/")
    device, _token = gates.device(house.enterprise)
    many = [gates.item("x", at=(clock.now() - timedelta(hours=2)).isoformat()) for _ in range(50)]
    record_passages(device=device, items=many, device_time=clock.now(), received_at=clock.now())
    assert "导出和打印最多列出最近的 20,000 条" in seen(by, "/desk/passages/")

    monkeypatch.setattr(record, "MOST_EXPORTED", 2)
    note = f"这里只有 {say.moment(passages[1].happened_at, by_name=False)} 以后的 2 条，更早的没有列出"
    assert note in seen(by, "/desk/passages/print/")
    first, _headings, *rows = openpyxl.load_workbook(
        io.BytesIO(by.get("/desk/passages/export.xlsx").content)
    ).active.values
    assert (first[0].startswith(note), len(rows)) == (True, 2)


def test_a_passage_nobody_recorded_is_put_in_by_hand(house, gate):
    client = house.epidemic_officer.browser
    at = (clock.now() - timedelta(minutes=5)).astimezone(clock.SITE_ZONE)
    told = {"direction": "out", "gate": str(gate.pk), "at": f"{at:%Y-%m-%dT%H:%M}", "why": "没扫码"}

    assert "没有找到这个人" in sent(client, "/desk/passages/missed/", {**told, "who": "没有"}, 422)
    sent(client, "/desk/passages/missed/", {**told, "who": house.worker.job_number})

    assert Passage.objects.get().marks == ["by_hand"]
    assert "更正补记" in seen(client, "/desk/passages/?mark=by_hand")


def test_why_somebody_was_let_in_is_asked_and_stands_in_the_record(house):
    passage = passed(house, temperature=38.5)
    client = house.epidemic_officer.browser
    where = f"/desk/passages/{passage.id}/"

    assert "还没有人写原因" in seen(client, where)
    sent(client, f"{where}note/", {"why": "second_reading", "decided_by": "guard", "decided_name": "王师傅"})
    assert "复测正常；王师傅决定" in seen(client, "/desk/passages/?mark=override")


def test_the_inbox_leads_to_a_re_entry(house):
    first = passed(house)
    passed(house)
    notice = Notice.objects.get(kind="re_entry_at_gate")

    page = seen(house.epidemic_officer.browser, "/desk/inbox/")

    assert "没有出厂记录又进了一次厂" in page
    assert f"/desk/passages/{notice.details['passage_id']}/" in page
    assert notice.details["passage_id"] != str(first.id)


def test_a_day_is_signed_printed_and_taken_away(house):
    yesterday = clock.today() - timedelta(days=1)
    passed(house, at=(clock.day_start(yesterday) + timedelta(hours=8)).isoformat())
    client = house.epidemic_officer.browser
    where = f"/desk/day-report/?day={yesterday.isoformat()}"

    assert "还没有签发" in seen(client, where)
    sent(client, "/desk/day-report/sign/", {"day": yesterday.isoformat(), "note": "一切正常"})

    page = seen(client, where)
    assert "数字已固定" in page
    assert "一切正常" in page
    assert "已经签过" in sent(client, "/desk/day-report/sign/", {"day": yesterday.isoformat()}, 422)
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/desk/day-report/export.xlsx?day={yesterday.isoformat()}").content)
    )
    assert ("合计", "进厂人次", 1) in list(book.active.values)
    assert GateDayReport.objects.get().signed_by == house.epidemic_officer.account.pk


def test_another_enterprises_officer_finds_nothing(house, gate):
    passage = passed(house)
    stranger = builders.house().epidemic_officer.browser

    for path in (
        f"/desk/passages/{passage.id}/",
        f"/desk/duty/{gate.pk}/hours/",
        f"/desk/duty/{gate.pk}/hand-over/",
    ):
        seen(stranger, path, 404)
    sent(stranger, f"/desk/passages/{passage.id}/correct/", {"kind": "void", "why": "误扫"}, 404)
    sent(stranger, f"/desk/inside/{house.worker.pk}/phone/", {"kind": "worker"}, 404)


def test_the_principal_reads_and_writes_nothing(house, gate):
    passage = passed(house)
    client = house.principal.browser

    for path in ("/desk/duty/", "/desk/inside/", "/desk/passages/", "/desk/day-report/"):
        assert 'method="post" action="/desk/duty' not in seen(client, path)
    seen(client, f"/desk/passages/{passage.id}/")
    sent(client, f"/desk/passages/{passage.id}/correct/", {"kind": "void", "why": "误扫"}, 403)
    sent(client, "/desk/day-report/sign/", {"day": clock.today().isoformat()}, 403)


def test_the_api_does_what_the_pages_do(house, gate):
    officer, principal = house.epidemic_officer.api, house.principal.api
    guard = str(house.guard.account.pk)
    plan = {
        "checkpoint": str(gate.pk),
        "guard": guard,
        "day": "2030-01-07",
        "starts": "20:00",
        "ends": "08:00",
    }

    planned = officer.post("/duty/shifts", {**plan, "days": 2})
    assert (planned.status_code, len(planned.json()["shifts"])) == (201, 2)
    assert [(one["beside"], one["past"]) for one in planned.json()["shifts"]] == [([], False)] * 2
    assert officer.post("/duty/shifts", plan).status_code == 409
    assert principal.post("/duty/shifts", plan).status_code == 403
    assert officer.post("/duty/weeks", {"monday": "2030-01-09"}).json() == {"made": 2}
    listed = principal.get("/duty/shifts", first="2030-01-07", last="2030-01-14").json()["shifts"]
    assert len(listed) == 3
    assert officer.delete(f"/duty/shifts/{listed[0]['id']}").status_code == 204

    hours = {"week": [{"weekday": 0, "opens": 1140, "closes": 1860}]}
    assert officer.put(f"/checkpoints/{gate.pk}/hours", hours).json() == hours
    taken = officer.post(f"/checkpoints/{gate.pk}/hand-over", {"guard": guard, "acknowledged": True})
    assert (taken.status_code, taken.json()["guard"]) == (201, guard)
    assert principal.get("/duty").json()["standing"][0]["guard"] == guard
    assert len(principal.get("/duty/turns").json()["turns"]) == 1


def test_the_record_through_the_api(house, gate):
    officer, stranger = house.epidemic_officer.api, builders.house().epidemic_officer.api
    passage = passed(house, temperature=38.5)
    where = f"/passages/{passage.id}"
    said = {"why": "second_reading", "decided_by": "guard"}

    assert officer.get("/inside").json()["total"] == 1
    assert officer.post(f"{where}/note", said).json()["note"]["decided_by"] == "guard"
    assert (
        officer.post(f"{where}/correct", {"kind": "void", "why": "误扫"}).json()["correction"]["kind"]
        == "void"
    )
    assert officer.post(f"{where}/correct", {"kind": "void", "why": "误扫"}).status_code == 409
    assert officer.get("/inside").json()["total"] == 0
    missed = {
        "person": str(house.worker.pk),
        "checkpoint": str(gate.pk),
        "direction": "in",
        "at": clock.now().isoformat(),
        "why": "补记",
    }
    assert officer.post("/passages/missed", missed).status_code == 201
    assert officer.post("/passages/missed", {**missed, "person": None}).status_code == 422
    found = officer.post("/passages/search", {"text": house.worker.job_number, "mark": "corrected"}).json()
    assert (len(found["passages"]), found["more"]) == (2, False)
    assert officer.post("/passages/search", {"start": "2020-02-24T00:00:00"}).status_code == 422
    assert officer.post("/passages/search", {"since": "x"}).status_code == 422
    assert stranger.get(where).status_code == 404
    assert stranger.post("/passages/search", {}).json()["passages"] == []
    today = clock.today().isoformat()
    assert officer.get(f"/gate-days/{today}").json()["figures"]["corrections"] == [["void", 1], ["missed", 1]]
    assert officer.post(f"/gate-days/{today}/sign", {}).status_code == 409
