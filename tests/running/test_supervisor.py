"""What `demo` asks of the supervisor: work before the port opens, work after it, and children that come and go."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from fugong.doors.cli.serve import children
from fugong.doors.cli.serve.children import Child
from tests.running.servers import environment, get

SCRIPT = """
import socket, sys
from pathlib import Path
from fugong.doors.cli.serve.options import Options
from fugong.doors.cli.serve.supervisor import supervise

home, port = Path(sys.argv[1]), int(sys.argv[2])

def before_open():
    with socket.socket() as probe:
        state = "closed" if probe.connect_ex(("127.0.0.1", port)) else "open"
    (home / "before").write_text(state)

work = [sys.executable, "-c", f"open({str(home / 'after')!r}, 'w').write('done')"]
sys.exit(supervise(Options(home=home, port=port), before_open=before_open, background=[work]))
"""


def test_what_must_come_before_the_port_opens_comes_before_and_the_rest_after(home: Path, port: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(home), str(port)], env=environment(home), start_new_session=True
    )
    try:
        wait_for_file(home / "after")

        assert (home / "before").read_text() == "closed"
        assert get(f"http://127.0.0.1:{port}/healthz")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    finally:
        process.kill()
        process.wait()


def test_a_fault_before_the_port_opens_stops_everything_and_is_told(home: Path, port: int) -> None:
    script = SCRIPT.replace('(home / "before").write_text(state)', 'raise RuntimeError("no accounts")')

    done = subprocess.run(
        [sys.executable, "-c", script, str(home), str(port)],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=90,
    )

    assert done.returncode == 1
    assert "no accounts" in done.stderr
    assert not (home / "after").exists()


def test_work_that_is_done_is_not_begun_again() -> None:
    child = Child("work", ["true"], attempts=3)
    child.start()

    tend_until_finished(child)

    assert not child.running


def test_work_that_fails_is_begun_again_and_given_up_in_the_end(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(children, "FIRST_DELAY", 0.05)
    tally = tmp_path / "tally"
    child = Child("work", ["sh", "-c", f"echo once >> {tally}; exit 1"], attempts=3)
    child.start()

    tend_until_finished(child)

    assert tally.read_text().split() == ["once"] * 3


def test_a_service_waits_longer_after_each_death(monkeypatch) -> None:
    monkeypatch.setattr(children, "FIRST_DELAY", 0.1)
    child = Child("service", ["false"])
    child.start()
    begun = time.monotonic()
    starts = 0
    first = child.process
    while starts < 3:
        child.tend()
        if child.process is not first:
            first, starts = child.process, starts + 1
        time.sleep(0.01)
        assert time.monotonic() - begun < 10

    assert time.monotonic() - begun >= 0.1 + 0.2 + 0.4


def tend_until_finished(child: Child) -> None:
    deadline = time.monotonic() + 10
    while not child.finished:
        assert time.monotonic() < deadline
        child.tend()
        time.sleep(0.01)


def wait_for_file(path: Path, *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} was not written"
        time.sleep(0.1)
