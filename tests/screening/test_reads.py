"""The board, the lists, the gate's people and the history: right, scoped, and a few statements whatever the size."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fugong.core import clock
from fugong.core.errors import NotAllowed, NotFound
from fugong.core.models import AuditRow
from fugong.notices.models import Notice
from fugong.screening import actions, queries
from fugong.screening.models import Hold, Reading, Report, Standing, VerdictEntry
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
def teams():
    of = make.enterprise()
    return make.team(of, "一班"), make.team(of, "二班")


def count(read) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()
    return len(captured)


@pytest.mark.article("G9")
def test_the_board_counts_expected_reported_missing_by_verdict_and_by_team(teams):
    first, second = teams
    make.declared(make.person(team=first))
    make.declared(make.person(team=first), temperature="38.0")
    make.declared(make.person(team=second), stayed_in_key_region="yes", left_key_region_on="2020-02-20")
    make.person(team=second)
    make.person(team=second, status="left")
    make.journey(make.person(team=second), planned_on=TOMORROW)
    make.person(make.enterprise())

    board = queries.today(make.officer(first.enterprise))

    assert (board.expected, board.reported, board.missing, board.day) == (4, 3, 1, DAY)
    assert board.by_verdict == {"clear": 1, "barred": 1, "observe": 1, "waiting": 1}
    assert [(team.workshop, team.name, team.expected, team.missing) for team in board.teams] == [
        ("机加工车间", "一班", 2, 0),
        ("机加工车间", "二班", 2, 1),
    ]


def test_a_leader_sees_the_own_teams_only(teams):
    first, second = teams
    make.person(team=first)
    hers = make.person(team=second)
    leader = make.account("team_leader", first.enterprise, second)

    assert queries.today(leader).expected == 1
    assert [one.person_id for one in queries.missing(leader)] == [hers.pk]


def test_yesterdays_reports_leave_todays_board_empty(teams, morning):
    make.declared(make.person(team=teams[0]))
    morning.move_to(at(0, day=TOMORROW))

    board = queries.today(make.officer(teams[0].enterprise))

    assert (board.reported, board.by_verdict) == (0, {"waiting": 1})


@pytest.mark.article("G9")
def test_who_is_missing_is_listed_masked_by_team_and_job_number_and_pages(teams):
    first, second = teams
    for number, team in (("B2", second), ("A2", first), ("A1", first)):
        make.person(team=team, job_number=number, name="欧阳询")
    make.declared(make.person(team=first))
    officer = make.officer(first.enterprise)

    listed = queries.missing(officer)

    assert [one.job_number for one in listed] == ["A1", "A2", "B2"]
    assert {one.name for one in listed} == {"欧*"}
    assert listed[0].team == "机加工车间·一班"
    page = queries.missing(officer, after=("一班", "A1"), limit=1)
    assert [one.job_number for one in page] == ["A2"]
    assert [one.job_number for one in queries.missing(officer, second.pk)] == ["B2"]


@pytest.mark.parametrize("role", ["guard", "administrator"])
def test_guards_and_administrators_see_no_health(role, teams):
    actor = make.account(role, teams[0].enterprise if role == "guard" else None)

    for read in (queries.today, queries.missing, queries.alerts, queries.reviews):
        with pytest.raises(NotAllowed):
            read(actor)


def test_lists_cost_the_same_statements_for_three_people_and_for_sixty(teams):
    team = teams[0]
    officer = make.officer(team.enterprise)

    def fill(number):
        for _ in range(number):
            make.declared(make.person(team=team), temperature="38.0")
            make.person(team=team)

    def costs():
        return {
            "today": count(lambda: queries.today(officer)),
            "missing": count(lambda: queries.missing(officer)),
            "alerts": count(lambda: queries.alerts(officer)),
            "gate_people": count(lambda: queries.gate_people(team.enterprise_id)),
            "delta": count(lambda: queries.gate_people(team.enterprise_id, clock.now() - timedelta(days=2))),
            "reviews": count(lambda: queries.reviews(officer)),
        }

    fill(3)
    few = costs()
    fill(27)

    assert costs() == few
    assert max(few.values()) <= 6, few


def test_rejudging_many_costs_few_statements_more_than_rejudging_one(teams):
    people = [make.person(team=teams[0], certified=False) for _ in range(12)]
    for person in people:
        make.declared(person)

    one = count(lambda: actions.rejudge(person_ids=[people[0].pk], by=make.officer(teams[0].enterprise)))
    many = count(
        lambda: actions.rejudge(
            person_ids=[person.pk for person in people], by=make.officer(teams[0].enterprise)
        )
    )

    assert many <= one + 2


@pytest.mark.article("G8", "G9")
def test_the_gate_knows_of_everybody_what_it_needs_and_no_more(teams, morning):
    of = teams[0].enterprise
    clear = make.person(team=teams[0], job_number="A1", name="王小明")
    make.declared(clear)
    region = make.person(team=teams[0], job_number="A2")
    make.declared(region, stayed_in_key_region="yes", left_key_region_on="2020-02-20")
    isolated = make.person(team=teams[0], job_number="A3")
    actions.place_hold(person=isolated, by=make.officer(of), kind="isolation", why="密接")
    late = make.person(job_number="A4", of=of, status="left")
    make.journey(late, planned_on=TOMORROW)

    people = {one["job_number"]: one for one in queries.gate_people(of.pk)}

    assert people["A1"] == {
        "ref": clear.reference,
        "job_number": "A1",
        "name": "王*",
        "team": "机加工车间·一班",
        "team_id": str(teams[0].pk),
        "status": "active",
        "isolated": False,
        "observed": False,
        "verdict": "clear",
        "reason": "ok",
        "reported_for": "2020-02-24",
        "void_before": None,
        "expected_from": None,
    }
    assert (people["A2"]["verdict"], people["A2"]["reason"], people["A2"]["observed"]) == (
        "observe",
        "region",
        False,
    )
    assert (people["A3"]["verdict"], people["A3"]["isolated"], people["A3"]["reported_for"]) == (
        "barred",
        True,
        None,
    )
    assert people["A3"]["void_before"] == "2020-02-23T23:30:01Z"
    assert (people["A4"]["status"], people["A4"]["expected_from"]) == ("left", "2020-02-25")


def test_a_delta_holds_who_changed_and_whom_a_new_day_changed(teams, morning):
    of = teams[0].enterprise
    quiet, reported, held = (make.person(team=teams[0]) for _ in range(3))
    actions.place_hold(person=held, by=make.officer(of), kind="observation", until=DAY, why="留观")
    morning.shift(timedelta(minutes=10))
    cursor = clock.now()
    make.declared(reported)

    def changed(since):
        return {one["ref"] for one in queries.gate_people(of.pk, since)}

    assert changed(cursor) == {reported.reference}
    morning.move_to(at(0, 1, day=TOMORROW))
    assert changed(cursor + timedelta(hours=1)) == {held.reference}
    assert quiet.reference not in changed(cursor)


@pytest.mark.article("G8", "G9")
def test_alerts_come_once_each_as_they_happen(teams, morning):
    officer = make.officer(teams[0].enterprise)
    worker = make.person(team=teams[0], name="赵六")
    make.declared(worker)
    first = queries.alerts(officer)
    assert first.items == ()
    morning.shift(timedelta(minutes=1))
    make.daily(worker, temperature="38.0")

    fresh = queries.alerts(officer, first.cursor)

    assert {(one.kind, one.reason, one.name) for one in fresh.items} == {
        ("fever_reading", "fever", "赵*"),
        ("verdict", "fever", "赵*"),
    }
    assert queries.alerts(officer, fresh.cursor).items == ()
    assert len(queries.alerts(officer, "nonsense").items) == 2
    assert len(queries.alerts(officer).items) == 2
    assert queries.alerts(make.account("team_leader", worker.enterprise, teams[1]), first.cursor).items == ()


def test_the_history_of_a_worker_is_in_words_and_of_the_own_people_only(teams, morning):
    worker = make.person(team=teams[0])
    make.declared(worker)
    morning.shift(timedelta(minutes=2))
    make.daily(worker, symptoms=["dry_cough", "fever"])

    told = queries.history(make.officer(worker), worker)

    lines = {line.question: line for line in told.reports[0].answers}
    assert lines["symptoms"].answer == {"zh": "发热、干咳", "en": "Fever, Dry cough"}
    assert lines["symptoms"].unusual
    assert lines["temperature"].answer["zh"] == "36.5 ℃"
    assert lines["contact"].answer == {"zh": "否", "en": "no"}
    assert [line.reason for line in told.verdicts] == ["symptoms", "ok"]
    assert told.verdicts[0].reasons[0].why["zh"] == "您报告了身体不适。"
    assert len(told.readings) == 2
    assert queries.history(make.worker(worker), worker.pk).reports
    with pytest.raises(NotFound):
        queries.history(make.officer(make.enterprise()), worker)


def test_the_last_answers_are_there_for_the_two_taps_of_the_next_day():
    worker = make.person()
    make.declared(worker)
    make.daily(worker)

    assert queries.last_answers(worker, "daily")["contact"] is False
    assert queries.last_answers(make.person(), "daily") == {}


@pytest.mark.article("G9")
def test_one_button_reminds_whoever_is_missing_and_gives_a_text_for_the_group(teams):
    first, second = teams
    absent = make.person(team=first, name="李白")
    make.declared(make.person(team=second))

    reminder = actions.remind(by=make.officer(first.enterprise))

    assert reminder.count == 1
    assert "李*" in reminder.text
    assert "李白" not in reminder.text
    assert "海报" in reminder.text
    assert [notice.person_id for notice in Notice.objects.filter(kind="report_reminder")] == [absent.pk]
    assert actions.remind(by=make.officer(first.enterprise)).count == 1
    assert Notice.objects.filter(kind="report_reminder").count() == 1, "the first is not read yet"
    leader = make.account("team_leader", first.enterprise, second)
    assert actions.remind(by=leader).count == 0
    with pytest.raises(NotAllowed):
        actions.remind(by=make.worker(absent))


@pytest.mark.article("G9")
def test_what_is_older_than_the_pack_says_is_deleted_with_a_record_of_it(teams, morning):
    old = make.person(team=teams[0])
    Standing.objects.create(person=make.person(team=teams[1]))  # of whom nothing was judged yet
    make.declared(old)
    hold = actions.place_hold(
        person=old, by=make.officer(old), kind="observation", until=TOMORROW, why="留观"
    )
    actions.lift_hold(hold=hold, by=make.officer(old), why="阴性")
    open_hold = actions.place_hold(person=old, by=make.officer(old), kind="isolation", why="密接")
    morning.move_to(at(7, day=DAY + timedelta(days=60)))
    make.daily(old)
    assert actions.purge(enterprise=old.enterprise, by=make.officer(old)).total == 0
    morning.move_to(at(7, day=DAY + timedelta(days=61)))

    purged = actions.purge(enterprise=old.enterprise, by=make.officer(old))

    assert (purged.declarations, purged.daily_reports, purged.readings, purged.holds) == (1, 0, 1, 1)
    assert purged.verdicts == 3
    assert [row.kind for row in Report.objects.all()] == ["daily"]
    assert Reading.objects.count() == 1
    assert Hold.objects.get() == open_hold
    assert VerdictEntry.objects.filter(id=Standing.objects.get(person=old).entry_id).exists()
    record = AuditRow.objects.get(action="screening.purge")
    assert record.details["declarations"] == 1
    assert record.details["declarations_before"] == "2020-02-25"
    with pytest.raises(NotAllowed):
        actions.purge(enterprise=old.enterprise, by=make.account("guard", old.enterprise))
