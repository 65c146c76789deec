"""Accounts, the roles they hold and their tokens."""

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import transaction

from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.core.permissions import SYSTEM
from fugong.core.tokens import digest
from fugong.directory import actions, choices, queries
from fugong.directory.models import AccessToken, Account, Enterprise
from tests.directory import builders as make

pytestmark = pytest.mark.django_db

PASSWORD = "Fugong-2020-jiaozuo"


def account(login: str = "wang.jianguo", role: str = choices.EPIDEMIC_OFFICER, **values: Any) -> Account:
    given = {"by": SYSTEM, "name": "王建国", "password": PASSWORD, **values}
    return actions.create_account(login=login, role=role, **given)


def administrator(login: str) -> Account:
    return account(login, choices.ADMINISTRATOR)


def test_an_account_signs_in_with_its_login_in_any_case():
    made = account(" Wang.Jianguo ", enterprise=make.enterprise())

    assert made.login == "wang.jianguo"
    assert authenticate(username="wang.jianguo", password=PASSWORD) == made
    assert authenticate(username="wang.jianguo", password="another") is None


def test_the_actor_of_an_account_knows_role_enterprise_and_teams():
    here = make.enterprise()
    team = make.team(here)
    made = account(role=choices.TEAM_LEADER, enterprise=here, group=team)

    actor = queries.actor_of_account(made.pk)

    assert (actor.roles, actor.enterprise_id, actor.team_ids) == ({"team_leader"}, here.pk, {team.pk})


@pytest.mark.parametrize("password", ["", "12345678", "password", "short1", "wang.jianguo"])
def test_a_weak_password_is_refused(password):
    with pytest.raises(Invalid) as refused:
        account(password=password, enterprise=make.enterprise())

    assert refused.value.field == "password"
    assert not Account.objects.exists()


@pytest.mark.parametrize("login", ["", "王建国", "a b", "../x", "...", "x" * 61])
def test_a_login_of_other_characters_is_refused(login):
    with pytest.raises(Invalid) as refused:
        account(login, enterprise=make.enterprise())

    assert refused.value.field == "login"


def test_a_login_is_taken_once():
    here = make.enterprise()
    account(enterprise=here)

    with pytest.raises(Conflict) as refused:
        account("WANG.JIANGUO", enterprise=here)

    assert refused.value.field == "login"


def test_roles_fit_their_places():
    here, there = make.enterprise(), make.enterprise()

    for values, field in (
        ({"role": "emperor", "enterprise": here}, "role"),
        ({"role": choices.GUARD}, "enterprise"),
        ({"role": choices.ADMINISTRATOR, "enterprise": here}, "enterprise"),
        ({"role": choices.TEAM_LEADER, "enterprise": here}, "group"),
        ({"role": choices.TEAM_LEADER, "enterprise": here, "group": make.team(there)}, "group"),
        ({"role": choices.GUARD, "enterprise": here, "person": make.worker(there)}, "person"),
    ):
        with pytest.raises(Invalid) as refused:
            account(**values)
        assert refused.value.field == field
    assert not Account.objects.exists()


def test_a_principal_manages_accounts_of_the_own_enterprise_and_makes_no_administrator():
    here, there = make.enterprise(), make.enterprise()
    principal = make.account("principal", here)
    mine = account("mine", enterprise=here, by=principal)
    theirs = account("theirs", enterprise=there)

    with pytest.raises(NotAllowed):
        account("other", enterprise=there, by=principal)
    with pytest.raises(NotAllowed):
        account("boss", choices.ADMINISTRATOR, by=principal)
    with pytest.raises(NotAllowed):
        actions.appoint(account=mine, by=principal, role=choices.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        actions.appoint(account=theirs, by=principal, role=choices.GUARD, enterprise=here)
    with pytest.raises(NotAllowed):
        actions.set_password(account=theirs, by=principal, password=PASSWORD)
    with pytest.raises(NotAllowed):
        actions.issue_token(account=theirs, by=principal, label="x")
    assert list(queries.accounts(principal)) == [mine]


@pytest.mark.parametrize("role", ["epidemic_officer", "team_leader", "guard"])
def test_others_manage_no_accounts(role):
    here: Enterprise = make.enterprise()
    by = make.account(role, here)

    with pytest.raises(NotAllowed):
        account(enterprise=here, by=by)
    assert not queries.accounts(by).exists()


def test_an_account_belongs_to_one_enterprise():
    made = account(enterprise=make.enterprise())

    with pytest.raises(Conflict):
        actions.appoint(account=made, by=SYSTEM, role=choices.GUARD, enterprise=make.enterprise())


def test_a_dismissed_account_has_its_role_no_more():
    made = account(enterprise=make.enterprise())

    actions.dismiss(appointment=made.appointments.get(), by=SYSTEM)

    assert queries.actor_of_account(made.pk).roles == frozenset()


def test_a_switched_off_account_neither_signs_in_nor_keeps_its_tokens():
    made = account(enterprise=make.enterprise())
    token = actions.issue_token(account=made, by=SYSTEM, label="打卡机")
    assert queries.actor_of_token(token).id == made.pk

    actions.switch_off(account=made, by=SYSTEM)
    assert authenticate(username=made.login, password=PASSWORD) is None
    assert queries.actor_of_account(made.pk) is None
    assert queries.actor_of_token(token) is None

    actions.switch_on(account=made, by=SYSTEM)
    assert queries.actor_of_token(token) is None


def test_of_a_token_only_the_digest_is_kept_and_it_ends_when_revoked():
    made = account(enterprise=make.enterprise())
    by = queries.actor_of_account(made.pk)

    token = actions.issue_token(account=made, by=by, label="打卡机")
    row = AccessToken.objects.get()
    assert (row.digest, token in str(row.__dict__)) == (digest(token), False)

    actions.revoke_token(token=row, by=by)
    assert queries.actor_of_token(token) is None


def test_the_last_administrator_stays():
    first = administrator("first")
    with pytest.raises(Conflict):
        actions.switch_off(account=first, by=SYSTEM)
    with pytest.raises(Conflict):
        actions.dismiss(appointment=first.appointments.get(), by=SYSTEM)

    administrator("second")
    actions.switch_off(account=first, by=SYSTEM)

    assert queries.actor_of_account(first.pk) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_leave_at_once_one_stays():
    first, second = administrator("first"), administrator("second")

    answers = make.at_once(
        lambda: actions.switch_off(account=first, by=SYSTEM),
        lambda: actions.switch_off(account=second, by=SYSTEM),
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "NoneType"]
    assert Account.objects.filter(is_active=True).count() == 1


def test_the_audit_holds_neither_password_nor_token_nor_name():
    here = make.enterprise()
    made = account(enterprise=here)
    token = actions.issue_token(account=made, by=SYSTEM, label="打卡机")

    rows = make.audited(here, "directory.create_account") + make.audited(here, "directory.issue_token")

    assert len(rows) == 2
    assert not any(secret in str(row.details) for row in rows for secret in (PASSWORD, token, "王建国"))


def test_a_rollback_takes_the_audit_row_along():
    here = make.enterprise()

    with transaction.atomic():
        account(enterprise=here)
        transaction.set_rollback(True)

    assert not Account.objects.exists()
    assert not make.audited(here, "directory.create_account")
