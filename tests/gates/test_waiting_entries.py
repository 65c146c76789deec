"""What is told of a passage that is not here yet is done when it comes, and never keeps it out (G3, G8)."""

import json
from datetime import timedelta

import pytest

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.gates import entries
from fugong.gates.actions import record_entries, record_passages
from fugong.gates.models import FeverHold, GateEntry, Passage
from fugong.gates.upload import list_in, passages_in
from tests.gates import builders
from tests.gates.closing import closed

pytestmark = [pytest.mark.django_db, pytest.mark.article("G3", "G8")]

REST = timedelta(minutes=10)


@pytest.fixture
def gate():
    return builders.device()[0]


def written(kind, **data):
    return {"id": str(new_id()), "at": clock.now().isoformat(), "kind": kind, "data": data}


def tell(gate, *told):
    """As it comes over the wire: through JSON."""
    now, body = clock.now(), json.dumps({"entries": told}).encode()
    return record_entries(device=gate, entries=list_in(body, "entries"), device_time=now, received_at=now)


def pass_by(gate, passage, celsius=38.1):
    person, now = builders.worker(gate.checkpoint.enterprise), clock.now()
    item = {"id": passage, "code": f"FGB:{person.reference}", "temperature": celsius, "direction": "in"}
    body = json.dumps({"passages": [{**item, "at": (now - REST).isoformat(), "verdict": None}]}).encode()
    (answer,) = record_passages(device=gate, items=passages_in(body), device_time=now, received_at=now)
    return answer


@pytest.mark.parametrize("shut", [False, True])
def test_a_second_reading_that_came_first_is_done_with_its_decimals_when_the_passage_comes(gate, shut):
    passage = str(new_id())
    told = [
        written("hold.second_reading", passage=passage, celsius=38.2, instrument="ear"),
        written("hold.settled", passage=passage, outcome="confirmed"),
    ]
    answers = tell(gate, *(closed(gate, one) if shut else one for one in told))
    assert [one["outcome"] for one in answers] == ["noted", "noted"]

    assert pass_by(gate, passage)["verdict"] == "hold"

    hold = FeverHold.objects.get()
    assert (hold.second_celsius.reveal(), hold.outcome) == ("38.2", "confirmed")
    assert set(GateEntry.objects.values_list("outcome", "remark")) == {("done", "")}


def test_words_on_a_passage_that_held_nobody_say_so_once_it_is_here(gate):
    passage = str(new_id())
    tell(gate, written("hold.settled", passage=passage, outcome="gone"))
    assert GateEntry.objects.get().remark == entries.WAITING

    pass_by(gate, passage, celsius=36.5)

    row = GateEntry.objects.get()
    assert (row.outcome, row.remark, row.subject_id) == ("noted", "hold", None)


@pytest.mark.parametrize("broken", ["data", "kind"])
def test_no_fault_of_what_waits_keeps_somebodys_passage_out(gate, broken, monkeypatch):
    passage = str(new_id())
    tell(gate, written("hold.settled", passage=passage, outcome="gone"))
    row = GateEntry.objects.get()
    if broken == "data":
        row.data = {"passage": passage, "outcome": "no such word"}
        GateEntry.objects.filter(pk=row.pk).update(data=row.data)
    else:
        monkeypatch.delitem(entries.KINDS, "hold.settled")

    pass_by(gate, passage)

    assert Passage.objects.count() == FeverHold.objects.count() == 1
    row = GateEntry.objects.get()
    assert (row.outcome, row.remark) == ("noted", "choice" if broken == "data" else "unexpected")
