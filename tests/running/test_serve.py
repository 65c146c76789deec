"""`fugong serve` from outside: starting, stopping, dying, and coming back."""

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fugong.doors.cli.serve import addresses, caddy
from fugong.doors.cli.serve.options import Options
from tests.running.servers import FUGONG, Server, environment, get, serving


@pytest.fixture(scope="module")
def served(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With HTTPS too, on a port of its own. For tests that only ask, and leave it as it is."""
    home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("served") / "home"))
    options = ("--https", "--https-port", str(addresses.free_port()))
    with serving(home, addresses.free_port(), *options) as server:
        yield server


def test_healthz_answers_on_the_public_port_once_it_is_open(served: Server) -> None:
    assert get(f"http://127.0.0.1:{served.port}/healthz") == (200, b"ok")


def test_static_files_come_compressed_from_the_proxy(served: Server) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{served.port}/static/vendor/weui/weui.min.css",
        headers={"Accept-Encoding": "gzip"},
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=15) as answer:
        headers = answer.headers

    assert headers["Content-Encoding"] == "gzip"
    assert headers["Server"] is None


@pytest.mark.parametrize(
    "path", ["/static/../keys.json", "/static/%2e%2e/keys.json", "/static/..%2fkeys.json"]
)
def test_nothing_but_static_files_is_served_from_the_home(served: Server, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=15)
    connection.request("GET", path)
    answer = connection.getresponse()

    assert answer.status in {400, 404}
    assert b"sealing" not in answer.read()


def test_the_port_is_closed_to_other_machines_without_https() -> None:
    options = Options(home=Path("/nowhere"), port=8000)

    assert set(options.bound_to) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("to_the_group", [False, True], ids=["to the supervisor", "to the whole group"])
def test_sigterm_stops_everything_within_15_seconds(home: Path, port: int, to_the_group: bool) -> None:
    with serving(home, port) as server:
        parts = [server.pid_of(part) for part in ("web", "lane", "worker", "caddy")]
        begun = time.monotonic()

        (os.killpg if to_the_group else os.kill)(server.process.pid, signal.SIGTERM)
        code = server.process.wait(15)

        assert code == 0
        assert time.monotonic() - begun < 15
        assert not any(alive(pid) for pid in parts)
        assert not server.events("ended unexpectedly")
        assert (
            len(server.events("started")) == 5
        )  # prepare, web, lane, worker, caddy: nothing was started anew
        addresses.wait_until_free(("127.0.0.1",), port, seconds=0)


def test_kill_9_of_the_supervisor_leaves_no_holder_of_the_port_and_the_next_start_works(
    home: Path, port: int
) -> None:
    with serving(home, port) as server:
        parts = [server.pid_of(part) for part in ("web", "lane", "worker", "caddy")]

        server.process.kill()
        server.process.wait(5)

        wait_for(lambda: not any(alive(pid) for pid in parts), seconds=5)
        wait_for(lambda: not addresses.is_busy("127.0.0.1", port), seconds=5)
        wait_for(lambda: not processes_of_group(server.process.pid), seconds=5)
    with serving(home, port):
        assert get(f"http://127.0.0.1:{port}/healthz")[0] == 200


@pytest.fixture(scope="module")
def shaken(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Of which parts are killed; each test leaves it whole, or on its way to be so."""
    home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("shaken") / "home"))
    with serving(home, addresses.free_port()) as server:
        yield server


@pytest.mark.parametrize(
    ("part", "path", "status"), [("web", "/healthz", 200), ("lane", "/api/v1/gate/state", 401)]
)
def test_a_part_that_dies_comes_back(shaken: Server, part: str, path: str, status: int) -> None:
    first = shaken.pid_of(part)

    os.kill(first, signal.SIGKILL)

    wait_for(lambda: shaken.pid_of(part) != first, seconds=20)
    wait_for(lambda: get(f"http://127.0.0.1:{shaken.port}{path}")[0] == status, seconds=60)


def test_a_process_that_commits_for_the_lane_dies_and_the_lane_comes_back(shaken: Server) -> None:
    first = shaken.pid_of("lane")
    (serves,) = children_of(first)
    commits = children_of(serves)
    assert len(commits) == 2

    os.kill(commits[0], signal.SIGKILL)

    upload = f"http://127.0.0.1:{shaken.port}/api/v1/gate/passages"
    wait_for(lambda: (get(upload, b"{}")[0], shaken.pid_of("lane") != first) == (401, True), seconds=60)
    assert not any(alive(pid) for pid in (first, serves, *commits))


def test_a_device_reads_json_while_the_lane_is_away(shaken: Server) -> None:
    """Its passages stay with it; a page would tell it nothing."""
    os.kill(shaken.process.pid, signal.SIGSTOP)  # nobody starts it anew
    try:
        os.kill(shaken.pid_of("lane"), signal.SIGKILL)
        state = f"http://127.0.0.1:{shaken.port}/api/v1/gate/state"
        wait_for(lambda: get(state)[0] == 503, seconds=10)  # the kernel takes its children a moment later
        body = get(state)[1]
    finally:
        os.kill(shaken.process.pid, signal.SIGCONT)

    assert set(json.loads(body)["error"]) == {"code", "text", "field"}


def test_a_busy_port_is_tried_for_ten_seconds_then_told_in_one_line(home: Path, port: int) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        begun = time.monotonic()

        done = subprocess.run(
            [FUGONG, "serve", "--port", str(port)], env=environment(home), capture_output=True, text=True
        )

    assert done.returncode == 2
    assert 9 < time.monotonic() - begun < 20
    assert done.stderr.strip().splitlines()[-1].startswith(f"fugong serve: port {port} is in use")
    assert "Traceback" not in done.stderr


def test_a_port_that_becomes_free_in_time_is_taken(home: Path, port: int) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        server = Server(home, port)
        time.sleep(1.5)
    try:
        server.wait_until_open()
        assert get(f"http://127.0.0.1:{port}/healthz")[0] == 200
    finally:
        server.kill_everything()


def test_without_keys_it_says_what_to_do(tmp_path: Path, port: int) -> None:
    done = subprocess.run(
        [FUGONG, "serve", "--port", str(port)],
        env=environment(tmp_path / "empty"),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert "fugong init" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_https_answers_with_a_certificate_that_the_served_root_verifies(served: Server) -> None:
    plain, https_port = f"http://127.0.0.1:{served.port}", served.arguments[-1]
    wait_for(lambda: get(f"{plain}/trust/fugong-root.crt")[0] == 200, seconds=10)
    root = get(f"{plain}/trust/fugong-root.crt")[1].decode()
    context = ssl.create_default_context(cadata=root)

    for name in ("127.0.0.1", "localhost", *addresses.network_addresses()[:1]):
        assert get(f"https://{name}:{https_port}/healthz", context=context) == (200, b"ok")
    status, page = get(f"{plain}/trust/")

    assert status == 200
    for word in ("安卓", "iOS", "Windows", "Certificate Trust Settings", "SHA-256"):
        assert word in page.decode()


def test_with_https_the_plain_port_shows_other_machines_only_how_to_trust_it(home: Path, port: int) -> None:
    options = Options(home=home, port=port, https_port=8443)

    text = caddy.configuration(options, web_port=12345, lane_port=12346)

    plain = text[text.index(f"http://:{port}") : text.index("https://")]
    assert "not remote_ip 127.0.0.0/8 ::1" in plain
    assert plain.index("handle @elsewhere") < plain.index("import app")


def alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def children_of(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def processes_of_group(group: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group and alive(int(folder.name)):
                found.append(int(folder.name))
        except ProcessLookupError:
            continue
    return found


def wait_for(condition: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.1)
