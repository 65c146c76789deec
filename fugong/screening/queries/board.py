"""Today at an enterprise: who reported, who has not, by verdict and by team. A few statements whatever the size."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.directory import choices as people
from fugong.directory.models import Enterprise, Group, Person
from fugong.screening import choices
from fugong.screening.judging import Judged, Stood, state_on
from fugong.screening.models import Hold
from fugong.screening.queries import scope
from fugong.screening.queries.inputs import holds_on, pack_of

WAITING = "waiting"
"""The key of those without a verdict in the counts."""


@dataclass(slots=True)
class Counts:
    """How many are expected, have reported and are missing, and how many stand where (`waiting`: no verdict yet)."""

    expected: int = 0
    reported: int = 0
    evening: int = 0
    by_verdict: Counter[str] = field(default_factory=Counter)

    @property
    def missing(self) -> int:
        """Expected and not reported."""
        return self.expected - self.reported

    def add(self, judged: Judged, *, reported: bool, evening: bool) -> None:
        """Count one more worker."""
        self.expected += 1
        self.reported += reported
        self.evening += evening
        self.by_verdict[judged.verdict or WAITING] += 1


@dataclass(slots=True)
class TeamCounts(Counts):
    """The counts of one team; `team_id` None are those without one."""

    team_id: UUID | None = None
    name: str = ""
    workshop: str = ""


@dataclass(slots=True)
class Board(Counts):
    """The day of an enterprise, or of a leader's teams. `teams` in the order of workshop and name."""

    day: date = date.min
    teams: list[TeamCounts] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MissingPerson:
    """Somebody expected who has not reported today; the name is masked. `declared`: the return declaration is in."""

    person_id: UUID
    name: str
    job_number: str
    team_id: UUID | None
    team: str
    has_phone: bool
    declared: bool


@dataclass(frozen=True, slots=True)
class StateRow:
    """Where one worker stands, for a list."""

    person_id: UUID
    team_id: UUID | None
    judged: Judged
    reported: bool
    evening: bool


def expected_on(day: date) -> Q:
    """The condition of those expected to report: on the roster, and not before their day of planned return (G4)."""
    return Q(status=people.ACTIVE) & (
        Q(journey__planned_on=None) | Q(journey__planned_on__lte=day) | Q(standing__declared_on__isnull=False)
    )


def states(enterprise: Enterprise, rows: QuerySet[Person], day: date) -> Iterator[StateRow]:
    """Where each of these people of one enterprise stands on `day`: two statements, whatever their number."""
    pack, _own = pack_of(enterprise)
    holds = holds_on(Hold.objects.filter(person__in=rows.order_by()), day)
    columns = rows.order_by().values_list(
        "pk",
        "team_id",
        "standing__verdict",
        "standing__reason",
        "standing__until",
        "standing__for_day",
        "standing__reported_for",
        "standing__evening_for",
        "standing__corrected",
    )
    seen: dict[tuple[object, ...], Judged] = {}
    for (
        pk,
        team_id,
        verdict,
        reason,
        until,
        for_day,
        reported_for,
        evening_for,
        corrected,
    ) in columns.iterator():
        held = holds.get(pk, [])
        key = (verdict, reason, until, for_day, reported_for, corrected, *held)
        judged = seen.get(key)
        if judged is None:
            stood = Stood(
                verdict or None, reason or choices.NO_REPORT, until, for_day, reported_for, bool(corrected)
            )
            judged = seen[key] = state_on(pack, stood, held, day)
        yield StateRow(pk, team_id, judged, reported_for == day, evening_for == day)


def today(actor: Actor) -> Board:
    """The board of the actor's enterprise, or for a leader of the own teams."""
    day = clock.today()
    enterprise = Enterprise.objects.get(pk=scope.enterprise_id(actor))
    rows = scope.people(actor).filter(expected_on(day))
    board = Board(day=day)
    teams: dict[UUID | None, TeamCounts] = {}
    for state in states(enterprise, rows, day):
        board.add(state.judged, reported=state.reported, evening=state.evening)
        team = teams.get(state.team_id)
        if team is None:
            team = teams[state.team_id] = TeamCounts(team_id=state.team_id)
        team.add(state.judged, reported=state.reported, evening=state.evening)
    named = {
        group.pk: group for group in Group.objects.filter(enterprise=enterprise).select_related("parent")
    }
    for team_id, team in teams.items():
        if team_id is not None:
            group = named[team_id]
            team.name, team.workshop = group.name, group.parent.name if group.parent else ""
    board.teams = sorted(teams.values(), key=lambda team: (team.team_id is None, team.workshop, team.name))
    return board


def missing(
    actor: Actor,
    team: UUID | None = None,
    *,
    after: tuple[str, str] | None = None,
    limit: int | None = None,
) -> list[MissingPerson]:
    """Who has not reported today, by team and job number, masked. One statement.

    `team` narrows to a team or a workshop; `limit` pages, `after` is the (team, job number) of the last one seen.
    """
    day = clock.today()
    scope.enterprise_id(actor)
    rows = scope.people(actor).filter(expected_on(day)).exclude(standing__reported_for=day)
    if team is not None:
        rows = rows.filter(scope.in_teams(frozenset({team})))
    rows = rows.annotate(team_key=Coalesce("team__name", Value("")), declared_on=F("standing__declared_on"))
    if after is not None:
        rows = rows.filter(Q(team_key__gt=after[0]) | Q(team_key=after[0], job_number__gt=after[1]))
    rows = rows.select_related("team__parent").order_by("team_key", "job_number", "pk")
    return [
        MissingPerson(
            person_id=row.pk,
            name=str(row.name),
            job_number=row.job_number,
            team_id=row.team_id,
            team=row.team_name,
            has_phone=row.has_phone,
            declared=row.declared_on is not None,
        )
        for row in (rows if limit is None else rows[:limit])
    ]
