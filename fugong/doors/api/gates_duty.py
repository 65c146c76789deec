"""Guard duty over the API: who stands where, shifts, opening hours, hand-overs, gaps, and who is inside (G8)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from fugong.core import clock
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.wire import Body, Day, Reason, answers, gone, made
from fugong.gates import actions, choices, queries
from fugong.gates.opening import Hours

router = Router(tags=["gates"])
officer = Account("epidemic_officer")
staff = Account("epidemic_officer", "principal")

BACK = timedelta(days=7)
Check = Literal["thermometers", "protection", "isolation", "forms", "keys"]


class StandingGuard(Schema):
    """An entrance and who stands there; `guard` null: nobody has taken over. `planned` are those who should."""

    checkpoint: UUID
    checkpoint_name: str
    guard: UUID | None
    since: datetime | None
    open: bool
    planned: list[UUID]


class DutyGap(Schema):
    checkpoint: UUID
    checkpoint_name: str
    start: datetime
    end: datetime


class Entrances(Schema):
    """How many entrances are open, how many the pack suggests, how many the busiest hour of a week needs."""

    open: int
    suggested: int
    needed: int
    too_many: bool


class DutyBoard(Schema):
    """`coming`: opening hours of the next seven days without a shift; `past`: of the last seven, nobody took over."""

    standing: list[StandingGuard]
    coming: list[DutyGap]
    past: list[DutyGap]
    entrances: Entrances


class ShiftLine(Schema):
    """`beside`: other guards planned at the same entrance for the same time; `past`: it is over already."""

    id: UUID
    checkpoint: UUID
    guard: UUID
    starts_at: datetime
    ends_at: datetime
    beside: list[UUID]
    past: bool


class Shifts(Schema):
    shifts: list[ShiftLine]


class PlanShifts(Body):
    """The same shift on `days` days in a row; an end that is not after the start is on the next day."""

    checkpoint: UUID
    guard: UUID
    day: Day
    days: Annotated[int, Field(ge=1, le=choices.MOST_SHIFT_DAYS)] = 1
    starts: time
    ends: time


class CopyWeek(Body):
    """The week in which `monday` lies, planned again for the weeks after it."""

    monday: Day
    weeks: Annotated[int, Field(ge=1, le=choices.MOST_SHIFT_WEEKS)] = 1


class Copied(Schema):
    made: int


class Stretch(Body):
    """Open on a weekday (0 is Monday) from a minute of that day to another; beyond 1440 is past midnight."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    opens: Annotated[int, Field(ge=0, lt=1440)]
    closes: Annotated[int, Field(ge=1, le=2880)]


class OpeningWeek(Body):
    """The weekly hours of an entrance; none: round the clock."""

    week: list[Stretch]


class HandOver(Body):
    """Who takes over after the check-list; `guard` null: the entrance is left with nobody."""

    guard: UUID | None
    checks: list[Check] = []
    remarks: Reason = ""
    acknowledged: bool = False


class Turn(Schema):
    """A guard's time on duty, with what was handed over."""

    id: UUID
    checkpoint: UUID
    guard: UUID
    before: UUID | None
    taken_at: datetime
    ended_at: datetime | None
    open_holds: int
    inside: int
    checks: list[str]
    remarks: str


class Turns(Schema):
    turns: list[Turn]


class PersonInside(Schema):
    """Somebody inside; `kind` is worker, visitor, driver or contractor, or `vehicle` for a mere name in a vehicle, whose
    stay `id` is. `plate` is of the vehicle they came in."""

    id: UUID
    kind: str
    name: str
    job_number: str
    team: str
    since: datetime
    checkpoint_name: str
    plate: str = ""


class PeopleInside(Schema):
    total: int
    workers: int
    visitors: int
    vehicles: int
    people: list[PersonInside]


@router.get("/duty", auth=staff, response=answers(DutyBoard))
def duty_board(request: HttpRequest) -> DutyBoard:
    """Who stands guard now, and what nobody covers."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    now = clock.now()
    told = queries.suggestion(actor)
    return DutyBoard(
        standing=[
            StandingGuard(
                checkpoint=one.checkpoint_id,
                checkpoint_name=one.checkpoint,
                guard=one.guard_id,
                since=one.since,
                open=one.is_open,
                planned=list(one.planned),
            )
            for one in queries.on_duty(actor)
        ],
        coming=[_gap(one) for one in queries.coming_gaps(enterprise.pk)],
        past=[_gap(one) for one in queries.past_gaps(enterprise, now - BACK, now)],
        entrances=Entrances(
            open=told.entrances, suggested=told.suggested, needed=told.needed, too_many=told.is_many
        ),
    )


def _gap(one: Any) -> DutyGap:
    return DutyGap(checkpoint=one.checkpoint_id, checkpoint_name=one.checkpoint, start=one.start, end=one.end)


@router.get("/duty/shifts", auth=staff, response=answers(Shifts))
def list_shifts(request: HttpRequest, first: Day, last: Day) -> Shifts:
    """The shifts that touch the days from `first` to `last`."""
    rows = queries.shifts(actor_of(request), clock.day_start(first), clock.day_end(last))
    return _shifts(rows)


@router.post("/duty/shifts", auth=officer, response=answers(Shifts, 201))
def plan_shifts(request: HttpRequest, body: PlanShifts) -> Status:
    """Plan a guard at an entrance, all days or none. 409 where the guard has something else then."""
    actor = actor_of(request)
    rows = actions.plan_days(
        checkpoint=queries.checkpoint(actor, body.checkpoint),
        by=actor,
        guard_id=body.guard,
        first=body.day,
        days=body.days,
        starts=body.starts.replace(tzinfo=None),
        ends=body.ends.replace(tzinfo=None),
    )
    return made(_shifts(rows))


def _shifts(rows: Sequence[Any]) -> Shifts:
    beside, now = queries.beside(rows), clock.now()
    return Shifts(
        shifts=[
            ShiftLine(
                id=row.pk,
                checkpoint=row.checkpoint_id,
                guard=row.guard_id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                beside=beside.get(row.pk, []),
                past=row.ends_at <= now,
            )
            for row in rows
        ]
    )


@router.delete("/duty/shifts/{uuid:id}", auth=officer, response=answers(None, 204))
def drop_shift(request: HttpRequest, id: UUID) -> Status:
    """Take a shift out of the plan."""
    actor = actor_of(request)
    actions.drop_shift(shift=queries.shift(actor, id), by=actor)
    return gone()


@router.post("/duty/weeks", auth=officer, response=answers(Copied))
def copy_duty_week(request: HttpRequest, body: CopyWeek) -> Copied:
    """Plan a week again for the weeks after it; what is planned there stays."""
    actor = actor_of(request)
    return Copied(
        made=actions.copy_week(
            enterprise=directory.enterprise_of(actor),
            by=actor,
            monday=queries.monday_of(body.monday),
            weeks=body.weeks,
        )
    )


@router.get("/checkpoints/{uuid:id}/hours", auth=staff, response=answers(OpeningWeek))
def read_hours(request: HttpRequest, id: UUID) -> OpeningWeek:
    """The weekly hours of an entrance."""
    checkpoint = queries.checkpoint(actor_of(request), id)
    return _week(queries.opening_hours([checkpoint.pk])[checkpoint.pk])


@router.put("/checkpoints/{uuid:id}/hours", auth=officer, response=answers(OpeningWeek))
def set_hours(request: HttpRequest, id: UUID, body: OpeningWeek) -> OpeningWeek:
    """Set them, all at once."""
    actor = actor_of(request)
    checkpoint = queries.checkpoint(actor, id)
    week = [Hours(one.weekday, one.opens, one.closes) for one in body.week]
    actions.set_opening_hours(checkpoint=checkpoint, by=actor, week=week)
    return _week(queries.opening_hours([checkpoint.pk])[checkpoint.pk])


def _week(week: list[Hours]) -> OpeningWeek:
    return OpeningWeek(
        week=[Stretch(weekday=one.weekday, opens=one.opens, closes=one.closes) for one in week]
    )


@router.get("/duty/turns", auth=staff, response=answers(Turns))
def list_turns(request: HttpRequest) -> Turns:
    """The latest hand-overs, the newest first."""
    return Turns(turns=[_turn(row) for row in queries.turns(actor_of(request))])


@router.post("/checkpoints/{uuid:id}/hand-over", auth=officer, response=answers(Turn, 201))
def hand_over(request: HttpRequest, id: UUID, body: HandOver) -> Status:
    """Write down a hand-over. 409 where the guard stands there already."""
    actor = actor_of(request)
    row = actions.take_over(
        checkpoint=queries.checkpoint(actor, id),
        by=actor,
        guard_id=body.guard,
        checks=body.checks,
        remarks=body.remarks,
        acknowledged=body.acknowledged,
    )
    return made(_turn(row))


def _turn(row: Any) -> Turn:
    return Turn(
        id=row.pk,
        checkpoint=row.checkpoint_id,
        guard=row.guard_id,
        before=row.from_id,
        taken_at=row.taken_at,
        ended_at=row.ended_at,
        open_holds=row.open_holds,
        inside=row.inside,
        checks=list(row.checks),
        remarks=row.remarks.reveal(),
    )


@router.get("/inside", auth=staff, response=answers(PeopleInside))
def people_inside(request: HttpRequest) -> PeopleInside:
    """Everybody inside now: the evacuation list. Names are masked."""
    actor = actor_of(request)
    lines = queries.inside_lines(actor)
    count = queries.head_count(lines)
    return PeopleInside(
        total=count.total,
        workers=count.workers,
        visitors=count.visitors,
        vehicles=queries.vehicles_inside(directory.enterprise_of(actor).pk),
        people=[
            PersonInside(
                id=one.id,
                kind=one.kind,
                name=str(one.name),
                job_number=one.job_number,
                team=one.whose,
                since=one.since,
                checkpoint_name=one.checkpoint,
                plate=one.plate,
            )
            for one in lines
        ],
    )
