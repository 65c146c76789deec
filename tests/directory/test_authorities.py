"""Authorities: who supervises which enterprises, who of them answers for which, what enterprises may know of them."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.permissions import ANONYMOUS, SYSTEM
from fugong.directory import actions, permissions, queries
from fugong.directory.models import Appointment, Authority, Coverage, Enterprise, Region
from tests import builders as everybody
from tests.directory import builders as make

pytestmark = pytest.mark.django_db

COUNTY, OTHER, CITY = "410802", "410821", "410800"


def enterprise_in(code: str, **changes: Any) -> Enterprise:
    made = make.enterprise()
    made.region, _ = Region.objects.get_or_create(code=code, defaults={"name": code})
    for name, value in changes.items():
        setattr(made, name, value)
    made.save()
    return made


def test_a_county_supervises_its_own_the_city_every_unit_a_cluster_those_that_sit_in_it() -> None:
    cluster = everybody.authority("cluster", COUNTY)
    here = enterprise_in(COUNTY)
    inside = enterprise_in(COUNTY, cluster=cluster)
    zone = enterprise_in("410871")
    there = enterprise_in(OTHER)
    far = enterprise_in("410105")
    everything = {here, inside, zone, there, far}
    expected = {
        "county": (everybody.officer(everybody.authority("bureau", COUNTY)), {here, inside}),
        "health": (everybody.officer(everybody.authority("health", COUNTY)), {here, inside}),
        "cluster": (everybody.officer(cluster), {inside}),
        "city": (everybody.officer(everybody.authority("headquarters", CITY)), {here, inside, zone, there}),
    }

    for who, (member, theirs) in expected.items():
        assert set(queries.in_jurisdiction(member.actor)) == theirs, who
        assert {one for one in everything if queries.covers(member.actor, one)} == theirs, who
        assert set(queries.enterprises(member.actor)) == theirs, who
    assert set(queries.in_jurisdiction(SYSTEM)) == everything


def test_nobody_else_supervises_anything() -> None:
    house = everybody.house()
    others = [house.members[role].actor for role in ("administrator", "principal", "guard")]

    for actor in (*others, ANONYMOUS):
        assert not queries.in_jurisdiction(actor).exists()
        assert not queries.covers(actor, house.enterprise)


def test_an_enterprise_of_another_county_is_not_found() -> None:
    house = everybody.house()

    assert queries.enterprise_in_jurisdiction(house.bureau_officer.actor, house.enterprise.uscc)
    with pytest.raises(NotFound):
        queries.enterprise_in_jurisdiction(house.other_county_officer.actor, house.enterprise.uscc)


def test_the_actor_knows_its_authority_and_the_units_it_supervises() -> None:
    house = everybody.house()
    city = everybody.officer(everybody.authority("headquarters", CITY)).actor

    actor = house.bureau_officer.actor
    assert (actor.authority_id, actor.authority_kind) == (house.bureau.pk, "bureau")
    assert actor.region_codes == {COUNTY}
    assert actor.enterprise_id is None
    assert {CITY, COUNTY, OTHER, "410871"} <= city.region_codes
    assert len(city.region_codes) == 12
    assert queries.authority_of(actor) == house.bureau
    assert queries.officers(actor) == {house.bureau_officer.account.pk: "李*"}
    assert queries.account_names(actor) == queries.officers(actor)
    assert queries.account_labels([actor.id, None])[house.bureau_officer.account.pk] == (
        f"{house.bureau.name} 李*"
    )
    assert queries.account_labels([house.principal.actor.id])[house.principal.account.pk] == "李*"


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("bureau_officer", "health"),
        ("health_officer", "bureau"),
        ("health_officer", "cluster"),
        ("principal", "bureau"),
        ("bureau_officer", None),
    ],
)
def test_a_role_is_held_where_it_belongs(role: str, where: str | None) -> None:
    at = everybody.authority(where) if where else None

    with pytest.raises(Invalid):
        actions.create_account(
            by=SYSTEM, login="liu", name="刘", password=everybody.PASSWORD, role=role, authority=at
        )


def test_an_account_belongs_to_one_enterprise_or_one_authority() -> None:
    house = everybody.house()
    elsewhere = everybody.authority("bureau", OTHER)

    for account, place in (
        (house.bureau_officer.account, {"role": "bureau_officer", "authority": elsewhere}),
        (house.bureau_officer.account, {"role": "principal", "enterprise": house.enterprise}),
        (house.bureau_officer.account, {"role": "administrator"}),
        (house.principal.account, {"role": "bureau_officer", "authority": house.bureau}),
        (house.administrator.account, {"role": "bureau_officer", "authority": house.bureau}),
    ):
        with pytest.raises(Conflict):
            actions.appoint(account=account, by=house.administrator.actor, **place)

    again = actions.appoint(
        account=house.bureau_officer.account, by=SYSTEM, role="bureau_officer", authority=house.bureau
    )
    assert again == house.bureau_officer.account.appointments.get()


def test_the_database_itself_refuses_both_sides_and_the_same_office_twice() -> None:
    house = everybody.house()
    account = house.bureau_officer.account
    for place in (
        {"enterprise": house.enterprise, "authority": house.bureau},
        {"authority": house.bureau},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.create(account=account, role="bureau_officer", **place)


def test_only_the_administrator_appoints_officers() -> None:
    house = everybody.house()
    values = {"login": "liu", "name": "刘", "password": everybody.PASSWORD, "role": "bureau_officer"}

    for who in ("principal", "epidemic_officer", "bureau_officer", "health_officer"):
        with pytest.raises(NotAllowed):
            actions.create_account(by=house.members[who].actor, authority=house.bureau, **values)
    actions.create_account(by=house.administrator.actor, authority=house.bureau, **values)


def test_an_authority_is_set_up_and_what_is_wrong_is_named() -> None:
    good = {"kind": "bureau", "name": "解放区工信局", "region_code": COUNTY, "contact_phone": "0391-2910000"}
    made = actions.create_authority(by=SYSTEM, **good)
    assert (made.region_id, made.published) == (COUNTY, False)
    assert make.audited(made, "directory.create_authority")  # type: ignore[arg-type]

    for field, value in (
        ("kind", "police"),
        ("region_code", "999999"),
        ("name", " "),
        ("contact_phone", "call us"),
        ("duty_hours", "x" * 61),
    ):
        with pytest.raises(Invalid) as refused:
            actions.create_authority(by=SYSTEM, **{**good, "name": "另一个", field: value})
        assert refused.value.field == field
    with pytest.raises(Conflict):
        actions.create_authority(by=SYSTEM, **good)
    with pytest.raises(Invalid, match="电话"):
        actions.create_authority(by=SYSTEM, **{**good, "name": "无", "contact_phone": "", "published": True})
    with pytest.raises(NotAllowed):
        actions.create_authority(by=everybody.officer(made).actor, **{**good, "name": "另一个"})


@pytest.mark.article("G2")
def test_an_office_keeps_its_own_published_phone_and_nobody_elses() -> None:
    house = everybody.house()
    actor = house.bureau_officer.actor

    changed = actions.change_authority(authority=house.bureau, by=actor, contact_phone="0391-2910001")
    assert changed.contact_phone == "0391-2910001"
    with pytest.raises(NotAllowed):
        actions.change_authority(authority=house.bureau, by=actor, name="别的名字")
    with pytest.raises(NotAllowed):
        actions.change_authority(authority=house.health, by=actor, contact_phone="0391-2910002")
    with pytest.raises(NotAllowed):
        actions.change_authority(authority=house.bureau, by=house.principal.actor, contact_phone="1234567")
    assert permissions.can_change_authority(house.administrator.actor, house.health)


@pytest.mark.article("G2")
def test_an_enterprise_sees_the_published_offices_of_its_county_and_its_own_cluster() -> None:
    house = everybody.house()
    Authority.objects.filter(pk=house.health.pk).update(published=False)
    own, other = everybody.authority("cluster"), everybody.authority("cluster")

    assert list(queries.contacts(house.enterprise)) == [house.bureau]
    house.enterprise.cluster = own
    house.enterprise.save()
    assert list(queries.contacts(house.enterprise)) == [house.bureau, own]
    assert list(queries.authorities_of(house.principal.actor)) == [house.bureau, own]
    with pytest.raises(NotFound):
        queries.authority(house.principal.actor, other.pk)


def test_the_bureau_that_supervises_an_enterprise_classes_it() -> None:
    house = everybody.house()
    cluster = everybody.authority("cluster")
    actor = house.bureau_officer.actor

    row = actions.classify_enterprise(
        enterprise=house.enterprise, by=actor, size="small", is_key=True, industry="C3451", cluster=cluster
    )
    assert (row.size, row.is_key, row.industry, row.cluster) == ("small", True, "C3451", cluster)
    row = actions.classify_enterprise(enterprise=row, by=actor, cluster=None)
    assert (row.size, row.cluster) == ("small", None)

    for field, value in (
        ("size", "huge"),
        ("industry", "轴承"),
        ("cluster", house.bureau),
        ("cluster", everybody.authority("cluster", OTHER)),
        ("uscc", "x"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.classify_enterprise(enterprise=row, by=actor, **{field: value})
        assert refused.value.field == field
    for other in (
        house.other_county_officer.actor,
        house.health_officer.actor,
        house.principal.actor,
        everybody.officer(cluster).actor,
    ):
        with pytest.raises(NotAllowed):
            actions.classify_enterprise(enterprise=row, by=other, size="large")


@pytest.mark.article("G2")
def test_a_task_force_answers_for_enterprises_and_the_gaps_are_seen() -> None:
    house = everybody.house()
    second = enterprise_in(COUNTY)
    bureau, account = house.bureau_officer, house.bureau_officer.account

    assert actions.cover(enterprises=[house.enterprise], account=account, by=bureau.actor) == 1
    assert actions.cover(enterprises=[house.enterprise], account=account, by=bureau.actor) == 0

    seen = queries.coverage(bureau.actor)
    assert (seen.enterprises, seen.covered, list(seen.gaps)) == (2, 1, [second])
    assert [(one.name, one.enterprises) for one in seen.officers] == [("李*", 1)]
    assert list(queries.covered_by(bureau.actor)) == [house.enterprise]
    assert queries.covering([house.enterprise.pk, second.pk]) == {house.enterprise.pk: [account.pk]}

    assert actions.uncover(enterprises=[house.enterprise], account=account, by=bureau.actor) == 1
    assert queries.coverage(bureau.actor).covered == 0


def test_who_cannot_take_an_enterprise_on() -> None:
    house = everybody.house()
    account = house.bureau_officer.account

    with pytest.raises(NotAllowed):
        actions.cover(enterprises=[enterprise_in(OTHER)], account=account, by=house.bureau_officer.actor)
    with pytest.raises(NotAllowed):
        actions.cover(enterprises=[house.enterprise], account=account, by=house.other_county_officer.actor)
    with pytest.raises(NotAllowed):
        actions.cover(enterprises=[house.enterprise], account=account, by=house.principal.actor)
    with pytest.raises(Invalid):
        actions.cover(
            enterprises=[house.enterprise], account=house.principal.account, by=house.administrator.actor
        )


def test_who_leaves_an_authority_answers_for_nothing() -> None:
    house = everybody.house()
    account = house.bureau_officer.account
    actions.cover(enterprises=[house.enterprise], account=account, by=SYSTEM)

    actions.switch_off(account=account, by=SYSTEM)
    assert queries.coverage(everybody.officer(house.bureau).actor).covered == 0
    actions.switch_on(account=account, by=SYSTEM)
    assert queries.coverage(house.bureau_officer.actor).covered == 1
    actions.dismiss(appointment=account.appointments.get(), by=SYSTEM)
    assert not Coverage.objects.exists()
