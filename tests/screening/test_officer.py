"""What a person decides: corrections, holds, confirmed fevers, reviews, and the worker's protection (G8, G9, G15)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from fugong.core import audit, clock, codes, events, providers
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.models import AuditRow
from fugong.directory import actions as directory
from fugong.directory.events import PeopleChanged, PersonLeft
from fugong.notices import wording
from fugong.notices.models import Notice
from fugong.screening import actions, listening, passes, queries, tasks
from fugong.screening.events import PassesVoided
from fugong.screening.models import Hold, Reading, Review, Standing, VerdictEntry
from tests.screening import builders as make

SITE = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 2, 24)
TOMORROW = DAY + timedelta(days=1)

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0, *, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SITE)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(at(7, 30), tick=False) as traveller:
        yield traveller


@pytest.fixture
def clear():
    worker = make.person()
    make.declared(worker)
    return worker


def correct(worker, verdict, **more):
    return actions.correct_verdict(
        person=worker, by=make.officer(worker), verdict=verdict, why=more.pop("why", "已核实"), **more
    )


def test_a_correction_needs_a_reason_is_kept_sealed_and_recorded(clear):
    with pytest.raises(Invalid) as refused:
        correct(clear, "barred", why="  ")
    assert refused.value.field == "why"

    entry = correct(clear, "barred", reason="symptoms", why="电话里咳嗽")

    assert entry.why.reveal() == "电话里咳嗽"
    assert "电话里咳嗽" not in str(entry.why)
    row = AuditRow.objects.get(action="screening.correct_verdict")
    assert row.details == {"entry": str(entry.id)}
    assert Notice.objects.get(kind="verdict_corrected").person_id == clear.pk
    assert queries.standing(clear).corrected


def test_a_correction_for_the_worse_voids_the_pass(clear, morning):
    issued = passes.issue(clear)
    voided = []
    events.subscribe(PassesVoided, voided.append)
    morning.shift(timedelta(seconds=0.4))

    correct(clear, "observe")

    assert passes.issue(clear) is None
    assert codes.revoked(issued.issued, Standing.objects.get(person=clear).void_before)
    assert [event.person_ids for event in voided] == [(clear.pk,)]


def test_a_pass_after_a_correction_back_to_clear_is_valid_though_in_the_same_second(clear):
    correct(clear, "observe")

    correct(clear, "clear")

    issued = passes.issue(clear)
    assert not codes.revoked(
        issued.issued.replace(microsecond=0), Standing.objects.get(person=clear).void_before
    )


@pytest.mark.parametrize(
    ("verdict", "reason"), [("clear", "fever"), ("barred", "ok"), ("barred", "no_report"), ("maybe", "ok")]
)
def test_a_correction_whose_reason_does_not_fit_is_refused(clear, verdict, reason):
    with pytest.raises(Invalid):
        correct(clear, verdict, reason=reason)


@pytest.mark.article("G9")
def test_a_correction_to_clear_still_waits_for_the_days_report():
    worker = make.person()

    correct(worker, "clear")

    view = queries.standing(worker)
    assert (view.verdict, view.lets_in) == (None, False)
    make.declared(worker)
    assert queries.standing(worker).lets_in


@pytest.mark.article("G4")
def test_a_correction_is_not_undone_by_what_the_officer_knew():
    worker = make.person(certified=False)
    make.declared(worker)
    correct(worker, "clear", why="看过纸质证明")

    assert make.daily(worker).verdict == "clear"
    assert queries.standing(worker).lets_in


@pytest.mark.article("G9")
def test_a_correction_is_undone_by_a_worse_report(clear, morning):
    make.daily(clear, temperature="37.4")
    correct(clear, "clear", why="刚在太阳下，复测36.6")
    assert queries.standing(clear).lets_in
    morning.move_to(at(19))
    assert make.daily(clear, temperature="36.6").verdict == "clear"
    morning.shift(timedelta(minutes=5))

    assert make.daily(clear, temperature="38.9").reason == "fever"
    assert not queries.standing(clear).corrected


def test_a_correction_for_the_worse_is_not_undone_by_a_good_report(clear, morning):
    correct(clear, "barred", reason="symptoms")
    morning.shift(timedelta(hours=1))

    assert make.daily(clear).verdict == "barred"
    assert not queries.standing(clear).lets_in


def test_a_correction_ends_with_its_day_or_with_the_day_it_names(clear, morning):
    correct(clear, "observe", until=TOMORROW)
    morning.move_to(at(7, day=TOMORROW))
    assert make.daily(clear).verdict == "observe"
    morning.move_to(at(7, day=TOMORROW + timedelta(days=1)))

    assert queries.standing(clear).verdict is None
    assert make.daily(clear).verdict == "clear"


@pytest.mark.article("G4", "G9")
def test_correcting_to_clear_lifts_what_the_rules_held_and_the_same_stay_holds_nobody_again(morning):
    worker = make.person()
    make.declared(worker, stayed_in_key_region="yes", left_key_region_on="2020-02-20")
    correct(worker, "clear", why="查了行程，没有到过")
    assert queries.standing(worker).lets_in

    morning.move_to(at(7, day=TOMORROW))

    assert make.daily(worker).verdict == "clear"
    assert Hold.objects.get(person=worker).lift_why.reveal() == "查了行程，没有到过"


@pytest.mark.article("G15")
def test_correcting_past_an_isolation_that_a_person_placed_is_refused(clear):
    actions.place_hold(person=clear, by=make.officer(clear), kind="isolation", why="密接")

    with pytest.raises(Conflict) as refused:
        correct(clear, "clear")

    assert (refused.value.code, refused.value.article) == ("hold_open", "G15")


@pytest.mark.article("G8")
@pytest.mark.parametrize(("kind", "verdict"), [("isolation", "barred"), ("observation", "observe")])
def test_a_hold_keeps_out_until_it_is_lifted_and_then_the_report_counts_again(clear, kind, verdict, morning):
    issued = passes.issue(clear)
    hold = actions.place_hold(person=clear, by=make.officer(clear), kind=kind, why="社区通知")

    view = queries.standing(clear)
    assert (view.verdict, view.reason, view.until) == (verdict, kind, None)
    assert codes.revoked(issued.issued, Standing.objects.get(person=clear).void_before)
    assert make.daily(clear).verdict == verdict
    morning.shift(timedelta(hours=1))

    actions.lift_hold(hold=hold, by=make.officer(clear), why="检测阴性")

    assert queries.standing(clear).verdict == "clear"
    with pytest.raises(Conflict):
        actions.lift_hold(hold=hold, by=make.officer(clear), why="再一次")
    assert set(Notice.objects.filter(person_id=clear.pk).values_list("kind", flat=True)) == {
        "hold_placed",
        "hold_lifted",
    }


def test_a_hold_ends_by_its_date_alone(clear, morning):
    actions.place_hold(
        person=clear, by=make.officer(clear), kind="observation", until=TOMORROW, why="社区通知"
    )
    morning.move_to(at(23, 59, day=TOMORROW))
    assert queries.standing(clear).verdict == "observe"

    morning.move_to(at(0, day=TOMORROW + timedelta(days=1)))

    assert queries.standing(clear).verdict is None


@pytest.mark.article("G8", "G9")
def test_a_fever_at_the_gate_changes_nothing_but_a_notice_until_a_person_confirms_it(clear):
    of = clear.enterprise
    reading = actions.record_gate_reading(
        enterprise=of,
        by=make.account("guard", of),
        person_id=clear.pk,
        celsius=Decimal("37.3"),
        taken_at=clock.now(),
    )

    assert reading.is_fever
    assert queries.standing(clear).verdict == "clear"
    assert passes.issue(clear) is not None
    assert Standing.objects.get(person=clear).void_before is None
    assert Notice.objects.get(kind="fever_at_gate").role == "epidemic_officer"

    actions.confirm_fever(person=clear, by=make.officer(clear), why="水银体温计复测 38.0")

    view = queries.standing(clear)
    assert (view.verdict, view.isolated, passes.issue(clear)) == ("barred", True, None)
    assert {reason.code for reason in view.reasons} == {"isolation", "fever"}
    assert VerdictEntry.objects.filter(by_id__isnull=False).get().reason == "fever"


@pytest.mark.parametrize("celsius", ["0", "255", "3.65", "365", "33.9", "43.1"])
def test_what_is_no_temperature_is_no_reading(clear, celsius):
    of = clear.enterprise

    assert (
        actions.record_gate_reading(
            enterprise=of,
            by=make.officer(of),
            person_id=clear.pk,
            celsius=Decimal(celsius),
            taken_at=clock.now(),
        )
        is None
    )
    assert not Reading.objects.filter(source="gate").exists()


def test_a_reading_of_a_passage_that_comes_twice_is_stored_and_told_once(clear):
    of = clear.enterprise
    reading = actions.GateReading(clear.pk, Decimal("38.0"), clock.now(), id=clear.pk)

    for _ in range(2):
        actions.record_gate_readings(enterprise=of, by=make.officer(of), readings=[reading])

    assert Reading.objects.filter(source="gate").count() == 1
    assert Notice.objects.filter(kind="fever_at_gate").count() == 1


def test_a_worker_contests_a_verdict_once_and_a_person_answers():
    worker = make.person()
    make.declared(worker, stayed_in_key_region="yes", left_key_region_on="2020-02-20")
    review = actions.ask_review(person=worker, by=make.worker(worker), text="我没有离开过焦作")
    with pytest.raises(Conflict) as refused:
        actions.ask_review(person=worker, by=make.worker(worker), text="再问一次")
    assert refused.value.code == "already_open"
    assert Notice.objects.get(kind="review_asked").role == "epidemic_officer"
    officer = make.officer(worker)
    assert [line.text for line in queries.reviews(officer)] == ["我没有离开过焦作"]

    actions.answer_review(
        review=review, by=officer, corrected=True, verdict="clear", until=None, answer="核实属实"
    )

    assert queries.standing(worker).lets_in
    assert Notice.objects.filter(kind="review_answered", person_id=worker.pk).count() == 1
    with pytest.raises(Conflict):
        actions.answer_review(review=review, by=officer, corrected=False, answer="又一次")
    assert [line.state for line in queries.reviews(make.worker(worker))] == ["corrected"]


def test_there_is_nothing_to_contest_without_a_verdict():
    worker = make.person()

    with pytest.raises(Conflict) as refused:
        actions.ask_review(person=worker, by=make.worker(worker), text="为什么")

    assert refused.value.code == "no_verdict"


@pytest.mark.article("G15")
def test_whoever_is_held_or_kept_out_for_a_contact_may_not_be_dismissed():
    bars = {}
    for name, given in {
        "contact": {"contact": "yes", "last_contact_on": "2020-02-23"},
        "region": {"stayed_in_key_region": "yes", "left_key_region_on": "2020-02-23"},
        "trip": {"business_trip": "yes", "business_trip_returned_on": "2020-02-23"},
        "fever": {"temperature": "38.0"},
        "nothing": {},
    }.items():
        worker = make.person()
        make.declared(worker, **given)
        bars[name] = providers.ask("dismissal_bar", worker)
    held = make.person()
    actions.place_hold(person=held, by=make.officer(held), kind="observation", why="留观")
    bars["held"] = providers.ask("dismissal_bar", held)

    assert {name for name, said in bars.items() if said} == {"contact", "region", "trip", "held"}
    assert "不得随意解除、终止劳动合同" in bars["held"][0].text
    assert bars["held"][0].article == "G15"


@pytest.mark.article("G15")
def test_marking_an_isolated_worker_as_left_is_refused_and_allowed_once_lifted(clear):
    officer = make.officer(clear)
    hold = actions.place_hold(person=clear, by=officer, kind="isolation", why="密接")

    with pytest.raises(Conflict) as refused:
        directory.mark_left(person=clear, by=officer)

    assert (refused.value.code, refused.value.article) == ("dismissal_barred", "G15")
    actions.lift_hold(hold=hold, by=officer, why="阴性")
    directory.mark_left(person=clear, by=officer)
    clear.refresh_from_db()
    assert clear.status == "left"
    assert passes.issue(clear) is None


def test_every_notice_screening_posts_has_words(clear):
    posted = {
        "fever_reported",
        "symptoms_reported",
        "contact_reported",
        "fever_at_gate",
        "review_asked",
        "report_reminder",
        "hold_placed",
        "hold_lifted",
        "verdict_corrected",
        "fever_confirmed",
        "review_answered",
    }
    source = "".join(path.read_text() for path in Path(actions.__file__).parent.glob("*.py"))

    assert all(kind in source for kind in posted)
    assert posted <= {*wording.TEXTS, *wording._worded}


def test_who_leaves_loses_the_pass_and_open_reviews_are_closed(clear):
    issued = passes.issue(clear)
    actions.ask_review(person=clear, by=make.worker(clear), text="问一下")

    with transaction.atomic():
        events.publish(PersonLeft(clear))

    assert codes.revoked(issued.issued, Standing.objects.get(person=clear).void_before)
    assert Review.objects.get().state == "upheld"


@pytest.mark.article("G4")
def test_a_certificate_that_arrives_changes_the_verdict_of_the_day():
    worker = make.person(certified=False)
    make.declared(worker)
    stranger = make.person(worker.enterprise)
    make.certificate(worker)

    with transaction.atomic():
        events.publish(PeopleChanged(worker.enterprise_id, (worker.pk, stranger.pk)))

    assert queries.standing(worker).verdict == "clear"
    assert not Standing.objects.filter(person=stranger).exists()


@pytest.mark.article("G4")
def test_a_change_of_many_is_left_to_the_worker_process(monkeypatch):
    of = make.enterprise()
    people = [make.person(of, certified=False) for _ in range(3)]
    for worker in people:
        make.declared(worker)
        make.certificate(worker)
    monkeypatch.setattr(listening, "AT_ONCE", 2)

    with transaction.atomic():
        events.publish(PeopleChanged(of.pk, tuple(worker.pk for worker in people)))

    assert [queries.standing(worker).verdict for worker in people] == ["barred"] * 3
    (waiting,) = DBTaskResult.objects.all()
    tasks.judge_again.func(**waiting.args_kwargs["kwargs"])
    assert [queries.standing(worker).verdict for worker in people] == ["clear"] * 3


WRITES = [
    "report",
    "correct",
    "hold",
    "fever",
    "review",
    "answer",
    "consent",
    "see",
]
ALLOWED = {
    "self": {"report", "review", "consent", "see"},
    "other_worker": set(),
    "leader": {"report", "see"},
    "other_leader": set(),
    "officer": {"report", "correct", "hold", "fever", "answer", "see"},
    "principal": {"report", "correct", "hold", "fever", "answer", "see"},
    "other_officer": set(),
    "guard": set(),
    "administrator": set(),
}


@pytest.mark.parametrize("who", list(ALLOWED))
@pytest.mark.parametrize("what", WRITES)
def test_who_may_do_what_to_a_worker(who, what):
    team = make.team(make.enterprise())
    worker = make.person(team=team)
    make.declared(worker)
    actors = {
        "self": make.worker(worker),
        "other_worker": make.worker(make.person(team=team)),
        "leader": make.account("team_leader", team.enterprise, team),
        "other_leader": make.account("team_leader", team.enterprise, make.team(team.enterprise, "二班")),
        "officer": make.officer(worker),
        "principal": make.account("principal", team.enterprise),
        "other_officer": make.officer(make.enterprise()),
        "guard": make.account("guard", team.enterprise),
        "administrator": make.account("administrator", None),
    }
    by = actors[who]

    def do():
        if what == "report":
            make.daily(worker, by=by)
        elif what == "correct":
            actions.correct_verdict(person=worker, by=by, verdict="observe", why="核实")
        elif what == "hold":
            hold = actions.place_hold(person=worker, by=by, kind="isolation", why="密接")
            actions.lift_hold(hold=hold, by=by, why="阴性")
        elif what == "fever":
            actions.confirm_fever(person=worker, by=by, why="复测")
        elif what == "review":
            actions.ask_review(person=worker, by=by, text="请复核")
        elif what == "answer":
            review = actions.ask_review(person=worker, by=actors["self"], text="请复核")
            actions.answer_review(review=review, by=by, corrected=False, answer="维持")
        elif what == "consent":
            actions.withdraw_consent(person=worker, by=by, purpose="health")
        elif what == "see":
            queries.history(by, worker)

    if what in ALLOWED[who]:
        do()
    else:
        with pytest.raises((NotAllowed, NotFound)):
            do()


def test_a_leader_of_a_workshop_answers_for_the_teams_in_it():
    team = make.team(make.enterprise())
    worker = make.consented(make.person(team=team))
    leader = make.account("team_leader", team.enterprise, team.parent)

    make.daily(worker, by=leader)

    assert queries.today(leader).reported == 1


def test_a_rollback_takes_the_audit_row_along(clear):
    rows = AuditRow.objects.count()

    def corrected_and_broken():
        actions.correct_verdict(
            person=clear, by=make.officer(clear), verdict="barred", reason="symptoms", why="核实"
        )
        assert AuditRow.objects.count() == rows + 1
        raise InterruptedError

    with pytest.raises(InterruptedError), transaction.atomic():
        corrected_and_broken()

    assert AuditRow.objects.count() == rows
    assert audit.verify(clear.enterprise_id)[1] is None
    assert queries.standing(clear).verdict == "clear"
