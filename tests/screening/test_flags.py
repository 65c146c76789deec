"""Flags: raised after the report and never in its way, once, quietly, settled by a person, gone with the reports (G9)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction

from fugong.core import providers
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.models import AuditRow
from fugong.core.permissions import SYSTEM
from fugong.core.web import say
from fugong.directory import actions as directory
from fugong.directory import queries as directory_queries
from fugong.notices.models import Notice
from fugong.screening import actions, queries, tasks
from fugong.screening.models import Flag, Report, VerdictEntry
from fugong.screening.queries.signs import GATE_TEMPERATURES
from tests.screening import builders as make

SITE = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 2, 24)
HERE, THERE = "Android WeChat 0a1b2c3d4e5f", "iPhone WeChat 5f4e3d2c1b0a"

pytestmark = [pytest.mark.django_db, pytest.mark.article("G9")]


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(datetime(2020, 2, 24, 7, 30, tzinfo=SITE), tick=False) as traveller:
        yield traveller


@pytest.fixture
def worker():
    person = make.person()
    make.declared(person)
    return person


@pytest.fixture
def measured():
    """What gates say they measured, as a list to fill."""
    rows = []
    before = providers._providers.get(GATE_TEMPERATURES, {}).copy()
    providers.register(GATE_TEMPERATURES, "gates", lambda _owner, _people, _start, _end: rows)
    yield rows
    providers._providers[GATE_TEMPERATURES] = before


def on(person, device=HERE, *, by=SYSTEM):
    """The worker on a phone bound just now."""
    return directory_queries.actor_of_phone(directory.bind_phone(person_id=person.pk, device=device, by=by))


def quick(person, capture, **answers):
    """A report one second after its form was opened, looked at."""
    opened = datetime.now(UTC) - timedelta(seconds=1)
    with capture(execute=True):
        return actions.submit(
            person=person,
            by=on(person),
            kind="daily",
            answers={**make.NORMAL, **answers},
            opened_at=opened,
        )


def kinds(person):
    return sorted(Flag.objects.filter(person=person).values_list("kind", flat=True))


def copied(person, days=8):
    """The very same report on so many days, today the last, not looked at yet."""
    for back in range(days - 1, -1, -1):
        with time_machine.travel(datetime.now(UTC) - timedelta(days=back, minutes=back * 3), tick=False):
            make.daily(person)


def test_a_report_is_taken_and_judged_as_ever_and_flagged_once_it_is_stored(
    worker, django_capture_on_commit_callbacks
):
    entry = quick(worker, django_capture_on_commit_callbacks)

    assert entry.verdict == "clear"
    assert queries.standing(worker).lets_in
    assert kinds(worker) == ["quick"]
    flag = queries.flag_line(queries.flags(make.officer(worker)).get())
    assert say.text(flag.why) == "打开填报页 1 秒就提交了，来不及看和填。"
    assert flag.articles == ("G9",)
    assert not Notice.objects.filter(owner_id=worker.enterprise_id).exists()
    row = AuditRow.objects.get(action="screening.raise_flags")
    assert row.details == {"count": 1, "kinds": ["quick"]}


def test_a_look_that_fails_leaves_the_report_alone(worker, monkeypatch, django_capture_on_commit_callbacks):
    from fugong.screening.actions import flags

    monkeypatch.setattr(flags, "look", lambda *_args, **_more: 1 / 0)

    quick(worker, django_capture_on_commit_callbacks)

    assert Report.objects.filter(kind="daily").count() == 1
    assert kinds(worker) == []


def test_nothing_is_looked_at_where_the_report_is_rolled_back(worker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
        copied(worker)
        transaction.set_rollback(True)

    assert callbacks == []
    assert kinds(worker) == []


def test_looking_again_adds_nothing_and_an_open_flag_is_not_raised_anew_the_next_day(worker, morning):
    copied(worker)

    assert actions.look_at_reports(enterprise=worker.enterprise, day=DAY) == 1
    assert actions.look_at_reports(enterprise=worker.enterprise, day=DAY) == 0
    morning.shift(timedelta(days=1))
    make.daily(worker)
    assert actions.look_at_reports(enterprise=worker.enterprise, day=DAY + timedelta(days=1)) == 0

    assert kinds(worker) == ["same_answers"]


def test_what_was_talked_about_is_quiet_for_the_packs_days_and_then_raised_again(worker, morning):
    copied(worker)
    actions.look_at_reports(enterprise=worker.enterprise, day=DAY)
    actions.settle_flag(flag=Flag.objects.get(), by=make.officer(worker), outcome="talked")

    found = {}
    for after in range(1, 9):
        morning.shift(timedelta(days=1, minutes=1))
        make.daily(worker)
        found[after] = actions.look_at_reports(enterprise=worker.enterprise, day=DAY + timedelta(days=after))

    assert [after for after, raised in found.items() if raised] == [8]


def test_two_who_look_at_once_raise_one_flag(worker, monkeypatch):
    from fugong.screening.actions import flags

    copied(worker)
    actions.look_at_reports(enterprise=worker.enterprise, day=DAY)
    monkeypatch.setattr(flags, "_new", lambda found, _day, _quiet: list(found))  # neither saw the other's

    assert actions.look_at_reports(enterprise=worker.enterprise, day=DAY) == 0
    assert kinds(worker) == ["same_answers"]


def test_a_gates_temperature_contradicts_whichever_comes_later(
    worker, measured, django_capture_on_commit_callbacks
):
    at = datetime(2020, 2, 24, 7, 0, tzinfo=SITE)
    other = make.person(worker.enterprise)
    make.declared(other)
    make.daily(worker, temperature="36.1")
    measured += [
        (worker.pk, at, Decimal("37.2")),
        (other.pk, at, Decimal("37.2")),
        (other.pk, at, Decimal(255)),
    ]

    with django_capture_on_commit_callbacks(execute=True):
        make.daily(other, temperature="36.2")
    assert kinds(other) == ["contradicts_gate"]
    assert kinds(worker) == []

    assert actions.look_at_reports(enterprise=worker.enterprise, day=DAY) == 1
    assert kinds(worker) == ["contradicts_gate"]


def test_details_lie_sealed(worker, measured):
    measured.append((worker.pk, datetime(2020, 2, 24, 7, 0, tzinfo=SITE), Decimal("38.0")))
    make.daily(worker)
    actions.look_at_reports(enterprise=worker.enterprise, day=DAY)

    stored = Flag.objects.values_list("details", flat=True).get()

    assert stored.document() == {"degrees_above": "1.5"}
    assert "1.5" not in stored.sealed()


def test_a_family_shares_a_phone_and_when_a_fifth_joins_all_are_flagged(django_capture_on_commit_callbacks):
    here = make.enterprise()
    people = [make.person(here) for _ in range(5)]
    for number, person in enumerate(people):
        make.declared(person)
        with django_capture_on_commit_callbacks(execute=True):
            make.daily(person, by=on(person), temperature=f"36.{number}")
        if number == 3:
            assert Flag.objects.count() == 0

    assert [kinds(person) for person in people] == [["shared_device"]] * 5


def test_reports_from_a_second_device_count_and_wait_for_a_yes(worker, django_capture_on_commit_callbacks):
    on(worker)
    second = on(worker, THERE, by=make.worker(worker))

    with django_capture_on_commit_callbacks(execute=True):
        entry = make.daily(worker, by=second)

    assert entry.verdict == "clear"
    assert kinds(worker) == ["new_device"]
    reports = queries.history(make.officer(worker), worker).reports
    assert [one.device for one in reports if one.kind == "daily"] == ["waiting"]


def test_a_yes_settles_the_flag_and_a_no_signs_the_device_out_and_leaves_it(
    worker, django_capture_on_commit_callbacks
):
    other = make.person(worker.enterprise)
    make.declared(other)
    for person, own in ((worker, True), (other, False)):
        on(person)
        cookie = directory.bind_phone(person_id=person.pk, device=THERE, by=make.worker(person))
        with django_capture_on_commit_callbacks(execute=True):
            make.daily(person, by=directory_queries.actor_of_phone(cookie))
        session = directory_queries.phone(make.officer(worker), Flag.objects.get(person=person).session_id)
        directory.answer_phone(session=session, by=make.officer(worker), own=own)
        assert (directory_queries.actor_of_phone(cookie) is not None) is own

    assert Flag.objects.get(person=worker).outcome == "confirmed"
    assert Flag.objects.get(person=other).state == "open"
    assert Report.objects.filter(kind="daily").count() == 2


def test_settling_needs_an_outcome_and_happens_once_by_officer_or_principal(
    worker, django_capture_on_commit_callbacks
):
    quick(worker, django_capture_on_commit_callbacks)
    flag, officer = Flag.objects.get(), make.officer(worker)

    with pytest.raises(NotAllowed):
        actions.settle_flag(flag=flag, by=make.worker(worker), outcome="talked")
    with pytest.raises(Invalid):
        actions.settle_flag(flag=flag, by=officer, outcome="punished")
    actions.settle_flag(flag=flag, by=officer, outcome="explained", note="用惯了，真是自己填的")
    with pytest.raises(Conflict):
        actions.settle_flag(flag=flag, by=officer, outcome="talked")

    flag.refresh_from_db()
    assert (flag.state, flag.outcome, flag.note.reveal()) == ("settled", "explained", "用惯了，真是自己填的")
    row = AuditRow.objects.get(action="screening.settle_flag")
    assert row.details == {"person": str(worker.pk), "outcome": "explained"}


def test_a_rollback_takes_the_audit_row_along(worker, django_capture_on_commit_callbacks):
    quick(worker, django_capture_on_commit_callbacks)

    with transaction.atomic():
        actions.settle_flag(flag=Flag.objects.get(), by=make.officer(worker), outcome="talked")
        transaction.set_rollback(True)

    assert not AuditRow.objects.filter(action="screening.settle_flag").exists()
    assert Flag.objects.get().state == "open"


def test_nobody_else_sees_flags_and_another_enterprise_has_none(worker, django_capture_on_commit_callbacks):
    quick(worker, django_capture_on_commit_callbacks)
    team = make.team(worker.enterprise)
    stranger = make.officer(make.enterprise())

    for actor in (make.worker(worker), make.account("team_leader", worker.enterprise, team)):
        with pytest.raises(NotAllowed):
            queries.flags(actor)
        assert queries.open_flags(actor) == 0
    assert queries.open_flags(stranger) == 0
    with pytest.raises(NotFound):
        queries.flag(stranger, Flag.objects.get().pk)
    assert queries.open_flags(make.officer(worker)) == 1


def test_flags_go_when_their_reports_go(worker, morning, django_capture_on_commit_callbacks):
    quick(worker, django_capture_on_commit_callbacks)

    morning.shift(timedelta(days=60))
    assert actions.purge(enterprise=worker.enterprise, by=SYSTEM).flags == 0
    morning.shift(timedelta(days=1))
    assert actions.purge(enterprise=worker.enterprise, by=SYSTEM).flags == 1

    assert not Flag.objects.exists()


def test_midday_looks_at_yesterday_and_today_of_every_enterprise(worker, morning):
    copied(worker)
    morning.shift(timedelta(days=1))

    tasks.look_at_days.func()

    assert kinds(worker) == ["same_answers"]


def test_without_a_time_of_opening_or_a_device_there_is_no_flag(worker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.submit(
            person=worker,
            by=make.officer(worker),
            kind="daily",
            answers=make.NORMAL,
            opened_at=datetime.now(UTC) + timedelta(hours=1),
        )

    stored = Report.objects.get(kind="daily")
    assert (stored.seconds_open, stored.session_id) == (None, None)
    assert kinds(worker) == []
    assert VerdictEntry.objects.filter(report_id=stored.id).exists()
