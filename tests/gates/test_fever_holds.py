"""Held for a fever, measured again with another thermometer, settled by a person: only that stands (G3, G8)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from fugong.core import clock, events
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.gates import queries
from fugong.gates.actions import correct_passage, measure_again, record_entries, record_passages, settle_fever
from fugong.gates.actions.fever import measured_by_terminal
from fugong.gates.events import FeverConfirmed
from fugong.gates.models import FeverHold, GateEntry, Passage
from fugong.screening.models import Hold
from tests.gates import builders

pytestmark = [pytest.mark.django_db, pytest.mark.article("G3", "G8")]


@pytest.fixture
def gate():
    return builders.device()[0]


@pytest.fixture
def told():
    heard: list[FeverConfirmed] = []
    events.subscribe(FeverConfirmed, heard.append)
    yield heard
    events._handlers[FeverConfirmed].remove(heard.append)


def officer(gate) -> Actor:
    return Actor("account", new_id(), frozenset({"epidemic_officer"}), gate.checkpoint.enterprise_id)


REST = timedelta(minutes=10)


def scan(gate, person, celsius, direction="in", verdict=None, ago=timedelta()):
    now = clock.now()
    item = {
        "id": str(new_id()),
        "code": f"FGB:{person.reference}",
        "temperature": celsius,
        "direction": direction,
        "at": (now - ago).isoformat(),
        "verdict": verdict,
    }
    (answer,) = record_passages(device=gate, items=[item], device_time=now, received_at=now)
    return answer


def write(gate, kind, **data):
    now = clock.now()
    entry = {"id": str(new_id()), "at": now.isoformat(), "kind": kind, "data": data}
    (answer,) = record_entries(device=gate, entries=[entry], device_time=now, received_at=now)
    return answer


def held(gate, celsius=38.1, ago=REST):
    """Somebody held so long ago: the rest is over unless it says otherwise."""
    person = builders.worker(gate.checkpoint.enterprise)
    answer = scan(gate, person, celsius, ago=ago)
    assert (answer["verdict"], answer["reason"]) == ("hold", "fever")
    return person, FeverHold.objects.get(person_id=person.pk)


def test_a_fever_opens_one_hold_however_often_it_is_measured_and_none_on_the_way_out(gate):
    person, hold = held(gate)
    scan(gate, person, 38.4)
    scan(gate, builders.worker(gate.checkpoint.enterprise), 39.0, direction="out")
    assert FeverHold.objects.get() == hold
    assert hold.celsius.reveal() == "38.1"
    assert not Hold.objects.exists()
    assert scan(gate, person, 36.6)["verdict"] == "allow"


def test_the_guard_measures_again_and_confirms_and_only_that_isolates(gate, told):
    person, hold = held(gate)
    passage = str(hold.passage_id)
    assert (
        write(gate, "hold.second_reading", passage=passage, celsius=38.2, instrument="ear")["outcome"]
        == "done"
    )
    assert not Hold.objects.exists()
    assert write(gate, "hold.settled", passage=passage, outcome="confirmed")["subject"] == str(hold.pk)
    hold.refresh_from_db()
    assert (hold.outcome, hold.settled_by, hold.second_celsius.reveal()) == ("confirmed", gate.pk, "38.2")
    assert Hold.objects.get(person=person).kind == "isolation"
    assert scan(gate, person, 36.5)["reason"] == "isolation"
    assert [event.person_id for event in told] == [person.pk]


def test_a_normal_second_measurement_clears_and_changes_no_verdict(gate, told):
    person, hold = held(gate)
    write(gate, "hold.second_reading", passage=str(hold.passage_id), celsius=36.9, instrument="axillary")
    write(gate, "hold.settled", passage=str(hold.passage_id), outcome="cleared")
    assert scan(gate, person, 36.8)["verdict"] == "allow"
    assert not told
    assert not queries.fever_holds(officer(gate), is_open=True)


def test_a_guard_cannot_conclude_without_a_second_measurement_but_it_is_kept(gate):
    _person, hold = held(gate)
    answer = write(gate, "hold.settled", passage=str(hold.passage_id), outcome="confirmed")
    assert (answer["outcome"], GateEntry.objects.get().remark) == ("noted", "unmeasured")
    hold.refresh_from_db()
    assert not hold.outcome
    assert not Hold.objects.exists()


def test_the_officer_may_with_a_reason(gate):
    person, hold = held(gate)
    with pytest.raises(Invalid) as fault:
        settle_fever(hold=hold, by=officer(gate), outcome="confirmed")
    assert fault.value.field == "why"
    settle_fever(hold=hold, by=officer(gate), outcome="confirmed", why="本人说昨晚起发烧")
    assert Hold.objects.filter(person=person).exists()


def test_one_word_and_one_second_measurement(gate):
    _person, hold = held(gate)
    by = officer(gate)
    measure_again(hold=hold, by=by, celsius=Decimal("37.5"), instrument="ear")
    with pytest.raises(Conflict):
        measure_again(hold=hold, by=by, celsius=Decimal("36.5"), instrument="ear")
    settle_fever(hold=hold, by=by, outcome="cleared")
    with pytest.raises(Conflict):
        settle_fever(hold=hold, by=by, outcome="confirmed")


def test_let_in_after_all_it_waits_for_nobody(gate):
    person, hold = held(gate)
    assert [one["passage"] for one in queries.bundle(gate)["holds"]] == [str(hold.passage_id)]
    FeverHold.objects.update(first_instrument="imaging")
    scan(gate, person, 36.5)
    assert queries.bundle(gate)["holds"] == []
    (line,) = queries.lines_of_fevers(queries.fever_holds(officer(gate), is_open=False))
    assert line.outcome == "passed"


def test_let_in_against_the_verdict_nobody_was_measured_again(gate):
    person, hold = held(gate)
    scan(gate, person, 38.6, verdict="allow")
    assert [one.pk for one in queries.fever_holds(officer(gate), is_open=True)] == [hold.pk]


def test_an_admission_that_was_taken_back_ends_no_hold(gate):
    person, hold = held(gate)
    scan(gate, person, 36.5)
    let_in = Passage.objects.get(person_id=person.pk, verdict="allow")

    correct_passage(passage=let_in, by=officer(gate), kind="void", why="扫错了人")

    assert [one.pk for one in queries.fever_holds(officer(gate), is_open=True)] == [hold.pk]


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("hold.second_reading", {"passage": "x", "celsius": 37, "instrument": "ear"}, "passage"),
        ("hold.second_reading", {"passage": str(new_id()), "celsius": 373, "instrument": "ear"}, "celsius"),
        ("hold.second_reading", {"passage": str(new_id()), "celsius": 33.9, "instrument": "ear"}, "celsius"),
        (
            "hold.second_reading",
            {"passage": str(new_id()), "celsius": 37, "instrument": "hand"},
            "instrument",
        ),
        ("hold.settled", {"passage": str(new_id()), "outcome": "passed"}, "outcome"),
        ("hold.settled", {"passage": str(new_id()), "outcome": "gone", "why": "x" * 201}, "why"),
    ],
)
def test_a_malformed_word_is_named(gate, kind, data, field):
    with pytest.raises(Invalid) as fault:
        write(gate, kind, **data)
    assert fault.value.field == f"entries[0].data.{field}"


def test_another_enterprises_hold_is_nobodys(gate):
    _person, hold = held(gate)
    other = builders.device()[0]
    assert write(other, "hold.settled", passage=str(hold.passage_id), outcome="gone")["outcome"] == "noted"
    with pytest.raises(NotFound):
        queries.fever_hold(officer(other), hold.pk)
    with pytest.raises(Exception, match="门岗"):
        settle_fever(hold=hold, by=officer(other), outcome="gone")


# After a rest, with a thermometer of another kind


@pytest.mark.parametrize(
    ("ago", "instrument", "first", "marks"),
    [
        (REST, "ear", "", []),
        (REST, "forehead", "", ["same_kind"]),
        (REST, "forehead", "ear", []),
        (timedelta(minutes=3), "axillary", "", ["early"]),
        (timedelta(minutes=3), "ear", "ear", ["early", "same_kind"]),
    ],
)
def test_a_second_measurement_counts_after_the_rest_with_another_kind_and_is_kept_in_any_case(
    gate, ago, instrument, first, marks
):
    _person, hold = held(gate, ago=ago)
    passage = str(hold.passage_id)

    told = {"celsius": 36.6, "instrument": instrument, **({"first_instrument": first} if first else {})}
    answer = write(gate, "hold.second_reading", passage=passage, **told)
    cleared = write(gate, "hold.settled", passage=passage, outcome="cleared")

    hold.refresh_from_db()
    assert (hold.second_celsius.reveal(), hold.second_marks) == ("36.6", marks)
    assert hold.first_instrument == (first or "forehead")
    assert answer["outcome"] == ("noted" if marks else "done")
    assert (cleared["outcome"], hold.outcome) == (("noted", "") if marks else ("done", "cleared"))


def test_after_one_that_does_not_count_another_is_taken_and_all_are_shown(gate):
    _person, hold = held(gate)
    by = officer(gate)
    measure_again(hold=hold, by=by, celsius=Decimal("36.4"), instrument="forehead")
    with pytest.raises(Invalid) as fault:
        settle_fever(hold=hold, by=by, outcome="cleared")
    assert fault.value.field == "why"

    measure_again(hold=hold, by=by, celsius=Decimal("36.9"), instrument="axillary")
    settle_fever(hold=hold, by=by, outcome="cleared")

    (line,) = queries.lines_of_fevers(queries.fever_holds(by, is_open=False))
    assert (line.second_celsius, line.second_marks) == (Decimal("36.9"), ())
    assert [(one.celsius, one.marks) for one in line.earlier] == [(Decimal("36.4"), ("same_kind",))]


def test_a_scan_before_the_rest_is_over_or_with_the_same_kind_is_let_in_and_its_hold_stays_open(gate):
    person, hold = held(gate)
    assert scan(gate, person, 36.5)["verdict"] == "allow"

    (line,) = queries.lines_of_fevers(queries.fever_holds(officer(gate), is_open=True))
    assert line.let_in_at is not None
    (told,) = queries.bundle(gate)["holds"]
    assert (told["passage"], told["let_in"] is not None) == (str(hold.passage_id), True)


def test_a_terminals_first_measurement_is_of_its_kind(gate):
    _person, hold = held(gate)
    assert hold.first_instrument == "forehead"
    measured_by_terminal(enterprise=gate.checkpoint.enterprise, passage_id=hold.passage_id)
    hold.refresh_from_db()
    assert hold.first_instrument == "imaging"


# In whatever order it comes


def test_a_word_that_came_before_its_passage_is_done_when_that_comes(gate):
    person = builders.worker(gate.checkpoint.enterprise)
    passage = str(new_id())
    assert (
        write(gate, "hold.second_reading", passage=passage, celsius=38.2, instrument="ear")["outcome"]
        == "noted"
    )
    assert write(gate, "hold.settled", passage=passage, outcome="confirmed")["outcome"] == "noted"
    now = clock.now()
    item = {
        "id": passage,
        "code": f"FGB:{person.reference}",
        "temperature": 38.1,
        "direction": "in",
        "at": (now - REST).isoformat(),
        "verdict": "hold",
    }

    record_passages(device=gate, items=[item], device_time=now, received_at=now)

    hold = FeverHold.objects.get(person_id=person.pk)
    assert (hold.outcome, hold.second_celsius.reveal()) == ("confirmed", "38.2")
    assert Hold.objects.get(person=person).kind == "isolation"
    assert set(GateEntry.objects.values_list("outcome", "remark", "subject_id")) == {("done", "", hold.pk)}


def test_a_word_about_a_passage_that_held_nobody_stays_with_the_officer(gate):
    person = builders.worker(gate.checkpoint.enterprise)
    passage = scan(gate, person, 36.5)["id"]
    assert write(gate, "hold.settled", passage=passage, outcome="confirmed")["outcome"] == "noted"
    assert GateEntry.objects.get().remark == "hold"
    assert not Hold.objects.exists()


def test_a_word_about_a_further_fever_of_somebody_held_is_about_that_hold(gate):
    person, hold = held(gate, ago=3 * REST)
    again = scan(gate, person, 38.4, ago=REST)["id"]
    write(gate, "hold.second_reading", passage=again, celsius=36.8, instrument="ear")
    assert write(gate, "hold.settled", passage=again, outcome="cleared")["subject"] == str(hold.pk)


def test_the_rest_begins_anew_with_each_fever(gate):
    person, hold = held(gate, ago=3 * REST)
    again = scan(gate, person, 39.0)["id"]
    answer = write(gate, "hold.second_reading", passage=again, celsius=36.6, instrument="ear")
    assert (answer["outcome"], GateEntry.objects.get().remark) == ("noted", "early")
    hold.refresh_from_db()
    assert hold.second_marks == ["early"]


def test_a_fever_after_a_hold_that_was_passed_is_a_new_one(gate):
    person, first = held(gate, ago=2 * REST)
    FeverHold.objects.update(first_instrument="imaging")
    scan(gate, person, 36.5, ago=REST)
    assert queries.bundle(gate)["holds"] == []

    again = scan(gate, person, 38.9)["id"]

    assert [one["passage"] for one in queries.bundle(gate)["holds"]] == [again]
    (line,) = queries.lines_of_fevers(queries.fever_holds(officer(gate), is_open=True))
    assert line.id != first.pk


def test_a_word_reaches_the_hold_of_a_later_fever_that_was_uploaded_first(gate):
    person, hold = held(gate, ago=REST)
    before = scan(gate, person, 38.0, ago=2 * REST)["id"]
    write(gate, "hold.second_reading", passage=before, celsius=38.2, instrument="ear")
    assert write(gate, "hold.settled", passage=before, outcome="confirmed")["subject"] == str(hold.pk)


def test_a_settled_hold_takes_no_further_measurement(gate):
    _person, hold = held(gate)
    settle_fever(hold=hold, by=officer(gate), outcome="gone")
    with pytest.raises(Conflict) as refused:
        measure_again(hold=hold, by=officer(gate), celsius=Decimal("39.6"), instrument="ear")
    assert refused.value.code == "settled"


# What a correction does to a hold


def test_a_fever_that_did_not_happen_ends_its_hold_with_that_reason(gate):
    _person, hold = held(gate)
    correct_passage(
        passage=Passage.objects.get(id=hold.passage_id), by=officer(gate), kind="void", why="扫错了人"
    )
    hold.refresh_from_db()
    assert (hold.outcome, bool(hold.why.reveal())) == ("withdrawn", True)
    assert not queries.fever_holds(officer(gate), is_open=True)


def test_another_fever_of_the_same_person_is_then_held_for_itself(gate):
    person, hold = held(gate)
    again = scan(gate, person, 38.4)["id"]
    correct_passage(
        passage=Passage.objects.get(id=hold.passage_id), by=officer(gate), kind="void", why="扫错了人"
    )
    (still,) = queries.fever_holds(officer(gate), is_open=True)
    assert str(still.passage_id) == again


def test_a_refusal_never_becomes_an_admission_by_turning_it(gate):
    person, hold = held(gate)
    with pytest.raises(Invalid) as fault:
        correct_passage(
            passage=Passage.objects.get(id=hold.passage_id), by=officer(gate), kind="turned", why="方向反了"
        )
    assert fault.value.code == "refused"
    assert Passage.objects.filter(person_id=person.pk, verdict="allow").count() == 0


@pytest.mark.parametrize(
    ("celsius", "verdict"),
    [("37.2999999999", "allow"), ("37.3", "hold"), ("37.30000000001", "hold"), ("37.29", "allow")],
)
def test_no_temperature_is_rounded_up_to_a_fever(gate, celsius, verdict):
    person = builders.worker(gate.checkpoint.enterprise)
    assert scan(gate, person, Decimal(celsius))["verdict"] == verdict
    assert FeverHold.objects.exists() == (verdict == "hold")
