"""`fugong devices simulate hikvision|zkteco|json`: speaks to a running Fugong as a terminal of that make does.

For installers, before the real device hangs at the wall, and for tests. It needs no database.
"""

import argparse
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fugong.doors.cli.errors import InputError

ZONE = ZoneInfo("Asia/Shanghai")
PATIENCE = 15.0
MOST_EVENTS = 100_000
LATE = timedelta(hours=8)
PICTURE = b"\xff\xd8\xff\xe0" + b"\x00" * 600 + b"\xff\xd9"
BOUNDARY = "MIME_boundary"


@dataclass(frozen=True)
class Event:
    """One event that the simulated terminal has in its log."""

    number: int
    at: datetime
    job_number: str
    celsius: float
    live: bool


@dataclass(frozen=True)
class Answer:
    """What was answered; status 0 where nobody answered."""

    status: int
    text: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="devices_command", required=True)
    simulate = commands.add_parser(
        "simulate", help="send events as a terminal does; prints what was answered"
    )
    simulate.add_argument("protocol", choices=["hikvision", "zkteco", "json"])
    simulate.add_argument("--url", required=True, metavar="BASE", help="for example http://127.0.0.1:8000")
    simulate.add_argument("--secret", default="", help="of the terminal's address, as the desk showed it")
    simulate.add_argument("--serial", default="", metavar="SN", help="of a zkteco terminal")
    simulate.add_argument(
        "--person",
        action="append",
        metavar="JOB",
        help="a job number; may be repeated; without any nobody is named",
    )
    simulate.add_argument("--events", type=_count, default=1, metavar="N")
    simulate.add_argument("--rate", type=_rate, default=10.0, metavar="R", help="events a second; default 10")
    simulate.add_argument("--late", action="store_true", help="stored for eight hours, uploaded now")
    simulate.add_argument("--duplicate", action="store_true", help="send everything twice")
    simulate.add_argument(
        "--skew", type=int, default=0, metavar="SECONDS", help="its clock is ahead by so much"
    )
    simulate.add_argument("--fever", action="store_true", help="the last event is one of 38.2 °C")
    simulate.add_argument(
        "--acc", action="store_true", help="zkteco: access control (rtlog), not attendance (ATTLOG)"
    )


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MOST_EVENTS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of events from 1 to {MOST_EVENTS}")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0.01 <= rate <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of events a second from 0.01 to 1000")
    return rate


def run(args: argparse.Namespace) -> int:
    """0 everything was taken, 1 something was not, 2 the arguments cannot be meant or nobody answers at all."""
    base = args.url.rstrip("/")
    parts = urllib.parse.urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputError(f"--url {args.url}: not an http or https address")
    if args.protocol == "zkteco" and not args.serial:
        raise InputError("--serial is needed for zkteco")
    if args.protocol != "zkteco" and not args.secret:
        raise InputError(f"--secret is needed for {args.protocol}")
    return _simulate(args, base)


def _simulate(args: argparse.Namespace, base: str) -> int:
    before = f"{base}/ingest/{args.protocol}/{args.secret}" if args.secret else base
    send = SENDERS[args.protocol]
    taken = refused = 0
    first = begin(args.protocol, before, args)
    if first is not None:
        if first.status == 0:
            raise InputError(f"nobody answers at {base}: {first.text}")
        _print("begin", first)
        if first.status != 200:
            return 1
    for event in events_of(args):
        for again in range(2 if args.duplicate else 1):
            answer = send(before, event, args)
            if answer.status == 0 and not taken and not refused:
                raise InputError(f"nobody answers at {base}: {answer.text}")
            _print(f"{event.number}{' again' if again else ''}", answer)
            taken, refused = taken + (answer.status == 200), refused + (answer.status != 200)
        time.sleep(0 if args.late else 1 / args.rate)
    print(f"{taken} taken, {refused} refused")
    return 1 if refused else 0


def _print(what: str, answer: Answer) -> None:
    print(f"{what}: {answer.status} {answer.text}", flush=True)


def begin(protocol: str, before: str, args: argparse.Namespace) -> Answer | None:
    """What a terminal says when it is switched on: a ZKTeco asks for its options, a Hikvision beats."""
    if protocol == "zkteco":
        asked = {"SN": args.serial, "options": "all", **({"DeviceType": "acc"} if args.acc else {})}
        answer = ask(f"{before}/iclock/cdata?{urllib.parse.urlencode(asked)}")
        return Answer(answer.status, answer.text.splitlines()[0] if answer.text else "")
    if protocol == "hikvision":
        beat = {"eventType": "heartBeat", "dateTime": _iso(_now(args))}
        return ask(before, json.dumps(beat).encode(), "application/json")
    return None


def events_of(args: argparse.Namespace) -> Iterator[Event]:
    """The events, one after the other; late ones are of the last eight hours, oldest first."""
    start = int(time.time()) % 1_000_000
    people = args.person or [""]
    for place in range(args.events):
        behind = LATE * (args.events - place) / args.events if args.late else timedelta()
        hot = args.fever and place == args.events - 1
        celsius = 38.2 if hot else round(36.2 + random.random() * 0.7, 1)  # noqa: S311 - invented temperatures
        yield Event(start + place, _now(args) - behind, people[place % len(people)], celsius, not args.late)


def _now(args: argparse.Namespace) -> datetime:
    return datetime.now(ZONE).replace(microsecond=0) + timedelta(seconds=args.skew)


def _iso(moment: datetime) -> str:
    return moment.isoformat()


def send_hikvision(before: str, event: Event, _args: argparse.Namespace) -> Answer:
    """An AccessControllerEvent in a multipart with a picture."""
    said: dict[str, Any] = {
        "majorEventType": 5,
        "subEventType": 75,
        "serialNo": event.number,
        "currentEvent": event.live,
        "attendanceStatus": "checkIn",
        "mask": "yes",
        "thermometryUnit": "celsius",
        "currTemperature": event.celsius,
        "isAbnomalTemperature": event.celsius >= 38,
    }
    if event.job_number:
        said["employeeNoString"] = event.job_number
    document = {
        "dateTime": _iso(event.at),
        "eventType": "AccessControllerEvent",
        "eventState": "active",
        "AccessControllerEvent": said,
    }
    body = b"".join(
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="event_log"\r\n'.encode(),
            b"Content-Type: application/json\r\n\r\n" + json.dumps(document).encode() + b"\r\n",
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="Picture"\r\n'.encode(),
            b"Content-Type: image/jpeg\r\n\r\n" + PICTURE + b"\r\n",
            f"--{BOUNDARY}--\r\n".encode(),
        )
    )
    return ask(before, body, f"multipart/form-data; boundary={BOUNDARY}")


def send_zkteco(before: str, event: Event, args: argparse.Namespace) -> Answer:
    """A line of the attendance log, or of the access controller's."""
    local = f"{event.at:%Y-%m-%d %H:%M:%S}"
    person = event.job_number or "0"
    if args.acc:
        table = {"SN": args.serial, "table": "rtlog"}
        line = f"time={local}\tpin={person}\tevent=0\tinoutstatus=0\tindex={event.number}\ttemperature={event.celsius}"
    else:
        table = {"SN": args.serial, "table": "ATTLOG", "Stamp": str(event.number)}
        line = f"{person}\t{local}\t0\t15\t0\t0\t0\t1\t{event.celsius}\t{event.celsius}"
    return ask(f"{before}/iclock/cdata?{urllib.parse.urlencode(table)}", line.encode() + b"\n", "text/plain")


def send_json(before: str, event: Event, _args: argparse.Namespace) -> Answer:
    """One flat object, as the field map to start from reads it."""
    document = {
        "seqnum": event.number,
        "timestamp": int(event.at.timestamp()),
        "uid": event.job_number,
        "therm": event.celsius,
    }
    return ask(before, json.dumps(document).encode(), "application/json")


SENDERS: dict[str, Callable[[str, Event, argparse.Namespace], Answer]] = {
    "hikvision": send_hikvision,
    "zkteco": send_zkteco,
    "json": send_json,
}

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(address: str, body: bytes | None = None, kind: str = "") -> Answer:
    """POST where there is a body, else GET."""
    headers = {"Content-Type": kind} if kind else {}
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 - http or https, checked
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            return Answer(answer.status, answer.read(2000).decode(errors="replace").strip())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read(2000).decode(errors="replace").strip())
    except (OSError, ValueError) as error:
        return Answer(0, str(error))
