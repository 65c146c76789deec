"""Entrances and the devices that decide at them: made by the officer, bound once by a guard, withdrawn at a stroke."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.lines import tidy
from fugong.core.permissions import Actor
from fugong.core.tokens import digest, new_secret, new_token
from fugong.directory.models import Enterprise
from fugong.gates import choices, permissions
from fugong.gates.models import Checkpoint, Device

LONGEST_NAME = 60
HEARD_EVERY = timedelta(minutes=1)
SKEW_NOTED = 5
_MOST_SECONDS = 2_000_000_000


@transaction.atomic
def create_checkpoint(*, enterprise: Enterprise, by: Actor, name: str) -> Checkpoint:
    """A new entrance (检测卡口, G8). Conflict where the enterprise has one of this name."""
    permissions.check_can_manage(by, enterprise.pk)
    name = _name(name)
    _lock_enterprise(enterprise)
    if enterprise.checkpoints.filter(name=name).exists():
        raise Conflict("name_taken", _("已有同名的门岗。请换一个名字。"), field="name")
    checkpoint = Checkpoint.objects.create(enterprise=enterprise, name=name)
    _audit(by, "gates.create_checkpoint", checkpoint, enterprise)
    return checkpoint


@transaction.atomic
def close_checkpoint(*, checkpoint: Checkpoint, by: Actor) -> Checkpoint:
    """Close an entrance and withdraw its devices; its passages stay."""
    permissions.check_can_manage(by, checkpoint.enterprise_id)
    locked = Checkpoint.objects.select_for_update().get(pk=checkpoint.pk)
    if locked.closed_at is not None:
        raise Conflict("closed", _("这个门岗已经关闭。"))
    locked.closed_at = clock.now()
    locked.save(update_fields=["closed_at", "updated_at"])
    devices = list(Device.objects.select_for_update().filter(checkpoint=locked, withdrawn_at=None))
    for device in devices:
        _withdraw(device)
    _audit(by, "gates.close_checkpoint", locked, checkpoint.enterprise, devices=[one.pk for one in devices])
    return locked


@transaction.atomic
def create_device(*, checkpoint: Checkpoint, by: Actor, name: str) -> tuple[Device, str]:
    """A new device of an entrance and the ticket that binds it, once, within ten minutes. The ticket is not kept."""
    permissions.check_can_manage(by, checkpoint.enterprise_id)
    name = _name(name)
    locked = Checkpoint.objects.select_for_update().get(pk=checkpoint.pk)
    if locked.closed_at is not None:
        raise Conflict("closed", _("这个门岗已经关闭，不能再加设备。"))
    if locked.devices.filter(name=name).exists():
        raise Conflict("name_taken", _("这个门岗已有同名的设备。请换一个名字。"), field="name")
    device = Device(checkpoint=locked, name=name)
    ticket = _give_ticket(device)
    device.save(force_insert=True)
    _audit(by, "gates.create_device", device, checkpoint.enterprise, checkpoint=checkpoint.pk)
    return device, ticket


@transaction.atomic
def renew_ticket(*, device: Device, by: Actor) -> str:
    """Another ticket for a device that is not withdrawn; the one before is void. The bound browser goes on until then."""
    permissions.check_can_manage(by, device.checkpoint.enterprise_id)
    locked = _locked(device)
    if locked.withdrawn_at is not None:
        raise Conflict("withdrawn", _("这台设备已停用。请新建一台。"))
    if hasattr(locked, "terminal"):
        raise Conflict("terminal", _("测温终端不用二维码绑定，请到“测温终端”里设置。"))
    ticket = _give_ticket(locked)
    locked.save(update_fields=["ticket_digest", "ticket_expires_at", "updated_at"])
    _audit(by, "gates.renew_ticket", locked, device.checkpoint.enterprise)
    return ticket


@transaction.atomic
def bind_device(*, ticket: str, by: Actor) -> tuple[Device, str]:
    """Use up a ticket: the device and its bearer token, shown this once. A token it had before ends.

    NotFound where the ticket is unknown, used or too old: which of them is nobody's business.
    """
    locked = Device.objects.select_for_update(of=("self",)).select_related("checkpoint__enterprise")
    device = locked.filter(ticket_digest=digest(ticket)).first()
    if device is None or device.ticket_expires_at is None or device.ticket_expires_at <= clock.now():
        raise NotFound("ticket", _("这个二维码已用过或已过期。请防疫专员重新生成，10 分钟内打开。"))
    permissions.check_can_bind(by, device.checkpoint.enterprise_id)
    if device.withdrawn_at is not None:
        raise NotFound("ticket", _("这台设备已停用。请防疫专员新建一台。"))
    token = new_token("fgd")
    device.digest, device.bound_at, device.bound_by = digest(token), clock.now(), by.id
    device.ticket_digest = device.ticket_expires_at = None
    device.save(
        update_fields=["digest", "bound_at", "bound_by", "ticket_digest", "ticket_expires_at", "updated_at"]
    )
    _audit(by, "gates.bind_device", device, device.checkpoint.enterprise, checkpoint=device.checkpoint_id)
    return device, token


@transaction.atomic
def withdraw_device(*, device: Device, by: Actor) -> Device:
    """End a device: its token is refused from the next request on. What it recorded stays."""
    permissions.check_can_manage(by, device.checkpoint.enterprise_id)
    locked = _locked(device)
    if locked.withdrawn_at is not None:
        raise Conflict("withdrawn", _("这台设备已经停用。"))
    _withdraw(locked)
    _audit(by, "gates.withdraw_device", locked, device.checkpoint.enterprise)
    return locked


def hear(*, device: Device, device_time: datetime | None, received_at: datetime) -> None:
    """Note, once a minute at most, that a device was heard, and how far its clock is off (its own time minus ours).

    Not audited: nobody decided anything.
    """
    skew = device.skew_seconds
    if device_time is not None:
        off = round((device_time - received_at).total_seconds())
        skew = max(-_MOST_SECONDS, min(_MOST_SECONDS, off))
    heard = device.last_seen_at
    if (
        heard is not None
        and received_at - heard < HEARD_EVERY
        and abs(skew - device.skew_seconds) < SKEW_NOTED
    ):
        return
    Device.objects.filter(pk=device.pk).update(last_seen_at=received_at, skew_seconds=skew)
    device.last_seen_at, device.skew_seconds = received_at, skew


def _withdraw(device: Device) -> None:
    device.withdrawn_at = clock.now()
    device.ticket_digest = device.ticket_expires_at = None
    device.save(update_fields=["withdrawn_at", "ticket_digest", "ticket_expires_at", "updated_at"])


def _give_ticket(device: Device) -> str:
    ticket = new_secret()
    device.ticket_digest = digest(ticket)
    device.ticket_expires_at = clock.now() + choices.TICKET_FOR
    return ticket


def _locked(device: Device) -> Device:
    return Device.objects.select_for_update().get(pk=device.pk)


def _lock_enterprise(enterprise: Enterprise) -> None:
    Enterprise.objects.select_for_update().only("pk").get(pk=enterprise.pk)


def _name(name: str) -> str:
    found = tidy(name)
    if not found or len(found) > LONGEST_NAME or not found.isprintable():
        raise Invalid("name", _("请填写名称，最多 {most} 个字。").format(most=LONGEST_NAME), field="name")
    return found


def _audit(
    by: Actor, action: str, subject: Checkpoint | Device, enterprise: Enterprise, **details: object
) -> None:
    audit.record(
        by=by,
        action=action,
        subject=type(subject).__name__.lower(),
        subject_id=subject.pk,
        owner_id=enterprise.pk,
        **details,
    )
