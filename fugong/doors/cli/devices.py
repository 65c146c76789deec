"""`fugong devices simulate PROTOCOL`: speaks to a running Fugong as a terminal of that protocol does.

For installers, before the real device hangs at the wall, and for tests. It needs no database.
"""

import argparse
import inspect
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fugong.doors.cli.errors import InputError
from fugong.gates import protocols
from fugong.gates.protocols.simulating import Event, Seen, Sent

ZONE = ZoneInfo("Asia/Shanghai")
PATIENCE = 15.0
MOST_EVENTS = 100_000
LATE = timedelta(hours=8)


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
    makes = simulate.add_subparsers(dest="protocol", required=True)
    common = _common()
    for name in protocols.names():
        simulator = protocols.simulator(name)
        make = makes.add_parser(name, parents=[common], help=inspect.getdoc(simulator))
        for option, meaning in getattr(simulator, "OPTIONS", {}).items():
            make.add_argument(f"--{option}", dest="flags", action="append_const", const=option, help=meaning)


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.set_defaults(flags=[])
    common.add_argument("--url", required=True, metavar="BASE", help="for example http://127.0.0.1:8000")
    common.add_argument("--secret", default="", help="of the terminal's address, as the desk showed it")
    common.add_argument("--serial", default="", metavar="SN", help="the terminal's serial number")
    common.add_argument(
        "--person",
        action="append",
        metavar="JOB",
        help="a job number; may be repeated; without any nobody is named",
    )
    common.add_argument("--events", type=_count, default=1, metavar="N")
    common.add_argument("--rate", type=_rate, default=10.0, metavar="R", help="events a second; default 10")
    common.add_argument("--late", action="store_true", help="stored for eight hours, uploaded now")
    common.add_argument("--duplicate", action="store_true", help="send everything twice")
    common.add_argument(
        "--skew", type=int, default=0, metavar="SECONDS", help="its clock is ahead by so much"
    )
    common.add_argument("--fever", action="store_true", help="the last event is one of 38.2 °C")
    return common


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
    for need in protocols.simulator(args.protocol).NEEDS:
        if not getattr(args, need):
            raise InputError(f"--{need} is needed for {args.protocol}")
    return _simulate(args, base)


def _simulate(args: argparse.Namespace, base: str) -> int:
    before = f"{base}/ingest/{args.protocol}/{args.secret}" if args.secret else base
    simulator = protocols.simulator(args.protocol)
    seen = Seen(args.serial, _now(args), frozenset(args.flags))
    taken = refused = 0
    first = simulator.begin(before, seen)
    if first is not None:
        answer = ask(first)
        if answer.status == 0:
            raise InputError(f"nobody answers at {base}: {answer.text}")
        _print("begin", answer)
        if answer.status != 200:
            return 1
    for event in events_of(args):
        for again in range(2 if args.duplicate else 1):
            answer = ask(simulator.send(before, event, seen))
            if answer.status == 0 and not taken and not refused:
                raise InputError(f"nobody answers at {base}: {answer.text}")
            _print(f"{event.number}{' again' if again else ''}", answer)
            taken, refused = taken + (answer.status == 200), refused + (answer.status != 200)
        time.sleep(0 if args.late else 1 / args.rate)
    print(f"{taken} taken, {refused} refused")
    return 1 if refused else 0


def _print(what: str, answer: Answer) -> None:
    said = answer.text.splitlines()[0] if answer.text else ""
    print(f"{what}: {answer.status} {said}", flush=True)


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


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(sent: Sent) -> Answer:
    """Send it and read the answer."""
    headers = {"Content-Type": sent.kind} if sent.kind else {}
    request = urllib.request.Request(sent.address, data=sent.body, headers=headers)  # noqa: S310 - http or https, checked
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            return Answer(answer.status, answer.read(2000).decode(errors="replace").strip())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read(2000).decode(errors="replace").strip())
    except (OSError, ValueError) as error:
        return Answer(0, str(error))
