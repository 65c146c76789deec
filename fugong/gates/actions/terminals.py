"""Terminals made known, changed, given another secret (G8). What they tell comes in by `terminal_events`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.core.errors import Conflict, Invalid
from fugong.core.permissions import Actor
from fugong.core.tokens import digest, new_secret
from fugong.gates import choices, field_map, permissions, protocols
from fugong.gates.actions.devices import create_device, withdraw_device
from fugong.gates.actions.face_pictures import drop_pictures
from fugong.gates.actions.terminal_audit import audit_terminal
from fugong.gates.models import Checkpoint, Terminal
from fugong.gates.terminal_events import UNITS

LONGEST_SERIAL = 60
LEAST_HEARTBEAT, MOST_HEARTBEAT = 5, 24 * 3600


@dataclass(frozen=True, slots=True)
class Settings:
    """How a terminal is read. `field_map` is of protocols that have one; `heartbeat_seconds` how often it is heard at least,
    0 where it speaks only when something happens."""

    serial: str = ""
    by_serial: bool = False
    direction: str = choices.BY_EVENT
    meaning: str = choices.MEANS_PASSAGE
    zone: str = "Asia/Shanghai"
    unit: str = "celsius"
    heartbeat_seconds: int = 60
    field_map: Mapping[str, Any] | None = None


@transaction.atomic
def add_terminal(
    *, checkpoint: Checkpoint, by: Actor, name: str, protocol: str, settings: Settings
) -> tuple[Terminal, str]:
    """Make a terminal of an entrance known, and the secret of its address; the secret is not kept.

    It is a device of the entrance like the guards' phones and is withdrawn like them. Raises Invalid naming the field,
    Conflict where another terminal has its serial number.
    """
    if protocol not in protocols.names():
        raise Invalid("protocol", _("没有这种协议。"), field="protocol")
    values = _checked(protocol, settings)
    device, _ticket = create_device(checkpoint=checkpoint, by=by, name=name)
    device.ticket_digest = device.ticket_expires_at = None
    device.save(update_fields=["ticket_digest", "ticket_expires_at"])
    secret = _new_secret()
    terminal = Terminal(device=device, protocol=protocol, secret_digest=digest(secret), **values)
    _save(terminal)
    audit_terminal(by, "gates.add_terminal", terminal, protocol=protocol, fields=sorted(values))
    return terminal, secret


@transaction.atomic
def change_terminal(*, terminal: Terminal, by: Actor, settings: Settings) -> Terminal:
    """Read a terminal by other settings from now on; what is stored stays as it was read."""
    locked = _locked(terminal, by)
    values = _checked(locked.protocol, settings)
    changed = sorted(name for name, value in values.items() if getattr(locked, name) != value)
    for name, value in values.items():
        setattr(locked, name, value)
    if "zone" in changed or "field_map" in changed:
        locked.looks = []
    _save(locked)
    audit_terminal(by, "gates.change_terminal", locked, fields=changed)
    return locked


@transaction.atomic
def renew_terminal_secret(*, terminal: Terminal, by: Actor) -> str:
    """Another secret for its address; the one before is refused from the next request on."""
    locked = _locked(terminal, by)
    secret = _new_secret()
    locked.secret_digest = digest(secret)
    locked.save(update_fields=["secret_digest", "updated_at"])
    audit_terminal(by, "gates.renew_terminal_secret", locked)
    return secret


@transaction.atomic
def withdraw_terminal(*, terminal: Terminal, by: Actor) -> Terminal:
    """End a terminal: what it sends is refused from the next request on. Its serial number becomes free."""
    locked = _locked(terminal, by)
    withdraw_device(device=locked.device, by=by)
    drop_pictures(terminal=locked, by=by)
    locked.secret_digest, locked.serial, locked.by_serial = None, None, False
    locked.save(update_fields=["secret_digest", "serial", "by_serial", "updated_at"])
    audit_terminal(by, "gates.withdraw_terminal", locked)
    return locked


def _new_secret() -> str:
    """A secret that a person may paste behind an option of a command: none begins with a dash."""
    secret = new_secret()
    return secret if not secret.startswith("-") else _new_secret()


def _locked(terminal: Terminal, by: Actor) -> Terminal:
    permissions.check_can_manage(by, terminal.device.checkpoint.enterprise_id)
    rows = Terminal.objects.select_for_update(of=("self",)).select_related("device__checkpoint__enterprise")
    locked = rows.get(pk=terminal.pk)
    if locked.device.withdrawn_at is not None:
        raise Conflict("withdrawn", _("这台终端已停用。请新建一台。"))
    return locked


def _checked(protocol: str, settings: Settings) -> dict[str, Any]:
    serial = settings.serial.strip()
    if len(serial) > LONGEST_SERIAL or not serial.isprintable() or not serial.isascii() or " " in serial:
        raise Invalid("serial", _("序列号只能是字母、数字和符号，最多 60 个。"), field="serial")
    spoken = protocols.of(protocol)
    if spoken.serial_in and not serial:
        raise Invalid("serial", _("请填写设备背面或菜单里的序列号（SN）。"), field="serial")
    if settings.by_serial and not spoken.without_secret:
        raise Invalid("by_serial", _("这种协议的设备不能只凭序列号接入。"), field="by_serial")
    for name, value, options in (
        ("direction", settings.direction, choices.TERMINAL_DIRECTIONS),
        ("meaning", settings.meaning, choices.MEANINGS),
        ("unit", settings.unit, UNITS),
    ):
        if value not in options:
            raise Invalid(
                name, _("请从这些里选一个：{options}。").format(options="、".join(options)), field=name
            )
    if settings.zone not in available_timezones():
        raise Invalid("zone", _("没有这个时区。例如 Asia/Shanghai。"), field="zone")
    seconds = settings.heartbeat_seconds
    if seconds != 0 and not LEAST_HEARTBEAT <= seconds <= MOST_HEARTBEAT:
        text = _("请填 {least} 到 {most} 秒，不提醒填 0。").format(least=LEAST_HEARTBEAT, most=MOST_HEARTBEAT)
        raise Invalid("heartbeat_seconds", text, field="heartbeat_seconds")
    mapping: dict[str, Any] = {}
    if spoken.has_map:
        field_map.read_map(settings.field_map)
        mapping = dict(settings.field_map or {})
    return {
        "serial": serial or None,
        "by_serial": settings.by_serial,
        "direction": settings.direction,
        "meaning": settings.meaning,
        "zone": ZoneInfo(settings.zone).key,
        "unit": settings.unit,
        "heartbeat_seconds": seconds,
        "field_map": mapping,
    }


def _save(terminal: Terminal) -> None:
    """Store it. A terminal that was withdrawn, alone or with its entrance, keeps no serial number from another."""
    ended = Q(device__withdrawn_at__isnull=False) | Q(device__checkpoint__closed_at__isnull=False)
    same = Terminal.objects.filter(ended, protocol=terminal.protocol, serial=terminal.serial)
    same.exclude(pk=terminal.pk).update(serial=None, by_serial=False)
    taken = Terminal.objects.filter(protocol=terminal.protocol, serial=terminal.serial).exclude(
        pk=terminal.pk
    )
    fault = Conflict(
        "serial_taken", _("这个序列号的终端已经登记过。请核对，或先停用那一台。"), field="serial"
    )
    if terminal.serial and taken.exists():
        raise fault
    try:
        with transaction.atomic():
            terminal.save()
    except IntegrityError:
        raise fault from None
