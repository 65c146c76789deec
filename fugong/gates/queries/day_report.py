"""The report of a day at the gates, computed from what was recorded; its figures name nobody (G8)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory.choices import team_name
from fugong.directory.models import Enterprise, Person
from fugong.gates import choices, visiting, yard
from fugong.gates.models import (
    DutyTurn,
    GateDayReport,
    GateEntry,
    GoodsLot,
    Passage,
    PassageCorrection,
    VehicleStay,
    Visit,
)
from fugong.gates.queries import scope
from fugong.gates.queries.corrected import standing
from fugong.gates.queries.duty import past_gaps
from fugong.gates.queries.fever import PASSED, holds_of
from fugong.gates.queries.passages import rfc3339
from fugong.gates.queries.record import NOTED_KIND, notes_of
from fugong.gates.queries.riders import Who, people_of

OPEN = "open"
VEHICLE, GOODS = "vehicle", "goods"
"""What was written wrong of them, beside the kinds of `choices.CORRECTIONS`."""


@dataclass(frozen=True, slots=True)
class DayReport:
    """A day's report: signed off with frozen figures, or as it stands now (`signed` None)."""

    day: date
    figures: dict[str, Any]
    signed: GateDayReport | None


def day_report(actor: Actor, day: date) -> DayReport:
    """The report of a day of the actor's enterprise; NotFound for a day still to come."""
    scope.check_can_see_passages(actor)
    if day > clock.today():
        raise NotFound("day", _("这一天还没有到。"))
    enterprise = Enterprise.objects.get(pk=scope.enterprise_id(actor))
    signed = GateDayReport.objects.filter(enterprise=enterprise, day=day).first()
    return DayReport(day, signed.figures if signed else figures(enterprise, day), signed)


def signed_days(actor: Actor, *, limit: int = 31) -> list[date]:
    """The days signed off, the latest first."""
    scope.check_can_see_passages(actor)
    rows = GateDayReport.objects.filter(enterprise_id=scope.enterprise_id(actor)).order_by("-day")
    return list(rows.values_list("day", flat=True)[:limit])


def figures(enterprise: Enterprise, day: date) -> dict[str, Any]:
    """The figures of a day, as plain JSON. Corrections are followed; the counted passages are those that stand."""
    start, end = clock.day_start(day), clock.day_end(day)
    mine = Passage.objects.filter(owner_id=enterprise.pk, happened_at__gte=start, happened_at__lt=end)
    rows = list(
        standing(mine, enterprise.pk).values_list(
            "id",
            "happened_at",
            "direction",
            "verdict",
            "server_verdict",
            "reason",
            "person_id",
            "visit_id",
            "marks",
        )
    )
    hours = [{"hour": hour, "in": 0, "out": 0, "stopped": 0} for hour in range(24)]
    refused: Counter[str] = Counter()
    overrides, re_entries = [], set()
    came: set[UUID] = set()
    visitors: set[UUID] = set()
    for identity, at, direction, verdict, said, reason, person_id, visit_id, marks in rows:
        hour = hours[int((at - start) // timedelta(hours=1))]
        if verdict != choices.ALLOW:
            hour["stopped"] += 1
            refused[reason] += 1
            continue
        hour[direction] += 1
        if direction == choices.IN:
            if person_id:
                came.add(person_id)
            if visit_id:
                visitors.add(visit_id)
            if said != choices.ALLOW:
                overrides.append((identity, at, reason))
        if choices.RE_ENTRY in marks:
            re_entries.add(person_id or visit_id)
    nameless = 0
    for person_id, visit_id in _drove_in(enterprise.pk, start, end):
        if person_id:
            came.add(person_id)
        elif visit_id:
            visitors.add(visit_id)
        else:
            nameless += 1
    notes = notes_of(enterprise.pk, [identity for identity, _at, _reason in overrides])
    return {
        "hours": hours,
        "in": sum(one["in"] for one in hours),
        "out": sum(one["out"] for one in hours),
        "stopped": sum(one["stopped"] for one in hours),
        "people_in": len(came),
        "visitors_in": len(visitors) + nameless,
        "teams": _teams(enterprise.pk, came, rows),
        "refused": [[reason, number] for reason, number in refused.most_common()],
        "fevers": _fevers(enterprise.pk, start, end),
        "overrides": [
            {
                "passage": str(identity),
                "at": rfc3339(at),
                "reason": reason,
                "why": notes[identity].why if identity in notes else "",
                "decided_by": notes[identity].decided_by if identity in notes else "",
            }
            for identity, at, reason in sorted(overrides, key=lambda one: one[1])
        ],
        "re_entries": len(re_entries),
        "corrections": _corrections(enterprise.pk, start, end),
        "entries": _entries(enterprise.pk, start, end) | {"vehicle.no_visit": nameless},
        "gaps": [
            {"checkpoint": gap.checkpoint, "start": rfc3339(gap.start), "end": rfc3339(gap.end)}
            for gap in past_gaps(enterprise, start, end)
        ],
    }


def _drove_in(enterprise_id: UUID, start: datetime, end: datetime) -> list[Who]:
    """Who came in with a vehicle, one after another; a mere name is `NOBODY`."""
    stays = VehicleStay.objects.filter(
        enterprise_id=enterprise_id, voided_at=None, came_at__gte=start, came_at__lt=end
    )
    return [one.who for stay in stays for one in people_of(stay)]


def _teams(enterprise_id: UUID, came: set[UUID], rows: list[Any]) -> list[dict[str, Any]]:
    """People who came in, ways in and ways out of each team, the largest first. A team is the one somebody is in now."""
    people = Person.objects.filter(enterprise_id=enterprise_id)
    of = {
        pk: team_name(team, workshop)
        for pk, team, workshop in people.values_list("pk", "team__name", "team__parent__name")
    }
    found: dict[str, dict[str, Any]] = defaultdict(lambda: {"people": 0, "in": 0, "out": 0})
    for person_id in came:
        found[of.get(person_id, "")]["people"] += 1
    for row in rows:
        if row[3] == choices.ALLOW and row[6]:
            found[of.get(row[6], "")][row[2]] += 1
    teams = [{"team": team, **numbers} for team, numbers in found.items()]
    return sorted(teams, key=lambda one: (-one["people"], one["team"]))


def _fevers(enterprise_id: UUID, start: datetime, end: datetime) -> list[list[Any]]:
    """How the fevers of the day ended, `open` for those that did not yet."""
    rows = holds_of(enterprise_id).filter(happened_at__gte=start, happened_at__lt=end)
    ended = Counter(
        outcome or (PASSED if passed else OPEN)
        for outcome, passed in rows.values_list("outcome", "passed")  # type: ignore[misc]
    )
    return [[outcome, number] for outcome, number in ended.most_common()]


def _corrections(enterprise_id: UUID, start: datetime, end: datetime) -> list[list[Any]]:
    """What was corrected on this day, by kind: of passages, of vehicles, of goods."""
    rows = PassageCorrection.objects.filter(
        owner_id=enterprise_id, recorded_at__gte=start, recorded_at__lt=end
    )
    kinds = Counter(rows.values_list("kind", flat=True))
    voided = {"enterprise_id": enterprise_id, "voided_at__gte": start, "voided_at__lt": end}
    kinds[VEHICLE] = VehicleStay.objects.filter(**voided).count()
    kinds[GOODS] = GoodsLot.objects.filter(**voided).count()
    return [[kind, number] for kind, number in kinds.most_common() if number]


def _entries(enterprise_id: UUID, start: datetime, end: datetime) -> dict[str, int]:
    """How often each kind of thing happened, whoever told it, a device or somebody at the desk; what was voided counts no
    more. `noted`: entries of devices that could not be applied any more."""

    def at(moment: str) -> Q:
        return Q(**{f"{moment}__gte": start, f"{moment}__lt": end})

    stays = VehicleStay.objects.filter(enterprise_id=enterprise_id, voided_at=None)
    left = stays.filter(at("left_at")).values_list("marks", flat=True)
    lots = GoodsLot.objects.filter(enterprise_id=enterprise_id, voided_at=None)
    visits = Visit.objects.filter(enterprise_id=enterprise_id, way=visiting.BY_GUARD)
    noted = GateEntry.objects.filter(
        at("happened_at"),
        owner_id=enterprise_id,
        recorded_at__gte=start - choices.CLOCKS_AGREE,
        outcome=choices.NOTED,
    )
    return {
        "vehicle.in": stays.filter(at("came_at")).count(),
        "vehicle.out": sum(yard.NO_WAY_OUT not in marks for marks in left),
        "vehicle.disinfected": stays.filter(at("disinfected_at")).count(),
        "goods.in": lots.filter(at("arrived_at")).count(),
        "goods.disinfected": lots.filter(at("disinfected_at")).count(),
        "goods.released": lots.filter(at("released_at")).count(),
        "visit.register": visits.filter(at("expected_from")).count(),
        "duty.taken_over": DutyTurn.objects.filter(at("taken_at"), enterprise_id=enterprise_id).count(),
        "noted": noted.exclude(kind=NOTED_KIND).count(),
    }
