"""Who is inside now: how many, who, since when, by which entrance; for the desk and for a page without a network."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from fugong.core import clock
from fugong.core.fields import Sealed
from fugong.core.permissions import Actor
from fugong.directory.choices import team_name
from fugong.directory.models import Person
from fugong.gates import choices
from fugong.gates.models import Checkpoint, Passage, PassageCorrection, Visit
from fugong.gates.queries import scope
from fugong.gates.queries.corrected import taken_back

WORKER = "worker"
FEW = 400
"""So many are asked for by their ids; of more, everybody is read and picked from."""

Row = tuple[Any, Any, datetime, Any, str]
"""Worker, visit, when, entrance, direction."""


@dataclass(frozen=True, slots=True)
class InsideLine:
    """Somebody inside. `kind` is `worker` or the kind of a visit; `whose` a worker's team with its workshop, a visitor's
    host's team; `team_id` a worker's; `str(name)` is the masked name."""

    id: UUID
    kind: str
    reference: str
    name: Sealed
    job_number: str
    whose: str
    team_id: UUID | None
    since: datetime
    checkpoint: str
    has_phone: bool


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many are inside, of them workers and visitors, by team and by entrance, the largest first."""

    total: int
    workers: int
    visitors: int
    by_team: tuple[tuple[str, int], ...]
    by_checkpoint: tuple[tuple[str, int], ...]


def inside(enterprise_id: UUID, at: datetime | None = None) -> int:
    """How many people are inside now, or were at a moment: whose last admitted passage was a way in, `INSIDE_FOR` ago at most."""
    return latest(enterprise_id, way_in=True, at=at).count()


def inside_lines(actor: Actor) -> list[InsideLine]:
    """Everybody inside the actor's enterprise now, by team and name of the job; visitors last."""
    scope.check_can_see_passages(actor)
    return lines_inside(scope.enterprise_id(actor))


def lines_inside(enterprise_id: UUID) -> list[InsideLine]:
    """Everybody inside; the caller has made sure that this may be read."""
    rows = list(_inside(enterprise_id).values_list("person_id", "visit_id", "happened_at", "checkpoint_id"))
    gates = dict(Checkpoint.objects.filter(enterprise_id=enterprise_id).values_list("pk", "name"))
    workers = Person.objects.filter(enterprise_id=enterprise_id)
    visitors = Visit.objects.filter(enterprise_id=enterprise_id)
    if len(rows) <= FEW:
        workers = workers.filter(pk__in=[row[0] for row in rows if row[0]])
    visitors = visitors.filter(pk__in=[row[1] for row in rows if row[1]])
    columns = ("reference", "name", "job_number", "team_id", "team__name", "team__parent__name", "phone")
    people: dict[UUID | None, Any] = {row[0]: row[1:] for row in workers.values_list("pk", *columns)}
    visits: dict[UUID | None, Any] = {
        row[0]: row[1:]
        for row in visitors.values_list("pk", "kind", "reference", "name", "host_team", "phone")
    }
    found = []
    for person_id, visit_id, since, checkpoint_id in rows:
        place = gates.get(checkpoint_id, "")
        if person_id and (who := people.get(person_id)):
            reference, name, job_number, team_id, team, workshop, phone = who
            whose = team_name(team, workshop)
            found.append(
                InsideLine(
                    person_id, WORKER, reference, name, job_number, whose, team_id, since, place, bool(phone)
                )
            )
        elif visit_id and (visit := visits.get(visit_id)):
            kind, reference, name, host_team, phone = visit
            found.append(
                InsideLine(visit_id, kind, reference, name, "", host_team, None, since, place, bool(phone))
            )
    return sorted(found, key=lambda one: (one.kind != WORKER, one.whose, one.job_number, one.since))


def head_count(lines: Sequence[InsideLine]) -> HeadCount:
    """The figures of these lines."""
    workers = sum(one.kind == WORKER for one in lines)
    teams = Counter((one.team_id, one.whose) for one in lines if one.kind == WORKER)
    return HeadCount(
        total=len(lines),
        workers=workers,
        visitors=len(lines) - workers,
        by_team=tuple((name, number) for (_id, name), number in teams.most_common()),
        by_checkpoint=tuple(Counter(one.checkpoint for one in lines).most_common()),
    )


def gate_inside(enterprise_id: UUID, since: datetime | None) -> dict[str, Any]:
    """The part of the bundle for the evacuation list: the entrances by name, and who is inside.

    Whole (`inside_refs`), or with `since` only those who passed or were corrected after it (`inside_changes`: who is in,
    and `out` those who are not inside any more). A row is [minutes since 1970 when they came in, number of the entrance,
    their references with a space between].
    """
    gates = list(
        Checkpoint.objects.filter(enterprise_id=enterprise_id)
        .order_by("created_at", "pk")
        .values_list("pk", "name")
    )
    number = {pk: place for place, (pk, _name) in enumerate(gates)}
    rows: Sequence[Row]
    if since is None:
        rows = _rows(_inside(enterprise_id))
    else:
        rows = _changed(enterprise_id, since)
    references = _references(enterprise_id, rows)
    came: dict[tuple[int, int], list[str]] = defaultdict(list)
    gone = []
    for person_id, visit_id, at, checkpoint_id, direction in rows:
        reference = references.get(person_id or visit_id)
        if reference and direction == choices.IN:
            came[(round(at.timestamp() / 60), number.get(checkpoint_id, -1))].append(reference)
        elif reference:
            gone.append(reference)
    inside_refs = [[minute, gate, " ".join(who)] for (minute, gate), who in sorted(came.items())]
    told: dict[str, Any] = {
        "gates": [name for _pk, name in gates],
        "inside_hours": choices.INSIDE_FOR // timedelta(hours=1),
    }
    if since is None:
        return told | {"inside_refs": inside_refs}
    return told | {"inside_changes": {"in": inside_refs, "out": " ".join(sorted(gone))}}


def _references(owner_id: UUID, rows: Sequence[Row]) -> dict[UUID, str]:
    people = Person.objects.filter(enterprise_id=owner_id)
    if len(rows) <= FEW:
        people = people.filter(pk__in=[row[0] for row in rows if row[0]])
    visits = Visit.objects.filter(enterprise_id=owner_id, pk__in=[row[1] for row in rows if row[1]])
    return dict(people.values_list("pk", "reference")) | dict(visits.values_list("pk", "reference"))


def _rows(passages: QuerySet[Passage]) -> list[Row]:
    return list(passages.values_list("person_id", "visit_id", "happened_at", "checkpoint_id", "direction"))


def _changed(owner_id: UUID, since: datetime) -> list[Row]:
    """Where those stand of whom a passage or a counter-entry was recorded after a moment."""
    who = set(
        Passage.objects.filter(owner_id=owner_id, recorded_at__gte=since, verdict=choices.ALLOW).values_list(
            "person_id", "visit_id"
        )
    ) | set(
        PassageCorrection.objects.filter(owner_id=owner_id, recorded_at__gte=since).values_list(
            "person_id", "visit_id"
        )
    )
    who.discard((None, None))
    if not who:
        return []
    rows = latest(owner_id)
    if len(who) <= FEW:
        rows = latest(owner_id, who)
    found = [row for row in _rows(rows) if row[:2] in who]
    nowhere = who - {row[:2] for row in found}
    return found + [(person, visit, since, None, choices.OUT) for person, visit in nowhere]


def _inside(owner_id: UUID) -> QuerySet[Passage]:
    return latest(owner_id, way_in=True)


def latest(
    owner_id: UUID,
    only: Collection[tuple[UUID | None, UUID | None]] | None = None,
    *,
    way_in: bool = False,
    at: datetime | None = None,
) -> QuerySet[Passage]:
    """The last admitted passage of everybody who passed within `INSIDE_FOR`, corrections followed.

    `only`: of these workers and visits (worker, None) and (None, visit). `way_in`: where that was a way in. `at`: as it
    was at a moment, by what is known now.
    """
    since = (at or clock.now()) - choices.INSIDE_FOR
    rows = Passage.objects.filter(
        owner_id=owner_id, verdict=choices.ALLOW, happened_at__gte=since, recorded_at__gte=since
    )
    rows = rows.filter(Q(person_id__isnull=False) | Q(visit_id__isnull=False))
    if at is not None:
        rows = rows.filter(happened_at__lte=at)
    if only is not None:
        workers, visits = [one for one, _visit in only if one], [one for _person, one in only if one]
        rows = rows.filter(Q(person_id__in=workers) | Q(visit_id__in=visits))
    if gone := taken_back(owner_id, since=since):
        rows = rows.exclude(id__in=gone)
    place: Any = Window(
        RowNumber(),
        partition_by=Coalesce("person_id", "visit_id"),
        order_by=[F("happened_at").desc(), F("seq").desc()],
    )
    if way_in:
        # As a filter the direction would be asked before the last passage is looked for, not of the last one.
        place = Case(When(direction=choices.IN, then=place), default=Value(0))
    return rows.annotate(place=place).filter(place=1)
