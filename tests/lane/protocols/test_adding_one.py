"""A protocol is one folder: with it come its addresses, its place in forms and API, its simulator."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fugong.core import clock
from fugong.doors.cli import devices
from fugong.doors.cli.main import OneLineParser
from fugong.gates import actions, protocols
from fugong.gates.models import Passage
from tests.gates import builders
from tests.gates.test_terminals import terminal
from tests.lane.client import Lane

pytestmark = pytest.mark.article("G8")

PROTOCOL = """
from fugong.gates.protocols.speaking import Connection, Heard, Protocol, Reply
from fugong.gates.terminal_events import TerminalEvent, TerminalMessage

def hear(terminal, request):
    event = TerminalEvent(request.received_at, "x", job_number=request.body.decode(), passed=True)
    return Heard(lambda receipt: Reply(b"heard %d" % receipt.taken), TerminalMessage((event,)))

def connection(terminal, place):
    return Connection((("push", place.address),), ())

PROTOCOL = Protocol("knocking", "Knocking", "Knock", {"/knock": ("POST",)}, 100, hear, lambda code: Reply(b""), connection)
"""
SIMULATOR = """
from fugong.gates.protocols.simulating import Sent
NEEDS = ("secret",)
OPTIONS = {"twice": "knocks again"}
def begin(before, seen): pass
def send(before, event, seen): return Sent(f"{before}/knock", event.job_number.encode())
"""


@pytest.fixture
def knocking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "knocking"
    folder.mkdir()
    for name, text in (("__init__", ""), ("protocol", PROTOCOL), ("simulator", SIMULATOR)):
        (folder / f"{name}.py").write_text(text)
    monkeypatch.setattr(protocols, "__path__", [*protocols.__path__, str(tmp_path)])
    importlib.invalidate_caches()
    yield
    for name in [name for name in sys.modules if name.startswith("fugong.gates.protocols.knocking")]:
        del sys.modules[name]


@pytest.mark.django_db
@pytest.mark.usefixtures("knocking")
def test_a_folder_is_all_it_takes() -> None:
    enterprise = builders.enterprise()
    at, person = terminal(enterprise, "knocking"), builders.worker(enterprise)
    secret = actions.renew_terminal_secret(terminal=at, by=builders.officer(enterprise))

    sent = clock.now()
    answer = Lane().post(f"/ingest/knocking/{secret}/knock", person.job_number)

    assert answer.content == b"heard 1"
    passage = Passage.objects.get()
    assert (passage.person_id, passage.verdict) == (person.pk, "allow")
    assert sent <= passage.happened_at <= clock.now()
    parser = OneLineParser()
    devices.add_arguments(parser)
    args = parser.parse_args(["simulate", "knocking", "--url", "http://x", "--secret", "s", "--twice"])
    assert args.flags == ["twice"]


def test_every_protocol_is_told_of_in_the_reference() -> None:
    reference = (Path(__file__).parents[3] / "docs/reference/terminals.md").read_text()

    for one in protocols.every():
        assert one.path("<secret>") in reference
        assert f"fugong devices simulate {one.name} " in reference
