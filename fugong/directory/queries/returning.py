"""Who comes back to work, in numbers by city, and who answers for which team: what a plan says of the staff (G1)."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from fugong.directory import choices
from fugong.directory.models import Account, Appointment, Enterprise, Group, Person, ReturnJourney
from fugong.directory.places import Place, city_in


@dataclass(frozen=True)
class Returning:
    """The roster in numbers. `away` counts by city those who left it; `at_home` did not, of `unknown` nobody has said."""

    people: int
    at_home: int
    away: tuple[tuple[Place, int], ...]
    elsewhere: int
    unknown: int


def returning(enterprise_id: UUID) -> Returning:
    """The people on the roster now, by where they come back from. Their own words stay sealed: only counts leave here.

    `elsewhere`: away, at a place that names no city we know.
    """
    people = Person.objects.filter(enterprise_id=enterprise_id, status=choices.ACTIVE).count()
    journeys = ReturnJourney.objects.filter(
        person__enterprise_id=enterprise_id, person__status=choices.ACTIVE
    ).values_list("left_city", "destination")
    away: Counter[Place] = Counter()
    places: dict[str, Place | None] = {}
    at_home = elsewhere = 0
    for left_city, destination in journeys:
        if left_city is False:
            at_home += 1
        elif left_city or destination:
            words = destination.reveal()  # type: ignore[attr-defined]
            place = places[words] if words in places else places.setdefault(words, city_in(words))
            if place is None:
                elsewhere += 1
            else:
                away[place] += 1
    unknown = people - at_home - elsewhere - away.total()
    return Returning(people, at_home, tuple(away.most_common()), elsewhere, unknown)


@dataclass(frozen=True)
class TeamPost:
    """A team, or a workshop without teams, and the accounts that lead it: its own leaders, else the workshop's."""

    workshop: str
    team: str
    leaders: tuple[Account, ...]


def team_posts(enterprise_id: UUID) -> list[TeamPost]:
    """Every team of the roster in the order of its list."""
    groups = list(
        Group.objects.filter(enterprise_id=enterprise_id)
        .select_related("parent")
        .order_by("parent__name", "name")
    )
    leaders: dict[UUID, list[Account]] = {}
    for one in Appointment.objects.filter(
        enterprise_id=enterprise_id, role=choices.TEAM_LEADER, account__is_active=True, group__isnull=False
    ).select_related("account"):
        leaders.setdefault(one.group_id, []).append(one.account)  # type: ignore[arg-type]
    parents = {group.parent_id for group in groups}
    return [
        TeamPost(
            workshop=group.parent.name if group.parent else "",
            team=group.name,
            leaders=tuple(leaders.get(group.pk) or leaders.get(group.parent_id or group.pk) or ()),
        )
        for group in groups
        if group.pk not in parents
    ]


def appointed(enterprise: Enterprise, role: str) -> list[Account]:
    """Who holds a role for the whole enterprise now."""
    return list(
        Account.objects.filter(
            appointments__enterprise=enterprise, appointments__role=role, is_active=True
        ).order_by("created_at")
    )
