"""Those held at a gate for a fever: measured again and settled by a person (G3, G8)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from fugong.core.web.actors import actor_of
from fugong.doors.api.auth import Account
from fugong.doors.api.gates_record import who_of
from fugong.doors.api.wire import Body, Reason, answers
from fugong.gates import actions, queries

router = Router(tags=["gates"])
officer = Account("epidemic_officer")
staff = Account("epidemic_officer", "principal")

MOST = 500


Instrument = Literal["axillary", "ear", "forehead", "imaging"]


class MeasuredLine(Schema):
    """A second measurement that does not count, and why: `early`, `same_kind`."""

    celsius: float
    instrument: str
    at: datetime
    marks: list[str]


class FeverHoldLine(Schema):
    """A hold. `celsius` in °C; `outcome` is empty while it is open, `passed` where the person was let in afterwards.

    `second_marks` is empty for a second measurement that counts; `earlier` are those before it. `let_in_at`: let in
    before the rest was over or with the same kind of thermometer, so that it is still open.
    """

    id: UUID
    passage: UUID
    person: UUID | None
    visit: UUID | None
    name: str
    team: str
    checkpoint: str
    happened_at: datetime
    celsius: float | None
    first_instrument: str
    second_celsius: float | None
    second_instrument: str
    second_at: datetime | None
    second_marks: list[str]
    earlier: list[MeasuredLine]
    let_in_at: datetime | None
    outcome: str
    settled_at: datetime | None
    settled_by: UUID | None
    why: str


class FeverHolds(Schema):
    holds: list[FeverHoldLine]


class Second(Body):
    celsius: Annotated[Decimal, Field(ge=34, le=43, max_digits=4, decimal_places=2)]
    instrument: Instrument
    first_instrument: Instrument | None = None


class WhoHeld(Body):
    """A worker (`person`) or a visitor (`visit`)."""

    person: UUID | None = None
    visit: UUID | None = None


class FeverSettled(Body):
    outcome: Literal["confirmed", "cleared", "gone"]
    why: Reason = ""


def _line(row: queries.FeverLine) -> FeverHoldLine:
    return FeverHoldLine(
        id=row.id,
        passage=row.passage_id,
        person=row.person_id,
        visit=row.visit_id,
        name=row.name,
        team=row.team,
        checkpoint=row.checkpoint,
        happened_at=row.happened_at,
        celsius=_float(row.celsius),
        first_instrument=row.first_instrument,
        second_celsius=_float(row.second_celsius),
        second_instrument=row.second_instrument,
        second_at=row.second_at,
        second_marks=list(row.second_marks),
        earlier=[
            MeasuredLine(
                celsius=float(one.celsius), instrument=one.instrument, at=one.at, marks=list(one.marks)
            )
            for one in row.earlier
        ],
        let_in_at=row.let_in_at,
        outcome=row.outcome,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        why=row.why,
    )


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


@router.get("/gate-holds", auth=staff, response=answers(FeverHolds))
def list_gate_holds(request: HttpRequest, open: bool = True) -> FeverHolds:
    """Those who wait for a word, or with `open=false` those who have had one; the newest first, 500 at most."""
    rows = queries.fever_holds(actor_of(request), is_open=open)[:MOST]
    return FeverHolds(holds=[_line(row) for row in queries.lines_of_fevers(rows)])


@router.get("/gate-holds/{uuid:id}", auth=staff, response=answers(FeverHoldLine))
def show_gate_hold(request: HttpRequest, id: UUID) -> FeverHoldLine:
    """One hold."""
    (line,) = queries.lines_of_fevers([queries.fever_hold(actor_of(request), id)])
    return _line(line)


@router.post("/gate-holds/{uuid:id}/second", auth=officer, response=answers(FeverHoldLine))
def measure_again(request: HttpRequest, id: UUID, body: Second) -> FeverHoldLine:
    """The second measurement, after the rest and with a thermometer of another kind; `first_instrument` where the first
    was taken with another kind than is usual at the gate. One too early, or of the same kind, is kept and marked, and
    does not count. 409 where one counts already."""
    actor = actor_of(request)
    hold = queries.fever_hold(actor, id)
    actions.measure_again(
        hold=hold,
        by=actor,
        celsius=body.celsius,
        instrument=body.instrument,
        first_instrument=body.first_instrument or "",
    )
    return show_gate_hold(request, id)


@router.post("/gate-holds/{uuid:id}/who", auth=officer, response=answers(FeverHoldLine))
def name_held(request: HttpRequest, id: UUID, body: WhoHeld) -> FeverHoldLine:
    """Say who it was that a terminal measured beside a scan. 409 where somebody is named already."""
    actor = actor_of(request)
    actions.name_held(
        hold=queries.fever_hold(actor, id), by=actor, who=who_of(actor, body.person, body.visit)
    )
    return show_gate_hold(request, id)


@router.post("/gate-holds/{uuid:id}/settle", auth=officer, response=answers(FeverHoldLine))
def settle_fever(request: HttpRequest, id: UUID, body: FeverSettled) -> FeverHoldLine:
    """What it was. `confirmed` isolates the worker and revokes the passes. 409 where it is settled."""
    actor = actor_of(request)
    actions.settle_fever(hold=queries.fever_hold(actor, id), by=actor, outcome=body.outcome, why=body.why)
    return show_gate_hold(request, id)
