"""The demonstration: who is invented, the accounts of every role, what a later start adds, a city of enterprises."""

from pathlib import Path

import pytest

from fugong.core.identifiers import check_uscc
from fugong.directory import choices, queries
from fugong.doors.cli.demo import history, invented, stage
from fugong.screening import queries as screening


@pytest.mark.parametrize("size", ["small", "city"])
def test_a_size_has_as_many_enterprises_and_workers_as_it_says(size: str) -> None:
    count, people = stage.SIZES[size]
    made = stage.invented_enterprises(size)

    assert len(made) == count
    assert sum(one.headcount for one in made) == people
    assert min(one.headcount for one in made) >= 20
    assert len({one.name for one in made}) == len({one.uscc for one in made}) == count
    for one in made:
        check_uscc(one.uscc)
    assert {one.size for one in made} == set(choices.SIZES)
    assert {one.cluster for one in made} == {"", *(name for _region, name in invented.CLUSTERS)}
    assert all(one.is_back for one in made[: invented.FEW])


def test_invented_offices_say_that_they_are_invented() -> None:
    made = invented.authorities()

    assert all(one.name.startswith("演示") for one in made)
    assert len({one.contact_phone for one in made}) == len(made)
    for kind in ("bureau", "health"):
        assert {one.region for one in made if one.kind == kind} == {code for code, _name in invented.UNITS}


@pytest.mark.django_db
def test_every_role_of_the_accounts_file_can_do_its_work(tmp_path: Path) -> None:
    first = invented.enterprises(2, 140)[0]
    cast = stage.set_scene(first, "http://127.0.0.1:8000", tmp_path)
    accounts = cast.document["accounts"]

    assert set(accounts) == {"worker", *stage.LOGINS, *stage.OFFICERS} - {"city_officer"}
    assert set(cast.accounts) == {*stage.LOGINS, *stage.OFFICERS}
    actors = {key: queries.actor_of_token(secret["token"]) for key, secret in cast.accounts.items()}
    covering = {key for key, actor in actors.items() if actor and queries.covers(actor, cast.enterprise)}
    assert covering == {"bureau_officer", "health_officer", "city_officer"}
    assert actors["other_county_officer"].roles == {"bureau_officer"}  # type: ignore[union-attr]
    assert {row.kind for row in queries.contacts(cast.enterprise)} == {"bureau", "health"}
    assert (cast.enterprise.industry, queries.enterprise_by_uscc(first.uscc).size) == ("C3451", "medium")  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_later_start_keeps_what_is_there_and_adds_what_is_missing(tmp_path: Path) -> None:
    first = invented.enterprises(2, 140)[0]
    stage.ensure_enterprise(first)  # as a demonstration from before there were authorities left it
    before = stage.set_scene(first, "http://127.0.0.1:8000", tmp_path)
    stage.write_private(stage.note_file(tmp_path), {**before.document, "accounts": before.accounts})

    after = stage.set_scene(first, "http://127.0.0.1:8000", tmp_path)
    stage.ensure_coverage()
    stage.ensure_coverage()

    assert after.accounts == before.accounts
    assert after.document["device_token"] == before.document["device_token"]
    assert queries.authorities().count() == len(invented.authorities())
    assert queries.covering([before.enterprise.pk])


@pytest.mark.django_db
def test_an_enterprise_that_is_not_back_has_declarations_and_nobody_at_its_gate() -> None:
    base = invented.enterprises(2, 140)[1]
    waiting = invented.InventedEnterprise(**{**base.__dict__, "is_back": False})

    history.fill_one(waiting, 1, stage.ensure_authorities())
    history.fill_one(waiting, 1, stage.ensure_authorities())

    enterprise = queries.enterprise_by_uscc(waiting.uscc)
    assert enterprise is not None
    assert len(screening.declared_people(enterprise.pk)) == waiting.headcount
    assert {row["reported_for"] for row in screening.gate_people(enterprise.pk)} == {
        stage.day_back(history.DECLARED_BEFORE).isoformat()
    }
