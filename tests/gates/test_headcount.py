"""Who is inside, by teams that are told apart by their workshop."""

from datetime import timedelta

import pytest

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.directory.models import Enterprise, Group
from fugong.gates import actions, queries
from fugong.gates.queries.headcount import head_count, lines_inside
from fugong.screening.queries import gate_people
from tests.gates import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Enterprise:
    return builders.enterprise()


def team(of: Enterprise, workshop: str, name: str = "甲班") -> Group:
    top = Group.objects.create(enterprise=of, kind="workshop", name=workshop)
    return Group.objects.create(enterprise=of, kind="team", name=name, parent=top)


def test_two_teams_of_one_name_are_told_apart_by_their_workshop(house: Enterprise) -> None:
    device, _token = builders.device(house)
    casting, milling = team(house, "铸造车间"), team(house, "机加工车间")
    people = [builders.worker(house, team=one) for one in (casting, casting, milling)]
    now = clock.now()
    actions.record_passages(
        device=device,
        items=[
            {
                "id": str(new_id()),
                "code": f"FGB:{one.reference}",
                "temperature": 36.4,
                "direction": "in",
                "at": now.isoformat(),
                "verdict": "allow",
            }
            for one in people
        ],
        device_time=now,
        received_at=now,
    )

    counted = head_count(lines_inside(house.pk))
    told = {one["ref"]: (one["team"], one["team_id"]) for one in queries.bundle(device)["people"]}

    assert counted.by_team == (("铸造车间·甲班", 2), ("机加工车间·甲班", 1))
    assert told[people[0].reference] == ("铸造车间·甲班", str(casting.pk))
    assert told[people[2].reference] == ("机加工车间·甲班", str(milling.pk))


def test_a_workshop_of_another_name_reaches_the_gate_with_the_next_delta(house: Enterprise) -> None:
    casting = team(house, "铸造车间")
    person = builders.worker(house, team=casting)
    later = clock.now() + timedelta(minutes=5)
    assert gate_people(house.pk, later) == []

    Group.objects.filter(pk=casting.parent_id).update(name="铸造一车间", updated_at=later)

    assert [(one["ref"], one["team"]) for one in gate_people(house.pk, later)] == [
        (person.reference, "铸造一车间·甲班")
    ]
