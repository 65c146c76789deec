"""What a report leads to: the verdict, what lasts, who is told (G4, G9)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from fugong.core import clock, codes
from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.notices.models import Notice
from fugong.screening import actions, passes, queries
from fugong.screening.models import Hold, Reading, Report, Standing, VerdictEntry
from tests.screening import builders as make

SITE = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 2, 24)

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0, *, day: date = DAY, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SITE)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(at(7, 30), tick=False) as traveller:
        yield traveller


@pytest.mark.article("G9")
def test_a_worker_with_nothing_unusual_is_clear_for_today_and_gets_a_pass():
    worker = make.person()

    entry = make.declared(worker)

    view = queries.standing(worker)
    assert (entry.verdict, entry.reason) == ("clear", "ok")
    assert (view.verdict, view.reason, view.reported, view.needs, view.lets_in) == (
        "clear",
        "ok",
        True,
        None,
        True,
    )
    assert passes.issue(worker) is not None


@pytest.mark.article("G9")
def test_who_has_said_nothing_waits_and_is_told_what_to_do():
    view = queries.standing(make.person())

    assert view.verdict is None
    assert view.waiting
    assert view.reason == "no_report"
    assert view.needs == "declaration"
    assert "填报" in view.next["zh"]
    assert "Report" in view.next["en"]


@pytest.mark.article("G4")
def test_a_daily_report_without_the_declaration_is_no_verdict_yet():
    worker = make.consented(make.person())

    make.daily(worker)

    view = queries.standing(worker)
    assert (view.verdict, view.needs, view.reported) == (None, "declaration", True)
    assert passes.issue(worker) is None


@pytest.mark.article("G4")
def test_without_a_certificate_nobody_is_clear_and_the_reason_says_so():
    worker = make.person(certified=False)

    entry = make.declared(worker)

    assert (entry.verdict, entry.reason) == ("barred", "no_certificate")
    assert queries.standing(worker).articles == ("G4",)


@pytest.mark.article("G4")
@pytest.mark.parametrize(
    ("valid_until", "returned_on", "verdict"),
    [
        (date(2020, 2, 20), date(2020, 2, 20), "clear"),
        (date(2020, 2, 19), date(2020, 2, 20), "barred"),
        (date(2020, 2, 23), None, "barred"),
        (date(2020, 2, 24), None, "clear"),
    ],
)
def test_a_certificate_counts_on_the_day_of_return_or_today_while_not_yet_returned(
    valid_until, returned_on, verdict
):
    worker = make.person(certified=False)
    make.certificate(worker, valid_until)
    make.journey(worker, returned_on=returned_on, left_city=returned_on is not None)

    assert make.declared(worker).verdict == verdict


@pytest.mark.article("G9", "G8")
def test_a_fever_reported_bars_voids_the_pass_stores_the_reading_and_tells_the_officer(morning):
    worker = make.person()
    make.declared(worker)
    issued = passes.issue(worker)
    morning.shift(timedelta(minutes=5))

    entry = make.daily(worker, temperature="37.3")

    standing = Standing.objects.get(person=worker)
    assert (entry.verdict, entry.reason) == ("barred", "fever")
    assert issued is not None
    assert codes.revoked(issued.issued, standing.void_before)
    assert passes.issue(worker) is None
    assert [row.celsius.reveal() for row in Reading.objects.filter(is_fever=True)] == ["37.3"]
    notice = Notice.objects.get(kind="fever_reported")
    assert (notice.role, notice.details["person_id"]) == ("epidemic_officer", str(worker.pk))
    assert "37.3" in queries.standing(worker).why["zh"]


@pytest.mark.article("G9")
def test_just_below_the_threshold_is_no_fever_and_an_enterprise_may_set_its_own():
    assert make.daily(declared := _declared(make.person()), temperature="37.2").verdict == "clear"
    assert queries.standing(declared).lets_in

    strict = make.person(make.enterprise(fever_threshold=37.0))
    _declared(strict)

    assert make.daily(strict, temperature="37.0").reason == "fever"


def _declared(worker):
    make.declared(worker)
    return worker


@pytest.mark.article("G9")
def test_symptoms_bar_and_tell_the_officer():
    worker = _declared(make.person())

    entry = make.daily(worker, symptoms=["dry_cough"])

    assert (entry.verdict, entry.reason) == ("barred", "symptoms")
    assert Notice.objects.filter(kind="symptoms_reported", role="epidemic_officer").count() == 1


@pytest.mark.article("G9")
def test_who_comes_back_from_a_business_trip_is_observed_until_the_fourteenth_day_across_midnights_and_reports(
    morning,
):
    worker = _declared(make.person())
    entry = make.daily(worker, business_trip="yes", business_trip_returned_on="2020-02-22")
    last = date(2020, 3, 7)

    assert (entry.verdict, entry.reason, entry.until) == ("observe", "observation", last)
    hold = Hold.objects.get(person=worker)
    assert (hold.kind, hold.reason, hold.until) == ("observation", "observation", last)
    morning.move_to(at(7, day=date(2020, 2, 25)))
    assert queries.standing(worker).verdict == "observe"
    assert make.daily(worker).verdict == "observe"
    morning.move_to(at(23, 59, day=last))
    assert make.daily(worker).verdict == "observe"
    morning.move_to(at(0, 0, day=last + timedelta(days=1)))
    assert queries.standing(worker).verdict is None
    assert make.daily(worker).verdict == "clear"


@pytest.mark.article("G4", "G9")
def test_a_stay_in_a_key_region_keeps_its_reason_and_its_end(morning):
    worker = make.person()
    entry = make.declared(worker, stayed_in_key_region="yes", left_key_region_on="2020-02-20")

    assert (entry.verdict, entry.reason, entry.until) == ("observe", "region", date(2020, 3, 5))
    morning.move_to(at(7, day=date(2020, 2, 26)))
    make.daily(worker)
    view = queries.standing(worker)
    assert (view.verdict, view.reason, view.until) == ("observe", "region", date(2020, 3, 5))
    assert not view.lets_in


@pytest.mark.article("G8", "G9")
def test_a_contact_opens_an_isolation_that_a_later_no_does_not_undo():
    worker = _declared(make.person())
    entry = make.daily(worker, contact="yes", last_contact_on="2020-02-23")

    assert (entry.verdict, entry.reason) == ("barred", "contact")
    assert make.daily(worker).reason == "contact"
    hold = Hold.objects.get(person=worker)
    assert (hold.kind, hold.reason, hold.until) == ("isolation", "contact", date(2020, 3, 8))
    assert Notice.objects.filter(kind="contact_reported").count() == 1


def test_a_later_contact_lengthens_the_hold_instead_of_opening_a_second(morning):
    worker = _declared(make.person())
    make.daily(worker, contact="yes", last_contact_on="2020-02-20")
    morning.shift(timedelta(hours=1))

    make.daily(worker, contact="yes", last_contact_on="2020-02-23")

    assert [hold.until for hold in Hold.objects.filter(person=worker)] == [date(2020, 3, 8)]


@pytest.mark.article("G9")
def test_a_fever_told_is_not_undone_by_telling_less_a_moment_later(morning):
    worker = _declared(make.person())
    make.daily(worker, temperature="38.6")
    morning.shift(timedelta(minutes=10))

    entry = make.daily(worker, temperature="36.8")

    assert (entry.verdict, entry.reason) == ("barred", "fever")
    assert Report.objects.filter(person_id=worker.pk, kind="daily").count() == 2
    assert Notice.objects.filter(kind="fever_reported").count() == 1


@pytest.mark.article("G9")
def test_a_good_evening_does_not_undo_the_fever_of_the_morning(morning):
    worker = _declared(make.person())
    make.daily(worker, temperature="38.0")
    morning.move_to(at(20))

    assert make.daily(worker, temperature="36.4").reason == "fever"


@pytest.mark.article("G9")
def test_an_evening_report_counts_for_the_day_and_as_the_evening(morning):
    worker = _declared(make.person())
    make.daily(worker)
    assert not queries.standing(worker).evening
    morning.move_to(at(18))

    make.daily(worker)

    assert queries.standing(worker).evening
    assert [row.period for row in Report.objects.filter(kind="daily").order_by("seq")] == [
        "morning",
        "evening",
    ]
    morning.move_to(at(0, 5, day=DAY + timedelta(days=1)))
    assert not queries.standing(worker).evening


def test_no_evening_report_before_the_evening():
    worker = _declared(make.person())

    with pytest.raises(Invalid) as refused:
        make.daily(worker, period="evening")

    assert (refused.value.code, refused.value.field) == ("too_early", "period")


@pytest.mark.article("G9")
def test_yesterdays_clear_is_not_todays(morning):
    worker = _declared(make.person())
    morning.move_to(at(23, 59, second=59))
    assert queries.standing(worker).verdict == "clear"

    morning.move_to(at(0, day=DAY + timedelta(days=1)))

    view = queries.standing(worker)
    assert (view.verdict, view.reason, view.needs, view.lets_in) == (None, "no_report", "daily", False)
    assert passes.issue(worker) is None


def test_a_report_at_one_minute_past_midnight_counts_for_the_new_day(morning):
    worker = _declared(make.person())
    morning.move_to(at(0, 1, day=DAY + timedelta(days=1)))

    entry = make.daily(worker)

    assert entry.for_day == DAY + timedelta(days=1)
    assert clock.now().date() == DAY, "in UTC it is still the day before"


@pytest.mark.article("G4")
def test_a_missing_certificate_bars_until_it_is_there_and_not_only_today(morning):
    worker = make.person(certified=False)
    make.declared(worker)
    morning.move_to(at(7, day=DAY + timedelta(days=1)))
    assert queries.standing(worker).reason == "no_certificate"

    make.certificate(worker)
    assert actions.rejudge(person_ids=[worker.pk], by=make.officer(worker)) == 1

    assert queries.standing(worker).needs == "daily"
    assert make.daily(worker).verdict == "clear"


def test_the_same_answers_within_a_minute_are_one_report(morning):
    worker = _declared(make.person())
    first = make.daily(worker)
    morning.shift(timedelta(seconds=59))

    second = make.daily(worker)

    assert second.id == first.id
    assert Report.objects.filter(kind="daily").count() == 1
    morning.shift(timedelta(seconds=2))
    assert make.daily(worker).id != first.id


def test_a_double_tap_in_the_first_second_of_another_answer_is_a_new_report():
    worker = _declared(make.person())

    make.daily(worker)
    make.daily(worker, temperature="36.6")

    assert Report.objects.filter(kind="daily").count() == 2


def test_answers_that_do_not_fit_are_refused_with_every_fault_and_nothing_is_stored():
    worker = _declared(make.person())
    before = Report.objects.count()

    with pytest.raises(actions.AnswersRefused) as refused:
        make.daily(worker, temperature="365", contact="perhaps", weight="80")

    assert {(fault.field, fault.code) for fault in refused.value.faults} == {
        ("temperature", "point_misplaced"),
        ("contact", "not_offered"),
        ("weight", "unknown_field"),
    }
    assert Report.objects.count() == before


def test_without_the_consents_a_worker_hands_in_nothing():
    worker = make.person()

    with pytest.raises(NotAllowed) as refused:
        make.daily(worker)

    assert refused.value.code == "consent_needed"
    assert not Report.objects.exists()


def test_a_withdrawn_consent_is_none_and_what_was_reported_stays():
    worker = _declared(make.person())
    actions.withdraw_consent(person=worker, by=make.worker(worker), purpose="health")

    with pytest.raises(NotAllowed):
        make.daily(worker)

    assert Report.objects.count() == 1
    assert [line.purpose for line in queries.consents(worker) if line.given] == ["movement"]


def test_a_consent_given_twice_is_one():
    worker = make.consented(make.person())

    assert actions.give_consent(person=worker, by=make.worker(worker), purposes=["health", "health"]) == []


@pytest.mark.article("G9")
def test_a_leader_enters_for_somebody_without_a_phone_on_the_other_legal_basis():
    team = make.team(make.enterprise())
    worker = make.person(team=team, has_phone=False)
    leader = make.account("team_leader", team.enterprise, team)
    actions.submit(person=worker, by=leader, kind="declaration", answers=make.DECLARED)

    entry = make.daily(worker, by=leader)

    assert entry.verdict == "clear"
    assert {row.entered for row in Report.objects.all()} == {"leader"}
    assert {row.source for row in Reading.objects.all()} == {"leader"}


def test_where_the_notice_names_no_other_basis_the_leader_needs_the_consent_too():
    team = make.team(make.enterprise("influenza"))
    worker = make.person(team=team, has_phone=False)
    leader = make.account("team_leader", team.enterprise, team)

    with pytest.raises(NotAllowed) as refused:
        actions.submit(
            person=worker,
            by=leader,
            kind="daily",
            answers={"temperature": "36.5", "symptoms": [], "contact": "no"},
        )

    assert refused.value.code == "consent_needed"


def test_who_left_reports_no_more():
    worker = make.consented(make.person(status="left"))

    with pytest.raises(Conflict):
        make.daily(worker)


def test_influenza_lets_the_observed_work_and_knows_no_certificate():
    worker = make.consented(make.person(make.enterprise("influenza"), certified=False))
    pack_answers = {
        "temperature": "36.5",
        "symptoms": ["none"],
        "contact": "yes",
        "last_contact_on": "2020-02-23",
    }
    given = pack_answers
    actions.submit(
        person=worker, by=make.worker(worker), kind="declaration", answers=_influenza_declaration(given)
    )

    entry = actions.submit(person=worker, by=make.worker(worker), kind="daily", answers=given)

    assert (entry.verdict, entry.reason) == ("observe", "contact")
    assert passes.issue(worker) is not None


def _influenza_declaration(answers):
    from fugong.packs import load

    asked = {question.id for question in load("influenza").questionnaires["declaration"].questions}
    normal = {"left_city": "no", "returned_on": None, **answers}
    return {key: value for key, value in normal.items() if key in asked}


def test_the_declaration_fills_the_roster_so_that_nothing_is_asked_twice():
    worker = make.person()

    make.declared(
        worker,
        left_city="yes",
        return_from="410802",
        returned_on="2020-02-20",
        transport="train",
        holiday_trips="郑州市二七区",
    )

    worker.refresh_from_db()
    assert (worker.journey.left_city, worker.journey.returned_on) == (True, date(2020, 2, 20))
    assert worker.journey.destination.reveal() == "解放区"
    assert worker.journey.transport.reveal() == "普通火车"
    assert worker.journey.travel.reveal() == "郑州市二七区"


def test_a_verdict_entry_says_why_in_codes_only():
    worker = _declared(make.person())
    make.daily(worker, temperature="38.1", symptoms=["dry_cough"])

    entry = VerdictEntry.objects.order_by("-seq").first()

    assert [ground["code"] for ground in entry.grounds] == ["fever", "symptoms"]
    assert "38.1" not in str(entry.grounds)
    assert "dry_cough" not in str(entry.grounds)
