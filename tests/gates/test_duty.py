"""Guard duty round the clock: shifts, hand-overs, what nobody covers, how many entrances are needed (G8)."""

from datetime import time, timedelta
from unittest.mock import patch

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.ids import new_id
from fugong.core.models import AuditRow
from fugong.core.permissions import SYSTEM
from fugong.gates import queries
from fugong.gates.actions import (
    copy_week,
    count_roll,
    create_checkpoint,
    plan_days,
    plan_shift,
    record_entries,
    set_opening_hours,
    take_over,
)
from fugong.gates.actions.duty import tell_gaps
from fugong.gates.actions.purging import purge
from fugong.gates.models import Checkpoint, DutyTurn, GateEntry, GuardShift, RollCall
from fugong.gates.opening import DAY, Hours
from fugong.notices.models import Notice
from tests import builders
from tests.builders import House
from tests.gates import builders as gates

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]


@pytest.fixture
def house() -> House:
    return builders.house()


@pytest.fixture
def gate(house: House) -> Checkpoint:
    return create_checkpoint(enterprise=house.enterprise, by=house.epidemic_officer.actor, name="东门")


@pytest.fixture
def other_guard(house: House):
    return builders.member("guard", house.enterprise, house.team, None)


def shift(house: House, gate: Checkpoint, starts: float, hours: float, guard=None) -> GuardShift:
    """From `starts` hours from now, for so many hours."""
    at = clock.now() + timedelta(hours=starts)
    return plan_shift(
        checkpoint=gate,
        by=house.epidemic_officer.actor,
        guard_id=(guard or house.guard).account.pk,
        starts_at=at,
        ends_at=at + timedelta(hours=hours),
    )


def entry(device, kind: str, data: dict, at=None) -> dict:
    now = clock.now()
    one = {"id": str(new_id()), "at": (at or now).isoformat(), "kind": kind, "data": data}
    (answer,) = record_entries(device=device, entries=[one], device_time=now, received_at=now)
    return answer


def test_what_no_shift_covers_in_the_next_seven_days_is_a_gap(house, gate):
    shift(house, gate, -1, 13)
    shift(house, gate, 14, 24)

    first, second = queries.coming_gaps(house.enterprise.pk)

    assert first.checkpoint == "东门"
    assert abs(first.end - first.start - timedelta(hours=2)) < timedelta(seconds=5)
    assert second.end - second.start > timedelta(days=5)


def test_an_entrance_that_is_closed_at_night_needs_nobody_then(house, gate):
    week = [Hours(day, 7 * 60, 19 * 60) for day in range(7)]
    set_opening_hours(checkpoint=gate, by=house.epidemic_officer.actor, week=week)

    gaps = queries.coming_gaps(house.enterprise.pk)

    assert 7 <= len(gaps) <= 8
    assert all(gap.end - gap.start <= timedelta(hours=12) for gap in gaps)


@pytest.mark.parametrize(
    "week",
    [
        [Hours(7, 0, 60)],
        [Hours(0, 60, 60)],
        [Hours(0, 60, 60 + DAY + 1)],
        [Hours(0, 0, 120), Hours(0, 60, 180)],
    ],
)
def test_hours_that_cannot_be_are_refused(house, gate, week):
    with pytest.raises(Invalid):
        set_opening_hours(checkpoint=gate, by=house.epidemic_officer.actor, week=week)


def test_a_guard_stands_at_one_place_at_a_time(house, gate):
    shift(house, gate, 1, 12)

    with pytest.raises(Conflict):
        shift(house, gate, 12, 4)
    shift(house, gate, 13.01, 4)


def test_only_guards_of_the_enterprise_are_planned_and_only_by_its_officer(house, gate):
    elsewhere = builders.house()

    with pytest.raises(NotFound):
        shift(house, gate, 1, 8, elsewhere.guard)
    with pytest.raises(NotAllowed):
        plan_shift(
            checkpoint=gate,
            by=elsewhere.epidemic_officer.actor,
            guard_id=house.guard.account.pk,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(hours=1),
        )
    with pytest.raises(NotAllowed):
        plan_shift(
            checkpoint=gate,
            by=house.guard.actor,
            guard_id=house.guard.account.pk,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(hours=1),
        )


def test_several_days_are_planned_all_or_none_and_a_week_is_copied_forward(house, gate):
    by = house.epidemic_officer.actor
    monday = queries.monday_of(clock.today()) + timedelta(days=7)
    hours = {"starts": time(20), "ends": time(8)}

    made = plan_days(checkpoint=gate, by=by, guard_id=house.guard.account.pk, first=monday, days=7, **hours)
    assert all(one.ends_at - one.starts_at == timedelta(hours=12) for one in made)
    with pytest.raises(Conflict):
        plan_days(
            checkpoint=gate,
            by=by,
            guard_id=house.guard.account.pk,
            first=monday - timedelta(days=1),
            days=2,
            **hours,
        )
    assert GuardShift.objects.count() == 7

    assert copy_week(enterprise=house.enterprise, by=by, monday=monday, weeks=2) == 14
    assert copy_week(enterprise=house.enterprise, by=by, monday=monday, weeks=2) == 0
    with pytest.raises(Invalid):
        copy_week(enterprise=house.enterprise, by=by, monday=monday - timedelta(days=70))


def test_a_hand_over_ends_the_turn_before_and_keeps_what_was_handed_over(house, gate, other_guard):
    by = house.epidemic_officer.actor
    first = take_over(checkpoint=gate, by=by, guard_id=house.guard.account.pk)

    second = take_over(
        checkpoint=gate,
        by=by,
        guard_id=other_guard.account.pk,
        remarks="灯 坏了",
        checks=["keys", "forms", "nonsense"],
    )

    first.refresh_from_db()
    assert first.ended_at == second.taken_at
    assert second.from_id == house.guard.account.pk
    assert (second.checks, second.remarks.reveal(), second.acknowledged) == (
        ["forms", "keys"],
        "灯 坏了",
        True,
    )
    (now,) = queries.on_duty(by)
    assert (now.guard_id, now.is_open) == (other_guard.account.pk, True)
    assert AuditRow.objects.filter(action="gates.take_over").count() == 2
    with pytest.raises(Conflict):
        take_over(checkpoint=gate, by=by, guard_id=other_guard.account.pk)
    with pytest.raises(Invalid):
        take_over(checkpoint=gate, by=by, guard_id=house.guard.account.pk, acknowledged=False)


def test_leaving_without_a_successor_is_a_gap_from_then_on(house, gate):
    by = house.epidemic_officer.actor
    now = clock.now()
    Checkpoint.objects.filter(pk=gate.pk).update(created_at=now - timedelta(hours=10))
    take_over(checkpoint=gate, by=by, guard_id=house.guard.account.pk, at=now - timedelta(hours=8))
    take_over(checkpoint=gate, by=by, guard_id=None, at=now - timedelta(hours=2))

    gaps = queries.past_gaps(house.enterprise, now - timedelta(days=1), now)

    assert [round((gap.end - gap.start) / timedelta(hours=1)) for gap in gaps] == [2, 2]
    with pytest.raises(Conflict):
        take_over(checkpoint=gate, by=by, guard_id=None)


def test_a_guard_nobody_relieved_counts_for_the_packs_hours_only(house, gate):
    now = clock.now()
    Checkpoint.objects.filter(pk=gate.pk).update(created_at=now - timedelta(hours=30))
    take_over(
        checkpoint=gate,
        by=house.epidemic_officer.actor,
        guard_id=house.guard.account.pk,
        at=now - timedelta(hours=30),
    )

    (gap,) = queries.past_gaps(house.enterprise, now - timedelta(days=7), now)

    assert round((gap.end - gap.start) / timedelta(hours=1)) == 18


def test_a_hand_over_told_late_keeps_its_place_in_time(house, gate, other_guard):
    by, now = house.epidemic_officer.actor, clock.now()
    latest = take_over(checkpoint=gate, by=by, guard_id=house.guard.account.pk, at=now - timedelta(hours=1))

    late = take_over(checkpoint=gate, by=by, guard_id=other_guard.account.pk, at=now - timedelta(hours=5))

    assert late.ended_at == latest.taken_at
    assert queries.on_duty(by)[0].guard_id == house.guard.account.pk


def test_a_guards_page_hands_over_and_counts_those_who_are_safe(house):
    device, _token = gates.device(house.enterprise)
    to = str(house.guard.account.pk)

    taken = entry(
        device,
        "duty.taken_over",
        {"to": to, "check_keys": True, "acknowledged": True, "holds": 2, "inside": 31, "remarks": "无"},
    )
    again = entry(device, "duty.taken_over", {"to": to, "acknowledged": True})
    counted = entry(
        device, "evacuation.counted", {"listed": 3, "safe": 2, "missing": [{"ref": house.worker.reference}]}
    )

    turn = DutyTurn.objects.get()
    assert (taken["outcome"], taken["subject"]) == ("done", str(turn.pk))
    assert (turn.open_holds, turn.inside, turn.checks, turn.by_id) == (2, 31, ["keys"], device.pk)
    assert again["outcome"] == "noted"
    assert counted["outcome"] == "done"
    row = RollCall.objects.get()
    assert (row.listed, row.safe, row.missing) == (3, 2, [house.worker.reference])
    assert GateEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("duty.taken_over", {"to": "x"}),
        ("duty.taken_over", {"remarks": 5}),
        ("evacuation.counted", {"listed": 1, "safe": 2}),
        ("evacuation.counted", {"safe": 2}),
    ],
)
def test_a_malformed_entry_names_its_field(house, kind, data):
    device, _token = gates.device(house.enterprise)

    with pytest.raises(Invalid) as refused:
        entry(device, kind, data)

    assert refused.value.field.startswith("entries[0].data.")


def test_the_officer_is_told_of_gaps_once_a_day(house, gate):
    assert tell_gaps(enterprise=house.enterprise, by=SYSTEM) == 0, "who plans no shifts is not told"
    shift(house, gate, 1, 8)

    assert tell_gaps(enterprise=house.enterprise, by=SYSTEM) > 0
    tell_gaps(enterprise=house.enterprise, by=SYSTEM)

    assert Notice.objects.filter(kind="duty_gaps").count() == 1


def test_fewer_entrances_are_suggested_where_there_are_more_than_the_packs_number(house, gate):
    by = house.epidemic_officer.actor
    assert not queries.suggestion(by).is_many
    for name in ("西门", "北门"):
        create_checkpoint(enterprise=house.enterprise, by=by, name=name)

    told = queries.suggestion(by)

    assert (told.entrances, told.suggested, told.is_many) == (3, 2, True)


def test_duty_goes_with_the_passages_when_their_time_is_over(house, gate):
    by = house.epidemic_officer.actor
    take_over(checkpoint=gate, by=by, guard_id=house.guard.account.pk)
    take_over(checkpoint=gate, by=by, guard_id=None)
    shift(house, gate, -3, 2)
    count_roll(enterprise=house.enterprise, by=by, checkpoint=gate, listed=1, safe=1)

    with patch("fugong.core.clock.today", return_value=clock.today() + timedelta(days=4000)):
        purge(enterprise=house.enterprise, by=by)

    assert not DutyTurn.objects.exists()
    assert not GuardShift.objects.exists()
    assert not RollCall.objects.exists()
