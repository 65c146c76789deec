"""The record: searched, noted, corrected by counter-entry; re-entries told; the day's report frozen (G8)."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.ids import new_id
from fugong.core.permissions import SYSTEM
from fugong.directory.actions import create_account
from fugong.gates import choices, queries
from fugong.gates.actions import (
    Done,
    GoodsTold,
    Named,
    Told,
    add_missed,
    correct_passage,
    create_area,
    disinfect_vehicle,
    goods_in,
    note_passage,
    record_entries,
    record_passages,
    sign_day,
    take_over,
    vehicle_in,
    vehicle_out,
    void_vehicle,
)
from fugong.gates.models import Passage, PassageCorrection
from fugong.gates.queries.headcount import gate_inside, lines_inside
from fugong.notices.models import Notice
from tests.gates import builders

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]


@pytest.fixture
def gate():
    return builders.device()[0]


def enterprise_of(gate):
    return gate.checkpoint.enterprise


def officer(gate):
    return builders.officer(enterprise_of(gate))


def scan(gate, person, **changes):
    now = clock.now()
    item = builders.item(f"FGB:{person.reference}", **changes)
    record_passages(device=gate, items=[item], device_time=now, received_at=now)
    return Passage.objects.get(id=item["id"])


def note(gate, passage_id, **data):
    now = clock.now()
    said = {"passage": str(passage_id), "why": "second_reading", "decided_by": "guard", **data}
    one = {"id": str(new_id()), "at": now.isoformat(), "kind": "passage.noted", "data": said}
    (answer,) = record_entries(device=gate, entries=[one], device_time=now, received_at=now)
    return answer


def found(gate, **wanted):
    return [one.line.id for one in queries.record(officer(gate), **wanted).items]


def guard_of(enterprise):
    login = f"g{enterprise.uscc}"
    made = create_account(
        by=SYSTEM, login=login, name="吴门岗", password="Long-enough-7", role="guard", enterprise=enterprise
    )
    return made.pk


def test_the_record_is_found_by_person_place_time_verdict_reason_and_mark(gate):
    enterprise = enterprise_of(gate)
    other = builders.device(enterprise)[0]
    anna, ben = builders.worker(enterprise), builders.worker(enterprise, standing=builders.barred("contact"))
    first = scan(gate, anna, at=(clock.now() - timedelta(hours=3)).isoformat())
    second = scan(other, ben)
    third = scan(other, ben, verdict="allow")

    assert found(gate) == [third.id, second.id, first.id]
    assert found(gate, text=anna.job_number) == [first.id]
    assert found(gate, text="nobody of this name") == []
    assert found(gate, checkpoint_id=gate.checkpoint_id) == [first.id]
    assert found(gate, device_id=other.pk, verdict="deny") == [second.id]
    assert found(gate, reason="contact", verdict="allow") == [third.id]
    assert found(gate, mark="override") == [third.id]
    assert found(gate, mark="differs") == [third.id]
    assert found(gate, end=clock.now() - timedelta(hours=1)) == [first.id]
    assert found(gate, start=clock.now() - timedelta(hours=1), direction="out") == []


def test_pages_follow_each_other_without_gap_or_double(gate):
    person = builders.worker(enterprise_of(gate))
    at = clock.now() - timedelta(hours=1)
    for _number in range(7):
        scan(gate, person, at=at.isoformat(), direction="out")  # all at one moment
    seen, before = [], ""
    while True:
        page = queries.record(officer(gate), before=before, limit=3)
        seen += [one.line.id for one in page.items]
        before = page.cursor
        if not before:
            break

    assert len(seen) == len(set(seen)) == 7
    with pytest.raises(Invalid):
        queries.record(officer(gate), before="abc")


def test_a_rare_thing_is_looked_for_page_by_page(gate, monkeypatch):
    monkeypatch.setitem(queries.record.__globals__, "MOST_READ", 3)
    person = builders.worker(enterprise_of(gate))
    start = clock.now() - timedelta(hours=1)
    rare = scan(gate, person, at=start.isoformat(), temperature=39)
    for minute in range(1, 9):
        scan(gate, person, at=(start + timedelta(minutes=minute)).isoformat(), direction="out")

    seen, before, pages = [], "", 0
    while pages == 0 or before:
        page = queries.record(officer(gate), reason="fever", before=before)
        seen += [one.line.id for one in page.items]
        before, pages = page.cursor, pages + 1

    assert seen == [rare.id]
    assert pages == 3


def moments(gate, **wanted):
    page = queries.record(officer(gate), **wanted)
    return [(one.kind, one.line.plate) for one in page.vehicles]


def test_a_plate_finds_the_vehicle_itself_and_who_was_in_it(gate):
    enterprise, by, now = enterprise_of(gate), officer(gate), clock.now()
    other, driver = builders.device(enterprise)[0], builders.worker(enterprise)
    passage = scan(gate, driver, at=(now - timedelta(minutes=170)).isoformat())
    scan(gate, driver, at=(now - timedelta(hours=20)).isoformat())
    scan(gate, driver)
    create_area(enterprise=enterprise, by=by, kind="parking", name="北侧", capacity=4)
    here = Done(at=now - timedelta(hours=3), checkpoint_id=gate.checkpoint_id)
    told = Told("豫H68215", driver=Named(ref=driver.job_number))
    stay = vehicle_in(enterprise=enterprise, by=by, told=told, done=here)
    there = Done(at=now - timedelta(hours=1), checkpoint_id=other.checkpoint_id)
    disinfect_vehicle(stay=stay, by=by, using="含氯消毒液", done=Done(at=now - timedelta(hours=2)))
    vehicle_out(stay=stay, by=by, done=there)
    vehicle_in(enterprise=enterprise, by=by, told=Told("晋E50917", driver=Named("郭文斌")), done=here)

    came, cleaned, went = ((f"vehicle.{what}", "豫H68215") for what in ("in", "disinfected", "out"))
    assert moments(gate, text=" 豫h68215") == [went, cleaned, came]
    assert found(gate, text="豫H68215") == [passage.id]
    assert moments(gate, text=driver.job_number) == [went, cleaned, came]
    assert moments(gate, text="郭文斌") == [("vehicle.in", "晋E50917")]
    assert moments(gate, text="没有这个人") == []
    assert moments(gate, checkpoint_id=other.checkpoint_id) == [went]
    assert moments(gate, text="豫H68215", direction="in") == [came]
    assert moments(gate, end=now - timedelta(minutes=90), start=now - timedelta(minutes=150)) == [cleaned]
    assert moments(gate, verdict="allow") == []
    (one,) = queries.record(by, text="豫H68215", direction="in").vehicles
    assert (one.checkpoint, one.area) == (gate.checkpoint.name, "北侧")


@pytest.mark.parametrize("text", ["-", "·", "_", " · - "])
def test_what_is_no_plate_finds_nobody(gate, text):
    driver = builders.worker(enterprise_of(gate))
    told = Told("豫H68215", driver=Named(ref=driver.job_number))
    vehicle_in(enterprise=enterprise_of(gate), by=officer(gate), told=told, done=Done())
    scan(gate, driver)

    assert found(gate, text=text) == moments(gate, text=text) == []


def test_vehicles_and_people_follow_each_other_page_by_page(gate):
    enterprise, by, now = enterprise_of(gate), officer(gate), clock.now()
    person = builders.worker(enterprise)
    for back in range(1, 8):
        scan(gate, person, at=(now - timedelta(minutes=10 * back)).isoformat(), direction="out")
        at = Done(at=now - timedelta(minutes=10 * back + (back % 3)))
        vehicle_in(enterprise=enterprise, by=by, told=Told(f"豫H6821{back}"), done=at)
    people, plates, before, pages = [], [], "", 0

    while pages == 0 or before:
        page = queries.record(by, before=before, limit=3)
        people += [one.line.happened_at for one in page.items]
        plates += [one.line.plate for one in page.vehicles]
        before, pages = page.cursor, pages + 1

    assert people == sorted(people, reverse=True)
    assert len(set(people)) == len(people) == 7
    assert plates == [f"豫H6821{back}" for back in range(1, 8)]


def test_the_record_of_another_enterprise_is_not_there(gate):
    passage = scan(gate, builders.worker(enterprise_of(gate)))
    stranger = builders.officer(builders.enterprise())

    assert queries.record(stranger).items == ()
    with pytest.raises(NotFound):
        queries.passage(stranger, passage.id)
    with pytest.raises(NotAllowed):
        correct_passage(passage=passage, by=stranger, kind="void", why="误扫")
    with pytest.raises(NotAllowed):
        queries.record(builders.officer(enterprise_of(gate), "guard"))


def test_an_override_stands_with_who_decided_and_why_and_the_officer_is_told(gate):
    person = builders.worker(enterprise_of(gate), standing=builders.barred("no_certificate"))
    passage = scan(gate, person, verdict="allow")

    answer = note(gate, passage.id, why="other", text="证明忘在宿舍，已看照片", decided_name="李主任")

    assert (answer["outcome"], answer["subject"]) == ("done", str(passage.id))
    one = queries.passage(officer(gate), passage.id)
    assert one.is_override
    assert (one.line.verdict, one.line.server_verdict, one.line.reason) == ("allow", "deny", "no_certificate")
    assert (one.note.why, one.note.text, one.note.decided_name) == (
        "other",
        "证明忘在宿舍，已看照片",
        "李主任",
    )
    assert Notice.objects.get(kind="passage_overridden").details["passage_id"] == str(passage.id)


def test_a_note_may_come_before_its_passage(gate):
    person = builders.worker(enterprise_of(gate), standing=builders.barred("contact"))
    later = str(new_id())

    assert note(gate, later)["outcome"] == "done"
    passage = scan(gate, person, id=later, verdict="allow")

    assert queries.passage(officer(gate), passage.id).note is not None


@pytest.mark.parametrize("data", [{"why": "x"}, {"decided_by": "x"}, {"why": "other"}, {"passage": "x"}])
def test_a_malformed_note_names_its_field(gate, data):
    with pytest.raises(Invalid) as refused:
        note(gate, data.pop("passage", new_id()), **data)
    assert refused.value.field.startswith("entries[0].data.")


def test_the_desk_says_why_as_well(gate):
    passage = scan(gate, builders.worker(enterprise_of(gate)), temperature=38, verdict="allow")

    note_passage(passage=passage, by=officer(gate), why="second_reading", decided_by="epidemic_officer")

    assert queries.passage(officer(gate), passage.id).note.decided_by == "epidemic_officer"
    with pytest.raises(Invalid):
        note_passage(passage=passage, by=officer(gate), why="other", decided_by="guard")


def test_a_passage_taken_back_stays_and_counts_no_more(gate):
    enterprise = enterprise_of(gate)
    passage = scan(gate, builders.worker(enterprise))
    today = clock.today()
    assert queries.inside(enterprise.pk) == 1

    correct_passage(passage=passage, by=officer(gate), kind="void", why="扫错了人")

    assert Passage.objects.get() == passage
    assert queries.inside(enterprise.pk) == 0
    assert queries.people_in(enterprise.pk, today, today) == {}
    assert queries.day_report(officer(gate), today).figures["in"] == 0
    one = queries.passage(officer(gate), passage.id)
    assert (one.correction.kind, one.correction.why, one.correction.stands) == ("void", "扫错了人", False)
    assert found(gate, mark="corrected") == [passage.id]
    with pytest.raises(Conflict):
        correct_passage(passage=passage, by=officer(gate), kind="turned", why="再改一次")


def test_a_direction_that_was_wrong_is_turned_by_a_second_passage(gate):
    enterprise = enterprise_of(gate)
    passage = scan(gate, builders.worker(enterprise), direction="out")

    row = correct_passage(passage=passage, by=officer(gate), kind="turned", why="方向忘了切换")

    counter = Passage.objects.get(id=row.counter_id)
    assert (counter.direction, counter.happened_at, counter.marks) == ("in", passage.happened_at, ["by_hand"])
    assert [one.reference for one in lines_inside(enterprise.pk)] != []
    assert queries.passage(officer(gate), counter.id).correction.other_id == passage.id


def test_somebody_who_went_home_without_a_scan_is_let_out_by_hand(gate):
    enterprise = enterprise_of(gate)
    person = builders.worker(enterprise)
    scan(gate, person, at=(clock.now() - timedelta(hours=2)).isoformat())
    told = {"enterprise": enterprise, "by": officer(gate), "who": person, "checkpoint": gate.checkpoint}

    add_missed(**told, direction="out", at=clock.now() - timedelta(hours=1), why="没扫码，班长证明")

    assert queries.inside(enterprise.pk) == 0
    assert scan(gate, person).marks == [], "coming in again is no re-entry"
    with pytest.raises(Invalid):
        add_missed(**told, direction="out", at=clock.now() + timedelta(hours=1), why="还没发生")
    with pytest.raises(Invalid):
        add_missed(**told, direction="out", at=clock.now(), why=" ")


def test_a_way_in_that_was_taken_back_makes_no_re_entry(gate):
    person = builders.worker(enterprise_of(gate))
    wrong = scan(gate, person, at=(clock.now() - timedelta(hours=1)).isoformat())
    correct_passage(passage=wrong, by=officer(gate), kind="void", why="别人拿错了工牌")

    assert scan(gate, person).marks == []


@pytest.mark.django_db(transaction=True)
def test_a_re_entry_is_told_once_a_person_and_day_and_never_refused(gate):
    person, other = builders.worker(enterprise_of(gate)), builders.worker(enterprise_of(gate))
    for _time in range(3):
        passage = scan(gate, person)
    scan(gate, other)

    assert (passage.verdict, passage.marks) == ("allow", ["re_entry"])
    assert [one.details["who"] for one in Notice.objects.filter(kind="re_entry_at_gate")] == [str(person.pk)]
    scan(gate, other)
    assert Notice.objects.filter(kind="re_entry_at_gate").count() == 2


def test_the_page_without_a_network_is_told_who_came_went_and_was_corrected(gate):
    enterprise = enterprise_of(gate)
    stays, goes, wrong = (builders.worker(enterprise) for _ in range(3))
    before = clock.now() - timedelta(seconds=1)
    scan(gate, stays)
    scan(gate, goes)
    scan(gate, goes, direction="out")
    mistake = scan(gate, wrong)
    correct_passage(passage=mistake, by=officer(gate), kind="void", why="误扫")

    whole, changes = gate_inside(enterprise.pk, None), gate_inside(enterprise.pk, before)["inside_changes"]

    assert [row[2] for row in whole["inside_refs"]] == [stays.reference]
    assert whole["gates"] == [gate.checkpoint.name]
    assert [row[2] for row in changes["in"]] == [stays.reference]
    assert set(changes["out"].split()) == {goes.reference, wrong.reference}
    assert gate_inside(enterprise.pk, clock.now() + timedelta(minutes=1))["inside_changes"] == {
        "in": [],
        "out": "",
    }


def test_a_day_is_signed_off_once_and_its_figures_stay(gate):
    enterprise, by = enterprise_of(gate), officer(gate)
    yesterday = clock.today() - timedelta(days=1)
    noon = clock.day_start(yesterday) + timedelta(hours=12)
    anna, ben = builders.worker(enterprise), builders.worker(enterprise, standing=builders.barred("contact"))
    passage = scan(gate, anna, at=noon.isoformat(), verdict="allow")
    scan(gate, ben, at=noon.isoformat(), verdict="deny")
    overridden = scan(gate, ben, at=(noon + timedelta(minutes=5)).isoformat(), verdict="allow")
    note(gate, overridden.id, why="emergency", decided_by="principal")

    report = sign_day(enterprise=enterprise, by=by, day=yesterday, note="正常")

    figures = report.figures
    assert (figures["in"], figures["stopped"], figures["people_in"]) == (2, 1, 2)
    assert figures["hours"][12] == {"hour": 12, "in": 2, "out": 0, "stopped": 1}
    (one,) = (one for one in figures["overrides"] if one["passage"] == str(overridden.id))
    assert (one["reason"], one["why"], one["decided_by"]) == (overridden.reason, "emergency", "principal")
    assert datetime.fromisoformat(one["at"]) == overridden.happened_at
    assert figures["teams"][0]["people"] == 2
    assert anna.name.reveal() not in str(figures)
    correct_passage(passage=passage, by=by, kind="void", why="误扫")
    assert queries.day_report(by, yesterday).figures["in"] == 2
    assert queries.day_report(by, clock.today()).figures["corrections"] == [["void", 1]]
    with pytest.raises(Conflict):
        sign_day(enterprise=enterprise, by=by, day=yesterday)
    with pytest.raises(Conflict):
        sign_day(enterprise=enterprise, by=by, day=clock.today())
    with pytest.raises(NotFound):
        queries.day_report(by, clock.today() + timedelta(days=1))


def test_the_days_report_counts_what_happened_whoever_told_it(gate):
    enterprise, by, now = enterprise_of(gate), officer(gate), clock.now()
    guard = guard_of(enterprise)
    at_desk = vehicle_in(enterprise=enterprise, by=by, told=Told("豫H68215"))
    disinfect_vehicle(stay=at_desk, by=by, using="含氯消毒液")
    vehicle_out(stay=at_desk, by=by)
    wrong = vehicle_in(enterprise=enterprise, by=by, told=Told("晋E50917"))
    void_vehicle(stay=wrong, by=by, why="写错了车牌")
    goods_in(enterprise=enterprise, by=by, told=GoodsTold("铝锭", Decimal(18), "吨"))
    take_over(checkpoint=gate.checkpoint, by=by, guard_id=guard, acknowledged=True)
    told = {"plate": "豫HD20816", "vehicle": "van"}
    one = {"id": str(new_id()), "at": now.isoformat(), "kind": "vehicle.in", "data": told}
    record_entries(device=gate, entries=[one], device_time=now, received_at=now)

    figures = queries.day_report(by, clock.today()).figures

    assert figures["entries"] == {
        "vehicle.in": 2,
        "vehicle.out": 1,
        "vehicle.disinfected": 1,
        "goods.in": 1,
        "goods.disinfected": 0,
        "goods.released": 0,
        "visit.register": 0,
        "duty.taken_over": 1,
        "noted": 0,
        "vehicle.no_visit": 0,
    }
    assert figures["corrections"] == [["vehicle", 1]]


def test_corrections_are_made_by_the_officer_with_a_reason(gate):
    passage = scan(gate, builders.worker(enterprise_of(gate)))

    for by, kind, why, fault in (
        (builders.officer(enterprise_of(gate), "principal"), "void", "误扫", NotAllowed),
        (officer(gate), "missed", "误扫", Invalid),
        (officer(gate), "void", "x", Invalid),
        (officer(gate), "void", "长" * 201, Invalid),
    ):
        with pytest.raises(fault):
            correct_passage(passage=passage, by=by, kind=kind, why=why)
    assert not PassageCorrection.objects.exists()
    assert set(choices.CORRECTIONS) == {"void", "turned", "missed"}
