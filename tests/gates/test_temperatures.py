"""What gates measured, as screening asks for it: every thermometer, the second word before the first (G9)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from fugong.core import clock, streams
from fugong.core.ids import new_id
from fugong.gates.models import FeverHold, Passage, PassageCorrection, TerminalReading
from fugong.gates.queries.temperatures import gate_temperatures
from fugong.screening.actions import look_at_reports
from fugong.screening.models import Flag
from tests.gates import builders as make
from tests.screening import builders as screening

pytestmark = [pytest.mark.django_db, pytest.mark.article("G9")]

START = clock.day_start(clock.today())
NEXT = START + timedelta(days=1)
AT = START + timedelta(hours=7)


@pytest.fixture
def house():
    enterprise = make.enterprise()
    device, _token = make.device(enterprise)
    return enterprise, device, make.worker(enterprise)


def passed(house, celsius="36.4", *, person=None, at=AT):
    enterprise, device, worker = house
    row = Passage(
        person_id=(person or worker).pk,
        device_id=device.pk,
        checkpoint_id=device.checkpoint_id,
        at=at,
        happened_at=at,
        direction="in",
        verdict="allow",
        server_verdict="allow",
        reason="ok",
        celsius=celsius,
    )
    (stored,) = streams.append(Passage, enterprise.pk, [row])
    return stored


def measured(house, celsius, **changes):
    enterprise, device, _worker = house
    values = {"at": AT, "happened_at": AT, "recorded_at": AT, **changes}
    row = TerminalReading(device_id=device.pk, checkpoint_id=device.checkpoint_id, celsius=celsius, **values)
    streams.append(TerminalReading, enterprise.pk, [row])


def told(house):
    enterprise, _device, worker = house
    return sorted(
        celsius for _who, _at, celsius in gate_temperatures(enterprise.pk, [worker.pk], START, NEXT)
    )


def test_of_the_person_and_the_day_and_nothing_else(house):
    passed(house, "36.4")
    passed(house, "")
    passed(house, "37.0", at=START - timedelta(seconds=1))
    passed(house, "37.1", at=NEXT)
    passed(house, "37.2", person=make.worker(house[0]))

    assert told(house) == [Decimal("36.4")]


def test_a_second_measurement_stands_in_place_of_the_first(house):
    row = passed(house, "37.6")
    FeverHold.objects.create(
        enterprise=house[0],
        checkpoint_id=row.checkpoint_id,
        passage_id=row.id,
        person_id=row.person_id,
        happened_at=AT,
        celsius="37.6",
        second_celsius="36.6",
    )

    assert told(house) == [Decimal("36.6")]


def test_a_passage_that_was_taken_back_measured_nothing(house):
    row = passed(house, "37.6")
    correction = PassageCorrection(kind="void", passage_id=row.id, person_id=row.person_id, by_id=new_id())
    streams.append(PassageCorrection, house[0].pk, [correction])

    assert told(house) == []


def test_a_terminal_beside_the_scan_counts_where_it_is_known_whom_it_measured(house):
    row = passed(house, "")
    measured(house, "36.9", passage_id=row.id, joined_at=AT)
    measured(house, "37.0", person_id=row.person_id)
    measured(house, "37.1")

    assert told(house) == [Decimal("36.9"), Decimal("37.0")]


def test_a_temperature_at_the_gate_that_contradicts_the_report_becomes_a_flag():
    worker = screening.person()
    screening.declared(worker)
    screening.daily(worker, temperature="36.0")
    device, _token = make.device(worker.enterprise)
    passed((worker.enterprise, device, worker), "37.2", at=clock.now())

    assert look_at_reports(enterprise=worker.enterprise, day=clock.today()) == 1
    assert Flag.objects.get(person=worker).kind == "contradicts_gate"
