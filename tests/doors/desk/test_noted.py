"""What could not be applied is found at the desk until somebody has looked at it (G8)."""

import pytest

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.gates.actions import record_entries, record_passages
from fugong.gates.models import GateEntry
from tests import builders as houses
from tests.gates import builders

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]


@pytest.fixture
def house():
    return houses.house()


def tell(house, passage):
    now = clock.now()
    gate = builders.device(house.enterprise)[0]
    item = builders.item(f"FGB:{house.worker.reference}", id=passage, temperature=36.5, direction="in")
    record_passages(device=gate, items=[item], device_time=now, received_at=now)
    entry = {
        "id": str(new_id()),
        "at": now.isoformat(),
        "kind": "hold.settled",
        "data": {"passage": passage, "outcome": "gone"},
    }
    record_entries(device=gate, entries=[entry], device_time=now, received_at=now)
    return entry["id"]


def test_the_officer_finds_it_from_today_and_marks_it_as_seen_with_the_own_name(house):
    passage = str(new_id())
    entry = tell(house, passage)
    officer = house.epidemic_officer.browser
    assert "门卫写的 1 条记录没能照办" in officer.get("/desk/").content.decode()

    page = officer.get("/desk/noted/").content.decode()
    assert "发热结论" in page
    assert "没有这次暂留的记录" in page
    assert f"/desk/passages/{passage}/" in page

    for _again in range(2):
        assert officer.post(f"/desk/noted/{entry}/seen/").status_code == 302
    assert GateEntry.objects.filter(kind="noted.seen", subject_id=entry).count() == 1
    assert "没能照办" not in officer.get("/desk/").content.decode()
    page = officer.get("/desk/noted/").content.decode()
    assert "看过</td>" in "".join(page.split())
    assert "标为看过</button>" not in page


def test_nobody_elses_is_seen_or_marked(house):
    entry = tell(house, str(new_id()))
    stranger = houses.house().epidemic_officer.browser
    assert "发热结论" not in stranger.get("/desk/noted/").content.decode()
    assert stranger.post(f"/desk/noted/{entry}/seen/").status_code == 404
    assert house.principal.browser.post(f"/desk/noted/{entry}/seen/").status_code == 403
    assert "还没有人看过" in house.principal.browser.get("/desk/noted/").content.decode()


def test_the_api_tells_the_same(house):
    entry, api = tell(house, str(new_id())), house.epidemic_officer.api
    told = api.get("/noted-entries").json()
    assert told["unseen"] == 1
    assert [(one["id"], one["remark"], one["about"]) for one in told["entries"]] == [
        (entry, "hold", "passage")
    ]

    seen = api.post(f"/noted-entries/{entry}/seen", {}).json()
    assert seen["seen_by"] == str(house.epidemic_officer.account.pk)
    assert api.get("/noted-entries").json()["unseen"] == 0
