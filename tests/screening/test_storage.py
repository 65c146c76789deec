"""What is on disk, and what happens when two taps come at once."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from fugong.core import clock
from fugong.screening import actions, queries
from fugong.screening.models import Reading, Report, Review, VerdictEntry
from tests.screening import builders as make


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_time_are_one_report():
    worker = make.person()
    make.declared(worker)
    start, entries, faults = threading.Barrier(2), [], []

    def tap():
        try:
            start.wait(5)
            entries.append(make.daily(worker).id)
        except Exception as fault:  # noqa: BLE001 - the test tells it
            faults.append(fault)
        finally:
            connections.close_all()

    taps = [threading.Thread(target=tap) for _ in range(2)]
    for one in taps:
        one.start()
    for one in taps:
        one.join(20)

    assert not faults
    assert len(set(entries)) == 1
    assert Report.objects.filter(kind="daily").count() == 1
    assert Reading.objects.count() == 2
    assert sorted(VerdictEntry.objects.values_list("seq", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads the bytes of the SQLite file")
def test_nothing_personal_stands_in_the_database_file_in_the_clear():
    worker = make.person(name="诸葛孔明")
    make.declared(
        worker,
        left_city="yes",
        return_from="420100",
        returned_on=(clock.today() - timedelta(days=4)).isoformat(),
        transport="plane",
        holiday_trips="武昌黄鹤楼",
    )
    make.daily(
        worker,
        symptoms=["dry_cough", "short_breath"],
        temperature="38.57",
        outings="yes",
        outing_details="老城饺子馆聚餐",
    )
    actions.ask_review(person=worker, by=make.worker(worker), text="我其实没有咳嗽")
    actions.correct_verdict(
        person=worker, by=make.officer(worker), verdict="barred", reason="symptoms", why="电话核实确有干咳"
    )
    actions.place_hold(person=worker, by=make.officer(worker), kind="isolation", why="密切接触张屠户")
    plain = [
        "诸葛孔明",
        worker.id_number.reveal(),
        worker.phone.reveal(),
        "dry_cough",
        "short_breath",
        "干咳",
        "38.57",
        '"420100"',
        "黄鹤楼",
        "饺子馆",
        "没有咳嗽",
        "张屠户",
        '"temperature"',
    ]
    assert Review.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    path = Path(connection.settings_dict["NAME"])
    found = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))

    assert worker.reference.encode() in found, "this is the file"
    assert [text for text in plain if text.encode() in found] == []
    assert queries.history(make.worker(worker), worker).readings[0].celsius > 38
