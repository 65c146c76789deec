"""A queue file at the desk and over the API: looked at, then taken in; odd files are told what they are."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fugong.core import clock
from fugong.core.permissions import SYSTEM
from fugong.gates import actions as gates
from fugong.gates.models import Device, Passage, QueueImport
from tests.builders import House, house
from tests.gates import builders
from tests.gates.queue_files import queue_file

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def works() -> House:
    return house()


@pytest.fixture
def device(works: House) -> Device:
    checkpoint = gates.create_checkpoint(enterprise=works.enterprise, by=SYSTEM, name="东门")
    return gates.create_device(checkpoint=checkpoint, by=SYSTEM, name="平板一")[0]


def items(count: int = 3) -> list[dict[str, Any]]:
    return [builders.item("FGB:nobody", verdict="deny", at=clock.now().isoformat()) for _ in range(count)]


def sent(client: Client, data: bytes, name: str = "gate.json") -> Any:
    return client.post("/desk/gates/import/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_the_officer_sees_what_is_in_a_file_then_takes_it_in(works: House, device: Device) -> None:
    officer = works.epidemic_officer.browser
    broken = [*items(), {**items(1)[0], "direction": "up"}]

    looked = sent(officer, queue_file(device, broken))
    before = Passage.objects.count()
    address = looked.request["PATH_INFO"]
    taken = officer.post(f"{address}take/", follow=True).content.decode()
    again = officer.post(f"{address}take/", follow=True).content.decode()

    page = looked.content.decode()
    assert "4 条里，3 条可以收进" in page
    assert "东门 · 平板一" in page
    assert "进出第 4 条" in page
    assert before == 0
    assert "已收进 3 条" in taken
    assert "另有 1 条有错" in taken
    assert "不会重复" in again
    assert Passage.objects.count() == 3
    assert "已收进" in officer.get("/desk/gates/import/").content.decode()


def test_a_file_can_be_thrown_away(works: House, device: Device) -> None:
    officer = works.epidemic_officer.browser
    address = sent(officer, queue_file(device, items())).request["PATH_INFO"]

    page = officer.post(f"{address}delete/", follow=True).content.decode()

    assert "没有收进任何记录" in page
    assert Passage.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "0 字节"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "Office"),
        (b"PK\x03\x04", "Office"),
        (b"a,b\r\n", "不是离线记录"),
    ],
)
def test_another_file_is_told_what_it_is_at_the_field(works: House, data: bytes, words: str) -> None:
    answer = sent(works.epidemic_officer.browser, data, "2003.xls")

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_huge_file_is_told_without_being_read(works: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fugong.gates.queue_file.LARGEST", 1000)
    api = works.epidemic_officer.api

    answer = sent(works.epidemic_officer.browser, bytes(1001))
    told = api.client.post("/api/v1/queue-imports", {"file": SimpleUploadedFile("x.json", bytes(1001))})

    assert answer.status_code == 422
    assert "20 MB" in answer.content.decode()
    assert (told.status_code, told.json()["error"]["code"]) == (422, "too_large")


def test_the_api_does_the_same(works: House, device: Device) -> None:
    api = works.epidemic_officer.api
    data = queue_file(device, [*items(2), {"id": 1}])

    made = api.client.post("/api/v1/queue-imports", {"file": SimpleUploadedFile("gate.json", data)})
    path = f"/queue-imports/{made.json()['id']}"
    content = api.get(f"{path}/content").json()
    taken = api.post(f"{path}/take").json()
    again = api.post(f"{path}/take")
    late = api.get(f"{path}/content")

    assert made.status_code == 201, made.content
    assert (content["good"], content["faulty"]) == (2, 1)
    assert content["faults"][0]["number"] == 3
    assert (taken["taken"], taken["known"], taken["kept"]) == (2, 0, False)
    assert (again.status_code, late.status_code) == (409, 404)
    assert [one["id"] for one in api.get("/queue-imports").json()["imports"]] == [made.json()["id"]]
    assert works.principal.api.get("/queue-imports").status_code == 403


def test_a_file_of_the_api_can_be_thrown_away(works: House, device: Device) -> None:
    api = works.epidemic_officer.api
    data = queue_file(device, items(1))
    made = api.client.post("/api/v1/queue-imports", {"file": SimpleUploadedFile("gate.json", data)}).json()

    gone = api.client.delete(f"/api/v1/queue-imports/{made['id']}")

    assert gone.status_code == 204
    assert api.get(f"/queue-imports/{made['id']}").json()["kept"] is False
    assert QueueImport.objects.get().stored_as == ""
