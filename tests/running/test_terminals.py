"""`fugong devices simulate` against a served Fugong: real HTTP through the proxy and the lane."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running.servers import FUGONG, environment, serving

pytestmark = pytest.mark.article("G8")

SET_UP = """
import json
from fugong.doors.cli import environment
environment.setup_django()
from fugong.gates import actions
from tests.gates import builders
from fugong.gates.field_map import EXAMPLE
enterprise = builders.enterprise()
person = builders.worker(enterprise)
device, _token = builders.device(enterprise)
def add(protocol, **settings):
    settings = actions.Settings(**settings)
    by = builders.officer(enterprise)
    return actions.add_terminal(checkpoint=device.checkpoint, by=by, name=protocol, protocol=protocol, settings=settings)[1]
print(json.dumps({"person": person.job_number, "hikvision": add("hikvision"), "json": add("json", field_map=EXAMPLE),
                  "zkteco": add("zkteco", serial="SN1", by_serial=True)}))
"""
COUNT = """
import json
from fugong.doors.cli import environment
environment.setup_django()
from fugong.gates.models import Passage, Terminal
rows = {row.protocol: [row.events, row.repeated, row.device.skew_seconds] for row in Terminal.objects.select_related("device")}
print(json.dumps({"passages": Passage.objects.count(), "fevers": Passage.objects.filter(reason="fever").count(), **rows}))
"""


def script(text: str, home: Path) -> dict[str, object]:
    surroundings = {**environment(home), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", text], env=surroundings, capture_output=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def simulate(port: int, *words: str) -> subprocess.CompletedProcess[str]:
    command = [FUGONG, "devices", "simulate", words[0], "--url", f"http://127.0.0.1:{port}", *words[1:]]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_terminals_of_every_make_are_heard_through_the_proxy(home: Path, port: int) -> None:
    known = {name: str(value) for name, value in script(SET_UP, home).items()}
    person = ("--person", known["person"])

    with serving(home, port):
        runs = [
            simulate(port, "hikvision", "--secret", known["hikvision"], *person, "--events", "3", "--fever", "--rate", "100"),
            simulate(port, "zkteco", "--serial", "SN1", *person, "--events", "4", "--late", "--duplicate"),
            simulate(port, "json", "--secret", known["json"], *person, "--skew", "900"),
        ]  # fmt: skip
        stranger = simulate(port, "zkteco", "--serial", "SN2")

    assert [run.returncode for run in runs] == [0, 0, 0], [run.stdout + run.stderr for run in runs]
    assert runs[1].stdout.splitlines()[-1] == "8 taken, 0 refused"
    assert stranger.returncode == 1
    assert "403" in stranger.stdout
    nobody = simulate(port, "json", "--secret", "x")
    assert nobody.returncode == 2
    assert len(nobody.stderr.splitlines()) == 1

    told = script(COUNT, home)
    assert told["passages"] == 8
    assert told["fevers"] == 1
    assert told["hikvision"][:2] == [3, 0]  # type: ignore[index]
    assert told["zkteco"] == [4, 4, 0]
    assert 880 < told["json"][2] <= 900  # type: ignore[index]
