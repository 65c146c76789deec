"""Recording: exactly once, whole or not at all, in the order of numbers, with its audit row."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from fugong.core import audit, clock
from fugong.core.models import AuditRow
from fugong.gates.actions import Upload, passages, record_passages, record_together, storing
from fugong.gates.actions.storing import fingerprint
from fugong.gates.models import Device, Passage
from fugong.gates.upload import read_items
from tests.gates import builders


def record(device: Device, *items: dict[str, Any]) -> list[dict[str, Any]]:
    return record_passages(device=device, items=items, device_time=None, received_at=clock.now())


def in_threads(count: int, work: Any) -> list[Any]:
    """What `work(number)` returns in so many threads at once, each with its own connection."""
    barrier = threading.Barrier(count)

    def run(number: int) -> Any:
        try:
            barrier.wait(10)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_from_eight_threads_is_stored_once() -> None:
    device, _token = builders.device()
    people = [builders.worker(device.checkpoint.enterprise) for _ in range(10)]
    items = [builders.item(builders.pass_of(person)) for person in people]

    answers = in_threads(
        8, lambda _number: record(Device.objects.select_related("checkpoint__enterprise").get(), *items)
    )

    assert Passage.objects.count() == 10
    assert sorted(Passage.objects.values_list("seq", flat=True)) == list(range(1, 11))
    assert sum(not one["repeated"] for answer in answers for one in answer) == 10
    assert {one["verdict"] for answer in answers for one in answer} == {"allow"}
    assert AuditRow.objects.filter(action="gates.record_passages").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_one_person_at_two_gates_at_once_one_is_flagged() -> None:
    enterprise = builders.enterprise()
    person = builders.worker(enterprise)
    code = builders.pass_of(person)
    devices = [builders.device(enterprise)[0] for _ in range(4)]

    answers = in_threads(4, lambda number: record(devices[number], builders.item(code))[0])

    assert [one["verdict"] for one in answers] == ["allow"] * 4
    assert sum(one["flagged"] for one in answers) == 3
    assert sorted(Passage.objects.values_list("seq", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_when_many_gates_write_at_once() -> None:
    enterprise = builders.enterprise()
    devices = [builders.device(enterprise)[0] for _ in range(8)]

    def work(number: int) -> None:
        for _ in range(5):
            record(devices[number], builders.item("x"), builders.item("FGB:nobody"))

    in_threads(8, work)

    assert sorted(Passage.objects.values_list("seq", flat=True)) == list(range(1, 81))
    assert audit.verify(enterprise.pk) == (40, None)


@pytest.mark.django_db
def test_entering_again_is_flagged_never_refused() -> None:
    device, _token = builders.device()
    code = builders.pass_of(builders.worker(device.checkpoint.enterprise))

    first, second = (record(device, builders.item(code))[0] for _ in range(2))
    out = record(device, builders.item(code, direction="out"))[0]
    third = record(device, builders.item(code))[0]

    assert [one["verdict"] for one in (first, second, out, third)] == ["allow"] * 4
    assert [one["flagged"] for one in (first, second, out, third)] == [False, True, False, False]


@pytest.fixture
def midday() -> Iterator[None]:
    """Noon of today: what was some minutes ago was today too, and who reported today had reported then."""
    with time_machine.travel(clock.day_start(clock.today()) + timedelta(hours=12)):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("midday")
def test_entering_again_shows_within_a_batch_too() -> None:
    device, _token = builders.device()
    enterprise = device.checkpoint.enterprise
    one, other = (builders.pass_of(builders.worker(enterprise)) for _ in range(2))
    start = clock.now() - timedelta(minutes=5)
    times = iter((start + timedelta(seconds=n)).isoformat() for n in range(9))
    batch = [
        builders.item(code, direction=direction, at=next(times))
        for code, direction in (
            (one, "in"),
            (other, "in"),
            (one, "in"),
            (one, "out"),
            (one, "in"),
            (other, "in"),
        )
    ]

    answers = record(device, *batch)

    assert [answer["flagged"] for answer in answers] == [False, False, True, False, False, True]


@pytest.mark.django_db
@pytest.mark.usefixtures("midday")
def test_a_late_upload_is_set_between_what_is_stored() -> None:
    device, _token = builders.device()
    person = builders.worker(device.checkpoint.enterprise)
    code = builders.pass_of(person, issued=clock.now() - timedelta(minutes=25))
    ago = [(clock.now() - timedelta(minutes=minutes)).isoformat() for minutes in (20, 15, 10)]
    record(device, builders.item(code, at=ago[0]))
    record(device, builders.item(code, at=ago[2], direction="out"))

    (late,) = record(device, builders.item(code, at=ago[1]))

    assert late["flagged"] is True


@pytest.mark.django_db
def test_who_came_in_the_day_before_and_was_not_seen_going_is_not_inside_for_ever() -> None:
    device, _token = builders.device()
    person = builders.worker(device.checkpoint.enterprise)
    yesterday = (clock.now() - timedelta(hours=17)).isoformat()
    record(device, builders.item(f"FGB:{person.reference}", at=yesterday, verdict="allow"))

    (answer,) = record(device, builders.item(builders.pass_of(person)))

    assert answer["flagged"] is False


@pytest.mark.django_db
def test_a_refused_try_is_no_entry() -> None:
    device, _token = builders.device()
    code = builders.pass_of(builders.worker(device.checkpoint.enterprise))

    record(device, builders.item(code, temperature=38))
    (answer,) = record(device, builders.item(code))

    assert answer["flagged"] is False


@pytest.mark.django_db
def test_a_batch_is_one_audit_row_with_count_and_fingerprint() -> None:
    device, _token = builders.device()

    record(device, *(builders.item("x") for _ in range(3)))

    row = AuditRow.objects.get(action="gates.record_passages")
    stored = list(Passage.objects.order_by("seq"))
    assert (row.owner_id, row.actor_kind, row.actor_id) == (
        device.checkpoint.enterprise_id,
        "device",
        device.pk,
    )
    assert row.details == {"count": 3, "first": 1, "last": 3, "sha256": fingerprint(stored)}
    stored[1].verdict = "allow"
    assert fingerprint(stored) != row.details["sha256"]


@pytest.mark.django_db
def test_a_repeated_batch_leaves_no_audit_row() -> None:
    device, _token = builders.device()
    item = builders.item("x")
    record(device, item)

    record(device, item)

    assert AuditRow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_rollback_takes_passages_numbers_and_audit_along() -> None:
    device, _token = builders.device()

    with (
        patch("fugong.gates.actions.storing.fingerprint", side_effect=RuntimeError("cut off")),
        pytest.raises(RuntimeError),
    ):
        record(device, builders.item("x"))

    assert not Passage.objects.exists()
    assert not AuditRow.objects.exists()
    record(device, builders.item("x"))
    assert Passage.objects.get().seq == 1


@pytest.mark.django_db
def test_code_and_temperature_are_sealed_in_the_table() -> None:
    device, _token = builders.device()
    person = builders.worker(device.checkpoint.enterprise)

    record(device, builders.item(f"JOB:{person.job_number}", temperature=36.6))

    with connection.cursor() as cursor:
        cursor.execute("SELECT code, celsius FROM gates_passage")
        code, celsius = cursor.fetchone()
    assert person.job_number not in code
    assert "36.6" not in celsius
    row = Passage.objects.get()
    assert (row.code.reveal(), row.celsius.reveal()) == (f"JOB:{person.job_number}", "36.6")


@pytest.mark.django_db
def test_the_number_of_statements_does_not_grow_with_the_batch(django_assert_max_num_queries: Any) -> None:
    device, _token = builders.device()
    codes = [builders.pass_of(builders.worker(device.checkpoint.enterprise)) for _ in range(60)]
    record(device, builders.item("x"))

    with django_assert_max_num_queries(14):
        record(device, *(builders.item(code) for code in codes))
    with django_assert_max_num_queries(17):  # in again without a way out: told once a day
        record(device, builders.item(codes[0]))
    with django_assert_max_num_queries(12):
        record(device, builders.item(codes[1], direction="out"))


@pytest.mark.django_db
def test_nothing_is_prepared_inside_the_transaction() -> None:
    device, _token = builders.device()
    code = builders.pass_of(builders.worker(device.checkpoint.enterprise))
    depth = len(connection.savepoint_ids)
    seen: list[int] = []
    real = passages._row

    def watch(*args: Any) -> Passage:
        seen.append(len(connection.savepoint_ids))
        return real(*args)

    with patch.object(passages, "_row", watch):
        record(device, builders.item(code))

    assert seen == [depth]


@pytest.mark.django_db
def test_the_device_is_heard_once_a_minute_at_most() -> None:
    device, _token = builders.device()
    record(device, builders.item("x"))
    device.refresh_from_db()
    heard = device.last_seen_at

    record(device, builders.item("x"))

    device.refresh_from_db()
    assert heard is not None
    assert device.last_seen_at == heard


@pytest.mark.django_db
def test_owners_do_not_wait_for_each_other() -> None:
    one, other = builders.device()[0], builders.device()[0]

    record(one, builders.item("x"))
    record(other, builders.item("x"))

    assert [row.seq for row in Passage.objects.all()] == [1, 1]


@pytest.mark.django_db
def test_the_moment_of_recording_is_the_servers() -> None:
    device, _token = builders.device()
    before = clock.now()

    record(device, builders.item("x", at="2020-02-24T08:00:00+08:00"))

    row = Passage.objects.get()
    assert before <= row.recorded_at <= clock.now()
    assert row.at.astimezone(UTC).isoformat() == "2020-02-24T00:00:00+00:00"


@pytest.mark.django_db(transaction=True)
def test_a_reader_with_a_cursor_never_misses_a_late_commit() -> None:
    """A batch that began first and ends last has the later numbers, or its readers wait: here it holds the head."""
    from fugong.gates.queries import passages_after

    enterprise = builders.enterprise()
    devices = [builders.device(enterprise)[0] for _ in range(4)]
    seen: list[str] = []
    done = threading.Event()

    def read() -> None:
        cursor = ""
        while True:
            last_round = done.is_set()
            with transaction.atomic():
                page = passages_after(enterprise_id=enterprise.pk, cursor=cursor)
            seen.extend(one["id"] for one in page["passages"])
            cursor = page["next"]
            if last_round and not page["passages"]:
                connections.close_all()
                return
            time.sleep(0.001)  # one that never rests keeps the interpreter from those who write

    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(read)
        in_threads(4, lambda number: [record(devices[number], builders.item("x")) for _ in range(10)])
        done.set()
        reader.result(timeout=60)  # a reader that broke says why

    assert len(seen) == 40
    assert set(seen) == {str(one) for one in Passage.objects.values_list("id", flat=True)}


@pytest.mark.article("G9")
@pytest.mark.django_db
def test_a_fever_tells_the_officer_and_is_a_reading_once() -> None:
    from fugong.notices.models import Notice
    from fugong.screening.models import Reading

    device, _token = builders.device()
    enterprise = device.checkpoint.enterprise
    person = builders.worker(enterprise)
    item = builders.item(builders.pass_of(person), temperature=38.4)

    record(device, item, builders.item(builders.pass_of(builders.worker(enterprise))))
    record(device, item)

    reading = Reading.objects.get()
    notice = Notice.objects.get()
    assert (reading.person_id, reading.celsius.reveal(), reading.is_fever) == (person.pk, "38.4", True)
    assert (notice.kind, notice.role, notice.owner_id) == (
        "fever_at_gate",
        "epidemic_officer",
        enterprise.pk,
    )


@pytest.mark.django_db
def test_what_is_no_plausible_temperature_is_no_fever() -> None:
    from fugong.screening.models import Reading

    device, _token = builders.device()
    code = builders.pass_of(builders.worker(device.checkpoint.enterprise))

    record(
        device,
        *(builders.item(code, temperature=odd) for odd in (255, 99, 365, 0, None)),
        builders.item("x", temperature=39),
    )

    assert not Reading.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_broken_upload_does_not_take_those_along_that_are_stored_with_it() -> None:
    """A fault while several are stored together: each is tried alone, and only the broken one is told."""
    enterprise = builders.enterprise()
    devices = [builders.device(enterprise)[0] for _ in range(6)]
    broken = devices[2].pk
    real = storing._account_for

    def fails(owner_id: Any, batches: Any) -> None:
        if batches[0].device.pk == broken:
            raise RuntimeError("broken")
        real(owner_id, batches)

    uploads = [Upload(device, read_items([builders.item("x")]), None, clock.now()) for device in devices]
    with patch.object(storing, "_account_for", fails):
        told = record_together(uploads)

    assert [one if isinstance(one, Exception) else one[0]["reason"] for one in told] == [
        "unreadable", "unreadable", told[2], "unreadable", "unreadable", "unreadable",
    ]  # fmt: skip
    assert str(told[2]) == "broken"
    assert sorted(Passage.objects.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
def test_uploads_of_many_devices_go_into_one_transaction() -> None:
    enterprise = builders.enterprise()
    person = builders.worker(enterprise)
    devices = [builders.device(enterprise)[0] for _ in range(5)]
    code = builders.pass_of(person)
    uploads = [Upload(device, read_items([builders.item(code)]), None, clock.now()) for device in devices]

    with CaptureQueriesContext(connection) as asked:
        told = record_together(uploads)

    assert sum(one["sql"].startswith("BEGIN") for one in asked.captured_queries) == 1
    assert sorted(one[0]["flagged"] for one in told if not isinstance(one, Exception)) == [False] + [True] * 4
    assert AuditRow.objects.filter(action="gates.record_passages").count() == 5
