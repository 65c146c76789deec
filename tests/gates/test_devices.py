"""Entrances and devices: made, bound once by a ticket, withdrawn."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connections

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.models import AuditRow
from fugong.core.tokens import digest
from fugong.directory.models import Enterprise
from fugong.gates import actions, permissions, queries
from fugong.gates.models import Device
from tests.gates import builders
from tests.gates.test_record_passages import in_threads

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise(db: None) -> Enterprise:
    return builders.enterprise()


def made(enterprise: Enterprise) -> tuple[Device, str]:
    by = builders.officer(enterprise)
    checkpoint = actions.create_checkpoint(enterprise=enterprise, by=by, name=" 东 门 ")
    return actions.create_device(checkpoint=checkpoint, by=by, name="平板一")


def test_an_officer_makes_an_entrance_and_a_device_and_a_guard_binds_it(enterprise: Enterprise) -> None:
    device, ticket = made(enterprise)

    bound, token = actions.bind_device(ticket=ticket, by=builders.officer(enterprise, "guard"))

    known = queries.device_of_token(token)
    assert known is not None
    assert (known.pk, known.checkpoint.name, known.checkpoint.enterprise_id) == (
        device.pk,
        "东 门",
        enterprise.pk,
    )
    assert bound.bound_by is not None
    assert ticket not in str(Device.objects.values())
    assert token not in str(Device.objects.values())
    assert [row.action for row in AuditRow.objects.order_by("seq")] == [
        "gates.create_checkpoint", "gates.create_device", "gates.bind_device",
    ]  # fmt: skip


def test_a_ticket_is_good_once(enterprise: Enterprise) -> None:
    _device, ticket = made(enterprise)
    guard = builders.officer(enterprise, "guard")
    actions.bind_device(ticket=ticket, by=guard)

    with pytest.raises(NotFound):
        actions.bind_device(ticket=ticket, by=guard)
    with pytest.raises(NotFound):
        queries.device_of_ticket(guard, ticket)


def test_a_ticket_is_good_for_ten_minutes(enterprise: Enterprise) -> None:
    device, ticket = made(enterprise)
    guard = builders.officer(enterprise, "guard")
    with time_machine.travel(clock.now() + timedelta(minutes=9, seconds=50)):
        assert queries.device_of_ticket(guard, ticket).pk == device.pk

    with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=1)), pytest.raises(NotFound):
        actions.bind_device(ticket=ticket, by=guard)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_use_a_ticket_at_once_one_gets_the_token() -> None:
    enterprise = builders.enterprise()
    _device, ticket = made(enterprise)
    guard = builders.officer(enterprise, "guard")

    def bind(_number: int) -> str | None:
        try:
            return actions.bind_device(ticket=ticket, by=guard)[1]
        except NotFound:
            return None

    tokens = [token for token in in_threads(8, bind) if token]

    assert len(tokens) == 1
    assert queries.device_of_token(tokens[0]) is not None
    connections.close_all()


@pytest.mark.parametrize("role", ["worker", "team_leader", "principal", "administrator"])
def test_only_guard_and_officer_bind(enterprise: Enterprise, role: str) -> None:
    _device, ticket = made(enterprise)

    with pytest.raises(NotAllowed):
        actions.bind_device(ticket=ticket, by=builders.officer(enterprise, role))
    with pytest.raises(NotAllowed):
        queries.device_of_ticket(builders.officer(enterprise, role), ticket)
    assert actions.bind_device(ticket=ticket, by=builders.officer(enterprise))[1]


def test_a_guard_of_another_enterprise_does_not_bind(enterprise: Enterprise) -> None:
    _device, ticket = made(enterprise)
    stranger = builders.officer(builders.enterprise(), "guard")

    with pytest.raises(NotAllowed):
        actions.bind_device(ticket=ticket, by=stranger)
    with pytest.raises(NotAllowed):
        queries.device_of_ticket(stranger, ticket)


def test_another_ticket_voids_the_first_and_binding_anew_ends_the_old_token(enterprise: Enterprise) -> None:
    device, ticket = made(enterprise)
    guard = builders.officer(enterprise, "guard")
    _bound, token = actions.bind_device(ticket=ticket, by=guard)

    first = actions.renew_ticket(device=device, by=builders.officer(enterprise))
    second = actions.renew_ticket(device=device, by=builders.officer(enterprise))

    with pytest.raises(NotFound):
        actions.bind_device(ticket=first, by=guard)
    assert queries.device_of_token(token) is not None
    _bound, newer = actions.bind_device(ticket=second, by=guard)
    assert queries.device_of_token(token) is None
    assert queries.device_of_token(newer) is not None


def test_a_withdrawn_device_is_unknown_at_once_and_is_not_bound_again(enterprise: Enterprise) -> None:
    device, ticket = made(enterprise)
    _bound, token = actions.bind_device(ticket=ticket, by=builders.officer(enterprise))
    officer = builders.officer(enterprise)

    actions.withdraw_device(device=device, by=officer)

    assert queries.device_of_token(token) is None
    with pytest.raises(Conflict):
        actions.withdraw_device(device=device, by=officer)
    with pytest.raises(Conflict):
        actions.renew_ticket(device=device, by=officer)


def test_closing_an_entrance_withdraws_its_devices(enterprise: Enterprise) -> None:
    device, ticket = made(enterprise)
    officer = builders.officer(enterprise)
    _bound, token = actions.bind_device(ticket=ticket, by=officer)

    closed = actions.close_checkpoint(checkpoint=device.checkpoint, by=officer)

    assert closed.closed_at is not None
    assert queries.device_of_token(token) is None
    with pytest.raises(Conflict):
        actions.close_checkpoint(checkpoint=closed, by=officer)
    with pytest.raises(Conflict):
        actions.create_device(checkpoint=closed, by=officer, name="平板二")


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b"])
def test_a_name_is_needed(enterprise: Enterprise, name: str) -> None:
    with pytest.raises(Invalid) as fault:
        actions.create_checkpoint(enterprise=enterprise, by=builders.officer(enterprise), name=name)

    assert fault.value.field == "name"


def test_a_name_is_taken_once_an_enterprise(enterprise: Enterprise) -> None:
    device, _ticket = made(enterprise)
    officer = builders.officer(enterprise)

    with pytest.raises(Conflict):
        actions.create_checkpoint(enterprise=enterprise, by=officer, name="东 门")
    with pytest.raises(Conflict):
        actions.create_device(checkpoint=device.checkpoint, by=officer, name="平板一")
    other = builders.enterprise()
    assert actions.create_checkpoint(enterprise=other, by=builders.officer(other), name="东 门")


@pytest.mark.parametrize("role", ["worker", "team_leader", "guard", "principal", "administrator"])
def test_only_the_officer_manages(enterprise: Enterprise, role: str) -> None:
    device, _ticket = made(enterprise)
    by = builders.officer(enterprise, role)

    for act in (
        lambda: actions.create_checkpoint(enterprise=enterprise, by=by, name="西门"),
        lambda: actions.close_checkpoint(checkpoint=device.checkpoint, by=by),
        lambda: actions.create_device(checkpoint=device.checkpoint, by=by, name="平板二"),
        lambda: actions.renew_ticket(device=device, by=by),
        lambda: actions.withdraw_device(device=device, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not permissions.can_manage(by, enterprise.pk)
    assert permissions.can_manage(builders.officer(enterprise), enterprise.pk)


def test_an_officer_manages_the_own_enterprise_only(enterprise: Enterprise) -> None:
    device, _ticket = made(enterprise)
    stranger = builders.officer(builders.enterprise())

    with pytest.raises(NotAllowed):
        actions.withdraw_device(device=device, by=stranger)
    with pytest.raises(NotFound):
        queries.device(stranger, device.pk)
    with pytest.raises(NotFound):
        queries.checkpoint(stranger, device.checkpoint_id)
    assert queries.device(builders.officer(enterprise), device.pk) == device
    assert list(queries.checkpoints(builders.officer(enterprise, "guard"))) == [device.checkpoint]
    with pytest.raises(NotAllowed):
        queries.devices(builders.officer(enterprise, "team_leader"))


def test_a_rollback_takes_the_audit_row_along(enterprise: Enterprise) -> None:
    def broken(**_details: Any) -> None:
        raise RuntimeError("cut off")

    with patch("fugong.gates.actions.devices.audit.record", broken), pytest.raises(RuntimeError):
        made(enterprise)

    assert not enterprise.checkpoints.exists()
    assert not AuditRow.objects.exists()


def test_digests_only_are_compared() -> None:
    device, token = builders.device()

    assert queries.device_of_token(digest(token)) is None
    assert queries.device_of_token("") is None
    assert queries.device_of_token(token) == device
