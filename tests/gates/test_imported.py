"""What a device could not upload comes in at the desk: as its upload would have, once, by the officer."""

import json
from datetime import timedelta
from typing import Any

import pytest

from fugong.core import clock, files
from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.core.ids import new_id
from fugong.core.models import AuditRow
from fugong.gates import actions, queries, queue_file
from fugong.gates.actions.imported import purge_queues
from fugong.gates.models import Device, GateEntry, Passage, QueueImport
from tests.gates import builders
from tests.gates.closing import closed
from tests.gates.queue_files import queue_file as exported
from tests.gates.test_visits import entry

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]


@pytest.fixture
def device(db: None) -> Device:
    return builders.device()[0]


def given(device: Device, count: int = 3) -> list[dict[str, Any]]:
    """Passages as a page exports them: allowed, some hours ago."""
    workers = [builders.worker(device.checkpoint.enterprise) for _ in range(2)]
    ago = clock.now() - timedelta(hours=6)
    return [
        builders.item(
            f"JOB:{workers[number % 2].job_number}",
            verdict="allow",
            direction="in" if number < 2 else "out",
            at=(ago + timedelta(minutes=number)).isoformat(),
        )
        for number in range(count)
    ]


def upload(device: Device, data: bytes, name: str = "gate.json") -> QueueImport:
    enterprise = device.checkpoint.enterprise
    return actions.upload_queue(
        enterprise=enterprise, by=builders.officer(enterprise), file_name=name, data=data
    )


def take(row: QueueImport) -> QueueImport:
    return actions.take_queue(queue_import=row, by=builders.officer(row.enterprise))


def test_a_file_is_looked_at_then_taken_in_and_its_passages_stand_as_the_device_recorded_them(device):
    items = given(device)

    row = upload(device, exported(device, items))
    before = Passage.objects.count()
    done = take(row)

    assert (row.passages, row.entries, row.known, before) == (3, 0, 0, 0)
    assert (done.taken, done.known, done.stored_as) == (3, 0, "")
    stored = {str(one.id): one for one in Passage.objects.all()}
    assert set(stored) == {one["id"] for one in items}
    assert {one.device_id for one in stored.values()} == {device.pk}
    assert {one.verdict for one in stored.values()} == {"allow"}
    assert all(abs(one.happened_at - clock.now()) > timedelta(hours=5) for one in stored.values())
    with pytest.raises(FileNotFoundError):
        files.fetch(row.stored_as, "gates.QueueImport.file")


def test_a_withdrawn_devices_file_is_taken_and_the_device_is_not_heard_by_it(device):
    data = exported(device, given(device))
    actions.withdraw_device(device=device, by=builders.officer(device.checkpoint.enterprise))

    take(upload(device, data))

    device.refresh_from_db()
    assert Passage.objects.count() == 3
    assert device.last_seen_at is None


def test_what_was_uploaded_before_is_known_and_the_first_stands(device):
    items = given(device)
    actions.record_passages(device=device, items=items[:2], device_time=None, received_at=clock.now())
    changed = [{**one, "verdict": "deny"} for one in items]

    row = upload(device, exported(device, changed))
    done = take(row)
    again = take(upload(device, exported(device, items)))

    assert row.known == 2
    assert (done.taken, done.known) == (1, 2)
    assert (again.taken, again.known) == (0, 3)
    assert sorted(one.verdict for one in Passage.objects.all()) == ["allow", "allow", "deny"]


def test_the_officer_stands_in_the_audit_for_the_device(device):
    enterprise = device.checkpoint.enterprise
    officer = builders.officer(enterprise)
    row = actions.upload_queue(
        enterprise=enterprise, by=officer, file_name="gate.json", data=exported(device, given(device))
    )

    actions.take_queue(queue_import=row, by=officer)

    told = {one.action: one for one in AuditRow.objects.filter(owner_id=enterprise.pk)}
    assert set(told) == {"gates.upload_queue", "gates.record_passages", "gates.take_queue"}
    assert {one.actor_id for one in told.values()} == {officer.id}
    assert told["gates.record_passages"].subject_id == str(device.pk)


def test_a_broken_item_is_named_by_its_number_and_keeps_no_other_back(device):
    items = given(device, 4)
    items[1]["at"] = "yesterday"
    items[2] = "nothing"

    row = upload(
        device,
        exported(device, items, [{"id": str(new_id()), "at": items[0]["at"], "kind": "no.such", "data": {}}]),
    )
    _file, checked = queries.read_again(row)
    done = take(row)

    assert [(one.list, one.number, one.code) for one in checked.faults] == [
        ("passages", 2, "at"), ("passages", 3, "item"), ("entries", 1, "kind"),
    ]  # fmt: skip
    assert row.faults[0] == {"list": "passages", "number": 2, "code": "at"}
    assert (done.taken, Passage.objects.count(), GateEntry.objects.count()) == (2, 2, 0)


def without(key: str) -> bytes:
    return json.dumps(
        {"format": "fugong-gate-queue", "version": 1, "sha256": "", "content": "{}"} | {key: None}
    ).encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook"),
        (b"PK\x03\x04" + bytes(600), "workbook"),
        (b"\xff\xfe\x00\x80", "text"),
        (b"name,job\r\n1,2\r\n", "json"),
        (b"[" * 100_000, "json"),
        (b'{"format": "another"}', "format"),
        (b"[1, 2]", "format"),
        (b"17", "format"),
        (without("version"), "version"),
        (b'{"format": "fugong-gate-queue", "version": 99}', "version"),
        (without("content"), "content"),
        (without("sha256"), "content"),
        (without("none"), "checksum"),
        (b'{"format": "fugong-gate-queue", "version": 1, "sha2', "cut_off"),
    ],
)
def test_an_odd_file_is_told_what_it_is(data, code):
    with pytest.raises(Invalid) as told:
        queue_file.read(data)

    assert (told.value.code, told.value.field) == (code, "file")
    assert len(told.value.text) > 10


def test_a_changed_file_is_refused_and_nothing_is_kept(device):
    data = exported(device, given(device))

    with pytest.raises(Invalid) as told:
        upload(device, data.replace(b'\\"in\\"', b'\\"out\\"', 1))

    assert told.value.code == "checksum"
    assert QueueImport.objects.count() == 0


def test_a_file_of_100_mb_is_refused_before_it_is_read(device):
    with pytest.raises(Invalid) as told:
        upload(device, bytes(queue_file.LARGEST + 1))

    assert told.value.code == "too_large"


def test_another_enterprises_file_and_an_unknown_device_are_refused(device):
    elsewhere = builders.device()[0]
    unknown = Device(pk=new_id(), checkpoint=device.checkpoint, name="x")
    crossed = exported(elsewhere, given(elsewhere)).replace(
        str(elsewhere.checkpoint.enterprise_id).encode(), str(device.checkpoint.enterprise_id).encode()
    )

    for data, code in [
        (exported(elsewhere, given(elsewhere)), "enterprise"),
        (exported(unknown, given(device)), "device"),
        (crossed, "checksum"),
        (exported(device, []), "empty"),
    ]:
        with pytest.raises(Invalid) as told:
            upload(device, data)
        assert told.value.code == code
    assert QueueImport.objects.count() == 0


def test_only_the_epidemic_officer_takes_files_in_and_each_once(device):
    enterprise = device.checkpoint.enterprise
    data = exported(device, given(device))
    with pytest.raises(NotAllowed):
        actions.upload_queue(
            enterprise=enterprise, by=builders.officer(enterprise, "principal"), file_name="x", data=data
        )
    row = upload(device, data)
    with pytest.raises(NotAllowed):
        actions.take_queue(queue_import=row, by=builders.officer(builders.enterprise()))

    done = take(row)

    for act in (actions.take_queue, actions.delete_queue):
        with pytest.raises(Conflict):
            act(queue_import=done, by=builders.officer(enterprise))


def test_a_file_nobody_took_is_deleted_after_a_week(device):
    row = upload(device, exported(device, given(device)))
    enterprise = device.checkpoint.enterprise

    assert purge_queues(enterprise=enterprise) == 0
    QueueImport.objects.update(created_at=clock.now() - timedelta(days=8))
    assert purge_queues(enterprise=enterprise) == 1

    with pytest.raises(FileNotFoundError):
        files.fetch(row.stored_as, "gates.QueueImport.file")


def test_a_visitor_written_in_offline_goes_in_before_the_passage_that_names_them(device):
    written = entry()
    passage = builders.item(f"FGB:{written['data']['reference']}", verdict="allow", direction="out")

    done = take(upload(device, exported(device, [passage], [written])))

    assert done.taken == 2
    assert Passage.objects.get().visit_id == GateEntry.objects.get().subject_id


def test_entries_that_the_phone_closed_come_in_by_the_file_too(device: Device) -> None:
    one = entry()
    told = closed(device, one)

    done = take(upload(device, exported(device, [], [told])))

    assert (done.taken, done.faults) == (1, [])
    assert GateEntry.objects.get().data.document() == one["data"]


@pytest.mark.parametrize("more", [float("nan"), json.loads("[" * 300 + "]" * 300)])
def test_an_entry_that_nobody_could_keep_is_a_fault_of_the_file_and_holds_no_other_back(
    device: Device, more
) -> None:
    good, bad, shut = entry(), entry(), entry()
    bad["data"]["more"] = shut["data"]["more"] = more

    row = upload(device, exported(device, [], [good, bad, closed(device, shut)]))

    assert [one["number"] for one in row.faults] == [2, 3]
    assert take(row).taken == 1
