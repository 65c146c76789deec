"""A worker's history as the desk shows it, what the phone fills in again, consents, and reviews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Max
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Person
from fugong.directory.queries import answers_of_phones
from fugong.packs import Pack
from fugong.packs.schema import NONE_OF_THESE, Question
from fugong.rules import Text
from fugong.screening import choices
from fugong.screening.models import Consent, Hold, Reading, Report, Review, VerdictEntry
from fugong.screening.queries import scope
from fugong.screening.queries.inputs import open_on, pack_of
from fugong.screening.queries.standing import ReasonView, entry_reasons

LATEST = 200
"""How many rows of each kind a history shows."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question and its answer in words, by language; `unusual` where it is not the normal answer.

    `measured`: the answer is a temperature.
    """

    question: str
    text: Text
    answer: Text
    unusual: bool
    measured: bool = False


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report. `entered`: self or leader. `seconds_open`: from opening the form, where known.

    `device`: waiting, yes or no where it came from a new device about which somebody was asked; else empty.
    """

    id: UUID
    kind: str
    period: str
    for_day: date
    recorded_at: datetime
    entered: str
    by_id: UUID | None
    answers: tuple[AnswerLine, ...]
    seconds_open: int | None = None
    device: str = ""


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One temperature in °C. `source`: self, leader or gate."""

    id: UUID
    taken_at: datetime
    celsius: Decimal
    source: str
    is_fever: bool


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One verdict as it was given. `by_id` and `why` where a person gave it."""

    id: UUID
    recorded_at: datetime
    for_day: date
    verdict: str | None
    reason: str
    until: date | None
    reasons: tuple[ReasonView, ...]
    by_id: UUID | None
    why: str


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One isolation or observation. `open` today."""

    id: UUID
    kind: str
    reason: str
    since: date
    until: date | None
    why: str
    by_rules: bool
    open: bool
    lifted_at: datetime | None
    lift_why: str


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One request for human review. `state`: open, upheld, corrected."""

    id: UUID
    person_id: UUID
    name: str
    job_number: str
    team: str
    asked_at: datetime
    text: str
    state: str
    answer: str
    answered_at: datetime | None
    entry_id: UUID


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent by its purpose: what it says, whether it is given, since when; under an older notice it counts no more."""

    purpose: str
    title: Text
    text: Text
    basis: Text
    given: bool
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """Everything screening knows of one worker, newest first."""

    person_id: UUID
    reports: tuple[ReportLine, ...]
    readings: tuple[ReadingLine, ...]
    verdicts: tuple[VerdictLine, ...]
    holds: tuple[HoldLine, ...]
    reviews: tuple[ReviewLine, ...]


def history(actor: Actor, person: Person | UUID, *, limit: int = LATEST) -> History:
    """What the desk, the leader and the worker herself see of a worker; NotFound for anybody else's."""
    seen = scope.person(actor, person.pk if isinstance(person, Person) else person)
    owner, day = seen.enterprise_id, clock.today()
    pack, own = pack_of(seen.enterprise)
    reports = Report.objects.filter(owner_id=owner, person_id=seen.pk).order_by("-seq")[:limit]
    readings = Reading.objects.filter(owner_id=owner, person_id=seen.pk).order_by("-taken_at")[:limit]
    entries = VerdictEntry.objects.filter(owner_id=owner, person_id=seen.pk).order_by("-seq")[:limit]
    asked = answers_of_phones({row.session_id for row in reports if row.session_id})
    measured = {row.id: (row.answers.document() or {}).get("temperature") for row in reports}
    return History(
        person_id=seen.pk,
        reports=tuple(_report(pack, row, asked) for row in reports),
        readings=tuple(
            ReadingLine(row.id, row.taken_at, Decimal(row.celsius.reveal()), row.source, row.is_fever)
            for row in readings
        ),
        verdicts=tuple(
            _verdict(pack, own, row, measured.get(row.report_id) if row.report_id else None)
            for row in entries
        ),
        holds=tuple(
            _hold(row, day) for row in Hold.objects.filter(person=seen).order_by("-created_at")[:limit]
        ),
        reviews=tuple(
            review_line(row)
            for row in Review.objects.filter(person=seen)
            .select_related("person__team__parent")
            .order_by("-created_at")[:limit]
        ),
    )


def _report(pack: Pack, row: Report, asked: Mapping[UUID, str]) -> ReportLine:
    answers = row.answers.document() or {}
    device = asked.get(row.session_id) if row.session_id else None
    return ReportLine(
        id=row.id,
        kind=row.kind,
        period=row.period,
        for_day=row.for_day,
        recorded_at=row.recorded_at,
        entered=row.entered,
        by_id=row.by_id,
        answers=answer_lines(pack, row.kind, answers),
        seconds_open=row.seconds_open,
        device="" if device is None else device or "waiting",
    )


def answer_lines(pack: Pack, kind: str, answers: Mapping[str, Any]) -> tuple[AnswerLine, ...]:
    """Stored answers in words, in the order of the questions."""
    questionnaire = pack.questionnaires.get(kind)
    if questionnaire is None:
        return ()
    return tuple(
        AnswerLine(
            question.id,
            question.text,
            _answer_text(question, answers[question.id]),
            question.normal is not None and _plain(answers[question.id]) != _plain(question.normal),
            question.type == "temperature",
        )
        for question in questionnaire.questions
        if question.id in answers
    )


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _answer_text(question: Question, value: Any) -> Text:
    if isinstance(value, bool):
        return {"zh": "是", "en": "yes"} if value else {"zh": "否", "en": "no"}
    if isinstance(value, list):
        offered = {option.code: option.text for option in question.options}
        if not value:
            return offered.get(NONE_OF_THESE, {"zh": "都没有", "en": "none of these"})
        said = [offered.get(code, {"zh": code, "en": code}) for code in value]
        return {"zh": "、".join(text["zh"] for text in said), "en": ", ".join(text["en"] for text in said)}
    option = next((option for option in question.options if option.code == value), None)
    if option is not None:
        return option.text
    shown = f"{value} ℃" if question.type == "temperature" else str(value)
    return {"zh": shown, "en": shown}


def _verdict(pack: Pack, own: Mapping[str, Any], row: VerdictEntry, measured: str | None) -> VerdictLine:
    return VerdictLine(
        id=row.id,
        recorded_at=row.recorded_at,
        for_day=row.for_day,
        verdict=row.verdict or None,
        reason=row.reason,
        until=row.until,
        reasons=entry_reasons(pack, own, row.grounds, measured),
        by_id=row.by_id,
        why=row.why.reveal(),
    )


def _hold(row: Hold, day: date) -> HoldLine:
    return HoldLine(
        id=row.pk,
        kind=row.kind,
        reason=row.reason,
        since=row.since,
        until=row.until,
        why=row.why.reveal(),
        by_rules=row.report_id is not None,
        open=row.lifted_at is None and row.since <= day and (row.until is None or row.until >= day),
        lifted_at=row.lifted_at,
        lift_why=row.lift_why.reveal(),
    )


def review_line(row: Review) -> ReviewLine:
    """A review with the masked name of who asked; `row.person` and its team are loaded."""
    return ReviewLine(
        id=row.pk,
        person_id=row.person_id,
        name=str(row.person.name),
        job_number=row.person.job_number,
        team=row.person.team_name,
        asked_at=row.created_at,
        text=row.text.reveal(),
        state=row.state,
        answer=row.answer.reveal(),
        answered_at=row.answered_at,
        entry_id=row.entry_id,
    )


def reviews(actor: Actor, *, state: str | None = None, limit: int = LATEST) -> list[ReviewLine]:
    """Requests for review the actor may see, the open ones first, then the newest."""
    rows = Review.objects.filter(person__in=scope.people(actor)).select_related("person__team__parent")
    if state is not None:
        rows = rows.filter(state=state)
    found = [review_line(row) for row in rows.order_by("-created_at")[:limit]]
    return sorted(found, key=lambda one: one.state != choices.OPEN)


def review(actor: Actor, review_id: UUID) -> Review:
    """One request for review; NotFound where there is none or the actor may not see it."""
    row = Review.objects.filter(pk=review_id).first()
    if row is None:
        raise NotFound("review", _("没有这条复核请求。"))
    row.person = scope.person(actor, row.person_id)
    return row


def hold(actor: Actor, hold_id: UUID) -> Hold:
    """One hold; NotFound where there is none or the actor may not see it."""
    row = Hold.objects.filter(pk=hold_id).first()
    if row is None:
        raise NotFound("hold", _("没有这项隔离或留观。"))
    row.person = scope.person(actor, row.person_id)
    return row


def last_answers(person: Person, kind: str) -> dict[str, Any]:
    """The answers of the person's last report of a kind, as stored (days as ISO texts); empty without one."""
    row = (
        Report.objects.filter(owner_id=person.enterprise_id, person_id=person.pk, kind=kind)
        .order_by("-seq")
        .first()
    )
    return dict(row.answers.document() or {}) if row else {}


def consents(person: Person) -> list[ConsentLine]:
    """Every consent of the pack's notice, and whether the person has given it under the notice in force."""
    pack, _own = pack_of(person.enterprise)
    given = {row.purpose: row for row in active_consents(person, pack)}
    lines = []
    for purpose, consent in pack.notice.consents.items():
        row = given.get(purpose)
        lines.append(
            ConsentLine(
                purpose=purpose,
                title=consent.title,
                text=consent.text,
                basis=consent.basis,
                given=row is not None,
                given_at=row.created_at if row else None,
            )
        )
    return lines


def active_consents(person: Person, pack: Pack) -> list[Consent]:
    """The consents in force: given under this very notice and not withdrawn."""
    return list(Consent.objects.filter(person=person, withdrawn_at=None, notice_hash=pack.notice.hash))


def reported_people(enterprise_id: UUID, since: date) -> dict[UUID, date]:
    """person → the last day a daily report counts for, of those who have one since a day."""
    rows = Report.objects.filter(owner_id=enterprise_id, kind=choices.DAILY, for_day__gte=since)
    return dict(rows.values_list("person_id").annotate(last=Max("for_day")).order_by())


def declared_people(enterprise_id: UUID) -> set[UUID]:
    """Who of the enterprise has declared a return."""
    rows = Report.objects.filter(owner_id=enterprise_id, kind=choices.DECLARATION)
    return set(rows.values_list("person_id", flat=True).order_by())


@dataclass(frozen=True, slots=True)
class HeldPerson:
    """Somebody in isolation or under observation now, and the hold."""

    person_id: UUID
    name: str
    job_number: str
    team: str
    hold: HoldLine


def open_holds(actor: Actor) -> list[HeldPerson]:
    """Every open hold of the people the actor may see; who comes out first stands first, those without a day last."""
    day = clock.today()
    rows = Hold.objects.filter(open_on(day), person__in=scope.people(actor)).select_related(
        "person__team__parent"
    )
    return [
        HeldPerson(
            person_id=row.person_id,
            name=str(row.person.name),
            job_number=row.person.job_number,
            team=row.person.team_name,
            hold=_hold(row, day),
        )
        for row in rows.order_by(F("until").asc(nulls_last=True), "created_at")
    ]
