"""The record of the gates over the API: searched, noted, corrected beside itself; the day's report (G8)."""

from datetime import date, datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.responses import Status

from fugong.core.errors import Invalid
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.wire import Body, Cursor, Day, Limit, Line, Reason, answers, made
from fugong.gates import actions, queries
from fugong.gates.queries import visits as visit_queries

Moment = TypeVar("Moment", bound=datetime | None)

router = Router(tags=["gates"])
officer = Account("epidemic_officer")
staff = Account("epidemic_officer", "principal")

Why = Literal["second_reading", "data_late", "emergency", "officer_said", "other"]
Decider = Literal["guard", "epidemic_officer", "principal"]
Mark = Literal[
    "",
    "flagged",
    "override",
    "corrected",
    "differs",
    "re_entry",
    "stale",
    "skew",
    "clock_lost",
    "would_refuse",
    "by_hand",
]


class OverrideNote(Schema):
    """Why somebody was let in against the verdict; `by` is the account that wrote it, where it was none of a device."""

    why: str
    text: str
    decided_by: str
    decided_name: str
    at: datetime
    by: UUID | None


class NotedEntry(Schema):
    """An entry of a device that could not be carried out, `remark` says why as a code. `about` is what it speaks of (`hold`,
    `vehicle`, `goods`, `visit`, `passage`) and `subject` its id, where that is known."""

    id: UUID
    kind: str
    at: datetime
    checkpoint: str
    by: UUID | None
    remark: str
    about: str
    subject: UUID | None
    seen_by: UUID | None
    seen_at: datetime | None


class NotedEntries(Schema):
    entries: list[NotedEntry]
    unseen: int


class CounterEntry(Schema):
    """`stands`: the passage was put in by it, else it was taken back by it. `other` is the passage on its other side."""

    kind: Literal["void", "turned", "missed"]
    why: str
    at: datetime
    by: UUID
    stands: bool
    other: UUID | None


class RecordedPassage(Schema):
    """A passage with what was said of it afterwards."""

    id: UUID
    happened_at: datetime
    recorded_at: datetime
    person: UUID | None
    visit: UUID | None
    name: str
    job_number: str
    team: str
    checkpoint: str
    device: UUID
    direction: Literal["in", "out"]
    celsius: float | None
    verdict: Literal["allow", "deny", "hold"]
    server_verdict: Literal["allow", "deny", "hold"]
    reason: str
    flagged: bool
    marks: list[str]
    note: OverrideNote | None
    correction: CounterEntry | None


class VehicleMoment(Schema):
    """Something that happened to a vehicle; `vehicle` is its stay. `voided`: it was written wrong and counts no more."""

    kind: Literal["vehicle.in", "vehicle.parked", "vehicle.disinfected", "vehicle.out"]
    at: datetime
    vehicle: UUID
    plate: str
    trailer: str
    driver: str
    checkpoint: str
    area: str
    using: str
    marks: list[str]
    voided: bool


class RecordedPassages(Schema):
    """A page of the record: passages, and what happened to vehicles in the same time, each the newest first.

    `looked_to`: the page is not full, and earlier passages than this have not been looked at yet.
    """

    passages: list[RecordedPassage]
    vehicles: list[VehicleMoment]
    next: str
    more: bool
    looked_to: datetime | None


class RecordSearch(Body):
    """`text` is a whole name, job number, phone or plate. A search is posted, so that it stands in no address."""

    text: Line = ""
    start: datetime | None = None
    end: datetime | None = None
    checkpoint: UUID | None = None
    device: UUID | None = None
    direction: Literal["", "in", "out"] = ""
    verdict: Literal["", "allow", "deny", "hold"] = ""
    reason: Line = ""
    mark: Mark = ""
    since: Cursor = ""
    limit: Limit = 100


class CorrectPassage(Body):
    kind: Literal["void", "turned"]
    why: Reason


class NotePassage(Body):
    why: Why
    decided_by: Decider
    text: Reason = ""
    decided_name: Line = ""


class MissedPassage(Body):
    """Of a worker (`person`) or a visitor (`visit`)."""

    person: UUID | None = None
    visit: UUID | None = None
    checkpoint: UUID
    direction: Literal["in", "out"]
    at: datetime
    why: Reason


class GateDay(Schema):
    """A day's figures: as signed off, or as they stand now (`signed_at` null)."""

    day: date
    figures: dict[str, Any]
    signed_at: datetime | None
    signed_by: UUID | None
    note: str


class SignDay(Body):
    note: Reason = ""


@router.post("/passages/search", auth=staff, response=answers(RecordedPassages))
def search_passages(request: HttpRequest, body: RecordSearch) -> RecordedPassages:
    """Passages and vehicles by when they came and went, up to `limit` of each, the newest first."""
    page = queries.record(
        actor_of(request),
        text=body.text,
        start=_aware(body.start, "start"),
        end=_aware(body.end, "end"),
        checkpoint_id=body.checkpoint,
        device_id=body.device,
        direction=body.direction,
        verdict=body.verdict,
        reason=body.reason,
        mark=body.mark,
        before=body.since,
        limit=body.limit,
    )
    return RecordedPassages(
        passages=[_recorded(one) for one in page.items],
        vehicles=[
            VehicleMoment(
                kind=one.kind,
                at=one.at,
                vehicle=one.line.stay.pk,
                plate=one.line.plate,
                trailer=one.line.trailer,
                driver=one.line.driver.name if one.line.driver else "",
                checkpoint=one.checkpoint,
                area=one.area,
                using=one.using,
                marks=list(one.line.stay.marks),
                voided=one.voided,
            )
            for one in page.vehicles
        ],
        next=page.cursor or body.since,
        more=bool(page.cursor),
        looked_to=page.looked_to,
    )


@router.get("/passages/{uuid:id}", auth=staff, response=answers(RecordedPassage))
def read_passage(request: HttpRequest, id: UUID) -> RecordedPassage:
    """One passage."""
    return _recorded(queries.passage(actor_of(request), id))


@router.post("/passages/{uuid:id}/correct", auth=officer, response=answers(RecordedPassage))
def correct_passage(request: HttpRequest, id: UUID, body: CorrectPassage) -> RecordedPassage:
    """Take it back by a counter-entry: it did not happen, or in the other direction. 409 the second time."""
    actor = actor_of(request)
    row = queries.passage_row(actor, id)
    actions.correct_passage(passage=row, by=actor, kind=body.kind, why=body.why)
    return _recorded(queries.passage(actor, id))


@router.post("/passages/{uuid:id}/note", auth=officer, response=answers(RecordedPassage))
def note_passage(request: HttpRequest, id: UUID, body: NotePassage) -> RecordedPassage:
    """Say why somebody was let in against the verdict, and who decided it."""
    actor = actor_of(request)
    actions.note_passage(
        passage=queries.passage_row(actor, id),
        by=actor,
        why=body.why,
        decided_by=body.decided_by,
        text=body.text,
        decided_name=body.decided_name,
    )
    return _recorded(queries.passage(actor, id))


@router.post("/passages/missed", auth=officer, response=answers(RecordedPassage, 201))
def add_missed_passage(request: HttpRequest, body: MissedPassage) -> Status:
    """Put in a passage that nobody recorded."""
    actor = actor_of(request)
    who = who_of(actor, body.person, body.visit)
    row = actions.add_missed(
        enterprise=directory.enterprise_of(actor),
        by=actor,
        who=who,
        checkpoint=queries.checkpoint(actor, body.checkpoint),
        direction=body.direction,
        at=_aware(body.at, "at"),
        why=body.why,
    )
    assert row.counter_id is not None
    return made(_recorded(queries.passage(actor, row.counter_id)))


def who_of(actor: Any, person_id: UUID | None, visit_id: UUID | None) -> Any:
    """The worker or the visit of whom exactly one is named."""
    if person_id is not None and visit_id is None:
        return directory.person(actor, person_id)
    if visit_id is not None and person_id is None:
        return visit_queries.visit(actor, visit_id)
    raise Invalid("who", _("person 和 visit 要填一个，只填一个。"), field="person")


@router.get("/noted-entries", auth=staff, response=answers(NotedEntries))
def list_noted_entries(request: HttpRequest) -> NotedEntries:
    """What guards wrote down in the last thirty days that could not be carried out, the newest first; at most 200."""
    actor = actor_of(request)
    lines = queries.lines_of_noted(actor, list(queries.noted(actor)[:200]))
    return NotedEntries(entries=[_noted(line) for line in lines], unseen=queries.unseen_noted(actor))


@router.post("/noted-entries/{uuid:id}/seen", auth=officer, response=answers(NotedEntry))
def see_noted_entry(request: HttpRequest, id: UUID) -> NotedEntry:
    """Say that you have looked at it; the first to say so stands."""
    actor = actor_of(request)
    entry = queries.noted_entry(actor, id)
    actions.see_noted(entry=entry, by=actor)
    (line,) = queries.lines_of_noted(actor, [entry])
    return _noted(line)


def _noted(line: queries.NotedLine) -> NotedEntry:
    noun, subject = line.subject or ("", None)
    return NotedEntry(
        id=line.id,
        kind=line.kind,
        at=line.at,
        checkpoint=line.checkpoint,
        by=line.by_id,
        remark=line.remark,
        about=noun,
        subject=subject,
        seen_by=line.seen_by,
        seen_at=line.seen_at,
    )


@router.get("/gate-days/{day}", auth=staff, response=answers(GateDay))
def read_gate_day(request: HttpRequest, day: Day) -> GateDay:
    """The report of a day at the gates. 404 for a day still to come."""
    return _day(queries.day_report(actor_of(request), day))


@router.post("/gate-days/{day}/sign", auth=officer, response=answers(GateDay))
def sign_gate_day(request: HttpRequest, day: Day, body: SignDay) -> GateDay:
    """Freeze its figures with a note, once, after the day is over. 409 else."""
    actor = actor_of(request)
    actions.sign_day(enterprise=directory.enterprise_of(actor), by=actor, day=day, note=body.note)
    return _day(queries.day_report(actor, day))


def _aware(moment: Moment, field: str) -> Moment:
    if moment is not None and (moment.tzinfo is None or not 1900 <= moment.year <= 2199):
        raise Invalid("moment", _("时间要带时区，如 2020-02-24T07:45:12+08:00。"), field=field)
    return moment


def _day(report: Any) -> GateDay:
    signed = report.signed
    return GateDay(
        day=report.day,
        figures=report.figures,
        signed_at=signed.signed_at if signed else None,
        signed_by=signed.signed_by if signed else None,
        note=signed.note.reveal() if signed else "",
    )


def _recorded(one: Any) -> RecordedPassage:
    line, note, correction = one.line, one.note, one.correction
    return RecordedPassage(
        id=line.id,
        happened_at=line.happened_at,
        recorded_at=line.recorded_at,
        person=line.person_id,
        visit=one.visit_id,
        name=one.who,
        job_number=line.job_number,
        team=line.team,
        checkpoint=line.checkpoint,
        device=one.device_id,
        direction=line.direction,
        celsius=None if line.celsius is None else float(line.celsius),
        verdict=line.verdict,
        server_verdict=line.server_verdict,
        reason=line.reason,
        flagged=line.flagged,
        marks=list(line.marks),
        note=note
        and OverrideNote(
            why=note.why,
            text=note.text,
            decided_by=note.decided_by,
            decided_name=note.decided_name,
            at=note.at,
            by=note.by_id,
        ),
        correction=correction
        and CounterEntry(
            kind=correction.kind,
            why=correction.why,
            at=correction.at,
            by=correction.by_id,
            stands=correction.stands,
            other=correction.other_id,
        ),
    )
