"""Visits at the gate: as its decision takes them, and as its bundle holds them with the questions a guard asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from fugong.core import clock
from fugong.directory import choices as roles
from fugong.directory.models import Enterprise
from fugong.gates import visiting
from fugong.gates.models import Visit
from fugong.gates.queries.visits import Refusal, host_name, refusals, words_for_gate
from fugong.packs import Pack
from fugong.rules import plain, resolve_parameters, to_data
from fugong.screening.queries.at_gate import GateDay
from fugong.screening.queries.inputs import pack_of

OVERLAP = timedelta(seconds=15)
"""A delta of the bundle reaches this far behind its cursor."""

AHEAD = timedelta(days=1)
"""The bundle knows the visits of today and of the day after, so that a night without network starts nobody anew."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor at one moment, as the gate's decision takes a worker."""

    id: UUID
    status: str
    void_before: datetime | None
    expected_from: date | None
    verdict: str | None
    reason: str | None
    filled_for: date | None
    isolated: bool

    def on(self, day: date) -> GateDay:
        """Where the visitor stands on `day`: what was told counts for its own day."""
        told = self.filled_for == day
        return GateDay(
            verdict=self.verdict if told else None,
            reason=self.reason if told else None,
            reported=told,
            isolated=self.isolated,
            observed=False,
        )


@dataclass(slots=True)
class GateVisit:
    """A visit as the gate knows it; `at` says how it stands at the moment of a passage."""

    id: UUID
    reference: str
    answer: str
    expected_from: datetime
    expected_until: datetime
    again: bool
    arrived_at: datetime | None
    left_at: datetime | None
    cancelled_at: datetime | None
    void_before: datetime | None
    filled_for: date | None
    verdict: str
    reason: str
    fever_until: datetime | None

    def at(self, moment: datetime) -> Visitor:
        """The visitor at this moment."""
        ended = visiting.has_ended(self, moment)
        return Visitor(
            id=self.id,
            status=roles.LEFT if ended else roles.ACTIVE,
            void_before=self.void_before,
            expected_from=None if visiting.is_expected(self, moment) else date.max,
            verdict=self.verdict or None,
            reason=self.reason or None,
            filled_for=self.filled_for,
            isolated=visiting.is_feverish(self.fever_until, moment),
        )


_AT_GATE = (
    "pk", "reference", "answer", "expected_from", "expected_until", "again", "arrived_at", "left_at",
    "cancelled_at", "void_before", "filled_for", "verdict", "reason", "fever_until",
)  # fmt: skip


def visits_at_gate(enterprise_id: UUID, references: Collection[str]) -> dict[str, GateVisit]:
    """reference → visit of the enterprise, in one statement; none where nothing is asked."""
    if not references:
        return {}
    rows = Visit.objects.filter(enterprise_id=enterprise_id, reference__in=references)
    return {row[1]: GateVisit(*row) for row in rows.values_list(*_AT_GATE)}


def gate_visits(enterprise_id: UUID, changed_since: datetime | None = None) -> list[dict[str, Any]]:
    """Visits of today and the day after, and who is inside, as the bundle's `people`; or those changed since a moment."""
    now = clock.now()
    day = clock.day_of(now)
    rows = Visit.objects.filter(enterprise_id=enterprise_id).select_related("host", "host_account")
    soon = Q(expected_from__lt=clock.day_end(day) + AHEAD, expected_until__gte=clock.day_start(day))
    known = soon | Q(arrived_at__isnull=False, left_at=None)
    if changed_since is None:
        rows = rows.filter(known)
    else:
        moment = changed_since - OVERLAP
        changed = Q(updated_at__gte=moment)
        before = clock.day_of(moment)
        if before < day:
            # A day that began makes yesterday's answers void, and brings the next day's visits into reach.
            changed |= known
        rows = rows.filter(changed)
    found = list(rows.order_by("pk"))
    refused = refusals(found)
    return [_for_bundle(row, day, now, refused.get(row.pk)) for row in found]


def _for_bundle(row: Visit, day: date, now: datetime, refused: Refusal | None) -> dict[str, Any]:
    told = row.filled_for == day
    host = host_name(row)
    return {
        "ref": row.reference,
        "kind": "visitor",
        "visit": row.kind,
        "job_number": "",
        "name": str(row.name),
        "team": words_for_gate(host),
        "status": roles.LEFT if visiting.has_ended(row, now) else roles.ACTIVE,
        "isolated": visiting.is_feverish(row.fever_until, now),
        "observed": False,
        "verdict": (row.verdict or None) if told else None,
        "reason": (row.reason or None) if told else None,
        "reported_for": row.filled_for.isoformat() if row.filled_for else None,
        "void_before": _moment(row.void_before),
        "answer": row.answer,
        "expected_from": _moment(row.expected_from - visiting.EARLY),
        "due_at": _moment(row.expected_from),
        "expected_until": _moment(row.expected_until),
        "host": host,
        "escort": str(row.escort),
        "arrived_at": _moment(row.arrived_at),
        "left_at": _moment(row.left_at),
        "refused": {"at": _moment(refused.at), "why": refused.why} if refused else None,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def gate_questions(enterprise: Enterprise) -> dict[str, Any]:
    """What a guard asks somebody without a phone, and the rows that judge the answers, for a gate without network."""
    pack, own = pack_of(enterprise)
    questions = [one for one in pack.questionnaires[visiting.QUESTIONNAIRE].questions if one.type != "region"]
    return {
        "questions": [
            {
                "id": one.id,
                "type": one.type,
                "text": dict(one.text),
                "gives": one.gives,
                "options": [{"code": option.code, "text": dict(option.text)} for option in one.options],
                "show_when": None if one.show_when is None else to_data(one.show_when),
            }
            for one in questions
        ],
        "rows": _rows(pack),
        "parameters": {
            name: plain(value) for name, value in resolve_parameters(pack.vocabulary, own).items()
        },
    }


def _rows(pack: Pack) -> Sequence[dict[str, Any]]:
    return [
        {"verdict": row.result["verdict"], "reason": row.result["reason"], "when": to_data(row.when)}
        for row in pack.screening.rows
    ]
