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
from fugong.gates.queries.passages import rfc3339
from fugong.gates.queries.riders import NOBODY, Rider, Who, riders
from fugong.gates.queries.vehicles import sees_plates

WORKER = "worker"
RIDER = "vehicle"
"""The kind of somebody who came in a vehicle and of whom there is only a name."""

FEW = 400
"""So many are asked for by their ids; of more, everybody is read and picked from."""

Row = tuple[Any, Any, datetime, Any, str]
"""Worker, visit, when, entrance, direction."""


@dataclass(frozen=True, slots=True)
class InsideLine:
    """Somebody inside. `kind` is `worker`, the kind of a visit, or `vehicle` for a mere name in a vehicle, where `id` is
    the vehicle's stay; `whose` a worker's team with its workshop, a visitor's host's team; `team_id` a worker's;
    `str(name)` is the masked name; `plate` is of the vehicle they came in, masked unless it was asked for whole."""

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
    plate: str = ""


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many are inside, of them workers and visitors, by team and by entrance, the largest first."""

    total: int
    workers: int
    visitors: int
    by_team: tuple[tuple[str, int], ...]
    by_checkpoint: tuple[tuple[str, int], ...]


def inside(enterprise_id: UUID, at: datetime | None = None) -> int:
    """How many people are inside now, or were at a moment: whose last admitted passage was a way in, `INSIDE_FOR` ago at
    most, and who is in with a vehicle."""
    found = riders(enterprise_id, at)
    return latest(enterprise_id, way_in=True, at=at).count() + len(_unseen(enterprise_id, found, at))


def _unseen(enterprise_id: UUID, found: Sequence[Rider], at: datetime | None = None) -> list[Rider]:
    """Of those in vehicles, who is not inside by a passage of their own."""
    known = [one.who for one in found if one.who != NOBODY]
    passed: set[Who] = set()
    if known:
        rows = latest(enterprise_id, known, way_in=True, at=at)
        passed = set(rows.values_list("person_id", "visit_id"))
    return [one for one in found if one.who not in passed]


def inside_lines(actor: Actor) -> list[InsideLine]:
    """Everybody inside the actor's enterprise now, by team and name of the job; visitors last."""
    scope.check_can_see_passages(actor)
    return lines_inside(scope.enterprise_id(actor), plates=sees_plates(actor))


def lines_inside(enterprise_id: UUID, *, plates: bool = False) -> list[InsideLine]:
    """Everybody inside; the caller has made sure that this may be read. `plates`: with whole plates."""
    rows: list[Any] = list(
        _inside(enterprise_id).values_list("person_id", "visit_id", "happened_at", "checkpoint_id")
    )
    riding = riders(enterprise_id)
    vehicles = {one.stay_id: one.plate.reveal() if plates else str(one.plate) for one in riding}
    plate_of = {one.who: vehicles[one.stay_id] for one in riding if one.who != NOBODY}
    unseen = _unseen(enterprise_id, riding)
    rows += [(*one.who, one.since, one.checkpoint_id) for one in unseen if one.who != NOBODY]
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
    found = [
        InsideLine(
            one.stay_id,
            RIDER,
            one.reference,
            one.name,
            "",
            "",
            None,
            one.since,
            gates.get(one.checkpoint_id, "") if one.checkpoint_id else "",
            False,
            vehicles[one.stay_id],
        )
        for one in unseen
        if one.who == NOBODY
    ]
    for person_id, visit_id, since, checkpoint_id in rows:
        place = gates.get(checkpoint_id, "") if checkpoint_id else ""
        plate = plate_of.get((person_id, visit_id), "")
        if person_id and (who := people.get(person_id)):
            reference, name, job_number, team_id, team, workshop, phone = who
            whose = team_name(team, workshop)
            found.append(
                InsideLine(
                    person_id,
                    WORKER,
                    reference,
                    name,
                    job_number,
                    whose,
                    team_id,
                    since,
                    place,
                    bool(phone),
                    plate,
                )
            )
        elif visit_id and (visit := visits.get(visit_id)):
            kind, reference, name, host_team, phone = visit
            found.append(
                InsideLine(
                    visit_id, kind, reference, name, "", host_team, None, since, place, bool(phone), plate
                )
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
        "riders": _riders(enterprise_id, dict(gates)),
    }
    if since is None:
        return told | {"inside_refs": inside_refs}
    return told | {"inside_changes": {"in": inside_refs, "out": " ".join(sorted(gone))}}


def _riders(enterprise_id: UUID, gates: dict[UUID, str]) -> list[dict[str, Any]]:
    """Those in vehicles inside, always all of them: by their reference, a mere name by one of its own."""
    found = riders(enterprise_id)
    workers = Person.objects.filter(pk__in=[one.who[0] for one in found if one.who[0]])
    visitors = Visit.objects.filter(pk__in=[one.who[1] for one in found if one.who[1]])
    known: dict[UUID | None, Any] = {
        row[0]: row[1:] for row in workers.values_list("pk", "reference", "name")
    }
    known |= {row[0]: row[1:] for row in visitors.values_list("pk", "reference", "name")}
    told = []
    for one in found:
        reference, name = known.get(one.who[0] or one.who[1], (one.reference, one.name))
        told.append(
            {
                "ref": reference,
                "name": str(name),
                "visitor": one.who[0] is None,
                "stay": str(one.stay_id),
                "plate": one.plate.reveal(),
                "at": rfc3339(one.since),
                "gate": gates.get(one.checkpoint_id, "") if one.checkpoint_id else "",
            }
        )
    return told


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
