"""Those held at a gate for a fever: for the guard's page and for the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise, Person
from fugong.gates import choices
from fugong.gates.models import Checkpoint, FeverHold, Passage, Terminal, Visit
from fugong.gates.queries import scope
from fugong.gates.queries.corrected import standing
from fugong.gates.queries.passages import rfc3339
from fugong.gates.queries.thermometers import second_terms

SHOWN_FOR = timedelta(hours=24)
"""How long an open hold stands on the guard's page; on the desk it stands until it is settled."""

PASSED = "passed"
"""Not settled by anybody, but let in at the gate after the rest, measured with another kind of thermometer."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A second measurement that does not count: `marks` say why (`choices.SECOND_MARKS`)."""

    celsius: Decimal
    instrument: str
    at: datetime
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeverLine:
    """A hold as the desk shows it. `name` is empty where nobody has said who it is, `outcome` while it is open, `passed`
    where the person was let in afterwards as is right; `let_in_at` where that was before the rest was over, or nobody
    changed the thermometer: then it stays open."""

    id: UUID
    passage_id: UUID
    person_id: UUID | None
    visit_id: UUID | None
    name: str
    team: str
    checkpoint: str
    happened_at: datetime
    celsius: Decimal | None
    first_instrument: str
    second_celsius: Decimal | None
    second_instrument: str
    second_at: datetime | None
    second_marks: tuple[str, ...]
    earlier: tuple[Measured, ...]
    let_in_at: datetime | None
    outcome: str
    settled_at: datetime | None
    settled_by: UUID | None
    why: str


def gate_holds(enterprise_id: UUID) -> list[dict[str, Any]]:
    """Open holds as the guard's page takes them."""
    since = clock.now() - SHOWN_FOR
    rows = holds_of(enterprise_id).filter(outcome="", passed=False, happened_at__gte=since)  # type: ignore[misc]
    return [
        {
            "passage": str(line.passage_id),
            "name": line.name or _("还不知道是谁"),
            "team": line.team,
            "at": rfc3339(line.happened_at),
            "celsius": None if line.celsius is None else float(line.celsius),
            "first": line.first_instrument,
            "checkpoint": line.checkpoint,
            "let_in": rfc3339(line.let_in_at) if line.let_in_at else None,
            "second": None
            if line.second_at is None or line.second_celsius is None
            else {
                "celsius": float(line.second_celsius),
                "instrument": line.second_instrument,
                "at": rfc3339(line.second_at),
                "marks": list(line.second_marks),
            },
        }
        for line in lines_of_fevers(rows.order_by("-happened_at")[:50])
    ]


def fever_holds(actor: Actor, *, is_open: bool) -> QuerySet[FeverHold]:
    """The holds of the actor's enterprise, open or settled, the newest first. Make lines of a page with `lines_of_fevers`."""
    scope.check_can_see_passages(actor)
    rows = holds_of(scope.enterprise_id(actor))
    still = Q(outcome="", passed=False)
    return rows.filter(still if is_open else ~still).order_by("-happened_at", "-id")


def fever_hold(actor: Actor, hold_id: UUID) -> FeverHold:
    """One of them; NotFound for any other."""
    scope.check_can_see_passages(actor)
    found = holds_of(scope.enterprise_id(actor)).filter(pk=hold_id).first()
    if found is None:
        raise NotFound("hold", _("没有这次暂留的记录。"))
    return found


def open_fevers(actor: Actor) -> int:
    """How many wait for a word."""
    return fever_holds(actor, is_open=True).count()


def menu_count(view: str, actor: Actor) -> int | None:
    """How many wait, beside their page in the desk's menu."""
    return open_fevers(actor) if view == "desk:gate_holds" else None


def lines_of_fevers(holds: Iterable[FeverHold]) -> list[FeverLine]:
    """With names, teams and entrances; all of one enterprise."""
    rows = list(holds)
    people = {
        one.pk: one
        for one in Person.objects.filter(
            pk__in=[row.person_id for row in rows if row.person_id]
        ).select_related("team__parent")
    }
    visits = {
        one.pk: one for one in Visit.objects.filter(pk__in=[row.visit_id for row in rows if row.visit_id])
    }
    places = dict(
        Checkpoint.objects.filter(pk__in={row.checkpoint_id for row in rows}).values_list("pk", "name")
    )
    return [_line(row, people.get(row.person_id), visits.get(row.visit_id), places) for row in rows]  # type: ignore[arg-type]


def _line(row: FeverHold, person: Person | None, visit: Visit | None, places: dict[UUID, str]) -> FeverLine:
    who = person or visit
    return FeverLine(
        id=row.pk,
        passage_id=row.passage_id,
        person_id=row.person_id,
        visit_id=row.visit_id,
        name=str(who.name) if who else "",
        team=person.team_name if person else "",
        checkpoint=places.get(row.checkpoint_id, ""),
        happened_at=row.happened_at,
        celsius=_number(row.celsius.reveal()),
        first_instrument=row.first_instrument,
        second_celsius=_number(row.second_celsius.reveal()),
        second_instrument=row.second_instrument,
        second_at=row.second_at,
        second_marks=tuple(row.second_marks),
        earlier=tuple(
            Measured(
                Decimal(one["celsius"]),
                one["instrument"],
                datetime.fromisoformat(one["at"]),
                tuple(one["marks"]),
            )
            for one in row.earlier.document() or ()
        ),
        let_in_at=None if row.outcome or getattr(row, "passed", False) else getattr(row, "let_in_at", None),
        outcome=row.outcome or (PASSED if getattr(row, "passed", False) else ""),
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        why=row.why.reveal(),
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def holds_of(enterprise_id: UUID) -> QuerySet[FeverHold]:
    """Every hold of an enterprise; `let_in_at`: when the person was first let in measured, within a day; `passed`: once
    after the rest and with another kind of thermometer, so that it waits for nobody."""
    enterprise = Enterprise.objects.get(pk=enterprise_id)
    terms = second_terms(enterprise)
    let_in = Passage.objects.filter(
        Q(person_id=OuterRef("person_id"), person_id__isnull=False)
        | Q(visit_id=OuterRef("visit_id"), visit_id__isnull=False),
        owner_id=enterprise_id,
        direction=choices.IN,
        verdict=choices.ALLOW,
        server_verdict=choices.ALLOW,  # let in against the verdict, nobody was measured
        happened_at__gt=OuterRef("happened_at"),
        happened_at__lt=OuterRef("happened_at") + timedelta(days=1),
    ).exclude(celsius="")
    let_in = standing(let_in, enterprise_id)
    rested = let_in.filter(happened_at__gte=OuterRef("happened_at") + (terms.rest - terms.tolerance))
    terminals = Terminal.objects.filter(device__checkpoint__enterprise_id=enterprise_id).values("device_id")
    by_terminal = Q(Exists(rested.filter(device_id__in=terminals))) & ~Q(first_instrument=terms.terminal)
    by_guard = Q(Exists(rested.exclude(device_id__in=terminals))) & ~Q(first_instrument=terms.gate)
    first = let_in.order_by("happened_at").values("happened_at")[:1]
    return FeverHold.objects.filter(enterprise=enterprise).annotate(
        passed=ExpressionWrapper(by_terminal | by_guard, output_field=BooleanField()),
        let_in_at=Subquery(first, output_field=DateTimeField()),
    )
