"""One person at a time: made, corrected, left, come back; found by exact value; opened with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from fugong.core import clock, providers
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.permissions import Actor
from fugong.directory import actions, choices, permissions, queries
from fugong.directory.models import Opening, Person
from tests.directory import builders as make
from tests.screening import builders as screening

pytestmark = pytest.mark.django_db


def correct(person: Person, **values: Any) -> Person:
    of = person.enterprise
    return actions.save_person(enterprise=of, by=make.officer(of), person=person, values=values)


@pytest.mark.article("G4")
def test_somebody_added_by_hand_gets_the_next_free_job_number():
    here = make.enterprise()
    make.worker(here, 1, job_number="00002")

    made = make.worker(here, 2)

    assert made.job_number == "00003"
    assert str(made.name) == "王*"
    assert len(make.audited(here, "directory.create_person")) == 2


@pytest.mark.article("G4")
def test_the_same_id_number_or_job_number_twice_is_refused_at_its_field():
    here = make.enterprise()
    make.worker(here, 1, job_number="A1")

    with pytest.raises(Conflict) as double:
        make.worker(here, 1)
    with pytest.raises(Conflict) as taken:
        make.worker(here, 2, job_number="A1")

    assert (double.value.field, taken.value.field) == ("id_number", "job_number")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"id_number": "410802198501010010"}, "id_number"),
        ({"id_number": "123"}, "id_number"),
        ({"phone": "12345"}, "phone"),
        ({"returned_on": date(2999, 1, 1)}, "returned_on"),
        ({"team": "another"}, "team"),
        ({"blood_group": "A"}, "blood_group"),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_its_field(values, field):
    person = make.worker(make.enterprise())
    if "team" in values:
        values = {"team": make.team(make.enterprise())}

    with pytest.raises(Invalid) as refused:
        correct(person, **values)

    assert refused.value.field == field


def test_a_correction_based_on_an_old_view_is_refused():
    person = make.worker(make.enterprise())
    seen_at = person.updated_at
    correct(person, job="电工")

    with pytest.raises(Conflict) as refused:
        actions.save_person(
            enterprise=person.enterprise,
            by=make.officer(person),
            person=person,
            values={"job": "钳工"},
            seen_at=seen_at,
        )

    assert refused.value.code == "changed"
    assert Person.objects.get().job == "电工"


@pytest.mark.article("G4")
def test_the_return_journey_is_kept_sealed_and_corrected():
    person = make.worker(
        make.enterprise(), left_city=True, destination="武汉市", travel="探亲", gatherings="婚宴"
    )

    correct(person, destination="郑州市", returned_on=clock.today())

    journey = Person.objects.get().journey
    assert (journey.destination.reveal(), journey.travel.reveal(), journey.returned_on) == (
        "郑州市",
        "探亲",
        clock.today(),
    )
    assert str(journey.destination) != "郑州市"


@pytest.mark.article("G4")
def test_the_same_certificate_again_replaces_its_dates():
    person = make.worker(make.enterprise())
    by, day = make.officer(person), clock.today()

    actions.add_certificate(person=person, by=by, number="JZ-1", issued_on=day, valid_until=day)
    actions.add_certificate(person=person, by=by, number="JZ-1", valid_until=day + timedelta(days=14))
    with pytest.raises(Invalid) as late:
        actions.add_certificate(person=person, by=by, number="JZ-2", issued_on=day + timedelta(days=1))
    with pytest.raises(Invalid) as order:
        actions.add_certificate(
            person=person, by=by, number="JZ-2", issued_on=day, valid_until=day - timedelta(days=1)
        )

    assert person.certificates.get().valid_until == day + timedelta(days=14)
    assert (late.value.field, order.value.field) == ("issued_on", "valid_until")


@pytest.mark.article("G15")
def test_somebody_in_isolation_is_not_marked_as_left_and_hears_the_articles_own_words():
    person = make.worker(make.enterprise())
    by = make.officer(person)
    screening.consented(person)
    screening.declared(person, contact="yes", last_contact_on=clock.today().isoformat())

    with pytest.raises(Conflict) as refused:
        actions.mark_left(person=person, by=by)

    person.refresh_from_db()
    assert person.status == choices.ACTIVE
    assert refused.value.article == "G15"
    for words in ("不得随意解除、终止劳动合同", "也不得退回劳务派遣用工"):
        assert words in refused.value.text
    assert not make.audited(person.enterprise, "directory.mark_left")


@pytest.mark.article("G15")
def test_every_room_above_may_bar_the_dismissal(monkeypatch):
    person = make.worker(make.enterprise())
    bar = Conflict("barred", "…", article="G15")
    monkeypatch.setitem(providers._providers, "dismissal_bar", {"a": lambda _: None, "b": lambda _: bar})

    with pytest.raises(Conflict) as refused:
        actions.mark_left(person=person, by=make.officer(person))

    assert refused.value is bar


def test_who_left_leaves_the_teams_and_comes_back_into_the_last():
    here = make.enterprise()
    person = make.worker(here, team=make.team(here))
    by, yesterday = make.officer(here), clock.today() - timedelta(days=1)

    with pytest.raises(Invalid):
        actions.mark_left(person=person, by=by, on=clock.today() + timedelta(days=1))
    actions.mark_left(person=person, by=by, on=yesterday)
    actions.mark_left(person=person, by=by)
    person.refresh_from_db()
    assert (person.status, person.left_on) == (choices.LEFT, yesterday)
    assert not person.memberships.filter(until=None).exists()

    actions.bring_back(person=person, by=by)
    person.refresh_from_db()
    assert (person.status, person.left_on) == (choices.ACTIVE, None)
    assert person.memberships.filter(until=None).get().group == person.team
    assert len(make.audited(here, "directory.mark_left")) == 1


@pytest.mark.parametrize(
    "text", ["王建国", "13800000001", "0001", "A17", make.id_of(1), make.id_of(1).lower(), " 王 建国 "]
)
def test_people_are_found_by_exact_name_id_phone_its_last_four_or_job_number(text):
    here = make.enterprise()
    wanted = make.worker(here, 1, job_number="A17")
    make.worker(here, 2, name="李卫国")

    assert list(queries.find_people(make.officer(here), text)) == [wanted]


def test_a_part_of_a_name_or_number_finds_nobody():
    here = make.enterprise()
    make.worker(here, 1)

    for text in ("王", "建国", "138000", make.id_of(1)[:10]):
        assert not queries.find_people(make.officer(here), text).exists()


def test_each_sees_whom_the_work_needs():
    here, there = make.enterprise(), make.enterprise()
    first, second = make.team(here), make.team(here, "二班")
    one, two = make.worker(here, 1, team=first), make.worker(here, 2, team=second)
    make.worker(there, 3)

    def seen(actor: Actor) -> set[Person]:
        found = set(queries.people(actor))
        assert found == {
            person for person in Person.objects.all() if permissions.can_see_person(actor, person)
        }
        return found

    assert seen(make.officer(here)) == seen(make.account("principal", here)) == {one, two}
    assert seen(make.account("team_leader", here, first)) == {one}
    assert seen(make.account("team_leader", here, first.parent)) == {one, two}
    assert seen(screening.worker(one)) == {one}
    assert seen(make.account("guard", here)) == set()


def test_an_administrator_sees_no_worker_at_all():
    person = make.worker(make.enterprise())
    administrator = make.account("administrator", None)

    assert not queries.people(administrator).exists()
    with pytest.raises(NotFound):
        queries.person(administrator, person.pk)
    with pytest.raises(NotAllowed):
        actions.open_values(person=person, by=administrator, reason="核对资料")


def test_teams_are_counted_with_those_who_are_there():
    here = make.enterprise()
    team = make.team(here)
    make.worker(here, 1, team=team)
    gone = make.worker(here, 2, team=team)
    actions.mark_left(person=gone, by=make.officer(here))

    (workshop,) = queries.team_tree(make.officer(here))

    assert (workshop.group.name, workshop.people) == ("机加工车间", 1)
    assert [(node.group, node.people) for node in workshop.teams] == [(team, 1)]


@pytest.mark.article("G8")
def test_opened_values_are_recorded_with_a_reason_the_worker_can_read_and_the_audit_knows_only_the_fields():
    here = make.enterprise()
    person = make.worker(here)

    values = actions.open_values(
        person=person, by=make.officer(here), reason="通知其就医", fields=("name", "phone")
    )

    assert values == {"name": "王建国", "phone": "13800000001"}
    (audited,) = make.audited(here, "directory.open_values")
    assert audited.details == {"fields": ["name", "phone"]}
    (line,) = queries.openings(person)
    assert (line.what, line.reason) == ("姓名、手机号", "通知其就医")


def test_values_are_not_opened_without_a_reason_nor_by_a_leader_nor_from_elsewhere():
    here = make.enterprise()
    team = make.team(here)
    person = make.worker(here, team=team)

    with pytest.raises(Invalid) as refused:
        actions.open_values(person=person, by=make.officer(here), reason="  ")
    with pytest.raises(NotAllowed):
        actions.open_values(person=person, by=make.account("team_leader", here, team), reason="核对资料")
    with pytest.raises(NotAllowed):
        actions.open_values(person=person, by=make.officer(make.enterprise()), reason="核对资料")

    assert refused.value.field == "reason"
    assert not Opening.objects.exists()


def test_a_rollback_takes_the_audit_row_along():
    person = make.worker(make.enterprise())

    with transaction.atomic():
        actions.mark_left(person=person, by=make.officer(person))
        transaction.set_rollback(True)

    person.refresh_from_db()
    assert person.status == choices.ACTIVE
    assert not make.audited(person.enterprise, "directory.mark_left")


@pytest.mark.django_db(transaction=True)
def test_two_people_added_at_once_get_two_job_numbers():
    here = make.enterprise()

    answers = make.at_once(*[lambda n=n: make.worker(here, n) for n in range(1, 5)])

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Person.objects.values("job_number").distinct().count() == 4
