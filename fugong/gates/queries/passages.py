"""Passages read back: by cursor for a device and the desk's live list, of one worker, and who is inside."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Invalid
from fugong.core.permissions import Actor
from fugong.core.prepared import Parameter, PreparedMany
from fugong.directory.models import Person
from fugong.gates import choices
from fugong.gates.models import Checkpoint, Passage, PassageCorrection, Visit
from fugong.gates.queries import scope
from fugong.gates.queries.joining import joined_celsius

LATEST = 200
"""How many passages a worker's history and a live list show."""

_BIGGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A passage as the desk shows it. `name` is masked and empty for nobody known; `celsius` in °C.

    `verdict` is the one that stands, `server_verdict` and `reason` what the server says of it.
    """

    id: UUID
    seq: int
    happened_at: datetime
    recorded_at: datetime
    person_id: UUID | None
    visit_id: UUID | None
    name: str
    job_number: str
    team: str
    checkpoint: str
    direction: str
    celsius: Decimal | None
    verdict: str
    server_verdict: str
    reason: str
    flagged: bool
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Passages of a live list, newest first; `cursor` asks for what comes after."""

    items: tuple[PassageLine, ...]
    cursor: str


def passages_after(*, enterprise_id: UUID, cursor: str = "") -> dict[str, Any]:
    """A page of `GET /api/v1/gate/passages`: what was recorded after the cursor, in that order; `next` is never null."""
    after = read_cursor(cursor)
    rows = (
        Passage.objects.filter(owner_id=enterprise_id, seq__gt=after)
        .order_by("seq")
        .values_list("seq", "id", "at", "recorded_at", "direction", "verdict", "reason", "flagged")
    )[: choices.MOST_AT_ONCE + 1]
    found = list(rows)
    page = found[: choices.MOST_AT_ONCE]
    return {
        "passages": [
            {
                "id": str(identity),
                "at": rfc3339(at),
                "recorded_at": rfc3339(recorded_at),
                "direction": direction,
                "verdict": verdict,
                "reason": reason,
                "flagged": flagged,
            }
            for _seq, identity, at, recorded_at, direction, verdict, reason, flagged in page
        ],
        "next": str(page[-1][0] if page else after),
        "more": len(found) > len(page),
    }


def read_cursor(cursor: str) -> int:
    """The number a cursor stands for, 0 for an empty one; raises Invalid for one we never gave."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 20 and int(cursor) <= _BIGGEST):
        raise Invalid("cursor", _("since 不是我们给出的游标。请从头读取。"), field="since")
    return int(cursor)


def rfc3339(moment: datetime) -> str:
    """A moment in UTC, as the API writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def passages(
    actor: Actor,
    *,
    day: date | None = None,
    verdict: str = "",
    flagged: bool | None = None,
    checkpoint_id: UUID | None = None,
    direction: str = "",
    before: str = "",
    limit: int = 50,
) -> Page:
    """Passages of the actor's enterprise, newest recorded first. `before` (a cursor) pages back; `day` is when they
    happened."""
    scope.check_can_see_passages(actor)
    rows = Passage.objects.filter(owner_id=scope.enterprise_id(actor))
    if day is not None:
        rows = rows.filter(happened_at__gte=clock.day_start(day), happened_at__lt=clock.day_end(day))
    if verdict:
        rows = rows.filter(verdict=verdict)
    if flagged is not None:
        rows = rows.filter(flagged=flagged)
    if checkpoint_id is not None:
        rows = rows.filter(checkpoint_id=checkpoint_id)
    if direction:
        rows = rows.filter(direction=direction)
    if before:
        rows = rows.filter(seq__lt=read_cursor(before))
    found = list(rows.order_by("-seq")[:limit])
    return Page(lines_of(found), str(found[-1].seq) if len(found) == limit else "")


def passages_today(actor: Actor) -> dict[UUID, int]:
    """device → how many passages of the site's today it has brought in."""
    scope.check_can_see_passages(actor)
    today = clock.today()
    rows = Passage.objects.filter(
        owner_id=scope.enterprise_id(actor),
        happened_at__gte=clock.day_start(today),
        happened_at__lt=clock.day_end(today),
    )
    return dict(rows.values_list("device_id").annotate(number=Count("id")).order_by())


def refusals(actor: Actor, since: str | None = None) -> Page:
    """Each refusal and each flagged passage since a cursor, newest first; without one, today so far. Somebody who came
    in twice and nothing more (a second scan, a forgotten way out) stands in the record and not here.

    For the desk's live list, beside `screening.queries.alerts`. The cursor goes on even where nothing happened.
    """
    scope.check_can_see_passages(actor)
    rows = Passage.objects.filter(owner_id=scope.enterprise_id(actor))
    last = rows.order_by("-seq").values_list("seq", flat=True).first() or 0
    odd = rows.filter(Q(flagged=True) | ~Q(verdict=choices.ALLOW), seq__lte=last)
    odd = odd.exclude(verdict=choices.ALLOW, marks=[choices.RE_ENTRY])
    if since:
        odd = odd.filter(seq__gt=read_cursor(since))
    else:
        odd = odd.filter(recorded_at__gte=clock.day_start(clock.today()))
    return Page(lines_of(list(odd.order_by("-seq")[:LATEST])), str(last))


def passages_of(person: Person, *, limit: int = LATEST) -> tuple[PassageLine, ...]:
    """The latest passages of one worker; the caller has made sure that the actor may see this worker."""
    rows = Passage.objects.filter(owner_id=person.enterprise_id, person_id=person.pk)
    return lines_of(list(rows.order_by("-happened_at", "-seq")[:limit]))


def passages_of_visit(visit: Visit, *, limit: int = LATEST) -> tuple[PassageLine, ...]:
    """The latest passages of one visit; the caller has made sure that the actor may see it."""
    rows = Passage.objects.filter(owner_id=visit.enterprise_id, visit_id=visit.pk)
    return lines_of(list(rows.order_by("-happened_at", "-seq")[:limit]))


def lines_of(rows: Sequence[Passage]) -> tuple[PassageLine, ...]:
    """With names, teams and entrances, in the order given; all of one enterprise."""
    people = {
        person.pk: person
        for person in Person.objects.filter(pk__in={row.person_id for row in rows if row.person_id})
        .select_related("team__parent")
        .only("name", "job_number", "team__name", "team__parent__name")
    }
    gates = dict(
        Checkpoint.objects.filter(pk__in={row.checkpoint_id for row in rows}).values_list("pk", "name")
    )
    visits = names_of(row.visit_id for row in rows)
    joined = joined_celsius(rows[0].owner_id, (row.id for row in rows if not row.celsius)) if rows else {}
    return tuple(
        _line(
            row,
            people.get(row.person_id) if row.person_id else None,
            gates.get(row.checkpoint_id, ""),
            joined.get(row.id),
            visits.get(row.visit_id, "") if row.visit_id else "",
        )
        for row in rows
    )


def _line(
    row: Passage, person: Person | None, checkpoint: str, joined: Decimal | None, visitor: str
) -> PassageLine:
    celsius = row.celsius.reveal()
    return PassageLine(
        id=row.id,
        seq=row.seq,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        person_id=row.person_id,
        visit_id=row.visit_id,
        name=str(person.name) if person else visitor,
        job_number=person.job_number if person else "",
        team=person.team_name if person else "",
        checkpoint=checkpoint,
        direction=row.direction,
        celsius=Decimal(celsius) if celsius else joined,
        verdict=row.verdict,
        server_verdict=row.server_verdict,
        reason=row.reason,
        flagged=row.flagged,
        marks=tuple(row.marks) if joined is None else (*row.marks, choices.JOINED),
    )


def names_of(visit_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """visit → the visitor's masked name."""
    wanted = {one for one in visit_ids if one}
    rows = Visit.objects.filter(pk__in=wanted).only("name") if wanted else []
    return {row.pk: str(row.name) for row in rows}


def admitted_before(owner_id: UUID, rows: Sequence[Passage]) -> dict[UUID, list[tuple[datetime, str]]]:
    """For people and visits of `rows`: the last admitted passage before the first of `rows`, those until the last of them.

    Oldest first, (when, direction). Never reads more of a person's past than that, however often somebody passed.
    """
    first = min(row.happened_at for row in rows)
    last = max(row.happened_at for row in rows)
    reach = first + choices.CLOCKS_AGREE
    people = {row.person_id for row in rows if row.person_id is not None}
    before: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for person_id, when, direction in _LAST_ADMITTED.rows(people, owner=owner_id, reach=reach):
        if when is not None and when > first - choices.INSIDE_FOR:
            before[person_id].append((when, direction))
    if last > first:
        for person_id, when, direction in _ADMITTED_BETWEEN.rows(
            people, owner=owner_id, since=reach, reach=last + choices.CLOCKS_AGREE
        ):
            before[person_id].append((when, direction))
    visits = {row.visit_id for row in rows if row.visit_id is not None}
    for visit_id, when, direction in _visitors_between(
        owner_id, visits, first - choices.INSIDE_FOR, last + choices.CLOCKS_AGREE
    ):
        before[visit_id].append((when, direction))
    return before


def _visitors_between(
    owner_id: UUID, visits: Collection[UUID], since: datetime, reach: datetime
) -> list[tuple[Any, datetime, str]]:
    """Every admitted passage of these visits in a span of time; a visit has a handful."""
    if not visits:
        return []
    taken_back = PassageCorrection.objects.filter(owner_id=owner_id, passage_id=OuterRef("id"))
    rows = Passage.objects.filter(
        ~Exists(taken_back),
        owner_id=owner_id,
        visit_id__in=visits,
        verdict=choices.ALLOW,
        happened_at__gt=since,
        happened_at__lte=reach,
    )
    return list(rows.order_by("happened_at", "seq").values_list("visit_id", "happened_at", "direction"))


_OWNER = Parameter("owner", UUIDField())
_SINCE = Parameter("since", DateTimeField())
_REACH = Parameter("reach", DateTimeField())


def _stands() -> Any:
    """Not taken back by a counter-entry."""
    return ~Exists(PassageCorrection.objects.filter(owner_id=_OWNER, passage_id=OuterRef("id")))


def _last_admitted(people: list[Any]) -> QuerySet[Any, Any]:
    """Without an earliest moment: told one, PostgreSQL takes the newest passages for few, as its statistics do not know
    them yet, and reads all of the enterprise's anew for each person."""
    mine = Passage.objects.filter(
        _stands(),
        owner_id=_OWNER,
        person_id=OuterRef("pk"),
        verdict=choices.ALLOW,
        happened_at__lte=_REACH,
    ).order_by("-happened_at", "-seq")
    return Person.objects.filter(pk__in=people).values_list(
        "pk", Subquery(mine.values("happened_at")[:1]), Subquery(mine.values("direction")[:1])
    )


def _admitted_between(people: list[Any]) -> QuerySet[Any, Any]:
    return (
        Passage.objects.filter(
            _stands(),
            owner_id=_OWNER,
            person_id__in=people,
            verdict=choices.ALLOW,
            happened_at__gt=_SINCE,
            happened_at__lte=_REACH,
        )
        .order_by("happened_at", "seq")
        .values_list("person_id", "happened_at", "direction")
    )


_LAST_ADMITTED = PreparedMany(UUIDField(), _last_admitted)
_ADMITTED_BETWEEN = PreparedMany(UUIDField(), _admitted_between)

_STORED = PreparedMany(
    UUIDField(), lambda ids: Passage.objects.filter(owner_id=_OWNER, id__in=ids).values_list("id")
)


def stored(owner_id: UUID, ids: Collection[UUID]) -> dict[UUID, Passage]:
    """Those of an owner's passages that are stored already, by id. Call under the head lock."""
    found = [identity for (identity,) in _STORED.rows(ids, owner=owner_id)]
    return {row.id: row for row in Passage.objects.filter(owner_id=owner_id, id__in=found)} if found else {}


def has_passages(enterprise_id: UUID, *, since: datetime, before: datetime) -> bool:
    """Whether anything was recorded in a span of time."""
    rows = Passage.objects.filter(owner_id=enterprise_id, recorded_at__gte=since, recorded_at__lt=before)
    return rows.exists()
