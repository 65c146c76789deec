"""A roster comes in (G4): found again by ID number, never doubled, whatever happens at the same time."""

import hashlib
from datetime import date

import pytest
from django.db import connection, transaction

from fugong.core import audit, events, sealing
from fugong.core.errors import NotAllowed, NotFound
from fugong.directory import actions, choices
from fugong.directory.actions import rosters
from fugong.directory.events import PeopleChanged
from fugong.directory.models import Certificate, Group, Membership, Person, ReturnJourney
from tests.directory import builders as make

pytestmark = [pytest.mark.django_db, pytest.mark.article("G4")]


def test_a_sheet_makes_people_workshops_teams_memberships_returns_and_certificates():
    here = make.enterprise()
    given = make.row(
        1,
        job="钳工",
        job_number="A7",
        left_city=True,
        destination="郑州市",
        return_date=date(2020, 2, 3),
        transport="高铁",
        certificate="JZ-0001",
    )

    counts = make.take(here, [given])

    person = Person.objects.get(enterprise=here)
    assert (counts.created, counts.updated, counts.unchanged, counts.refused) == (1, 0, 0, [])
    assert (person.name.reveal(), person.id_number.reveal(), person.job_number) == (
        "王建国",
        make.id_of(1),
        "A7",
    )
    assert (person.team.name, person.team.parent.name) == ("甲班", "一车间")
    assert (person.team.kind, person.team.parent.kind) == (choices.TEAM, choices.WORKSHOP)
    assert Membership.objects.get(person=person, until=None).group == person.team
    assert (person.journey.returned_on, person.journey.destination.reveal()) == (date(2020, 2, 3), "郑州市")
    assert person.certificates.get().number.reveal() == "JZ-0001"


def test_the_same_sheet_again_changes_nothing():
    here = make.enterprise()
    given = make.rows(250, certificate="JZ-0001", return_date=date(2020, 2, 3), left_city=True)
    make.take(here, given)
    before = list(Person.objects.order_by("pk").values_list("pk", "updated_at"))

    counts = make.take(here, given)

    assert (counts.created, counts.updated, counts.unchanged) == (0, 0, 250)
    assert list(Person.objects.order_by("pk").values_list("pk", "updated_at")) == before
    assert Certificate.objects.count() == Membership.objects.count() == ReturnJourney.objects.count() == 250


@pytest.mark.parametrize(
    "change",
    [
        {"name": "王建军"},
        {"phone": "13900000001"},
        {"address": "解放区和平街1号"},
        {"job": "电工"},
        {"job_number": "B9"},
        {"team": "乙班"},
        {"workshop": "二车间"},
        {"left_city": True},
        {"destination": "武汉市"},
        {"return_date": date(2020, 2, 3)},
        {"planned_return": date(2020, 2, 3)},
        {"transport": "自驾"},
        {"health": "良好"},
        {"certificate": "JZ-2"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_changed_cell_updates_its_person_and_only_that_one(change):
    here = make.enterprise()
    make.take(here, make.rows(3))

    counts = make.take(here, [make.row(1), make.row(2, **change), make.row(3)])
    again = make.take(here, [make.row(1), make.row(2, **change), make.row(3)])

    assert (counts.created, counts.updated, counts.unchanged) == (0, 1, 2)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


def test_what_a_sheet_leaves_blank_stays_as_it_was():
    here = make.enterprise()
    make.take(here, [make.row(1, job="钳工", address="解放区", destination="郑州市", certificate="JZ-1")])

    counts = make.take(here, [make.row(1)])

    person = Person.objects.get()
    assert counts.unchanged == 1
    assert (person.job, person.address.reveal(), person.journey.destination.reveal()) == (
        "钳工",
        "解放区",
        "郑州市",
    )


def test_another_team_ends_the_old_membership_and_begins_a_new_one():
    here = make.enterprise()
    make.take(here, [make.row(1)])

    make.take(here, [make.row(1, team="乙班")])

    ended, open_ = Membership.objects.order_by("created_at")
    assert (ended.group.name, ended.until is None) == ("甲班", False)
    assert (open_.group.name, open_.until) == ("乙班", None)


def test_somebody_who_had_left_and_stands_in_a_sheet_again_is_active():
    here = make.enterprise()
    make.take(here, [make.row(1)])
    person = Person.objects.get()
    actions.mark_left(person=person, by=make.officer(here))

    counts = make.take(here, [make.row(1)])

    person.refresh_from_db()
    assert (counts.updated, person.status, person.left_on) == (1, choices.ACTIVE, None)
    assert person.memberships.filter(until=None).count() == 1


def test_job_numbers_are_made_where_absent_and_never_one_that_a_later_row_names():
    here = make.enterprise()
    given = [make.row(n) for n in range(1, rosters.BATCH + 1)]
    given += [make.row(900, job_number="00002"), make.row(901, job_number="00003")]

    counts = make.take(here, given)

    assert (counts.created, counts.refused) == (rosters.BATCH + 2, [])
    numbers = list(Person.objects.values_list("job_number", flat=True))
    assert len(set(numbers)) == len(numbers)
    assert Person.objects.get(job_number="00002").id_number.reveal() == make.id_of(900)


def test_a_job_number_of_somebody_else_is_refused_with_row_column_and_remedy():
    here = make.enterprise()
    make.take(here, [make.row(1, job_number="A1")])

    counts = make.take(here, [make.row(2, job_number="A1"), make.row(3, job_number="A3")])

    assert [(one.row, one.column, one.code) for one in counts.refused] == [(5, "job_number", "duplicate")]
    assert "工号" in counts.refused[0].text
    assert (counts.created, Person.objects.count()) == (1, 2)


def test_the_same_person_at_two_enterprises_is_two_people_of_the_roster():
    here, there = make.enterprise(), make.enterprise()

    make.take(here, [make.row(1)])
    make.take(there, [make.row(1)])

    assert Person.objects.count() == 2
    assert Group.objects.filter(enterprise=there).count() == 2


def test_progress_is_told_after_each_batch():
    here, told = make.enterprise(), []

    actions.import_roster(
        enterprise=here, by=make.officer(here), rows=make.rows(rosters.BATCH + 30), progress=told.append
    )

    assert told == [rosters.BATCH, rosters.BATCH + 30]


def test_each_batch_is_one_audit_row_with_counts_and_the_digest_of_the_ids():
    here = make.enterprise()

    make.take(here, make.rows(rosters.BATCH + 1))

    first, second = make.audited(here, "directory.import_roster")
    person = Person.objects.order_by("-created_at", "-pk").first()
    assert (first.details["created"], second.details["created"]) == (rosters.BATCH, 1)
    assert second.details["sha256"] == hashlib.sha256(str(person.pk).encode()).hexdigest()
    assert audit.verify(here.pk)[1] is None


def test_higher_rooms_are_told_who_changed_and_nobody_else(monkeypatch):
    here, told = make.enterprise(), []
    make.take(here, make.rows(3))
    monkeypatch.setitem(events._handlers, PeopleChanged, [told.append])

    make.take(here, [make.row(1), make.row(2, job="电工"), make.row(3)])

    changed = Person.objects.get(job="电工")
    assert told == [PeopleChanged(here.pk, (changed.pk,))]


def test_a_rollback_takes_the_audit_row_along():
    here = make.enterprise()

    with transaction.atomic():
        make.take(here, make.rows(2))
        assert make.audited(here, "directory.import_roster")
        transaction.set_rollback(True)

    assert not Person.objects.exists()
    assert not make.audited(here, "directory.import_roster")


@pytest.mark.parametrize("role", ["team_leader", "guard", "administrator"])
def test_only_officer_and_principal_take_a_roster_in(role):
    here = make.enterprise()

    with pytest.raises(NotAllowed):
        make.take(here, make.rows(1), by=make.account(role, here))
    with pytest.raises(NotAllowed):
        make.take(here, make.rows(1), by=make.officer(make.enterprise()))
    make.take(here, make.rows(1), by=make.account("principal", here))


def test_an_unknown_enterprise_is_named():
    with pytest.raises(NotFound):
        actions.import_roster(uscc="91410800MA00000000", by=make.account("principal", None), rows=[])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_encrypted_while_a_transaction_is_open(monkeypatch):
    here, real, late = make.enterprise(), sealing.KeyRing.seal, []

    def seal(ring, text, context):
        if connection.in_atomic_block:
            late.append(context)
        return real(ring, text, context)

    monkeypatch.setattr(sealing.KeyRing, "seal", seal)

    given = make.rows(30, address="解放区", destination="郑州市", certificate="JZ-1")
    make.take(here, given)
    make.take(here, [make.row(n, name="李卫国", phone=f"139{n:08d}", health="良好") for n in range(1, 31)])

    assert not late


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_people_at_once_double_nobody():
    here = make.enterprise()
    by = make.officer(here)
    given = make.rows(450, certificate="JZ-1", left_city=False)

    answers = make.at_once(*[lambda: make.take(here, given, by)] * 2)

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert sum(answer.created for answer in answers) == 450
    assert sum(answer.unchanged + answer.updated for answer in answers) == 450
    assert Person.objects.count() == Certificate.objects.count() == ReturnJourney.objects.count() == 450
    assert Membership.objects.filter(until=None).count() == 450
    assert Group.objects.count() == 2
    assert audit.verify(here.pk)[1] is None


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_different_people_at_once_give_no_job_number_twice():
    here = make.enterprise()
    by = make.officer(here)
    halves = make.rows(300)[:150], make.rows(300)[150:]

    answers = make.at_once(*[lambda half=half: make.take(here, half, by) for half in halves])

    assert [getattr(answer, "created", answer) for answer in answers] == [150, 150]
    assert Person.objects.values("job_number").distinct().count() == 300


@pytest.mark.django_db(transaction=True)
def test_an_officers_correction_between_reading_and_writing_is_not_lost(monkeypatch):
    here = make.enterprise()
    make.take(here, [make.row(1)])
    person, real = Person.objects.get(), rosters.seal_now

    def meanwhile(*records):
        monkeypatch.setattr(rosters, "seal_now", real)
        values = {"address": "山阳区人民路1号"}
        actions.save_person(enterprise=here, by=make.officer(here), person=person, values=values)
        real(*records)

    monkeypatch.setattr(rosters, "seal_now", meanwhile)

    counts = make.take(here, [make.row(1, job="电工")])

    person.refresh_from_db()
    assert (counts.updated, person.job, person.address.reveal()) == (1, "电工", "山阳区人民路1号")
