"""Who stands guard where and when, what nobody covers, and whether there are more entrances than needed (G8)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncHour
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Account, Enterprise
from fugong.directory.queries import guards_of
from fugong.gates.models import Checkpoint, DutyTurn, GuardShift, OpeningHours, Passage, RollCall
from fugong.gates.opening import Hours, Span, open_between, within, without
from fugong.gates.queries import scope
from fugong.gates.queries.corrected import standing
from fugong.gates.queries.fever import holds_of
from fugong.gates.queries.headcount import inside
from fugong.gates.queries.passages import rfc3339
from fugong.rules import resolve_parameters
from fugong.rules.values import as_number
from fugong.screening.queries.inputs import pack_of

AHEAD = timedelta(days=7)
"""How far ahead a gap in the plan is looked for, and how far back one in what was."""

TURNS_SHOWN = 50
HAND_OVER = timedelta(minutes=30)
SHORTEST_GAP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which an entrance is open and nobody covers it."""

    checkpoint_id: UUID
    checkpoint: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class OnDuty:
    """An entrance and who stands there now; `guard_id` None: nobody has taken over. `planned` is who should."""

    checkpoint_id: UUID
    checkpoint: str
    guard_id: UUID | None
    since: datetime | None
    is_open: bool
    planned: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How many entrances there are and how many would do: by the pack's number, and by the busiest hour of a week."""

    entrances: int
    suggested: int
    needed: int
    busiest: int

    @property
    def is_many(self) -> bool:
        """Whether fewer are suggested."""
        return self.entrances > self.suggested or self.entrances > max(1, self.needed)


def opening_hours(checkpoint_ids: Iterable[UUID]) -> dict[UUID, list[Hours]]:
    """entrance → its weekly hours; none: round the clock."""
    found: dict[UUID, list[Hours]] = defaultdict(list)
    rows = OpeningHours.objects.filter(checkpoint_id__in=list(checkpoint_ids)).order_by("weekday", "opens")
    for checkpoint_id, weekday, opens, closes in rows.values_list(
        "checkpoint_id", "weekday", "opens", "closes"
    ):
        found[checkpoint_id].append(Hours(weekday, opens, closes))
    return found


def shifts(actor: Actor, start: datetime, end: datetime) -> list[GuardShift]:
    """The shifts of the actor's enterprise that touch a stretch of time, in order."""
    scope.check_can_see_devices(actor)
    return list(
        _shifts(scope.enterprise_id(actor), start, end)
        .select_related("checkpoint")
        .order_by("starts_at", "checkpoint__name", "id")
    )


def shift(actor: Actor, shift_id: UUID) -> GuardShift:
    """One of them; NotFound for any other."""
    scope.check_can_see_devices(actor)
    found = GuardShift.objects.filter(checkpoint__enterprise_id=scope.enterprise_id(actor), pk=shift_id)
    one = found.select_related("checkpoint").first()
    if one is None:
        raise NotFound("shift", _("没有这个班次。"))
    return one


def _shifts(enterprise_id: UUID, start: datetime, end: datetime) -> Any:
    return GuardShift.objects.filter(
        checkpoint__enterprise_id=enterprise_id, starts_at__lt=end, ends_at__gt=start
    )


def beside(shifts: Sequence[GuardShift]) -> dict[UUID, list[UUID]]:
    """shift → other guards planned at its entrance for the same time; as long as a hand-over takes is no overlap."""
    if not shifts:
        return {}
    near = GuardShift.objects.filter(
        checkpoint_id__in={one.checkpoint_id for one in shifts},
        starts_at__lt=max(one.ends_at for one in shifts),
        ends_at__gt=min(one.starts_at for one in shifts),
    )
    others = list(near.order_by("starts_at", "id"))
    found: dict[UUID, list[UUID]] = {}
    for one in shifts:
        with_it = [
            other.guard_id
            for other in others
            if other.checkpoint_id == one.checkpoint_id
            and other.guard_id != one.guard_id
            and min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at) > HAND_OVER
        ]
        if with_it:
            found[one.pk] = with_it
    return found


def turns(actor: Actor, *, limit: int = TURNS_SHOWN) -> list[DutyTurn]:
    """The latest hand-overs of the actor's enterprise, the newest first."""
    scope.check_can_see_devices(actor)
    rows = DutyTurn.objects.filter(enterprise_id=scope.enterprise_id(actor)).select_related("checkpoint")
    return list(rows.order_by("-taken_at", "-id")[:limit])


def roll_calls(actor: Actor, *, limit: int = 10) -> list[RollCall]:
    """The latest counts at an assembly point, the newest first."""
    scope.check_can_see_devices(actor)
    rows = RollCall.objects.filter(enterprise_id=scope.enterprise_id(actor)).select_related("checkpoint")
    return list(rows.order_by("-counted_at", "-id")[:limit])


def on_duty(actor: Actor) -> list[OnDuty]:
    """Every open entrance of the actor's enterprise, and who stands there."""
    scope.check_can_see_devices(actor)
    return _on_duty(scope.enterprise_id(actor))


def _on_duty(enterprise_id: UUID) -> list[OnDuty]:
    now = clock.now()
    places = _entrances(enterprise_id)
    hours = opening_hours(one.pk for one in places)
    standing = {
        one.checkpoint_id: one
        for one in DutyTurn.objects.filter(enterprise_id=enterprise_id, ended_at=None).order_by("taken_at")
    }
    planned: dict[UUID, list[UUID]] = defaultdict(list)
    for row in _shifts(enterprise_id, now, now + timedelta(seconds=1)):
        planned[row.checkpoint_id].append(row.guard_id)
    today = clock.day_of(now)
    found = []
    for one in places:
        turn = standing.get(one.pk)
        is_open = bool(open_between(hours[one.pk], now, now + timedelta(minutes=1), (today, today)))
        found.append(
            OnDuty(
                one.pk,
                one.name,
                turn.guard_id if turn else None,
                turn.taken_at if turn else None,
                is_open,
                tuple(planned[one.pk]),
            )
        )
    return found


def handed_over(enterprise_id: UUID, at: datetime | None = None) -> tuple[int, int]:
    """What a guard takes over, now or at a moment: open fever holds of a day, and people inside."""
    when = at or clock.now()
    holds = holds_of(enterprise_id).filter(happened_at__gt=when - timedelta(days=1), happened_at__lte=when)
    still = holds.filter(Q(settled_at=None, passed=False) | Q(settled_at__gt=when))
    return still.count(), inside(enterprise_id, at)


def coming_gaps(enterprise_id: UUID) -> list[Gap]:
    """Opening hours of the next seven days that no shift covers, in order."""
    now = clock.now()
    covered: dict[UUID, list[Span]] = defaultdict(list)
    for row in _shifts(enterprise_id, now, now + AHEAD):
        covered[row.checkpoint_id].append((row.starts_at, row.ends_at))
    return _gaps(enterprise_id, now, now + AHEAD, covered)


def past_gaps(enterprise: Enterprise, start: datetime, end: datetime) -> list[Gap]:
    """Opening hours between two past moments in which nobody had taken over. A turn counts for the pack's hours at most."""
    end = min(end, clock.now())
    longest = timedelta(hours=_parameter(enterprise, "longest_turn_hours"))
    covered: dict[UUID, list[Span]] = defaultdict(list)
    rows = DutyTurn.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=start),
        enterprise=enterprise,
        taken_at__lt=end,
        taken_at__gt=start - longest,
    )
    for row in rows:
        until = row.taken_at + longest
        covered[row.checkpoint_id].append((row.taken_at, min(row.ended_at or end, until)))
    return _gaps(enterprise.pk, start, end, covered)


def _gaps(enterprise_id: UUID, start: datetime, end: datetime, covered: dict[UUID, list[Span]]) -> list[Gap]:
    if start >= end:
        return []
    places = list(Checkpoint.objects.filter(enterprise_id=enterprise_id).order_by("name"))
    hours = opening_hours(one.pk for one in places)
    days = (clock.day_of(start), clock.day_of(end))
    found = []
    for one in places:
        stood = [(one.created_at, one.closed_at or end)]
        spans = within(stood, start, end)
        opened = open_between(hours[one.pk], start, end, days)
        spans = [span for alive in spans for span in within(opened, *alive)]
        left = without(spans, covered[one.pk])
        found += [Gap(one.pk, one.name, *span) for span in left if span[1] - span[0] >= SHORTEST_GAP]
    return sorted(found, key=lambda gap: (gap.start, gap.checkpoint))


def suggestion(actor: Actor) -> Suggestion:
    """Whether the enterprise has more entrances than it needs (企业要减少厂区进出通道, G8)."""
    scope.check_can_see_devices(actor)
    enterprise = Enterprise.objects.get(pk=scope.enterprise_id(actor))
    entrances = len(_entrances(enterprise.pk))
    busiest = _busiest_hour(enterprise.pk) if entrances > 1 else 0
    an_hour = _parameter(enterprise, "entrance_people_an_hour")
    needed = -(-busiest // an_hour) if busiest else entrances
    return Suggestion(entrances, _parameter(enterprise, "suggested_entrances"), needed, busiest)


def _busiest_hour(enterprise_id: UUID) -> int:
    """The most passages of one hour of the last seven days, 0 where nobody passed."""
    today = clock.day_start(clock.today())
    week = Passage.objects.filter(
        owner_id=enterprise_id, happened_at__gte=today - AHEAD, happened_at__lt=today
    )
    hours = (
        standing(week, enterprise_id)
        .annotate(hour=TruncHour("happened_at"))
        .order_by()
        .values_list("hour")
        .annotate(number=Count("id"))
    )
    return max((number for _hour, number in hours), default=0)


def _entrances(enterprise_id: UUID) -> Sequence[Checkpoint]:
    return list(Checkpoint.objects.filter(enterprise_id=enterprise_id, closed_at=None).order_by("name"))


def _parameter(enterprise: Enterprise, name: str) -> int:
    pack, own = pack_of(enterprise)
    return int(as_number(resolve_parameters(pack.vocabulary, own)[name]))


def gate_guards(enterprise_id: UUID) -> list[dict[str, Any]]:
    """Who may take over, as the guard's page takes them."""
    names = guards_of(enterprise_id)
    logins = dict(Account.objects.filter(pk__in=names).values_list("pk", "login"))
    alike = Counter(names.values())
    return [
        {"id": str(pk), "name": name if alike[name] == 1 else f"{name} {logins[pk]}"}
        for pk, name in names.items()
    ]


def gate_duty(enterprise_id: UUID) -> list[dict[str, Any]]:
    """Who is on duty at which entrance, and who should be."""
    names = guards_of(enterprise_id)
    return [
        {
            "checkpoint": str(one.checkpoint_id),
            "guard": str(one.guard_id) if one.guard_id else None,
            "name": names.get(one.guard_id, "") if one.guard_id else "",
            "since": rfc3339(one.since) if one.since else None,
            "planned": [str(pk) for pk in one.planned],
        }
        for one in _on_duty(enterprise_id)
    ]


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
