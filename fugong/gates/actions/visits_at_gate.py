"""Visitors at the gate: written in by a guard, with network or without; arrived, left, overdue, feverish (G8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.core.fields import seal_now
from fugong.core.permissions import Actor
from fugong.core.tasks import enqueue
from fugong.core.tokens import READABLE
from fugong.gates import choices, entries, permissions, visiting
from fugong.gates.actions.occasions import Occasion
from fugong.gates.actions.visit_rows import (
    AT_GATE_FOR,
    OVERDUE_TASK,
    Guest,
    Stay,
    ask_host,
    is_taken,
    judge,
    record,
    same_visitor,
    set_guest,
    set_host,
    set_stay,
    tell_host,
)
from fugong.gates.entries import Fields
from fugong.gates.models import Passage, Visit
from fugong.gates.queries.corrected import standing
from fugong.packs.answers import check_answers
from fugong.packs.schema import NONE_OF_THESE, Questionnaire
from fugong.screening.queries.inputs import pack_of

MOST_QUESTIONS = 40


@dataclass(frozen=True, slots=True)
class Registered:
    """What a guard wrote down. `yes_by` is who said yes by telephone, empty where nobody was asked yet."""

    reference: str
    guest: Guest
    host: str
    host_hint: str
    yes_by: str
    until: datetime | None
    escort: str
    answers: dict[str, str]


def read(data: Fields) -> Registered:
    """The data of a `visit.register`; raises Invalid naming the field."""
    reference = data.text("reference", most=12)
    if len(reference) != 12 or not set(reference) <= set(READABLE):
        raise data.fault("reference", "reference", _("编号要是 12 位。"))
    guest = Guest(
        name=data.text("name", most=30),
        phone=data.text("phone", most=20, required=False),
        employer=data.text("employer", required=False),
        origin=data.text("origin", required=False),
        purpose=data.text("purpose", most=200),
        kind=data.choice("kind", visiting.KINDS),
    )
    answers = {
        row.text("id", most=40): row.text("value", most=200, required=False)
        for row in data.rows("answers", most=MOST_QUESTIONS)
    }
    return Registered(
        reference,
        guest,
        host=data.text("host", most=30),
        host_hint=data.text("host_hint", required=False),
        yes_by=data.text("yes_by", most=30, required=False),
        until=data.moment("until", required=False),
        escort=data.text("escort", most=30, required=False),
        answers=answers,
    )


def apply(occasion: Occasion, told: Registered) -> UUID:
    """The visit, as it stood at the gate. The host who said yes by telephone is noted; else the host is asked now."""
    permissions.check_can_record(occasion.by, occasion.enterprise.pk)
    if is_taken(told.reference):
        raise Conflict("reference", _("这个编号已经用过。"))
    since = occasion.happened_at
    until = (
        told.until if told.until and since < told.until <= since + visiting.LONGEST else since + AT_GATE_FOR
    )
    row = Visit(enterprise=occasion.enterprise, reference=told.reference, way=visiting.BY_GUARD)
    set_guest(row, told.guest)
    set_stay(row, Stay(since, until, escort=told.escort))
    set_host(row, told.host, told.host_hint)
    pack, _parameters = pack_of(occasion.enterprise)
    questions = pack.questionnaires[visiting.QUESTIONNAIRE]
    given = {name: _given(questions, name, value) for name, value in told.answers.items()}
    clean, _faults = check_answers(questions, given, clock.day_of(since))
    judge(row, clean, since)
    if told.yes_by:
        row.answer, row.answered_at, row.answered_name = visiting.YES, since, told.yes_by
        row.answered_by = occasion.by_id
    seal_now(row)
    row.save(force_insert=True)
    record(occasion.by, "gates.register_visit", row, kind=row.kind, way=row.way)
    if not told.yes_by:
        ask_host(row, occasion.by)
    return row.pk


def _given(questionnaire: Questionnaire, name: str, value: str) -> object:
    """An answer as the questionnaire takes it: several codes come as one text."""
    kind = next((one.type for one in questionnaire.questions if one.id == name), "")
    return [one for one in value.split(",") if one] or [NONE_OF_THESE] if kind == "multi" else value


def follow_passages(owner_id: UUID, passages: Sequence[Passage]) -> None:
    """Arrived and left, from the admitted passages that count of the visits these are of. In the caller's transaction."""
    ids = {row.visit_id for row in passages if row.visit_id and row.verdict == choices.ALLOW}
    if not ids:
        return
    rows = {
        row.pk: row for row in Visit.objects.select_for_update().filter(enterprise_id=owner_id, pk__in=ids)
    }
    passed = standing(
        Passage.objects.filter(owner_id=owner_id, visit_id__in=ids, verdict=choices.ALLOW), owner_id
    )
    arrived: dict[Any, datetime] = {}
    last: dict[Any, tuple[datetime, str]] = {}
    for visit_id, when, direction in passed.order_by("happened_at", "seq").values_list(
        "visit_id", "happened_at", "direction"
    ):
        if direction == choices.IN:
            arrived.setdefault(visit_id, when)
        last[visit_id] = (when, direction)
    now = clock.now()
    for row in rows.values():
        was_inside = visiting.is_inside(row)
        when, direction = last.get(row.pk, (now, choices.IN))
        row.arrived_at = arrived.get(row.pk)
        row.left_at = when if direction == choices.OUT else None
        row.updated_at = now
        if visiting.is_inside(row) and not was_inside:
            enqueue(OVERDUE_TASK, at=max(row.expected_until, now), visit_id=str(row.pk))
    Visit.objects.bulk_update(rows.values(), ["arrived_at", "left_at", "updated_at"])


@transaction.atomic
def tell_overdue(*, visit_id: UUID, by: Actor) -> bool:
    """Host and officer are told once that a visitor is still inside past the leaving time; whether they were."""
    row = Visit.objects.select_for_update(of=("self",)).filter(pk=visit_id).first()
    now = clock.now()
    if row is None or row.overdue_told_at is not None or not visiting.is_inside(row):
        return False
    if now < row.expected_until:
        enqueue(OVERDUE_TASK, at=row.expected_until, visit_id=str(row.pk))
        return False
    row.overdue_told_at = now
    row.save(update_fields=["overdue_told_at", "updated_at"])
    tell_host(row, "visit_overdue", by, officer=True)
    return True


def bar_for_fever(*, visit_id: UUID, at: datetime) -> None:
    """A fever confirmed at the gate keeps its visitor out for fourteen days, at each visit. In the caller's transaction."""
    until = at + visiting.FEVER_STANDS
    visits = same_visitor(Visit.objects.get(pk=visit_id))
    visits.filter(Q(pk=visit_id) | Q(expected_until__gt=at, expected_from__lt=until)).update(
        verdict="barred",
        reason="fever",
        filled_for=clock.day_of(at),
        fever_until=until,
        void_before=clock.now(),
        updated_at=clock.now(),
    )


entries.declare(entries.Kind("visit.register", read, apply))
