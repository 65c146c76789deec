"""Speaks as an attendance terminal (ATTLOG) or an access controller (rtlog, and its stored events by tabledata)."""

from urllib.parse import urlencode

from fugong.gates.protocols.simulating import Event, Seen, Sent
from fugong.gates.protocols.zkteco.times import packed

NEEDS = ("serial",)
OPTIONS = {"acc": "access control (rtlog; stored events by tabledata), not attendance (ATTLOG)"}


def begin(before: str, seen: Seen) -> Sent:
    """It asks how it is to upload."""
    asked = {"SN": seen.serial, "options": "all", **({"DeviceType": "acc"} if "acc" in seen.flags else {})}
    return Sent(f"{before}/iclock/cdata?{urlencode(asked)}")


def send(before: str, event: Event, seen: Seen) -> Sent:
    """One line of its log."""
    local = event.at.replace(tzinfo=None)
    person = event.job_number or "0"
    if "acc" not in seen.flags:
        table = {"table": "ATTLOG", "Stamp": str(event.number)}
        line = f"{person}\t{local:%Y-%m-%d %H:%M:%S}\t0\t15\t0\t0\t0\t1\t{event.celsius}\t{event.celsius}"
    elif event.live:
        table = {"table": "rtlog"}
        line = (
            f"time={local:%Y-%m-%d %H:%M:%S}\tpin={person}\tevent=0\tinoutstatus=0"
            f"\tindex={event.number}\ttemperature={event.celsius}"
        )
    else:
        table = {"table": "tabledata", "tablename": "transaction", "count": "1"}
        line = (
            f"transaction pin={person}\teventtype=0\tinoutstate=0\ttime_second={packed(local)}"
            f"\tindex={event.number}\ttemperature={event.celsius}"
        )
    where = f"{before}/iclock/cdata?{urlencode({'SN': seen.serial, **table})}"
    return Sent(where, line.encode() + b"\n", "text/plain")
